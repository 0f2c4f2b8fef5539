//! Where an interview goes: which sections and questions these answers open, and what comes after a section.
//!
//! One walk, from the first section on, in the order of this person. A condition sees the answers of the sections before it
//! that the walk itself has opened: an answer given before going back and closing its branch is kept, but decides
//! nothing.

mod lacking;
mod open;
mod progress;

use std::ops::Range;

use crate::domain::answer::{Answers, Facts};
use crate::domain::expression::Expr;
use crate::domain::order;
use crate::domain::questionnaire::{EndKind, EndPage, Exit, ExitKind, Questionnaire, Section};

pub(crate) use lacking::fewest;
pub use open::{Open, choices, is_narrowed};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    Section(usize),
    Completed,
    ScreenedOut,
    Refused,
}

/// First section shown when nothing is answered, to whom the orders are not drawn.
pub fn first(q: &Questionnaire) -> usize {
    Walk::of(q, &Answers::none(q)).first().unwrap_or(0)
}

/// What comes once this section is sent: an exit, the next open section, or the end.
pub fn after(q: &Questionnaire, answers: &Answers, section: usize) -> Next {
    Walk::of(q, answers).after(section)
}

/// Slots of the questions of a section these answers open, as the file has them; none when the section itself is closed.
pub fn shown(q: &Questionnaire, answers: &Answers, section: usize) -> Vec<usize> {
    Walk::of(q, answers).shown(section).to_vec()
}

/// The same answers without those on closed branches or to closed options: what counts. The others are set aside, not
/// lost. Hidden variables always count.
pub fn counted(q: &Questionnaire, answers: &Answers) -> Answers {
    Walk::of(q, answers).counted
}

/// One walk through the questionnaire. Whoever has several things to ask of the same answers walks once.
#[derive(Debug, Clone)]
pub struct Walk {
    /// In the order of this person.
    steps: Vec<Step>,
    /// The open slots, one step after the other.
    slots: Vec<usize>,
    /// What is open of the questions whose options or rows depend on answers.
    narrowed: Vec<(usize, Open)>,
    counted: Answers,
    /// The place of each section in the order of this person; empty when it is that of the file.
    ranks: Vec<usize>,
    /// Sections closed by a jump.
    jumped: Vec<usize>,
    /// The question and the row of its exits that ended the walk.
    exit: Option<(usize, usize)>,
    end: Next,
}

#[derive(Debug, Clone)]
struct Step {
    section: usize,
    slots: Range<usize>,
}

/// A section as a walk opens it, for whoever reads its answers on the way.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    pub section: usize,
    /// As the file has them.
    pub slots: &'a [usize],
    narrowed: &'a [(usize, Open)],
}

impl<'a> Page<'a> {
    /// What is open of a question; `None` when all of it is.
    pub fn open(&self, slot: usize) -> Option<&'a Open> {
        open_in(self.narrowed, slot)
    }

    /// Takes away what is closed of an answer: it is kept elsewhere, and does not count.
    pub fn set_aside(&self, counted: &mut Answers, slot: usize) {
        let left = self.open(slot).zip(counted.get(slot)).map(|(open, answer)| open.left_of(answer));
        if let Some(left) = left {
            counted.set(slot, left);
        }
    }
}

impl Walk {
    /// The walk these answers give.
    pub fn of(q: &Questionnaire, answers: &Answers) -> Self {
        let copied: Result<Self, std::convert::Infallible> = Self::reading(q, answers, |counted, page| {
            for &slot in page.slots {
                counted.copy_slot(answers, slot);
            }
            Ok(())
        });
        match copied {
            Ok(walk) => walk,
        }
    }

    /// The walk of answers that are read on the way: `read` is given each section as it opens, and fills its slots.
    /// `start` gives the seed and the hidden variables.
    pub fn reading<E>(
        q: &Questionnaire,
        start: &Answers,
        mut read: impl FnMut(&mut Answers, Page<'_>) -> Result<(), E>,
    ) -> Result<Self, E> {
        let order = if q.orders.is_empty() { Vec::new() } else { order::sections(q, start.seed()) };
        let mut walk = Self::begin(q, start, &order);
        // A jump closes what stands before its section.
        let mut jump: Option<usize> = None;
        let mut slot = 0;
        for rank in 0..q.sections.len() {
            let section = order.get(rank).copied().unwrap_or(rank);
            let first = if order.is_empty() { slot } else { q.first_slot(section) };
            let Some(content) = q.sections.get(section) else { continue };
            slot += content.questions.len();
            if jump.is_some_and(|to| to != section) {
                walk.jumped.push(section);
                continue;
            }
            jump = None;
            if !walk.open_section(q, section, content, first) {
                continue;
            }
            walk.read_step(q, &mut read)?;
            if walk.exit.is_some() {
                break;
            }
            jump = walk.skip(q, content, first).filter(|to| walk.rank(*to) > rank);
        }
        Ok(walk)
    }

    fn begin(q: &Questionnaire, start: &Answers, order: &[usize]) -> Self {
        let mut counted = Answers::none(q).with_seed(start.seed());
        for slot in q.slots() - q.hidden.len()..q.slots() {
            counted.copy_slot(start, slot);
        }
        let mut ranks = vec![0; order.len()];
        for (rank, section) in order.iter().enumerate() {
            ranks.get_mut(*section).into_iter().for_each(|place| *place = rank);
        }
        Self {
            steps: Vec::with_capacity(q.sections.len()),
            slots: Vec::with_capacity(q.slots()),
            narrowed: Vec::new(),
            counted,
            ranks,
            jumped: Vec::new(),
            exit: None,
            end: Next::Completed,
        }
    }

    /// Whether the section has anything to show; its step is then the last one.
    fn open_section(&mut self, q: &Questionnaire, section: usize, content: &Section, first: usize) -> bool {
        if !holds(q, &self.counted, content.show_if.as_ref()) {
            return false;
        }
        let from = self.slots.len();
        for (at, question) in content.questions.iter().enumerate() {
            if !holds(q, &self.counted, question.show_if.as_ref()) {
                continue;
            }
            match Open::of(q, question, &self.counted) {
                Some(open) if !open.asks(question) => continue,
                Some(open) => self.narrowed.push((first + at, open)),
                None => {}
            }
            self.slots.push(first + at);
        }
        let is_open = self.slots.len() > from;
        if is_open {
            self.steps.push(Step { section, slots: from..self.slots.len() });
        }
        is_open
    }

    /// Reads the last step, sets aside what is closed, and looks for an exit.
    fn read_step<E>(
        &mut self,
        q: &Questionnaire,
        read: &mut impl FnMut(&mut Answers, Page<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let Some(step) = self.steps.last() else { return Ok(()) };
        let slots = self.slots.get(step.slots.clone()).unwrap_or_default();
        let page = Page { section: step.section, slots, narrowed: &self.narrowed };
        read(&mut self.counted, page)?;
        if !self.narrowed.is_empty() {
            slots.iter().for_each(|slot| page.set_aside(&mut self.counted, *slot));
        }
        let facts = Facts { questionnaire: q, answers: &self.counted };
        let found = slots.iter().find_map(|&slot| {
            let exits = &q.question_at(slot)?.exits;
            let row = exits.iter().position(|exit| exit.when.is_true(&facts))?;
            Some(((slot, row), exits.get(row)?.end))
        });
        if let Some((exit, end)) = found {
            self.exit = Some(exit);
            self.end = exit_next(end);
        }
        Ok(())
    }

    /// The section the last step jumps to.
    fn skip(&self, q: &Questionnaire, content: &Section, first: usize) -> Option<usize> {
        if content.questions.iter().all(|question| question.skips.is_empty()) {
            return None;
        }
        let facts = Facts { questionnaire: q, answers: &self.counted };
        let asked = content.questions.iter().enumerate().filter(|(at, _)| self.opens(first + at));
        let mut skips = asked.flat_map(|(_, question)| &question.skips);
        let skip = skips.find(|skip| skip.when.is_true(&facts))?;
        q.section(&skip.to).map(|(section, _)| section)
    }

    pub fn after(&self, section: usize) -> Next {
        // The walk stops at an exit: when nothing comes after this section, the walk knows how it ended.
        let rank = self.rank(section);
        match self.steps.iter().find(|step| self.rank(step.section) > rank) {
            Some(step) => Next::Section(step.section),
            None => self.end,
        }
    }

    pub fn before(&self, section: usize) -> Option<usize> {
        let rank = self.rank(section);
        self.steps.iter().rev().map(|step| step.section).find(|&open| self.rank(open) < rank)
    }

    pub fn first(&self) -> Option<usize> {
        self.steps.first().map(|step| step.section)
    }

    pub fn last(&self) -> Option<usize> {
        self.steps.last().map(|step| step.section)
    }

    /// Slots of the open questions of a section, as the file has them.
    pub fn shown(&self, section: usize) -> &[usize] {
        let step = self.steps.iter().find(|step| step.section == section);
        step.and_then(|step| self.slots.get(step.slots.clone())).unwrap_or_default()
    }

    pub fn is_open(&self, section: usize) -> bool {
        self.steps.iter().any(|step| step.section == section)
    }

    /// Whether the question of a slot was opened by any section.
    pub fn opens(&self, slot: usize) -> bool {
        self.slots.contains(&slot)
    }

    /// What is open of a question; `None` when all of it is, or when it is closed itself.
    pub fn open(&self, slot: usize) -> Option<&Open> {
        open_in(&self.narrowed, slot)
    }

    /// The answers that count.
    pub fn counted(&self) -> &Answers {
        &self.counted
    }

    /// What counts, and how the walk ended.
    pub fn into_counted(self) -> (Answers, Next) {
        (self.counted, self.end)
    }

    /// How the walk ends: never a section.
    pub fn end(&self) -> Next {
        self.end
    }

    /// The exit that ends the walk.
    pub fn exit<'q>(&self, q: &'q Questionnaire) -> Option<&'q Exit> {
        let (slot, row) = self.exit?;
        q.question_at(slot)?.exits.get(row)
    }

    /// The page of the questionnaire that ends this walk, if it has one: that of the exit, or the one of its kind.
    pub fn end_page<'q>(&self, q: &'q Questionnaire) -> Option<&'q EndPage> {
        let named = self.exit(q).and_then(|exit| exit.page.as_ref());
        match named {
            Some(id) => q.ends.iter().find(|page| &page.id == id),
            None => q.ends.iter().find(|page| page.on == kind_of(self.end)),
        }
    }

    fn rank(&self, section: usize) -> usize {
        self.ranks.get(section).copied().unwrap_or(section)
    }
}

fn open_in(narrowed: &[(usize, Open)], slot: usize) -> Option<&Open> {
    narrowed.iter().find(|(of, _)| *of == slot).map(|(_, open)| open)
}

fn exit_next(exit: ExitKind) -> Next {
    match exit {
        ExitKind::ScreenedOut => Next::ScreenedOut,
        ExitKind::Refused => Next::Refused,
    }
}

fn kind_of(end: Next) -> EndKind {
    match end {
        Next::ScreenedOut => EndKind::ScreenedOut,
        Next::Refused => EndKind::Refused,
        Next::Completed | Next::Section(_) => EndKind::Completed,
    }
}

fn holds(q: &Questionnaire, answers: &Answers, condition: Option<&Expr>) -> bool {
    condition.is_none_or(|condition| condition.is_true(&Facts { questionnaire: q, answers }))
}

#[cfg(test)]
mod tests;
