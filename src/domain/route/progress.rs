//! How far along an interview is, without a promise it could not keep: what is not decided yet counts as still to come,
//! so that the end never moves away.

use super::{Open, Walk};
use crate::domain::answer::Facts;
use crate::domain::expression::{Expr, Value};
use crate::domain::id::QuestionId;
use crate::domain::questionnaire::{Question, Questionnaire, Section};

impl Walk {
    /// How many sections were before this one, and how many there may be in all.
    pub fn progress(&self, q: &Questionnaire, section: usize) -> (usize, usize) {
        let rank = self.rank(section);
        let done = self.steps.iter().filter(|step| self.rank(step.section) < rank).count();
        let ends_here = self.exit.is_some();
        let ahead = q.sections.iter().enumerate().filter(|(at, _)| !ends_here && self.rank(*at) > rank);
        let may_come = ahead
            .filter(|(at, other)| !self.is_open(*at) && !self.jumped.contains(at) && self.may_open(q, other, rank));
        (done, self.steps.len() + may_come.count())
    }

    /// Whether a section closed so far hangs on a question of this page or of a later one.
    fn may_open(&self, q: &Questionnaire, section: &Section, rank: usize) -> bool {
        let may = |condition: Option<&Expr>| {
            super::holds(q, &self.counted, condition) || condition.is_some_and(|one| self.pends(q, one, rank))
        };
        let mut questions = section.questions.iter();
        may(section.show_if.as_ref())
            && questions.any(|question| may(question.show_if.as_ref()) && self.may_ask(q, question, rank))
    }

    /// Whether anything may be left to choose.
    fn may_ask(&self, q: &Questionnaire, question: &Question, rank: usize) -> bool {
        let Some(open) = Open::of(q, question, &self.counted) else { return true };
        let is_carried =
            question.carry.as_ref().is_some_and(|carry| self.is_to_answer(q, &carry.from, rank, q.computed.len()));
        let options = question.kind.options().iter().map(|option| option.show_if.as_ref());
        let items = question.kind.items().iter().map(|item| item.show_if.as_ref());
        open.asks(question) || is_carried || options.chain(items).flatten().any(|one| self.pends(q, one, rank))
    }

    fn pends(&self, q: &Questionnaire, condition: &Expr, rank: usize) -> bool {
        let facts = Facts { questionnaire: q, answers: &self.counted };
        condition.evaluate(&facts) == Value::Missing
            && condition.names().iter().any(|name| self.is_to_answer(q, &name.question, rank, q.computed.len()))
    }

    /// Whether a variable waits for an answer of this page or of a later one. A computed variable only reads the ones
    /// before it: `limit` ends the descent.
    fn is_to_answer(&self, q: &Questionnaire, id: &QuestionId, rank: usize, limit: usize) -> bool {
        if let Some((slot, _)) = q.question(id.as_str()) {
            let is_later = |at: usize| self.rank(at) >= rank;
            let section = q.sections.iter().position(|section| section.questions.iter().any(|one| &one.id == id));
            return self.counted.get(slot).is_none() && section.is_some_and(is_later);
        }
        let position = q.computed.iter().take(limit).position(|computed| &computed.id == id);
        let rule = position.and_then(|at| Some((at, &q.computed.get(at)?.rule)));
        rule.is_some_and(|(at, rule)| rule.sources().into_iter().any(|of| self.is_to_answer(q, of, rank, at)))
    }
}
