//! Answers read by name: the category of a variable, and what a condition sees. Nothing is copied on the way.

use super::units::as_read;
use super::{Answer, Answers};
use crate::domain::arithmetic::decimal::stored;
use crate::domain::expression::{Budget, CodeNames, Codes, Expr, Name, Value, Values, round_to};
use crate::domain::id::{AttributeId, OptionCode, QuestionId};
use crate::domain::questionnaire::{Category, Computed, ComputedRule, Gives, Kind, Question, Questionnaire};

impl Answers {
    /// The category of a single question, of a hidden or of a computed variable; `None` while unknown.
    pub fn category<'q>(&self, questionnaire: &'q Questionnaire, variable: &QuestionId) -> Option<&'q OptionCode> {
        let facts = Facts { questionnaire, answers: self };
        let limit = questionnaire.computed.len();
        category_from(questionnaire, Earlier { facts, limit, budget: &Budget::default() }, variable)
    }

    /// An attribute of the entry chosen in a nomenclature.
    fn attribute<'q>(&self, q: &'q Questionnaire, of: &QuestionId, attribute: &AttributeId) -> Option<&'q OptionCode> {
        let (slot, question) = q.question(of.as_str())?;
        let (Answer::Entry(entry), Kind::Entry { nomenclature, .. }) = (self.get(slot)?, &question.kind) else {
            return None;
        };
        q.lists.get(nomenclature)?.attribute(usize::try_from(*entry).ok()?, attribute)
    }

    /// The option chosen in a single question, or the value of a hidden variable.
    fn chosen<'q>(&self, q: &'q Questionnaire, variable: &QuestionId) -> Option<&'q OptionCode> {
        if let Some((slot, question)) = q.question(variable.as_str()) {
            return match (self.get(slot)?, &question.kind) {
                (Answer::One(position), Kind::Single { options, .. }) => {
                    options.get(usize::from(*position)).map(|option| &option.code)
                }
                _ => None,
            };
        }
        let (slot, hidden) = q.hidden(variable.as_str())?;
        let Answer::One(position) = self.get(slot)? else { return None };
        hidden.categories.get(usize::from(*position)).map(|category| &category.code)
    }
}

/// What conditions read: these answers to this questionnaire.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    pub questionnaire: &'a Questionnaire,
    pub answers: &'a Answers,
}

/// What a formula reads: the same, and of the computed variables only those before it, which ends the descent.
#[derive(Clone, Copy)]
struct Earlier<'a> {
    facts: Facts<'a>,
    limit: usize,
    budget: &'a Budget,
}

impl Values for Facts<'_> {
    fn value<'a>(&'a self, name: &Name) -> Value<'a> {
        match self.questionnaire.question(name.question.as_str()) {
            Some((slot, question)) => answered(question, self.answers.get(slot), name),
            None => {
                let limit = self.questionnaire.computed.len();
                variable(self.questionnaire, Earlier { facts: *self, limit, budget: &Budget::default() }, name)
            }
        }
    }
}

impl Values for Earlier<'_> {
    fn value<'a>(&'a self, name: &Name) -> Value<'a> {
        match self.facts.questionnaire.question(name.question.as_str()) {
            Some((slot, question)) => answered(question, self.facts.answers.get(slot), name),
            None => variable(self.facts.questionnaire, *self, name),
        }
    }
}

/// A computed or a hidden variable.
fn variable<'q>(q: &'q Questionnaire, earlier: Earlier<'_>, name: &Name) -> Value<'q> {
    if let Some((position, computed)) = find_computed(q, earlier.limit, &name.question)
        && let ComputedRule::Formula { value, gives: Gives::Number { decimals } } = &computed.rule
    {
        return formula_number(value, *decimals, Earlier { limit: position, ..earlier });
    }
    category_from(q, earlier, &name.question).map_or(Value::Missing, |code| Value::Code(code.as_str()))
}

fn find_computed<'q>(q: &'q Questionnaire, limit: usize, id: &QuestionId) -> Option<(usize, &'q Computed)> {
    q.computed.iter().take(limit).enumerate().find(|(_, computed)| &computed.id == id)
}

fn category_from<'q>(q: &'q Questionnaire, earlier: Earlier<'_>, variable: &QuestionId) -> Option<&'q OptionCode> {
    let Some((position, computed)) = find_computed(q, earlier.limit, variable) else {
        return earlier.facts.answers.chosen(q, variable);
    };
    let before = Earlier { limit: position, ..earlier };
    match &computed.rule {
        ComputedRule::Bands { of, bands } => {
            let number = stored_number(q, before, of)?;
            bands.iter().find(|band| band.from <= number && number <= band.to).map(|band| &band.code)
        }
        ComputedRule::Lookup { of, map } => map.get(category_from(q, before, of)?),
        ComputedRule::Formula { value, gives: Gives::Category } => {
            formula_category(value, &computed.categories, before)
        }
        ComputedRule::Attribute { of, attribute } => earlier.facts.answers.attribute(q, of, attribute),
        ComputedRule::Formula { .. } => None,
    }
}

/// A number in the units bands are written in: those of the answer, or those a formula is rounded to.
fn stored_number(q: &Questionnaire, earlier: Earlier<'_>, of: &QuestionId) -> Option<i64> {
    if let Some((slot, _)) = q.question(of.as_str()) {
        return match earlier.facts.answers.get(slot)? {
            Answer::Number(number) => Some(*number),
            _ => None,
        };
    }
    let (position, computed) = find_computed(q, earlier.limit, of)?;
    let ComputedRule::Formula { value, gives: Gives::Number { decimals } } = &computed.rule else { return None };
    match formula_number(value, *decimals, Earlier { limit: position, ..earlier }) {
        Value::Number(number) => stored(number, *decimals),
        _ => None,
    }
}

fn formula_number<'v>(value: &Expr, decimals: u8, earlier: Earlier<'_>) -> Value<'v> {
    let number = value.evaluate_within(&earlier, earlier.budget).number();
    let rounded = number.and_then(|number| round_to(number, f64::from(decimals)));
    rounded.map_or(Value::Missing, Value::Number)
}

fn formula_category<'q>(value: &Expr, categories: &'q [Category], earlier: Earlier<'_>) -> Option<&'q OptionCode> {
    let found = value.evaluate_within(&earlier, earlier.budget);
    let code = found.code()?;
    categories.iter().map(|category| &category.code).find(|known| known.as_str() == code)
}

/// What the answer to a question, or to one of its rows, is worth.
fn answered<'a>(question: &'a Question, answer: Option<&'a Answer>, name: &Name) -> Value<'a> {
    let kind = &question.kind;
    let row = || kind.items().iter().position(|row| Some(&row.code) == name.item.as_ref());
    match (answer, &name.item) {
        (Some(Answer::One(position)), None) => chosen_option(kind, position),
        // A declared non-answer to several numbers is one to each.
        (Some(Answer::One(position)), Some(_)) if row().is_some() => chosen_option(kind, position),
        (Some(Answer::Many(ticked) | Answer::Ranked(ticked)), None) => Value::Codes(Codes::new(ticked, kind)),
        (Some(Answer::Rows(rows)), Some(_)) => {
            let chosen = row().and_then(|row| rows.get(row)?.as_ref());
            chosen.map_or(Value::Missing, |position| chosen_option(kind, position))
        }
        (Some(Answer::Number(number)), None) => number_of(kind, *number),
        (Some(Answer::Numbers(rows)), None) => {
            Value::of_numbers(rows.iter().flatten().map(|&number| as_read(number, kind.decimals())))
        }
        (Some(Answer::Numbers(rows)), Some(_)) => {
            let number = row().and_then(|row| rows.get(row).copied().flatten());
            number.map_or(Value::Missing, |number| number_of(kind, number))
        }
        (Some(Answer::Text(text)), None) => Value::Text(text),
        (Some(Answer::Date(date)), None) => Value::Date(*date),
        // There is an answer, and it has no code of its own: its attributes are variables.
        (Some(Answer::Entry(_)), None) => Value::Code(""),
        _ => Value::Missing,
    }
}

fn chosen_option<'a>(kind: &'a Kind, position: &'a u16) -> Value<'a> {
    let Some(option) = kind.options().get(usize::from(*position)) else { return Value::Missing };
    let code = option.code.as_str();
    match kind {
        Kind::Single { .. } | Kind::Grid { .. } if kind.is_scored() => Value::Score { code, score: option.score() },
        Kind::Single { .. } | Kind::Grid { .. } => Value::Code(code),
        Kind::Multiple { .. } | Kind::Ranking { .. } => Value::Codes(Codes::new(std::slice::from_ref(position), kind)),
        _ => Value::Score { code, score: None },
    }
}

/// Where a non-answer might have been declared, a number is beside codes, and is none of them.
fn number_of(kind: &Kind, number: i64) -> Value<'_> {
    let number = as_read(number, kind.decimals());
    if kind.options().is_empty() { Value::Number(number) } else { Value::Score { code: "", score: Some(number) } }
}

impl CodeNames for Kind {
    fn code_at(&self, position: u16) -> Option<&str> {
        self.options().get(usize::from(position)).map(|option| option.code.as_str())
    }
}

#[cfg(test)]
mod tests;
