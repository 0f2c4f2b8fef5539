//! Weighting: raking on declared margins. No convergence and infeasibility are values that say which margin and why.
//! Other distances (linear, logit, bounded) belong here beside `raking`, over the same cells.

mod cells;
mod infeasible;
mod raking;
#[cfg(test)]
mod tests;

pub use infeasible::Infeasible;

use serde::{Deserialize, Serialize};

use crate::domain::calibration::cells::Cells;
use crate::domain::calibration::raking::{Fit, Outcome};
use crate::domain::data_set::DataSet;
use crate::domain::estimate::count;
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

/// Weights for the rows of a data set, or every reason why there are none.
pub fn weigh(data: &DataSet, scheme: &Scheme) -> Result<Weighting, Vec<Infeasible>> {
    let cells = cells::group(data, scheme)?;
    let fit = raking::fit(&cells, scheme.rounds_max, scheme.tolerance);
    if let Some(reason) = refusal(scheme, &fit) {
        return Err(vec![reason]);
    }
    let weights = cells.cell_of_row.iter().filter_map(|cell| fit.factors.get(*cell).copied()).collect();
    Ok(Weighting { weights, diagnostics: diagnostics(data, scheme, &cells, &fit) })
}

fn refusal(scheme: &Scheme, fit: &Fit) -> Option<Infeasible> {
    let margin = scheme.margins.get(fit.worst.margin)?;
    let category = margin.targets.get(fit.worst.category)?.category();
    let (margin, deviation, rounds) = (margin.label.clone(), fit.worst.deviation, fit.rounds);
    match fit.outcome {
        Outcome::Converged => None,
        Outcome::Stalled => Some(Infeasible::InconsistentMargins { margin, category, deviation, rounds }),
        Outcome::Slow => Some(Infeasible::NotConverged { margin, category, deviation, rounds }),
    }
}

/// Summed over cells, so that they do not depend on the order of rows either.
fn diagnostics(data: &DataSet, scheme: &Scheme, cells: &Cells, fit: &Fit) -> Diagnostics {
    let pairs = || cells.counts.iter().zip(&fit.factors);
    let total: f64 = pairs().map(|(count, factor)| count * factor).sum();
    let squares: f64 = pairs().map(|(count, factor)| count * factor * factor).sum();
    let effective_n = total * total / squares;
    Diagnostics {
        method: "raking".to_owned(),
        scheme_version: scheme.version,
        rounds: fit.rounds,
        largest_deviation: fit.worst.deviation,
        base_n: u64::try_from(data.rows).unwrap_or(u64::MAX),
        effective_n,
        design_effect: count(data.rows) / effective_n,
        weight_min: fit.factors.iter().copied().fold(f64::INFINITY, f64::min),
        weight_max: fit.factors.iter().copied().fold(0.0, f64::max),
        margins: margin_fits(scheme, cells, fit),
    }
}

fn margin_fits(scheme: &Scheme, cells: &Cells, fit: &Fit) -> Vec<MarginFit> {
    let ones = vec![1.0; cells.counts.len()];
    let mut fits = Vec::new();
    for (margin, fitted) in scheme.margins.iter().zip(&cells.margins) {
        let unweighted = shares(raking::weights_by_category(fitted, &cells.counts, &ones));
        let weighted = shares(raking::weights_by_category(fitted, &cells.counts, &fit.factors));
        let columns = fitted.shares.iter().zip(unweighted).zip(weighted);
        fits.extend(margin.targets.iter().zip(columns).map(|(target, ((share, unweighted), weighted))| MarginFit {
            margin: margin.id.clone(),
            codes: target.codes.clone(),
            target: *share,
            unweighted,
            weighted,
        }));
    }
    fits
}

/// Shares of the respondents the margin covers.
fn shares(sums: Vec<f64>) -> Vec<f64> {
    let covered: f64 = sums.iter().sum();
    sums.into_iter().map(|sum| sum / covered).collect()
}
