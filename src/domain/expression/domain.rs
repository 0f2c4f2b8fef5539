//! Which answers a name may have: what a static analysis knows before anybody answers. Any name may also have none.

use super::ast::Name;
use crate::domain::answer::Date;

#[derive(Debug, Clone, PartialEq)]
pub enum Domain {
    /// Bounds included.
    Number {
        min: f64,
        max: f64,
        is_whole: bool,
    },
    Code(Vec<String>),
    /// Codes with their numbers; a declared non-answer has none.
    Score(Vec<(String, Option<f64>)>),
    /// One code at least; an exclusive one comes alone; no more than `ticks_max`.
    Codes {
        codes: Vec<String>,
        exclusive: Vec<String>,
        ticks_max: usize,
    },
    /// Up to so many rows, each between the same bounds.
    Numbers {
        rows: u32,
        min: f64,
        max: f64,
    },
    Text,
    /// Every day an answer may be lies between these; whole, when an answer is always one day.
    Date {
        first: Date,
        last: Date,
        is_whole: bool,
    },
    /// One of these declared non-answers, or what the question asks for.
    OrDeclared(Box<Domain>, Vec<String>),
    /// Nothing is known of it.
    Anything,
}

/// Where an analysis finds what names may hold.
pub trait Domains {
    fn domain_of(&self, name: &Name) -> Domain;
}
