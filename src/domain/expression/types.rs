//! What names and expressions hold, as far as it is known before anybody answers.

use super::ast::Name;

/// What a name or an expression holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Type {
    Bool,
    Number,
    /// One of these codes.
    Code(Vec<String>),
    /// Any number of these codes.
    Codes(Vec<String>),
    /// These codes, or some of them, in an order.
    Ranking(Vec<String>),
    /// One of these codes, each with its number: a number in arithmetic and comparisons, a code in `selected()` and
    /// beside a quoted code. A declared non-answer has no number; where all are, the question asks for a number itself.
    Score(Vec<(String, Option<f64>)>),
    /// Several numbers, by row.
    Numbers(Vec<String>),
    Text,
    Date,
}

/// Why a name may not stand in this condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameFault {
    pub message: String,
    pub expected: Option<String>,
}

/// The names a condition may read.
pub trait Names {
    fn type_of(&self, name: &Name) -> Result<Type, NameFault>;
}

impl Type {
    /// The codes it may hold, in order.
    pub fn codes(&self) -> Option<Vec<&str>> {
        match self {
            Self::Code(codes) | Self::Codes(codes) | Self::Ranking(codes) => {
                Some(codes.iter().map(String::as_str).collect())
            }
            Self::Score(scores) => Some(scores.iter().map(|(code, _)| code.as_str()).collect()),
            Self::Bool | Self::Number | Self::Numbers(_) | Self::Text | Self::Date => None,
        }
    }

    /// Whether it is read as a number.
    pub fn is_numeric(&self) -> bool {
        matches!(self, Self::Number | Self::Score(_))
    }

    /// In French, as in « c’est un nombre ».
    pub fn french(&self) -> &'static str {
        match self {
            Self::Bool => "une condition",
            Self::Number => "un nombre",
            Self::Code(_) => "un code",
            Self::Codes(_) => "une question à plusieurs réponses",
            Self::Ranking(_) => "un classement",
            Self::Score(scores) if scores.iter().all(|(_, score)| score.is_none()) => "un nombre",
            Self::Score(_) => "une note",
            Self::Numbers(_) => "une question à plusieurs nombres",
            Self::Text => "un texte",
            Self::Date => "une date",
        }
    }

    /// How many codes or numbers a function may go through.
    pub(super) fn length(&self) -> usize {
        match self {
            Self::Codes(list) | Self::Ranking(list) | Self::Numbers(list) => list.len(),
            _ => 0,
        }
    }
}
