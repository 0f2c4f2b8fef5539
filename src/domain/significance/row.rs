//! One row of a crosstab: each column against the others, and against everybody else.

use crate::domain::arithmetic::beta::Student;
use crate::domain::arithmetic::matrix::Matrix;
use crate::domain::compare::{Difference, GroupMeans, beaten, holm, pairs_under};
use crate::domain::estimate::{Group, Score};
use crate::domain::release::{AgainstRest, ReleasedTable};
use crate::domain::significance::{Compared, LEVEL, is_large, is_shown, shown_mut};
use crate::domain::table::Table;

/// Differences that the tolerance of a calibration makes, where it fixes both figures.
const EQUAL: f64 = 1e-6;

pub(super) fn add(table: &Table, released: &mut ReleasedTable, compared: &Compared, student: &Student) {
    for row in 0..released.rows.len() {
        // A hidden figure is compared with none: a letter would say what it is under.
        let shown = compared.columns.iter().filter(|(place, _)| is_shown(released, *place, row));
        let (places, letters): (Vec<usize>, Vec<&String>) = shown.map(|(place, letter)| (*place, letter)).unzip();
        let named = |lower: &Vec<usize>| -> Vec<String> {
            lower.iter().filter_map(|rank| letters.get(*rank)).map(|letter| (*letter).clone()).collect()
        };
        let scores: Option<Vec<Score>> = places.iter().map(|place| share(table, *place, row)).collect();
        let Some(scores) = scores else { continue };
        let found = letters_of(&scores.iter().collect::<Vec<_>>(), student);
        let signs = if is_shown(released, 0, row) {
            against_rest(table, &places, row, &scores, student)
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

fn share(table: &Table, place: usize, row: usize) -> Option<Score> {
    let evidence = &table.columns.get(place)?.evidence;
    evidence.base.share(evidence.members.get(row)?)
}

/// What each of the columns beats, Holm over all the pairs of the row.
fn letters_of(scores: &[&Score], student: &Student) -> Vec<Vec<usize>> {
    let mut covariance = Matrix::new(scores.len());
    for (a, left) in scores.iter().enumerate() {
        covariance.set(a, a, left.variance());
        for (b, right) in scores.iter().enumerate().take(a) {
            let shared = left.covariance_apart(right);
            covariance.set(a, b, shared);
            covariance.set(b, a, shared);
        }
    }
    let means = GroupMeans { means: scores.iter().map(|score| score.value).collect(), covariance };
    let pairs = pairs_under(&means, student);
    let adjusted = holm(&pairs.iter().map(p_value).collect::<Vec<f64>>());
    beaten(scores.len(), &pairs, &adjusted, LEVEL)
}

fn p_value(pair: &Difference) -> f64 {
    if pair.difference.abs() < EQUAL { 1.0 } else { pair.p_value }
}

/// A subgroup is compared with the rest, never with a total it is part of; Holm over the columns of the row.
fn against_rest(
    table: &Table,
    places: &[usize],
    row: usize,
    scores: &[Score],
    student: &Student,
) -> Vec<Option<AgainstRest>> {
    let total = table.columns.first().map(|column| &column.evidence);
    let rest = |place: &usize| -> Option<Score> {
        let (total, part) = (total?, &table.columns.get(*place)?.evidence);
        let others: Group = total.base.without(&part.base);
        let members = total.members.get(row)?.without(part.members.get(row)?);
        if is_large(others.moments.n) { others.share(&members) } else { None }
    };
    let rests: Vec<Option<Score>> = places.iter().map(rest).collect();
    let tested = |(score, rest): (&Score, &Option<Score>)| {
        let rest = rest.as_ref()?;
        let mut covariance = Matrix::new(2);
        let shared = score.covariance_apart(rest);
        covariance.set(0, 0, score.variance());
        covariance.set(1, 1, rest.variance());
        covariance.set(0, 1, shared);
        covariance.set(1, 0, shared);
        pairs_under(&GroupMeans { means: vec![score.value, rest.value], covariance }, student).first().copied()
    };
    let found: Vec<_> = scores.iter().zip(&rests).map(tested).collect();
    let mut adjusted = holm(&found.iter().flatten().map(p_value).collect::<Vec<f64>>()).into_iter();
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
    let found = letters_of(&columns.iter().map(|(_, _, score)| *score).collect::<Vec<_>>(), student);
    for ((place, _, _), lower) in columns.iter().zip(found) {
        let letters = lower.iter().filter_map(|rank| columns.get(*rank)).map(|(_, letter, _)| (*letter).clone());
        let letters: Vec<String> = letters.collect();
        let measure = shown_mut(released, *place).and_then(|shown| shown.measures.get_mut(row)?.as_mut());
        if let Some(measure) = measure {
            measure.letters = letters;
        }
    }
}
