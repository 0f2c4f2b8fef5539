//! Means that one respondent makes up: the turnover of a firm among nine small ones is read in the total of the ten. Judged
//! on weighted values, all counted positive; for numbers only, a score being no quantity of anything. What subtraction gives
//! of several hidden columns together is judged like a column: two firms' regions may hide one another and neither firm.
//! A number that everybody of a column gave is told by its mean, and hidden too.
//!
//! The rule of one respondent over 85 % of a total is that of the French statistical office for firms; the p % rule keeps
//! the second largest, who knows her own part, from knowing the largest closer than p % (L. H. Cox, « Linear sensitivity
//! measures in statistical disclosure control », Journal of Statistical Planning and Inference 5, 1981).

use std::collections::BTreeSet;

use crate::domain::disclosure::layer::Layer;
use crate::domain::disclosure::links::Link;
use crate::domain::table::{Measure, MeasureKind, Parts, Table, TableColumn};

/// What one respondent may bring to a total.
const LARGEST_SHARE_MAX: f64 = 0.85;
/// How closely, of the largest part, the second largest respondent may know it.
const KNOWN_WITHIN_MIN: f64 = 0.10;

/// A standard error under this part of the mean is that of one value.
const SAME_WITHIN: f64 = 1e-9;

/// Columns whose means are not to be read.
pub(super) fn columns(table: &Table) -> BTreeSet<usize> {
    let is_telling = |column: &TableColumn| {
        column.measures.iter().flatten().any(|one| is_dominated(one.parts) || is_of_one_value(one))
    };
    let columns = table.columns.iter().enumerate().filter(|(_, column)| is_quantity(table) && is_telling(column));
    columns.map(|(place, _)| place).collect()
}

/// Hides more columns, the smallest first, until no total that subtraction gives is made up by one respondent, or is 0.
pub(super) fn spread(layer: &mut Layer, table: &Table) {
    if layer.is_closed || !is_quantity(table) {
        return;
    }
    let parts = parts(layer, table);
    let is_telling = |group: &BTreeSet<usize>| {
        let merged = group.iter().filter_map(|place| parts.get(*place)).copied().fold(Parts::default(), merged);
        is_dominated(merged) || merged.total <= 0.0
    };
    while let Some(group) = layer.known_groups().into_iter().find(is_telling) {
        let Some(column) = cheapest(layer, &group) else { break };
        layer.hidden.insert(column);
    }
}

fn is_quantity(table: &Table) -> bool {
    table.measures.iter().any(|row| row.kind == MeasureKind::Median)
}

/// Of the columns shown beside a group, the smallest; the total when there is no other.
fn cheapest(layer: &Layer, group: &BTreeSet<usize>) -> Option<usize> {
    let is_tied = |link: &&Link| link.left.iter().chain(&link.right).any(|place| group.contains(place));
    let tied = layer.links.iter().filter(is_tied).flat_map(|link| link.left.iter().chain(&link.right)).copied();
    let shown = tied.filter(|place| !layer.is_hidden(*place) && !layer.is_empty(*place));
    shown.min_by_key(|place| (*place == 0, layer.size(*place), layer.names.get(*place)))
}

/// Of each column, then of what each break leaves out: there the two largest values of all may be, unless a column has the
/// largest.
fn parts(layer: &Layer, table: &Table) -> Vec<Parts> {
    let of = |column: &TableColumn| column.measures.iter().flatten().next().map(|one| one.parts).unwrap_or_default();
    let mut parts: Vec<Parts> = table.columns.iter().map(of).collect();
    let all = parts.first().copied().unwrap_or_default();
    for link in layer.links.iter().filter(|link| link.left == [0]) {
        let named: Vec<Parts> = link.right.iter().filter_map(|place| parts.get(*place)).copied().collect();
        let left = (all.total - named.iter().map(|one| one.total).sum::<f64>()).max(0.0);
        let has_largest = named.iter().any(|one| one.largest >= all.largest);
        let largest = if has_largest { all.second } else { all.largest }.min(left);
        parts.push(Parts { total: left, largest, second: all.second.min(left - largest) });
    }
    parts
}

fn merged(one: Parts, other: Parts) -> Parts {
    let second = one.second.max(other.second).max(one.largest.min(other.largest));
    Parts { total: one.total + other.total, largest: one.largest.max(other.largest), second }
}

/// Whoever reads the mean, or the interval around it, reads what each gave.
fn is_of_one_value(measure: &Measure) -> bool {
    measure.errors.is_some_and(|errors| errors.weights_only <= SAME_WITHIN * measure.value.abs())
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
