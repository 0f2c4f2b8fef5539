//! What an answer must be, in words: how many ticks, what a sum must make, how a date is written.

use super::Shown;
use crate::domain::check::form::written;
use crate::domain::nomenclature::Nomenclature;
use crate::domain::questionnaire::{DatePrecision, Kind, Text, TextFormat};
use crate::web::html::number as grouped;
use crate::web::words::Words;

/// The rule of a question, where neither its controls nor its own help say it.
pub fn of(shown: &Shown<'_>) -> Option<String> {
    let help = shown.question.help.as_ref();
    let help = help.map(|help| help.get(shown.wording.language).to_lowercase()).unwrap_or_default();
    let is_said = |rule: &String| help.contains(rule.trim_end_matches('.').to_lowercase().as_str());
    rule(shown, &help).filter(|rule| !is_said(rule))
}

/// `help`: what the question already says, in small letters.
fn rule(shown: &Shown<'_>, help: &str) -> Option<String> {
    let words = shown.words();
    match &shown.question.kind {
        Kind::Multiple { ticks_min, ticks_max, .. } => {
            let together = shown.options().iter().filter(|(_, option)| !option.exclusive).count();
            let is_bounded = usize::from(*ticks_max) < together;
            ticks(words, *ticks_min, *ticks_max, is_bounded, help)
        }
        Kind::Number { decimals, min, max, .. } => Some(number(words, *decimals, *min, *max)),
        Kind::Numbers { total: Some(total), unit, decimals, .. } => Some(sum(words, *total, unit.as_ref(), *decimals)),
        Kind::Numbers { decimals, min, max, .. } => Some(number(words, *decimals, *min, *max)),
        Kind::Ranking { ranks_min, ranks_max, .. } => Some(ranks(words, *ranks_min, *ranks_max)),
        Kind::Text { format: TextFormat::Line | TextFormat::Paragraph, chars_max, .. } => {
            Some(words.chars_at_most(*chars_max))
        }
        Kind::Date { precision, partial, .. } => Some(date(words, *precision, *partial).to_owned()),
        Kind::Single { .. } | Kind::Grid { .. } | Kind::Text { .. } | Kind::Note => None,
        Kind::Entry { nomenclature, .. } => {
            shown.wording.questionnaire.lists.get(nomenclature).map(|list| entry(words, list))
        }
    }
}

/// `is_bounded`: fewer than stand on the page may be ticked together. Nothing where the help already counts them.
fn ticks(words: Words, min: u16, max: u16, is_bounded: bool, help: &str) -> Option<String> {
    if [words.most_said(), words.least_said()].iter().any(|said| help.contains(said)) {
        return None;
    }
    Some(match (min, is_bounded) {
        (0 | 1, false) => words.several().to_owned(),
        (0 | 1, true) if help.contains(words.several_said()) => words.of_them_at_most(max),
        (0 | 1, true) => words.several_at_most(max),
        (_, true) if min == max => words.answers_exactly(min),
        (_, true) => words.answers_between(min, max),
        (_, false) => words.answers_at_least(min),
    })
}

/// How an entry is looked for. The list shows by itself what its codes look like.
fn entry(words: Words, list: &Nomenclature) -> String {
    let code = list.entries().iter().find_map(|entry| entry.also.first());
    code.map_or_else(|| words.entry().to_owned(), |code| words.entry_or_code(code.as_str()))
}

/// Bounds are said before they are met.
fn number(words: Words, decimals: u8, min: i64, max: i64) -> String {
    let shown = |bound| grouped(words.language(), &written(bound, decimals));
    let bounds = words.between(shown(min), shown(max));
    if decimals == 0 { bounds } else { [&bounds, " ", &words.decimals(decimals)].concat() }
}

fn sum(words: Words, total: i64, unit: Option<&Text>, decimals: u8) -> String {
    let total = grouped(words.language(), &written(total, decimals));
    match unit {
        Some(unit) => words.total_of_unit(total, unit.get(words.language())),
        None => words.total_of(total),
    }
}

fn ranks(words: Words, min: u16, max: u16) -> String {
    match (min, max) {
        (_, 1) => words.rank_first().to_owned(),
        (min, max) if min == max => words.rank_exactly(max),
        (0 | 1, max) => words.rank_up_to(max),
        (min, max) => words.rank_between(min, max),
    }
}

fn date(words: Words, precision: DatePrecision, partial: bool) -> &'static str {
    match (precision, partial) {
        (DatePrecision::Day, false) => words.date_day(),
        (DatePrecision::Day, true) => words.date_day_partly(),
        (DatePrecision::Month, false) => words.date_month(),
        (DatePrecision::Month, true) => words.date_month_partly(),
        (DatePrecision::Year, _) => words.date_year(),
    }
}
