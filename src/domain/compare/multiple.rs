//! Many tests at once: p values adjusted within one family, as R's `p.adjust`.

use crate::domain::arithmetic::number;

/// Holm 1979 (Scand. J. Stat. 6:65): the k-th smallest of m is multiplied by m − k + 1, kept ascending, at most 1. The
/// chance of one false finding in the family stays under the level. For publication.
pub fn holm(p_values: &[f64]) -> Vec<f64> {
    let order = ascending(p_values);
    let m = p_values.len();
    let mut adjusted = vec![f64::NAN; m];
    let mut floor = 0.0f64;
    for (rank, at) in order.into_iter().enumerate() {
        let p = p_values.get(at).copied().unwrap_or(f64::NAN);
        floor = floor.max((number(m - rank) * p).min(1.0));
        put(&mut adjusted, at, floor);
    }
    adjusted
}

/// Benjamini and Hochberg 1995 (JRSS B 57:289): the k-th smallest of m is multiplied by m/k, kept ascending from the top.
/// The expected part of false findings among findings stays under the level. For exploration, not for one headline.
pub fn benjamini_hochberg(p_values: &[f64]) -> Vec<f64> {
    let order = ascending(p_values);
    let m = p_values.len();
    let mut adjusted = vec![f64::NAN; m];
    let mut ceiling = 1.0f64;
    for (rank, at) in order.into_iter().enumerate().rev() {
        let p = p_values.get(at).copied().unwrap_or(f64::NAN);
        ceiling = ceiling.min(number(m) / number(rank + 1) * p);
        put(&mut adjusted, at, ceiling);
    }
    adjusted
}

fn ascending(p_values: &[f64]) -> Vec<usize> {
    let p = |at: &usize| p_values.get(*at).copied().unwrap_or(f64::NAN);
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|left, right| p(left).total_cmp(&p(right)));
    order
}

fn put(values: &mut [f64], at: usize, value: f64) {
    if let Some(slot) = values.get_mut(at) {
        *slot = value;
    }
}
