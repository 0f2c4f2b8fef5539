//! Whether answers depend on a break: one test for the whole crosstab, before any of its letters is read.

use crate::domain::arithmetic::matrix::Matrix;
use crate::domain::arithmetic::number;
use crate::domain::compare::{CrossMoments, TestTable};
use crate::domain::estimate::Group;
use crate::domain::release::{ReleasedTable, ReleasedTest};
use crate::domain::significance::{Compared, is_shown};
use crate::domain::table::{RowKind, Table};

/// `None` where several answers were possible, which make no table of exclusive rows, and where there are not two rows and
/// two columns with somebody in them.
pub(super) fn test(
    table: &Table,
    released: &ReleasedTable,
    compared: &Compared,
    sample_n: usize,
) -> Option<ReleasedTest> {
    if table.is_multiple || compared.columns.len() < 2 {
        return None;
    }
    let group = |place: usize, row: usize| table.columns.get(place)?.evidence.members.get(row);
    let is_filled = |row: &usize| {
        compared.columns.iter().filter_map(|(place, _)| group(*place, *row)).any(|group| group.moments.weight > 0.0)
    };
    let is_exclusive = |row: &usize| table.rows.get(*row).is_some_and(|row| !matches!(row.kind, RowKind::Net { .. }));
    let is_read = |row: &usize| compared.columns.iter().all(|(place, _)| is_shown(released, *place, *row));
    let filled: Vec<usize> = (0..table.rows.len()).filter(is_exclusive).filter(is_filled).collect();
    let rows: Vec<usize> = filled.iter().copied().filter(is_read).collect();
    let shown: Option<Vec<Group>> = rows
        .iter()
        .flat_map(|row| compared.columns.iter().map(move |(place, _)| group(*place, *row).cloned()))
        .collect();
    let mut all = shown?;
    let is_whole = rows.len() == filled.len();
    if !is_whole {
        all.extend(compared.columns.iter().filter_map(|(place, _)| rest(table, *place, &rows)));
    }
    let cells: Vec<&Group> = all.iter().collect();
    let moments = CrossMoments {
        rows: rows.len() + usize::from(!is_whole),
        columns: compared.columns.len(),
        sample_n,
        cells: cells.iter().map(|group| group.moments).collect(),
    };
    let test = TestTable::of(&moments, covariance(&cells), number(sample_n) - 1.0)?.rao_scott()?.f;
    let (place, _) = compared.columns.first()?;
    Some(ReleasedTest {
        variable: released.columns.get(*place)?.variable.clone()?,
        columns: u32::try_from(compared.columns.len()).unwrap_or(u32::MAX),
        f: rounded(test.statistic, 100.0)?,
        p_value: rounded(test.p_value, 1000.0)?,
    })
}

/// Rows with a hidden figure make one: of them together the shown ones say as much, so that the test says no more.
fn rest(table: &Table, place: usize, rows: &[usize]) -> Option<Group> {
    let evidence = &table.columns.get(place)?.evidence;
    let read = rows.iter().filter_map(|row| evidence.members.get(*row));
    Some(read.fold(evidence.base.clone(), |left, members| left.without(members)))
}

/// Of the weights of cells that share nobody.
fn covariance(cells: &[&Group]) -> Matrix {
    let mut covariance = Matrix::new(cells.len());
    for (a, left) in cells.iter().enumerate() {
        covariance.set(a, a, left.influence.covariance(&left.influence, left.moments.squares));
        for (b, right) in cells.iter().enumerate().take(a) {
            let shared = left.influence.covariance(&right.influence, 0.0);
            covariance.set(a, b, shared);
            covariance.set(b, a, shared);
        }
    }
    covariance
}

fn rounded(value: f64, power: f64) -> Option<f64> {
    value.is_finite().then(|| (value * power).round() / power)
}
