//! Requests for crosstabs, differences between groups, and changes between waves.

use serde::Deserialize;

use crate::domain::analyse::pairs::Pairs;
use crate::domain::analyse::request::{DesignInput, Level, MissingInput, OneOrMore, VarianceInput, WeightsInput};

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CrosstabInput {
    pub weights: Option<WeightsInput>,
    #[serde(default)]
    pub design: DesignInput,
    #[serde(default)]
    pub variance: VarianceInput,
    pub rows: String,
    pub columns: String,
    #[serde(default)]
    pub recode: Pairs<OneOrMore>,
    #[serde(default)]
    pub row_order: Vec<String>,
    #[serde(default)]
    pub column_order: Vec<String>,
    #[serde(default, rename = "tests")]
    _tests: Vec<CrosstabTest>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DifferenceInput {
    pub weights: Option<WeightsInput>,
    #[serde(default)]
    pub design: DesignInput,
    #[serde(default)]
    pub variance: VarianceInput,
    pub variable: Option<String>,
    #[serde(default)]
    pub rows: Vec<OneOrMore>,
    pub group: Option<String>,
    #[serde(default)]
    pub group_order: Vec<String>,
    #[serde(default)]
    pub level: Level,
    #[serde(default)]
    pub tests: Vec<TestInput>,
    #[serde(rename = "family")]
    _family: Option<Family>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum TestInput {
    MeanRegression {
        name: String,
        variable: String,
        group: String,
        a: String,
        b: String,
        #[serde(default)]
        missing: MissingInput,
    },
    DomainMinusRest {
        name: String,
        variable: String,
        categories: Vec<String>,
        group: String,
        category: String,
    },
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrendInput {
    pub waves: Vec<WaveInput>,
    pub respondent_key: Option<String>,
    pub variable: String,
    pub rows: Pairs<OneOrMore>,
    #[serde(default)]
    pub variance: VarianceInput,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WaveInput {
    pub file: String,
    pub weights: Option<WeightsInput>,
    pub label: String,
    /// When the wave stands for a line through three or more; its rank when nothing is said.
    pub time: Option<f64>,
}

/// Tests adjusted together, as a case states it.
#[derive(Debug, Clone, Copy, Deserialize)]
pub enum Family {
    #[serde(rename = "pairs within one row")]
    PairsOfARow,
}

/// Tests of a crosstab, all of them always given.
#[derive(Debug, Clone, Copy, Deserialize)]
pub enum CrosstabTest {
    F,
    Chisq,
    Wald,
    #[serde(rename = "adjWald")]
    AdjustedWald,
}
