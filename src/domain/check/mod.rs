//! From what a form sent to answers: one section at a time, every fault told, nothing already answered lost.
//!
//! Field names: `ID` (single, number; repeated for multiple), `ID.item` (row of a grid), `ID--code` (text beside an option).

use crate::domain::answer::Answers;
use crate::domain::questionnaire::{Language, Questionnaire};
use crate::domain::route::Next;

/// What is wrong with one answer, told to the respondent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerFault {
    pub slot: usize,
    /// Row, for a grid.
    pub item: Option<usize>,
    /// Name of the form field to link to.
    pub field: String,
    pub message: String,
}

/// Fields as a form sends them, in order.
pub type Form = [(String, String)];

/// The answers after this section was sent, and what is wrong. Valid answers are kept even beside faulty ones.
pub fn read_section(
    q: &Questionnaire,
    section: usize,
    form: &Form,
    answers: &Answers,
    language: Language,
) -> (Answers, Vec<AnswerFault>) {
    let _ = (q, section, form, answers, language);
    todo!()
}

/// A whole interview sent at once, walked section by section. Fields that belong to no open question are faults.
pub fn read_whole(q: &Questionnaire, form: &Form, language: Language) -> Result<(Answers, Next), Vec<AnswerFault>> {
    let _ = (q, form, language);
    todo!()
}
