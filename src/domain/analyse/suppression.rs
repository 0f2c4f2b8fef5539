//! One table of counts outside any wave: small cells hidden, and others with them so that no hidden cell can be computed
//! from what is shown with the margins. All tables of a wave together are the business of `disclosure`.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::domain::analyse::ReadFile;
use crate::domain::analyse::answer::Refusal;
use crate::domain::analyse::crosstabs::places;
use crate::domain::analyse::frame::Wanted;
use crate::domain::analyse::request::{DisclosureInput, Head, input};
use crate::domain::analyse::weighted::{data, ordered, sample};

/// Hidden cells, by row and column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppressed {
    /// Counts from 1 to the threshold, not included.
    pub primary: BTreeSet<(usize, usize)>,
    /// Those and what protects them.
    pub all: BTreeSet<(usize, usize)>,
    /// Hiding more cells protects all of `primary`. Not so in a table of one row or one column, where a margin is a cell:
    /// its margins with a hidden cell must be withheld too.
    pub may_show_margins: bool,
}

pub(super) fn answer(text: &str, head: &Head, read: &ReadFile) -> Result<Value, Refusal> {
    match input(text)? {
        DisclosureInput::Bases { columns, hide_below, caution_below } => {
            bases(head, read, &columns, hide_below, caution_below)
        }
        DisclosureInput::Table { rows, columns, row_order, column_order, threshold } => {
            let mut wanted = Wanted::default();
            wanted.category(&rows);
            wanted.category(&columns);
            let sample = sample(data(head)?, &wanted, read)?;
            let missing = || Refusal::asked("rows, columns : colonnes non lues");
            let (row_coded, column_coded) = (
                sample.categories.get(&rows).ok_or_else(missing)?,
                sample.categories.get(&columns).ok_or_else(missing)?,
            );
            let row_codes = ordered(&rows, row_coded, &row_order)?;
            let column_codes = ordered(&columns, column_coded, &column_order)?;
            let of_row = places(row_coded, |code| row_codes.iter().position(|row| row == code));
            let of_column = places(column_coded, |code| column_codes.iter().position(|column| column == code));
            let mut counts = vec![vec![0u32; column_codes.len()]; row_codes.len()];
            for (row, column) in of_row.iter().zip(&of_column) {
                if let Some(count) = row.zip(*column).and_then(|(row, column)| counts.get_mut(row)?.get_mut(column)) {
                    *count = count.saturating_add(1);
                }
            }
            Ok(table(&counts, threshold))
        }
    }
}

fn table(counts: &[Vec<u32>], threshold: u32) -> Value {
    let suppressed = suppress(counts, threshold);
    let published = counts.iter().enumerate().map(|(row, counts)| {
        let shown = counts.iter().enumerate();
        shown.map(|(column, count)| (!suppressed.all.contains(&(row, column))).then_some(*count)).collect::<Vec<_>>()
    });
    let columns = counts.first().map_or(0, Vec::len);
    let shown = |total: u32, hides: bool| (suppressed.may_show_margins || !hides).then_some(total);
    let row_total =
        |(at, row): (usize, &Vec<u32>)| shown(row.iter().sum(), suppressed.all.iter().any(|(hidden, _)| *hidden == at));
    let column_total = |column: usize| {
        let total = counts.iter().filter_map(|row| row.get(column)).sum();
        shown(total, suppressed.all.iter().any(|(_, hidden)| *hidden == column))
    };
    let complementary: Vec<_> = suppressed.all.difference(&suppressed.primary).collect();
    json!({
        "unweighted": counts,
        "primary": by_column(&suppressed.primary),
        "complementary": complementary,
        "suppressed": by_column(&suppressed.all),
        "suppressed_cells": suppressed.all.len(),
        "published": published.collect::<Vec<_>>(),
        "margins": if suppressed.may_show_margins { "published" } else { "withheld" },
        "row_totals": counts.iter().enumerate().map(row_total).collect::<Vec<_>>(),
        "column_totals": (0..columns).map(column_total).collect::<Vec<_>>(),
    })
}

/// Column after column, as the reference lists them.
fn by_column(cells: &BTreeSet<(usize, usize)>) -> Vec<(usize, usize)> {
    let mut cells: Vec<(usize, usize)> = cells.iter().copied().collect();
    cells.sort_by_key(|(row, column)| (*column, *row));
    cells
}

/// Hides counts from 1 to `threshold − 1` in a table published with its margins, and what protects them.
///
/// Rows and columns are nodes and hidden cells edges: a hidden cell can be computed from the margins exactly when its
/// edge is a bridge (Gusfield 1988, SIAM J. Comput. 17:552). Each bridge is put on a cycle by the path that hides the
/// fewest respondents, empty cells last, since a reader may know them to be empty.
///
/// Counts and `threshold` are in respondents, unweighted. Only exact disclosure is stopped: a hidden count may still be
/// told within a narrow interval. Not for tables that share a margin, a net or people with another: two safe alone may
/// give a cell away together, and `disclosure` judges all of a wave's. In a table of one row or column the margins tell
/// every cell, whatever is hidden.
pub fn suppress(counts: &[Vec<u32>], threshold: u32) -> Suppressed {
    let cells = counts
        .iter()
        .enumerate()
        .flat_map(|(row, counts)| counts.iter().enumerate().map(move |(column, count)| ((row, column), *count)));
    let primary: BTreeSet<(usize, usize)> =
        cells.filter(|(_, count)| (1..threshold).contains(count)).map(|(cell, _)| cell).collect();
    let mut all = primary.clone();
    let mut may_show_margins = true;
    while let Some(bridge) = all.iter().copied().find(|cell| path(counts, &all, *cell, true).is_none()) {
        match path(counts, &all, bridge, false) {
            Some(cycle) => all.extend(cycle),
            // A table of one row or one column: no cell more breaks the tie of a cell with its margin.
            None => {
                may_show_margins = false;
                break;
            }
        }
    }
    Suppressed { primary, all, may_show_margins }
}

/// What hiding a cell more costs: its respondents, and an empty one more than any.
const EMPTY_COST: u64 = 1_000_000_000;

/// The cheapest way from a cell's row to its column that does not use the cell: through hidden cells for nothing, through
/// shown ones at their cost, unless only hidden ones may be used. Dijkstra on few nodes.
fn path(
    counts: &[Vec<u32>],
    hidden: &BTreeSet<(usize, usize)>,
    (from, to): (usize, usize),
    only_hidden: bool,
) -> Option<Vec<(usize, usize)>> {
    let rows = counts.len();
    let columns = counts.first().map_or(0, Vec::len);
    let nodes = rows + columns;
    let cost = |row: usize, column: usize| -> Option<u64> {
        if (row, column) == (from, to) {
            return None;
        }
        if hidden.contains(&(row, column)) {
            return Some(0);
        }
        let count = *counts.get(row)?.get(column)?;
        (!only_hidden).then(|| if count == 0 { EMPTY_COST } else { 1 + u64::from(count) })
    };
    let mut best: Vec<Option<(u64, Option<usize>)>> = vec![None; nodes];
    let mut done = vec![false; nodes];
    *best.get_mut(from)? = Some((0, None));
    loop {
        let open = best
            .iter()
            .zip(&done)
            .enumerate()
            .filter_map(|(node, (best, done))| best.filter(|_| !done).map(|(cost, _)| (cost, node)));
        let (so_far, node) = open.min()?;
        if node == rows + to {
            break;
        }
        *done.get_mut(node)? = true;
        let others = if node < rows { rows..nodes } else { 0..rows };
        for other in others {
            let (row, column) = if node < rows { (node, other - rows) } else { (other, node - rows) };
            let Some(step) = cost(row, column) else { continue };
            let slot = best.get_mut(other)?;
            if slot.is_none_or(|(known, _)| so_far + step < known) {
                *slot = Some((so_far + step, Some(node)));
            }
        }
    }
    let mut cells = Vec::new();
    let mut node = rows + to;
    while let Some(before) = best.get(node).copied().flatten().and_then(|(_, before)| before) {
        cells.push(if node < rows { (node, before - rows) } else { (before, node - rows) });
        node = before;
    }
    Some(cells)
}

/// Flags on the unweighted bases of a crossing.
fn bases(
    head: &Head,
    read: &ReadFile,
    columns: &[String],
    hide_below: usize,
    caution_below: usize,
) -> Result<Value, Refusal> {
    let [first, second] = columns else {
        return Err(Refusal::asked("columns : deux variables"));
    };
    let mut wanted = Wanted::default();
    columns.iter().for_each(|column| wanted.category(column));
    let sample = sample(data(head)?, &wanted, read)?;
    let missing = || Refusal::asked("columns : colonnes non lues");
    let (left, right) =
        (sample.categories.get(first).ok_or_else(missing)?, sample.categories.get(second).ok_or_else(missing)?);
    let mut shown = Vec::new();
    for (a, left_code) in left.codes.iter().enumerate() {
        for (b, right_code) in right.codes.iter().enumerate() {
            let is = |at: &u32, place: usize| usize::try_from(*at).is_ok_and(|at| at == place);
            let rows = left.of_row.iter().zip(right.of_row.iter());
            let n = rows.filter(|(left, right)| is(left, a) && is(right, b)).count();
            let flag = match n {
                n if n < hide_below => "hidden",
                n if n < caution_below => "caution",
                _ => "ok",
            };
            shown.push(json!({ first: left_code, second: right_code, "n": n, "flag": flag }));
        }
    }
    Ok(json!({ "bases": shown }))
}
