//! Whether any weights within bounds meet the margins, told apart from a method that did not get there. The nearest
//! miss is computed: `min ½ Σ d (g−1)² + |X'w − t|²/2ε` under `L ≤ g ≤ U` always has a solution, found by the same
//! Newton; as ε falls to 0 its miss falls to 0 exactly when the margins can be met (Tikhonov; the direction of what is
//! left is a certificate of Farkas).

use crate::domain::calibration::distance::Distance;
use crate::domain::calibration::newton::Dual;
use crate::domain::calibration::recipe::Bounds;
use crate::domain::calibration::system::System;

const RIDGE: f64 = 1e-9;
/// Relative miss above which there is none: a thousand times what the ridge leaves of a feasible one.
const MISS_MAX: f64 = 1e-6;
const ROUNDS_MAX: u32 = 500;

/// The weights of cells that come nearest, and whether they meet the margins.
pub(super) struct Nearest {
    pub weights: Vec<f64>,
    pub is_feasible: bool,
}

pub(super) fn nearest(system: &System, base: &[f64], bounds: Bounds) -> Nearest {
    let targets = system.targets();
    let distance = Distance::TruncatedLinear(bounds);
    let start = vec![0.0; targets.len()];
    let found = Dual { system, distance, base, targets, ridge: RIDGE }.solve(start, ROUNDS_MAX);
    let weights: Vec<f64> = found.g.iter().zip(base).map(|(g, base)| g * base).collect();
    let is_feasible = system.worst(&weights).is_none_or(|(_, deviation)| deviation <= MISS_MAX);
    Nearest { weights, is_feasible }
}
