//! A weighted table as three sums a cell, from which shares, differences and tests of a whole table are had without
//! going over respondents again: for weights as given, without strata or clusters.

use crate::domain::arithmetic::matrix::Matrix;
use crate::domain::arithmetic::number;
use crate::domain::arithmetic::sum::{ExactSums, largest};
use crate::domain::compare::groups::GroupMeans;
use crate::domain::estimate::{DesignFault, Moments};

/// A table over respondents: the cell of each, `None` when it is in none.
#[derive(Debug, Clone)]
pub struct Crossing {
    pub rows: usize,
    pub columns: usize,
    /// `row × columns + column` of each respondent.
    pub cell_of: Vec<Option<usize>>,
}

/// Counts, weights and squared weights of the cells of a crossing.
#[derive(Debug, Clone)]
pub struct CrossMoments {
    pub rows: usize,
    pub columns: usize,
    /// Respondents of the whole sample, in the table or not.
    pub sample_n: usize,
    pub cells: Vec<Moments>,
}

impl CrossMoments {
    /// `n`, `Σ w` and `Σ w²` of each cell, the same in any order, in the unit of the weights: all that the
    /// with-replacement variance of a share needs (Woodruff 1971; see `share` of `estimate`). One cell a respondent: not
    /// for questions of several answers, which are a table an answer. Weights that are no number, or infinite, are
    /// refused.
    pub fn new(table: &Crossing, weights: &[f64]) -> Result<Self, DesignFault> {
        let size = table.rows * table.columns;
        let sample_n = weights.len();
        let most = largest(weights.iter().copied()).ok_or(DesignFault::NotANumber)?;
        let (mut sums, mut squares) =
            (ExactSums::new(most, sample_n, size), ExactSums::new(most * most, sample_n, size));
        let mut counts = vec![0u32; size];
        for (cell, weight) in table.cell_of.iter().zip(weights) {
            let Some(cell) = *cell else { continue };
            sums.add(cell, *weight);
            squares.add(cell, weight * weight);
            if let Some(count) = counts.get_mut(cell) {
                *count = count.saturating_add(1);
            }
        }
        let cells = counts.into_iter().zip(sums.values()).zip(squares.values());
        let cells = cells.map(|((n, weight), squares)| Moments { n, weight, squares }).collect();
        Ok(Self { rows: table.rows, columns: table.columns, sample_n, cells })
    }

    /// A row of the table, or several as a net, in one column: sums of the cells' sums, each row named once. What
    /// stands outside the table counts for nobody. Rows exclude one another here, so not for nets of several answers.
    pub fn members(&self, rows: &[usize], column: usize) -> Moments {
        let of = |row: &usize| self.cells.get(row * self.columns + column).copied().unwrap_or_default();
        rows.iter().map(of).fold(Moments::default(), added)
    }

    /// The base of a column: all its rows together, in respondents and weight. Those in no row are not in it: a base of
    /// all who were asked wants a row for non-answers.
    pub fn base(&self, column: usize) -> Moments {
        (0..self.rows).map(|row| self.members(&[row], column)).fold(Moments::default(), added)
    }

    /// The share of a net in each column, with the covariance of `group_means`: columns are disjoint, so that only the
    /// diagonal is not 0. `None` when a column weighs nothing.
    ///
    /// `p = Σ_m w/W` and `V = n/(n−1) [(1−p)² Σ_m w² + p² Σ_o w²]/W²` (Woodruff 1971, JASA 66:411): `m` members, `o`
    /// the others of the column, `W` its weight, `n` the whole sample. Fractions. Not for strata, clusters or
    /// residuals: `group_means`.
    pub fn shares(&self, rows: &[usize]) -> Option<GroupMeans> {
        let factor = number(self.sample_n) / (number(self.sample_n) - 1.0);
        let (mut means, mut covariance) = (Vec::with_capacity(self.columns), Matrix::new(self.columns));
        for column in 0..self.columns {
            let (members, base) = (self.members(rows, column), self.base(column));
            if base.weight.is_nan() || base.weight <= 0.0 {
                return None;
            }
            let share = members.weight / base.weight;
            let others = (base.squares - members.squares).max(0.0);
            let spread = (1.0 - share).powi(2) * members.squares + share.powi(2) * others;
            means.push(share);
            covariance.set(column, column, factor * spread / (base.weight * base.weight));
        }
        Some(GroupMeans { means, covariance })
    }

    /// Covariance of the cells' weights: `n/(n−1) [δ_ab Σ_a w² − W_a W_b / n]`.
    pub(super) fn covariance(&self) -> Matrix {
        let n = number(self.sample_n);
        let mut covariance = Matrix::new(self.cells.len());
        for (a, left) in self.cells.iter().enumerate() {
            for (b, right) in self.cells.iter().enumerate() {
                let own = if a == b { left.squares } else { 0.0 };
                covariance.set(a, b, n / (n - 1.0) * (own - left.weight * right.weight / n));
            }
        }
        covariance
    }
}

fn added(left: Moments, right: Moments) -> Moments {
    Moments {
        n: left.n.saturating_add(right.n),
        weight: left.weight + right.weight,
        squares: left.squares + right.squares,
    }
}
