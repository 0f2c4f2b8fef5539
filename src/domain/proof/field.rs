//! Proof of a quota plan: is there an allocation that fills it, how many people have to be asked, which cell comes last,
//! and what the weights will cost. From the margins alone, by fields drawn at random.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Spread;
use super::population::{Person, Population};
use crate::domain::calibration::{Infeasible, Scheme, Target, TargetMargin, weigh};
use crate::domain::data_set::{Column, DataSet, Entry, Values};
use crate::domain::id::OptionCode;
use crate::domain::wave::WaveSpec;

/// Contacts of one field, for each place of the plan, after which it is told as not filling.
const CONTACTS_PER_PLACE_MAX: u32 = 200;
/// Combinations of all quota variables past which no allocation is sought.
const COMBINATIONS_MAX: usize = 200_000;
/// Cells named among those that come last.
const LAST_MAX: usize = 5;

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FieldProof {
    pub fields: u32,
    /// Why no allocation fills every cell at once; empty when one does.
    pub conflicts: Vec<String>,
    /// Whether an allocation was sought: not past a number of combinations.
    pub is_allocation_sought: bool,
    /// People asked until the plan is filled, nobody being chosen for the places left.
    pub contacts: Spread,
    /// Fields that were not filled after very many contacts.
    pub unfilled: u32,
    /// The cells that fill last, the most frequent first.
    pub last: Vec<Place>,
    /// Of the weights these samples get; `None` when they can't be weighted, for these reasons.
    pub design_effect: Option<Spread>,
    pub weighting_faults: Vec<String>,
}

/// A cell, and in how many fields it was the last.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Place {
    pub margin: String,
    pub cell: String,
    pub fields: u32,
}

/// Draws as many fields. `draw` gives a number under the one it is given, all as likely.
pub fn prove_field(spec: &WaveSpec, fields: u32, draw: &mut impl FnMut(usize) -> usize) -> FieldProof {
    let population = Population::of(spec);
    let (mut contacts, mut effects, mut faults) = (Vec::new(), Vec::new(), Vec::new());
    let mut last: BTreeMap<usize, u32> = BTreeMap::new();
    let mut unfilled = 0;
    for _ in 0..fields {
        let field = Field::run(spec, &population, draw);
        contacts.push(f64::from(field.contacts));
        unfilled += u32::from(!field.is_filled);
        if let Some(cell) = field.last() {
            *last.entry(cell).or_default() += 1;
        }
        match weigh(&data_set(&population, &field.sample), &spec.weighting) {
            Ok(weighting) => effects.push(weighting.diagnostics.design_effect),
            Err(reasons) => faults = reasons.iter().map(Infeasible::to_string).collect(),
        }
    }
    let conflicts = conflicts(spec, &population);
    FieldProof {
        fields,
        is_allocation_sought: conflicts.is_some(),
        conflicts: conflicts.unwrap_or_default(),
        contacts: Spread::of(contacts),
        unfilled,
        last: places(spec, last),
        design_effect: (!effects.is_empty()).then(|| Spread::of(effects)),
        weighting_faults: faults,
    }
}

/// One field: people come as the population sends them, until the plan is filled.
struct Field {
    sample: Vec<Person>,
    contacts: u32,
    is_filled: bool,
    /// By cell: completed, and the contact that filled it.
    completed: Vec<u32>,
    filled_at: Vec<Option<u32>>,
}

impl Field {
    fn run(spec: &WaveSpec, population: &Population, draw: &mut impl FnMut(usize) -> usize) -> Self {
        let plan = &spec.quotas.cells;
        let total = plan.first().map_or(0, |cell| cell.target);
        let most = total.saturating_mul(CONTACTS_PER_PLACE_MAX);
        let mut field = Self {
            sample: Vec::new(),
            contacts: 0,
            is_filled: false,
            completed: vec![0; plan.len()],
            filled_at: vec![None; plan.len()],
        };
        while !field.is_filled && field.contacts < most {
            field.contacts += 1;
            let person = population.draw(draw);
            field.offer(spec, population, person);
            field.is_filled = field.completed.first().is_none_or(|completed| *completed >= total)
                || field.filled_at.iter().skip(1).all(Option::is_some) && plan.len() > 1;
        }
        field
    }

    fn offer(&mut self, spec: &WaveSpec, population: &Population, person: Person) {
        let code = |variable: &_| {
            let place = population.variables.iter().position(|known| known == variable)?;
            person.get(place)?.as_ref()
        };
        let Some(cells) = spec.quotas.cells_where(code) else { return };
        let ids: Vec<usize> = cells.iter().map(|cell| usize::from(cell.0)).collect();
        let has_room = |id: &usize| {
            let max = spec.quotas.cells.get(*id).map_or(0, |cell| cell.max);
            self.completed.get(*id).is_some_and(|completed| *completed < max)
        };
        if !ids.iter().all(has_room) {
            return;
        }
        for id in ids {
            let target = spec.quotas.cells.get(id).map_or(0, |cell| cell.target);
            if let (Some(completed), Some(filled)) = (self.completed.get_mut(id), self.filled_at.get_mut(id)) {
                *completed += 1;
                if *completed == target {
                    *filled = Some(self.contacts);
                }
            }
        }
        self.sample.push(person);
    }

    /// The cell that filled last, or one that never did.
    fn last(&self) -> Option<usize> {
        let cells = self.filled_at.iter().enumerate().skip(1);
        cells.max_by_key(|(_, filled)| filled.unwrap_or(u32::MAX)).map(|(cell, _)| cell)
    }
}

fn places(spec: &WaveSpec, last: BTreeMap<usize, u32>) -> Vec<Place> {
    let place = |(cell, fields): (usize, u32)| {
        let planned = spec.quotas.cells.get(cell)?;
        let margin = spec.quotas.margins.get(planned.margin?)?;
        Some(Place { margin: margin.label.clone(), cell: planned.label.clone(), fields })
    };
    let mut places: Vec<Place> = last.into_iter().filter_map(place).collect();
    places.sort_by_key(|place| std::cmp::Reverse(place.fields));
    places.truncate(LAST_MAX);
    places
}

/// Profiles as a data set of categories.
fn data_set(population: &Population, people: &[Person]) -> DataSet {
    let categories = population.categories();
    let columns = population.variables.iter().enumerate().map(|(place, variable)| {
        let known = categories.get(&place).map(Vec::as_slice).unwrap_or_default();
        let position = |person: &Person| {
            let code = person.get(place)?.as_ref()?;
            u16::try_from(known.iter().position(|other| other == code)?).ok()
        };
        let values = people.iter().map(|person| position(person).map_or(Entry::NoAnswer, Entry::Given)).collect();
        let codes = known.iter().map(OptionCode::to_string).collect();
        Column { name: variable.to_string(), values: Values::Category { codes, values } }
    });
    DataSet { rows: people.len(), columns: columns.collect() }
}

/// Every combination of the variables, weighted so that each margin of the plan holds: where that can't be, no
/// allocation fills the plan. `None` when there are too many combinations to try.
fn conflicts(spec: &WaveSpec, population: &Population) -> Option<Vec<String>> {
    let categories = population.categories();
    let count = categories.values().map(Vec::len).try_fold(1usize, usize::checked_mul)?;
    if count > COMBINATIONS_MAX {
        return None;
    }
    let mut people: Vec<Person> = vec![Vec::new()];
    for codes in categories.values() {
        let longer = |person: &Person| {
            let person = person.clone();
            codes.iter().map(move |code| [person.clone(), vec![Some(code.clone())]].concat()).collect::<Vec<_>>()
        };
        people = people.iter().flat_map(longer).collect();
    }
    let scheme = Scheme { version: 1, margins: quota_margins(spec), rounds_max: 2_000, tolerance: 1e-8 };
    match weigh(&data_set(population, &people), &scheme) {
        Ok(_) => Some(Vec::new()),
        Err(reasons) => Some(reasons.iter().map(Infeasible::to_string).collect()),
    }
}

fn quota_margins(spec: &WaveSpec) -> Vec<TargetMargin> {
    let margins = spec.quotas.margins.iter().enumerate().map(|(position, margin)| {
        let cells: Vec<_> = spec.quotas.cells.iter().filter(|cell| cell.margin == Some(position)).collect();
        let total: f64 = cells.iter().map(|cell| f64::from(cell.target)).sum();
        let share = |target: u32| f64::from(target) / total;
        let targets =
            cells.iter().map(|cell| Target { codes: cell.codes.clone(), share: share(cell.target) }).collect();
        TargetMargin {
            id: margin.id.clone(),
            label: margin.label.clone(),
            variables: margin.variables.clone(),
            targets,
            uncovered: Vec::new(),
            source: String::new(),
        }
    });
    margins.collect()
}
