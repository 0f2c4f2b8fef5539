//! Who a question was asked to, in words: « à tous », or « à ceux qui ont répondu … ». Found by trying the condition on
//! each answer of the question it reads, so that however it is written, the words say what it does.

use crate::domain::expression::{Codes, Expr, Name, Value, Values};
use crate::domain::questionnaire::{AnswerOption, Kind, Language, Question, Questionnaire};

/// Of a question nobody is left out of.
pub(crate) const TO_ALL: &str = "à tous";
/// For a filter that reads several questions, or numbers: true, if short.
const TO_SOME: &str = "à ceux que la question concerne";

pub(super) fn label(q: &Questionnaire, question: &Question) -> String {
    let section = q.sections.iter().find(|section| section.questions.iter().any(|other| other.id == question.id));
    match (section.and_then(|section| section.show_if.as_ref()), &question.show_if) {
        (None, None) => TO_ALL.to_owned(),
        (Some(condition), None) | (None, Some(condition)) => {
            answers_let_through(q, condition).unwrap_or_else(|| TO_SOME.to_owned())
        }
        (Some(_), Some(_)) => TO_SOME.to_owned(),
    }
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

fn answers_let_through(q: &Questionnaire, condition: &Expr) -> Option<String> {
    let (source, kept) = let_through(q, condition)?;
    let kept: Vec<String> = kept.iter().map(|option| format!("« {} »", option.label.get(Language::Fr))).collect();
    Some(format!("à ceux qui ont répondu {} à la question {}", alternatives(&kept), source.id))
}

/// The question whose answers alone decide who is asked this one, and those answers: who is asked it was counted there.
pub(crate) fn filter<'a>(q: &'a Questionnaire, question: &Question) -> Option<(&'a Question, Vec<&'a AnswerOption>)> {
    let section = q.sections.iter().find(|section| section.questions.iter().any(|other| other.id == question.id));
    match (section.and_then(|section| section.show_if.as_ref()), &question.show_if) {
        (Some(condition), None) | (None, Some(condition)) => let_through(q, condition),
        _ => None,
    }
}

/// `None` when the condition is not about one question with options, or lets nobody through.
fn let_through<'a>(q: &'a Questionnaire, condition: &Expr) -> Option<(&'a Question, Vec<&'a AnswerOption>)> {
    let names = condition.names();
    let name = names.first().copied().filter(|_| names.len() == 1)?;
    let (_, source) = q.question(name.question.as_str())?;
    let is_let_through = |position: u16, code| {
        let value = match &source.kind {
            Kind::Multiple { .. } => Value::Codes(Codes::new(std::slice::from_ref(&position), &source.kind)),
            _ => Value::Code(code),
        };
        condition.is_true(&Trial { name, value })
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
