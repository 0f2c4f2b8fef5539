//! Attacks a set of hidden columns, knowing more than a release says: exact counts of every shown column, which columns
//! are empty, who adds up to whom. It shares nothing with the rule: the links are written from the population.

use std::collections::BTreeSet;

use super::population::{AREA_OF, AREAS, COLUMNS, OPTIONS, Person, REGIONS, is_in};
use super::simplex::Simplex;

/// One table as the attacker meets it.
pub(super) struct Target {
    pub sizes: Vec<u32>,
    pub counts: Vec<Vec<u32>>,
    /// Columns not shown, those who tell no age among them.
    pub hidden: BTreeSet<usize>,
}

/// What was found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Found {
    /// Respondents in groups under the threshold whose figures subtraction gives.
    pub by_subtraction: u32,
    /// Columns under the threshold whose base linear programming puts in an interval narrower than the threshold.
    pub narrowed: u32,
    /// Counts of answers in columns under the threshold, not nil, that linear programming leaves one value.
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

impl Target {
    pub fn new(question: usize, asked: &[&Person], hidden: impl IntoIterator<Item = usize>) -> Self {
        let size = |column: usize| asked.iter().filter(|person| is_in(column, person)).count();
        let count = |option: usize, column: usize| {
            asked.iter().filter(|person| is_in(column, person) && person.answers[question] == option).count()
        };
        let whole = |count: usize| u32::try_from(count).unwrap();
        Self {
            sizes: (0..=COLUMNS).map(|column| whole(size(column))).collect(),
            counts: (0..OPTIONS)
                .map(|option| (0..=COLUMNS).map(|column| whole(count(option, column))).collect())
                .collect(),
            hidden: hidden.into_iter().chain([COLUMNS]).collect(),
        }
    }

    /// The naive rule: what is under the threshold, and nothing else.
    pub fn naive(question: usize, asked: &[&Person], threshold: u32) -> Self {
        let whole = Self::new(question, asked, []);
        let small = (1..COLUMNS).filter(|column| whole.sizes[*column] < threshold);
        Self::new(question, asked, small)
    }

    pub fn unknowns(&self) -> Vec<usize> {
        self.hidden.iter().copied().filter(|column| self.sizes[*column] > 0).collect()
    }

    /// Each link over the hidden columns, with what the shown ones of a row make of it.
    fn equations(&self, unknowns: &[usize], row: &[u32]) -> Vec<(Vec<f64>, f64)> {
        let equation = |(left, right): &(Vec<usize>, Vec<usize>)| {
            let side = |column: &usize| f64::from(left.contains(column)) - f64::from(right.contains(column));
            let shown = (0..=COLUMNS).filter(|column| !unknowns.contains(column));
            let value = -shown.map(|column| side(&column) * f64::from(row[column])).sum::<f64>();
            (unknowns.iter().map(side).collect::<Vec<_>>(), value)
        };
        links().iter().map(equation).filter(|(sides, _)| sides.iter().any(|side| *side != 0.0)).collect()
    }

    fn is_small(&self, column: usize, threshold: u32) -> bool {
        (1..threshold).contains(&self.sizes[column])
    }

    /// Groups of hidden columns whose sum is known, by elimination: rows of one sign are groups of people.
    fn by_subtraction(&self, threshold: u32) -> u32 {
        let unknowns = self.unknowns();
        let equations: Vec<Vec<f64>> =
            self.equations(&unknowns, &self.sizes).into_iter().map(|(sides, _)| sides).collect();
        let mut groups: BTreeSet<Vec<usize>> = BTreeSet::new();
        for row in equations.iter().chain(&eliminated(equations.clone())) {
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

    /// Answers and bases together: the options of a column make its base.
    fn cells(&self, threshold: u32) -> u32 {
        let unknowns = self.unknowns();
        let variables = unknowns.len() * OPTIONS;
        let mut equations = Vec::new();
        for (option, row) in self.counts.iter().enumerate() {
            for (sides, value) in self.equations(&unknowns, row) {
                let mut wide = vec![0.0; variables];
                wide[option * unknowns.len()..(option + 1) * unknowns.len()].copy_from_slice(&sides);
                equations.push((wide, value));
            }
        }
        let simplex = Simplex::new(&equations, variables);
        let mut found = 0;
        for (place, column) in unknowns.iter().enumerate().filter(|(_, column)| self.is_small(**column, threshold)) {
            for option in (0..OPTIONS).filter(|option| self.counts[*option][*column] > 0) {
                let mut objective = vec![0.0; variables];
                objective[option * unknowns.len() + place] = 1.0;
                let (least, most) = simplex.extremes(&objective);
                found += u32::from(most - least < 0.999);
            }
        }
        found
    }
}

fn eliminated(mut rows: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
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
fn narrowed(targets: &[Target], threshold: u32) -> u32 {
    let unknowns: Vec<(usize, usize)> = (0..targets.len())
        .flat_map(|table| targets[table].unknowns().into_iter().map(move |column| (table, column)))
        .collect();
    let is_hidden = |table: usize, column: usize| unknowns.contains(&(table, column));
    let filtered: Vec<(usize, usize)> = (1..targets.len())
        .flat_map(|table| (1..=COLUMNS).map(move |column| (table, column)))
        .filter(|(table, column)| is_hidden(*table, *column) || is_hidden(0, *column))
        .collect();
    let variables = unknowns.len() + filtered.len();
    let mut equations = Vec::new();
    for (table, target) in targets.iter().enumerate() {
        let own = target.unknowns();
        for (sides, value) in target.equations(&own, &target.sizes) {
            let mut wide = vec![0.0; variables];
            for (side, column) in sides.iter().zip(&own) {
                wide[unknowns.iter().position(|one| *one == (table, *column)).unwrap()] = *side;
            }
            equations.push((wide, value));
        }
    }
    // filtered + slack = whole
    for (place, (table, column)) in filtered.iter().enumerate() {
        let (mut wide, mut value) = (vec![0.0; variables], 0.0);
        wide[unknowns.len() + place] = 1.0;
        for (of, sign) in [(*table, 1.0), (0, -1.0)] {
            match unknowns.iter().position(|one| *one == (of, *column)) {
                Some(at) => wide[at] = sign,
                None => value -= sign * f64::from(targets[of].sizes[*column]),
            }
        }
        equations.push((wide, value));
    }
    let simplex = Simplex::new(&equations, variables);
    let is_narrow = |(place, (table, column)): (usize, &(usize, usize))| {
        let mut objective = vec![0.0; variables];
        objective[place] = 1.0;
        let (least, most) = simplex.extremes(&objective);
        targets[*table].is_small(*column, threshold) && most - least < f64::from(threshold) - 1e-3
    };
    u32::try_from(unknowns.iter().enumerate().filter(|one| is_narrow(*one)).count()).unwrap()
}

/// The first table is asked to all.
pub(super) fn audit(targets: &[Target], threshold: u32) -> Found {
    Found {
        by_subtraction: targets.iter().map(|target| target.by_subtraction(threshold)).sum(),
        narrowed: narrowed(targets, threshold),
        cells: targets.iter().map(|target| target.cells(threshold)).sum(),
    }
}
