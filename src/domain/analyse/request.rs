//! Requests as they are written, in the JSON of the reference cases. A key nobody reads is refused at every level: a
//! misspelt one would give other figures than those asked, without a word.

use serde::de::{DeserializeOwned, Error, IgnoredAny};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::domain::analyse::Refusal;
use crate::domain::analyse::misread::misread;
use crate::domain::analyse::pairs::Pairs;

pub(super) use crate::domain::analyse::weights_input::WeightsInput;

/// What every request has; `input` is read apart, by kind. The rest is what a reference case says about itself.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Head {
    pub id: Option<String>,
    pub kind: Kind,
    #[serde(default)]
    pub data: Option<DataFile>,
    #[serde(rename = "input")]
    _input: IgnoredAny,
    #[serde(default, rename = "title")]
    _title: IgnoredAny,
    #[serde(default, rename = "level", deserialize_with = "level_of_case")]
    _level: (),
    #[serde(default, rename = "expected")]
    _expected: IgnoredAny,
    #[serde(default, rename = "expected_at_most")]
    _expected_at_most: IgnoredAny,
    #[serde(default, rename = "tolerance")]
    _tolerance: IgnoredAny,
    #[serde(default, rename = "notes")]
    _notes: IgnoredAny,
}

/// A case tells here, in a word, how central it is; a number would be a confidence that nobody reads here.
fn level_of_case<'de, D: Deserializer<'de>>(deserializer: D) -> Result<(), D::Error> {
    match Value::deserialize(deserializer)? {
        Value::String(_) => Ok(()),
        _ => Err(D::Error::custom("le niveau de confiance se dit dans « input »")),
    }
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

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DataFile {
    pub file: Option<String>,
    /// One character; a comma when nothing is said.
    pub separator: Option<String>,
    /// How many the file must have; a file cut short is seen by it.
    pub rows: Option<usize>,
    /// Another file of the same case, named again where it is read.
    #[serde(rename = "also")]
    _also: Option<String>,
}

impl DataFile {
    /// A file named elsewhere than in `data`: commas, any number of rows.
    pub fn of(file: &str) -> Self {
        Self { file: Some(file.to_owned()), ..Self::default() }
    }
}

/// The keys beside `input` are those of `Head`, which has refused the others.
#[derive(Deserialize)]
struct Whole<T> {
    input: T,
}

/// A request but for its `input`.
pub(super) fn head(text: &str) -> Result<Head, Refusal> {
    let deserializer = &mut serde_json::Deserializer::from_str(text);
    let head = serde_path_to_error::deserialize(&mut *deserializer).map_err(|error| misread(&error))?;
    let end = |error: serde_json::Error| Refusal::request(error.line(), error.column(), error.to_string());
    deserializer.end().map_err(end)?;
    Ok(head)
}

/// The `input` of a request, read from its text so that no key written twice is lost.
pub(super) fn input<T: DeserializeOwned>(text: &str) -> Result<T, Refusal> {
    let deserializer = &mut serde_json::Deserializer::from_str(text);
    let whole = serde_path_to_error::deserialize::<_, Whole<T>>(deserializer).map_err(|error| misread(&error))?;
    Ok(whole.input)
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
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
#[serde(deny_unknown_fields)]
pub(super) struct MarginInput {
    pub variable: String,
    pub targets: Pairs<f64>,
    /// Categories outside this margin: weighted on the others.
    #[serde(default)]
    pub uncovered: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
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
#[serde(deny_unknown_fields)]
pub(super) struct NumericInput {
    pub variable: String,
    pub total: f64,
}

/// Weighting apart in each category of a variable: with margins of its own, or the same shares everywhere.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WithinInput {
    pub variable: String,
    #[serde(default)]
    pub groups: Pairs<GroupInput>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GroupInput {
    pub margins: Vec<MarginInput>,
    #[serde(default)]
    pub numeric_totals: Vec<NumericInput>,
    pub total: Option<f64>,
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
#[serde(deny_unknown_fields)]
pub(super) struct DesignInput {
    pub strata: Option<String>,
    pub cluster: Option<String>,
    pub fpc: Option<String>,
}

/// A category, or several taken together.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged, expecting = "une catégorie, ou une liste de catégories")]
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
#[serde(deny_unknown_fields)]
pub(super) struct DomainInput {
    pub variable: String,
    pub categories: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
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
#[serde(deny_unknown_fields)]
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
#[serde(deny_unknown_fields)]
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
#[serde(deny_unknown_fields)]
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
    #[serde(default, rename = "tests")]
    _tests: Vec<CrosstabTest>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
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
    #[serde(rename = "family")]
    _family: Option<Family>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
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
#[serde(deny_unknown_fields)]
pub(super) struct TrendInput {
    pub waves: Vec<WaveInput>,
    pub respondent_key: Option<String>,
    pub variable: String,
    pub rows: Pairs<OneOrMore>,
    #[serde(default)]
    pub variance: VarianceInput,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WaveInput {
    pub file: String,
    pub weights: Option<WeightsInput>,
    pub label: String,
    /// When the wave stands for a line through three or more; its rank when nothing is said.
    pub time: Option<f64>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
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
#[serde(deny_unknown_fields)]
pub(super) struct DesignEffectInput {
    pub weights: Option<WeightsInput>,
    pub by: Option<String>,
    #[serde(default)]
    pub order: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MarginOfErrorInput {
    pub n: Vec<f64>,
    pub p: Vec<f64>,
    #[serde(default)]
    pub level: Level,
    pub z: Option<f64>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RoundingInput {
    #[serde(default)]
    pub vectors: Pairs<Vec<f64>>,
    #[serde(default)]
    pub problems: Vec<RoundingProblem>,
    #[serde(rename = "rule")]
    _rule: Option<RoundingRule>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RoundingProblem {
    pub values: Vec<f64>,
    pub groups: Vec<Vec<usize>>,
}

/// Suppression in a table, or flags on bases.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "DisclosureKeys")]
pub(super) enum DisclosureInput {
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
pub(super) enum RoundingRule {
    #[serde(rename = "largest remainder; ties: larger value first, then first position")]
    LargestRemainder,
    #[serde(rename = "top down: nets by largest remainder to 100, then parts to their net")]
    NetsFirst,
}

/// Tests adjusted together, as a case states it.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(super) enum Family {
    #[serde(rename = "pairs within one row")]
    PairsOfARow,
}

/// Tests of a crosstab, all of them always given.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(super) enum CrosstabTest {
    F,
    Chisq,
    Wald,
    #[serde(rename = "adjWald")]
    AdjustedWald,
}
