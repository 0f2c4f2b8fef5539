//! A release as the CSV a French Excel opens by a double click: semicolons, decimal commas, days as they are written, heads in
//! French, one line a figure. Machines have `tableaux.csv`.

use super::figures::{Figure, figures};
use super::formula::harmless;
use super::french::{HEADS, Value, line};
use super::{ExportError, ReleaseFile};
use crate::domain::release::Released;

/// Without it Excel reads UTF-8 as something else.
const BYTE_ORDER_MARK: &str = "\u{feff}";

pub(super) fn file(released: &Released) -> Result<ReleaseFile, ExportError> {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(b';')
        .terminator(csv::Terminator::CRLF)
        .from_writer(BYTE_ORDER_MARK.as_bytes().to_vec());
    writer.write_record(HEADS)?;
    for figure in figures(released) {
        record(&mut writer, &figure)?;
    }
    Ok(ReleaseFile {
        name: "tableaux-excel.csv",
        media_type: "text/csv; charset=utf-8",
        bytes: writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))?,
        rows: super::count(figures(released)),
    })
}

fn record(writer: &mut csv::Writer<Vec<u8>>, figure: &Figure<'_>) -> Result<(), csv::Error> {
    for value in line(figure) {
        writer.write_field(harmless(&written(value)).as_bytes())?;
    }
    writer.write_record(None::<&[u8]>)
}

fn written(value: Value<'_>) -> String {
    match value {
        Value::Nothing => String::new(),
        Value::Text(text) => text.into_owned(),
        Value::Number(number) => number.written(','),
        Value::Real(real) => real.to_string().replace('.', ","),
        Value::Day(day) => day.format("%d/%m/%Y").to_string(),
    }
}
