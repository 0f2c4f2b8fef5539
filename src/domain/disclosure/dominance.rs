//! Means that one respondent makes up: the turnover of a firm among nine small ones is read in the total of the ten. Judged
//! on weighted values, all counted positive; for numbers only, a score being no quantity of anything.
//!
//! The rule of one respondent over 85 % of a total is that of the French statistical office for firms; the p % rule keeps the second largest,
//! who knows her own part, from knowing the largest closer than p % (L. H. Cox, « Linear sensitivity measures in
//! statistical disclosure control », Journal of Statistical Planning and Inference 5, 1981).

use std::collections::BTreeSet;

use crate::domain::table::{MeasureKind, Parts, Table, TableColumn};

/// What one respondent may bring to a total.
const LARGEST_SHARE_MAX: f64 = 0.85;
/// How closely, of the largest part, the second largest respondent may know it.
const KNOWN_WITHIN_MIN: f64 = 0.10;

/// Columns whose means are not to be read.
pub(super) fn columns(table: &Table) -> BTreeSet<usize> {
    let is_quantity = table.measures.iter().any(|row| row.kind == MeasureKind::Median);
    let is_dominated = |column: &TableColumn| column.measures.iter().flatten().any(|one| is_dominated(one.parts));
    let columns = table.columns.iter().enumerate().filter(|(_, column)| is_quantity && is_dominated(column));
    columns.map(|(place, _)| place).collect()
}

fn is_dominated(parts: Parts) -> bool {
    let others = parts.total - parts.largest - parts.second;
    parts.largest > 0.0
        && (parts.largest > LARGEST_SHARE_MAX * parts.total || others < KNOWN_WITHIN_MIN * parts.largest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(total: f64, largest: f64, second: f64) -> Parts {
        Parts { total, largest, second }
    }

    #[test]
    fn one_who_brings_nearly_all_dominates_and_so_does_one_whom_the_second_can_tell() {
        assert!(is_dominated(parts(100.0, 86.0, 1.0)), "over 85 %");
        assert!(!is_dominated(parts(100.0, 84.0, 1.0)));
        assert!(is_dominated(parts(100.0, 60.0, 35.0)), "the second knows the largest within 5 of 60");
        assert!(!is_dominated(parts(100.0, 60.0, 33.0)));
        assert!(!is_dominated(parts(0.0, 0.0, 0.0)), "nobody brings anything");
    }
}
