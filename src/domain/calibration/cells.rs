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

/// A position kept in half the room; no list of ours has four thousand million entries.
pub(super) fn narrow(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

impl Cells {
    pub fn new(sample: &Sample, margins: &[Margin], numbers: &[&[f64]]) -> Self {
        let mut keys = Keys::new(sample.rows);
        for margin in margins {
            keys.refine(margin.places.iter().map(|place| u64::from(*place)), wide(margin.categories.len()) + 1);
        }
        for values in numbers {
            let ordered: Vec<u64> = values.iter().map(|value| ordered_key(*value)).collect();
            let numbered = Numbered::new(&ordered, u64::MAX);
            keys.refine(numbered.of_row.iter().map(|place| u64::from(*place)), wide(numbered.keys.len()));
        }
        let numbered = keys.numbered();
        let cells = numbered.keys.len();
        let (mut a_row, mut respondents) = (vec![usize::MAX; cells], vec![0usize; cells]);
        for (row, cell) in numbered.of_row.iter().enumerate() {
            let at = usize::try_from(*cell).unwrap_or(usize::MAX);
            if let (Some(a_row), Some(respondents)) = (a_row.get_mut(at), respondents.get_mut(at)) {
                *a_row = row;
                *respondents += 1;
            }
        }
        let respondents: Vec<f64> = respondents.into_iter().map(number).collect();
        let base = match &sample.base {
            Some(base) => sums_by_cell(&numbered.of_row, cells, base.iter().copied()),
            None => respondents.clone(),
        };
        Self { of_row: numbered.of_row, a_row, respondents, base }
    }
}

/// Exact sums of a number of each row, by cell; all of them finite.
pub(super) fn sums_by_cell(of_row: &[u32], cells: usize, values: impl Iterator<Item = f64> + Clone) -> Vec<f64> {
    let mut sums = ExactSums::new(largest(values.clone()).unwrap_or(f64::MAX), cells);
    for (cell, value) in of_row.iter().zip(values) {
        sums.add(usize::try_from(*cell).unwrap_or(usize::MAX), value);
    }
    sums.values()
}

/// One key a row, refined margin after margin; brought back to few numbers before it would overflow.
struct Keys {
    of_row: Vec<u64>,
    space: u64,
}

impl Keys {
    fn new(rows: usize) -> Self {
        Self { of_row: vec![0; rows], space: 1 }
    }

    fn refine(&mut self, places: impl Iterator<Item = u64>, size: u64) {
        if self.space.checked_mul(size).is_none() {
            let numbered = Numbered::new(&self.of_row, self.space);
            self.of_row = numbered.of_row.into_iter().map(u64::from).collect();
            self.space = wide(numbered.keys.len());
        }
        for (key, place) in self.of_row.iter_mut().zip(places) {
            *key = *key * size + place;
        }
        self.space = self.space.saturating_mul(size);
    }

    fn numbered(self) -> Numbered {
        Numbered::new(&self.of_row, self.space)
    }
}
