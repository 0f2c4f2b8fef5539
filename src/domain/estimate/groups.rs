//! Groups of respondents and what their variances need, from respondents one by one or from cells of the calibration:
//! respondents of one cell weigh the same and have the same calibration variables, so that how many of them a group has is
//! all it needs to know of them.

use std::num::NonZeroUsize;

use crate::domain::estimate::{Group, Influences, Moments};

/// Sums of groups while respondents are added.
pub struct Groups {
    moments: Vec<Moments>,
    /// Calibration variables.
    columns: usize,
    /// `Σ d x` of each group, one after the other.
    design_sums: Vec<f64>,
    /// `Σ w² x` of each group.
    square_sums: Vec<f64>,
}

/// How many respondents of each cell gave each code of a column: `width` numbers a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellCounts {
    width: NonZeroUsize,
    counts: Vec<u32>,
}

/// The same of all cells of one place, code beside code: a cell adds to neighbours at once.
struct Place {
    n: Vec<u32>,
    weight: Vec<f64>,
    squares: Vec<f64>,
    /// Of each calibration variable `Σ x` by code, then `Σ w² x` by code.
    sums: Vec<f64>,
}

impl CellCounts {
    /// Nobody yet, in so many cells.
    pub fn new(cells: usize, width: NonZeroUsize) -> Self {
        Self { width, counts: vec![0; cells.saturating_mul(width.get())] }
    }

    /// Counts a respondent of this cell who gave this code, under the width.
    #[inline]
    pub fn add(&mut self, cell: usize, code: usize) {
        if let Some(count) = self.counts.get_mut(cell.wrapping_mul(self.width.get()).wrapping_add(code)) {
            *count += 1;
        }
    }

    /// The counts of one cell; none beyond the last.
    #[inline]
    pub fn of_cell(&mut self, cell: usize) -> &mut [u32] {
        let first = cell.saturating_mul(self.width.get());
        self.counts.get_mut(first..first.saturating_add(self.width.get())).unwrap_or_default()
    }
}

impl Influences<'_> {
    /// So many groups, nobody in them.
    pub fn groups(&self, count: usize) -> Groups {
        Groups::new(count, self.columns)
    }

    /// Counts a respondent in a group.
    #[inline]
    pub fn add(&self, groups: &mut Groups, group: usize, row: usize) {
        let Some(weight) = self.weights.get(row).copied() else { return };
        if let Some(moments) = groups.moments.get_mut(group) {
            moments.add(weight);
        }
        let Some(regressors) = &self.regressors else { return };
        let Some(cell) = regressors.cell_of(row) else { return };
        let (base, square, first) = (regressors.base_weight(), weight * weight, group * self.columns);
        for (column, x) in regressors.of(cell) {
            if let (Some(sum), Some(squares)) =
                (groups.design_sums.get_mut(first + column), groups.square_sums.get_mut(first + column))
            {
                *sum += base * x;
                *squares += square * x;
            }
        }
    }

    /// The cell of each respondent and how many cells there are, where those of one cell weigh the same.
    pub fn cells(&self) -> Option<(&[u32], usize)> {
        let (regressors, _) = (self.regressors.as_ref()?, self.weight_of_cell.as_ref()?);
        Some((regressors.of_row(), regressors.respondents().len()))
    }

    /// Of each place a group a code, from how many of each cell gave it: `n w`, `n w²`, `n d x` and `n w² x` of a cell of
    /// `n`. A cell is in one place or in none. `None` where respondents of a cell do not weigh the same.
    pub fn counted(&self, counted: &CellCounts, place_of_cell: &[Option<usize>], places: usize) -> Option<Groups> {
        let (width, weights, regressors) =
            (counted.width.get(), self.weight_of_cell.as_ref()?, self.regressors.as_ref()?);
        let mut all: Vec<Place> = (0..places).map(|_| Place::new(width, self.columns)).collect();
        let mut terms = vec![0.0; 2 * width];
        for (cell, ((counts, place), weight)) in
            counted.counts.chunks_exact(width).zip(place_of_cell).zip(weights).enumerate()
        {
            let Some(place) = place.and_then(|place| all.get_mut(place)) else { continue };
            if counts.iter().all(|n| *n == 0) {
                continue;
            }
            let (of_code, squares) = terms.split_at_mut(width);
            for ((n, of_code), square) in counts.iter().zip(of_code).zip(squares) {
                (*of_code, *square) = (f64::from(*n), f64::from(*n) * (weight * weight));
            }
            place.add(counts, &terms, *weight);
            for (column, x) in regressors.of(cell) {
                add(place.sums.get_mut(column * 2 * width..(column + 1) * 2 * width), &terms, *x);
            }
        }
        Some(self.by_group(&all, width, regressors.base_weight()))
    }

    /// From places, which hold each variable for all codes, to groups, which hold all variables of each code.
    fn by_group(&self, places: &[Place], width: usize, base_weight: f64) -> Groups {
        let mut groups = self.groups(0);
        for place in places {
            groups.moments.extend(place.moments());
            let of = |at: usize| place.sums.iter().skip(at).step_by(2 * width);
            for code in 0..width {
                groups.design_sums.extend(of(code).map(|sum| base_weight * sum));
                groups.square_sums.extend(of(width + code));
            }
        }
        groups
    }

    /// The groups, in their order.
    pub fn finished(&self, groups: &Groups) -> Vec<Group> {
        let group = |(at, moments): (usize, &Moments)| Group {
            moments: *moments,
            influence: self.influence(
                groups.design_sums.get(groups.part(at)).unwrap_or_default(),
                groups.square_sums.get(groups.part(at)).unwrap_or_default(),
                moments.weight,
            ),
        };
        groups.moments.iter().enumerate().map(group).collect()
    }
}

impl Groups {
    fn new(count: usize, columns: usize) -> Self {
        let size = count * columns;
        let zeros = || vec![0.0; size];
        Self { moments: vec![Moments::default(); count], columns, design_sums: zeros(), square_sums: zeros() }
    }

    /// Larger groups: each of these goes into those that `into` names, `width` of them a place for `into.len()` here.
    #[must_use]
    pub fn joined(&self, into: &[Vec<usize>], width: usize) -> Self {
        let places = self.moments.len() / into.len().max(1);
        let mut joined = Self::new(places * width, self.columns);
        for (at, moments) in self.moments.iter().enumerate() {
            let (place, code) = (at / into.len().max(1), at % into.len().max(1));
            for group in into.get(code).into_iter().flatten().map(|group| place * width + group) {
                if let Some(sum) = joined.moments.get_mut(group) {
                    sum.join(moments);
                }
                let (from, to) = (self.part(at), joined.part(group));
                add(
                    joined.design_sums.get_mut(to.clone()),
                    self.design_sums.get(from.clone()).unwrap_or_default(),
                    1.0,
                );
                add(joined.square_sums.get_mut(to), self.square_sums.get(from).unwrap_or_default(), 1.0);
            }
        }
        joined
    }

    /// Everybody of every place together, `width` groups a place.
    #[must_use]
    pub fn whole(&self, width: usize) -> Self {
        let mut whole = Self::new(width, self.columns);
        for place in self.moments.chunks(width.max(1)) {
            whole.moments.iter_mut().zip(place).for_each(|(sum, moments)| sum.join(moments));
        }
        let size = (width * self.columns).max(1);
        for place in self.design_sums.chunks(size) {
            add(Some(&mut whole.design_sums), place, 1.0);
        }
        for place in self.square_sums.chunks(size) {
            add(Some(&mut whole.square_sums), place, 1.0);
        }
        whole
    }

    fn part(&self, group: usize) -> std::ops::Range<usize> {
        group * self.columns..(group + 1) * self.columns
    }
}

impl Place {
    fn new(width: usize, columns: usize) -> Self {
        let zeros = || vec![0.0; width];
        Self { n: vec![0; width], weight: zeros(), squares: zeros(), sums: vec![0.0; 2 * columns * width] }
    }

    /// `terms` are the counts, then what they make of squared weights.
    #[inline]
    fn add(&mut self, counts: &[u32], terms: &[f64], weight: f64) {
        let (of_code, squares) = terms.split_at(counts.len().min(terms.len()));
        self.n.iter_mut().zip(counts).for_each(|(sum, n)| *sum = sum.saturating_add(*n));
        add(Some(&mut self.weight), of_code, weight);
        add(Some(&mut self.squares), squares, 1.0);
    }

    fn moments(&self) -> impl Iterator<Item = Moments> {
        let sums = self.n.iter().zip(&self.weight).zip(&self.squares);
        sums.map(|((n, weight), squares)| Moments { n: *n, weight: *weight, squares: *squares })
    }
}

/// `sums += factor terms`.
#[inline]
fn add(sums: Option<&mut [f64]>, terms: &[f64], factor: f64) {
    for (sum, term) in sums.into_iter().flatten().zip(terms) {
        *sum += factor * term;
    }
}
