//! From bytes back to columns. The bytes are ours (their digest was checked), yet nothing here trusts them.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{available_parallelism, scope};

use ::parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use ::parquet::data_type::{ByteArray, DataType};
use ::parquet::file::reader::{FileReader, RowGroupReader, SerializedFileReader};
use bytes::Bytes;

use super::{BadFile, COLUMNS_KEY, ColumnKind, ColumnLayout, FORMAT, FORMAT_KEY, NO_ANSWER, NOT_ASKED, coded};
use crate::domain::data_set::{Choices, Column, DataSet, Entry, Values};

/// More would take from those who answer.
const THREADS_MAX: usize = 4;

/// The data set these bytes were written from.
pub fn read(bytes: &[u8]) -> Result<DataSet, BadFile> {
    let reader = SerializedFileReader::new(Bytes::copy_from_slice(bytes))?;
    let layouts = layouts(&reader)?;
    let columns = columns(&reader, &layouts)?;
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
        ColumnKind::Category => Values::Category { codes, values: Choices::default() },
        ColumnKind::Ticks => Values::Ticks { codes, values: Vec::new() },
        ColumnKind::Number => Values::Number { decimals: layout.decimals, declared: codes, values: Vec::new() },
        ColumnKind::Text => Values::Text { declared: codes, values: Vec::new() },
        ColumnKind::Order => Values::Order { codes, values: Vec::new() },
    };
    Column { name: layout.name.clone(), values }
}

/// Every column, by as many threads as there are processors where the file is large. Each column is one thread's.
fn columns(reader: &SerializedFileReader<Bytes>, layouts: &[ColumnLayout]) -> Result<Vec<Column>, BadFile> {
    let next = |first: &mut usize, layout: &ColumnLayout| {
        let physical = *first;
        *first += if layout.kind.has_missing_column() { 2 } else { 1 };
        Some(physical)
    };
    let firsts: Vec<usize> = layouts.iter().scan(0, next).collect();
    let jobs: Vec<(usize, &ColumnLayout)> = firsts.into_iter().zip(layouts).collect();
    if reader.num_row_groups() < 2 {
        return jobs.iter().map(|(physical, layout)| whole_column(reader, *physical, layout)).collect();
    }
    let threads = available_parallelism().map_or(1, NonZero::get).min(THREADS_MAX);
    let taken = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let at = taken.fetch_add(1, Ordering::Relaxed);
            let Some((physical, layout)) = jobs.get(at) else { return done };
            done.push((at, whole_column(reader, *physical, layout)));
        }
    };
    let mut columns = scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let done = workers.into_iter().map(|worker| worker.join().unwrap_or_else(|panic| resume_unwind(panic)));
        done.flatten().collect::<Vec<_>>()
    });
    columns.sort_unstable_by_key(|(at, _)| *at);
    columns.into_iter().map(|(_, column)| column).collect()
}

fn whole_column(
    reader: &SerializedFileReader<Bytes>,
    physical: usize,
    layout: &ColumnLayout,
) -> Result<Column, BadFile> {
    let mut column = empty_column(layout);
    for group in 0..reader.num_row_groups() {
        read_values(reader.get_row_group(group)?.as_ref(), physical, layout, &mut column.values)?;
    }
    Ok(column)
}

/// Appends the values of one row group, from this physical column on.
fn read_values(
    group: &dyn RowGroupReader,
    physical: usize,
    layout: &ColumnLayout,
    values: &mut Values,
) -> Result<(), BadFile> {
    match values {
        Values::Category { values, codes } => {
            let positions = positions(codes);
            let of = |text: &str| entry(text, |text| position(&positions, layout, text));
            understood(group, physical, &Entry::NotAsked, of, values)
        }
        Values::Ticks { values, codes } => {
            let positions = positions(codes);
            let ticks = |text: &str| text.split(' ').map(|code| position(&positions, layout, code)).collect();
            understood(group, physical, &Entry::NotAsked, |text| entry(text, ticks), values)
        }
        Values::Order { values, codes } => {
            let order = |text: &str| text.split(' ').map(|rank| placed(rank, codes.len(), layout)).collect();
            understood(group, physical, &Entry::NotAsked, |text| entry(text, order), values)
        }
        Values::Number { values, .. } => typed_entries(numbers(group, physical)?, group, physical + 1, layout, values),
        Values::Text { values, .. } => typed_entries(texts(group, physical)?, group, physical + 1, layout, values),
    }
}

/// Appends what `of` makes of each text of a column, and `absent` where there is none.
fn understood<T: Clone>(
    group: &dyn RowGroupReader,
    physical: usize,
    absent: &T,
    of: impl Fn(&str) -> Result<T, BadFile>,
    values: &mut impl coded::Rows<T>,
) -> Result<(), BadFile> {
    if physical < group.num_columns() && coded::read(group, physical, absent, &of, values)? {
        return Ok(());
    }
    for text in texts(group, physical)? {
        values.append(text.map_or_else(|| Ok(absent.clone()), |text| of(&text))?);
    }
    Ok(())
}

fn entry<T>(text: &str, given: impl Fn(&str) -> Result<T, BadFile>) -> Result<Entry<T>, BadFile> {
    if text.is_empty() { Ok(Entry::NoAnswer) } else { given(text).map(Entry::Given) }
}

/// Values with what stands beside them, in the column of what is missing.
fn typed_entries<T>(
    written: Vec<Option<T>>,
    group: &dyn RowGroupReader,
    physical: usize,
    layout: &ColumnLayout,
    values: &mut Vec<Entry<T>>,
) -> Result<(), BadFile> {
    let disagree = || BadFile::Layout(format!("column {} and its missing values disagree", layout.name));
    let mut missing = Vec::with_capacity(written.len());
    understood(group, physical, &Entry::Given(()), |code| missing_entry(code, layout), &mut missing)?;
    for (value, missing) in written.into_iter().zip(missing) {
        values.push(match (value, missing) {
            (Some(value), Entry::Given(())) => Entry::Given(value),
            (None, Entry::NotAsked) => Entry::NotAsked,
            (None, Entry::NoAnswer) => Entry::NoAnswer,
            (None, Entry::Declared(position)) => Entry::Declared(position),
            _ => return Err(disagree()),
        });
    }
    Ok(())
}

fn missing_entry(code: &str, layout: &ColumnLayout) -> Result<Entry<()>, BadFile> {
    match code {
        NOT_ASKED => Ok(Entry::NotAsked),
        NO_ANSWER => Ok(Entry::NoAnswer),
        code => {
            let code = code.strip_prefix(':').unwrap_or(code);
            let position = layout.codes.iter().position(|declared| declared == code);
            let known = position.and_then(|position| u16::try_from(position).ok()).map(Entry::Declared);
            known.ok_or_else(|| BadFile::Layout(format!("column {} has no missing value « {code} »", layout.name)))
        }
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
