//! Names for the rows and the columns of a table where a format wants one each, unlike any other of the table.

use std::collections::BTreeSet;

use super::figures::Row;
use crate::domain::release::{ReleasedColumn, ReleasedTable};

/// Of the column of everybody.
pub(super) const TOTAL: &str = "total";

/// Of rows, answers first, then measures: their codes. A net that bears an option's name is told apart by its place.
pub(super) fn of_rows(table: &ReleasedTable) -> Vec<String> {
    let answers = table.rows.iter().map(|row| Row::Answer(row, None).code());
    let measures = table.measures.iter().map(|row| Row::Measure(row, None).code());
    let mut taken = BTreeSet::new();
    let own = |(at, code): (usize, &str)| {
        let key = if taken.contains(code) { format!("{code}_{}", at + 1) } else { code.to_owned() };
        taken.insert(key.clone());
        key
    };
    answers.chain(measures).enumerate().map(own).collect()
}

/// Of a column: its variable and its category. An identifier holds no point, so that two columns never have one name.
pub(super) fn of_column(column: &ReleasedColumn) -> String {
    match (&column.variable, &column.category) {
        (Some(variable), Some(category)) => format!("{variable}.{category}"),
        _ => TOTAL.to_owned(),
    }
}
