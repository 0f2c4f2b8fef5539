//! Variables derived from answers: bands of a number, codes gathered, a formula, an attribute of a nomenclature's entry.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Text;
use crate::domain::expression::Expr;
use crate::domain::id::{AttributeId, OptionCode, QuestionId};

/// A value outside every rule is missing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Computed {
    pub id: QuestionId,
    pub label: Text,
    /// None for a number.
    pub categories: Vec<Category>,
    pub rule: ComputedRule,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Category {
    pub code: OptionCode,
    pub label: Text,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ComputedRule {
    /// Bands of a number, bounds included, in the units of the number as it is stored.
    Bands { of: QuestionId, bands: Vec<Band> },
    /// Category of each code of a single question.
    Lookup { of: QuestionId, map: BTreeMap<OptionCode, OptionCode> },
    /// What an expression is worth.
    Formula { value: Expr, gives: Gives },
    /// An attribute of the entry chosen in a nomenclature.
    Attribute { of: QuestionId, attribute: AttributeId },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gives {
    /// One of the categories.
    Category,
    /// Rounded to so many decimals.
    Number { decimals: u8 },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Band {
    pub code: OptionCode,
    pub from: i64,
    pub to: i64,
}

impl ComputedRule {
    /// What the variable is derived from: questions, hidden variables or variables computed before it.
    pub fn sources(&self) -> Vec<&QuestionId> {
        match self {
            Self::Bands { of, .. } | Self::Lookup { of, .. } | Self::Attribute { of, .. } => vec![of],
            Self::Formula { value, .. } => {
                let mut sources: Vec<_> = value.names().into_iter().map(|name| &name.question).collect();
                sources.dedup();
                sources
            }
        }
    }
}
