//! Where an interview goes: which sections and questions these answers open, and what comes after a section.
//!
//! One walk, from the first section on. A condition sees the answers of the sections before it that the walk itself
//! has opened: an answer given before going back and closing its branch is kept, but decides nothing.

use crate::domain::answer::{Answer, Answers, Facts};
use crate::domain::expression::Expr;
use crate::domain::questionnaire::{Exit, ExitKind, Kind, Mandatory, Question, Questionnaire, Section};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    Section(usize),
    Completed,
    ScreenedOut,
    Refused,
}

/// First section shown when nothing is answered.
pub fn first(q: &Questionnaire) -> usize {
    Walk::of(q, &Answers::none(q)).steps.first().map_or(0, |step| step.section)
}

/// What comes once this section is sent: an exit, the next open section, or the end.
pub fn after(q: &Questionnaire, answers: &Answers, section: usize) -> Next {
    Walk::of(q, answers).after(section)
}

/// Slots of the questions of a section these answers open; none when the section itself is closed.
pub fn shown(q: &Questionnaire, answers: &Answers, section: usize) -> Vec<usize> {
    Walk::of(q, answers).shown(section).to_vec()
}

/// The same answers without those on closed branches: what counts. The others are set aside, not lost.
pub fn counted(q: &Questionnaire, answers: &Answers) -> Answers {
    Walk::of(q, answers).counted
}

/// One walk through the questionnaire. Whoever has several things to ask of the same answers walks once.
#[derive(Debug, Clone)]
pub struct Walk {
    steps: Vec<Step>,
    counted: Answers,
}

#[derive(Debug, Clone)]
struct Step {
    section: usize,
    slots: Vec<usize>,
    exit: Option<ExitKind>,
}

impl Walk {
    /// The walk these answers give.
    pub fn of(q: &Questionnaire, answers: &Answers) -> Self {
        let copied: Result<Self, std::convert::Infallible> = Self::reading(q, |counted, slots| {
            for &open in slots {
                copy(answers, counted, open, q);
            }
            Ok(())
        });
        match copied {
            Ok(walk) => walk,
        }
    }

    /// The walk of answers that are read on the way: `read` is given the slots each section opens, and fills them.
    pub fn reading<E>(
        q: &Questionnaire,
        mut read: impl FnMut(&mut Answers, &[usize]) -> Result<(), E>,
    ) -> Result<Self, E> {
        let mut counted = Answers::none(q);
        let mut steps: Vec<Step> = Vec::with_capacity(q.sections.len());
        let mut slot = 0;
        for (position, section) in q.sections.iter().enumerate() {
            let first = slot;
            slot += section.questions.len();
            let slots = open_slots(q, &counted, section, first);
            if slots.is_empty() {
                continue;
            }
            read(&mut counted, &slots)?;
            let exit = exit_of(q, &counted, section, first, &slots);
            steps.push(Step { section: position, slots, exit });
            if exit.is_some() {
                break;
            }
        }
        Ok(Self { steps, counted })
    }

    pub fn after(&self, section: usize) -> Next {
        // The walk stops at an exit: when nothing comes after this section, the walk knows how it ended.
        match self.steps.iter().find(|step| step.section > section) {
            Some(step) => Next::Section(step.section),
            None => self.end(),
        }
    }

    pub fn before(&self, section: usize) -> Option<usize> {
        self.steps.iter().rev().map(|step| step.section).find(|&open| open < section)
    }

    /// The first open section with an unanswered hard question, or `Completed`; an exit on the way is where the
    /// interview ended.
    pub fn reached(&self, q: &Questionnaire) -> Next {
        let lacks = |slot: &usize| {
            question_at(q, *slot).is_some_and(|question| lacks_answer(question, self.counted.get(*slot)))
        };
        match self.steps.iter().find(|step| step.slots.iter().any(lacks)) {
            Some(step) => Next::Section(step.section),
            None => self.end(),
        }
    }

    pub fn shown(&self, section: usize) -> &[usize] {
        self.steps.iter().find(|step| step.section == section).map_or(&[], |step| &step.slots)
    }

    pub fn is_open(&self, section: usize) -> bool {
        self.steps.iter().any(|step| step.section == section)
    }

    pub fn last(&self) -> Option<usize> {
        self.steps.last().map(|step| step.section)
    }

    pub fn progress(&self, section: usize) -> (usize, usize) {
        (self.steps.iter().filter(|step| step.section < section).count(), self.steps.len())
    }

    /// Whether the question of a slot was opened by any section.
    pub fn opens(&self, slot: usize) -> bool {
        self.steps.iter().any(|step| step.slots.contains(&slot))
    }

    /// What counts, and how the walk ended.
    pub fn into_counted(self) -> (Answers, Next) {
        let end = self.end();
        (self.counted, end)
    }

    fn end(&self) -> Next {
        self.steps.last().and_then(|step| step.exit).map_or(Next::Completed, exit_next)
    }
}

fn exit_next(exit: ExitKind) -> Next {
    match exit {
        ExitKind::ScreenedOut => Next::ScreenedOut,
        ExitKind::Refused => Next::Refused,
    }
}

fn open_slots(q: &Questionnaire, counted: &Answers, section: &Section, first: usize) -> Vec<usize> {
    if !holds(q, counted, section.show_if.as_ref()) {
        return Vec::new();
    }
    let questions = section.questions.iter().enumerate();
    questions.filter(|(_, question)| holds(q, counted, question.show_if.as_ref())).map(|(at, _)| first + at).collect()
}

fn holds(q: &Questionnaire, answers: &Answers, condition: Option<&Expr>) -> bool {
    condition.is_none_or(|condition| condition.is_true(&Facts { questionnaire: q, answers }))
}

fn exit_of(q: &Questionnaire, answers: &Answers, section: &Section, first: usize, slots: &[usize]) -> Option<ExitKind> {
    let facts = Facts { questionnaire: q, answers };
    let questions = section.questions.iter().enumerate().filter(|(at, _)| slots.contains(&(first + at)));
    let mut exits = questions.flat_map(|(_, question)| &question.exits);
    exits.find(|exit: &&Exit| exit.when.is_true(&facts)).map(|exit| exit.end)
}

fn copy(from: &Answers, to: &mut Answers, slot: usize, q: &Questionnaire) {
    let Some(answer) = from.get(slot) else { return };
    to.set(slot, Some(answer.clone()));
    if !from.has_texts() {
        return;
    }
    let options = question_at(q, slot).map_or(0, |question| question.kind.options().len());
    for option in 0..options {
        if let Some(text) = from.text(slot, option) {
            to.set_text(slot, option, Some(text.to_owned()));
        }
    }
}

fn question_at(q: &Questionnaire, slot: usize) -> Option<&Question> {
    q.question_at(slot)
}

/// Whether a question that must be answered is not, or not entirely.
fn lacks_answer(question: &Question, answer: Option<&Answer>) -> bool {
    if question.mandatory != Mandatory::Hard {
        return false;
    }
    match (answer, &question.kind) {
        (None, Kind::Multiple { ticks_min, .. }) => *ticks_min > 0,
        (None, Kind::Note) => false,
        (None, _) => true,
        (Some(Answer::Rows(rows)), _) => rows.iter().any(Option::is_none),
        (Some(Answer::Numbers(rows)), _) => rows.iter().any(Option::is_none),
        (Some(_), _) => false,
    }
}

#[cfg(test)]
mod tests;
