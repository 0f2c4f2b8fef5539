//! Every condition and formula of a questionnaire with its place, in the order of the file: for whoever reviews them, or
//! writes them for another tool.

use super::{Computed, ComputedRule, Question, Questionnaire, Section};
use crate::domain::expression::Expr;

/// Where an expression stands, written as faults write it: `JC_POURQUOI.show_if`.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed<'a> {
    pub place: String,
    pub expression: &'a Expr,
}

impl Questionnaire {
    /// All of them, those of computed variables last.
    pub fn conditions(&self) -> Vec<Placed<'_>> {
        let of_computed = self.computed.iter().filter_map(formula);
        self.sections.iter().flat_map(of_section).chain(of_computed).collect()
    }
}

fn of_section(section: &Section) -> Vec<Placed<'_>> {
    let id = &section.id;
    let mut found = Vec::new();
    put(&mut found, format!("sections.{id}.show_if"), section.show_if.as_ref());
    section.questions.iter().for_each(|question| of_question(&mut found, question));
    for (rank, check) in section.checks.iter().enumerate() {
        put(&mut found, format!("sections.{id}.checks[{rank}].must"), Some(&check.must));
    }
    found
}

fn of_question<'a>(found: &mut Vec<Placed<'a>>, question: &'a Question) {
    let id = &question.id;
    put(found, format!("{id}.show_if"), question.show_if.as_ref());
    for option in question.kind.options() {
        put(found, format!("{id}.options.{}.show_if", option.code), option.show_if.as_ref());
    }
    for item in question.kind.items() {
        put(found, format!("{id}.items.{}.show_if", item.code), item.show_if.as_ref());
    }
    for (rank, exit) in question.exits.iter().enumerate() {
        put(found, format!("{id}.exits[{rank}].when"), Some(&exit.when));
    }
    for (rank, skip) in question.skips.iter().enumerate() {
        put(found, format!("{id}.skips[{rank}].when"), Some(&skip.when));
    }
}

fn formula(computed: &Computed) -> Option<Placed<'_>> {
    let ComputedRule::Formula { value, .. } = &computed.rule else { return None };
    Some(Placed { place: format!("{}.value", computed.id), expression: value })
}

fn put<'a>(found: &mut Vec<Placed<'a>>, place: String, condition: Option<&'a Expr>) {
    found.extend(condition.map(|expression| Placed { place, expression }));
}
