//! Names for the rows and the columns of a table where a format wants one each, unlike any other of the table.

use std::collections::BTreeSet;

use super::figures::Row;
use crate::domain::release::{ReleasedColumn, ReleasedTable};

/// Of the column of everybody.
pub(super) const TOTAL: &str = "total";

/// Rows without their figures, answers first, then measures, each with its name: its code. A net that bears an option's
/// name has a number after it.
pub(super) fn named_rows(table: &ReleasedTable) -> impl Iterator<Item = (String, Row<'_>)> {
    let answers = table.rows.iter().map(|row| Row::Answer(row, None));
    let rows = answers.chain(table.measures.iter().map(|row| Row::Measure(row, None)));
    let mut taken = BTreeSet::new();
    rows.map(move |row| (unlike(&mut taken, row.code()), row))
}

pub(super) fn of_rows(table: &ReleasedTable) -> Vec<String> {
    named_rows(table).map(|(name, _)| name).collect()
}

fn unlike(taken: &mut BTreeSet<String>, code: &str) -> String {
    let mut key = code.to_owned();
    let mut next = 2;
    while !taken.insert(key.clone()) {
        key = format!("{code}_{next}");
        next += 1;
    }
    key
}

/// Of a column: its variable and its category. An identifier holds no point, so that two columns never have one name.
pub(super) fn of_column(column: &ReleasedColumn) -> String {
    match (&column.variable, &column.category) {
        (Some(variable), Some(category)) => format!("{variable}.{category}"),
        _ => TOTAL.to_owned(),
    }
}

/// A column in words: its variable and its category.
pub(super) fn label(column: &ReleasedColumn) -> String {
    match &column.variable_label {
        Some(variable) => format!("{variable}\u{a0}: {}", column.label),
        None => column.label.clone(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::unlike;

    #[test]
    fn no_two_rows_of_a_table_have_one_key() {
        let mut taken = BTreeSet::new();
        let keys = ["a", "a_2", "a", "a"].map(|code| unlike(&mut taken, code));
        assert_eq!(keys, ["a", "a_2", "a_3", "a_4"]);
    }
}
