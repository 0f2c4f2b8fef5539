//! Newton on the convex dual `φ(λ) = Σ d G(x'λ) − t'λ` (Deville and Särndal 1992, eq. 2.5, is its gradient), damped as by
//! Levenberg: a ridge grows until φ falls and shrinks after. It goes on where the undamped iteration of other programs
//! stops, and says so when it cannot.

use crate::domain::arithmetic::matrix::{Cholesky, Matrix};
use crate::domain::calibration::distance::Distance;
use crate::domain::calibration::system::System;

/// Relative deviation at which there is nothing left to gain.
const ENOUGH: f64 = 1e-14;
/// Part of what the slope promises that a step must deliver (Armijo 1966).
const PROMISE: f64 = 1e-4;
/// Rounding of φ near the solution, where only deviations can still tell steps apart.
const NOISE: f64 = 1e-12;
const RIDGE_FIRST: f64 = 1e-6;
const RIDGE_MIN: f64 = 1e-14;
const RIDGE_MAX: f64 = 1e12;
/// Pivots of a Hessian may be very unequal: only an exact 0 is left out.
const PIVOT_MIN: f64 = 1e-18;

/// Where the steps ended.
pub(super) struct Found {
    pub lambda: Vec<f64>,
    /// `g` of each cell.
    pub g: Vec<f64>,
    pub rounds: u32,
}

/// What is solved: `X'(d F(Xλ)) + ridge D λ = t`.
pub(super) struct Dual<'a> {
    pub system: &'a System,
    pub distance: Distance,
    /// Base weight of each cell.
    pub base: &'a [f64],
    pub targets: Vec<f64>,
    /// 0 to solve; positive to learn whether there is a solution, see `feasible`.
    pub ridge: f64,
}

/// φ and its gradient at a point.
struct State {
    lambda: Vec<f64>,
    g: Vec<f64>,
    slopes: Vec<f64>,
    value: f64,
    gradient: Vec<f64>,
    deviation: f64,
}

impl Dual<'_> {
    /// From `start` (all 0: no change), at most `rounds_max` accepted or refused steps.
    pub fn solve(&self, start: Vec<f64>, rounds_max: u32) -> Found {
        let scales = self.scales();
        let mut state = self.state(start, &scales);
        let (mut ridge, mut rounds) = (0.0, 0);
        while rounds < rounds_max && (state.deviation > ENOUGH || state.deviation.is_nan()) {
            rounds += 1;
            let hessian = self.hessian(&state);
            match self.step(&state, &hessian, &scales, &mut ridge) {
                Some(next) => state = next,
                None => break,
            }
        }
        Found { lambda: state.lambda, g: state.g, rounds }
    }

    /// A step that lowers φ, or near the solution the deviation; `None` when no ridge gives one.
    fn step(&self, state: &State, hessian: &Matrix, scales: &[f64], ridge: &mut f64) -> Option<State> {
        loop {
            let factor = Cholesky::new(&damped(hessian, scales, *ridge), PIVOT_MIN);
            // Where every weight of a category stands at a bound, its column is flat: without a ridge it would be left out.
            if factor.rank() < scales.len() && *ridge < RIDGE_FIRST {
                *ridge = RIDGE_FIRST;
                continue;
            }
            let change = factor.solve(&state.gradient);
            let lambda = state.lambda.iter().zip(&change).map(|(at, change)| at - change).collect();
            let promised: f64 = state.gradient.iter().zip(&change).map(|(slope, change)| slope * change).sum();
            let next = self.state(lambda, scales);
            let falls = next.value <= state.value - PROMISE * promised && promised > 0.0;
            let is_nearer = next.deviation < state.deviation
                && next.value <= state.value + NOISE * (state.value.abs() + scales.iter().copied().fold(0.0, f64::max));
            if next.deviation.is_finite() && (falls || is_nearer) {
                *ridge = if *ridge > RIDGE_MIN { *ridge / 10.0 } else { 0.0 };
                // A fall too small to change any deviation is the end.
                return (next.deviation < state.deviation || next.value < state.value).then_some(next);
            }
            *ridge = if *ridge == 0.0 { RIDGE_FIRST } else { *ridge * 10.0 };
            if *ridge > RIDGE_MAX {
                return None;
            }
        }
    }

    fn state(&self, lambda: Vec<f64>, scales: &[f64]) -> State {
        let cells = self.base.len();
        let (mut g, mut slopes) = (Vec::with_capacity(cells), Vec::with_capacity(cells));
        let mut value = 0.0;
        let mut gradient: Vec<f64> = self.targets.iter().map(|target| -target).collect();
        for (row, base) in self.system.rows().zip(self.base) {
            let point = self.distance.at(System::dot(row, &lambda));
            value += if *base > 0.0 { base * point.primitive } else { 0.0 };
            for (column, x) in row {
                if let Some(slope) = gradient.get_mut(*column) {
                    *slope += base * point.g * x;
                }
            }
            g.push(point.g);
            slopes.push(point.slope);
        }
        value -= self.targets.iter().zip(&lambda).map(|(target, at)| target * at).sum::<f64>();
        let deviation = gradient.iter().zip(scales).map(|(slope, scale)| (slope / scale).abs());
        let deviation = deviation.fold(0.0, |most, one| if one <= most { most } else { one });
        if self.ridge > 0.0 {
            for ((slope, at), scale) in gradient.iter_mut().zip(&lambda).zip(scales) {
                *slope += self.ridge * scale * at;
                value += self.ridge * scale * at * at / 2.0;
            }
        }
        // With a ridge the gradient, not the deviation, is what goes to 0.
        let deviation = if self.ridge > 0.0 {
            gradient.iter().zip(scales).map(|(slope, scale)| (slope / scale).abs()).fold(0.0, f64::max)
        } else {
            deviation
        };
        State { lambda, g, slopes, value, gradient, deviation }
    }

    fn hessian(&self, state: &State) -> Matrix {
        let weight = |cell: usize| self.base.get(cell).zip(state.slopes.get(cell)).map_or(0.0, |(d, slope)| d * slope);
        let mut hessian = self.system.gram(weight);
        if self.ridge > 0.0 {
            for (at, scale) in self.scales().into_iter().enumerate() {
                hessian.add(at, at, self.ridge * scale);
            }
        }
        hessian
    }

    /// What deviations of each column are measured against: its target, or the size of what is summed.
    fn scales(&self) -> Vec<f64> {
        let mut sizes = vec![0.0; self.targets.len()];
        for (row, base) in self.system.rows().zip(self.base) {
            for (column, x) in row {
                if let Some(size) = sizes.get_mut(*column) {
                    *size += base * x.abs();
                }
            }
        }
        let scale =
            |(target, size): (&f64, f64)| if *target == 0.0 { size.max(f64::MIN_POSITIVE) } else { target.abs() };
        self.targets.iter().zip(sizes).map(scale).collect()
    }
}

fn damped(hessian: &Matrix, scales: &[f64], ridge: f64) -> Matrix {
    let mut damped = hessian.clone();
    if ridge > 0.0 {
        for (at, scale) in scales.iter().enumerate() {
            damped.add(at, at, ridge * scale);
        }
    }
    damped
}
