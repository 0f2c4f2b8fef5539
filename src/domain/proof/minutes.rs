//! How long a question takes: what there is to read, at the speed people read French, and the time to choose or to type.

use crate::domain::questionnaire::{Kind, Language, Question, Questionnaire, Text, TextFormat};

/// French texts read silently: 195 words a minute (Trauzettel-Klosinski and Dietz, 2012, « Standardized assessment of
/// reading performance », table 2).
const WORDS_PER_SECOND: f64 = 195.0 / 60.0;
/// Sending a page and looking at the next.
pub(super) const PAGE_SECONDS: f64 = 3.0;
/// To choose once what there is to choose is read. These are orders of magnitude of ours, to compare versions with.
const CHOICE_SECONDS: f64 = 2.0;
const NUMBER_SECONDS: f64 = 4.0;
const DATE_SECONDS: f64 = 8.0;
const LINE_SECONDS: f64 = 8.0;
const PARAGRAPH_SECONDS: f64 = 40.0;

/// Seconds of each question, by slot.
pub(super) fn seconds(q: &Questionnaire) -> Vec<f64> {
    q.questions().map(|(_, question)| words(question) / WORDS_PER_SECOND + answer_seconds(&question.kind)).collect()
}

fn words(question: &Question) -> f64 {
    let count = |text: &Text| text.get(Language::Fr).split_whitespace().count();
    let proposed = question.kind.options().iter().filter(|option| !option.retired);
    let options: usize = proposed.map(|option| count(&option.label) + option.help.as_ref().map_or(0, count)).sum();
    let rows: usize = question.kind.items().iter().map(|item| count(&item.label)).sum();
    let all = count(&question.text) + question.help.as_ref().map_or(0, count) + options + rows;
    f64::from(u32::try_from(all).unwrap_or(u32::MAX))
}

fn answer_seconds(kind: &Kind) -> f64 {
    let rows = || f64::from(u32::try_from(kind.items().len()).unwrap_or(u32::MAX));
    match kind {
        Kind::Note => 0.0,
        Kind::Single { .. } => CHOICE_SECONDS,
        Kind::Multiple { ticks_max, .. } => CHOICE_SECONDS * f64::from(*ticks_max).min(3.0),
        Kind::Ranking { ranks_max, .. } => 2.0 * CHOICE_SECONDS * f64::from(*ranks_max),
        Kind::Grid { .. } => CHOICE_SECONDS * rows(),
        Kind::Number { .. } => NUMBER_SECONDS,
        Kind::Numbers { .. } => NUMBER_SECONDS * rows(),
        Kind::Date { .. } => DATE_SECONDS,
        Kind::Entry { .. } | Kind::Text { format: TextFormat::Line | TextFormat::Phone | TextFormat::Email, .. } => {
            LINE_SECONDS
        }
        Kind::Text { format: TextFormat::Paragraph, .. } => PARAGRAPH_SECONDS,
    }
}
