//! From columns to bytes, through the low-level column writer: no Arrow, no schema but ours.

use std::io::Write;
use std::sync::Arc;

use ::parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use ::parquet::data_type::{ByteArray, ByteArrayType, DataType, Int64Type};
use ::parquet::errors::Result;
use ::parquet::file::metadata::KeyValue;
use ::parquet::file::properties::{EnabledStatistics, WriterProperties};
use ::parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use ::parquet::schema::types::{Type, TypePtr};

use super::{
    BadFile, COLUMNS_KEY, ColumnKind, ColumnLayout, FORMAT, FORMAT_KEY, Meta, NO_ANSWER, NOT_ASKED, ROW_GROUP_ROWS,
};
use crate::domain::data_set::{DataSet, Entry, Values};

/// The bytes of a data set. Same data and same meta, same bytes.
pub fn write(data: &DataSet, meta: &Meta) -> std::result::Result<Vec<u8>, BadFile> {
    let layouts: Vec<ColumnLayout> = data.columns.iter().map(ColumnLayout::of).collect();
    let mut pairs = vec![
        KeyValue::new(FORMAT_KEY.to_owned(), FORMAT.to_owned()),
        KeyValue::new(COLUMNS_KEY.to_owned(), serde_json::to_string(&layouts)?),
    ];
    pairs.extend(meta.0.iter().map(|(key, value)| KeyValue::new(key.clone(), value.clone())));
    let mut writer = SerializedFileWriter::new(Vec::new(), schema(&layouts)?, properties(pairs))?;
    let mut from = 0;
    while from < data.rows {
        let to = data.rows.min(from + ROW_GROUP_ROWS);
        let mut group = writer.next_row_group()?;
        for column in &data.columns {
            write_values(&mut group, &column.values, from, to)?;
        }
        group.close()?;
        from = to;
    }
    Ok(writer.into_inner()?)
}

/// Of every Parquet file of ours: no clock, no version of the program.
pub(in crate::export) fn properties(pairs: Vec<KeyValue>) -> Arc<WriterProperties> {
    let properties = WriterProperties::builder()
        .set_created_by("sonde".to_owned())
        .set_compression(Compression::SNAPPY)
        .set_statistics_enabled(EnabledStatistics::None)
        .set_key_value_metadata(Some(pairs))
        .build();
    Arc::new(properties)
}

fn schema(layouts: &[ColumnLayout]) -> Result<TypePtr> {
    let mut fields = Vec::new();
    for layout in layouts {
        if layout.kind == ColumnKind::Number {
            let number = Type::primitive_type_builder(&layout.name, Physical::INT64);
            fields.push(Arc::new(number.with_repetition(Repetition::OPTIONAL).build()?));
        } else {
            fields.push(Arc::new(text_field(&layout.name)?));
        }
        if layout.kind.has_missing_column() {
            fields.push(Arc::new(text_field(&layout.missing_name())?));
        }
    }
    Ok(Arc::new(Type::group_type_builder("responses").with_fields(fields).build()?))
}

fn text_field(name: &str) -> Result<Type> {
    Type::primitive_type_builder(name, Physical::BYTE_ARRAY)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(Some(LogicalType::String))
        .build()
}

type Group<'a> = SerializedRowGroupWriter<'a, Vec<u8>>;

fn write_values(group: &mut Group<'_>, values: &Values, from: usize, to: usize) -> Result<()> {
    match values {
        Values::Category { codes, values } => {
            write_texts(group, values.rows(from..to).map(|entry| text(entry, |at| code(codes, *at).to_owned())))
        }
        Values::Ticks { codes, values } => {
            let ticks = |ticks: &Vec<u16>| ticks.iter().map(|tick| code(codes, *tick)).collect::<Vec<_>>().join(" ");
            write_texts(group, slice(values, from, to).iter().map(|entry| text(entry, ticks)))
        }
        Values::Order { values, .. } => {
            let rank = |at: &u16| (u32::from(*at) + 1).to_string();
            let ranks = |order: &Vec<u16>| order.iter().map(rank).collect::<Vec<_>>().join(" ");
            write_texts(group, slice(values, from, to).iter().map(|entry| text(entry, ranks)))
        }
        Values::Number { declared, values, .. } => {
            let values = slice(values, from, to);
            write_column::<Int64Type, _>(group, values.iter().map(|entry| entry.given().copied()))?;
            write_texts(group, values.iter().map(|entry| missing(entry, declared)))
        }
        Values::Text { declared, values } => {
            let values = slice(values, from, to);
            write_texts(group, values.iter().map(|entry| entry.given().cloned()))?;
            write_texts(group, values.iter().map(|entry| missing(entry, declared)))
        }
    }
}

/// A choice as text. Those never have declared entries: a non-answer is one of their codes.
fn text<T>(entry: &Entry<T>, given: impl Fn(&T) -> String) -> Option<String> {
    match entry {
        Entry::NotAsked => None,
        Entry::NoAnswer | Entry::Declared(_) => Some(String::new()),
        Entry::Given(value) => Some(given(value)),
    }
}

/// A declared non-answer whose code is one of our words is led by a colon, which no code holds.
fn missing<T>(entry: &Entry<T>, declared: &[String]) -> Option<String> {
    match entry {
        Entry::NotAsked => Some(NOT_ASKED.to_owned()),
        Entry::NoAnswer => Some(NO_ANSWER.to_owned()),
        Entry::Declared(position) => match code(declared, *position) {
            own @ (NOT_ASKED | NO_ANSWER) => Some(format!(":{own}")),
            code => Some(code.to_owned()),
        },
        Entry::Given(_) => None,
    }
}

fn slice<T>(values: &[T], from: usize, to: usize) -> &[T] {
    values.get(from..to).unwrap_or(&[])
}

fn code(codes: &[String], position: u16) -> &str {
    codes.get(usize::from(position)).map_or("", String::as_str)
}

fn write_texts(group: &mut Group<'_>, texts: impl Iterator<Item = Option<String>>) -> Result<()> {
    write_column::<ByteArrayType, _>(group, texts.map(|text| text.map(|text| ByteArray::from(text.into_bytes()))))
}

/// Definition level 1 where there is a value, 0 where there is none.
pub(in crate::export) fn write_column<T: DataType, W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    values: impl Iterator<Item = Option<T::T>>,
) -> Result<()> {
    let mut present = Vec::new();
    let mut levels: Vec<i16> = Vec::new();
    for value in values {
        levels.push(i16::from(value.is_some()));
        present.extend(value);
    }
    if let Some(mut column) = group.next_column()? {
        column.typed::<T>().write_batch(&present, Some(&levels), None)?;
        column.close()?;
    }
    Ok(())
}
