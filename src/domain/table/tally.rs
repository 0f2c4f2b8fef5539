//! A single-choice column counted in one pass by cell of the calibration, for every head that follows the cells: a large
//! wave has far fewer cells than respondents. Only whole numbers are added over respondents, so that no order of rows
//! changes anything; but a sealed wave has those of a cell together (`DataSet::led_by`), and they are counted sixteen at a
//! time.

use std::collections::BTreeSet;
use std::num::NonZeroUsize;

use crate::domain::data_set::{Choices, Entry, Values, entry_of};
use crate::domain::estimate::{CellCounts, Influences};
use crate::domain::table::rows::Memberships;

/// Fewer respondents than this many a count are counted one by one: most counts would be 0 or 1.
const RESPONDENTS_MIN: usize = 4;
/// Runs shorter than this, on average, are left: rows are then taken one by one.
const RUN_MIN: usize = 32;
/// Cells compared at once.
const LANES: usize = 16;
/// Of which the number still fits in a byte.
const BYTES_MAX: usize = 240;

/// The cell of every respondent.
pub(super) struct Cells<'a> {
    of_row: &'a [u32],
    count: usize,
    /// Rows that follow one another in one cell: the cell, and how many. `None` where they are few at a time.
    runs: Option<Vec<(usize, usize)>>,
}

/// How many respondents of each cell have each of these entries.
pub(super) struct Tally {
    pub counts: CellCounts,
    pub entries: Vec<Entry<u16>>,
}

impl<'a> Cells<'a> {
    /// `None` where respondents of a cell do not weigh the same.
    pub fn of(influences: &'a Influences<'_>) -> Option<Self> {
        let (of_row, count) = influences.cells()?;
        Some(Self { of_row, count, runs: runs(of_row) })
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.count
    }

    /// None where respondents are better counted one by one.
    pub fn tally(&self, values: &Values) -> Option<Tally> {
        let Values::Category { values, .. } = values else { return None };
        let entries: Vec<Entry<u16>> = match values.bytes() {
            Some(_) => values.bytes_seen().map(|byte| *entry_of(byte)).collect(),
            None => values.iter().copied().collect::<BTreeSet<_>>().into_iter().collect(),
        };
        let width = NonZeroUsize::new(entries.len())?;
        if is_small(self.of_row.len(), self.count.saturating_mul(width.get())) || values.len() != self.of_row.len() {
            return None;
        }
        let mut counts = CellCounts::new(self.count, width);
        match (values.bytes(), &self.runs) {
            (Some(bytes), Some(runs)) => by_run(bytes, runs, &values.bytes_seen().collect::<Vec<u8>>(), &mut counts),
            (Some(bytes), None) => self.by_row(bytes.iter(), &by_byte(values), &mut counts),
            (None, _) => {
                let at = |entry: &Entry<u16>| entries.binary_search(entry).unwrap_or(usize::MAX);
                self.by_row(values.iter(), &at, &mut counts);
            }
        }
        Some(Tally { counts, entries })
    }

    fn by_row<T>(&self, values: impl Iterator<Item = T>, code: &impl Fn(T) -> usize, counts: &mut CellCounts) {
        for (value, cell) in values.zip(self.of_row) {
            counts.add(usize::try_from(*cell).unwrap_or(usize::MAX), code(value));
        }
    }

    /// The category of each cell, where every cell has but one, or none.
    pub fn places(&self, choices: &Choices) -> Option<Vec<Option<usize>>> {
        if is_small(self.of_row.len(), self.count) || choices.len() != self.of_row.len() {
            return None;
        }
        let mut places: Vec<Option<Entry<u16>>> = vec![None; self.count];
        let mut is_its = |cell: usize, entry: Entry<u16>| {
            places.get_mut(cell).is_some_and(|place| *place.get_or_insert(entry) == entry)
        };
        let is_followed = match (choices.bytes(), &self.runs) {
            (Some(bytes), Some(runs)) => parts(bytes, runs).all(|(cell, run)| {
                run.first().is_none_or(|first| is_all(run, *first) && is_its(cell, *entry_of(*first)))
            }),
            _ => choices
                .iter()
                .zip(self.of_row)
                .all(|(entry, cell)| usize::try_from(*cell).is_ok_and(|cell| is_its(cell, *entry))),
        };
        let place = |entry: &Option<Entry<u16>>| entry.and_then(|entry| entry.given().copied()).map(usize::from);
        is_followed.then(|| places.iter().map(place).collect())
    }
}

/// Whether so many respondents are too few for so many counts.
fn is_small(respondents: usize, counts: usize) -> bool {
    respondents < counts.saturating_mul(RESPONDENTS_MIN)
}

fn runs(of_row: &[u32]) -> Option<Vec<(usize, usize)>> {
    let (mut runs, mut rest) = (Vec::new(), of_row);
    while let Some(cell) = rest.first() {
        let is_other = |block: &&[u32; LANES]| block.iter().fold(0, |differ, other| differ | (other ^ cell)) != 0;
        let blocks = rest.as_chunks::<LANES>().0.iter().take_while(|block| !is_other(block)).count() * LANES;
        let more = rest.iter().skip(blocks).take_while(|other| *other == cell).count();
        runs.push((usize::try_from(*cell).ok()?, blocks + more));
        rest = rest.get(blocks + more..).unwrap_or_default();
        if runs.len().saturating_mul(RUN_MIN) > of_row.len() {
            return None;
        }
    }
    Some(runs)
}

/// What each run has of a column, with its cell.
fn parts<'a>(mut bytes: &'a [u8], runs: &'a [(usize, usize)]) -> impl Iterator<Item = (usize, &'a [u8])> {
    runs.iter().map(move |(cell, length)| {
        let (run, rest) = bytes.split_at_checked(*length).unwrap_or((bytes, &[]));
        bytes = rest;
        (*cell, run)
    })
}

/// Without a way out before the end, so that many are compared at once.
fn is_all(run: &[u8], byte: u8) -> bool {
    run.iter().fold(0, |differ, other| differ | (other ^ byte)) == 0
}

/// No row has another byte than those wanted: the last is what is left.
fn by_run(bytes: &[u8], runs: &[(usize, usize)], wanted: &[u8], counts: &mut CellCounts) {
    for (cell, run) in parts(bytes, runs) {
        let mut left = u32::try_from(run.len()).unwrap_or(u32::MAX);
        let Some((last, counts)) = counts.of_cell(cell).split_last_mut() else { continue };
        for (count, byte) in counts.iter_mut().zip(wanted) {
            let found = equal(run, *byte);
            (*count, left) = (count.saturating_add(found), left.saturating_sub(found));
        }
        *last = last.saturating_add(left);
    }
}

/// How many bytes of a run are this one: counted in bytes, which are added sixteen and more at a time.
fn equal(run: &[u8], wanted: u8) -> u32 {
    let few = |some: &[u8]| some.iter().fold(0u8, |count, byte| count.wrapping_add(u8::from(*byte == wanted)));
    run.chunks(BYTES_MAX).map(|some| u32::from(few(some))).sum()
}

/// The place of each byte among those seen.
fn by_byte(values: &Choices) -> impl Fn(&u8) -> usize {
    let mut places = [usize::MAX; 256];
    for (place, byte) in values.bytes_seen().enumerate() {
        if let Some(of_byte) = places.get_mut(usize::from(byte)) {
            *of_byte = place;
        }
    }
    move |byte| places.get(usize::from(*byte)).copied().unwrap_or(usize::MAX)
}

/// Groups of a category each entry counts in: the base first, then the rows.
pub(super) fn groups_of(memberships: &Memberships, entries: &[Entry<u16>]) -> Vec<Vec<usize>> {
    let rows = |entry: &Entry<u16>| match entry {
        Entry::Given(position) => memberships.of_option(*position),
        Entry::NoAnswer => memberships.of_no_answer(),
        Entry::Declared(_) | Entry::NotAsked => &[],
    };
    let groups = |entry| std::iter::once(0).chain(rows(entry).iter().map(|row| row + 1)).collect();
    entries.iter().map(|entry| if entry.is_asked() { groups(entry) } else { Vec::new() }).collect()
}

#[cfg(test)]
mod tests;
