//! Which columns are hidden, over all tables of a wave together: those under the threshold, then others with them until
//! no base of a hidden one can be told closer than the threshold.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::disclosure::links::{self, Link};
use crate::domain::disclosure::reach::{self, Bounds, Row};
use crate::domain::disclosure::{DisclosureRule, Fate};
use crate::domain::questionnaire::Questionnaire;
use crate::domain::table::{Table, TableColumn};

/// Times bounds are carried between tables; stopping early is stopping at wider bounds.
const EXCHANGES_MAX: usize = 20;

/// What is hidden of one table, by the place of the column.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Hidden {
    pub columns: BTreeSet<usize>,
    /// Those whose means are hidden, the hidden columns among them.
    pub measures: BTreeSet<usize>,
}

/// The columns of one table, or of its means: who is in each, and what adds up.
#[derive(Debug, Clone)]
struct Layer {
    /// Respondents of each column, then of what each break leaves out, which nobody is shown.
    sizes: Vec<u32>,
    links: Vec<Link>,
    /// Variable and code: between columns of one size, the same is taken whatever their order.
    names: Vec<(String, String)>,
    /// Hidden whole: its total may not be read.
    is_closed: bool,
    /// Of those not asked: which of its columns are empty is not known.
    is_apart: bool,
    hidden: BTreeSet<usize>,
}

/// Grown threshold by threshold up to the rule's, so that a higher one hides what a lower one does, and more.
pub(super) fn of(q: &Questionnaire, tables: &[Table], rule: DisclosureRule) -> Vec<Hidden> {
    let mut bases: Vec<Layer> = Vec::new();
    let mut layer_of = BTreeMap::new();
    let mut places = Vec::new();
    for table in tables {
        let sizes: Vec<u32> = table.columns.iter().map(|column| column.base.n).collect();
        let layer = Layer::new(q, &table.columns, sizes, rule);
        // Questions asked to the same people have the same bases: they hide the same columns.
        let key = (layer.sizes.clone(), layer.names.clone());
        places.push(*layer_of.entry(key).or_insert(bases.len()));
        if bases.len() == places.last().copied().unwrap_or(0) {
            bases.push(layer);
        }
    }
    let mut means: Vec<Option<Layer>> = tables.iter().map(|table| measured(q, table, rule)).collect();
    for threshold in 1..=rule.cell_base_min {
        protect_together(&mut bases, threshold);
        for (layer, place) in means.iter_mut().zip(&places) {
            let (Some(layer), Some(base)) = (layer, bases.get(*place)) else { continue };
            layer.hidden.extend(base.hidden.iter().filter(|column| **column < layer.names.len()));
            protect_together(std::slice::from_mut(layer), threshold);
        }
    }
    let hidden = |(layer, means): (&Layer, &Option<Layer>)| {
        let columns = layer.shown_places(&layer.hidden);
        let measures = means.as_ref().map_or_else(|| columns.clone(), |means| means.shown_places(&means.hidden));
        Hidden { columns, measures }
    };
    places.iter().filter_map(|place| bases.get(*place)).zip(&means).map(hidden).collect()
}

/// Those who gave a number, where there are means.
fn measured(q: &Questionnaire, table: &Table, rule: DisclosureRule) -> Option<Layer> {
    let n = |column: &TableColumn| column.measures.iter().flatten().map(|measure| measure.n).max().unwrap_or(0);
    let sizes = table.columns.iter().map(n).collect();
    (!table.measures.is_empty()).then(|| Layer::new(q, &table.columns, sizes, rule))
}

/// Hides what is under the threshold in each table, then what protects it, until nothing exposed can be covered better.
fn protect_together(layers: &mut [Layer], threshold: u32) {
    layers.iter_mut().for_each(|layer| layer.hide_small(threshold));
    let whole = layers.iter().map(Layer::total).max().unwrap_or(0);
    let all = layers.iter().position(|layer| layer.total() == whole).unwrap_or(0);
    loop {
        let found = told_together(layers, all);
        let covers: Vec<(usize, usize)> =
            (0..layers.len()).filter_map(|place| cover_of(layers, &found, place, all, threshold)).collect();
        if covers.is_empty() {
            break;
        }
        for (place, column) in covers {
            layers.get_mut(place).map(|layer| layer.hidden.insert(column));
        }
    }
}

/// What a table exposes is covered in it; failing that, in the table of all, whose bases bound its own.
fn cover_of(
    layers: &[Layer],
    found: &[BTreeMap<usize, Bounds>],
    place: usize,
    all: usize,
    threshold: u32,
) -> Option<(usize, usize)> {
    let layer = layers.get(place).filter(|layer| !layer.is_closed)?;
    let exposed = layer.exposed(threshold, found.get(place)?);
    let best = |of: &Layer| {
        let covers = exposed.iter().filter_map(|column| of.cover(*column));
        covers.min_by_key(|column| (of.size(*column), of.names.get(*column).cloned()))
    };
    let own = best(layer).map(|column| (place, column));
    own.or_else(|| layers.get(all).filter(|_| all != place).and_then(best).map(|column| (all, column)))
}

/// Bounds in every table, carried between them: who was asked a question is among all, and those who were not make a
/// table of their own, that nobody is shown.
fn told_together(layers: &[Layer], all: usize) -> Vec<BTreeMap<usize, Bounds>> {
    let whole = layers.get(all);
    let apart = |(place, layer): (usize, &Layer)| whole.filter(|_| place != all).and_then(|of| of.without(layer));
    let apart: Vec<Option<Layer>> = layers.iter().enumerate().map(apart).collect();
    let mut tables: Vec<&Layer> = layers.iter().collect();
    tables.extend(apart.iter().flatten());
    let mut found: Vec<BTreeMap<usize, Bounds>> = tables.iter().map(|layer| layer.told_beforehand()).collect();
    let reduced: Vec<Vec<Row>> = tables.iter().map(|layer| reach::with_differences(layer.rows())).collect();
    let bounded: Vec<usize> =
        (0..layers.len()).filter(|place| apart.get(*place).is_some_and(Option::is_some)).collect();
    for _ in 0..EXCHANGES_MAX {
        let before = found.clone();
        for (told, rows) in found.iter_mut().zip(&reduced) {
            let bounds = reach::bounds(rows, told.values().copied().collect());
            told.values_mut().zip(bounds).for_each(|(old, new)| *old = new);
        }
        for (rank, place) in bounded.iter().enumerate() {
            exchange(&tables, &mut found, [all, *place, layers.len() + rank]);
        }
        if found == before {
            break;
        }
    }
    found
}

/// In each column, all are those asked and those not.
fn exchange(tables: &[&Layer], found: &mut [BTreeMap<usize, Bounds>], [all, asked, apart]: [usize; 3]) {
    for column in 1..tables.get(all).map_or(0, |layer| layer.sizes.len()) {
        let told = |place: usize| {
            let size = tables.get(place).map_or(0.0, |layer| f64::from(layer.size(column)));
            found.get(place).and_then(|told| told.get(&column)).copied().unwrap_or(Bounds { low: size, high: size })
        };
        let (of_all, of_asked, of_apart) = (told(all), told(asked), told(apart));
        let mut narrow = |place: usize, low: f64, high: f64| {
            if let Some(bounds) = found.get_mut(place).and_then(|told| told.get_mut(&column)) {
                bounds.low = bounds.low.max(low);
                bounds.high = bounds.high.min(high).max(bounds.low);
            }
        };
        narrow(all, of_asked.low + of_apart.low, of_asked.high + of_apart.high);
        narrow(asked, of_all.low - of_apart.high, of_all.high - of_apart.low);
        narrow(apart, of_all.low - of_asked.high, of_all.high - of_asked.low);
    }
}

impl Layer {
    fn new(q: &Questionnaire, columns: &[TableColumn], mut sizes: Vec<u32>, rule: DisclosureRule) -> Self {
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
        Self { sizes, links, names, is_closed, is_apart: false, hidden }
    }

    fn total(&self) -> u32 {
        self.sizes.first().copied().unwrap_or(0)
    }

    fn size(&self, place: usize) -> u32 {
        self.sizes.get(place).copied().unwrap_or(0)
    }

    fn shown(&self, place: usize) -> Option<u32> {
        (!self.hidden.contains(&place)).then(|| self.size(place))
    }

    /// Without what breaks leave out, which is no column.
    fn shown_places(&self, hidden: &BTreeSet<usize>) -> BTreeSet<usize> {
        let empty = (1..self.names.len()).filter(|place| self.size(*place) == 0);
        hidden.iter().copied().filter(|place| *place < self.names.len()).chain(empty).collect()
    }

    fn hide_small(&mut self, threshold: u32) {
        let is_small = |place: &usize| (1..threshold).contains(&self.size(*place));
        let small: Vec<usize> = (1..self.sizes.len()).filter(is_small).collect();
        self.hidden.extend(small);
    }

    /// Those of this table who are not in another: what is hidden in either is unknown of them.
    fn without(&self, other: &Self) -> Option<Self> {
        if self.is_closed || other.is_closed || self.names != other.names {
            return None;
        }
        let sizes = self.sizes.iter().zip(&other.sizes).map(|(all, some)| all.saturating_sub(*some)).collect();
        let hidden = self.hidden.union(&other.hidden).copied().filter(|place| self.size(*place) > 0).collect();
        let links = self.links.iter().filter(|link| other.links.contains(link)).cloned().collect();
        Some(Self { sizes, links, names: self.names.clone(), is_closed: false, hidden, is_apart: true })
    }

    /// The hidden columns with somebody in them. Empty ones are no cover: a reader may know that they are.
    fn unknowns(&self) -> Vec<usize> {
        self.hidden.iter().copied().filter(|place| self.is_apart || self.size(*place) > 0).collect()
    }

    fn told_beforehand(&self) -> BTreeMap<usize, Bounds> {
        let free = Bounds { low: 0.0, high: f64::from(self.total()) };
        self.unknowns().into_iter().map(|place| (place, free)).collect()
    }

    /// Columns under the threshold whose base can be told too closely.
    fn exposed(&self, threshold: u32, found: &BTreeMap<usize, Bounds>) -> Vec<usize> {
        let is_close = |(place, bounds): &(&usize, &Bounds)| {
            self.size(**place) < threshold && bounds.width() < f64::from(threshold)
        };
        found.iter().filter(is_close).map(|(place, _)| *place).collect()
    }

    fn rows(&self) -> Vec<Row> {
        let unknowns = self.unknowns();
        self.links.iter().map(|link| self.row(link, &unknowns)).collect()
    }

    fn row(&self, link: &Link, unknowns: &[usize]) -> Row {
        let sign = |place: &usize| {
            if link.left.contains(place) {
                1.0
            } else if link.right.contains(place) {
                -1.0
            } else {
                0.0
            }
        };
        let shown = |side: &[usize]| -> f64 { side.iter().filter_map(|place| self.shown(*place)).map(f64::from).sum() };
        Row { coefficients: unknowns.iter().map(sign).collect(), value: shown(&link.right) - shown(&link.left) }
    }

    /// The smallest shown column that adds up with an exposed one, directly or through what is hidden with it; never the
    /// total.
    fn cover(&self, exposed: usize) -> Option<usize> {
        let mut around = BTreeSet::from([exposed]);
        loop {
            let touching = self.links.iter().filter(|link| link.places().any(|place| around.contains(&place)));
            let reached: BTreeSet<usize> = touching.flat_map(Link::places).filter(|place| *place > 0).collect();
            let shown = reached.iter().copied().filter(|place| self.shown(*place).is_some_and(|size| size > 0));
            if let Some(cover) = shown.min_by_key(|place| (self.size(*place), self.names.get(*place))) {
                return Some(cover);
            }
            let size = around.len();
            around.extend(reached);
            if around.len() == size {
                return None;
            }
        }
    }
}

impl Link {
    fn places(&self) -> impl Iterator<Item = usize> {
        self.left.iter().chain(&self.right).copied()
    }
}
