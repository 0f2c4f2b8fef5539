//! Requests for weights, and weights made on the way to another request.

use serde::Deserialize;

use crate::domain::analyse::pairs::Pairs;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WeightingInput {
    pub method: String,
    pub base_weight: Option<String>,
    #[serde(default)]
    pub margins: Vec<MarginInput>,
    pub cells: Option<CellsInput>,
    #[serde(default)]
    pub numeric_totals: Vec<NumericInput>,
    pub target_unit: Option<String>,
    pub total: Option<f64>,
    pub bounds_on_g: Option<(f64, f64)>,
    #[serde(default)]
    pub rescale_base: bool,
    pub within: Option<WithinInput>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MarginInput {
    pub variable: String,
    pub targets: Pairs<f64>,
    /// Categories outside this margin: weighted on the others.
    #[serde(default)]
    pub uncovered: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CellsInput {
    pub variables: Vec<String>,
    #[serde(default = "bar")]
    pub separator: String,
    pub targets: Pairs<f64>,
}

fn bar() -> String {
    "|".to_owned()
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NumericInput {
    pub variable: String,
    pub total: f64,
}

/// Weighting apart in each category of a variable: with margins of its own, or the same shares everywhere.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WithinInput {
    pub variable: String,
    #[serde(default)]
    pub groups: Pairs<GroupInput>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupInput {
    pub margins: Vec<MarginInput>,
    #[serde(default)]
    pub numeric_totals: Vec<NumericInput>,
    pub total: Option<f64>,
}
