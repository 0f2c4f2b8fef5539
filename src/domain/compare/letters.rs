//! Significance letters of a crosstab's row: each column has one, and shows those of the columns it beats.

use crate::domain::compare::groups::Difference;

/// Unweighted base under which a column neither gives nor takes a letter. A convention of the trade.
pub const LETTER_BASE_MIN: usize = 30;
const ALPHABET: usize = 26;

/// The letter of a column, counted from 0: A to Z, then AA, AB… The numbering of spreadsheets' columns. Past Z, letters
/// set side by side are ambiguous: keep the columns compared in one row under 27, or print `beaten`.
pub fn letter(column: usize) -> String {
    let last = char::from(b'A'.saturating_add(u8::try_from(column % ALPHABET).unwrap_or(0)));
    match (column / ALPHABET).checked_sub(1) {
        None => last.to_string(),
        Some(before) => format!("{}{last}", letter(before)),
    }
}

/// The lower columns that each of `columns` columns beats: those whose adjusted p value is under `1 − level`. `p_values`
/// are in the order of `pairs`. Pass the adjusted ones, and print which adjustment.
///
/// Column a beats b when `m_a > m_b` and `p_ab < 1 − level`, `level` a fraction as 0.95: the convention of crosstab
/// programs (SPSS Custom Tables), not the letters of Piepho 2004 (J. Comput. Graph. Stat. 13:456), which columns that
/// do not differ share. Two columns without a letter between them are not shown equal. Leave out those under
/// `LETTER_BASE_MIN` before.
pub fn beaten(columns: usize, pairs: &[Difference], p_values: &[f64], level: f64) -> Vec<Vec<usize>> {
    let mut beaten: Vec<Vec<usize>> = vec![Vec::new(); columns];
    for (pair, _) in pairs.iter().zip(p_values).filter(|(_, p)| **p < 1.0 - level) {
        let (higher, lower) = if pair.difference > 0.0 { (pair.a, pair.b) } else { (pair.b, pair.a) };
        if let Some(beaten) = beaten.get_mut(higher) {
            beaten.push(lower);
        }
    }
    beaten.iter_mut().for_each(|lower| lower.sort_unstable());
    beaten
}

/// What each column shows: the letters of those it beats, in the order of columns. Rule, source and limits are those of
/// `beaten` and `letter`.
pub fn letters(columns: usize, pairs: &[Difference], p_values: &[f64], level: f64) -> Vec<String> {
    let shown = |lower: Vec<usize>| lower.into_iter().map(letter).collect::<String>();
    beaten(columns, pairs, p_values, level).into_iter().map(shown).collect()
}
