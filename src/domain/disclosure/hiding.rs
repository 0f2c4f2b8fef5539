//! Which columns are hidden, over all tables of a wave together: those under the threshold, then others with them until
//! no base of a hidden one can be told closer than the threshold. A large one is first told roughly: it is hidden only
//! where that is not enough.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::disclosure::layer::{Layer, ROUGH_BASE_MIN};
use crate::domain::disclosure::polytope::{End, Polytope};
use crate::domain::disclosure::sheet;
use crate::domain::disclosure::{DisclosureRule, dominance};
use crate::domain::questionnaire::Questionnaire;
use crate::domain::table::{Table, TableColumn};

/// The lowest threshold a wave may declare: figures inside columns are hidden from there on, each time columns have changed.
const LEAST_THRESHOLD: u32 = 5;

/// What is hidden of one table, by the place of the column.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Hidden {
    pub columns: BTreeSet<usize>,
    /// Those whose base is told roughly.
    pub rough: BTreeSet<usize>,
    /// Those whose means are hidden, the hidden columns among them.
    pub measures: BTreeSet<usize>,
    /// Rows and columns of the figures hidden inside shown columns.
    pub cells: BTreeSet<(usize, usize)>,
}

/// The order of columns is the plan's, and must change nothing: they are taken in the order of their names.
pub(super) fn of(q: &Questionnaire, tables: &[Table], rule: DisclosureRule) -> Vec<Hidden> {
    let orders: Vec<Vec<usize>> = tables.iter().map(order).collect();
    let arranged: Vec<Table> = tables.iter().zip(&orders).map(|(table, order)| table.arranged(order)).collect();
    let found = of_arranged(q, &arranged, rule);
    found.into_iter().zip(&orders).map(|(hidden, order)| hidden.placed(order)).collect()
}

fn order(table: &Table) -> Vec<usize> {
    let mut order: Vec<usize> = (0..table.columns.len()).collect();
    let name = |place: &usize| {
        let category = table.columns.get(*place).and_then(|column| column.category.as_ref());
        category.map(|one| (one.variable.to_string(), one.code.to_string()))
    };
    order.sort_by_key(name);
    order
}

impl Hidden {
    fn placed(self, order: &[usize]) -> Self {
        let place = |column: usize| order.get(column).copied().unwrap_or(column);
        let all = |columns: BTreeSet<usize>| columns.into_iter().map(place).collect();
        Self {
            columns: all(self.columns),
            rough: all(self.rough),
            measures: all(self.measures),
            cells: self.cells.into_iter().map(|(row, column)| (row, place(column))).collect(),
        }
    }
}

fn of_arranged(q: &Questionnaire, tables: &[Table], rule: DisclosureRule) -> Vec<Hidden> {
    let mut bases = Bases::new(q, tables, rule);
    let mut means: Vec<Option<Layer>> = tables.iter().map(|table| measured(q, table, rule)).collect();
    for (layer, table) in means.iter_mut().zip(tables) {
        let sizes = table.columns.iter().map(|column| column.base.n).collect();
        let base = Layer::new(q, &table.columns, sizes, rule);
        layer.iter_mut().for_each(|layer| layer.know_empty(&base.sizes));
    }
    let mut gone = vec![BTreeSet::new(); tables.len()];
    let mut found = Vec::new();
    let mut before = None;
    // Grown threshold by threshold up to the rule's, so that a higher one hides what a lower one does, and more.
    for threshold in 1..=rule.cell_base_min {
        bases.protect(threshold);
        for ((layer, place), table) in means.iter_mut().zip(&bases.places).zip(tables) {
            let (Some(layer), Some(base)) = (layer, bases.layers.get(*place)) else { continue };
            layer.hidden.extend(base.hidden.iter().filter(|column| **column < layer.names.len()));
            protect(std::slice::from_mut(layer), threshold, &dominance::columns(table));
            dominance::spread(layer, table);
        }
        let now = Some(bases.state(&means));
        if threshold >= LEAST_THRESHOLD.min(rule.cell_base_min) && before != now {
            before = now;
            found = sheet::protect_all(q, tables, bases.of_tables(&gone), &means, threshold);
            gone = found.iter().map(|hidden: &Hidden| hidden.columns.clone()).collect();
        }
    }
    found
}

/// Those who gave a number, where there are means.
fn measured(q: &Questionnaire, table: &Table, rule: DisclosureRule) -> Option<Layer> {
    let n = |column: &TableColumn| column.measures.iter().flatten().map(|measure| measure.n).max().unwrap_or(0);
    let sizes = table.columns.iter().map(n).collect();
    (!table.measures.is_empty()).then(|| Layer::new(q, &table.columns, sizes, rule))
}

/// The bases of a wave: questions asked to the same people have the same, and hide the same columns.
struct Bases {
    layers: Vec<Layer>,
    /// Layer of each table.
    places: Vec<usize>,
}

impl Bases {
    fn new(q: &Questionnaire, tables: &[Table], rule: DisclosureRule) -> Self {
        let (mut layers, mut places, mut layer_of) = (Vec::new(), Vec::new(), BTreeMap::new());
        for table in tables {
            let sizes: Vec<u32> = table.columns.iter().map(|column| column.base.n).collect();
            let layer = Layer::new(q, &table.columns, sizes, rule);
            let place = *layer_of.entry((layer.sizes.clone(), layer.names.clone())).or_insert(layers.len());
            if place == layers.len() {
                layers.push(layer);
            }
            places.push(place);
        }
        let whole = layers.iter().max_by_key(|layer: &&Layer| layer.total()).map(|layer| layer.sizes.clone());
        layers.iter_mut().for_each(|layer| layer.know_empty(whole.as_deref().unwrap_or_default()));
        Self { layers, places }
    }

    /// What has been hidden so far.
    fn state(&self, means: &[Option<Layer>]) -> Vec<(BTreeSet<usize>, BTreeSet<usize>)> {
        let layers = self.layers.iter().chain(means.iter().flatten());
        layers.map(|layer| (layer.hidden.clone(), layer.rough.clone())).collect()
    }

    /// The layer of each table, with the columns it had to give up for its figures.
    fn of_tables(&self, gone: &[BTreeSet<usize>]) -> Vec<Layer> {
        let of = |(place, gone): (&usize, &BTreeSet<usize>)| {
            let mut layer = self.layers.get(*place)?.clone();
            let filled: Vec<usize> = gone.iter().copied().filter(|column| layer.size(*column) > 0).collect();
            layer.hidden.extend(filled);
            Some(layer)
        };
        self.places.iter().zip(gone).filter_map(of).collect()
    }

    fn protect(&mut self, threshold: u32) {
        protect(&mut self.layers, threshold, &BTreeSet::new());
    }
}

/// Hides what is under the threshold in each table, and what one respondent makes up, then what protects it.
fn protect(layers: &mut [Layer], threshold: u32, dominated: &BTreeSet<usize>) {
    let mut wanted = Vec::new();
    for (place, layer) in layers.iter_mut().enumerate() {
        let is_small = |column: &usize| {
            let size = layer.size(*column);
            (1..threshold).contains(&size) || (size > 0 && dominated.contains(column))
        };
        let small: Vec<usize> = (1..layer.sizes.len()).filter(is_small).collect();
        // A total that one respondent makes up goes too; without it nothing of a break can be taken from it.
        layer.hidden.extend(dominated.get(&0));
        wanted.extend(small.iter().map(|column| (place, *column)).filter(|_| !layer.is_closed));
        layer.hidden.extend(small);
    }
    if wanted.is_empty() {
        return;
    }
    let figures = Figures::of(layers);
    let mut polytope = figures.polytope(layers);
    wanted.sort_by_key(|(place, column)| {
        let layer = layers.get(*place);
        (layer.map(|one| one.size(*column)), layer.and_then(|one| one.names.get(*column)).cloned(), *place)
    });
    for (place, column) in wanted {
        let figure = figures.at(place, column);
        while !polytope.is_wide(figure, f64::from(threshold)) {
            let holding = [End::Most, End::Least].into_iter().flat_map(|end| polytope.holding(figure, end));
            let holding: BTreeSet<usize> = holding.collect();
            let Some((place, column)) = figures.cheapest(layers, &holding) else { break };
            let Some(layer) = layers.get_mut(place) else { break };
            if layer.size(column) < ROUGH_BASE_MIN || !layer.rough.insert(column) {
                layer.hidden.insert(column);
            }
            let (low, high) = layer.base_bounds(column, figures.whole);
            polytope.free(figures.at(place, column), low, high);
        }
    }
}

/// Where the base of each column of each layer stands among the figures of one program: those asked, layer by layer, then
/// those of all who were not asked.
struct Figures {
    starts: Vec<usize>,
    apart: usize,
    /// The layer of the most respondents, and how many they are.
    all: usize,
    whole: u32,
}

impl Figures {
    fn of(layers: &[Layer]) -> Self {
        let whole = layers.iter().map(Layer::total).max().unwrap_or(0);
        let all = layers.iter().position(|layer| layer.total() == whole).unwrap_or(0);
        let mut apart = 0;
        let mut starts = Vec::new();
        for layer in layers {
            starts.push(apart);
            apart += layer.sizes.len();
        }
        Self { starts, apart, all, whole }
    }

    fn at(&self, place: usize, column: usize) -> usize {
        self.starts.get(place).map_or(0, |start| start + column)
    }

    /// Who was asked a question is among all, and those who were not make a table that nobody is shown.
    fn polytope(&self, layers: &[Layer]) -> Polytope {
        let mut bounds = Vec::new();
        let mut equations = Vec::new();
        for (layer, start) in layers.iter().zip(&self.starts) {
            bounds.extend((0..layer.sizes.len()).map(|column| layer.base_bounds(column, self.whole)));
            equations.extend(layer.equations(*start));
        }
        let Some(whole) = layers.get(self.all) else { return Polytope::new(bounds, &equations) };
        for (place, layer) in layers.iter().enumerate() {
            if place == self.all || layer.names != whole.names {
                continue;
            }
            for column in 1..layer.sizes.len() {
                let apart = f64::from(whole.size(column).saturating_sub(layer.size(column)));
                equations.push(vec![
                    (self.at(self.all, column), 1.0),
                    (self.at(place, column), -1.0),
                    (bounds.len(), -1.0),
                ]);
                bounds.push((-apart, f64::from(self.whole)));
            }
        }
        Polytope::new(bounds, &equations)
    }

    /// Of the bases that hold a hidden one in place, the one that costs least to give up: to tell a large base roughly
    /// costs less than to hide any column, and the total is never hidden.
    fn cheapest(&self, layers: &[Layer], holding: &BTreeSet<usize>) -> Option<(usize, usize)> {
        let of = |figure: &usize| {
            let place = self.starts.iter().rposition(|start| start <= figure).filter(|_| *figure < self.apart)?;
            let column = figure - self.starts.get(place)?;
            let layer = layers.get(place)?;
            let size = layer.size(column);
            let may_go = column > 0 && size > 0 && !layer.is_hidden(column);
            let is_hiding = size < ROUGH_BASE_MIN || layer.rough.contains(&column);
            may_go.then(|| ((is_hiding, size, layer.names.get(column).cloned(), place), (place, column)))
        };
        holding.iter().filter_map(of).min().map(|(_, found)| found)
    }
}
