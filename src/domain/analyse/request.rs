//! Requests as they are written, in the JSON of the reference cases.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::domain::analyse::Refusal;
use crate::domain::analyse::pairs::Pairs;

/// What every request has; `input` is read apart, by kind.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Head {
    pub id: Option<String>,
    pub kind: Kind,
    #[serde(default)]
    pub data: Option<DataFile>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Kind {
    Weighting,
    Estimate,
    Crosstab,
    DifferenceTest,
    TrendTest,
    MultipleResponse,
    DesignEffect,
    MarginOfError,
    Rounding,
    Disclosure,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct DataFile {
    pub file: Option<String>,
    /// One character; a comma when nothing is said.
    pub separator: Option<String>,
}

#[derive(Deserialize)]
struct Whole<T> {
    input: T,
}

/// The `input` of a request, read from its text so that no key written twice is lost.
pub(super) fn input<T: DeserializeOwned>(text: &str) -> Result<T, Refusal> {
    let deserializer = &mut serde_json::Deserializer::from_str(text);
    serde_path_to_error::deserialize::<_, Whole<T>>(deserializer).map(|whole| whole.input).map_err(|error| {
        let inner = error.inner();
        Refusal::request(inner.line(), inner.column(), format!("{} : {inner}", error.path()))
    })
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct WeightingInput {
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
pub(super) struct MarginInput {
    pub variable: String,
    pub targets: Pairs<f64>,
    /// Categories outside this margin: weighted on the others.
    #[serde(default)]
    pub uncovered: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct CellsInput {
    pub variables: Vec<String>,
    #[serde(default = "bar")]
    pub separator: String,
    pub targets: Pairs<f64>,
}

fn bar() -> String {
    "|".to_owned()
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct NumericInput {
    pub variable: String,
    pub total: f64,
}

/// Weighting apart in each category of a variable: with margins of its own, or the same shares everywhere.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct WithinInput {
    pub variable: String,
    #[serde(default)]
    pub groups: Pairs<GroupInput>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct GroupInput {
    pub margins: Vec<MarginInput>,
    #[serde(default)]
    pub numeric_totals: Vec<NumericInput>,
    pub total: Option<f64>,
}

/// Where weights come from; nothing said is 1 for everybody.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum WeightsInput {
    Case {
        from_case: String,
    },
    Csv {
        #[serde(rename = "$csv")]
        file: String,
        column: String,
    },
    Column {
        column: String,
    },
    Calibration {
        calibration: Box<WeightingInput>,
    },
    List(Vec<f64>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub(super) enum VarianceInput {
    #[default]
    WeightsOnly,
    Calibrated,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub(super) enum MissingInput {
    #[default]
    Error,
    Exclude,
}

#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct DesignInput {
    pub strata: Option<String>,
    pub cluster: Option<String>,
    pub fpc: Option<String>,
}

/// A category, or several taken together.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl OneOrMore {
    pub fn codes(&self) -> Vec<String> {
        match self {
            Self::One(code) => vec![code.clone()],
            Self::More(codes) => codes.clone(),
        }
    }
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct DomainInput {
    pub variable: String,
    pub categories: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct EstimateInput {
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
pub(super) enum Estimand {
    Proportion,
    Net,
    Mean,
    Quantile,
    Balance,
    Index,
}

/// The seed gives the same draws on any machine.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(super) struct BootstrapInput {
    pub draws: u32,
    pub seed: u64,
}

/// The confidence of intervals, letters and margins of error: a fraction strictly between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(try_from = "f64")]
pub(super) struct Level(f64);

impl Level {
    pub fn value(self) -> f64 {
        self.0
    }
}

impl Default for Level {
    fn default() -> Self {
        Self(0.95)
    }
}

impl TryFrom<f64> for Level {
    type Error = &'static str;

    fn try_from(level: f64) -> Result<Self, Self::Error> {
        let is_sound = level > 0.0 && level < 1.0;
        if is_sound { Ok(Self(level)) } else { Err("une fraction entre 0 et 1, comme 0.95 et non 95") }
    }
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct EstimateRequest {
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
pub(super) enum EstimateType {
    Mean,
    Total,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum DeffInput {
    Replace,
    WithoutReplacement,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct CrosstabInput {
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
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct DifferenceInput {
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
}

#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum TestInput {
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
pub(super) struct TrendInput {
    pub waves: Vec<WaveInput>,
    pub respondent_key: Option<String>,
    pub variable: String,
    pub rows: Pairs<OneOrMore>,
    #[serde(default)]
    pub variance: VarianceInput,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct WaveInput {
    pub file: String,
    pub weights: Option<WeightsInput>,
    pub label: String,
    /// When the wave stands for a line through three or more; its rank when nothing is said.
    pub time: Option<f64>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct MultipleInput {
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
pub(super) struct DesignEffectInput {
    pub weights: Option<WeightsInput>,
    pub by: Option<String>,
    #[serde(default)]
    pub order: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct MarginOfErrorInput {
    pub n: Vec<f64>,
    pub p: Vec<f64>,
    #[serde(default)]
    pub level: Level,
    pub z: Option<f64>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct RoundingInput {
    #[serde(default)]
    pub vectors: Pairs<Vec<f64>>,
    #[serde(default)]
    pub problems: Vec<RoundingProblem>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct RoundingProblem {
    pub values: Vec<f64>,
    pub groups: Vec<Vec<usize>>,
}

/// Suppression in a table, or flags on bases.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum DisclosureInput {
    Table {
        rows: String,
        columns: String,
        #[serde(default)]
        row_order: Vec<String>,
        #[serde(default)]
        column_order: Vec<String>,
        threshold: u32,
    },
    Bases {
        columns: Vec<String>,
        hide_below: usize,
        caution_below: usize,
    },
}
