//! All tables of a poll: each question by each break, with what is printed beside every figure.

use sonde::domain::compare::{CrossMoments, Crossing, TestTable, holm, letters, pairs};
use sonde::domain::estimate::share;

use crate::sample::{Draws, MARGINS, Poll};

const QUESTIONS: usize = 30;
const BREAKS: usize = 8;
const ANSWERS: usize = 6;

/// Figures computed, so that nothing is left out by the compiler.
pub fn all(poll: &Poll, weights: &[f64]) -> f64 {
    let mut draws = Draws(7);
    let rows = weights.len();
    let questions: Vec<Vec<usize>> =
        (0..QUESTIONS).map(|_| (0..rows).map(|_| draws.below(ANSWERS)).collect()).collect();
    let mut sum = 0.0;
    for question in &questions {
        for at in 0..BREAKS {
            let margin = at % MARGINS.len();
            sum += table(question, &poll.places[margin], MARGINS[margin], weights);
        }
    }
    sum
}

fn table(question: &[usize], groups: &[u32], columns: usize, weights: &[f64]) -> f64 {
    let n = u32::try_from(weights.len()).unwrap();
    let df = f64::from(n) - 1.0;
    let cell_of = question.iter().zip(groups).map(|(row, column)| Some(row * columns + *column as usize)).collect();
    let moments = CrossMoments::new(&Crossing { rows: ANSWERS, columns, cell_of }, weights).unwrap();
    let mut sum = TestTable::of_moments(&moments, df).unwrap().unwrap().rao_scott().unwrap().f.p_value;
    for answer in 0..ANSWERS {
        let pairs = pairs(&moments.shares(&[answer]).unwrap(), df);
        let p: Vec<f64> = pairs.iter().map(|pair| pair.p_value).collect();
        sum += letters(columns, &pairs, &holm(&p), 0.95).iter().map(String::len).sum::<usize>() as f64;
        for column in 0..columns {
            let (members, base) = (moments.members(&[answer], column), moments.base(column));
            sum += share(&members, &base, n).unwrap().interval().high;
        }
    }
    sum
}
