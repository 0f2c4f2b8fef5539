//! The codebook of the files: one line a code, or one line for a variable without codes.

use std::io;

use super::dictionary::{Code, Field};
use super::sink::Sink;
use super::{Microdata, value};
use crate::domain::data_set::Values;
use crate::export::formula::harmless;

const HEADER: [&str; 15] = [
    "variable",
    "column",
    "question",
    "label",
    "type",
    "measure",
    "unit",
    "decimals",
    "value",
    "code",
    "code_label",
    "missing",
    "filter",
    "base",
    "set",
];

/// Gives the number of lines.
pub(super) fn write(of: &Microdata<'_>, sink: &mut Sink<'_>) -> io::Result<u64> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(sink);
    writer.write_record(HEADER)?;
    let mut lines = 0;
    for (at, field) in of.dictionary.fields.iter().enumerate() {
        let base = base(of, field).to_string();
        let set = of.dictionary.set_of(at).map_or("", |set| set.name.as_str());
        let mut line = |code: Option<&Code>| {
            lines += 1;
            writer.write_record(record(field, code, &base, set).iter().map(|text| harmless(text).into_owned()))
        };
        if field.codes.is_empty() {
            line(None)?;
        }
        field.codes.iter().try_for_each(|code| line(Some(code)))?;
    }
    writer.flush()?;
    Ok(lines)
}

fn record(field: &Field, code: Option<&Code>, base: &str, set: &str) -> [String; 15] {
    [
        field.name.clone(),
        field.column.clone(),
        field.question.clone(),
        field.label.clone(),
        field.kind().to_owned(),
        field.measure.as_str().to_owned(),
        field.unit.clone(),
        field.decimals().to_string(),
        code.map_or_else(String::new, |code| code.value.to_string()),
        code.map_or_else(String::new, |code| code.code.clone()),
        code.map_or_else(String::new, |code| code.label.clone()),
        code.and_then(|code| code.missing).map_or("", |kind| kind.as_str()).to_owned(),
        field.filter.clone(),
        base.to_owned(),
        set.to_owned(),
    ]
}

/// How many were asked, unweighted; everybody, for the row number and the weight.
pub(super) fn base(of: &Microdata<'_>, field: &Field) -> usize {
    let asked = |values: &Values| (0..of.data.rows).filter(|row| values.is_asked(*row)).count();
    match field.column_at().and_then(|column| of.data.columns.get(column)) {
        Some(column) => asked(&column.values),
        None => of.data.rows,
    }
}

/// The lowest and highest number given, in its unit as stored; for descriptions.
pub(super) fn extent(of: &Microdata<'_>, field: &Field) -> Option<(i64, i64)> {
    match field.column_at().and_then(|column| of.data.columns.get(column)).map(|column| &column.values) {
        Some(Values::Number { values, .. }) => {
            let given = || values.iter().filter_map(crate::domain::data_set::Entry::given).copied();
            Some((given().min()?, given().max()?))
        }
        _ => None,
    }
}

/// The longest text of a field, in bytes and in characters.
pub(super) fn longest(of: &Microdata<'_>, field: &Field) -> (usize, usize) {
    let mut longest = (0, 0);
    for row in 0..of.data.rows {
        let text = match value::of(of.data, of.weights, field, row) {
            value::Value::Text(text) => (text.len(), text.chars().count()),
            value::Value::Order(order) => (order.len(), order.len()),
            _ => continue,
        };
        longest = (longest.0.max(text.0), longest.1.max(text.1));
    }
    longest
}
