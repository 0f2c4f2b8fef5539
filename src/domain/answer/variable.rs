//! Answers read by name: the category of a profile variable, and what a condition sees.

use super::{Answer, Answers};
use crate::domain::expression::{CodeNames, Codes, Name, Value, Values};
use crate::domain::id::{OptionCode, QuestionId};
use crate::domain::questionnaire::{ComputedRule, Kind, Questionnaire};

impl Answers {
    /// The category of a single question or of a computed variable; `None` while unknown.
    pub fn category<'q>(&self, questionnaire: &'q Questionnaire, variable: &QuestionId) -> Option<&'q OptionCode> {
        self.category_from(questionnaire, variable, questionnaire.computed.len())
    }

    /// A computed variable only reads the ones before it: `limit` is how many stand, and ends the descent.
    fn category_from<'q>(&self, q: &'q Questionnaire, variable: &QuestionId, limit: usize) -> Option<&'q OptionCode> {
        let position = q.computed.iter().take(limit).position(|computed| &computed.id == variable);
        let Some((position, computed)) = position.and_then(|position| Some((position, q.computed.get(position)?)))
        else {
            return self.chosen(q, variable);
        };
        match &computed.rule {
            ComputedRule::Bands { of, bands } => {
                let (slot, _) = q.question(of.as_str())?;
                let Answer::Number(number) = self.get(slot)? else { return None };
                bands.iter().find(|band| band.from <= *number && *number <= band.to).map(|band| &band.code)
            }
            ComputedRule::Lookup { of, map } => map.get(self.category_from(q, of, position)?),
            ComputedRule::Formula { .. } | ComputedRule::Attribute { .. } => None,
        }
    }

    fn chosen<'q>(&self, q: &'q Questionnaire, question: &QuestionId) -> Option<&'q OptionCode> {
        let (slot, question) = q.question(question.as_str())?;
        match (self.get(slot)?, &question.kind) {
            (Answer::One(position), Kind::Single { options, .. }) => {
                options.get(usize::from(*position)).map(|option| &option.code)
            }
            _ => None,
        }
    }
}

/// What conditions read: these answers to this questionnaire.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    pub questionnaire: &'a Questionnaire,
    pub answers: &'a Answers,
}

impl Values for Facts<'_> {
    fn value<'a>(&'a self, name: &Name) -> Value<'a> {
        let Some((slot, question)) = self.questionnaire.question(name.question.as_str()) else {
            let category = self.answers.category(self.questionnaire, &name.question);
            return category.map_or(Value::Missing, |code| Value::Code(code.as_str()));
        };
        match (self.answers.get(slot), &name.item) {
            (Some(Answer::One(position)), None) => code(&question.kind, *position),
            (Some(Answer::Many(ticked)), None) => Value::Codes(Codes::new(ticked, &question.kind)),
            (Some(Answer::Rows(rows)), Some(item)) => {
                let row = question.kind.items().iter().position(|row| &row.code == item);
                let chosen = row.and_then(|row| rows.get(row).copied().flatten());
                chosen.map_or(Value::Missing, |position| code(&question.kind, position))
            }
            (Some(Answer::Number(number)), None) => number_value(*number),
            _ => Value::Missing,
        }
    }
}

impl CodeNames for Kind {
    fn code_at(&self, position: u16) -> Option<&str> {
        self.options().get(usize::from(position)).map(|option| option.code.as_str())
    }
}

fn code(kind: &Kind, position: u16) -> Value<'_> {
    kind.code_at(position).map_or(Value::Missing, Value::Code)
}

/// Bounds of number questions stay within 32 bits, so nothing is rounded.
fn number_value<'a>(number: i64) -> Value<'a> {
    i32::try_from(number).map_or(Value::Missing, |number| Value::Number(number.into()))
}
