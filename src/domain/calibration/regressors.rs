//! The calibration variables row by row, for variances of many figures at once.

use crate::domain::arithmetic::matrix::Cholesky;
use crate::domain::arithmetic::sum::exact_sum;
use crate::domain::calibration::Calibration;
use crate::domain::calibration::system::System;

/// What the residuals of a calibration are taken from, without going over the sample for each variable.
pub struct Regressors<'a> {
    cells: Vec<&'a [(usize, f64)]>,
    of_row: &'a [u32],
    normal: &'a Cholesky,
    base: Option<&'a [f64]>,
    scale: f64,
    columns: usize,
}

impl Calibration {
    /// `base` are the base weights this calibration was made with, all 1 when `None`.
    pub fn regressors<'a>(&'a self, base: Option<&'a [f64]>) -> Option<Regressors<'a>> {
        let (system, normal) = (self.constraints()?, self.normal.as_ref()?);
        let given: f64 = self.cells.base.iter().sum();
        let unscaled: f64 = match base {
            None => self.cells.respondents.iter().sum(),
            Some(base) => exact_sum(base.iter().copied()),
        };
        Some(Regressors {
            cells: System::rows(system).collect(),
            of_row: &self.cells.of_row,
            normal,
            base,
            scale: given / unscaled,
            columns: system.kept.len(),
        })
    }
}

impl Regressors<'_> {
    /// How many calibration variables there are, dependent ones left out.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Those of a row that are not 0.
    #[inline]
    pub fn of(&self, row: usize) -> &[(usize, f64)] {
        let cell = self.of_row.get(row).and_then(|cell| usize::try_from(*cell).ok());
        cell.and_then(|cell| self.cells.get(cell)).copied().unwrap_or_default()
    }

    /// The base weight of a row, scaled as the normal equations are.
    #[inline]
    pub fn base_weight(&self, row: usize) -> f64 {
        self.base.map_or(1.0, |base| base.get(row).copied().unwrap_or(0.0)) * self.scale
    }

    /// `B` of a variable `z`, from `Σ d x z`.
    pub fn slopes(&self, right: &[f64]) -> Vec<f64> {
        self.normal.solve(right)
    }
}
