//! What is still to be answered: how far an interview may go, and where it is taken up again.

use super::{Next, Open, Walk, choices};
use crate::domain::answer::Answer;
use crate::domain::questionnaire::{Kind, Mandatory, Question, Questionnaire};

impl Walk {
    /// The first open section with an unanswered hard question, or `Completed`; an exit on the way is where the
    /// interview ended.
    pub fn reached(&self, q: &Questionnaire) -> Next {
        match self.steps.iter().find(|step| self.shown(step.section).iter().any(|slot| self.lacks(q, *slot))) {
            Some(step) => Next::Section(step.section),
            None => self.end,
        }
    }

    /// Where the interview is taken up: as [`Walk::reached`], but a first page without questions is shown to whoever has
    /// answered nothing.
    pub fn resumes(&self, q: &Questionnaire) -> Next {
        let is_begun = self.slots.iter().any(|slot| self.counted.get(*slot).is_some());
        match self.first() {
            Some(first) if !is_begun => Next::Section(first),
            _ => self.reached(q),
        }
    }

    /// Whether this section may be shown: open, and not past the first that lacks an answer.
    pub fn allows(&self, q: &Questionnaire, section: usize) -> bool {
        let is_near = match self.reached(q) {
            Next::Section(furthest) => self.rank(section) <= self.rank(furthest),
            Next::Completed | Next::ScreenedOut | Next::Refused => true,
        };
        is_near && self.is_open(section)
    }

    fn lacks(&self, q: &Questionnaire, slot: usize) -> bool {
        let question = q.question_at(slot);
        question.is_some_and(|question| lacks_answer(question, self.counted.get(slot), self.open(slot)))
    }
}

/// Whether a question that must be answered is not, or not entirely. A closed row lacks nothing.
fn lacks_answer(question: &Question, answer: Option<&Answer>, open: Option<&Open>) -> bool {
    if question.mandatory != Mandatory::Hard {
        return false;
    }
    let wants_row = |row: usize| open.is_none_or(|open| open.has_item(row));
    match (answer, &question.kind) {
        (_, Kind::Note) => false,
        (None, Kind::Multiple { .. }) => fewest(question, open) > 0,
        (None, _) => true,
        (Some(Answer::Many(ticked)), Kind::Multiple { options, .. }) => {
            let stands_alone = |at: &u16| options.get(usize::from(*at)).is_some_and(|option| option.exclusive);
            ticked.len() < fewest(question, open) && !ticked.iter().any(stands_alone)
        }
        (Some(Answer::Ranked(ranked)), _) => ranked.len() < fewest(question, open),
        (Some(Answer::Rows(rows)), _) => rows.iter().enumerate().any(|(row, said)| said.is_none() && wants_row(row)),
        (Some(Answer::Numbers(rows)), Kind::Numbers { total, .. }) => {
            let is_short = rows.iter().enumerate().any(|(row, number)| number.is_none() && wants_row(row));
            let sum: i64 = rows.iter().flatten().fold(0, |sum, number| sum.saturating_add(*number));
            is_short || total.is_some_and(|total| total != sum)
        }
        (Some(_), _) => false,
    }
}

/// How many ticks or ranks are wanted: never more than what is proposed.
pub(crate) fn fewest(question: &Question, open: Option<&Open>) -> usize {
    let wanted = match &question.kind {
        Kind::Multiple { ticks_min, .. } => *ticks_min,
        Kind::Ranking { ranks_min, .. } => *ranks_min,
        _ => 1,
    };
    usize::from(wanted).min(choices(question, open))
}
