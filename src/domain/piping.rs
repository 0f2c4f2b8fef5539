//! Texts on their way to a page: `{institut}` gets the wave's value, `${ID|fallback}` what was answered. What comes out is
//! plain text, for the page to escape. It is for the person who answered and nobody else: nothing of it is stored.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::domain::answer::{Answer, Answers, Facts};
use crate::domain::check::message::{date_in_words, number};
use crate::domain::expression::{Name, Value, Values};
use crate::domain::questionnaire::placeholder::{Piece, piped};
use crate::domain::questionnaire::{ComputedRule, Gives, Kind, Language, Question, Questionnaire};

/// The text with each `{name}` replaced by the wave's value, and each `${ID|fallback}` by the answer to a question, the
/// category of a variable, or the fallback while there is none. A placeholder nobody knows stays as it is: it shows.
/// `answers` are those that count: [`crate::domain::route::counted`].
pub fn filled<'t>(
    text: &'t str,
    wave_texts: &BTreeMap<String, String>,
    q: &Questionnaire,
    answers: &Answers,
    language: Language,
) -> Cow<'t, str> {
    without_answers(text, wave_texts, |name, fallback| match (Said { q, answers, language }).of(name) {
        // A label may hold the wave's own words; what was typed is taken as it is.
        Some(Answered::Label(label)) => wave_words(label, wave_texts).into_owned(),
        Some(Answered::Typed(typed)) => typed,
        None => fallback.to_owned(),
    })
}

/// The same where nobody has answered: what `said` makes of the name and the fallback of each `${ID|fallback}`.
pub fn without_answers<'t>(
    text: &'t str,
    wave_texts: &BTreeMap<String, String>,
    said: impl Fn(&Name, &str) -> String,
) -> Cow<'t, str> {
    replaced(text, wave_texts, |inside| match piped(inside)? {
        Piece::Piped { name, fallback } => Some(said(&name, fallback)),
        Piece::Plain(_) | Piece::Wave(_) => None,
    })
}

/// The text with each `{name}` replaced by the wave's value, where nobody's answers are at hand.
pub fn wave_words<'t>(text: &'t str, wave_texts: &BTreeMap<String, String>) -> Cow<'t, str> {
    replaced(text, wave_texts, |_| None)
}

fn replaced<'t>(
    text: &'t str,
    wave_texts: &BTreeMap<String, String>,
    answered: impl Fn(&str) -> Option<String>,
) -> Cow<'t, str> {
    if !text.contains('{') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 64);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let inside = after.split_once('}');
        let found = inside.and_then(|(inside, tail)| match before.strip_suffix('$') {
            Some(before) => Some((before, Cow::Owned(answered(inside)?), tail)),
            None => Some((before, Cow::Borrowed(wave_texts.get(inside)?.as_str()), tail)),
        });
        match found {
            Some((before, value, tail)) => {
                out.push_str(before);
                out.push_str(&value);
                rest = tail;
            }
            None => {
                out.push_str(before);
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

enum Answered<'q> {
    /// Words of the questionnaire.
    Label(&'q str),
    Typed(String),
}

struct Said<'q, 'a> {
    q: &'q Questionnaire,
    answers: &'a Answers,
    language: Language,
}

impl<'q> Said<'q, '_> {
    fn of(&self, name: &Name) -> Option<Answered<'q>> {
        if let Some((slot, question)) = self.q.question(name.question.as_str()) {
            let answer = self.answers.get(slot)?;
            return match &name.item {
                None => self.to(question, answer),
                Some(item) => {
                    let row = question.kind.items().iter().position(|row| &row.code == item)?;
                    self.row(question, answer, row)
                }
            };
        }
        if let Some((slot, hidden)) = self.q.hidden(name.question.as_str()) {
            let Answer::One(at) = self.answers.get(slot)? else { return None };
            let category = hidden.categories.get(usize::from(*at))?;
            return Some(Answered::Label(category.label.get(self.language)));
        }
        self.computed(name)
    }

    fn to(&self, question: &'q Question, answer: &Answer) -> Option<Answered<'q>> {
        match answer {
            Answer::One(at) => self.label(question, *at).map(Answered::Label),
            Answer::Many(codes) | Answer::Ranked(codes) => {
                let labels: Vec<&str> = codes.iter().filter_map(|at| self.label(question, *at)).collect();
                match labels.as_slice() {
                    [] => None,
                    [label] => Some(Answered::Label(label)),
                    labels => Some(Answered::Typed(listed(labels, self.language))),
                }
            }
            Answer::Number(value) => Some(self.number(&question.kind, *value)),
            Answer::Text(text) => Some(Answered::Typed(text.clone())),
            Answer::Date(date) => Some(Answered::Typed(date_in_words(self.language, *date))),
            Answer::Entry(at) => {
                let Kind::Entry { nomenclature, .. } = &question.kind else { return None };
                let entry = self.q.lists.get(nomenclature)?.entry(usize::try_from(*at).ok()?)?;
                Some(Answered::Typed(entry.label.clone()))
            }
            Answer::Rows(_) | Answer::Numbers(_) => None,
        }
    }

    fn row(&self, question: &'q Question, answer: &Answer, row: usize) -> Option<Answered<'q>> {
        match answer {
            Answer::Rows(rows) => self.label(question, rows.get(row).copied().flatten()?).map(Answered::Label),
            Answer::Numbers(rows) => Some(self.number(&question.kind, rows.get(row).copied().flatten()?)),
            _ => None,
        }
    }

    /// A declared non-answer is nothing to repeat.
    fn label(&self, question: &'q Question, at: u16) -> Option<&'q str> {
        let option = question.kind.options().get(usize::from(at)).filter(|option| option.missing.is_none())?;
        Some(option.label.get(self.language))
    }

    fn number(&self, kind: &Kind, value: i64) -> Answered<'q> {
        let decimals = match kind {
            Kind::Number { decimals, .. } | Kind::Numbers { decimals, .. } => *decimals,
            _ => 0,
        };
        Answered::Typed(number(self.language, value, decimals))
    }

    fn computed(&self, name: &Name) -> Option<Answered<'q>> {
        let computed = self.q.computed(&name.question)?;
        if let ComputedRule::Formula { gives: Gives::Number { decimals }, .. } = computed.rule {
            let facts = Facts { questionnaire: self.q, answers: self.answers };
            let Value::Number(value) = facts.value(name) else { return None };
            let text = format!("{value:.places$}", places = usize::from(decimals));
            return Some(Answered::Typed(if self.language == Language::Fr { text.replace('.', ",") } else { text }));
        }
        let code = self.answers.category(self.q, &name.question)?;
        let category = computed.categories.iter().find(|category| &category.code == code)?;
        Some(Answered::Label(category.label.get(self.language)))
    }
}

/// « a, b et c ».
fn listed(labels: &[&str], language: Language) -> String {
    let and = if language == Language::Fr { " et " } else { " and " };
    match labels.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, others)) => [&others.join(", "), and, last].concat(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests;
