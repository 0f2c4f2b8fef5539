//! What a name or a condition is worth. Values borrow from the answers and from the questionnaire: nothing is copied to
//! evaluate a condition.

use std::fmt;

use super::ast::Name;
use super::date::Days;
use crate::domain::answer::Date;

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'a> {
    Missing,
    Bool(bool),
    Number(f64),
    /// The code of a single question, of a row of a grid or of a computed variable.
    Code(&'a str),
    /// The codes ticked in a multiple question, or ranked, in the order given.
    Codes(Codes<'a>),
    /// An option that carries a number; a declared non-answer carries none, and a number where one might have been
    /// declared has no code: an empty one, which is that of no option.
    Score {
        code: &'a str,
        score: Option<f64>,
    },
    /// Several numbers under one question.
    Numbers(Several),
    Text(&'a str),
    Date(Date),
}

/// Where a condition reads its names.
pub trait Values {
    fn value<'a>(&'a self, name: &Name) -> Value<'a>;
}

/// The codes of a question by the position of their options, as answers hold them.
pub trait CodeNames {
    fn code_at(&self, position: u16) -> Option<&str>;
}

/// Codes ticked in one question; in a ranking, the first is the one ranked first.
#[derive(Clone, Copy)]
pub struct Codes<'a> {
    ticked: &'a [u16],
    names: &'a dyn CodeNames,
}

/// What conditions ask of several numbers: nothing of an empty list.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Several {
    pub given: u32,
    pub sum: f64,
    pub least: f64,
    pub greatest: f64,
}

impl<'a> Codes<'a> {
    pub fn new(ticked: &'a [u16], names: &'a dyn CodeNames) -> Self {
        Self { ticked, names }
    }

    pub fn len(&self) -> usize {
        self.ticked.len()
    }

    pub fn is_empty(&self) -> bool {
        self.ticked.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let names = self.names;
        self.ticked.iter().filter_map(move |&position| names.code_at(position))
    }

    /// From 0, in the order given.
    pub fn position(&self, code: &str) -> Option<usize> {
        self.iter().position(|ticked| ticked == code)
    }
}

impl PartialEq for Codes<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl fmt::Debug for Codes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl Several {
    /// Of the numbers given; `None` where there are none.
    pub fn of(numbers: impl IntoIterator<Item = f64>) -> Option<Self> {
        let mut several: Option<Self> = None;
        for number in numbers {
            several = Some(match several {
                None => Self { given: 1, sum: number, least: number, greatest: number },
                Some(so_far) => Self {
                    given: so_far.given.saturating_add(1),
                    sum: so_far.sum + number,
                    least: so_far.least.min(number),
                    greatest: so_far.greatest.max(number),
                },
            });
        }
        several
    }
}

impl<'a> Value<'a> {
    /// `None` when nothing was given: a list without content is no answer.
    pub fn of_numbers(numbers: impl IntoIterator<Item = f64>) -> Self {
        Several::of(numbers).map_or(Self::Missing, Self::Numbers)
    }

    pub(super) fn truth(self) -> Option<bool> {
        match self {
            Self::Bool(truth) => Some(truth),
            _ => None,
        }
    }

    /// Read as a number: a score counts, its declared non-answers do not.
    pub fn number(self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(number),
            Self::Score { score, .. } => score,
            _ => None,
        }
    }

    /// Read as a code or a text.
    pub fn code(self) -> Option<&'a str> {
        match self {
            Self::Code(text) | Self::Text(text) | Self::Score { code: text, .. } => Some(text),
            _ => None,
        }
    }

    /// Read as a date: a quoted date is one.
    pub(super) fn days(self) -> Option<Days> {
        match self {
            Self::Date(date) => Days::of(date),
            Self::Code(text) => Days::parse(text),
            _ => None,
        }
    }
}
