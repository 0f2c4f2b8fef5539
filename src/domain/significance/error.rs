//! Standard errors beside figures, rounded up so that the last respondent does not show in them.

use crate::domain::release::{ReleasedTable, ShownColumn};
use crate::domain::table::{Table, TableColumn};

/// Steps, in points, and the base from which each is coarse enough: there one respondent, who counts for `100/n` points in
/// the share, moves its standard error by less.
const STEPS: [(u32, f64); 3] = [(500, 0.1), (100, 0.5), (0, 1.0)];
/// Base from which the standard error of a mean has a decimal more than the mean.
const FINE_MEAN_BASE: u32 = 100;
/// What rounding up must not take for more.
const SLACK: f64 = 1e-9;

pub(super) fn add(table: &Table, released: &mut ReleasedTable) {
    let decimals: Vec<u8> = released.measures.iter().map(|row| row.decimals).collect();
    for (column, released) in table.columns.iter().zip(&mut released.columns) {
        if let Some(shown) = &mut released.shown {
            of_column(column, shown, &decimals);
        }
    }
}

fn of_column(column: &TableColumn, shown: &mut ShownColumn, decimals: &[u8]) {
    if shown.base_is_rough {
        return;
    }
    for (share, cell) in column.cells.iter().zip(&mut shown.cells) {
        let Some(cell) = cell else { continue };
        cell.se = share.as_ref().map(|share| points(share.standard_error, shown.base_n));
        cell.se_weights_only = share.as_ref().map(|share| points(share.weights_only_error, shown.base_n));
    }
    for ((measure, released), decimals) in column.measures.iter().zip(&mut shown.measures).zip(decimals) {
        let Some((released, errors)) = released.as_mut().zip(measure.as_ref().and_then(|measure| measure.errors))
        else {
            continue;
        };
        let finer = decimals.saturating_add(u8::from(released.base_n >= FINE_MEAN_BASE));
        released.se = Some(upward(errors.calibrated, finer));
        released.se_weights_only = Some(upward(errors.weights_only, finer));
    }
}

/// A standard error in points.
pub(super) fn points(error: f64, base_n: u32) -> f64 {
    let step = STEPS.iter().find(|(least, _)| base_n >= *least).map_or(1.0, |(_, step)| *step);
    let steps = positive((error * 100.0 / step - SLACK).ceil());
    // Tenths are whole before they are divided: 1.4 and not 1.4000000000000001.
    (steps * step * 10.0).round() / 10.0
}

fn upward(error: f64, decimals: u8) -> f64 {
    let power = 10f64.powi(i32::from(decimals));
    positive((error * power - SLACK).ceil()) / power
}

/// Rounding up makes −0 of what is just under 0, which would be printed.
fn positive(value: f64) -> f64 {
    value.max(0.0) + 0.0
}
