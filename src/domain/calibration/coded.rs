//! What weighting reads of a sample, wherever it comes from: categories as positions in a list of codes, numbers, and
//! base weights, in row order. Equal keys are given equal numbers in the order of the keys, never of the rows.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::domain::data_set::{Choices, DataSet, Entry};

/// The position of a row that has no value.
pub const MISSING: u32 = u32::MAX;
/// Keys up to here are numbered by a table, the others by sorting.
const TABLE_MAX: u64 = 1 << 21;
/// Between the codes of a crossing, told to a person.
pub(super) const CROSS: &str = " × ";

/// A qualitative variable.
#[derive(Debug, Clone, PartialEq)]
pub struct Coded<'a> {
    pub codes: Cow<'a, [String]>,
    /// Position of each row's code, or `MISSING`.
    pub of_row: Cow<'a, [u32]>,
}

/// Rows of a sample. Base weights are 1 when there are none.
#[derive(Debug, Clone, Default)]
pub struct Sample<'a> {
    pub rows: usize,
    pub base: Option<Cow<'a, [f64]>>,
    pub categories: BTreeMap<String, Coded<'a>>,
    /// Not a number where the value is missing.
    pub numbers: BTreeMap<String, Cow<'a, [f64]>>,
}

impl<'a> Coded<'a> {
    /// The categories of a column of a sealed data set.
    pub fn of_entries(codes: &'a [String], entries: &Choices) -> Self {
        let position = |entry: &Entry<u16>| entry.given().map_or(MISSING, |position| u32::from(*position));
        Self { codes: Cow::Borrowed(codes), of_row: entries.iter().map(position).collect() }
    }

    /// The codes of several variables, crossed; missing where one of them is.
    pub(super) fn crossed(variables: &[&Self]) -> Option<Self> {
        let (first, rest) = variables.split_first()?;
        Some(rest.iter().fold((*first).clone(), |left, right| left.times(right)))
    }

    /// Pairs of codes that rows have, in the order of the codes.
    fn times(&self, other: &Self) -> Self {
        let mut pairs: Vec<(u32, u32)> = self.of_row.iter().copied().zip(other.of_row.iter().copied()).collect();
        pairs.sort_unstable();
        pairs.dedup();
        pairs.retain(|(left, right)| *left != MISSING && *right != MISSING);
        let code = |codes: &[String], at: u32| usize::try_from(at).ok().and_then(|at| codes.get(at)).cloned();
        let name = |(left, right): &(u32, u32)| {
            Some(format!("{}{CROSS}{}", code(&self.codes, *left)?, code(&other.codes, *right)?))
        };
        let place = |pair: (u32, u32)| pairs.binary_search(&pair).ok().and_then(|at| u32::try_from(at).ok());
        let of_row = self.of_row.iter().copied().zip(other.of_row.iter().copied());
        let of_row = of_row.map(|pair| place(pair).unwrap_or(MISSING)).collect();
        Self { codes: pairs.iter().filter_map(name).collect(), of_row }
    }
}

impl Sample<'_> {
    /// The whole columns these names need; a name that is no category is left out, and told later with the margin.
    pub fn of_data_set<'a>(data: &'a DataSet, names: impl Iterator<Item = &'a str>) -> Sample<'a> {
        let coded = |name: &'a str| {
            data.category(name).map(|(codes, entries)| (name.to_owned(), Coded::of_entries(codes, entries)))
        };
        Sample { rows: data.rows, base: None, categories: names.filter_map(coded).collect(), numbers: BTreeMap::new() }
    }
}

/// Keys numbered from 0 in ascending order.
pub(super) struct Numbered {
    pub of_row: Vec<u32>,
    pub count: u32,
}

impl Numbered {
    /// `space` is above every key.
    pub fn new(keys: Vec<u32>, space: u64) -> Self {
        match usize::try_from(space) {
            Ok(size) if space <= TABLE_MAX => Self::by_table(keys, size),
            _ => Self::by_sorting(&keys),
        }
    }

    /// Keys too wide for a table.
    pub fn of_wide(keys: &[u64]) -> Self {
        Self::by_sorting(keys)
    }

    fn by_table(mut keys: Vec<u32>, size: usize) -> Self {
        let at = |key: u32| usize::try_from(key).unwrap_or(usize::MAX);
        let mut number = vec![MISSING; size];
        for key in &keys {
            if let Some(slot) = number.get_mut(at(*key)) {
                *slot = 0;
            }
        }
        let mut count = 0;
        for slot in number.iter_mut().filter(|slot| **slot == 0) {
            *slot = count;
            count += 1;
        }
        for key in &mut keys {
            *key = number.get(at(*key)).copied().unwrap_or(MISSING);
        }
        Self { of_row: keys, count }
    }

    fn by_sorting<T: Ord + Copy>(keys: &[T]) -> Self {
        let mut found = keys.to_vec();
        found.sort_unstable();
        found.dedup();
        let place = |key: &T| found.binary_search(key).ok().and_then(|at| u32::try_from(at).ok()).unwrap_or(MISSING);
        Self { of_row: keys.iter().map(place).collect(), count: u32::try_from(found.len()).unwrap_or(MISSING) }
    }
}

pub(super) fn wide(size: usize) -> u64 {
    u64::try_from(size).unwrap_or(u64::MAX)
}

/// The order of numbers as the order of whole keys; `-0` is `0`.
pub(super) fn ordered_key(number: f64) -> u64 {
    let bits = (number + 0.0).to_bits();
    if bits >> 63 == 1 { !bits } else { bits | 1 << 63 }
}
