//! Attacks what is released, knowing more than it says: exact counts of every shown figure, which columns nobody could be
//! in, who adds up to whom, who was asked what. It shares nothing with the rule: links are written from the population,
//! and its linear program is another's.

use std::collections::{BTreeMap, BTreeSet};

use super::population::{AREA_OF, AREAS, COLUMNS, MULTIPLE, OPTIONS, Person, REGIONS, SCORE, SCORES, is_in};
use super::program::Program;
use crate::domain::release::{ReleasedTable, ShownColumn};

/// A protected count told closer is recovered, unless all who answered so are fewer.
const COUNT_WIDTH: u32 = 3;
/// A base said to be « about » so many is within this.
const ABOUT: (f64, f64) = (10.0, 9.0);

/// One table as the attacker meets it. Rows are the net, then each option.
pub(super) struct Target {
    pub question: usize,
    pub sizes: Vec<u32>,
    pub counts: Vec<Vec<u32>>,
    /// Columns not shown, those who tell no age among them.
    pub hidden: BTreeSet<usize>,
    /// Columns shown with a base told roughly.
    pub rough: BTreeSet<usize>,
    /// Rows and columns of figures hidden in shown columns.
    pub cells: BTreeSet<(usize, usize)>,
    /// By column, the mean of a score as it is told, to a decimal.
    pub means: BTreeMap<usize, f64>,
}

/// What was found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Found {
    /// Respondents in groups under the threshold whose figures subtraction gives.
    pub by_subtraction: u32,
    /// Columns under the threshold whose base linear programming puts in an interval narrower than the threshold.
    pub narrowed: u32,
    /// Protected counts that linear programming puts in too narrow an interval.
    pub cells: u32,
}

/// Left and right count the same people.
pub(super) fn links() -> Vec<(Vec<usize>, Vec<usize>)> {
    let area = |area: usize| 1 + REGIONS + area;
    let mut links = vec![
        (vec![0], (1..=REGIONS).collect()),
        (vec![0], (0..AREAS).map(area).collect()),
        (vec![0], (1 + REGIONS + AREAS..=COLUMNS).collect()),
    ];
    let regions = |of: usize| (0..REGIONS).filter(|region| AREA_OF[*region] == of).map(|region| region + 1).collect();
    links.extend((0..AREAS).map(|of| (vec![area(of)], regions(of))));
    links
}

fn whole(count: usize) -> u32 {
    u32::try_from(count).unwrap()
}

impl Target {
    pub fn new(question: usize, asked: &[&Person], hidden: impl IntoIterator<Item = usize>) -> Self {
        let size = |column: usize| asked.iter().filter(|person| is_in(column, person)).count();
        let count = |row: usize, column: usize| {
            asked.iter().filter(|person| is_in(column, person) && person.is_in_row(question, row)).count()
        };
        Self {
            question,
            sizes: (0..=COLUMNS).map(|column| whole(size(column))).collect(),
            counts: (0..=OPTIONS).map(|row| (0..=COLUMNS).map(|column| whole(count(row, column))).collect()).collect(),
            hidden: hidden.into_iter().chain([COLUMNS]).collect(),
            rough: BTreeSet::new(),
            cells: BTreeSet::new(),
            means: BTreeMap::new(),
        }
    }

    /// What is released of a table, and the truth behind it.
    pub fn released(question: usize, asked: &[&Person], table: &ReleasedTable) -> Self {
        let shown =
            || table.columns.iter().enumerate().filter_map(|(place, column)| Some((place, column.shown.as_ref()?)));
        let hidden = (0..COLUMNS).filter(|place| table.columns[*place].shown.is_none());
        let told = |shown: &ShownColumn| {
            let value = shown.measures.first()?.as_ref()?.value;
            Some(f64::from(i32::try_from(value).unwrap()) / 10.0)
        };
        let none = shown().flat_map(|(place, shown)| {
            let rows = shown.cells.iter().enumerate().filter(|(_, cell)| cell.is_none());
            rows.map(move |(row, _)| (row, place))
        });
        Self {
            rough: shown().filter(|(_, shown)| shown.base_is_rough).map(|(place, _)| place).collect(),
            cells: none.collect(),
            means: shown().filter_map(|(place, shown)| Some((place, told(shown)?))).collect(),
            ..Self::new(question, asked, hidden)
        }
    }

    /// The naive rule: columns under the threshold and counts of one or two in the others, and nothing else.
    pub fn naive(question: usize, asked: &[&Person], threshold: u32) -> Self {
        let all = Self::new(question, asked, []);
        let small = (1..COLUMNS).filter(|column| all.sizes[*column] < threshold);
        let naive = Self::new(question, asked, small);
        let few = (1..COLUMNS).filter(|column| !naive.hidden.contains(column)).flat_map(|column| {
            let rows = (0..=OPTIONS).filter(|row| (1..COUNT_WIDTH).contains(&all.counts[*row][column]));
            rows.map(move |row| (row, column)).collect::<Vec<_>>()
        });
        let mean = |column: usize| {
            let sum: f64 = (1..=OPTIONS).map(|row| SCORES[row - 1] * f64::from(naive.counts[row][column])).sum();
            (10.0 * sum / f64::from(naive.sizes[column])).round() / 10.0
        };
        let shown = (0..COLUMNS).filter(|column| question == SCORE && !naive.hidden.contains(column));
        Self { cells: few.collect(), means: shown.map(|column| (column, mean(column))).collect(), ..naive }
    }

    fn is_small(&self, column: usize, threshold: u32) -> bool {
        (1..threshold).contains(&self.sizes[column])
    }

    /// Groups of columns whose sum is known, by elimination over those not exactly known: rows of one sign are groups of
    /// people.
    fn by_subtraction(&self, threshold: u32, empty: &BTreeSet<usize>) -> u32 {
        let unknowns: Vec<usize> = self.hidden.union(&self.rough).copied().filter(|one| !empty.contains(one)).collect();
        let side = |(left, right): &(Vec<usize>, Vec<usize>), column: &usize| {
            f64::from(left.contains(column)) - f64::from(right.contains(column))
        };
        let rows: Vec<Vec<f64>> =
            links().iter().map(|link| unknowns.iter().map(|column| side(link, column)).collect()).collect();
        let mut groups: BTreeSet<Vec<usize>> = BTreeSet::new();
        for row in rows.iter().chain(&eliminated(rows.clone())) {
            let members = || row.iter().zip(&unknowns).filter(|(side, _)| side.abs() > 1e-9);
            if members().all(|(side, _)| (side - 1.0).abs() < 1e-9)
                || members().all(|(side, _)| (side + 1.0).abs() < 1e-9)
            {
                groups.insert(members().map(|(_, column)| *column).collect());
            }
        }
        let size = |group: &Vec<usize>| group.iter().map(|column| self.sizes[*column]).sum::<u32>();
        groups.iter().map(size).filter(|size| (1..threshold).contains(size)).sum()
    }

    /// The base of every column, a figure of the program each.
    fn bases(&self, program: &mut Program, empty: &BTreeSet<usize>) -> usize {
        let most = f64::from(self.sizes[0]);
        let mut first = None;
        for (column, size) in self.sizes.iter().enumerate() {
            let size = f64::from(*size);
            let told = ((size + 10.0) / 20.0).floor() * 20.0;
            let figure = if empty.contains(&column) {
                program.figure(0.0, 0.0)
            } else if self.hidden.contains(&column) {
                program.figure(0.0, most)
            } else if self.rough.contains(&column) {
                program.figure(told - ABOUT.0, told + ABOUT.1)
            } else {
                program.figure(size, size)
            };
            first.get_or_insert(figure);
        }
        let first = first.unwrap();
        self.linked(program, first);
        first
    }

    fn linked(&self, program: &mut Program, first: usize) {
        for (left, right) in links() {
            let left = left.iter().map(|column| (first + column, 1.0));
            program.equal(left.chain(right.iter().map(|column| (first + column, -1.0))).collect(), 0.0);
        }
    }

    /// The counts of every row and column; the first figure of each row.
    fn answers(&self, program: &mut Program, bases: usize) -> Vec<usize> {
        let starts: Vec<usize> = (0..=OPTIONS).map(|row| self.row(program, bases, row)).collect();
        if self.question == MULTIPLE {
            self.ticked(program, bases, &starts);
            return starts;
        }
        for (column, mean) in &self.means {
            // Whoever gave a score is in the base: the mean of all is told within half of its last decimal.
            for (end, sign) in [(mean - 0.05, 1.0), (mean + 0.05, -1.0)] {
                let scored = (1..=OPTIONS).map(|row| (starts[row] + column, sign * (SCORES[row - 1] - end)));
                program.at_least(scored.collect(), -1e-6);
            }
        }
        for column in 0..=COLUMNS {
            let parts = starts[1..].iter().map(|start| (start + column, -1.0));
            program.equal([(bases + column, 1.0)].into_iter().chain(parts).collect(), 0.0);
            program.equal(vec![(starts[0] + column, 1.0), (starts[1] + column, -1.0), (starts[2] + column, -1.0)], 0.0);
        }
        starts
    }

    /// Several answers: each is part of the base, and of its net, which is no more than all of them.
    fn ticked(&self, program: &mut Program, bases: usize, starts: &[usize]) {
        for column in 0..=COLUMNS {
            for start in starts {
                program.at_least(vec![(bases + column, 1.0), (start + column, -1.0)], 0.0);
            }
            for part in &starts[1..3] {
                program.at_least(vec![(starts[0] + column, 1.0), (part + column, -1.0)], 0.0);
            }
            let both = starts[1..3].iter().map(|part| (part + column, 1.0));
            program.at_least(both.chain([(starts[0] + column, -1.0)]).collect(), 0.0);
            let all = starts[1..].iter().map(|start| (start + column, 1.0));
            program.at_least(all.chain([(bases + column, -1.0)]).collect(), 0.0);
        }
    }

    fn row(&self, program: &mut Program, bases: usize, row: usize) -> usize {
        let most = f64::from(self.sizes[0]);
        let start = program.figure(f64::from(self.counts[row][0]), f64::from(self.counts[row][0]));
        if self.cells.contains(&(row, 0)) {
            program.loosen(start, most);
        }
        for column in 1..=COLUMNS {
            let count = f64::from(self.counts[row][column]);
            let is_hidden = self.hidden.contains(&column) || self.cells.contains(&(row, column));
            let is_rough = self.rough.contains(&column);
            let figure = if is_hidden || is_rough { program.figure(0.0, most) } else { program.figure(count, count) };
            if is_rough && !is_hidden {
                let percent = (100.0 * count / f64::from(self.sizes[column])).round();
                let (low, high) = ((percent - 0.5) / 100.0, (percent + 0.5) / 100.0);
                program.at_least(vec![(figure, 1.0), (bases + column, -low)], 0.0);
                program.at_least(vec![(figure, -1.0), (bases + column, high)], 0.0);
            }
        }
        self.linked(program, start);
        start
    }

    /// Counts nobody may tell, and how wide their interval has to be.
    fn protected(&self, threshold: u32) -> Vec<(usize, usize, u32)> {
        let mut found = Vec::new();
        for (row, counts) in self.counts.iter().enumerate() {
            for (column, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
                let is_few = column > 0 && *count < COUNT_WIDTH;
                let is_same = *count == self.sizes[column];
                if is_few || is_same || self.is_small(column, threshold) {
                    let of_all = if column > 0 { counts[0] } else { COUNT_WIDTH };
                    // The size of a group filtered by a question that is tabulated is read there.
                    let known = if self.question > 0 && self.question < OPTIONS { self.sizes[column] } else { of_all };
                    found.push((row, column, COUNT_WIDTH.min(of_all).min(known)));
                }
            }
        }
        found
    }
}

pub(super) fn eliminated(mut rows: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
    let mut done = 0;
    for column in 0..rows.first().map_or(0, Vec::len) {
        let Some(at) = (done..rows.len()).find(|at| rows[*at][column].abs() > 1e-9) else { continue };
        rows.swap(done, at);
        let by = rows[done][column];
        rows[done].iter_mut().for_each(|one| *one /= by);
        let pivot = rows[done].clone();
        for (_, row) in rows.iter_mut().enumerate().filter(|(place, _)| *place != done) {
            let times = row[column];
            row.iter_mut().zip(&pivot).for_each(|(mine, theirs)| *mine -= times * theirs);
        }
        done += 1;
    }
    rows.truncate(done);
    rows
}

/// Bases of all tables in one program: who is asked a question is among those asked the first, who are all.
fn all_bases(targets: &[Target], empty: &BTreeSet<usize>) -> (Program, Vec<usize>) {
    let mut program = Program::default();
    let starts: Vec<usize> = targets.iter().map(|target| target.bases(&mut program, empty)).collect();
    for (target, start) in targets.iter().zip(&starts).skip(1) {
        for column in 1..=COLUMNS {
            let figure = program.figure(0.0, f64::from(targets[0].sizes[0] - target.sizes[0]));
            program.equal(vec![(starts[0] + column, 1.0), (start + column, -1.0), (figure, -1.0)], 0.0);
        }
    }
    (program, starts)
}

fn narrowed(targets: &[Target], threshold: u32, empty: &BTreeSet<usize>) -> u32 {
    let (mut program, starts) = all_bases(targets, empty);
    let mut found = 0;
    for (target, start) in targets.iter().zip(&starts) {
        for column in (1..=COLUMNS).filter(|column| target.is_small(*column, threshold)) {
            found += u32::from(program.is_narrow(start + column, f64::from(threshold)));
        }
    }
    found
}

/// The answers of one table with those of the first, which say who is asked the others, and the bases of all.
fn cells(targets: &[Target], place: usize, threshold: u32, empty: &BTreeSet<usize>) -> u32 {
    let (mut program, starts) = all_bases(targets, empty);
    let first = targets[0].answers(&mut program, starts[0]);
    for (target, start) in targets.iter().zip(&starts).filter(|(target, _)| (1..OPTIONS).contains(&target.question)) {
        for column in 0..=COLUMNS {
            let of = first[1..=target.question].iter().map(|row| (row + column, -1.0));
            program.equal([(start + column, 1.0)].into_iter().chain(of).collect(), 0.0);
        }
    }
    let own = if place == 0 { first } else { targets[place].answers(&mut program, starts[place]) };
    let protected = targets[place].protected(threshold);
    let is_told = |(row, column, width): &(usize, usize, u32)| program.is_narrow(own[*row] + column, f64::from(*width));
    whole(protected.iter().map(is_told).filter(|told| *told).count())
}

/// The first table is asked to all.
pub(super) fn audit(targets: &[Target], threshold: u32) -> Found {
    let empty: BTreeSet<usize> = (1..=COLUMNS).filter(|column| targets.first().unwrap().sizes[*column] == 0).collect();
    Found {
        by_subtraction: targets.iter().map(|target| target.by_subtraction(threshold, &empty)).sum(),
        narrowed: narrowed(targets, threshold, &empty),
        cells: (0..targets.len()).map(|place| cells(targets, place, threshold, &empty)).sum(),
    }
}
