//! Conditions: a small, typed, total language with the XLSForm operators and three-valued logic. A condition has no
//! loop and no state: its size, bounded when it is parsed, and a budget of steps bound its evaluation.

mod ast;
mod budget;
mod check;
mod claim;
mod date;
mod domain;
mod evaluate;
mod functions;
mod lex;
mod parse;
mod print;
mod prose;
mod satisfy;
mod translate;
mod types;
mod value;

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use ast::Name;
pub use budget::{Budget, STEPS_MAX};
pub use domain::{Domain, Domains};
pub use functions::round_to;
pub use prose::Labels;
pub use satisfy::{CASES_MAX, Idle, Verdict, can_hold_together};
pub use types::{NameFault, Names, Type};
pub use value::{CodeNames, Codes, Several, Value, Values};

use ast::{Node, NodeKind};

/// Longest condition, in bytes, as written and as printed.
pub const TEXT_BYTES_MAX: usize = 4_000;
/// Most signs, names and literals in a condition.
pub const TOKENS_MAX: usize = 500;
/// Deepest nesting of parentheses and prefixes.
pub const DEPTH_MAX: usize = 32;

/// A parsed condition. Serialized as its canonical text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Expr {
    root: Node,
}

/// What is wrong in a condition, and where in its text (bytes).
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{message} (octet {offset})")]
pub struct ExprError {
    pub offset: usize,
    pub len: usize,
    pub message: String,
    pub expected: Option<String>,
}

impl Expr {
    /// Reads a condition. The grammar only: names and types are for [`Expr::check`].
    pub fn parse(text: &str) -> Result<Self, ExprError> {
        let too_long = |length: usize| ExprError {
            offset: 0,
            len: text.len(),
            message: format!("condition trop longue : {length} octets"),
            expected: Some(format!("{TEXT_BYTES_MAX} octets au plus")),
        };
        if text.len() > TEXT_BYTES_MAX {
            return Err(too_long(text.len()));
        }
        let expr = Self { root: parse::parse(text)? };
        // The canonical text is what is kept and read again: it has to pass the same limit.
        match expr.to_string().len() {
            length if length > TEXT_BYTES_MAX => Err(too_long(length)),
            _ => Ok(expr),
        }
    }

    /// The value on these answers. Never fails: what cannot be known is `Missing`.
    pub fn evaluate<'a>(&'a self, values: &'a dyn Values) -> Value<'a> {
        self.evaluate_within(values, &Budget::default())
    }

    /// The same, for a formula other formulas read: all draw on one budget.
    pub fn evaluate_within<'a>(&'a self, values: &'a dyn Values, budget: &Budget) -> Value<'a> {
        evaluate::evaluate(&self.root, values, budget)
    }

    /// Whether the condition holds. What is unknown does not hold.
    pub fn is_true(&self, values: &dyn Values) -> bool {
        self.evaluate(values) == Value::Bool(true)
    }

    /// Every name the condition reads.
    pub fn names(&self) -> BTreeSet<&Name> {
        let mut names = BTreeSet::new();
        self.root.visit(&mut |node| {
            if let NodeKind::Name(name) = &node.kind {
                names.insert(name);
            }
        });
        names
    }

    /// Every text the condition says: codes, for the most part.
    pub fn texts(&self) -> Vec<&str> {
        let mut texts = Vec::new();
        self.root.visit(&mut |node| {
            if let NodeKind::Text(text) = &node.kind {
                texts.push(text.as_str());
            }
        });
        texts
    }

    /// Every number the condition says.
    pub fn numbers(&self) -> Vec<f64> {
        let mut numbers = Vec::new();
        self.root.visit(&mut |node| {
            if let NodeKind::Number(number) = &node.kind {
                numbers.push(*number);
            }
        });
        numbers
    }
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        print::print(&self.root, f)
    }
}

impl TryFrom<String> for Expr {
    type Error = ExprError;
    fn try_from(text: String) -> Result<Self, ExprError> {
        Self::parse(&text)
    }
}

impl From<Expr> for String {
    fn from(expr: Expr) -> String {
        expr.to_string()
    }
}

#[cfg(test)]
mod tests;
