//! Weighting: raking on declared margins. No convergence and infeasibility are values that say which margin and why.

use serde::{Deserialize, Serialize};

use crate::domain::data_set::DataSet;
use crate::domain::id::{OptionCode, QuestionId};

/// The declared recipe of a wave's weights.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scheme {
    /// Version of the recipe, stored beside the weights.
    pub version: u32,
    pub margins: Vec<TargetMargin>,
    pub rounds_max: u32,
    /// Largest relative deviation from a target accepted as converged.
    pub tolerance: f64,
}

/// A margin of the population, never a margin of error.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TargetMargin {
    pub id: String,
    pub label: String,
    pub variables: Vec<QuestionId>,
    /// Share of each category, summing to 1.
    pub targets: Vec<Target>,
    /// Combinations outside this margin: weighted on the others.
    pub uncovered: Vec<Vec<OptionCode>>,
    /// Where the shares come from, printed in the notice.
    pub source: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Target {
    pub codes: Vec<OptionCode>,
    pub share: f64,
}

/// Weights in row order, mean 1, and how they came about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Weighting {
    pub weights: Vec<f64>,
    pub diagnostics: Diagnostics,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Diagnostics {
    pub method: String,
    pub scheme_version: u32,
    pub rounds: u32,
    pub largest_deviation: f64,
    pub base_n: u64,
    /// Kish: `(Σw)² / Σw²`.
    pub effective_n: f64,
    pub design_effect: f64,
    pub weight_min: f64,
    pub weight_max: f64,
    pub margins: Vec<MarginFit>,
}

/// One category before and after.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MarginFit {
    pub margin: String,
    pub codes: Vec<OptionCode>,
    pub target: f64,
    pub unweighted: f64,
    pub weighted: f64,
}

/// Weights for the rows of a data set, or every reason why there are none.
pub fn weigh(data: &DataSet, scheme: &Scheme) -> Result<Weighting, Vec<Infeasible>> {
    let _ = (data, scheme);
    todo!()
}

/// Why no weights can be given.
#[derive(Debug, Clone, PartialEq, Serialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Infeasible {
    #[error("placeholder")]
    NoRespondent,
}
