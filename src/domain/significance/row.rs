//! One row of a crosstab: each column against the others, and against everybody else.

use crate::domain::arithmetic::beta::Student;
use crate::domain::compare::{Difference, beaten, holm};
use crate::domain::estimate::{Group, Score};
use crate::domain::release::{AgainstRest, ReleasedTable};
use crate::domain::significance::{Compared, LEVEL, is_large, is_shown, shown_mut};
use crate::domain::table::Table;

/// Differences that the tolerance of a calibration makes, where it fixes both figures.
const EQUAL: f64 = 1e-6;
/// Under it no p value is under 0.05, whatever the degrees of freedom: those tests come last in Holm's order, where what
/// they are changes nothing for the others.
const NEVER: f64 = 1.9;

pub(super) fn add(table: &Table, released: &mut ReleasedTable, compared: &Compared, student: &Student) {
    for row in 0..released.rows.len() {
        // A hidden figure is compared with none: a letter would say what it is under.
        let shown = compared.columns.iter().filter(|(place, _)| is_shown(released, *place, row));
        let (places, letters): (Vec<usize>, Vec<&String>) = shown.map(|(place, letter)| (*place, letter)).unzip();
        let named = |lower: &Vec<usize>| -> Vec<String> {
            lower.iter().filter_map(|rank| letters.get(*rank)).map(|letter| (*letter).clone()).collect()
        };
        let sides: Option<Vec<Side>> = places.iter().map(|place| side(table, *place, row)).collect();
        let Some(sides) = sides else { continue };
        let found = letters_of(&sides, student);
        let signs = if is_shown(released, 0, row) {
            against_rest(table, &places, row, &sides, student)
        } else {
            vec![None; places.len()]
        };
        for ((place, lower), sign) in places.iter().zip(&found).zip(signs) {
            let cell = shown_mut(released, *place).and_then(|shown| shown.cells.get_mut(row)?.as_mut());
            if let Some(cell) = cell {
                (cell.letters, cell.rest) = (named(lower), sign);
            }
        }
    }
    for row in 0..released.measures.len() {
        means(table, released, compared, row, student);
    }
}

/// A figure to compare, and the effective base that stands in for its variance where that is 0 of itself.
#[derive(Clone)]
struct Side {
    score: Score,
    variance: f64,
    /// Of a share of 0 or 1, Kish's.
    whole_of: Option<f64>,
}

impl Side {
    fn of(base: &Group, members: &Group) -> Option<Self> {
        let is_whole = members.moments.n == 0 || members.moments.n == base.moments.n;
        let whole_of = is_whole.then(|| base.moments.effective_n());
        Some(Self { whole_of, ..Self::of_score(base.share(members)?) })
    }

    fn of_score(score: Score) -> Self {
        Self { variance: score.variance(), score, whole_of: None }
    }

    /// A share of 0 or 1 has no variance by linearisation, and would differ from everything: it is given that of a sample
    /// of its effective base under the other share, as under equality.
    fn variance(&self, other: &Self) -> f64 {
        let share = other.score.value;
        self.whole_of.map_or(self.variance, |n| share * (1.0 - share) / n)
    }

    /// The difference from a side that shares nobody with this one.
    fn against(&self, other: &Self, [a, b]: [usize; 2], student: &Student) -> Difference {
        let difference = self.score.value - other.score.value;
        let shared =
            if self.whole_of.or(other.whole_of).is_some() { 0.0 } else { self.score.covariance_apart(&other.score) };
        let se = (self.variance(other) + other.variance(self) - 2.0 * shared).max(0.0).sqrt();
        let t = if difference.abs() < EQUAL { 0.0 } else { difference / se };
        let p_value = if t.abs() < NEVER { 1.0 } else { student.two_sided(t) };
        Difference { a, b, difference, se, t, p_value }
    }
}

fn side(table: &Table, place: usize, row: usize) -> Option<Side> {
    let evidence = &table.columns.get(place)?.evidence;
    Side::of(&evidence.base, evidence.members.get(row)?)
}

/// What each of the columns beats, Holm over all the pairs of the row.
fn letters_of(sides: &[Side], student: &Student) -> Vec<Vec<usize>> {
    let later = |a: usize| sides.iter().enumerate().skip(a + 1).map(move |(b, other)| (a, b, other));
    let pairs: Vec<Difference> = sides
        .iter()
        .enumerate()
        .flat_map(|(a, side)| later(a).map(move |(a, b, other)| side.against(other, [a, b], student)))
        .collect();
    let adjusted = holm(&pairs.iter().map(|pair| pair.p_value).collect::<Vec<f64>>());
    beaten(sides.len(), &pairs, &adjusted, LEVEL)
}

/// A subgroup is compared with the rest, never with a total it is part of; Holm over the columns of the row.
fn against_rest(
    table: &Table,
    places: &[usize],
    row: usize,
    sides: &[Side],
    student: &Student,
) -> Vec<Option<AgainstRest>> {
    let total = table.columns.first().map(|column| &column.evidence);
    let rest = |place: &usize| -> Option<Side> {
        let (total, part) = (total?, &table.columns.get(*place)?.evidence);
        let others = total.base.without(&part.base);
        let members = total.members.get(row)?.without(part.members.get(row)?);
        if is_large(others.moments.n) { Side::of(&others, &members) } else { None }
    };
    let found: Vec<Option<Difference>> = places
        .iter()
        .zip(sides)
        .map(|(place, side)| rest(place).map(|rest| side.against(&rest, [0, 1], student)))
        .collect();
    let mut adjusted = holm(&found.iter().flatten().map(|pair| pair.p_value).collect::<Vec<f64>>()).into_iter();
    let sign = |difference: f64| if difference > 0.0 { AgainstRest::Above } else { AgainstRest::Below };
    let mut told = |pair: Difference| {
        let is_significant = adjusted.next().is_some_and(|p| p < 1.0 - LEVEL);
        is_significant.then(|| sign(pair.difference))
    };
    found.into_iter().map(|pair| pair.and_then(&mut told)).collect()
}

/// Means have letters too, between columns where enough gave a number to be read.
fn means(table: &Table, released: &mut ReleasedTable, compared: &Compared, row: usize, student: &Student) {
    let score = |place: usize| table.columns.get(place)?.evidence.means.get(row)?.as_ref();
    let is_told = |released: &ReleasedTable, place: usize| {
        let shown = released.columns.get(place).and_then(|column| column.shown.as_ref());
        shown.and_then(|shown| shown.measures.get(row)?.as_ref()).is_some_and(|measure| is_large(measure.base_n))
    };
    let columns: Vec<(usize, &String, &Score)> = compared
        .columns
        .iter()
        .filter(|(place, _)| is_told(released, *place))
        .filter_map(|(place, letter)| Some((*place, letter, score(*place)?)))
        .collect();
    let found =
        letters_of(&columns.iter().map(|(_, _, score)| Side::of_score((*score).clone())).collect::<Vec<_>>(), student);
    for ((place, _, _), lower) in columns.iter().zip(found) {
        let letters = lower.iter().filter_map(|rank| columns.get(*rank)).map(|(_, letter, _)| (*letter).clone());
        let letters: Vec<String> = letters.collect();
        let measure = shown_mut(released, *place).and_then(|shown| shown.measures.get_mut(row)?.as_mut());
        if let Some(measure) = measure {
            measure.letters = letters;
        }
    }
}
