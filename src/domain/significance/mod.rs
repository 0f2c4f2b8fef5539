//! What is said beside the figures of a release: standard errors, letters between columns, the sign against the rest, and
//! the test of each crosstab. Added once it is known what may be read: columns are compared with shown columns only, so
//! nothing here is a function of a hidden one that its shown neighbours and the total are not.
//!
//! Student's t on the joint linearisation, with the residuals of the calibration; p values by Holm within a row and a
//! variable; columns under `LETTER_BASE_MIN` respondents neither give nor take a letter. The test of a crosstab is Rao and
//! Scott's, second order. Standard errors are rounded up to a step under which one respondent no longer shows.

mod crosstab;
mod error;
mod notes;
mod row;
#[cfg(test)]
mod tests;

use crate::domain::arithmetic::beta::Student;
use crate::domain::arithmetic::number;
use crate::domain::compare::{LETTER_BASE_MIN, letter};
use crate::domain::release::{ReleaseContent, ReleasedColumn, ReleasedTable, ShownColumn};
use crate::domain::table::Table;

/// Of letters and signs.
const LEVEL: f64 = 0.95;

/// What tables of one sample are compared with.
pub(super) struct Comparison {
    sample_n: usize,
    student: Student,
}

impl Comparison {
    pub fn of(content: &ReleaseContent) -> Self {
        let sample_n = usize::try_from(content.base_n).unwrap_or(usize::MAX);
        Self { sample_n, student: Student::new(number(sample_n) - 1.0) }
    }

    /// Adds it to a table of a release, from the table that one was made from.
    pub fn add(&self, table: &Table, released: &mut ReleasedTable) {
        error::add(table, released);
        for compared in breaks(released) {
            name(released, &compared);
            row::add(table, released, &compared, &self.student);
            released.tests.extend(crosstab::test(table, released, &compared, self.sample_n));
        }
    }
}

/// How to read what was added.
pub(super) fn notes(content: &ReleaseContent) -> Vec<String> {
    notes::of(content)
}

/// Whether what a shown column says of others is of shown ones.
pub(super) fn is_of_shown(table: &ReleasedTable, column: &ReleasedColumn) -> bool {
    let Some(shown) = &column.shown else { return true };
    let cells = shown.cells.iter().flatten().flat_map(|cell| &cell.letters);
    let measures = shown.measures.iter().flatten().flat_map(|measure| &measure.letters);
    let others = || table.columns.iter().filter(|other| other.variable.is_some() && other.variable == column.variable);
    cells.chain(measures).all(|letter| {
        others().any(|other| other.shown.as_ref().is_some_and(|shown| shown.letter.as_ref() == Some(letter)))
    })
}

/// The columns of one break that are compared: shown, and large enough.
struct Compared {
    /// Place of each in the table, and its letter: that of its place in the break, so that it does not depend on hiding.
    columns: Vec<(usize, String)>,
}

fn breaks(table: &ReleasedTable) -> Vec<Compared> {
    let places: Vec<usize> = (0..table.columns.len()).collect();
    let variable = |place: &usize| table.columns.get(*place).and_then(|column| column.variable.as_ref());
    let of_break = |places: &[usize]| Compared {
        columns: places
            .iter()
            .enumerate()
            .filter(|(_, place)| table.columns.get(**place).is_some_and(is_compared))
            .map(|(rank, place)| (*place, letter(rank)))
            .collect(),
    };
    places
        .chunk_by(|a, b| variable(a) == variable(b))
        .filter(|places| places.first().is_some_and(|place| variable(place).is_some()))
        .map(of_break)
        .collect()
}

fn is_compared(column: &ReleasedColumn) -> bool {
    // A base told roughly is told by whole percentages only.
    column.shown.as_ref().is_some_and(|shown| is_large(shown.base_n) && !shown.base_is_rough)
}

/// Whether a figure may be read.
fn is_shown(table: &ReleasedTable, place: usize, row: usize) -> bool {
    let shown = table.columns.get(place).and_then(|column| column.shown.as_ref());
    shown.and_then(|shown| shown.cells.get(row)?.as_ref()).is_some()
}

fn is_large(base_n: u32) -> bool {
    usize::try_from(base_n).is_ok_and(|n| n >= LETTER_BASE_MIN)
}

fn shown_mut(table: &mut ReleasedTable, place: usize) -> Option<&mut ShownColumn> {
    table.columns.get_mut(place).and_then(|column| column.shown.as_mut())
}

fn name(table: &mut ReleasedTable, compared: &Compared) {
    for (place, letter) in &compared.columns {
        if let Some(shown) = shown_mut(table, *place) {
            shown.letter = Some(letter.clone());
        }
    }
}
