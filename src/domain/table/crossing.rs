//! Single-choice columns counted by every head at once, in one pass over the sample: each column is coded once a block of
//! rows, each head too, and a respondent adds two whole numbers to one cell. Whole numbers add without rounding, so that
//! no figure depends on the order of rows, to the last bit.
//!
//! Precision: a weight is a multiple of 2^-43, and its square of 2^-54, of a power of two above the largest weight (of its
//! square), rounded to the nearest. Weights that spread over more than `SPREAD_MAX`, negative or not finite ones are not
//! counted here but one by one, as doubles.

use std::thread::scope;

use crate::domain::data_set::{Entry, Values};
use crate::domain::estimate::Moments;
use crate::domain::table::columns::Head;
use crate::domain::table::rows::Memberships;

/// Rows of a block. Each run of them adds up to less than what a word holds: under 1 024 respondents of 43 bits with
/// their count above, under 1 024 squares of 54 bits.
const BLOCK_ROWS: usize = 2_000;
/// Every fourth row is of one run.
const RUNS: usize = 4;
const WEIGHT_BITS: i32 = 43;
const SQUARE_BITS: i32 = 54;
/// One respondent, above the sum of weights.
const ONE: u64 = 1 << 53;
/// The largest weight over the smallest that is not 0. A sum of the smallest alone still has eleven digits.
const SPREAD_MAX: f64 = 256.0;
/// Where weights and their squares are far from both ends of the doubles.
const WEIGHTS: std::ops::Range<f64> = 1e-100..1e100;
/// Larger tables have few respondents a cell: carrying the cells of a block over would cost more than counting them.
const CELLS_MAX: usize = 1_024;

/// From so many rows on two threads count half of them each: whole numbers are the same whoever adds them.
const ROWS_ALONE: usize = 50_000;

/// Number and weight below, square of the weight above: what one respondent adds, and what a block adds up to.
type Term = [u64; 2];

/// What has been counted of a column, by head.
#[derive(Clone)]
pub(super) struct Crossing<'a> {
    values: &'a Values,
    entries: &'a [Entry<u16>],
    options: u16,
    /// None for a head that is not counted here.
    by_head: Vec<Option<Vec<Cell>>>,
}

/// Every column counted here, and the scale of their sums.
pub(super) struct Crossings<'a> {
    scale: Scale,
    of_columns: Vec<Crossing<'a>>,
}

#[derive(Clone, Copy, Default)]
struct Cell {
    n: u64,
    weight: u128,
    squares: u128,
}

/// Powers of two that make whole numbers of weights and of their squares.
#[derive(Clone, Copy)]
struct Scale {
    weight: f64,
    square: f64,
}

impl<'a> Crossings<'a> {
    /// Counts these columns by these heads. None where no weight can be counted here.
    pub fn of(columns: impl Iterator<Item = &'a Values>, heads: &[Head<'_>], weights: &[f64]) -> Option<Self> {
        let scale = Scale::of(weights)?;
        let mut of_columns: Vec<Crossing<'a>> =
            columns.filter_map(|values| Crossing::empty(values, heads, weights.len())).collect();
        if weights.len() < ROWS_ALONE {
            add_rows(&mut of_columns, heads, 0, weights, scale);
        } else {
            let middle = weights.len() / 2;
            let (first, second) = weights.split_at(middle);
            let mut others = of_columns.clone();
            scope(|scope| {
                scope.spawn(|| add_rows(&mut others, heads, middle, second, scale));
                add_rows(&mut of_columns, heads, 0, first, scale);
            });
            of_columns.iter_mut().zip(&others).for_each(|(column, other)| column.merge(other));
        }
        of_columns.iter_mut().for_each(|column| column.fill_total(heads));
        Some(Self { scale, of_columns })
    }

    /// Of each category of a head the base, then its rows, as many as `size` has categories and figures of each; none where this column (itself, not an equal one) was not
    /// counted by this head.
    pub fn moments(
        &self,
        values: &Values,
        head: usize,
        size: (usize, usize),
        rows: &Memberships,
    ) -> Option<Vec<Moments>> {
        let (categories, width) = size;
        let column = self.of_columns.iter().find(|column| std::ptr::eq(column.values, values))?;
        let cells = column.by_head.get(head)?.as_ref()?;
        let mut moments = Vec::new();
        for cells in cells.chunks(column.width()).take(categories) {
            let mut sums = vec![Cell::default(); width];
            // The last code is of those not asked.
            for (code, cell) in (0..column.options + 2).zip(cells) {
                let these = match code.checked_sub(column.options) {
                    None => rows.of_option(code),
                    Some(0) => &[],
                    Some(_) => rows.of_no_answer(),
                };
                for at in std::iter::once(0).chain(these.iter().map(|row| row + 1)) {
                    if let Some(sum) = sums.get_mut(at) {
                        sum.add(cell);
                    }
                }
            }
            moments.extend(sums.iter().map(|sum| self.scale.moments(sum)));
        }
        Some(moments)
    }
}

/// Counts the rows of these weights, from this one on.
fn add_rows(columns: &mut [Crossing<'_>], heads: &[Head<'_>], first: usize, weights: &[f64], scale: Scale) {
    let mut categories: Vec<Vec<u16>> = vec![Vec::new(); heads.len()];
    let (mut terms, mut codes, mut sums) = (Vec::new(), Vec::new(), Vec::new());
    for (block, weights) in weights.chunks(BLOCK_ROWS).enumerate() {
        let from = first + block * BLOCK_ROWS;
        terms.clear();
        terms.extend(weights.iter().map(|weight| scale.term(*weight)));
        for (head, categories) in heads.iter().zip(&mut categories) {
            head.code(from..from + weights.len(), categories);
        }
        for column in &mut *columns {
            column.add(from, &terms, &categories, &mut codes, &mut sums);
        }
    }
}

impl<'a> Crossing<'a> {
    fn empty(values: &'a Values, heads: &[Head<'_>], rows: usize) -> Option<Self> {
        let Values::Category { codes, values: entries } = values else { return None };
        let options = u16::try_from(codes.len()).ok().filter(|options| *options < u16::MAX - 3)?;
        let mut crossing = Self { values, entries, options, by_head: Vec::new() };
        let cells = |head: &Head<'_>| (head.categories.len() + 1).saturating_mul(crossing.width());
        let is_counted = |head: &Head<'_>| cells(head) <= CELLS_MAX && head.rows().is_none_or(|of| of == rows);
        let has_break = heads.iter().any(|head| !head.is_total() && is_counted(head));
        let empty = |head: &Head<'_>| {
            // The total is what the categories of a break, and those in none, add up to.
            let is_added = head.is_total() && has_break;
            (is_counted(head) && !is_added).then(|| vec![Cell::default(); cells(head)])
        };
        crossing.by_head = heads.iter().map(empty).collect();
        (entries.len() == rows).then_some(crossing)
    }

    /// Codes of an answer: its position, an answer of no option, no answer, not asked.
    fn width(&self) -> usize {
        usize::from(self.options) + 3
    }

    fn add(
        &mut self,
        from: usize,
        terms: &[Term],
        categories: &[Vec<u16>],
        codes: &mut Vec<u16>,
        sums: &mut Vec<Term>,
    ) {
        let entries = self.entries.get(from..from + terms.len()).unwrap_or_default();
        let (options, width) = (self.options, self.width());
        codes.clear();
        codes.extend(entries.iter().map(|entry| code(*entry, options)));
        for (cells, categories) in self.by_head.iter_mut().zip(categories) {
            let Some(cells) = cells else { continue };
            sums.clear();
            sums.resize(RUNS * cells.len(), [0; 2]);
            add_block(sums, (categories, codes, terms), width);
            for run in sums.chunks(cells.len()) {
                cells.iter_mut().zip(run).for_each(|(cell, sum)| cell.carry(*sum));
            }
        }
    }

    /// What was counted of the same column on other rows.
    fn merge(&mut self, other: &Self) {
        for (cells, others) in self.by_head.iter_mut().flatten().zip(other.by_head.iter().flatten()) {
            cells.iter_mut().zip(others).for_each(|(cell, other)| cell.add(other));
        }
    }

    fn fill_total(&mut self, heads: &[Head<'_>]) {
        let width = self.width();
        let counted = self.by_head.iter().zip(heads).find(|(cells, head)| cells.is_some() && !head.is_total());
        let Some(cells) = counted.and_then(|(cells, _)| cells.as_ref()) else { return };
        let mut total = vec![Cell::default(); width];
        for categories in cells.chunks(width) {
            total.iter_mut().zip(categories).for_each(|(total, cell)| total.add(cell));
        }
        for (cells, head) in self.by_head.iter_mut().zip(heads) {
            if head.is_total() {
                *cells = Some(total.clone());
            }
        }
    }
}

fn code(entry: Entry<u16>, options: u16) -> u16 {
    match entry {
        Entry::Given(position) => position.min(options),
        Entry::Declared(_) => options,
        Entry::NoAnswer => options + 1,
        Entry::NotAsked => options + 2,
    }
}

/// A run of sums for each of `RUNS` neighbours: they are often alike, and a sum just written is slow to read again.
fn add_block(sums: &mut [Term], (categories, codes, terms): (&[u16], &[u16], &[Term]), width: usize) {
    let cells = sums.len() / RUNS;
    let (first, others) = sums.split_at_mut(cells);
    let (second, others) = others.split_at_mut(cells);
    let (third, fourth) = others.split_at_mut(cells);
    let cell = |category: u16, code: u16| usize::from(category) * width + usize::from(code);
    let ((categories, last_category), (codes, last_code)) = (categories.as_chunks(), codes.as_chunks());
    let (terms, last_term) = terms.as_chunks::<RUNS>();
    for (([c1, c2, c3, c4], [k1, k2, k3, k4]), [t1, t2, t3, t4]) in categories.iter().zip(codes).zip(terms) {
        add_term(first, cell(*c1, *k1), t1);
        add_term(second, cell(*c2, *k2), t2);
        add_term(third, cell(*c3, *k3), t3);
        add_term(fourth, cell(*c4, *k4), t4);
    }
    for ((category, code), term) in last_category.iter().zip(last_code).zip(last_term) {
        add_term(first, cell(*category, *code), term);
    }
}

#[inline]
fn add_term(sums: &mut [Term], cell: usize, term: &Term) {
    if let Some(sum) = sums.get_mut(cell) {
        // Never wraps: see `BLOCK_ROWS`.
        *sum = [sum[0].wrapping_add(term[0]), sum[1].wrapping_add(term[1])];
    }
}

impl Cell {
    fn add(&mut self, other: &Self) {
        self.n += other.n;
        self.weight += other.weight;
        self.squares += other.squares;
    }

    fn carry(&mut self, [counted, squares]: Term) {
        self.n += counted / ONE;
        self.weight += u128::from(counted % ONE);
        self.squares += u128::from(squares);
    }
}

impl Scale {
    fn of(weights: &[f64]) -> Option<Self> {
        let (mut least, mut most) = (f64::INFINITY, 0.0f64);
        for weight in weights {
            if weight.is_nan() || *weight < 0.0 {
                return None;
            }
            most = most.max(*weight);
            if *weight > 0.0 {
                least = least.min(*weight);
            }
        }
        let can_be_counted = WEIGHTS.contains(&most) && most <= least * SPREAD_MAX;
        let power = can_be_counted.then(|| i32::try_from((most.to_bits() >> 52) & 0x7ff).ok())?? - 1_022;
        Some(Self { weight: 2f64.powi(WEIGHT_BITS - power), square: 2f64.powi(SQUARE_BITS - 2 * power) })
    }

    fn term(&self, weight: f64) -> Term {
        [ONE + whole(weight * self.weight), whole(weight * weight * self.square)]
    }

    fn moments(&self, cell: &Cell) -> Moments {
        Moments {
            n: u32::try_from(cell.n).unwrap_or(u32::MAX),
            weight: nearest(cell.weight) / self.weight,
            squares: nearest(cell.squares) / self.square,
        }
    }
}

/// The nearest whole number.
fn whole(number: f64) -> u64 {
    #[expect(
        clippy::as_conversions,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and 2^54; the standard has no TryFrom"
    )]
    let whole = (number + 0.5) as u64;
    whole
}

/// The nearest double.
fn nearest(sum: u128) -> f64 {
    #[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "rounded once; the standard has no From")]
    let nearest = sum as f64;
    nearest
}

#[cfg(test)]
mod tests;
