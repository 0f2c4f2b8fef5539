//! A single-choice column counted in one pass by cell of the calibration, for every head that follows the cells: a large
//! wave has far fewer cells than respondents. Only whole numbers are added over respondents.

use std::num::NonZeroUsize;

use crate::domain::data_set::{Entry, Values};
use crate::domain::estimate::{CellCounts, Influences};
use crate::domain::table::rows::Memberships;

/// Fewer respondents than this many a count are counted one by one: most counts would be 0 or 1.
const RESPONDENTS_MIN: usize = 4;

/// What is added to the number of options for the codes after them.
const NO_OPTION: usize = 0;
const NO_ANSWER: usize = 1;
const NOT_ASKED: usize = 2;
const OTHER_CODES: usize = 3;

/// None where respondents are better, or must be, counted one by one.
pub(super) fn by_cell(values: &Values, influences: &Influences<'_>) -> Option<CellCounts> {
    let ((of_row, cells), Values::Category { codes, values }) = (influences.cells()?, values) else { return None };
    let width = NonZeroUsize::new(codes.len() + OTHER_CODES)?;
    if is_small(of_row.len(), cells.saturating_mul(width.get())) || values.len() != of_row.len() {
        return None;
    }
    let mut counts = CellCounts::new(cells, width);
    for (entry, cell) in values.iter().zip(of_row) {
        counts.add(usize::try_from(*cell).unwrap_or(usize::MAX), code(*entry, codes.len()));
    }
    Some(counts)
}

/// Whether so many respondents are too few for so many counts.
pub(super) fn is_small(respondents: usize, counts: usize) -> bool {
    respondents < counts.saturating_mul(RESPONDENTS_MIN)
}

/// The category of each cell, where every cell has but one, or none.
pub(super) fn place_of_cell(entries: &[Entry<u16>], influences: &Influences<'_>) -> Option<Vec<Option<usize>>> {
    let (of_row, cells) = influences.cells()?;
    if is_small(of_row.len(), cells) || entries.len() != of_row.len() {
        return None;
    }
    let mut places: Vec<Option<Entry<u16>>> = vec![None; cells];
    for (entry, cell) in entries.iter().zip(of_row) {
        let place = places.get_mut(usize::try_from(*cell).ok()?)?;
        if *place.get_or_insert(*entry) != *entry {
            return None;
        }
    }
    let place = |entry: &Option<Entry<u16>>| entry.and_then(|entry| entry.given().copied()).map(usize::from);
    Some(places.iter().map(place).collect())
}

/// Groups of a category each code counts in: the base first, then the rows.
pub(super) fn groups_of_codes(memberships: &Memberships, width: usize) -> Vec<Vec<usize>> {
    let options = width.saturating_sub(OTHER_CODES);
    let rows = |code: usize| match code.checked_sub(options) {
        None => memberships.of_option(u16::try_from(code).unwrap_or(u16::MAX)),
        Some(NO_ANSWER) => memberships.of_no_answer(),
        Some(_) => &[],
    };
    let groups = |code: usize| std::iter::once(0).chain(rows(code).iter().map(|row| row + 1)).collect();
    (0..width).map(|code| if code == options + NOT_ASKED { Vec::new() } else { groups(code) }).collect()
}

#[inline]
fn code(entry: Entry<u16>, options: usize) -> usize {
    match entry {
        Entry::Given(position) => usize::from(position).min(options + NO_OPTION),
        Entry::Declared(_) => options + NO_OPTION,
        Entry::NoAnswer => options + NO_ANSWER,
        Entry::NotAsked => options + NOT_ASKED,
    }
}

#[cfg(test)]
mod tests;
