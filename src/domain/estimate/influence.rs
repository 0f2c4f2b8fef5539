//! Variances of many figures of one sample at once: all shares of all tables of a wave. The linearised variable of a share
//! is a combination of indicators of groups, so a few sums a group give the variance of every share, and the covariance of
//! any two, without going over respondents again. The same numbers as `Design` gives, for a simple sample with or without
//! the residuals of its calibration.

use crate::domain::arithmetic::matrix::{Matrix, dot};
use crate::domain::arithmetic::number;
use crate::domain::calibration::{Calibration, Regressors};
use crate::domain::estimate::Moments;

/// A sample ready for the variances of its figures. `x` are the calibration variables, `d` the base weights, `w` the final
/// ones.
pub struct Influences<'a> {
    pub(super) weights: &'a [f64],
    pub(super) regressors: Option<Regressors<'a>>,
    /// Of each cell of the calibration, where all of a cell weigh the same.
    pub(super) weight_of_cell: Option<Vec<f64>>,
    pub(super) columns: usize,
    /// `(X'DX)⁻¹`, which makes slopes of `Σ d x z`.
    inverse: Matrix,
    /// `Σ w² x x'` times that.
    carrier: Matrix,
    /// `Σ w x`.
    totals: Vec<f64>,
}

/// The part of a linear variable `z` that covariances need besides `Σ w² z z'`: with `B` its slopes on `x`,
/// `Σ w² x z`, `B`, `(Σ w² x x') B` and `Σ w (z − x'B)`. Combinations of variables are combinations of these.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Influence {
    /// The three vectors, one after the other: they are always combined together.
    vectors: Vec<f64>,
    total: f64,
    /// Respondents of the whole sample.
    n: f64,
}

/// A group of respondents: its sums, and its indicator as a variable.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Group {
    pub moments: Moments,
    pub influence: Influence,
}

/// A figure with what its variance is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    pub value: f64,
    /// `Σ w² z²`.
    squares: f64,
    influence: Influence,
}

impl<'a> Influences<'a> {
    /// Weights as given, of a simple sample: conservative when a calibration explains the answers, blind to clusters.
    pub fn simple(weights: &'a [f64]) -> Self {
        let nothing = Matrix::new(0);
        Self {
            weights,
            regressors: None,
            weight_of_cell: None,
            columns: 0,
            inverse: nothing.clone(),
            carrier: nothing,
            totals: Vec::new(),
        }
    }

    /// With the residuals of the calibration that made the weights (Deville and Särndal 1992, JASA 87, eq. 3.4). `None` of a
    /// calibration that began with other base weights than 1: `Design` takes those.
    pub fn calibrated(weights: &'a [f64], calibration: &'a Calibration) -> Option<Self> {
        let regressors = calibration.regressors()?;
        let are_alike = std::ptr::eq(weights, calibration.weights.as_slice()) || weights == calibration.weights;
        let sums = if are_alike { sums_of_alike(weights, &regressors) } else { sums_by_cell(weights, &regressors) };
        let columns = regressors.columns();
        let (mut squares, mut totals) = (Matrix::new(columns), vec![0.0; columns]);
        for (cell, (weight, square)) in sums.into_iter().enumerate() {
            let variables = regressors.of(cell);
            for (column, x) in variables {
                if let Some(total) = totals.get_mut(*column) {
                    *total += weight * x;
                }
                for (other, y) in variables {
                    squares.add(*column, *other, square * x * y);
                }
            }
        }
        let (mut inverse, mut carrier) = (Matrix::new(columns), Matrix::new(columns));
        for column in 0..columns {
            let unit: Vec<f64> = (0..columns).map(|at| f64::from(u8::from(at == column))).collect();
            let slopes = regressors.slopes(&unit);
            for (row, (slope, carried)) in slopes.iter().zip(squares.times(&slopes)).enumerate() {
                inverse.set(row, column, *slope);
                carrier.set(row, column, carried);
            }
        }
        let weight_of_cell = are_alike.then(|| regressors.of_cells(weights));
        Some(Self { weights, regressors: Some(regressors), weight_of_cell, columns, inverse, carrier, totals })
    }

    pub fn weights(&self) -> &'a [f64] {
        self.weights
    }

    pub fn sample_n(&self) -> usize {
        self.weights.len()
    }

    /// The mean `m = Σ w y / W` of a variable over those who have one, `W = Σ w` of them, by its linearised variable
    /// `z = (y − m)/W` (Woodruff 1971, JASA 66): row and value of each. `None` for nobody. Not for a median, whose
    /// interval is that of a share.
    pub fn mean(&self, values: &[(usize, f64)]) -> Option<Score> {
        let weight = |row: usize| self.weights.get(row).copied().unwrap_or(0.0);
        let total: f64 = values.iter().map(|(row, _)| weight(*row)).sum();
        let mean = values.iter().map(|(row, y)| weight(*row) * y).sum::<f64>() / total;
        if !(total > 0.0 && mean.is_finite()) {
            return None;
        }
        let (mut own, mut design_sums, mut square_sums) = (0.0, vec![0.0; self.columns], vec![0.0; self.columns]);
        for (row, y) in values {
            let (weight, z) = (weight(*row), (y - mean) / total);
            own += (weight * z).powi(2);
            let Some(regressors) = &self.regressors else { continue };
            let cell = regressors.cell_of(*row).unwrap_or(usize::MAX);
            for (column, x) in regressors.of(cell) {
                if let (Some(sum), Some(squares)) = (design_sums.get_mut(*column), square_sums.get_mut(*column)) {
                    *sum += regressors.base_weight() * x * z;
                    *squares += weight * weight * x * z;
                }
            }
        }
        Some(Score { value: mean, squares: own, influence: self.influence(&design_sums, &square_sums, 0.0) })
    }

    /// From `Σ d x z`, `Σ w² x z` and `Σ w z`.
    pub(super) fn influence(&self, design_sums: &[f64], square_sums: &[f64], total: f64) -> Influence {
        let n = number(self.sample_n());
        let mut vectors = Vec::with_capacity(3 * self.columns);
        vectors.extend_from_slice(square_sums);
        if design_sums.iter().all(|sum| *sum == 0.0) {
            vectors.resize(3 * self.columns, 0.0);
            return Influence { vectors, total, n };
        }
        for operator in [&self.inverse, &self.carrier] {
            vectors.extend((0..self.columns).map(|row| dot(operator.row(row), design_sums)));
        }
        let mut influence = Influence { vectors, total, n };
        influence.total -= dot(&self.totals, influence.parts()[1]);
        influence
    }
}

/// `Σ w` and `Σ w²` of each cell, all of whose respondents weigh the same: one product each, so that nothing depends on the
/// order of rows, to the last bit.
fn sums_of_alike(weights: &[f64], regressors: &Regressors<'_>) -> Vec<(f64, f64)> {
    let of = |(n, weight): (&f64, f64)| (n * weight, n * (weight * weight));
    regressors.respondents().iter().zip(regressors.of_cells(weights)).map(of).collect()
}

fn sums_by_cell(weights: &[f64], regressors: &Regressors<'_>) -> Vec<(f64, f64)> {
    let mut sums = vec![(0.0, 0.0); regressors.respondents().len()];
    for (weight, cell) in weights.iter().zip(regressors.of_row()) {
        if let Some((sum, squares)) = usize::try_from(*cell).ok().and_then(|cell| sums.get_mut(cell)) {
            *sum += weight;
            *squares += weight * weight;
        }
    }
    sums
}

impl Score {
    /// `n/(n−1) [Σ w² e² − (Σ w e)²/n]`, `e = z − x'B` the residual of the linearised variable: see `Influence::covariance`.
    pub fn variance(&self) -> f64 {
        self.influence.covariance(&self.influence, self.squares).max(0.0)
    }

    pub fn standard_error(&self) -> f64 {
        self.variance().sqrt()
    }

    /// With weights as given, whatever made them: `√(n/(n−1) Σ w² z²)`, as `Σ w z` is 0. What institutes quote; too large
    /// where the margins explain the answer.
    pub fn weights_only_error(&self) -> f64 {
        let n = self.influence.n.max(2.0);
        (n / (n - 1.0) * self.squares).max(0.0).sqrt()
    }

    /// The covariance with a figure of a group that shares nobody with this one's: calibration alone ties them. Not for
    /// groups that overlap, such as a group and everybody.
    pub fn covariance_apart(&self, other: &Self) -> f64 {
        self.influence.covariance(&other.influence, 0.0)
    }
}

impl Influence {
    /// `n/(n−1) [Σ w² e_a e_b − Σ w e_a Σ w e_b / n]` with `e = z − x'B`; `own` is `Σ w² z_a z_b`.
    pub fn covariance(&self, other: &Self, own: f64) -> f64 {
        let n = self.n.max(2.0);
        let ([weighted, slopes, _], [other_weighted, other_slopes, carried]) = (self.parts(), other.parts());
        let crossed = dot(slopes, other_weighted) + dot(weighted, other_slopes) - dot(slopes, carried);
        n / (n - 1.0) * (own - crossed - self.total * other.total / n)
    }

    /// `Σ w² x z`, the slopes, and what they carry.
    fn parts(&self) -> [&[f64]; 3] {
        let columns = self.vectors.len() / 3;
        let (weighted, others) = self.vectors.split_at(columns);
        let (slopes, carried) = others.split_at(columns);
        [weighted, slopes, carried]
    }

    /// `factor (self − part other)`.
    fn combined(&self, part: f64, other: &Self, factor: f64) -> Self {
        let vectors = self.vectors.iter().zip(&other.vectors).map(|(left, right)| factor * (left - part * right));
        Self { vectors: vectors.collect(), total: factor * (self.total - part * other.total), n: self.n }
    }
}

impl Group {
    /// Those of this group who are not in a part of it.
    #[must_use]
    pub fn without(&self, part: &Self) -> Self {
        let (all, some) = (&self.moments, &part.moments);
        let moments = Moments {
            n: all.n.saturating_sub(some.n),
            weight: (all.weight - some.weight).max(0.0),
            squares: (all.squares - some.squares).max(0.0),
        };
        Self { moments, influence: self.influence.combined(1.0, &part.influence, 1.0) }
    }

    /// The share `p` that members are of the weight `W` of this group, `z = (1_m − p 1)/W` with `1_m` the indicator of the
    /// members and `1` that of the group (Woodruff 1971, JASA 66). `None` when the group weighs nothing.
    pub fn share(&self, members: &Self) -> Option<Score> {
        let (inside, base) = (&members.moments, &self.moments);
        if !(base.weight > 0.0 && base.weight.is_finite()) {
            return None;
        }
        let p = if inside.n == base.n { 1.0 } else { inside.weight / base.weight };
        let others = (base.squares - inside.squares).max(0.0);
        let squares = ((1.0 - p).powi(2) * inside.squares + p * p * others) / (base.weight * base.weight);
        let influence = members.influence.combined(p, &self.influence, 1.0 / base.weight);
        Some(Score { value: p, squares, influence })
    }
}
