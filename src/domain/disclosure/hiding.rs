//! Which columns are hidden, over all tables of a wave together: those under the threshold, then others with them until
//! no base of a hidden one can be told closer than the threshold.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::disclosure::links::{self, Link};
use crate::domain::disclosure::reach::{self, Bounds, Row};
use crate::domain::disclosure::{DisclosureRule, Fate};
use crate::domain::questionnaire::Questionnaire;
use crate::domain::table::{Table, TableColumn};

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
            let free = vec![layer.free(); layer.sizes.len()];
            while layer.protect(threshold, &free) {}
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

/// A base shown in one table bounds it in another: who was asked a question is among all.
fn protect_together(layers: &mut [Layer], threshold: u32) {
    let whole = layers.iter().map(Layer::total).max().unwrap_or(0);
    loop {
        let mut has_grown = false;
        for place in 0..layers.len() {
            let known = known(layers, place, whole);
            if let Some(layer) = layers.get_mut(place) {
                has_grown |= layer.protect(threshold, &known);
            }
        }
        if !has_grown {
            break;
        }
    }
}

fn known(layers: &[Layer], place: usize, whole: u32) -> Vec<Bounds> {
    let Some(layer) = layers.get(place) else { return Vec::new() };
    let others = || layers.iter().enumerate().filter(move |(other, _)| *other != place).map(|(_, other)| other);
    let bound = |column: usize| {
        let mut bounds = layer.free();
        if column >= layer.names.len() {
            return bounds;
        }
        for other in others().filter(|other| other.names == layer.names && !other.is_closed) {
            let Some(size) = other.shown(column).map(f64::from) else { continue };
            if other.total() == whole {
                bounds.high = bounds.high.min(size);
            }
            if layer.total() == whole {
                bounds.low = bounds.low.max(size);
            }
        }
        bounds
    };
    (0..layer.sizes.len()).map(bound).collect()
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
        Self { sizes, links, names, is_closed, hidden }
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

    fn free(&self) -> Bounds {
        Bounds { low: 0.0, high: f64::from(self.total()) }
    }

    /// Without what breaks leave out, which is no column.
    fn shown_places(&self, hidden: &BTreeSet<usize>) -> BTreeSet<usize> {
        let empty = (1..self.names.len()).filter(|place| self.size(*place) == 0);
        hidden.iter().copied().filter(|place| *place < self.names.len()).chain(empty).collect()
    }

    /// Hides what is under the threshold and what protects it. Whether anything was added.
    fn protect(&mut self, threshold: u32, known: &[Bounds]) -> bool {
        if self.is_closed {
            return false;
        }
        let before = self.hidden.len();
        let is_small = |place: &usize| (1..threshold).contains(&self.size(*place));
        let small: Vec<usize> = (1..self.sizes.len()).filter(is_small).collect();
        self.hidden.extend(small);
        while let Some(exposed) = self.exposed(threshold, known) {
            let Some(cover) = self.cover(exposed) else { break };
            self.hidden.insert(cover);
        }
        self.hidden.len() > before
    }

    /// The hidden columns with somebody in them. Empty ones are no cover: a reader may know that they are.
    fn unknowns(&self) -> Vec<usize> {
        self.hidden.iter().copied().filter(|place| self.size(*place) > 0).collect()
    }

    /// A column under the threshold whose base can be told too closely, and that more hiding may still protect.
    fn exposed(&self, threshold: u32, known: &[Bounds]) -> Option<usize> {
        let unknowns = self.unknowns();
        let rows = self.links.iter().map(|link| self.row(link, &unknowns)).collect();
        let beforehand = unknowns.iter().map(|place| known.get(*place).copied().unwrap_or(self.free())).collect();
        let found = reach::bounds(rows, beforehand);
        let mut told = unknowns.iter().zip(found);
        let is_close =
            |place: usize, bounds: Bounds| self.size(place) < threshold && bounds.width() < f64::from(threshold);
        told.find(|(place, bounds)| is_close(**place, *bounds) && self.cover(**place).is_some())
            .map(|(place, _)| *place)
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
