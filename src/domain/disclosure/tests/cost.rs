//! What protection costs: beside hiding every figure under the threshold, and beside the least an exact search finds.

use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use super::super::{DisclosureRule, hiding};
use super::population::*;
use super::program::Program;
use crate::domain::disclosure::release;
use crate::domain::table::Table;
use crate::domain::table::fixture::{diagnostics, spec};

const RULE: DisclosureRule = DisclosureRule { cell_base_min: 10, share_base_min: 30, population: None };
/// Sets of figures tried before an exact search is given up.
const TRIES_MAX: usize = 30_000;
/// How much more than the least the choice may hide, over all tables searched.
const FACTOR_MAX: f64 = 1.5;

#[test]
fn hardly_more_is_lost_than_by_hiding_every_count_under_the_threshold_and_less_in_large_samples() {
    for (size, times) in [(500, 1.1), (1000, 1.1), (2000, 1.0)] {
        let tables = tables(&people(9, size, 40));
        let released = release(&questionnaire(), &spec(), &tables, &diagnostics(1), true);
        let lost = released.content().hidden.clone().unwrap();
        let rows = u32::try_from(OPTIONS + 1).unwrap();
        let ours = lost.columns_hidden * rows + lost.figures_hidden;
        let counts = tables.iter().flat_map(|table| &table.columns).flat_map(|column| &column.counts);
        let all = u32::try_from(counts.clone().count()).unwrap();
        let under = u32::try_from(counts.filter(|count| (1..RULE.cell_base_min).contains(*count)).count()).unwrap();
        println!(
            "{size} people: {ours} of {all} figures hidden, {} columns told roughly; {under} are under ten",
            lost.columns_rough
        );
        assert!(f64::from(ours) < times * f64::from(under), "{size}: {ours} of {all}, {under} under the threshold");
    }
}

/// The total and the three ages alone, where every set can be tried.
fn by_age(people: &[Person]) -> Table {
    let table = table(0, &people.iter().collect::<Vec<_>>());
    let ages = (0..COLUMNS).filter(|place| *place == 0 || *place > REGIONS + AREAS);
    Table { columns: ages.map(|place| table.columns[place].clone()).collect(), ..table }
}

/// Counts of the total and of the three ages: the net, then each answer.
struct Counts(Vec<Vec<u32>>);

impl Counts {
    fn of(table: &Table) -> Self {
        let row = |row: usize| table.columns.iter().map(|column| column.counts[row]).collect();
        Self((0..=OPTIONS).map(row).collect())
    }

    /// What hiding each figure costs: its respondents, and one for the figure.
    fn costs(&self) -> BTreeMap<(usize, usize), u32> {
        let row = |(row, counts): (usize, &Vec<u32>)| {
            counts.iter().enumerate().map(|(column, count)| ((row, column), count + 1)).collect::<Vec<_>>()
        };
        self.0.iter().enumerate().flat_map(row).collect()
    }

    /// Counts of one or two in an age, and answers everybody of a column gave.
    fn protected(&self) -> Vec<(usize, usize)> {
        let is_protected = |(row, column): &(usize, usize)| {
            let (count, base) = (self.0[*row][*column], self.0[1..].iter().map(|row| row[*column]).sum::<u32>());
            (*column > 0 && (1..3).contains(&count)) || (count > 0 && count == base)
        };
        (0..=OPTIONS)
            .flat_map(|row| (0..self.0[0].len()).map(move |column| (row, column)))
            .filter(is_protected)
            .collect()
    }

    /// The attacker's program for this one table, written out for it.
    fn is_safe(&self, cells: &BTreeSet<(usize, usize)>) -> bool {
        // One answer hidden alone in a column is what the others leave of its base: no program is needed.
        let others =
            |(row, column): &(usize, usize)| cells.iter().any(|(other, of)| *other > 0 && other != row && of == column);
        if self.protected().iter().filter(|(row, _)| *row > 0).any(|cell| !others(cell)) {
            return false;
        }
        let mut program = Program::default();
        let mut figures = BTreeMap::new();
        for (row, counts) in self.0.iter().enumerate() {
            for (column, count) in counts.iter().enumerate() {
                let count = f64::from(*count);
                let figure = if cells.contains(&(row, column)) {
                    program.figure(0.0, 1e4)
                } else {
                    program.figure(count, count)
                };
                figures.insert((row, column), figure);
            }
        }
        for column in 0..self.0[0].len() {
            let base = self.0[1..].iter().map(|row| f64::from(row[column])).sum();
            program.equal((1..=OPTIONS).map(|row| (figures[&(row, column)], 1.0)).collect(), base);
            let net = [(0, 1.0), (1, -1.0), (2, -1.0)].map(|(row, one)| (figures[&(row, column)], one));
            program.equal(net.to_vec(), 0.0);
        }
        for row in 0..=OPTIONS {
            let ages = (1..self.0[0].len()).map(|column| (figures[&(row, column)], -1.0));
            program.equal([(figures[&(row, 0)], 1.0)].into_iter().chain(ages).collect(), 0.0);
        }
        let width = |row: usize, column: usize| if column > 0 { self.0[row][0].min(3) } else { 3 };
        self.protected()
            .into_iter()
            .all(|(row, column)| !program.is_narrow(figures[&(row, column)], f64::from(width(row, column))))
    }
}

/// The cheapest set that protects: every set, the cheapest first; `None` when there are too many to try.
fn least(counts: &Counts, must: &BTreeSet<(usize, usize)>) -> Option<u32> {
    let costs = counts.costs();
    let more: Vec<((usize, usize), u32)> =
        costs.iter().filter(|(cell, _)| !must.contains(cell)).map(|(cell, cost)| (*cell, *cost)).collect();
    let base: u32 = must.iter().map(|cell| costs[cell]).sum();
    let mut open = BinaryHeap::from([(std::cmp::Reverse(base), 0usize, Vec::<usize>::new())]);
    for _ in 0..TRIES_MAX {
        let (cost, next, chosen) = open.pop()?;
        let cells = must.iter().copied().chain(chosen.iter().map(|one| more[*one].0)).collect();
        if counts.is_safe(&cells) {
            return Some(cost.0);
        }
        for (one, (_, price)) in more.iter().enumerate().skip(next) {
            let chosen = chosen.iter().copied().chain([one]).collect();
            open.push((std::cmp::Reverse(cost.0 + price), one + 1, chosen));
        }
    }
    None
}

#[test]
fn what_is_hidden_is_near_the_least_that_protects() {
    let (mut ours, mut best, mut searched) = (0, 0, 0);
    for seed in 0..12 {
        let people: Vec<Person> = people(seed, 75, 1).into_iter().filter(|person| person.age.is_some()).collect();
        let table = by_age(&people);
        let counts = Counts::of(&table);
        let hidden = hiding::of(&questionnaire(), &[table], RULE).remove(0);
        if !hidden.columns.is_empty() || hidden.cells.is_empty() {
            continue;
        }
        assert!(counts.is_safe(&hidden.cells), "seed {seed}: {:?} {:?}", counts.0, hidden.cells);
        let costs = counts.costs();
        let cost: u32 = hidden.cells.iter().map(|cell| costs[cell]).sum();
        let Some(least) = least(&counts, &counts.protected().into_iter().collect()) else { continue };
        println!("seed {seed}: {cost}, at least {least}");
        assert!(cost >= least, "the search is exact: {cost} < {least}");
        (ours, best, searched) = (ours + cost, best + least, searched + 1);
    }
    println!("{searched} tables: {ours} hidden, at least {best}");
    assert!(searched >= 3, "{searched}");
    assert!(f64::from(ours) <= FACTOR_MAX * f64::from(best), "{ours} for {best}");
}
