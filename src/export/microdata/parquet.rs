//! Responses as Parquet: the fields of the dictionary, typed, row group by row group. Numbers, labels, kinds of missing and
//! the weight stand in the file's own pairs, as JSON.

use std::io;
use std::sync::Arc;

use ::parquet::basic::{LogicalType, Repetition, Type as Physical};
use ::parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use ::parquet::errors::{ParquetError, Result};
use ::parquet::file::metadata::KeyValue;
use ::parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use ::parquet::schema::types::{Type, TypePtr};
use chrono::NaiveDate;
use serde_json::{Value as Json, json};

use super::dictionary::{Dictionary, Field, Source};
use super::sink::Sink;
use super::value::{Value, days_since, real};
use super::{Microdata, Progress};
use crate::export::parquet::{properties, write_column};

/// Half a megabyte a column at most: what a group holds while it is written.
const ROW_GROUP_ROWS: usize = 65_536;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Whole,
    Long,
    Real,
    Text,
    Date,
}

pub(super) fn write(of: &Microdata<'_>, sink: &mut Sink<'_>, progress: Progress<'_>) -> io::Result<u64> {
    written(of, sink, progress).map_err(|error| match error {
        ParquetError::External(error) => match error.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(error) => io::Error::other(error),
        },
        error => io::Error::other(error),
    })?;
    Ok(of.rows())
}

fn written(of: &Microdata<'_>, sink: &mut Sink<'_>, progress: Progress<'_>) -> Result<()> {
    let mut writer = SerializedFileWriter::new(sink, schema(&of.dictionary)?, properties(pairs(of)))?;
    let mut from = 0;
    while from < of.data.rows {
        let to = of.data.rows.min(from + ROW_GROUP_ROWS);
        let mut group = writer.next_row_group()?;
        for field in &of.dictionary.fields {
            column(of, field, from..to, &mut group)?;
        }
        group.close()?;
        progress(u64::try_from(to).unwrap_or(u64::MAX));
        from = to;
    }
    writer.into_inner().map(drop)
}

fn kind(field: &Field) -> Kind {
    match field.source {
        Source::Serial => Kind::Long,
        Source::Weight => Kind::Real,
        Source::Number { decimals: 0, .. } => Kind::Long,
        Source::Number { .. } => Kind::Real,
        Source::Coded { .. } | Source::Ticked { .. } | Source::Why { .. } => Kind::Whole,
        Source::Text { .. } | Source::Order { .. } => Kind::Text,
        Source::Date { .. } => Kind::Date,
    }
}

fn schema(dictionary: &Dictionary) -> Result<TypePtr> {
    let field = |field: &Field| {
        let (physical, logical) = match kind(field) {
            Kind::Whole => (Physical::INT32, None),
            Kind::Long => (Physical::INT64, None),
            Kind::Real => (Physical::DOUBLE, None),
            Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            Kind::Date => (Physical::INT32, Some(LogicalType::Date)),
        };
        let built = Type::primitive_type_builder(&field.name, physical)
            .with_repetition(Repetition::OPTIONAL)
            .with_logical_type(logical)
            .build()?;
        Ok(Arc::new(built))
    };
    let fields = dictionary.fields.iter().map(field).collect::<Result<Vec<_>>>()?;
    Ok(Arc::new(Type::group_type_builder("responses").with_fields(fields).build()?))
}

fn column<W: io::Write + Send>(
    of: &Microdata<'_>,
    field: &Field,
    rows: std::ops::Range<usize>,
    group: &mut SerializedRowGroupWriter<'_, W>,
) -> Result<()> {
    let values = rows.map(|row| of.value(field, row));
    match kind(field) {
        Kind::Whole => write_column::<Int32Type, _>(
            group,
            values.map(|value| whole(&value).and_then(|value| i32::try_from(value).ok())),
        ),
        Kind::Long => write_column::<Int64Type, _>(group, values.map(|value| whole(&value))),
        Kind::Real => write_column::<DoubleType, _>(group, values.map(|value| double(&value))),
        Kind::Text => write_column::<ByteArrayType, _>(group, values.map(text)),
        Kind::Date => write_column::<Int32Type, _>(group, values.map(|value| days(&value))),
    }
}

fn whole(value: &Value<'_>) -> Option<i64> {
    match value {
        Value::Whole(number) => Some(*number),
        _ => None,
    }
}

/// A kind of missing is a number like the others.
fn double(value: &Value<'_>) -> Option<f64> {
    match value {
        Value::Whole(number) => Some(real(*number)),
        Value::Real(number) => Some(*number),
        _ => None,
    }
}

fn text(value: Value<'_>) -> Option<ByteArray> {
    match value {
        Value::Text(text) => Some(ByteArray::from(text)),
        Value::Order(order) => Some(ByteArray::from(order.into_bytes())),
        _ => None,
    }
}

fn days(value: &Value<'_>) -> Option<i32> {
    let Value::Text(text) = value else { return None };
    i32::try_from(days_since(NaiveDate::from_ymd_opt(1970, 1, 1)?, text)?).ok()
}

fn pairs(of: &Microdata<'_>) -> Vec<KeyValue> {
    let fields: serde_json::Map<String, Json> =
        of.dictionary.fields.iter().map(|field| (field.name.clone(), described(field))).collect();
    let sets: Vec<Json> = of
        .dictionary
        .sets
        .iter()
        .map(|set| {
            let names: Vec<&str> = of.dictionary.of_set(set).iter().map(|field| field.name.as_str()).collect();
            json!({ "name": set.name, "label": set.label, "variables": names })
        })
        .collect();
    let pair = |key: &str, value: String| KeyValue::new(key.to_owned(), value);
    let mut pairs = vec![
        pair("sonde.wave", of.spec.slug.to_string()),
        pair("sonde.origin", of.origin().to_owned()),
        pair("sonde.variables", Json::Object(fields).to_string()),
        pair("sonde.sets", Json::Array(sets).to_string()),
    ];
    pairs.extend(of.dictionary.weight().map(|weight| pair("sonde.weight", weight.name.clone())));
    pairs
}

fn described(field: &Field) -> Json {
    let codes: Vec<Json> = field
        .codes
        .iter()
        .map(|code| {
            let missing = code.missing.map(super::MissingKind::as_str);
            json!({ "value": code.value, "code": code.code, "label": code.label, "missing": missing })
        })
        .collect();
    json!({
        "label": field.label, "question": field.question, "type": field.kind(), "measure": field.measure.as_str(),
        "unit": field.unit, "filter": field.filter, "codes": codes,
    })
}
