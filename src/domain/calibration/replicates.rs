//! The same calibration on samples a little different: what replicate variances need, each from the solution of the whole.

use std::collections::BTreeMap;

use crate::domain::calibration::Calibration;

/// A calibration being repeated. Base weights are those given, scaled as the calibration scaled them.
pub struct Replicates<'a> {
    calibration: &'a Calibration,
    base: Option<&'a [f64]>,
    /// What the base weights were multiplied by before solving.
    scale: f64,
    /// Factors found for a cell that lost this base weight: respondents alike leave the same sample.
    known: BTreeMap<(u32, u64), Vec<f64>>,
}

impl Calibration {
    /// `base` are the base weights `d` this calibration was made with, all 1 when `None`. Replicates begin from `s d`,
    /// with `s = Σ d_solved / Σ d` what the calibration multiplied them by: the targets are totals, and stay. Not where
    /// margins leave respondents outside: no system was solved, and every replicate is `None`.
    pub fn replicates<'a>(&'a self, base: Option<&'a [f64]>) -> Replicates<'a> {
        Replicates { calibration: self, base, scale: self.scale(base), known: BTreeMap::new() }
    }
}

impl Replicates<'_> {
    fn base_of(&self, row: usize) -> f64 {
        self.base.map_or(1.0, |base| base.get(row).copied().unwrap_or(0.0)) * self.scale
    }

    /// Weights without one row, the others' base weights times `factor`; `None` when the margins cannot be met.
    ///
    /// `w_j = d_j factor F(x_j'λ)` for the others and 0 for the row, `λ` solved anew (Rust and Rao 1996, Stat. Methods
    /// Med. Res. 5:283, on weighting each replicate again); `factor` is `n/(n−1)` in the jackknife. In the unit of the
    /// weights. Not for clusters, which leave whole: `with_multiplicities` with 0 for their rows.
    pub fn without(
        &mut self,
        row: usize,
        factor: f64,
        rounds_max: u32,
        tolerance: f64,
        weights: &mut [f64],
    ) -> Option<()> {
        let cell = *self.calibration.cells.of_row.get(row)?;
        let lost = self.base_of(row);
        let key = (cell, lost.to_bits());
        if !self.known.contains_key(&key) {
            let mut base: Vec<f64> = self.calibration.cells.base.iter().map(|base| base * factor).collect();
            let slot = base.get_mut(usize::try_from(cell).ok()?)?;
            *slot = (*slot - lost * factor).max(0.0);
            self.known.insert(key, self.calibration.again(&base, rounds_max, tolerance)?);
        }
        let g = self.known.get(&key)?;
        self.fill(g, weights, |_| factor);
        *weights.get_mut(row)? = 0.0;
        Some(())
    }

    /// Weights when each row counts this many times; `None` when the margins cannot be met.
    ///
    /// `w_i = m_i d_i F(x_i'λ)` with `m` the multiplicities, `λ` solved anew: draws of a bootstrap, times `n/(n−1)`
    /// when it is the rescaled one (Rao and Wu 1988, JASA 83:231), or a group dropped. A draw that empties a category
    /// has no weights: count such failures, since leaving many out lowers the variance.
    pub fn with_multiplicities(
        &mut self,
        times: &[f64],
        rounds_max: u32,
        tolerance: f64,
        weights: &mut [f64],
    ) -> Option<()> {
        let cells = &self.calibration.cells;
        let mut base = vec![0.0; cells.base.len()];
        for (row, (cell, times)) in cells.of_row.iter().zip(times).enumerate() {
            *base.get_mut(usize::try_from(*cell).ok()?)? += times * self.base_of(row);
        }
        let g = self.calibration.again(&base, rounds_max, tolerance)?;
        self.fill(&g, weights, |row| times.get(row).copied().unwrap_or(0.0));
        Some(())
    }

    fn fill(&self, g: &[f64], weights: &mut [f64], times: impl Fn(usize) -> f64) {
        let cells = &self.calibration.cells.of_row;
        for (row, (weight, cell)) in weights.iter_mut().zip(cells).enumerate() {
            let g = usize::try_from(*cell).ok().and_then(|cell| g.get(cell)).copied().unwrap_or(f64::NAN);
            *weight = self.base_of(row) * times(row) * g;
        }
    }
}
