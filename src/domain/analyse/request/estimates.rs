//! Requests for estimates.

use serde::Deserialize;

use crate::domain::analyse::pairs::Pairs;
use crate::domain::analyse::request::{DesignInput, DomainInput, Level, MissingInput, VarianceInput, WeightsInput};

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EstimateInput {
    pub weights: Option<WeightsInput>,
    #[serde(default)]
    pub design: DesignInput,
    #[serde(default)]
    pub variance: VarianceInput,
    pub estimand: Option<Estimand>,
    pub variable: Option<String>,
    #[serde(default)]
    pub categories: Vec<String>,
    #[serde(default)]
    pub missing: MissingInput,
    #[serde(default)]
    pub level: Level,
    pub domain: Option<DomainInput>,
    #[serde(default)]
    pub nets: Pairs<Vec<String>>,
    pub exclude_for_expressed: Option<String>,
    #[serde(default)]
    pub probs: Vec<f64>,
    /// Of a balance: these categories less those.
    #[serde(default)]
    pub positive: Vec<String>,
    #[serde(default)]
    pub negative: Vec<String>,
    /// Of an index: what each category counts for.
    #[serde(default)]
    pub scores: Pairs<f64>,
    /// Of a net: bootstrap beside the other methods.
    pub bootstrap: Option<BootstrapInput>,
    #[serde(default)]
    pub requests: Vec<EstimateRequest>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Estimand {
    Proportion,
    Net,
    Mean,
    Quantile,
    Balance,
    Index,
}

/// The seed gives the same draws on any machine.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BootstrapInput {
    pub draws: u32,
    pub seed: u64,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EstimateRequest {
    pub name: String,
    #[serde(rename = "type")]
    pub what: EstimateType,
    pub variable: String,
    pub by: Option<String>,
    pub deff: Option<DeffInput>,
    #[serde(default)]
    pub missing: MissingInput,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EstimateType {
    Mean,
    Total,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeffInput {
    Replace,
    WithoutReplacement,
}
