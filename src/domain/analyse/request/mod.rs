//! Requests as they are written, in the JSON of the reference cases. A key nobody reads is refused at every level: a
//! misspelt one would give other figures than those asked, without a word.

mod comparisons;
mod estimates;
mod figures;
mod misread;
mod weighting;
mod weights;

use serde::de::{DeserializeOwned, Error, IgnoredAny};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::domain::analyse::Refusal;
use crate::domain::analyse::request::misread::misread;

pub(super) use comparisons::{CrosstabInput, DifferenceInput, TestInput, TrendInput, WaveInput};
pub(super) use estimates::{BootstrapInput, DeffInput, Estimand, EstimateInput, EstimateRequest, EstimateType};
pub(super) use figures::{
    DesignEffectInput, DisclosureInput, MarginOfErrorInput, MultipleInput, RoundingInput, RoundingProblem,
};
pub(super) use weighting::{GroupInput, MarginInput, NumericInput, WeightingInput};
pub(super) use weights::WeightsInput;

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
