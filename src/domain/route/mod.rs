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
    walk(q, &Answers::none(q)).steps.first().map_or(0, |step| step.section)
}

/// What comes once this section is sent: an exit, the next open section, or the end.
pub fn after(q: &Questionnaire, answers: &Answers, section: usize) -> Next {
    let walk = walk(q, answers);
    // The walk stops at an exit: when nothing comes after this section, the walk knows how it ended.
    match walk.steps.iter().find(|step| step.section > section) {
        Some(step) => Next::Section(step.section),
        None => walk.end(),
    }
}

/// The open section before this one.
pub fn before(q: &Questionnaire, answers: &Answers, section: usize) -> Option<usize> {
    walk(q, answers).steps.iter().rev().map(|step| step.section).find(|&open| open < section)
}

/// The furthest section these answers allow to be shown: the first open one with an unanswered hard question, or
/// `Completed`; an exit on the way is where the interview ended.
pub fn reached(q: &Questionnaire, answers: &Answers) -> Next {
    let walk = walk(q, answers);
    let lacks = |slot: &usize| question_at(q, *slot).is_some_and(|question| lacks_answer(question, answers.get(*slot)));
    match walk.steps.iter().find(|step| step.slots.iter().any(lacks)) {
        Some(step) => Next::Section(step.section),
        None => walk.end(),
    }
}

/// Slots of the questions of a section these answers open; none when the section itself is closed.
pub fn shown(q: &Questionnaire, answers: &Answers, section: usize) -> Vec<usize> {
    walk(q, answers).steps.into_iter().find(|step| step.section == section).map(|step| step.slots).unwrap_or_default()
}

/// The same answers without those on closed branches: what counts. The others are set aside, not lost.
pub fn counted(q: &Questionnaire, answers: &Answers) -> Answers {
    walk(q, answers).counted
}

/// The open sections, in order, up to the exit if there is one.
pub fn path(q: &Questionnaire, answers: &Answers) -> Vec<usize> {
    walk(q, answers).steps.into_iter().map(|step| step.section).collect()
}

/// Sections done and sections in all, on the path these answers open.
pub fn progress(q: &Questionnaire, answers: &Answers, section: usize) -> (usize, usize) {
    let steps = walk(q, answers).steps;
    (steps.iter().filter(|step| step.section < section).count(), steps.len())
}

struct Walk {
    steps: Vec<Step>,
    counted: Answers,
}

struct Step {
    section: usize,
    slots: Vec<usize>,
    exit: Option<ExitKind>,
}

impl Walk {
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

fn walk(q: &Questionnaire, answers: &Answers) -> Walk {
    let mut counted = Answers::none(q);
    let mut steps: Vec<Step> = Vec::new();
    let mut slot = 0;
    for (position, section) in q.sections.iter().enumerate() {
        let first = slot;
        slot += section.questions.len();
        let slots = open_slots(q, &counted, section, first);
        if slots.is_empty() {
            continue;
        }
        for &open in &slots {
            copy(answers, &mut counted, open, q);
        }
        let exit = exit_of(q, &counted, &slots);
        steps.push(Step { section: position, slots, exit });
        if exit.is_some() {
            break;
        }
    }
    Walk { steps, counted }
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

fn exit_of(q: &Questionnaire, answers: &Answers, slots: &[usize]) -> Option<ExitKind> {
    let facts = Facts { questionnaire: q, answers };
    let exits = slots.iter().filter_map(|&slot| question_at(q, slot)).flat_map(|question| &question.exits);
    exits.filter(|exit: &&Exit| exit.when.is_true(&facts)).map(|exit| exit.end).next()
}

fn copy(from: &Answers, to: &mut Answers, slot: usize, q: &Questionnaire) {
    let Some(answer) = from.get(slot) else { return };
    to.set(slot, Some(answer.clone()));
    let options = question_at(q, slot).map_or(0, |question| question.kind.options().len());
    for option in 0..options {
        if let Some(text) = from.text(slot, option) {
            to.set_text(slot, option, Some(text.to_owned()));
        }
    }
}

fn question_at(q: &Questionnaire, slot: usize) -> Option<&Question> {
    q.questions().nth(slot).map(|(_, question)| question)
}

/// Whether a question that must be answered is not, or not entirely.
fn lacks_answer(question: &Question, answer: Option<&Answer>) -> bool {
    if question.mandatory != Mandatory::Hard {
        return false;
    }
    match (answer, &question.kind) {
        (None, Kind::Multiple { ticks_min, .. }) => *ticks_min > 0,
        (None, _) => true,
        (Some(Answer::Rows(rows)), _) => rows.iter().any(Option::is_none),
        (Some(_), _) => false,
    }
}

#[cfg(test)]
mod tests;
