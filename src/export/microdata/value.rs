//! What one response says in one field: plain and slow, for descriptions, columns and tests. Files of rows prepare theirs.

use super::dictionary::{Field, Missing, MissingKind, Source};
use crate::domain::data_set::{DataSet, Entry, Values};

/// One value, in the numbers of the dictionary.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    Whole(i64),
    Real(f64),
    Text(&'a str),
    /// An order shown, in numbers with spaces between.
    Order(String),
    Absent,
}

pub(super) fn of<'a>(data: &'a DataSet, weights: Option<&[f64]>, field: &Field, row: usize) -> Value<'a> {
    let column = field.column_at().and_then(|column| data.columns.get(column)).map(|column| &column.values);
    match (&field.source, column) {
        (Source::Serial, _) => Value::Whole(i64::try_from(row).map_or(i64::MAX, |row| row + 1)),
        (Source::Weight, _) => {
            weights.and_then(|weights| weights.get(row)).map_or(Value::Absent, |weight| Value::Real(*weight))
        }
        (Source::Coded { values: numbers, missing, .. }, Some(Values::Category { values, .. })) => {
            let number = |place: &u16| numbers.get(usize::from(*place)).copied();
            values.get(row).map_or(Value::Absent, |entry| Value::Whole(whole(entry, *missing, &[], number)))
        }
        (Source::Ticked { position, missing, .. }, Some(Values::Ticks { values, .. })) => {
            let is_ticked = |ticks: &Vec<u16>| Some(i64::from(ticks.contains(position)));
            values.get(row).map_or(Value::Absent, |entry| Value::Whole(whole(entry, *missing, &[], is_ticked)))
        }
        (Source::Number { decimals, declared, missing, .. }, Some(Values::Number { values, .. })) => {
            match values.get(row) {
                Some(Entry::Given(number)) if *decimals > 0 => Value::Real(scaled(*number, *decimals)),
                Some(entry) => Value::Whole(whole(entry, *missing, declared, |number| Some(*number))),
                None => Value::Absent,
            }
        }
        (Source::Text { .. } | Source::Date { .. }, Some(Values::Text { values, .. })) => {
            values.get(row).and_then(Entry::given).map_or(Value::Absent, |text| Value::Text(text))
        }
        (Source::Order { values: numbers, .. }, Some(Values::Order { values, .. })) => {
            values.get(row).and_then(Entry::given).map_or(Value::Absent, |order| Value::Order(ordered(order, numbers)))
        }
        (Source::Why { declared, missing, .. }, Some(Values::Text { values, .. })) => {
            values.get(row).map_or(Value::Absent, |entry| Value::Whole(whole(entry, *missing, declared, |_| Some(0))))
        }
        _ => Value::Absent,
    }
}

/// The number of an entry, whatever it is.
pub(super) fn whole<T>(entry: &Entry<T>, missing: Missing, declared: &[i64], given: impl Fn(&T) -> Option<i64>) -> i64 {
    match entry {
        Entry::NotAsked => missing.of(MissingKind::NotAsked),
        Entry::NoAnswer => missing.of(MissingKind::NoAnswer),
        Entry::Declared(place) => {
            declared.get(usize::from(*place)).copied().unwrap_or_else(|| missing.of(MissingKind::NoAnswer))
        }
        Entry::Given(value) => given(value).unwrap_or_else(|| missing.of(MissingKind::NoAnswer)),
    }
}

pub(super) fn ordered(order: &[u16], numbers: &[i64]) -> String {
    let number = |place: &u16| numbers.get(usize::from(*place)).map(i64::to_string);
    order.iter().filter_map(number).collect::<Vec<_>>().join(" ")
}

/// The nearest double of a number stored times ten to the power of its decimals.
pub(super) fn scaled(number: i64, decimals: u8) -> f64 {
    real(number) / crate::domain::arithmetic::decimal::ten_to(decimals)
}

/// The nearest double of a whole number: halves are exact, and their sum is rounded once.
pub(super) fn real(number: i64) -> f64 {
    let (high, low) = (i32::try_from(number >> 32), u32::try_from(number & 0xffff_ffff));
    f64::from(high.unwrap_or_default()) * 4_294_967_296.0 + f64::from(low.unwrap_or_default())
}

/// Days from a date to another, of a date as it is stored.
pub(super) fn days_since(from: chrono::NaiveDate, text: &str) -> Option<i64> {
    let date = chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    Some((date - from).num_days())
}
