//! The constraints of a calibration over its cells: one column a category, one a numeric total. Columns that depend on
//! others (a margin nested in another, the same margin crossed) are left out, after making sure that the targets of the
//! kept ones imply theirs.

use crate::domain::arithmetic::matrix::{Cholesky, Matrix};
use crate::domain::calibration::Infeasible;
use crate::domain::calibration::cells::{CellMargin, Cells};

/// What is left of a column's square once the others are taken out, under which it depends on them.
const RANK_TOLERANCE: f64 = 1e-10;
/// How far an implied target may be from the one asked, relative to it: arithmetic, not rounding by print.
const IMPLIED_TOLERANCE: f64 = 1e-9;
/// Columns a calibration may have: more than any set of margins a sample can carry.
pub const COLUMNS_MAX: usize = 1_500;

/// A column as it is told.
#[derive(Debug, Clone)]
pub(super) struct Column {
    pub margin: String,
    pub category: String,
    pub target: f64,
    is_numeric: bool,
}

/// Sparse rows over cells, all columns; solvers use the kept ones.
pub(super) struct System {
    pub columns: Vec<Column>,
    /// Positions of independent columns, ascending.
    pub kept: Vec<usize>,
    /// Where each cell's entries begin; one more than cells.
    starts: Vec<usize>,
    /// Column and value, dependent columns left out, columns renumbered as in `kept`.
    entries: Vec<(usize, f64)>,
    /// All entries, for deviations.
    all_starts: Vec<usize>,
    all_entries: Vec<(usize, f64)>,
}

impl Column {
    pub fn category(margin: &str, category: &str, target: f64) -> Self {
        Self { margin: margin.to_owned(), category: category.to_owned(), target, is_numeric: false }
    }

    pub fn number(margin: &str, category: &str, target: f64) -> Self {
        Self { is_numeric: true, ..Self::category(margin, category, target) }
    }
}

impl System {
    /// From rows over cells, for variances: that dependent targets agree is known from the weights that meet them.
    pub fn unchecked(cells: &Cells, columns: Vec<Column>, starts: Vec<usize>, entries: Vec<(usize, f64)>) -> Self {
        let kept =
            Cholesky::new(&independent_gram(cells, columns.len(), &starts, &entries), RANK_TOLERANCE).independent();
        let (kept_starts, kept_entries) = renumbered(&kept, columns.len(), &starts, &entries);
        Self { columns, kept, starts: kept_starts, entries: kept_entries, all_starts: starts, all_entries: entries }
    }

    pub fn new(
        cells: &Cells,
        margins: &[CellMargin],
        numbers: &[(&str, &[f64], f64)],
        total: f64,
    ) -> Result<Self, Vec<Infeasible>> {
        let columns = columns(margins, numbers, total);
        if columns.len() > COLUMNS_MAX {
            return Err(vec![Infeasible::TooManyColumns { columns: columns.len(), most: COLUMNS_MAX }]);
        }
        let (all_starts, all_entries) = entries(cells, margins, numbers);
        let gram = independent_gram(cells, columns.len(), &all_starts, &all_entries);
        let factor = Cholesky::new(&gram, RANK_TOLERANCE);
        let kept = factor.independent();
        check_implied(&columns, &gram, &factor)?;
        let (starts, entries) = renumbered(&kept, columns.len(), &all_starts, &all_entries);
        Ok(Self { columns, kept, starts, entries, all_starts, all_entries })
    }

    /// The kept entries of each cell.
    pub fn rows(&self) -> impl Iterator<Item = &[(usize, f64)]> + Clone {
        slices(&self.starts, &self.entries)
    }

    pub fn targets(&self) -> Vec<f64> {
        self.kept.iter().filter_map(|at| self.columns.get(*at)).map(|column| column.target).collect()
    }

    /// `Σ weight x x'` over cells, kept columns.
    pub fn gram(&self, weight: impl Fn(usize) -> f64) -> Matrix {
        gram(self.kept.len(), &self.starts, &self.entries, weight)
    }

    /// `Σ value x` over cells, kept columns.
    pub fn project(&self, values: &[f64]) -> Vec<f64> {
        let mut sums = vec![0.0; self.kept.len()];
        for (row, value) in self.rows().zip(values) {
            for (column, x) in row {
                if let Some(sum) = sums.get_mut(*column) {
                    *sum += value * x;
                }
            }
        }
        sums
    }

    /// `x'λ` of one row.
    #[inline]
    pub fn dot(row: &[(usize, f64)], lambda: &[f64]) -> f64 {
        row.iter().map(|(column, x)| lambda.get(*column).copied().unwrap_or(0.0) * x).sum()
    }

    /// The column furthest from its target under these weights of cells, and by how much relative to it.
    pub fn worst(&self, weights: &[f64]) -> Option<(&Column, f64)> {
        let (mut sums, mut sizes) = (vec![0.0; self.columns.len()], vec![0.0; self.columns.len()]);
        for (row, weight) in slices(&self.all_starts, &self.all_entries).zip(weights) {
            for (column, x) in row {
                if let (Some(sum), Some(size)) = (sums.get_mut(*column), sizes.get_mut(*column)) {
                    *sum += weight * x;
                    *size += (weight * x).abs();
                }
            }
        }
        let deviation = |((column, sum), size): ((&Column, f64), f64)| match (column.target, column.is_numeric) {
            (0.0, false) if sum == 0.0 => 0.0,
            (target, false) => (sum / target - 1.0).abs(),
            (target, true) => (sum - target).abs() / target.abs().max(size).max(f64::MIN_POSITIVE),
        };
        let deviations = self.columns.iter().zip(sums).zip(sizes).map(deviation);
        self.columns.iter().zip(deviations).fold(None, |worst: Option<(&Column, f64)>, (column, found)| {
            // A deviation that is no number must never pass for a small one.
            match worst {
                Some((_, most)) if found <= most => worst,
                _ => Some((column, found)),
            }
        })
    }
}

fn columns(margins: &[CellMargin], numbers: &[(&str, &[f64], f64)], total: f64) -> Vec<Column> {
    let of_margin = |margin: &CellMargin| {
        let categories = margin.categories.iter().zip(&margin.targets);
        let column = |(category, target): (&String, &f64)| Column::category(&margin.label, category, *target);
        categories.map(column).collect::<Vec<_>>()
    };
    let mut columns: Vec<Column> = margins.iter().flat_map(of_margin).collect();
    if margins.is_empty() {
        columns.push(Column::category("total", "total", total));
    }
    columns.extend(numbers.iter().map(|(variable, _, target)| Column::number(variable, variable, *target)));
    columns
}

type Entries = (Vec<usize>, Vec<(usize, f64)>);

fn entries(cells: &Cells, margins: &[CellMargin], numbers: &[(&str, &[f64], f64)]) -> Entries {
    let (mut starts, mut entries) = (vec![0], Vec::new());
    for (cell, row) in cells.a_row.iter().enumerate() {
        let mut first = 0;
        for margin in margins {
            let place = margin.places.get(cell).copied();
            entries.extend(place.filter(|place| *place < margin.categories.len()).map(|place| (first + place, 1.0)));
            first += margin.categories.len();
        }
        if margins.is_empty() {
            entries.push((0, 1.0));
            first = 1;
        }
        for (at, (_, values, _)) in numbers.iter().enumerate() {
            entries.push((first + at, values.get(*row).copied().unwrap_or(f64::NAN)));
        }
        starts.push(entries.len());
    }
    (starts, entries)
}

fn slices<'a>(starts: &'a [usize], entries: &'a [(usize, f64)]) -> impl Iterator<Item = &'a [(usize, f64)]> + Clone {
    starts.windows(2).map(|ends| match ends {
        [from, to] => entries.get(*from..*to).unwrap_or_default(),
        _ => &[],
    })
}

fn gram(size: usize, starts: &[usize], entries: &[(usize, f64)], weight: impl Fn(usize) -> f64) -> Matrix {
    let mut gram = Matrix::new(size);
    for (cell, row) in slices(starts, entries).enumerate() {
        let weight = weight(cell);
        if weight == 0.0 {
            continue;
        }
        for (at, (column, x)) in row.iter().enumerate() {
            let x = weight * x;
            // Columns ascend within a row: this fills what lies below the diagonal, which is what is read.
            for (other, y) in row.iter().take(at + 1) {
                gram.add(*column, *other, x * y);
            }
        }
    }
    gram
}

/// Of the cells anybody weighs in, each counted once: which columns depend on others does not depend on weights.
fn independent_gram(cells: &Cells, columns: usize, starts: &[usize], entries: &[(usize, f64)]) -> Matrix {
    gram(columns, starts, entries, |cell| if cells.base.get(cell).is_some_and(|base| *base > 0.0) { 1.0 } else { 0.0 })
}

fn renumbered(kept: &[usize], columns: usize, starts: &[usize], entries: &[(usize, f64)]) -> Entries {
    let mut new = vec![None; columns];
    for (at, column) in kept.iter().enumerate() {
        if let Some(slot) = new.get_mut(*column) {
            *slot = Some(at);
        }
    }
    let (mut new_starts, mut new_entries) = (vec![0], Vec::with_capacity(entries.len()));
    for row in slices(starts, entries) {
        new_entries.extend(row.iter().filter_map(|(column, x)| Some((new.get(*column).copied().flatten()?, *x))));
        new_starts.push(new_entries.len());
    }
    (new_starts, new_entries)
}

/// A column left out is a combination of the kept ones; its target must be the same combination of theirs.
fn check_implied(columns: &[Column], gram: &Matrix, factor: &Cholesky) -> Result<(), Vec<Infeasible>> {
    let kept = factor.independent();
    let symmetric = |a: usize, b: usize| if a >= b { gram.at(a, b) } else { gram.at(b, a) };
    let mut worst: Option<(&Column, f64)> = None;
    for (at, column) in columns.iter().enumerate().filter(|(at, _)| kept.binary_search(at).is_err()) {
        let right: Vec<f64> = (0..columns.len()).map(|other| symmetric(other, at)).collect();
        let combination = factor.solve(&right);
        let terms = || columns.iter().zip(&combination).map(|(column, part)| column.target * part);
        let (implied, size): (f64, f64) = (terms().sum(), terms().map(f64::abs).sum());
        let gap = (implied - column.target).abs();
        if gap > IMPLIED_TOLERANCE * size.max(column.target.abs()) {
            let deviation = gap / column.target.abs().max(f64::MIN_POSITIVE);
            if worst.is_none_or(|(_, most)| deviation > most) {
                worst = Some((column, deviation));
            }
        }
    }
    match worst {
        None => Ok(()),
        Some((column, deviation)) => Err(vec![Infeasible::InconsistentMargins {
            margin: column.margin.clone(),
            category: column.category.clone(),
            deviation,
            rounds: 0,
        }]),
    }
}
