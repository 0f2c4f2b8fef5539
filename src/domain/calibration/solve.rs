//! A calibration from sample and recipe to weights: margins checked, rows grouped, the method solved, the result
//! measured again. What comes out meets every target, or is a list of reasons.

use crate::domain::arithmetic::matrix::Cholesky;
use crate::domain::arithmetic::number;
use crate::domain::calibration::cells::{CellMargin, Cells};
use crate::domain::calibration::coded::Sample;
use crate::domain::calibration::distance::Distance;
use crate::domain::calibration::margin;
use crate::domain::calibration::newton::{Dual, Found};
use crate::domain::calibration::recipe::{Bounds, Method, Recipe};
use crate::domain::calibration::system::System;
use crate::domain::calibration::{Infeasible, feasible, outside, raking};

/// Smallest `g` of a method that promises positive weights. Smaller means that only weights of 0 meet the margins.
const POSITIVE_MIN: f64 = 1e-9;

/// Weights, how they came about, and what variances need of them.
pub struct Calibration {
    /// In row order; they sum to the total.
    pub weights: Vec<f64>,
    pub method: Method,
    pub rounds: u32,
    /// Of the category furthest from its target, relative to it.
    pub largest_deviation: f64,
    pub total: f64,
    /// Sum of the base weights `g` is told over.
    pub base_sum: f64,
    /// Constraints implied by the others.
    pub redundant: usize,
    /// Whether every base weight is 1: respondents of a cell then weigh the same.
    pub(super) is_from_ones: bool,
    pub(super) margins: Vec<CellMargin>,
    pub(super) cells: Cells,
    /// `g` of each cell, over the base weights given.
    pub(super) g: Vec<f64>,
    pub(super) system: Option<System>,
    /// The constraints of sweeps, which solve no system: for residuals alone.
    pub(super) swept: Option<System>,
    pub(super) lambda: Vec<f64>,
    /// Factor of `X' D X` with the base weights; made once, used by every residual.
    pub(super) normal: Option<Cholesky>,
}

/// Relative pivots under which `X' D X` is singular: with base weights that span orders of magnitude they get small.
const NORMAL_TOLERANCE: f64 = 1e-13;

/// Calibrates, or gives every reason why it cannot be done.
///
/// Finds the weights `w = d F(x'λ)` nearest to the base weights `d` under `X'w = t` (Deville and Särndal 1992, JASA
/// 87:376): `x` are indicators of the margins' categories and the numeric variables, `t` their population totals, `F`
/// the method's function (`distance`), `λ` one multiplier a constraint. `w` and `d` are in persons of the recipe's
/// total, targets likewise (or shares of it), numeric totals in the variable's own unit; `g = w/d` has none. For quota
/// samples `d = 1` and the total is the number of respondents. Do not use it to repair a sample that lacks a category:
/// no weight stands for people nobody asked.
pub fn calibrate(sample: &Sample, recipe: &Recipe) -> Result<Calibration, Vec<Infeasible>> {
    if sample.rows == 0 {
        return Err(vec![Infeasible::NoRespondent]);
    }
    let base_sum = margin::base_sum(sample);
    // Margins are checked all the same where base weights are no weights: a person mends everything at once.
    let (sum, base) = match &base_sum {
        Ok(sum) => (*sum, sample.base.as_deref()),
        Err(_) => (number(sample.rows), None),
    };
    let placed = margin::place(sample, base, recipe, sum);
    let numbers = numbers(sample, recipe);
    let (base_sum, (margins, total), numbers) = match (base_sum, check_method(recipe), placed, numbers) {
        (Ok(base_sum), Ok(()), Ok(placed), Ok(numbers)) => (base_sum, placed, numbers),
        (base_sum, method, placed, numbers) => {
            let found = [base_sum.err(), method.err(), placed.err(), numbers.err()];
            return Err(found.into_iter().flatten().flatten().collect());
        }
    };
    let values: Vec<&[f64]> = numbers.iter().map(|(_, values, _)| *values).collect();
    let mut cells = Cells::new(sample, &margins, &values);
    let margins: Vec<CellMargin> = margins.into_iter().map(|margin| cells.margin(margin)).collect();
    let scale = scale(recipe, total, base_sum);
    for base in &mut cells.base {
        *base *= scale;
    }
    let solved = if margins.iter().any(|margin| margin.has_outside) {
        by_sweeps(recipe, &margins, &cells, total)?
    } else if recipe.method == Method::PostStratification {
        by_strata(&margins, &cells)?
    } else {
        by_newton(recipe, &margins, &cells, &numbers, total)?
    };
    let Solved { mut g, rounds, deviation, system, lambda } = solved;
    // Raking and linear weights do not depend on the scale of base weights; g is told over the ones given, except
    // where they are to be scaled first.
    let given = if recipe.rescale_base { 1.0 } else { scale };
    let weights = weights(sample, &cells, &g, scale);
    g.iter_mut().for_each(|g| *g *= given);
    let swept = system.is_none().then(|| outside::system(&cells, &margins, total));
    let normal = system.as_ref().or(swept.as_ref()).map(|system| {
        Cholesky::new(&system.gram(|cell| cells.base.get(cell).copied().unwrap_or(0.0)), NORMAL_TOLERANCE)
    });
    Ok(Calibration {
        weights,
        method: recipe.method,
        rounds,
        largest_deviation: deviation,
        total,
        base_sum: if recipe.rescale_base { total } else { base_sum },
        redundant: system.as_ref().map_or(0, |system| system.columns.len() - system.kept.len()),
        is_from_ones: sample.base.is_none(),
        margins,
        cells,
        g,
        system,
        swept,
        lambda,
        normal,
    })
}

/// `g` over scaled base weights.
struct Solved {
    g: Vec<f64>,
    rounds: u32,
    deviation: f64,
    system: Option<System>,
    lambda: Vec<f64>,
}

fn check_method(recipe: &Recipe) -> Result<(), Vec<Infeasible>> {
    if let Some(Bounds { low, high }) = recipe.method.bounds() {
        let is_around_one = (0.0..1.0).contains(&low) && high > 1.0 && high.is_finite();
        if !is_around_one {
            return Err(vec![Infeasible::InvalidBounds { low, high }]);
        }
    }
    let is_one_margin = recipe.margins.len() == 1 && recipe.totals.is_empty();
    if recipe.method == Method::PostStratification && !is_one_margin {
        return Err(vec![Infeasible::NotOneMargin { margins: recipe.margins.len() + recipe.totals.len() }]);
    }
    Ok(())
}

type Numbers<'a> = Vec<(&'a str, &'a [f64], f64)>;

fn numbers<'a>(sample: &'a Sample, recipe: &'a Recipe) -> Result<Numbers<'a>, Vec<Infeasible>> {
    let mut reasons = Vec::new();
    let mut found = Vec::new();
    for total in &recipe.totals {
        let name = &total.variable;
        let Some(values) = sample.numbers.get(name) else {
            reasons.push(Infeasible::UnknownVariable { margin: name.clone(), variable: name.clone() });
            continue;
        };
        let missing = values.iter().filter(|value| !value.is_finite()).count();
        if missing > 0 {
            reasons.push(Infeasible::MissingValue { margin: name.clone(), respondents: missing });
        }
        if !total.total.is_finite() {
            reasons.push(Infeasible::InvalidTotal { total: total.total });
        }
        found.push((name.as_str(), values.as_ref(), total.total));
    }
    if reasons.is_empty() { Ok(found) } else { Err(reasons) }
}

/// What base weights are multiplied by first. Without bounds the result is the same, and steps begin nearer.
fn scale(recipe: &Recipe, total: f64, base_sum: f64) -> f64 {
    if recipe.rescale_base || recipe.method.bounds().is_none() { total / base_sum } else { 1.0 }
}

fn weights(sample: &Sample, cells: &Cells, g: &[f64], scale: f64) -> Vec<f64> {
    let factors: Vec<f64> = g.iter().map(|g| g * scale).collect();
    let factor = |cell: &u32| usize::try_from(*cell).ok().and_then(|at| factors.get(at)).copied().unwrap_or(f64::NAN);
    match &sample.base {
        None => cells.of_row.iter().map(factor).collect(),
        Some(base) => cells.of_row.iter().zip(base.iter()).map(|(cell, base)| base * factor(cell)).collect(),
    }
}

/// Post-stratification: `g` of a stratum is its target over its base weight.
fn by_strata(margins: &[CellMargin], cells: &Cells) -> Result<Solved, Vec<Infeasible>> {
    let system = System::new(cells, margins, &[], 0.0)?;
    let mut sums = vec![0.0; system.columns.len()];
    let places = margins.first().map_or(&[][..], |margin| &margin.places);
    for (place, base) in places.iter().zip(&cells.base) {
        if let Some(sum) = sums.get_mut(*place) {
            *sum += base;
        }
    }
    let factor = |place: &usize| Some(system.columns.get(*place)?.target / sums.get(*place).filter(|sum| **sum > 0.0)?);
    let g = places.iter().map(|place| factor(place).unwrap_or(1.0)).collect();
    finish(g, 1, system, cells, Vec::new())
}

/// Margins that leave some respondents outside: sweeps, which leave those respondents their weight on that margin.
fn by_sweeps(recipe: &Recipe, margins: &[CellMargin], cells: &Cells, total: f64) -> Result<Solved, Vec<Infeasible>> {
    if recipe.method != Method::Raking || !recipe.totals.is_empty() {
        return Err(vec![Infeasible::OutsideNeedsRaking { method: recipe.method.name() }]);
    }
    let fit = raking::fit(margins, cells, recipe.rounds_max, recipe.tolerance);
    if let Some(reason) = raking::refusal(margins, &fit) {
        return Err(vec![reason]);
    }
    let sum: f64 = cells.base.iter().zip(&fit.factors).map(|(base, factor)| base * factor).sum();
    let g = fit.factors.iter().map(|factor| factor * (total / sum)).collect();
    Ok(Solved { g, rounds: fit.rounds, deviation: fit.worst.deviation, system: None, lambda: Vec::new() })
}

fn by_newton(
    recipe: &Recipe,
    margins: &[CellMargin],
    cells: &Cells,
    numbers: &[(&str, &[f64], f64)],
    total: f64,
) -> Result<Solved, Vec<Infeasible>> {
    let system = System::new(cells, margins, numbers, total)?;
    let distance = Distance::from(recipe.method);
    let targets = system.targets();
    let start = vec![0.0; targets.len()];
    let dual = Dual { system: &system, distance, base: &cells.base, targets, ridge: 0.0 };
    let Found { lambda, g, rounds } = dual.solve(start, recipe.rounds_max);
    let solved = finish(g, rounds, system, cells, lambda)?;
    let used = solved.g.iter().zip(&cells.base).filter(|(_, base)| **base > 0.0).map(|(g, _)| *g);
    let vanishes = recipe.method == Method::Raking && used.fold(f64::INFINITY, f64::min) < POSITIVE_MIN;
    // Written so that a deviation that is no number is refused too.
    let is_met = solved.deviation <= recipe.tolerance && !vanishes;
    match (&solved.system, is_met) {
        (Some(system), false) => Err(vec![why(recipe, system, cells, solved.deviation, rounds, vanishes)]),
        _ => Ok(solved),
    }
}

fn finish(
    g: Vec<f64>,
    rounds: u32,
    system: System,
    cells: &Cells,
    lambda: Vec<f64>,
) -> Result<Solved, Vec<Infeasible>> {
    let weights: Vec<f64> = g.iter().zip(&cells.base).map(|(g, base)| g * base).collect();
    let deviation = system.worst(&weights).map_or(0.0, |(_, deviation)| deviation);
    Ok(Solved { g, rounds, deviation, system: Some(system), lambda })
}

/// Why the steps did not get there.
fn why(recipe: &Recipe, system: &System, cells: &Cells, deviation: f64, rounds: u32, vanishes: bool) -> Infeasible {
    let anywhere = Bounds { low: 0.0, high: f64::INFINITY };
    let free = feasible::nearest(system, &cells.base, anywhere);
    if !free.is_feasible || vanishes {
        return contradiction(system, &free.weights, rounds);
    }
    if let Some(bounds) = recipe.method.bounds() {
        let within = feasible::nearest(system, &cells.base, bounds);
        if !within.is_feasible {
            let worst = system.worst(&within.weights);
            let (margin, category) =
                worst.map(|(column, _)| (column.margin.clone(), column.category.clone())).unwrap_or_default();
            let (low, high) = (bounds.low, bounds.high);
            return Infeasible::BoundsTooTight { low, high, margin, category };
        }
    }
    let worst = system.worst(&free.weights);
    let (margin, category) =
        worst.map(|(column, _)| (column.margin.clone(), column.category.clone())).unwrap_or_default();
    Infeasible::NotConverged { margin, category, deviation, rounds }
}

fn contradiction(system: &System, weights: &[f64], rounds: u32) -> Infeasible {
    let (margin, category, deviation) = system
        .worst(weights)
        .map(|(column, deviation)| (column.margin.clone(), column.category.clone(), deviation))
        .unwrap_or_default();
    Infeasible::InconsistentMargins { margin, category, deviation, rounds }
}
