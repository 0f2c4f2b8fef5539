//! Who a question was asked to, in words: « à tous », or « à ceux qui ont répondu … ». Found by trying the condition on
//! each answer of the question it reads, so that however it is written, the words say what it does.

use std::collections::BTreeSet;

use crate::domain::expression::{Codes, Expr, Name, Value, Values};
use crate::domain::questionnaire::{AnswerOption, Kind, Language, Question, Questionnaire};

/// Of a question nobody is left out of.
pub(crate) const TO_ALL: &str = "à tous";
/// For a filter that reads several questions, or numbers: true, if short.
const TO_SOME: &str = "à ceux que la question concerne";

pub(super) fn label(q: &Questionnaire, question: &Question) -> String {
    let conditions = conditions(q, question);
    if conditions.is_empty() {
        return TO_ALL.to_owned();
    }
    answers_let_through(q, &conditions).unwrap_or_else(|| TO_SOME.to_owned())
}

/// Those of its section and its own: all of them must hold.
fn conditions<'a>(q: &'a Questionnaire, question: &'a Question) -> Vec<&'a Expr> {
    let section = q.sections.iter().find(|section| section.questions.iter().any(|other| other.id == question.id));
    section.and_then(|section| section.show_if.as_ref()).into_iter().chain(question.show_if.as_ref()).collect()
}

/// The answer being tried.
struct Trial<'a> {
    name: &'a Name,
    value: Value<'a>,
}

impl Values for Trial<'_> {
    fn value<'a>(&'a self, name: &Name) -> Value<'a> {
        if name == self.name { self.value } else { Value::Missing }
    }
}

fn answers_let_through(q: &Questionnaire, conditions: &[&Expr]) -> Option<String> {
    let (source, kept) = let_through(q, conditions)?;
    let kept: Vec<String> = kept.iter().map(|option| format!("« {} »", option.label.get(Language::Fr))).collect();
    Some(format!("à ceux qui ont répondu {} à la question {}", alternatives(&kept), source.id))
}

/// The question whose answers alone decide who is asked this one, and those answers: who is asked it was counted there.
pub(crate) fn filter<'a>(q: &'a Questionnaire, question: &Question) -> Option<(&'a Question, Vec<&'a AnswerOption>)> {
    let_through(q, &conditions(q, question))
}

/// `None` when the conditions are not about one question with options, or let nobody through.
fn let_through<'a>(q: &'a Questionnaire, conditions: &[&Expr]) -> Option<(&'a Question, Vec<&'a AnswerOption>)> {
    let names: BTreeSet<&Name> = conditions.iter().flat_map(|condition| condition.names()).collect();
    let name = names.first().copied().filter(|_| names.len() == 1)?;
    let (_, source) = q.question(name.question.as_str())?;
    let is_let_through = |position: u16, code| {
        let value = match &source.kind {
            Kind::Multiple { .. } => Value::Codes(Codes::new(std::slice::from_ref(&position), &source.kind)),
            _ => Value::Code(code),
        };
        conditions.iter().all(|condition| condition.is_true(&Trial { name, value }))
    };
    let kept: Vec<&AnswerOption> = (0..)
        .zip(source.kind.options())
        .filter(|(position, option)| is_let_through(*position, option.code.as_str()))
        .map(|(_, option)| option)
        .collect();
    (!kept.is_empty()).then_some((source, kept))
}

fn alternatives(labels: &[String]) -> String {
    match labels.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} ou {last}", others.join(", ")),
        None => String::new(),
    }
}
