//! Figures inside columns that may be read: one of fifty who answers « contre-productif » must not be had from « 2 % », nor
//! what everybody of a group answered from « 100 % ». Such figures are hidden, and others with them, until none can be
//! told closer than `COUNT_WIDTH` respondents.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::disclosure::hiding::Hidden;
use crate::domain::disclosure::layer::Layer;
use crate::domain::disclosure::polytope::{End, Polytope};
use crate::domain::disclosure::program::{Builder, FREE, Filtered, Row, Shown};
use crate::domain::halves::halves;
use crate::domain::questionnaire::Questionnaire;
use crate::domain::table::Table;

/// A figure told closer than this is told.
const IDLE_WIDTH: f64 = 1e-6;

/// One table while its figures are hidden.
pub(super) struct Sheet {
    pub layer: Layer,
    pub means: Option<Layer>,
    pub rows: Vec<Row>,
    pub polytope: Polytope,
    pub cells: BTreeSet<(usize, usize)>,
    /// Row and column of each figure that may be given up, by its place in the program.
    pub shown: BTreeMap<usize, Shown>,
    /// By figure, what ties a whole percentage to a base told roughly.
    pub ties: BTreeMap<usize, Vec<usize>>,
    /// Figures that must not be told, and how wide their interval has to be.
    pub wanted: Vec<(usize, f64)>,
    pub is_multiple: bool,
}

/// Every table of a wave, in the order of the plan. Those that no table takes a column away from are two threads'.
pub(super) fn protect_all(
    q: &Questionnaire,
    tables: &[Table],
    mut layers: Vec<Layer>,
    means: &[Option<Layer>],
    threshold: u32,
) -> Vec<Hidden> {
    let filtered: Vec<Option<Filtered>> = tables.iter().map(|table| Filtered::of(q, table, tables)).collect();
    let is_filtered = |place: usize| filtered.get(place).is_some_and(Option::is_some);
    let sources: BTreeSet<usize> = filtered.iter().flatten().map(|filter| filter.source).collect();
    let (tied, alone): (Vec<usize>, Vec<usize>) =
        (0..tables.len()).partition(|place| is_filtered(*place) || sources.contains(place));
    let builder = |place: usize, layers: &[Layer]| {
        let (table, layer, means) = (tables.get(place)?, layers.get(place)?.clone(), means.get(place)?.clone());
        Some(Builder::new(table, layer, means, is_filtered(place), threshold))
    };
    let protected = |_, place: &usize| {
        let mut sheet = builder(*place, &layers)?.build(q, [].into_iter());
        sheet.protect();
        Some((*place, sheet.into_hidden()))
    };
    let mut found: BTreeMap<usize, Hidden> = halves(&alone, protected).into_iter().flatten().collect();
    let (mut sheets, mut gone) = (BTreeMap::new(), Vec::new());
    for place in tied {
        let Some(builder) = builder(place, &layers) else { continue };
        let mut sheet = builder.build(q, asked(place, &filtered, &layers));
        for (child, column) in sheet.protect() {
            for other in same_filter(&filtered, child) {
                layers.get_mut(other).map(|layer| layer.hidden.insert(column));
                gone.push((other, column));
            }
        }
        sheets.insert(place, sheet);
    }
    for (table, column) in gone {
        if let Some(sheet) = sheets.get_mut(&table) {
            sheet.hide_column(column);
        }
    }
    found.extend(sheets.into_iter().map(|(place, sheet)| (place, sheet.into_hidden())));
    found.into_values().collect()
}

/// The questions asked to some of those who answered this one; a grid, whose rows all have one base, only once.
fn asked<'a>(
    place: usize,
    filtered: &'a [Option<Filtered>],
    layers: &'a [Layer],
) -> impl Iterator<Item = (usize, &'a Filtered, &'a Layer)> {
    let mut met = BTreeSet::new();
    filtered.iter().zip(layers).enumerate().filter_map(move |(child, (filter, layer))| {
        let filter = filter.as_ref().filter(|filter| filter.source == place)?;
        met.insert((filter.codes.clone(), layer.sizes.clone())).then_some((child, filter, layer))
    })
}

fn same_filter(filtered: &[Option<Filtered>], child: usize) -> Vec<usize> {
    let of = filtered.get(child);
    (0..filtered.len()).filter(|other| *other == child || filtered.get(*other) == of).collect()
}

impl Sheet {
    /// Hides what must not be told and what would tell it. Gives the columns of other tables that had to go.
    fn protect(&mut self) -> Vec<(usize, usize)> {
        let mut elsewhere = Vec::new();
        for (figure, width) in self.wanted.clone() {
            while !self.polytope.is_wide(figure, width) {
                let Some((figure, shown)) = self.cheapest(figure) else {
                    self.close();
                    return elsewhere;
                };
                self.give_up(figure, shown);
                if let Shown::Asked { table, column } = shown {
                    elsewhere.push((table, column));
                }
            }
        }
        self.show_idle();
        elsewhere
    }

    /// Figures that turn out to be told by the others all the same protect nothing: they are shown.
    fn show_idle(&mut self) {
        let wanted: BTreeSet<usize> = self.wanted.iter().map(|(figure, _)| *figure).collect();
        let starts: BTreeMap<usize, usize> = self.rows.iter().filter_map(|row| Some((row.at?, row.start))).collect();
        for (row, column) in self.cells.clone() {
            let Some(figure) = starts.get(&row).map(|start| start + column) else { continue };
            if !wanted.contains(&figure) && !self.polytope.is_wide(figure, IDLE_WIDTH) {
                self.cells.remove(&(row, column));
            }
        }
    }

    /// The figure itself while it is shown; then, of the shown figures that hold it in place, the one of fewest respondents.
    fn cheapest(&mut self, figure: usize) -> Option<(usize, Shown)> {
        if let Some(shown) = self.shown.get(&figure).copied() {
            return Some((figure, shown));
        }
        let holding: BTreeSet<usize> =
            [End::Most, End::Least].into_iter().flat_map(|end| self.polytope.holding(figure, end)).collect();
        let of = |figure: &usize| {
            let shown = self.shown.get(figure)?;
            Some((self.cost(*shown, *figure), *figure, *shown))
        };
        holding.iter().filter_map(of).min().map(|(_, figure, shown)| (figure, shown))
    }

    /// Kind of loss, then respondents lost: an answer of a group costs less than one of all, a mean, or a column.
    fn cost(&self, shown: Shown, figure: usize) -> (u8, u32) {
        match shown {
            Shown::Cell { column, .. } => {
                let row = self.rows.iter().find(|row| figure.checked_sub(row.start) == Some(column));
                (u8::from(column == 0), row.and_then(|row| row.counts.get(column)).copied().unwrap_or(0))
            }
            Shown::Mean { column } => (2, self.layer.size(column)),
            Shown::Asked { column, .. } => (3, self.layer.size(column)),
            Shown::Base { column } => (4, self.layer.size(column)),
        }
    }

    fn give_up(&mut self, figure: usize, shown: Shown) {
        match shown {
            Shown::Cell { row, column } => {
                self.cells.insert((row, column));
                self.free_cell(figure, row, column);
            }
            Shown::Mean { column } => self.hide_mean(column),
            Shown::Base { column } => self.hide_column(column),
            Shown::Asked { .. } => self.free(figure, -FREE),
        }
    }

    fn free(&mut self, figure: usize, low: f64) {
        self.shown.remove(&figure);
        self.polytope.free(figure, low, FREE);
    }

    /// Nobody to the whole base; that base is taken to be known.
    fn free_cell(&mut self, figure: usize, row: usize, column: usize) {
        self.shown.remove(&figure);
        let found = self.rows.iter().find(|one| one.at == Some(row));
        let count = found.and_then(|row| row.counts.get(column)).copied().unwrap_or(0);
        let most = if self.layer.is_hidden(column) && !self.is_multiple {
            FREE
        } else {
            f64::from(self.layer.size(column)) - f64::from(count)
        };
        self.polytope.free(figure, -f64::from(count), most);
        for tie in self.ties.remove(&figure).unwrap_or_default() {
            self.polytope.free(tie, -FREE, FREE);
        }
    }

    fn hide_mean(&mut self, column: usize) {
        let told = self.shown.iter().filter(|(_, shown)| **shown == Shown::Mean { column });
        let told: Vec<usize> = told.map(|(figure, _)| *figure).collect();
        told.into_iter().for_each(|figure| self.free(figure, -FREE));
        if let Some(means) = &mut self.means {
            means.hidden.insert(column);
        }
    }

    fn hide_column(&mut self, column: usize) {
        self.layer.hidden.insert(column);
        self.hide_mean(column);
        self.free(column, -f64::from(self.layer.size(column)));
        let cells = self.rows.iter().filter_map(|row| Some((row.start + column, row.at?)));
        let cells: Vec<(usize, usize)> = cells.collect();
        cells.into_iter().for_each(|(figure, row)| self.free_cell(figure, row, column));
    }

    /// Nothing of it can be read: what holds it is nowhere in it.
    fn close(&mut self) {
        self.layer.hidden = (0..self.layer.sizes.len()).collect();
    }

    fn into_hidden(self) -> Hidden {
        let columns = self.layer.hidden_columns();
        let mut measures = self.means.as_ref().map_or_else(BTreeSet::new, Layer::hidden_columns);
        measures.extend(&columns);
        let is_shown = |(_, column): &(usize, usize)| *column < self.layer.names.len() && !columns.contains(column);
        let cells = self.cells.iter().copied().filter(is_shown).collect();
        Hidden { rough: self.layer.rough_columns(), cells, measures, columns }
    }
}
