//! From what a form sent to answers: one section at a time, every fault told, nothing already answered lost.
//!
//! The names of fields are in `form`. A field whose name starts with `_` belongs to the page, not to the questionnaire.

mod field;
pub mod form;
pub mod message;

use crate::domain::answer::Answers;
use crate::domain::questionnaire::{Language, Questionnaire, Severity};
use crate::domain::route::{self, Next, Walk};

use field::{Reader, owner};

/// What is wrong with one answer, told to the respondent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerFault {
    pub slot: usize,
    /// Row, for a grid.
    pub item: Option<usize>,
    /// Name of the form field to link to.
    pub field: String,
    pub message: String,
    /// A warning passes when the page is sent again with [`SOFT_FIELD`].
    pub severity: Severity,
}

/// Fields as a form sends them, in order.
pub type Form = [(String, String)];

/// The field a page adds when it has asked again for what was only wished for: the section is then let through.
pub const SOFT_FIELD: &str = "_soft";

/// Most characters of a sent name that a fault repeats.
const FIELD_CHARS_MAX: usize = 80;

/// The answers after this section was sent, and what is wrong. Valid answers are kept even beside faulty ones; a faulty
/// question keeps the answer it had. Fields of a question of this section that is closed are left alone: it may have
/// been closed in another tab; a field of another section, or of nothing, is a fault.
pub fn read_section(
    q: &Questionnaire,
    section: usize,
    form: &Form,
    answers: &Answers,
    language: Language,
) -> (Answers, Vec<AnswerFault>) {
    let shown = route::shown(q, answers, section);
    let (after, mut faults) = read_slots(q, &shown, form, answers.clone(), language);
    let first = q.first_slot(section);
    let count = q.sections.get(section).map_or(0, |section| section.questions.len());
    faults.extend(unknown_fields(q, form, |slot| (first..first + count).contains(&slot), first, language));
    (after, faults)
}

/// A whole interview sent at once, walked section by section. Fields that belong to no open question are faults.
/// Without a fault the walk ends: `Next` is never a section.
pub fn read_whole(q: &Questionnaire, form: &Form, language: Language) -> Result<(Answers, Next), Vec<AnswerFault>> {
    let walk = Walk::reading(q, |answers, shown| {
        let (read, faults) = read_slots(q, shown, form, std::mem::take(answers), language);
        *answers = read;
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    })?;
    let faults: Vec<_> = unknown_fields(q, form, |slot| walk.opens(slot), 0, language).collect();
    if faults.is_empty() { Ok(walk.into_counted()) } else { Err(faults) }
}

fn read_slots(
    q: &Questionnaire,
    slots: &[usize],
    form: &Form,
    answers: Answers,
    language: Language,
) -> (Answers, Vec<AnswerFault>) {
    let mut reader = Reader::new(form, answers, language);
    for (slot, question) in q.questions().filter(|(slot, _)| slots.contains(slot)) {
        reader.read(slot, question);
    }
    reader.finish()
}

fn unknown_fields<'a>(
    q: &'a Questionnaire,
    form: &'a Form,
    is_expected: impl Fn(usize) -> bool + 'a,
    slot: usize,
    language: Language,
) -> impl Iterator<Item = AnswerFault> + 'a {
    let unknown = form
        .iter()
        .map(|(name, _)| name)
        .filter(move |name| !name.starts_with('_') && !owner(q, name).is_some_and(&is_expected));
    unknown.map(move |name| AnswerFault {
        slot,
        item: None,
        field: name.chars().take(FIELD_CHARS_MAX).collect(),
        message: message::unknown_field(language),
        severity: Severity::Error,
    })
}

#[cfg(test)]
mod tests;
