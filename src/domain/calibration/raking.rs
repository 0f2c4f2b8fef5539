//! Raking ratio by sweeps (iterative proportional fitting): Deming and Stephan 1940, Ann. Math. Stat. 11. Each margin is
//! fitted in turn, in the declared order, until all hold. Kept for margins that leave respondents outside, who keep their
//! weight at that margin's turn; all others are solved by `newton`, in a few steps where sweeps take a hundred.

use crate::domain::calibration::Infeasible;
use crate::domain::calibration::cells::{CellMargin, Cells};

/// Where the sweeps ended.
pub(super) struct Fit {
    /// What the base weights of each cell are multiplied by.
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

pub(super) fn fit(margins: &[CellMargin], cells: &Cells, rounds_max: u32, tolerance: f64) -> Fit {
    let margins: Vec<Fitted> = margins.iter().map(Fitted::new).collect();
    let mut factors = vec![1.0; cells.base.len()];
    let mut worst = worst(&margins, &cells.base, &factors);
    let mut halfway = worst.deviation;
    for round in 1..=rounds_max {
        for margin in &margins {
            fit_margin(margin, &cells.base, &mut factors);
        }
        worst = self::worst(&margins, &cells.base, &factors);
        if worst.deviation <= tolerance {
            return Fit { factors, rounds: round, worst, outcome: Outcome::Converged };
        }
        if round == rounds_max / 2 {
            halfway = worst.deviation;
        }
    }
    let outcome = match worst.deviation < halfway * STALL_RATIO {
        _ if worst.deviation <= tolerance => Outcome::Converged,
        true => Outcome::Slow,
        false => Outcome::Stalled,
    };
    Fit { factors, rounds: rounds_max, worst, outcome }
}

/// Why there are no weights, if there are none.
pub(super) fn refusal(margins: &[CellMargin], fit: &Fit) -> Option<Infeasible> {
    let margin = margins.get(fit.worst.margin)?;
    let category = margin.categories.get(fit.worst.category)?.clone();
    let (margin, deviation, rounds) = (margin.label.clone(), fit.worst.deviation, fit.rounds);
    match fit.outcome {
        Outcome::Converged => None,
        Outcome::Stalled => Some(Infeasible::InconsistentMargins { margin, category, deviation, rounds }),
        Outcome::Slow => Some(Infeasible::NotConverged { margin, category, deviation, rounds }),
    }
}

/// One margin over the cells.
struct Fitted<'a> {
    /// Target shares, summing to 1.
    shares: Vec<f64>,
    /// Position of each cell's category in `shares`, or past them outside the margin.
    places: &'a [usize],
}

impl<'a> Fitted<'a> {
    fn new(margin: &'a CellMargin) -> Self {
        let total: f64 = margin.targets.iter().sum();
        Self { shares: margin.targets.iter().map(|target| target / total).collect(), places: &margin.places }
    }

    /// Weight of each category, summed in the order of cells.
    fn sums(&self, base: &[f64], factors: &[f64]) -> Vec<f64> {
        let mut sums = vec![0.0; self.shares.len()];
        for ((base, factor), place) in base.iter().zip(factors).zip(self.places) {
            if let Some(sum) = sums.get_mut(*place) {
                *sum += base * factor;
            }
        }
        sums
    }
}

/// Brings the covered cells to the shares of their own weight: those outside the margin keep theirs.
fn fit_margin(margin: &Fitted, base: &[f64], factors: &mut [f64]) {
    let sums = margin.sums(base, factors);
    let covered: f64 = sums.iter().sum();
    let ratio = |(share, sum): (&f64, &f64)| if *sum > 0.0 { share * covered / sum } else { 1.0 };
    let ratios: Vec<f64> = margin.shares.iter().zip(&sums).map(ratio).collect();
    for (factor, place) in factors.iter_mut().zip(margin.places) {
        if let Some(ratio) = ratios.get(*place) {
            *factor *= ratio;
        }
    }
}

fn worst(margins: &[Fitted], base: &[f64], factors: &[f64]) -> Worst {
    let mut worst = Worst { margin: 0, category: 0, deviation: 0.0 };
    for (position, margin) in margins.iter().enumerate() {
        let sums = margin.sums(base, factors);
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
