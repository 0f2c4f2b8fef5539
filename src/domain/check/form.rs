//! The names and values of form fields: what a page shows as filled, what a simulated respondent sends. The inverse of
//! reading.
//!
//! | field | of what |
//! | --- | --- |
//! | `ID` | a choice (repeated for several), a number, a text, what is typed to find an entry |
//! | `ID.row` | one row of a grid or of several numbers, by its code |
//! | `ID.1`, `ID.2`… | a rank: the code put there |
//! | `ID.year`, `ID.month`, `ID.day` | the parts of a date |
//! | `ID.entry` | the entry chosen in a nomenclature, by its key |
//! | `ID--code` | what is written beside an option |
//! | `ID-missing` | the declared non-answer to a question that asks for something else than a choice |

use crate::domain::answer::{Answer, Answers, Date};
use crate::domain::arithmetic::decimal::fixed;
use crate::domain::questionnaire::{DatePrecision, Kind, Question, Questionnaire};
use crate::domain::route::Open;

/// Fields of the parts of a date, as in `ID.day`.
pub const DATE_PARTS: [&str; 3] = ["day", "month", "year"];

/// Field of one row of a grid, or of one of several numbers.
pub fn row_field(question: &str, item: &str) -> String {
    [question, ".", item].concat()
}

/// Field of the text beside an option.
pub fn text_field(question: &str, option: &str) -> String {
    [question, "--", option].concat()
}

/// Field of a rank, from 1.
pub fn rank_field(question: &str, rank: usize) -> String {
    format!("{question}.{rank}")
}

/// Field of the declared non-answer to a question that does not ask for a choice.
pub fn missing_field(question: &str) -> String {
    [question, "-missing"].concat()
}

/// Field of the entry chosen in a nomenclature, by its key.
pub fn entry_field(question: &str) -> String {
    [question, ".entry"].concat()
}

/// The parts of a date that are asked for, the year last.
pub fn date_parts(precision: DatePrecision) -> &'static [&'static str] {
    let skipped = match precision {
        DatePrecision::Day => 0,
        DatePrecision::Month => 1,
        DatePrecision::Year => 2,
    };
    DATE_PARTS.get(skipped..).unwrap_or_default()
}

/// The first field of a question that is open: where a summary of faults leads.
pub fn first_field(question: &Question, open: Option<&Open>) -> String {
    let id = question.id.as_str();
    let is_open = |row: usize| open.is_none_or(|open| open.has_item(row));
    match &question.kind {
        Kind::Ranking { .. } => rank_field(id, 1),
        Kind::Date { precision, .. } => row_field(id, date_parts(*precision).first().copied().unwrap_or_default()),
        kind => match kind.items().iter().enumerate().find(|(row, _)| is_open(*row)) {
            Some((_, item)) => row_field(id, item.code.as_str()),
            None => id.to_owned(),
        },
    }
}

/// The fields that send the answer of a slot again, with what is written beside its options.
pub fn fields_in(q: &Questionnaire, slot: usize, answers: &Answers) -> Vec<(String, String)> {
    let Some(question) = q.question_at(slot) else { return Vec::new() };
    if let (Kind::Entry { nomenclature, .. }, Some(Answer::Entry(at))) = (&question.kind, answers.get(slot)) {
        let list = q.lists.get(nomenclature);
        let entry = list.zip(usize::try_from(*at).ok()).and_then(|(list, at)| list.entry(at));
        return entry.map(|entry| (entry_field(question.id.as_str()), entry.key.to_string())).into_iter().collect();
    }
    fields_of(question, slot, answers)
}

/// The same, where the questionnaire is not at hand: without the entries of nomenclatures, whose keys stand there.
pub fn fields_of(question: &Question, slot: usize, answers: &Answers) -> Vec<(String, String)> {
    let Some(answer) = answers.get(slot) else { return Vec::new() };
    let id = question.id.as_str();
    let mut fields = fields_of_answer(question, answer);
    for (position, option) in question.kind.options().iter().enumerate().filter(|(_, option)| option.beside.is_some()) {
        let text = answers.text(slot, position);
        fields.extend(text.map(|text| (text_field(id, option.code.as_str()), text.to_owned())));
    }
    fields
}

fn fields_of_answer(question: &Question, answer: &Answer) -> Vec<(String, String)> {
    let kind = &question.kind;
    let id = || question.id.to_string();
    let code = |at: &u16| kind.options().get(usize::from(*at)).map(|option| option.code.to_string());
    let rows = || kind.items().iter().map(|item| row_field(question.id.as_str(), item.code.as_str()));
    match answer {
        Answer::One(at) if matches!(kind, Kind::Single { .. }) => {
            code(at).map(|code| (id(), code)).into_iter().collect()
        }
        Answer::One(at) => code(at).map(|code| (missing_field(question.id.as_str()), code)).into_iter().collect(),
        Answer::Many(ticked) => ticked.iter().filter_map(code).map(|code| (id(), code)).collect(),
        Answer::Rows(chosen) => {
            rows().zip(chosen).filter_map(|(field, at)| Some((field, code(at.as_ref()?)?))).collect()
        }
        Answer::Number(number) => vec![(id(), written(*number, kind.decimals()))],
        Answer::Numbers(numbers) => {
            let given = rows().zip(numbers).filter_map(|(field, number)| Some((field, (*number)?)));
            given.map(|(field, number)| (field, written(number, kind.decimals()))).collect()
        }
        Answer::Ranked(ranked) => {
            let placed = ranked.iter().filter_map(code).enumerate();
            placed.map(|(before, code)| (rank_field(question.id.as_str(), before + 1), code)).collect()
        }
        Answer::Text(text) => vec![(id(), text.clone())],
        Answer::Date(date) => date_fields(question.id.as_str(), *date),
        // The key of an entry stands in its nomenclature, not in the question.
        Answer::Entry(_) => Vec::new(),
    }
}

/// A number stored times a power of ten, as somebody writes it: with a comma.
pub fn written(number: i64, decimals: u8) -> String {
    let all = fixed(number, decimals, ',');
    let trimmed = all.trim_end_matches('0').trim_end_matches(',');
    if decimals == 0 { all } else { trimmed.to_owned() }
}

fn date_fields(id: &str, date: Date) -> Vec<(String, String)> {
    let parts = [date.day().map(u16::from), date.month().map(u16::from), Some(date.year())];
    let given = DATE_PARTS.iter().zip(parts).filter_map(|(name, part)| Some((name, part?)));
    // A year is written with four digits, or it would not be read again.
    let digits = |name: &str, part: u16| if name == "year" { format!("{part:04}") } else { part.to_string() };
    given.map(|(name, part)| (row_field(id, name), digits(name, part))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_people_write_them() {
        assert_eq!(written(1250, 0), "1250");
        assert_eq!(written(125, 2), "1,25");
        assert_eq!(written(-5, 2), "-0,05");
        assert_eq!(written(100, 2), "1");
        assert_eq!(written(110, 2), "1,1");
    }
}
