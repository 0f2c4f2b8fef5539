//! Which options and rows of a question earlier answers open: `show_if` of an option or a row, lists carried from
//! another question; and among those rows, the ones drawn for this person.

use crate::domain::answer::{Answer, Answers, Facts};
use crate::domain::order;
use crate::domain::questionnaire::{AnswerOption, Carried, Carry, Item, Kind, Question, Questionnaire};

/// What is open of a question where answers, or a draw, decide it. Any other question has none: all of it is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    options: Vec<bool>,
    items: Vec<bool>,
}

/// Whether answers, or a draw, decide which of its options or rows are open.
pub fn is_narrowed(question: &Question) -> bool {
    question.carry.is_some()
        || question.draw.is_some()
        || question.kind.options().iter().any(|option| option.show_if.is_some())
        || question.kind.items().iter().any(|item| item.show_if.is_some())
}

impl Open {
    pub fn has_option(&self, option: usize) -> bool {
        self.options.get(option).copied().unwrap_or(false)
    }

    pub fn has_item(&self, item: usize) -> bool {
        self.items.get(item).copied().unwrap_or(false)
    }

    /// As these answers, which count, decide it; `None` when nothing does.
    pub(super) fn of(q: &Questionnaire, question: &Question, counted: &Answers) -> Option<Self> {
        if !is_narrowed(question) {
            return None;
        }
        let facts = Facts { questionnaire: q, answers: counted };
        let carried = question.carry.as_ref().and_then(|carry| CarriedList::of(q, carry, counted));
        let holds = |condition: Option<&crate::domain::expression::Expr>| {
            condition.is_none_or(|condition| condition.is_true(&facts))
        };
        let (items, options) = (question.kind.items(), question.kind.options());
        // Rows where there are rows: the options of a grid are what is said of each.
        let brings = |code: &str| carried.as_ref().is_none_or(|carried| carried.proposes(code));
        let (of_options, of_items) = (items.is_empty(), !items.is_empty());
        let option = |option: &AnswerOption| {
            let is_brought = !of_options || option.missing.is_some() || brings(option.code.as_str());
            is_brought && holds(option.show_if.as_ref())
        };
        let item = |item: &Item| (!of_items || brings(item.code.as_str())) && holds(item.show_if.as_ref());
        let mut open = Self { options: options.iter().map(option).collect(), items: items.iter().map(item).collect() };
        open.keep_drawn(question, counted.seed());
        Some(open)
    }

    /// Closes the rows that were not drawn for this person.
    fn keep_drawn(&mut self, question: &Question, seed: u64) {
        let Some(count) = question.draw else { return };
        let left: Vec<usize> = (0..self.items.len()).filter(|item| self.has_item(*item)).collect();
        let drawn = order::rows_drawn(question, seed, left, usize::from(count));
        self.items.iter_mut().enumerate().for_each(|(at, is_open)| *is_open = drawn.contains(&at));
    }

    /// Whether anything is left to ask: something to choose, and a row to say it of.
    pub(super) fn asks(&self, question: &Question) -> bool {
        let is_choice = matches!(
            question.kind,
            Kind::Single { .. } | Kind::Multiple { .. } | Kind::Grid { .. } | Kind::Ranking { .. }
        );
        let has_rows = question.kind.items().is_empty() || self.items.contains(&true);
        has_rows && (!is_choice || choices(question, Some(self)) > 0)
    }

    /// What is left of an answer once what is closed is set aside.
    pub(super) fn left_of(&self, answer: &Answer) -> Option<Answer> {
        let is_open = |option: &u16| self.has_option(usize::from(*option));
        let of_open = |codes: &[u16]| codes.iter().copied().filter(is_open).collect::<Vec<_>>();
        Some(match answer {
            Answer::One(chosen) => return is_open(chosen).then_some(Answer::One(*chosen)),
            Answer::Many(ticked) => Answer::Many(of_open(ticked)),
            Answer::Ranked(ranked) => Answer::Ranked(of_open(ranked)),
            Answer::Rows(rows) => {
                let row = |(at, chosen): (usize, &Option<u16>)| chosen.filter(|c| self.has_item(at) && is_open(c));
                Answer::Rows(rows.iter().enumerate().map(row).collect())
            }
            Answer::Numbers(rows) => {
                let row = |(at, number): (usize, &Option<i64>)| number.filter(|_| self.has_item(at));
                Answer::Numbers(rows.iter().enumerate().map(row).collect())
            }
            other => other.clone(),
        })
    }
}

/// How many options can be chosen together: those proposed, without the non-answers and what stands alone.
pub fn choices(question: &Question, open: Option<&Open>) -> usize {
    let options = question.kind.options().iter().enumerate();
    let is_choice = |option: &AnswerOption| !option.retired && option.missing.is_none() && !option.exclusive;
    options.filter(|(at, option)| is_choice(option) && open.is_none_or(|open| open.has_option(*at))).count()
}

/// The list another question hands on, and what was said of it.
struct CarriedList<'a> {
    from: &'a Question,
    answer: Option<&'a Answer>,
    which: Carried,
}

impl<'a> CarriedList<'a> {
    fn of(q: &'a Questionnaire, carry: &Carry, counted: &'a Answers) -> Option<Self> {
        let (slot, from) = q.question(carry.from.as_str())?;
        Some(Self { from, answer: counted.get(slot), which: carry.which })
    }

    /// A code the other question does not have is always proposed.
    fn proposes(&self, code: &str) -> bool {
        let is_chosen = match self.from.kind.items() {
            [] => self.option(code),
            items => items.iter().position(|item| item.code.as_str() == code).map(|row| self.row(row)),
        };
        is_chosen.is_none_or(|is_chosen| is_chosen == (self.which == Carried::Chosen))
    }

    fn option(&self, code: &str) -> Option<bool> {
        let mut options = self.from.kind.options().iter();
        let at = options.position(|option| option.code.as_str() == code && option.missing.is_none())?;
        let at = u16::try_from(at).ok()?;
        Some(self.answer.is_some_and(|answer| answer.has(at)))
    }

    /// A row is chosen when something was said of it: a number other than zero, anything but a non-answer.
    fn row(&self, row: usize) -> bool {
        match self.answer {
            Some(Answer::Numbers(numbers)) => numbers.get(row).copied().flatten().is_some_and(|number| number != 0),
            Some(Answer::Rows(rows)) => {
                let chosen = rows.get(row).copied().flatten();
                let option = chosen.and_then(|at| self.from.kind.options().get(usize::from(at)));
                option.is_some_and(|option| option.missing.is_none())
            }
            _ => false,
        }
    }
}
