//! From what a form sent to answers: one section at a time, every fault told, nothing already answered lost.
//!
//! The names of fields are in `form`. A field whose name starts with `_` belongs to the page, not to the questionnaire.

mod choice;
mod date;
mod entry;
mod exit;
mod field;
pub mod form;
pub mod message;
mod number;
mod owner;
mod ranking;
mod rules;
mod text;

use std::collections::BTreeMap;
use std::convert::Infallible;

use crate::domain::answer::{Answer, Answers};
use crate::domain::piping::filled;
use crate::domain::questionnaire::{Language, Questionnaire, Severity};
use crate::domain::route::{Next, Page, Walk};

use field::Reader;
use owner::{Place, owner};

pub use rules::{Notice, notices};

/// What is wrong with one answer, told to the respondent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerFault {
    pub slot: usize,
    /// Row, for a grid or several numbers.
    pub item: Option<usize>,
    /// Name of the form field to link to.
    pub field: String,
    /// What names a warning: the page repeats it in [`SOFT_FIELD`] to let it pass.
    pub key: String,
    /// A text of a page like any other: labels in it may hold placeholders. It never repeats what was typed.
    pub message: String,
    /// A warning passes when the page is sent again with [`SOFT_FIELD`].
    pub severity: Severity,
}

impl AnswerFault {
    fn error(slot: usize, item: Option<usize>, field: String, message: String) -> Self {
        Self { slot, item, key: field.clone(), field, message, severity: Severity::Error }
    }
}

/// Fields as a form sends them, in order.
pub type Form = [(String, String)];

/// The field a page adds, once a warning it has shown, with the warning's key: the section is then let through. A warning
/// that was not shown does not pass so.
pub const SOFT_FIELD: &str = "_soft";

/// The keys of warnings a page repeats in [`SOFT_FIELD`] when it is shown again: those it tells, and those it had told.
pub fn told_warnings<'a>(form: &'a Form, faults: &'a [AnswerFault]) -> Vec<&'a str> {
    let now = faults.iter().filter(|fault| fault.severity == Severity::Warning).map(|fault| fault.key.as_str());
    let before = form.iter().filter(|(name, _)| name == SOFT_FIELD).map(|(_, key)| key.as_str());
    let mut keys: Vec<&str> = now.chain(before).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// Most characters of a sent name that a fault repeats.
const FIELD_CHARS_MAX: usize = 80;

/// A section as it was sent.
#[derive(Debug, Clone)]
pub struct Sent {
    /// Those before, with what this section brought.
    pub answers: Answers,
    /// Errors refuse the page; so does a warning, until it is shown.
    pub faults: Vec<AnswerFault>,
    /// The walk these answers give.
    pub walk: Walk,
}

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
    let Sent { answers, faults, .. } = sent(q, section, form, answers, language);
    (answers, faults)
}

/// The same, with the walk that tells what comes next.
pub fn sent(q: &Questionnaire, section: usize, form: &Form, answers: &Answers, language: Language) -> Sent {
    let mut after = answers.clone();
    let mut faults = Vec::new();
    let walked: Result<Walk, Infallible> = Walk::reading(q, answers, |counted, page| {
        if page.section == section {
            faults = read_page(q, page, form, &mut after, counted, language);
        }
        for &slot in page.slots {
            counted.copy_slot(&after, slot);
        }
        Ok(())
    });
    let Ok(walk) = walked;
    let first = q.first_slot(section);
    let count = q.sections.get(section).map_or(0, |section| section.questions.len());
    let is_here = |place: &Place| (first..first + count).contains(&place.slot);
    faults.extend(unknown_fields(q, form, is_here, first, language));
    Sent { answers: after, faults, walk }
}

/// A whole interview sent at once, walked section by section. Fields that belong to no open question are faults; what is
/// only warned of passes. Without a fault the walk ends: `Next` is never a section.
pub fn read_whole(q: &Questionnaire, form: &Form, language: Language) -> Result<(Answers, Next), Vec<AnswerFault>> {
    read_whole_from(q, &Answers::none(q), form, language)
}

/// The same, of an interview that starts with this seed and these hidden variables. Who sent it may have drawn its own: a
/// field of the name of a hidden variable says so.
pub fn read_whole_from(
    q: &Questionnaire,
    start: &Answers,
    form: &Form,
    language: Language,
) -> Result<(Answers, Next), Vec<AnswerFault>> {
    let mut after = start.clone();
    hidden_given(q, form, &mut after, language)?;
    let start = after.clone();
    let walk = Walk::reading(q, &start, |counted, page| {
        let mut faults = read_page(q, page, form, &mut after, counted, language);
        faults.retain(|fault| fault.severity == Severity::Error);
        for &slot in page.slots {
            counted.copy_slot(&after, slot);
        }
        // Nobody fills them later: there is no page.
        for fault in &mut faults {
            fault.message = filled(&fault.message, &BTreeMap::new(), q, counted, language).into_owned();
        }
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    })?;
    let is_open = |place: &Place| {
        let has_item = |item| walk.open(place.slot).is_none_or(|open| open.has_item(item));
        walk.opens(place.slot) && place.item.is_none_or(has_item)
    };
    let is_hidden = |name: &str| q.hidden(name).is_some();
    let faults = unknown_fields(q, form, is_open, 0, language);
    let faults: Vec<_> = faults.filter(|fault| !is_hidden(&fault.field)).collect();
    if faults.is_empty() { Ok(walk.into_counted()) } else { Err(faults) }
}

/// The hidden variables a whole interview brings.
fn hidden_given(
    q: &Questionnaire,
    form: &Form,
    answers: &mut Answers,
    language: Language,
) -> Result<(), Vec<AnswerFault>> {
    for (name, value) in form {
        let Some((slot, hidden)) = q.hidden(name) else { continue };
        let position = hidden.categories.iter().position(|category| category.code.as_str() == value);
        match position.and_then(|at| u16::try_from(at).ok()) {
            Some(at) => answers.set(slot, Some(Answer::One(at))),
            None => return Err(vec![AnswerFault::error(slot, None, name.clone(), message::unknown_code(language))]),
        }
    }
    Ok(())
}

/// Reads the open questions of a page into `after`, then tries what they must agree on with what counted before.
fn read_page(
    q: &Questionnaire,
    page: Page<'_>,
    form: &Form,
    after: &mut Answers,
    counted: &Answers,
    language: Language,
) -> Vec<AnswerFault> {
    let mut reader = Reader::new(q, form, after, language);
    for &slot in page.slots {
        if let Some(question) = q.question_at(slot) {
            reader.read(slot, question, page.open(slot));
        }
    }
    let mut faults = reader.finish(page, counted);
    faults.extend(rules::broken(q, page, form, after, counted, &faults, language));
    faults
}

fn unknown_fields<'a>(
    q: &'a Questionnaire,
    form: &'a Form,
    is_expected: impl Fn(&Place) -> bool + 'a,
    slot: usize,
    language: Language,
) -> impl Iterator<Item = AnswerFault> + 'a {
    let unknown = form
        .iter()
        .map(|(name, _)| name)
        .filter(move |name| !name.starts_with('_') && !owner(q, name).is_some_and(|place| is_expected(&place)));
    unknown.map(move |name| {
        let field = name.chars().take(FIELD_CHARS_MAX).collect();
        AnswerFault::error(slot, None, field, message::unknown_field(language))
    })
}

#[cfg(test)]
mod tests;
