//! Sections, questions, options and rows that nobody can be shown: their own condition and those around it cannot hold
//! together. A condition that is never true by itself was told by `conditions` already.

use crate::domain::expression::{Expr, Verdict, can_hold_together};
use crate::domain::questionnaire::reading::Reading;
use crate::domain::questionnaire::{Question, Questionnaire, Section};

pub(super) fn check(reading: &mut Reading, q: &Questionnaire) {
    for section in &q.sections {
        for question in &section.questions {
            check_question(reading, q, section, question);
        }
    }
}

fn check_question(reading: &mut Reading, q: &Questionnaire, section: &Section, question: &Question) {
    let around: Vec<&Expr> = section.show_if.iter().collect();
    let place = format!("{}.show_if", question.id);
    if is_dead(q, &around, question.show_if.as_ref()) {
        let expected = Some("une condition que celle de la section laisse vraie".to_owned());
        return reading.fault_at(&place, "question jamais posée : sa section n’est pas montrée dans ce cas", expected);
    }
    let around: Vec<&Expr> = section.show_if.iter().chain(&question.show_if).collect();
    let options = question.kind.options().iter().map(|option| ("options", &option.code, option.show_if.as_ref()));
    let items = question.kind.items().iter().map(|item| ("items", &item.code, item.show_if.as_ref()));
    for (list, code, condition) in options.chain(items) {
        if is_dead(q, &around, condition) {
            let expected = Some("une condition que celles de la question et de la section laissent vraie".to_owned());
            let place = format!("{}.{list}.{code}.show_if", question.id);
            reading.fault_at(&place, "jamais proposé : la question n’est pas posée dans ce cas", expected);
        }
    }
}

/// Whether a condition can hold, and cannot among the others.
fn is_dead(q: &Questionnaire, around: &[&Expr], condition: Option<&Expr>) -> bool {
    let Some(condition) = condition else { return false };
    let can_hold = |condition: &&Expr| condition.verdict(q) != Verdict::Never;
    let all: Vec<&Expr> = around.iter().copied().chain([condition]).collect();
    all.iter().all(can_hold) && !can_hold_together(&all, q)
}
