//! The calibration variables cell by cell, for variances of many figures at once.

use crate::domain::arithmetic::matrix::Cholesky;
use crate::domain::calibration::Calibration;
use crate::domain::calibration::cells::Cells;
use crate::domain::calibration::system::System;

/// What the residuals of a calibration are taken from, without going over the sample for each variable.
pub struct Regressors<'a> {
    variables: Vec<&'a [(usize, f64)]>,
    cells: &'a Cells,
    normal: &'a Cholesky,
    base_weight: f64,
    columns: usize,
}

impl Calibration {
    /// Of a calibration from base weights of 1, `None` of any other: the columns `x` of `residuals`, cell by cell, and the
    /// factor of `X'DX` (Deville and Särndal 1992, §3). Other base weights differ within a cell: `residuals` takes them.
    pub fn regressors(&self) -> Option<Regressors<'_>> {
        if !self.is_from_ones {
            return None;
        }
        let (system, normal) = (self.constraints()?, self.normal.as_ref()?);
        Some(Regressors {
            variables: System::rows(system).collect(),
            cells: &self.cells,
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

    /// How many respondents each cell has.
    pub fn respondents(&self) -> &[f64] {
        &self.cells.respondents
    }

    /// The cell of every row.
    pub fn of_row(&self) -> &[u32] {
        &self.cells.of_row
    }

    /// The cell of one row; `None` beyond the last.
    pub fn cell_of(&self, row: usize) -> Option<usize> {
        self.cells.of_row.get(row).and_then(|cell| usize::try_from(*cell).ok())
    }

    /// What a row of each cell has, where all rows of a cell have the same.
    pub fn of_cells(&self, values: &[f64]) -> Vec<f64> {
        self.cells.a_row.iter().map(|row| values.get(*row).copied().unwrap_or(f64::NAN)).collect()
    }

    /// The variables of a cell that are not 0.
    #[inline]
    pub fn of(&self, cell: usize) -> &[(usize, f64)] {
        self.variables.get(cell).copied().unwrap_or_default()
    }

    /// The base weight of everybody, scaled as the normal equations are.
    #[inline]
    pub fn base_weight(&self) -> f64 {
        self.base_weight
    }

    /// `B = (X'DX)⁻¹ Σ d x z`, the slopes of a variable `z` on the calibration variables, in units of `z` over those of
    /// `x` (Deville and Särndal 1992, §3). `right` is `Σ d x z` with `d` the scaled `base_weight`: with base weights of
    /// 1 instead the slopes would be off by that scale.
    pub fn slopes(&self, right: &[f64]) -> Vec<f64> {
        self.normal.solve(right)
    }
}
