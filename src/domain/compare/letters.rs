//! Significance letters of a crosstab's row: each column has one, and shows those of the columns it beats.

use crate::domain::compare::groups::Difference;

/// Unweighted base under which a column neither gives nor takes a letter. A convention of the trade.
pub const LETTER_BASE_MIN: usize = 30;
const ALPHABET: usize = 26;

/// The letter of a column: A to Z, then AA, AB…
pub fn letter(column: usize) -> String {
    let last = char::from(b'A'.saturating_add(u8::try_from(column % ALPHABET).unwrap_or(0)));
    match (column / ALPHABET).checked_sub(1) {
        None => last.to_string(),
        Some(before) => format!("{}{last}", letter(before)),
    }
}

/// The lower columns that each of `columns` columns beats: those whose adjusted p value is under `1 − level`. `p_values`
/// are in the order of `pairs`. Pass the adjusted ones, and print which adjustment.
pub fn beaten(columns: usize, pairs: &[Difference], p_values: &[f64], level: f64) -> Vec<Vec<usize>> {
    let mut beaten: Vec<Vec<usize>> = vec![Vec::new(); columns];
    for (pair, p) in pairs.iter().zip(p_values).filter(|(_, p)| **p < 1.0 - level) {
        let _ = p;
        let (higher, lower) = if pair.difference > 0.0 { (pair.a, pair.b) } else { (pair.b, pair.a) };
        if let Some(beaten) = beaten.get_mut(higher) {
            beaten.push(lower);
        }
    }
    beaten.iter_mut().for_each(|lower| lower.sort_unstable());
    beaten
}

/// What each column shows: the letters of those it beats, in alphabetical order.
pub fn letters(columns: usize, pairs: &[Difference], p_values: &[f64], level: f64) -> Vec<String> {
    let shown = |lower: Vec<usize>| lower.into_iter().map(letter).collect::<String>();
    beaten(columns, pairs, p_values, level).into_iter().map(shown).collect()
}
