//! The columns of one table, or of its means: who is in each, what adds up, and what has been decided of each so far.

use std::collections::BTreeSet;

use crate::domain::arithmetic::matrix;
use crate::domain::disclosure::links::{self, Link};
use crate::domain::disclosure::polytope::Equation;
use crate::domain::disclosure::{DisclosureRule, Fate};
use crate::domain::questionnaire::Questionnaire;
use crate::domain::table::TableColumn;

/// A base told roughly is the nearest multiple of this.
pub(super) const ROUGH_STEP: u32 = 20;
/// From so many respondents on, every whole percent can be had whatever the base: the percentages of a column do not tell
/// its base. Under a hundred they do, in a wave without weights: 7 % and 14 % are no shares of 50.
pub(super) const ROUGH_BASE_MIN: u32 = 200;

/// Factors of sums are small whole numbers: what is under this is nothing.
const NOTHING: f64 = 1e-9;

#[derive(Debug, Clone)]
pub(super) struct Layer {
    /// Respondents of each column, then of what each break leaves out, which nobody is shown.
    pub sizes: Vec<u32>,
    pub links: Vec<Link>,
    /// Variable and code: between columns of one size, the same is taken whatever their order.
    pub names: Vec<(String, String)>,
    /// Hidden whole: its total may not be read.
    pub is_closed: bool,
    pub hidden: BTreeSet<usize>,
    /// Columns a reader may know to be empty.
    empty: BTreeSet<usize>,
    /// Shown with a base told roughly.
    pub rough: BTreeSet<usize>,
}

impl Layer {
    pub fn new(q: &Questionnaire, columns: &[TableColumn], mut sizes: Vec<u32>, rule: DisclosureRule) -> Self {
        let total = sizes.first().copied().unwrap_or(0);
        let size_of = |sizes: &[u32], places: &[usize]| -> u32 {
            places.iter().filter_map(|place| sizes.get(*place)).fold(0, |sum, size| sum.saturating_add(*size))
        };
        let (partitions, crossed) = links::of(q, columns);
        let mut links = Vec::new();
        for mut link in partitions {
            let left_out = total.saturating_sub(size_of(&sizes, &link.right));
            link.right.push(sizes.len());
            sizes.push(left_out);
            links.push(link);
        }
        // An answer outside both classings, or in one alone, breaks a link: nobody can subtract along it.
        links.extend(crossed.into_iter().filter(|link| size_of(&sizes, &link.left) == size_of(&sizes, &link.right)));
        let name = |column: &TableColumn| {
            let category = column.category.as_ref();
            category.map_or_else(Default::default, |one| (one.variable.to_string(), one.code.to_string()))
        };
        let names: Vec<(String, String)> = columns.iter().map(name).collect();
        let is_closed = rule.fate(true, total, total) == Fate::Hidden;
        let hidden = if is_closed { (0..sizes.len()).collect() } else { (names.len()..sizes.len()).collect() };
        Self { sizes, links, names, is_closed, hidden, empty: BTreeSet::new(), rough: BTreeSet::new() }
    }

    /// A region where nobody may answer is known to be empty, and so is what a break leaves out when everybody is in it; one
    /// where nobody was asked this question stands among the hidden ones.
    pub fn know_empty(&mut self, of_all: &[u32]) {
        let empty = |place: &usize| self.size(*place) == 0;
        let is_known = |place: &usize| of_all.get(*place) == Some(&0);
        let (known, unknown) = (1..self.sizes.len()).filter(empty).partition(is_known);
        self.empty = known;
        self.hidden.extend::<BTreeSet<usize>>(unknown);
    }

    pub fn total(&self) -> u32 {
        self.sizes.first().copied().unwrap_or(0)
    }

    pub fn size(&self, place: usize) -> u32 {
        self.sizes.get(place).copied().unwrap_or(0)
    }

    /// Known to be empty.
    pub fn is_empty(&self, place: usize) -> bool {
        self.empty.contains(&place)
    }

    pub fn is_hidden(&self, place: usize) -> bool {
        self.hidden.contains(&place)
    }

    /// Without what breaks leave out, which is no column.
    pub fn hidden_columns(&self) -> BTreeSet<usize> {
        let named = self.hidden.iter().copied().filter(|place| *place < self.names.len());
        named.chain(self.empty.iter().copied().filter(|place| *place < self.names.len())).collect()
    }

    pub fn rough_columns(&self) -> BTreeSet<usize> {
        self.rough.iter().copied().filter(|place| !self.is_hidden(*place)).collect()
    }

    /// What a reader takes the base of a column to be between, beyond the truth. Empty columns are known to be empty.
    pub fn base_bounds(&self, place: usize, most: u32) -> (f64, f64) {
        let size = self.size(place);
        match (self.empty.contains(&place), self.is_hidden(place), self.rough.contains(&place)) {
            (true, ..) => (0.0, 0.0),
            (_, true, _) => (-f64::from(size), f64::from(most.saturating_sub(size))),
            (_, _, true) => {
                let (low, high) = rough_band(size);
                (f64::from(low) - f64::from(size), f64::from(high) - f64::from(size))
            }
            _ => (0.0, 0.0),
        }
    }

    /// Hidden columns whose sum subtraction gives: on one side of a link, or of links taken from one another (Gauss and
    /// Jordan's elimination, with factors that are all one or all minus one).
    pub fn known_groups(&self) -> BTreeSet<BTreeSet<usize>> {
        let unknown: Vec<usize> =
            (0..self.sizes.len()).filter(|place| self.is_hidden(*place) && !self.is_empty(*place)).collect();
        let side = |link: &Link, place: &usize| {
            f64::from(i8::from(link.left.contains(place)) - i8::from(link.right.contains(place)))
        };
        let rows: Vec<Vec<f64>> =
            self.links.iter().map(|link| unknown.iter().map(|place| side(link, place)).collect()).collect();
        let reduced = matrix::reduced(rows.clone());
        let group = |row: &Vec<f64>| {
            let members: Vec<(usize, f64)> =
                unknown.iter().copied().zip(row.iter().copied()).filter(|(_, side)| side.abs() > NOTHING).collect();
            let is_sum = |of: f64| members.iter().all(|(_, side)| (side - of).abs() <= NOTHING);
            (!members.is_empty() && (is_sum(1.0) || is_sum(-1.0)))
                .then(|| members.into_iter().map(|(place, _)| place).collect())
        };
        rows.iter().chain(&reduced).filter_map(group).collect()
    }

    /// Each link over one row of figures, the first at `start`.
    pub fn equations(&self, start: usize) -> impl Iterator<Item = Equation> {
        self.links.iter().map(move |link| {
            let left = link.left.iter().map(|place| (start + place, 1.0));
            left.chain(link.right.iter().map(|place| (start + place, -1.0))).collect()
        })
    }
}

/// The base a reader is told, and those it may stand for.
pub(super) fn rough_base(size: u32) -> u32 {
    size.saturating_add(ROUGH_STEP / 2) / ROUGH_STEP * ROUGH_STEP
}

fn rough_band(size: u32) -> (u32, u32) {
    let told = rough_base(size);
    (told.saturating_sub(ROUGH_STEP / 2), told.saturating_add(ROUGH_STEP / 2 - 1))
}
