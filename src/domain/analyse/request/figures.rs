//! Requests for several answers, design effects, margins of error, rounding and disclosure.

use serde::Deserialize;

use crate::domain::analyse::pairs::Pairs;
use crate::domain::analyse::request::{DesignInput, Level, OneOrMore, VarianceInput, WeightsInput};

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MultipleInput {
    pub weights: Option<WeightsInput>,
    #[serde(default)]
    pub design: DesignInput,
    #[serde(default)]
    pub variance: VarianceInput,
    pub variables: Vec<String>,
    pub nsp_variable: Option<String>,
    #[serde(default)]
    pub nets: Pairs<Vec<String>>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DesignEffectInput {
    pub weights: Option<WeightsInput>,
    pub by: Option<String>,
    #[serde(default)]
    pub order: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MarginOfErrorInput {
    pub n: Vec<f64>,
    pub p: Vec<f64>,
    #[serde(default)]
    pub level: Level,
    pub z: Option<f64>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoundingInput {
    #[serde(default)]
    pub vectors: Pairs<Vec<f64>>,
    #[serde(default)]
    pub problems: Vec<RoundingProblem>,
    #[serde(rename = "rule")]
    _rule: Option<RoundingRule>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoundingProblem {
    pub values: Vec<f64>,
    pub groups: Vec<Vec<usize>>,
}

/// Suppression in a table, or flags on bases.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "DisclosureKeys")]
pub enum DisclosureInput {
    Table { rows: String, columns: String, row_order: Vec<String>, column_order: Vec<String>, threshold: u32 },
    Bases { columns: Vec<String>, hide_below: usize, caution_below: usize },
}

/// Both as they are written; the keys given tell which it is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DisclosureKeys {
    columns: OneOrMore,
    rows: Option<String>,
    row_order: Option<Vec<String>>,
    column_order: Option<Vec<String>>,
    threshold: Option<u32>,
    publish_margins: Option<bool>,
    hide_below: Option<usize>,
    caution_below: Option<usize>,
}

impl TryFrom<DisclosureKeys> for DisclosureInput {
    type Error = &'static str;

    fn try_from(keys: DisclosureKeys) -> Result<Self, Self::Error> {
        let of_table = keys.row_order.is_some() || keys.column_order.is_some() || keys.publish_margins.is_some();
        let of_bases = keys.hide_below.is_some() || keys.caution_below.is_some();
        match (keys.rows, keys.threshold, keys.columns, keys.hide_below, keys.caution_below) {
            (Some(_), Some(_), OneOrMore::One(_), ..) if keys.publish_margins == Some(false) => {
                Err("publish_margins : un tableau sort avec ses marges ; true, ou rien")
            }
            (Some(rows), Some(threshold), OneOrMore::One(columns), ..) if !of_bases => Ok(Self::Table {
                rows,
                columns,
                row_order: keys.row_order.unwrap_or_default(),
                column_order: keys.column_order.unwrap_or_default(),
                threshold,
            }),
            (None, None, OneOrMore::More(columns), Some(hide_below), Some(caution_below)) if !of_table => {
                Ok(Self::Bases { columns, hide_below, caution_below })
            }
            _ => Err("un tableau veut rows, columns (un nom) et threshold ; des bases veulent columns (deux noms), \
                 hide_below et caution_below"),
        }
    }
}

/// The rule of rounding as a case states it: there is one for lists and one for nets, and no other.
#[derive(Debug, Clone, Copy, Deserialize)]
pub enum RoundingRule {
    #[serde(rename = "largest remainder; ties: larger value first, then first position")]
    LargestRemainder,
    #[serde(rename = "top down: nets by largest remainder to 100, then parts to their net")]
    NetsFirst,
}
