//! Where an interview goes: which sections and questions these answers open, and what comes after a section.

use crate::domain::answer::Answers;
use crate::domain::questionnaire::Questionnaire;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    Section(usize),
    Completed,
    ScreenedOut,
    Refused,
}

/// First section shown when nothing is answered.
pub fn first(q: &Questionnaire) -> usize {
    let _ = q;
    todo!()
}
/// What comes once this section is sent: an exit, the next open section, or the end.
pub fn after(q: &Questionnaire, answers: &Answers, section: usize) -> Next {
    let _ = (q, answers, section);
    todo!()
}
/// The open section before this one.
pub fn before(q: &Questionnaire, answers: &Answers, section: usize) -> Option<usize> {
    let _ = (q, answers, section);
    todo!()
}
/// The furthest section these answers allow to be shown: the first open one with an unanswered hard question, or `Completed`.
pub fn reached(q: &Questionnaire, answers: &Answers) -> Next {
    let _ = (q, answers);
    todo!()
}
/// Slots of the questions of a section these answers open.
pub fn shown(q: &Questionnaire, answers: &Answers, section: usize) -> Vec<usize> {
    let _ = (q, answers, section);
    todo!()
}
/// The same answers without those on closed branches: what counts. The others are set aside, not lost.
pub fn counted(q: &Questionnaire, answers: &Answers) -> Answers {
    let _ = (q, answers);
    todo!()
}
/// Sections done and sections in all, on the path these answers open.
pub fn progress(q: &Questionnaire, answers: &Answers, section: usize) -> (usize, usize) {
    let _ = (q, answers, section);
    todo!()
}
