//! Conditions: a small, typed, total language with the XLSForm operators and three-valued logic.

use serde::{Deserialize, Serialize};

/// A parsed condition. Serialized as its canonical text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Expr(String);

impl TryFrom<String> for Expr {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        Ok(Self(text))
    }
}
impl From<Expr> for String {
    fn from(expr: Expr) -> String {
        expr.0
    }
}
