//! Conditions: a small, typed, total language with the XLSForm operators and three-valued logic. A condition has no
//! loop and no state: its size, bounded when it is parsed, bounds the steps of its evaluation.

mod ast;
mod evaluate;
mod lex;
mod parse;
mod print;
mod types;

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use ast::Name;
pub use evaluate::{Value, Values};
pub use types::{NameFault, Names, Type};

use ast::{Node, NodeKind};

/// Longest condition, in bytes, as written and as printed.
pub const TEXT_BYTES_MAX: usize = 4_000;
/// Most signs, names and literals in a condition: also the bound of the steps of its evaluation.
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
    pub fn evaluate(&self, values: &dyn Values) -> Value {
        evaluate::evaluate(&self.root, values)
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

    /// Everything wrong with names, codes and types; empty when the condition is sound and says true or false.
    pub fn check(&self, names: &dyn Names) -> Vec<ExprError> {
        types::check(&self.root, names)
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
