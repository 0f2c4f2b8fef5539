//! What is left of a variable once the calibration variables are taken out of it, and the same calibration from other base
//! weights: what variances need of a calibration after its weights.

use crate::domain::arithmetic::sum::exact_sum;
use crate::domain::calibration::Calibration;
use crate::domain::calibration::cells::sums_by_cell;
use crate::domain::calibration::distance::Distance;
use crate::domain::calibration::newton::Dual;
use crate::domain::calibration::system::System;

impl Calibration {
    /// Replaces `z` by its residual `z − x'B`, `B = (X'DX)⁻¹ X'Dz` the regression of `z` on the calibration variables
    /// `x` with the base weights `D = diag(d)` (Deville and Särndal 1992, the residuals of eq. 3.4; base weights in `B`
    /// as R survey's `calibrate`). For margins that leave respondents outside see `outside`.
    ///
    /// `base` are the base weights the calibration was made with. Residuals have the unit of `z`; the variance is that
    /// of `Σ w (z − x'B)`. It is the same for every distance to the first order only: with few respondents a
    /// constraint, or many weights at their bounds, ask replicates.
    pub fn residuals(&self, base: Option<&[f64]>, z: &mut [f64]) -> Option<()> {
        let (system, normal) = (self.constraints()?, self.normal.as_ref()?);
        let cells = self.cells.base.len();
        let sums = match base {
            None => sums_by_cell(&self.cells.of_row, cells, z.iter().copied()),
            Some(base) => sums_by_cell(&self.cells.of_row, cells, z.iter().zip(base).map(|(z, base)| z * base)),
        };
        let scale = self.scale(base);
        let right: Vec<f64> = system.project(&sums).into_iter().map(|value| value * scale).collect();
        let slopes = normal.solve(&right);
        let fitted: Vec<f64> = system.rows().map(|row| System::dot(row, &slopes)).collect();
        for (z, cell) in z.iter_mut().zip(&self.cells.of_row) {
            *z -= usize::try_from(*cell).ok().and_then(|at| fitted.get(at)).copied().unwrap_or(f64::NAN);
        }
        Some(())
    }

    /// What base weights were multiplied by, all 1 when `None`: the normal equations have the scaled ones, and both sides
    /// need the same scale.
    pub(super) fn scale(&self, base: Option<&[f64]>) -> f64 {
        let given: f64 = self.cells.base.iter().sum();
        let unscaled: f64 = match base {
            None => self.cells.respondents.iter().sum(),
            Some(base) => exact_sum(base.iter().copied()),
        };
        given / unscaled
    }

    /// What the weights were made to meet, over the cells.
    pub(super) fn constraints(&self) -> Option<&System> {
        self.system.as_ref().or(self.swept.as_ref())
    }

    /// Whether `again` has a system to solve: sweeps over margins that leave respondents outside have none.
    pub fn can_be_repeated(&self) -> bool {
        self.system.is_some()
    }

    /// Calibrates again from other base weights of the cells, starting from this solution: what a replicate needs.
    /// `None` when the replicate cannot meet the margins.
    pub(super) fn again(&self, base: &[f64], rounds_max: u32, tolerance: f64) -> Option<Vec<f64>> {
        let system = self.system.as_ref()?;
        let distance = Distance::from(self.method);
        let dual = Dual { system, distance, base, targets: system.targets(), ridge: 0.0 };
        let start = if self.lambda.is_empty() { vec![0.0; system.kept.len()] } else { self.lambda.clone() };
        let found = dual.solve(start, rounds_max);
        let weights: Vec<f64> = found.g.iter().zip(base).map(|(g, base)| g * base).collect();
        let is_met = system.worst(&weights).is_none_or(|(_, deviation)| deviation <= tolerance);
        is_met.then_some(found.g)
    }
}
