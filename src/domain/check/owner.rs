//! Which question a form field belongs to.

use super::form::date_parts;
use crate::domain::questionnaire::{Kind, Question, Questionnaire};

/// Where a field belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub slot: usize,
    /// Row of a grid, or of several numbers.
    pub item: Option<usize>,
}

/// The question of a field; `None` when no question has a field of that name.
pub(super) fn owner(q: &Questionnaire, name: &str) -> Option<Place> {
    // An id has neither dot nor dash; codes may have both: what comes first decides.
    let (id, rest) = name.find(['.', '-']).and_then(|end| name.split_at_checked(end)).unwrap_or((name, ""));
    let (slot, question) = q.question(id)?;
    let whole = Some(Place { slot, item: None });
    if let Some(code) = rest.strip_prefix("--") {
        let mut options = question.kind.options().iter();
        return options
            .any(|option| option.code.as_str() == code && option.beside.is_some())
            .then_some(whole)
            .flatten();
    }
    if rest == "-missing" {
        return has_missing(question).then_some(whole).flatten();
    }
    match rest.strip_prefix('.') {
        Some(part) if has_items(&question.kind) => {
            let item = question.kind.items().iter().position(|row| row.code.as_str() == part)?;
            Some(Place { slot, item: Some(item) })
        }
        Some(part) => has_part(&question.kind, part).then_some(whole).flatten(),
        None => (rest.is_empty() && has_plain(&question.kind)).then_some(whole).flatten(),
    }
}

/// Whether its own name is a field.
fn has_plain(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::Single { .. } | Kind::Multiple { .. } | Kind::Number { .. } | Kind::Text { .. } | Kind::Entry { .. }
    )
}

fn has_items(kind: &Kind) -> bool {
    matches!(kind, Kind::Grid { .. } | Kind::Numbers { .. })
}

/// Whether it has a field of its own for declared non-answers: where an answer is not a choice among options.
fn has_missing(question: &Question) -> bool {
    let is_choice = matches!(question.kind, Kind::Single { .. } | Kind::Multiple { .. } | Kind::Grid { .. });
    !is_choice && !question.kind.options().is_empty()
}

fn has_part(kind: &Kind, part: &str) -> bool {
    match kind {
        Kind::Ranking { ranks_max, .. } => {
            let rank: Option<u16> = part.parse().ok();
            // One spelling a rank: neither +1 nor 01.
            rank.is_some_and(|rank| (1..=*ranks_max).contains(&rank) && rank.to_string() == part)
        }
        Kind::Date { precision, .. } => date_parts(*precision).contains(&part),
        Kind::Entry { .. } => part == "entry",
        _ => false,
    }
}
