//! Weighting: calibration on the margins of the population, by every method of the literature, over one engine.
//! Infeasible input is a list of reasons that say which margin and why; there is no half-converged weight.
//!
//! `weigh` is the wave's door (a sealed data set and its declared scheme), `calibrate` everybody else's.

mod cells;
mod coded;
mod distance;
mod feasible;
mod infeasible;
mod margin;
mod newton;
mod outside;
mod raking;
mod recipe;
mod regressors;
mod replicates;
mod report;
mod residual;
mod solve;
mod system;
#[cfg(test)]
mod tests;
mod within;

pub use coded::{Coded, MISSING, Sample};
pub use infeasible::Infeasible;
pub use recipe::{Bounds, MarginTargets, Method, NumericTotal, ROUNDS_MAX_DEFAULT, Recipe, TOLERANCE_DEFAULT, Unit};
pub use regressors::Regressors;
pub use replicates::Replicates;
pub use report::{CategoryFit, Spread};
pub use solve::{Calibration, calibrate};
pub use system::COLUMNS_MAX;
pub use within::{Group, within};

use serde::{Deserialize, Serialize};

use crate::domain::arithmetic::number;
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

impl Target {
    /// The category as it is told to a person: its codes, crossed.
    pub fn category(&self) -> String {
        self.codes.iter().map(OptionCode::as_str).collect::<Vec<_>>().join(" × ")
    }
}

impl Scheme {
    /// The variables of its margins, each once, those of the first margin first.
    pub fn variables(&self) -> Vec<&str> {
        let mut variables: Vec<&str> = Vec::new();
        for name in self.margins.iter().flat_map(|margin| margin.variables.iter().map(QuestionId::as_str)) {
            if !variables.contains(&name) {
                variables.push(name);
            }
        }
        variables
    }
}

impl TargetMargin {
    fn as_targets(&self) -> MarginTargets {
        let texts = |codes: &[OptionCode]| codes.iter().map(OptionCode::to_string).collect::<Vec<_>>();
        MarginTargets {
            label: self.label.clone(),
            variables: self.variables.iter().map(QuestionId::to_string).collect(),
            targets: self.targets.iter().map(|target| (texts(&target.codes), target.share)).collect(),
            uncovered: self.uncovered.iter().map(|codes| texts(codes)).collect(),
        }
    }
}

impl Diagnostics {
    /// Largest weight over smallest, `max w / min w`, without unit: 1 when all are equal. Two respondents make it, so
    /// it says who weighs most and not what precision is left (`efficiency`). Infinite when a weight is 0; of no sense
    /// below.
    pub fn weight_ratio(&self) -> f64 {
        self.weight_max / self.weight_min
    }

    /// Effective base over base, what the inequality of weights leaves of the sample: 1 when all are equal.
    ///
    /// `(Σw)² / (n Σw²)`, the inverse of Kish's design effect (Kish 1965, *Survey Sampling*, §11.7), a fraction of `n`.
    /// It is the same for every question: not the design effect of a figure, which the margins may well make more
    /// precise.
    pub fn efficiency(&self) -> f64 {
        1.0 / self.design_effect
    }
}

/// Named where a scheme has no margin: everybody counts for one.
pub const UNWEIGHTED: &str = "none";

/// The calibration of a wave's scheme, by raking, with weights of mean 1; `None` where the scheme has no margin. What
/// `weigh` takes its weights from, and what variances need beside them: the same data give the same bits.
///
/// `w = exp(x'λ)` under `Σ w x = t` (Deming and Stephan 1940, Ann. Math. Stat. 11:427; Deville and Särndal 1992, table
/// 1): `x` are indicators of the margins' categories, `t` the target shares times the weight of those the margin
/// covers, in respondents; base weights are 1. Not for a sample drawn with unequal chances, which has its own:
/// `calibrate`.
pub fn calibrate_wave(data: &DataSet, scheme: &Scheme) -> Result<Option<Calibration>, Vec<Infeasible>> {
    if scheme.margins.is_empty() {
        return Ok(None);
    }
    let mut recipe = Recipe::shares(Method::Raking, scheme.margins.iter().map(TargetMargin::as_targets).collect());
    (recipe.rounds_max, recipe.tolerance) = (scheme.rounds_max, scheme.tolerance);
    recipe.total = Some(number(data.rows)).filter(|_| data.rows > 0);
    calibrate(&Sample::of_data_set(data, scheme.variables().into_iter()), &recipe).map(Some)
}

/// Weights for the rows of a data set by raking, mean 1, or every reason why there are none. A scheme without margins
/// weighs everybody alike.
///
/// Formula and source are those of `calibrate_wave`. A weight is in respondents: how many of the sample this one stands
/// for. Multiply by population over `n` for numbers of people. Not for variances, which need the calibration itself
/// beside.
pub fn weigh(data: &DataSet, scheme: &Scheme) -> Result<Weighting, Vec<Infeasible>> {
    let Some(calibration) = calibrate_wave(data, scheme)? else { return unweighted(data, scheme) };
    let diagnostics = diagnostics(data, scheme, &calibration);
    Ok(Weighting { weights: calibration.weights, diagnostics })
}

fn unweighted(data: &DataSet, scheme: &Scheme) -> Result<Weighting, Vec<Infeasible>> {
    if data.rows == 0 {
        return Err(vec![Infeasible::NoRespondent]);
    }
    let diagnostics = Diagnostics {
        method: UNWEIGHTED.to_owned(),
        scheme_version: scheme.version,
        rounds: 0,
        largest_deviation: 0.0,
        base_n: u64::try_from(data.rows).unwrap_or(u64::MAX),
        effective_n: number(data.rows),
        design_effect: 1.0,
        weight_min: 1.0,
        weight_max: 1.0,
        margins: Vec::new(),
    };
    Ok(Weighting { weights: vec![1.0; data.rows], diagnostics })
}

fn diagnostics(data: &DataSet, scheme: &Scheme, calibration: &Calibration) -> Diagnostics {
    let spread = calibration.spread();
    Diagnostics {
        method: calibration.method.name().to_owned(),
        scheme_version: scheme.version,
        rounds: calibration.rounds,
        largest_deviation: calibration.largest_deviation,
        base_n: u64::try_from(data.rows).unwrap_or(u64::MAX),
        effective_n: spread.effective_n,
        design_effect: spread.design_effect,
        weight_min: spread.weight_min,
        weight_max: spread.weight_max,
        margins: margin_fits(scheme, calibration),
    }
}

fn margin_fits(scheme: &Scheme, calibration: &Calibration) -> Vec<MarginFit> {
    let categories = scheme.margins.iter().flat_map(|margin| margin.targets.iter().map(move |target| (margin, target)));
    let fit = |((margin, target), fit): ((&TargetMargin, &Target), CategoryFit)| MarginFit {
        margin: margin.id.clone(),
        codes: target.codes.clone(),
        target: fit.target,
        unweighted: fit.before,
        weighted: fit.after,
    };
    categories.zip(calibration.fits()).map(fit).collect()
}
