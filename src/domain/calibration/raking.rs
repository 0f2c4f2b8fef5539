//! Raking ratio (iterative proportional fitting): Deming and Stephan 1940, Ann. Math. Stat. 11. Each margin is fitted
//! in turn, in the declared order, until all hold. On cells, so a round costs cells and not respondents.

use crate::domain::calibration::cells::{Cells, FittedMargin};

/// Where the sweeps ended.
pub(super) struct Fit {
    /// Weight of one respondent of each cell, mean 1 over the sample.
    pub factors: Vec<f64>,
    pub rounds: u32,
    pub worst: Worst,
    pub outcome: Outcome,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Converged,
    /// Out of rounds while still getting nearer.
    Slow,
    /// Out of rounds and no nearer than halfway through.
    Stalled,
}

/// The category furthest from its target.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Worst {
    pub margin: usize,
    pub category: usize,
    /// Relative to the target.
    pub deviation: f64,
}

/// A fit that, over the second half of its rounds, has not lost this part of its deviation is going nowhere.
const STALL_RATIO: f64 = 0.9;

pub(super) fn fit(cells: &Cells, rounds_max: u32, tolerance: f64) -> Fit {
    let mut factors = vec![1.0; cells.counts.len()];
    let mut worst = worst(cells, &factors);
    let mut halfway = worst.deviation;
    for round in 1..=rounds_max {
        for margin in &cells.margins {
            fit_margin(margin, &cells.counts, &mut factors);
        }
        worst = self::worst(cells, &factors);
        if worst.deviation <= tolerance {
            return Fit { factors: scaled(cells, factors), rounds: round, worst, outcome: Outcome::Converged };
        }
        if round == rounds_max / 2 {
            halfway = worst.deviation;
        }
    }
    let is_near = worst.deviation <= tolerance;
    let outcome = match worst.deviation < halfway * STALL_RATIO {
        _ if is_near => Outcome::Converged,
        true => Outcome::Slow,
        false => Outcome::Stalled,
    };
    Fit { factors: scaled(cells, factors), rounds: rounds_max, worst, outcome }
}

/// Brings the covered cells to the shares of their own weight: those outside the margin keep theirs.
fn fit_margin(margin: &FittedMargin, counts: &[f64], factors: &mut [f64]) {
    let sums = weights_by_category(margin, counts, factors);
    let covered: f64 = sums.iter().sum();
    let ratio = |(share, sum): (&f64, &f64)| if *sum > 0.0 { share * covered / sum } else { 1.0 };
    let ratios: Vec<f64> = margin.shares.iter().zip(&sums).map(ratio).collect();
    for (factor, category) in factors.iter_mut().zip(&margin.category_of_cell) {
        if let Some(ratio) = category.and_then(|category| ratios.get(category)) {
            *factor *= ratio;
        }
    }
}

/// Weighted respondents of each category of a margin, summed in the order of cells.
pub(super) fn weights_by_category(margin: &FittedMargin, counts: &[f64], factors: &[f64]) -> Vec<f64> {
    let mut sums = vec![0.0; margin.shares.len()];
    for ((count, factor), category) in counts.iter().zip(factors).zip(&margin.category_of_cell) {
        if let Some(sum) = category.and_then(|category| sums.get_mut(category)) {
            *sum += count * factor;
        }
    }
    sums
}

fn worst(cells: &Cells, factors: &[f64]) -> Worst {
    let mut worst = Worst { margin: 0, category: 0, deviation: 0.0 };
    for (position, margin) in cells.margins.iter().enumerate() {
        let sums = weights_by_category(margin, &cells.counts, factors);
        let covered: f64 = sums.iter().sum();
        for (category, (share, sum)) in margin.shares.iter().zip(&sums).enumerate().filter(|(_, (s, _))| **s > 0.0) {
            let deviation = (sum / covered / share - 1.0).abs();
            // A deviation that is not a number must never pass for convergence.
            if deviation.is_nan() || deviation > worst.deviation {
                worst = Worst { margin: position, category, deviation };
            }
        }
    }
    worst
}

/// Total = respondents, so that the mean weight is 1.
fn scaled(cells: &Cells, mut factors: Vec<f64>) -> Vec<f64> {
    let respondents: f64 = cells.counts.iter().sum();
    let total: f64 = cells.counts.iter().zip(&factors).map(|(count, factor)| count * factor).sum();
    for factor in &mut factors {
        *factor *= respondents / total;
    }
    factors
}
