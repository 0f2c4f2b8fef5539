//! From bytes back to columns. The bytes are ours (their digest was checked), yet nothing here trusts them.

use std::collections::BTreeMap;

use ::parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use ::parquet::data_type::{ByteArray, DataType};
use ::parquet::file::reader::{FileReader, RowGroupReader, SerializedFileReader};
use bytes::Bytes;

use super::{BadFile, COLUMNS_KEY, ColumnKind, ColumnLayout, FORMAT, FORMAT_KEY, NO_ANSWER, NOT_ASKED};
use crate::domain::data_set::{Column, DataSet, Entry, Values};

/// The data set these bytes were written from.
pub fn read(bytes: &[u8]) -> Result<DataSet, BadFile> {
    let reader = SerializedFileReader::new(Bytes::copy_from_slice(bytes))?;
    let layouts = layouts(&reader)?;
    let mut columns: Vec<Column> = layouts.iter().map(empty_column).collect();
    for group in 0..reader.num_row_groups() {
        let group = reader.get_row_group(group)?;
        let mut physical = 0;
        for (column, layout) in columns.iter_mut().zip(&layouts) {
            physical = read_values(group.as_ref(), physical, layout, &mut column.values)?;
        }
    }
    let rows = usize::try_from(reader.metadata().file_metadata().num_rows())
        .map_err(|_| BadFile::Layout("negative number of rows".to_owned()))?;
    match columns.iter().find(|column| column.values.len() != rows) {
        Some(column) => Err(BadFile::Layout(format!("column {} has not one value a row", column.name))),
        None => Ok(DataSet { rows, columns }),
    }
}

fn layouts(reader: &SerializedFileReader<Bytes>) -> Result<Vec<ColumnLayout>, BadFile> {
    let pairs = reader.metadata().file_metadata().key_value_metadata();
    let value = |key: &str| {
        let pair = pairs.into_iter().flatten().find(|pair| pair.key == key);
        pair.and_then(|pair| pair.value.as_deref()).ok_or_else(|| BadFile::Layout(format!("no {key}")))
    };
    match value(FORMAT_KEY)? {
        FORMAT => Ok(serde_json::from_str(value(COLUMNS_KEY)?)?),
        other => Err(BadFile::Layout(format!("format {other}, this program knows {FORMAT}"))),
    }
}

fn empty_column(layout: &ColumnLayout) -> Column {
    let codes = layout.codes.clone();
    let values = match layout.kind {
        ColumnKind::Category => Values::Category { codes, values: Vec::new() },
        ColumnKind::Ticks => Values::Ticks { codes, values: Vec::new() },
        ColumnKind::Number => Values::Number { decimals: layout.decimals, declared: codes, values: Vec::new() },
        ColumnKind::Text => Values::Text { declared: codes, values: Vec::new() },
        ColumnKind::Order => Values::Order { codes, values: Vec::new() },
    };
    Column { name: layout.name.clone(), values }
}

/// Appends the values of one row group, from this physical column on, and gives the next one.
fn read_values(
    group: &dyn RowGroupReader,
    physical: usize,
    layout: &ColumnLayout,
    values: &mut Values,
) -> Result<usize, BadFile> {
    match values {
        Values::Category { values, codes } => {
            let positions = positions(codes);
            for text in texts(group, physical)? {
                values.push(entry(text, |text| position(&positions, layout, text))?);
            }
        }
        Values::Ticks { values, codes } => {
            let positions = positions(codes);
            let ticks = |text: &str| text.split(' ').map(|code| position(&positions, layout, code)).collect();
            for text in texts(group, physical)? {
                values.push(entry(text, ticks)?);
            }
        }
        Values::Order { values, codes } => {
            let order = |text: &str| text.split(' ').map(|rank| placed(rank, codes.len(), layout)).collect();
            for text in texts(group, physical)? {
                values.push(entry(text, order)?);
            }
        }
        Values::Number { values, .. } => {
            let numbers = numbers(group, physical)?;
            for (number, missing) in numbers.into_iter().zip(texts(group, physical + 1)?) {
                values.push(typed_entry(number, missing.as_deref(), layout)?);
            }
        }
        Values::Text { values, .. } => {
            let written = texts(group, physical)?;
            for (text, missing) in written.into_iter().zip(texts(group, physical + 1)?) {
                values.push(typed_entry(text, missing.as_deref(), layout)?);
            }
        }
    }
    Ok(physical + if layout.kind.has_missing_column() { 2 } else { 1 })
}

fn entry<T>(text: Option<String>, given: impl Fn(&str) -> Result<T, BadFile>) -> Result<Entry<T>, BadFile> {
    match text.as_deref() {
        None => Ok(Entry::NotAsked),
        Some("") => Ok(Entry::NoAnswer),
        Some(text) => given(text).map(Entry::Given),
    }
}

fn typed_entry<T>(value: Option<T>, missing: Option<&str>, layout: &ColumnLayout) -> Result<Entry<T>, BadFile> {
    let disagree = || BadFile::Layout(format!("column {} and its missing values disagree", layout.name));
    match (value, missing) {
        (Some(value), None) => Ok(Entry::Given(value)),
        (None, Some(NOT_ASKED)) => Ok(Entry::NotAsked),
        (None, Some(NO_ANSWER)) => Ok(Entry::NoAnswer),
        (None, Some(code)) => {
            let code = code.strip_prefix(':').unwrap_or(code);
            let position = layout.codes.iter().position(|declared| declared == code);
            position.and_then(|position| u16::try_from(position).ok()).map(Entry::Declared).ok_or_else(disagree)
        }
        _ => Err(disagree()),
    }
}

fn placed(rank: &str, codes: usize, layout: &ColumnLayout) -> Result<u16, BadFile> {
    let position = rank.parse::<u16>().ok().and_then(|rank| rank.checked_sub(1));
    let known = position.filter(|position| usize::from(*position) < codes);
    known.ok_or_else(|| BadFile::Layout(format!("column {} has no rank « {rank} »", layout.name)))
}

fn positions(codes: &[String]) -> BTreeMap<String, u16> {
    codes.iter().zip(0u16..).map(|(code, position)| (code.clone(), position)).collect()
}

fn position(positions: &BTreeMap<String, u16>, layout: &ColumnLayout, code: &str) -> Result<u16, BadFile> {
    let unknown = || BadFile::Layout(format!("column {} has no code « {code} »", layout.name));
    positions.get(code).copied().ok_or_else(unknown)
}

fn texts(group: &dyn RowGroupReader, physical: usize) -> Result<Vec<Option<String>>, BadFile> {
    let ColumnReader::ByteArrayColumnReader(mut reader) = column(group, physical)? else {
        return Err(BadFile::Layout(format!("physical column {physical} is not text")));
    };
    let text = |value: ByteArray| Ok(value.as_utf8()?.to_owned());
    read_column(group, &mut reader)?.into_iter().map(|value| value.map(text).transpose()).collect()
}

fn numbers(group: &dyn RowGroupReader, physical: usize) -> Result<Vec<Option<i64>>, BadFile> {
    match column(group, physical)? {
        ColumnReader::Int64ColumnReader(mut reader) => read_column(group, &mut reader),
        _ => Err(BadFile::Layout(format!("physical column {physical} is not a number"))),
    }
}

fn column(group: &dyn RowGroupReader, physical: usize) -> Result<ColumnReader, BadFile> {
    if physical >= group.num_columns() {
        return Err(BadFile::Layout(format!("no physical column {physical}")));
    }
    Ok(group.get_column_reader(physical)?)
}

fn read_column<T: DataType>(
    group: &dyn RowGroupReader,
    reader: &mut ColumnReaderImpl<T>,
) -> Result<Vec<Option<T::T>>, BadFile> {
    let rows = usize::try_from(group.metadata().num_rows()).unwrap_or(0);
    let (mut levels, mut present) = (Vec::new(), Vec::new());
    while levels.len() < rows {
        let (records, _, _) = reader.read_records(rows - levels.len(), Some(&mut levels), None, &mut present)?;
        if records == 0 {
            break;
        }
    }
    let mut present = present.into_iter();
    Ok(levels.into_iter().map(|level| if level > 0 { present.next() } else { None }).collect())
}
