//! What the answers of a page must agree on: errors and warnings when it is sent, information on the page after.

use super::field::is_passed;
use super::{AnswerFault, Form};
use crate::domain::answer::{Answers, Facts};
use crate::domain::expression::Value;
use crate::domain::questionnaire::{Check, Language, Questionnaire, Severity};
use crate::domain::route::{Open, Page, Walk};

/// Something to know about the answers just given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Notice<'q> {
    /// Of the question it is about.
    pub slot: usize,
    /// A text like any other of the questionnaire, with its placeholders.
    pub text: &'q str,
}

/// The checks of a page that do not hold, without those already told of once. A check on an answer that could not be
/// read waits until it can.
pub(super) fn broken(
    q: &Questionnaire,
    page: Page<'_>,
    form: &Form,
    after: &Answers,
    counted: &Answers,
    faults: &[AnswerFault],
    language: Language,
) -> Vec<AnswerFault> {
    let Some(section) = q.sections.get(page.section).filter(|section| !section.checks.is_empty()) else {
        return Vec::new();
    };
    let mut answers = counted.clone();
    for &slot in page.slots {
        answers.copy_slot(after, slot);
        page.set_aside(&mut answers, slot);
    }
    let is_faulty = |check: &Check| {
        let mut read = check.must.names().into_iter().filter_map(|name| q.question(name.question.as_str()));
        read.any(|(slot, _)| faults.iter().any(|fault| fault.slot == slot && fault.severity == Severity::Error))
    };
    let told = |(number, check): (usize, &Check)| {
        let (slot, _) = q.question(check.question.as_str())?;
        let key = key(number);
        let passes = check.severity == Severity::Info
            || check.severity == Severity::Warning && is_passed(form, &key)
            || is_faulty(check)
            || !is_broken(q, check, &answers);
        (!passes).then(|| AnswerFault {
            slot,
            item: None,
            field: first_field(q, slot, page.open(slot)),
            key,
            message: check.text.get(language).to_owned(),
            severity: check.severity,
        })
    };
    section.checks.iter().enumerate().filter_map(told).collect()
}

/// What a warning of the section's checks is called: no field is named so.
fn key(number: usize) -> String {
    format!("check-{number}")
}

fn first_field(q: &Questionnaire, slot: usize, open: Option<&Open>) -> String {
    let question = q.question_at(slot);
    question.map_or_else(String::new, |question| super::form::first_field(question, open))
}

fn is_broken(q: &Questionnaire, check: &Check, answers: &Answers) -> bool {
    check.must.evaluate(&Facts { questionnaire: q, answers }) == Value::Bool(false)
}

/// What the page of this section tells about the answers of the one just before it.
pub fn notices<'q>(q: &'q Questionnaire, answers: &Answers, section: usize, language: Language) -> Vec<Notice<'q>> {
    let informs = |check: &Check| check.severity == Severity::Info;
    if !q.sections.iter().any(|section| section.checks.iter().any(informs)) {
        return Vec::new();
    }
    let walk = Walk::of(q, answers);
    let Some(before) = walk.before(section).and_then(|before| q.sections.get(before)) else { return Vec::new() };
    let broken = before.checks.iter().filter(|check| informs(check) && is_broken(q, check, walk.counted()));
    let notice = |check: &'q Check| {
        let (slot, _) = q.question(check.question.as_str())?;
        Some(Notice { slot, text: check.text.get(language) })
    };
    broken.filter_map(notice).collect()
}
