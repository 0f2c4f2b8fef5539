//! The calibration variables row by row, for variances of many figures at once.

use crate::domain::arithmetic::matrix::Cholesky;
use crate::domain::calibration::Calibration;
use crate::domain::calibration::system::System;

/// What the residuals of a calibration are taken from, without going over the sample for each variable.
pub struct Regressors<'a> {
    cells: Vec<&'a [(usize, f64)]>,
    of_row: &'a [u32],
    normal: &'a Cholesky,
    /// Of every row, scaled as the normal equations are.
    base_weight: f64,
    columns: usize,
}

impl Calibration {
    /// Those of a calibration from base weights of 1.
    pub fn regressors(&self) -> Option<Regressors<'_>> {
        let (system, normal) = (self.constraints()?, self.normal.as_ref()?);
        Some(Regressors {
            cells: System::rows(system).collect(),
            of_row: &self.cells.of_row,
            normal,
            base_weight: self.scale(None),
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

    /// The base weight of every row, scaled as the normal equations are.
    #[inline]
    pub fn base_weight(&self) -> f64 {
        self.base_weight
    }

    /// `B` of a variable `z`, from `Σ d x z`.
    pub fn slopes(&self, right: &[f64]) -> Vec<f64> {
        self.normal.solve(right)
    }
}
