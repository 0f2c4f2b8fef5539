//! From rows to cells: respondents with equal codes on every margin, and equal numbers, get the same factor, so that
//! every later pass costs cells and not rows. A cell's place depends on its codes alone, and base weights are added
//! exactly: nothing depends on the order of rows, to the last bit.

use crate::domain::arithmetic::number;
use crate::domain::arithmetic::sum::{ExactSums, largest};
use crate::domain::calibration::coded::{Numbered, Sample, ordered_key, wide};
use crate::domain::calibration::margin::Margin;

/// The sample as the solvers see it.
pub(super) struct Cells {
    pub of_row: Vec<u32>,
    /// A row of each cell: all of a cell's rows have the same codes and numbers.
    pub a_row: Vec<usize>,
    /// Respondents of each cell.
    pub respondents: Vec<f64>,
    /// Sum of base weights of each cell.
    pub base: Vec<f64>,
}

/// A margin over the cells.
pub(super) struct CellMargin {
    pub label: String,
    pub categories: Vec<String>,
    pub targets: Vec<f64>,
    /// Position of each cell's category; `categories.len()` is outside the margin.
    pub places: Vec<usize>,
    pub has_outside: bool,
}

/// A position kept in half the room; no list of ours has four thousand million entries.
pub(super) fn narrow(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

impl Cells {
    pub fn new(sample: &Sample, margins: &[Margin], numbers: &[&[f64]]) -> Self {
        let mut keys = Keys::new(sample.rows);
        for margin in margins {
            keys.refine(&margin.codes, &margin.place_of_code, wide(margin.categories.len()) + 1);
        }
        for values in numbers {
            let ordered: Vec<u64> = values.iter().map(|value| ordered_key(*value)).collect();
            let numbered = Numbered::of_wide(&ordered);
            let same: Vec<u32> = (0..numbered.count).collect();
            keys.refine(&numbered.of_row, &same, u64::from(numbered.count));
        }
        let numbered = Numbered::new(keys.of_row, keys.space);
        let count = usize::try_from(numbered.count).unwrap_or(usize::MAX);
        let (mut a_row, mut respondents) = (vec![0; count], vec![0usize; count]);
        for (row, cell) in numbered.of_row.iter().enumerate() {
            let at = usize::try_from(*cell).unwrap_or(usize::MAX);
            if let (Some(a_row), Some(respondents)) = (a_row.get_mut(at), respondents.get_mut(at)) {
                *a_row = row;
                *respondents += 1;
            }
        }
        let respondents: Vec<f64> = respondents.into_iter().map(number).collect();
        let base = match &sample.base {
            Some(base) => sums_by_cell(&numbered.of_row, count, base.iter().copied()),
            None => respondents.clone(),
        };
        Self { of_row: numbered.of_row, a_row, respondents, base }
    }

    /// The margin as the cells have it.
    pub fn margin(&self, margin: Margin) -> CellMargin {
        let place = |row: &usize| {
            let code = margin.codes.get(*row).and_then(|code| usize::try_from(*code).ok())?;
            margin.place_of_code.get(code).and_then(|place| usize::try_from(*place).ok())
        };
        CellMargin {
            places: self.a_row.iter().map(|row| place(row).unwrap_or(usize::MAX)).collect(),
            label: margin.label,
            categories: margin.categories,
            targets: margin.targets,
            has_outside: margin.has_outside,
        }
    }
}

/// Exact sums of a number of each row, by cell; all of them finite.
pub(super) fn sums_by_cell(of_row: &[u32], cells: usize, values: impl Iterator<Item = f64> + Clone) -> Vec<f64> {
    let mut sums = ExactSums::new(largest(values.clone()).unwrap_or(f64::MAX), of_row.len(), cells);
    for (cell, value) in of_row.iter().zip(values) {
        sums.add(usize::try_from(*cell).unwrap_or(usize::MAX), value);
    }
    sums.values()
}

/// One key a row, refined margin after margin; brought back to few numbers before it would overflow.
struct Keys {
    of_row: Vec<u32>,
    /// Above every key.
    space: u64,
}

impl Keys {
    fn new(rows: usize) -> Self {
        Self { of_row: vec![0; rows], space: 1 }
    }

    /// Splits rows of one key by their places: `places` of their codes, under `size`.
    fn refine(&mut self, codes: &[u32], places: &[u32], size: u64) {
        if !self.has_room(size) {
            let numbered = Numbered::new(std::mem::take(&mut self.of_row), self.space);
            (self.of_row, self.space) = (numbered.of_row, u64::from(numbered.count));
        }
        let place = |code: &u32| usize::try_from(*code).ok().and_then(|code| places.get(code)).copied().unwrap_or(0);
        if self.has_room(size) {
            let width = u32::try_from(size).unwrap_or(u32::MAX);
            for (key, code) in self.of_row.iter_mut().zip(codes) {
                *key = key.wrapping_mul(width).wrapping_add(place(code));
            }
            self.space *= size;
        } else {
            let split = |(key, code): (&u32, &u32)| u64::from(*key) * size + u64::from(place(code));
            let keys: Vec<u64> = self.of_row.iter().zip(codes).map(split).collect();
            let numbered = Numbered::of_wide(&keys);
            (self.of_row, self.space) = (numbered.of_row, u64::from(numbered.count));
        }
    }

    fn has_room(&self, size: u64) -> bool {
        self.space.checked_mul(size).is_some_and(|space| space < u64::from(u32::MAX))
    }
}
