//! Proof of a quota plan: is there an allocation that fills it, how many people have to be asked, which cell comes last,
//! and what the weights will cost. From the margins alone, by fields drawn at random.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use super::Spread;
use super::allocation::{conflicts, tied};
use super::population::{Person, Population};
use crate::domain::calibration::{Infeasible, weigh};
use crate::domain::data_set::{Column, DataSet, Entry, Values};
use crate::domain::id::{OptionCode, QuestionId};
use crate::domain::questionnaire::Questionnaire;
use crate::domain::wave::WaveSpec;

/// Contacts of one field, for each place of the plan, after which it is told as not filling.
const CONTACTS_PER_PLACE_MAX: u32 = 200;
/// Hundredths of the total whose cost is told.
const MILESTONES: [u8; 4] = [50, 90, 99, 100];
/// Cells named among those that come last.
const LAST_MAX: usize = 5;

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FieldProof {
    pub fields: u32,
    /// Why no allocation fills every cell at once; empty when one does.
    pub conflicts: Vec<String>,
    /// Whether an allocation was sought: not past a number of combinations, nor with variables tied together.
    pub is_allocation_sought: bool,
    /// Variables of the plan that come from one question, drawn here as if one said nothing of the other.
    pub tied: Vec<(QuestionId, QuestionId)>,
    /// People asked until so many hundredths of the total have answered, nobody being chosen for the places left: the
    /// last places wait for the one person who fits them all, which is what a plan of several exact margins costs.
    pub contacts: Vec<(u8, Spread)>,
    /// Contacts after which a field was stopped: a figure of that height means more.
    pub contacts_max: u32,
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

/// Draws as many fields of a wave of this questionnaire. `draw` gives a number under the one it is given, all as likely.
pub fn prove_field(
    q: &Questionnaire,
    spec: &WaveSpec,
    fields: u32,
    draw: &mut impl FnMut(usize) -> usize,
) -> FieldProof {
    let population = Population::of(spec);
    let plan = Plan::of(spec, &population);
    let mut contacts = vec![Vec::new(); MILESTONES.len()];
    let (mut effects, mut faults) = (Vec::new(), Vec::new());
    let mut last: BTreeMap<usize, u32> = BTreeMap::new();
    let mut unfilled = 0;
    for _ in 0..fields {
        let field = Field::run(&plan, &population, draw);
        for (milestone, reached) in contacts.iter_mut().zip(&field.reached_at) {
            milestone.push(f64::from(*reached));
        }
        unfilled += u32::from(!field.is_filled());
        if let Some(cell) = field.last() {
            *last.entry(cell).or_default() += 1;
        }
        match weigh(&data_set(&population, &field.sample), &spec.weighting) {
            Ok(weighting) => effects.push(weighting.diagnostics.design_effect),
            Err(reasons) => faults = reasons.iter().map(Infeasible::to_string).collect(),
        }
    }
    let tied = tied(q, &population);
    let conflicts = if tied.is_empty() { conflicts(spec, &population) } else { None };
    FieldProof {
        fields,
        tied,
        contacts_max: plan.contacts_max(),
        is_allocation_sought: conflicts.is_some(),
        conflicts: conflicts.unwrap_or_default(),
        contacts: MILESTONES.into_iter().zip(contacts.into_iter().map(Spread::of)).collect(),
        unfilled,
        last: places(spec, last),
        design_effect: (!effects.is_empty()).then(|| Spread::of(effects)),
        weighting_faults: faults,
    }
}

/// One field: people come as the population sends them, until the plan is filled.
struct Field<'p> {
    plan: &'p Plan,
    sample: Vec<Person>,
    contacts: u32,
    completed: Vec<u32>,
    /// The contact that filled each cell.
    filled_at: Vec<Option<u32>>,
    /// The contact that reached each milestone of the total.
    reached_at: Vec<u32>,
}

/// The quota plan by positions instead of names.
struct Plan {
    /// Target and most of each cell, the total first.
    cells: Vec<(u32, u32)>,
    /// The cell of each combination, one map a margin.
    margins: Vec<HashMap<Vec<(usize, u16)>, usize>>,
    places: Vec<Vec<usize>>,
}

impl Plan {
    fn of(spec: &WaveSpec, population: &Population) -> Self {
        let mut plan = Self { cells: Vec::new(), margins: Vec::new(), places: Vec::new() };
        plan.cells.extend(spec.quotas.cells.iter().map(|cell| (cell.target, cell.max)));
        for (position, margin) in spec.quotas.margins.iter().enumerate() {
            let cells = spec.quotas.cells.iter().enumerate().filter(|(_, cell)| cell.margin == Some(position));
            let coded: HashMap<_, _> =
                cells.filter_map(|(id, cell)| Some((population.coded(&margin.variables, &cell.codes)?, id))).collect();
            let places = coded.keys().next().map(|row| row.iter().map(|(place, _)| *place).collect());
            plan.places.push(places.unwrap_or_default());
            plan.margins.push(coded);
        }
        plan
    }

    fn total(&self) -> u32 {
        self.cells.first().map_or(0, |(target, _)| *target)
    }

    fn contacts_max(&self) -> u32 {
        self.total().saturating_mul(CONTACTS_PER_PLACE_MAX)
    }

    /// The cells of a person, the total first.
    fn cells_of(&self, person: &Person) -> Vec<usize> {
        let of_margin = |(places, cells): (&Vec<usize>, &HashMap<_, usize>)| {
            let row: Option<Vec<(usize, u16)>> =
                places.iter().map(|&place| Some((place, person.get(place).copied().flatten()?))).collect();
            cells.get(&row?).copied()
        };
        [0].into_iter().chain(self.places.iter().zip(&self.margins).filter_map(of_margin)).collect()
    }
}

impl<'p> Field<'p> {
    fn run(plan: &'p Plan, population: &Population, draw: &mut impl FnMut(usize) -> usize) -> Self {
        let cells = plan.cells.len();
        let (completed, filled_at) = (vec![0; cells], vec![None; cells]);
        let mut field = Self { plan, sample: Vec::new(), contacts: 0, completed, filled_at, reached_at: Vec::new() };
        let most = plan.contacts_max();
        while !field.is_filled() && field.contacts < most {
            field.contacts += 1;
            field.offer(population.draw(draw));
        }
        field.reached_at.resize(MILESTONES.len(), field.contacts);
        field
    }

    fn is_filled(&self) -> bool {
        let is_total_reached = self.completed.first().is_none_or(|completed| *completed >= self.plan.total());
        is_total_reached || self.filled_at.len() > 1 && self.filled_at.iter().skip(1).all(Option::is_some)
    }

    fn offer(&mut self, person: Person) {
        let cells = self.plan.cells_of(&person);
        let has_room = |id: &usize| {
            let most = self.plan.cells.get(*id).map_or(0, |(_, most)| *most);
            self.completed.get(*id).is_some_and(|completed| *completed < most)
        };
        if !cells.iter().all(has_room) {
            return;
        }
        for id in cells {
            let target = self.plan.cells.get(id).map_or(0, |(target, _)| *target);
            if let (Some(completed), Some(filled)) = (self.completed.get_mut(id), self.filled_at.get_mut(id)) {
                *completed += 1;
                if *completed == target {
                    *filled = Some(self.contacts);
                }
            }
        }
        self.sample.push(person);
        let completed = u64::from(self.completed.first().copied().unwrap_or(0));
        while let Some(milestone) = MILESTONES.get(self.reached_at.len()) {
            if completed * 100 < u64::from(self.plan.total()) * u64::from(*milestone) {
                break;
            }
            self.reached_at.push(self.contacts);
        }
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
pub(super) fn data_set(population: &Population, people: &[Person]) -> DataSet {
    let columns = population.variables.iter().enumerate().map(|(place, variable)| {
        let entry = |person: &Person| person.get(place).copied().flatten().map_or(Entry::NoAnswer, Entry::Given);
        let codes = variable.categories.iter().map(OptionCode::to_string).collect();
        let values = Values::Category { codes, values: people.iter().map(entry).collect() };
        Column { name: variable.id.to_string(), values }
    });
    DataSet { rows: people.len(), columns: columns.collect() }
}
