//! A release as Parquet: the columns of the CSV for machines, with their types. Not the sealed data set (see `parquet`):
//! figures only, one line each.

use std::sync::Arc;

use ::parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use ::parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int32Type};
use ::parquet::errors::Result;
use ::parquet::file::metadata::KeyValue;
use ::parquet::file::properties::{EnabledStatistics, WriterProperties};
use ::parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use ::parquet::schema::types::{Type, TypePtr};
use chrono::{Datelike, NaiveDate};

use super::fields::{FIELDS, Field, Of};
use super::figures::{Figure, Number, figures};
use super::{ExportError, ReleaseFile};
use crate::domain::release::Released;

/// The day Parquet counts days from, 1970-01-01, as chrono counts from its own first day.
const EPOCH: i32 = 719_163;

pub(super) fn file(released: &Released) -> std::result::Result<ReleaseFile, ExportError> {
    let figures: Vec<Figure<'_>> = figures(released).collect();
    Ok(ReleaseFile {
        name: "tableaux.parquet",
        media_type: "application/vnd.apache.parquet",
        bytes: bytes(released, &figures)?,
        rows: super::count(figures.iter()),
    })
}

/// One row group: a release has some thousands of figures.
fn bytes(released: &Released, figures: &[Figure<'_>]) -> Result<Vec<u8>> {
    let content = released.content();
    let origin = if content.is_simulated { "données simulées" } else { "données recueillies" };
    let said = [
        ("sonde.origin", origin.to_owned()),
        ("sonde.release", released.digest().hex()),
        ("sonde.title", content.wave.title.clone()),
        ("sonde.wave", content.wave.slug.to_string()),
    ];
    let pairs = said.map(|(key, value)| KeyValue::new(key.to_owned(), value));
    let properties = WriterProperties::builder()
        .set_created_by("sonde".to_owned())
        .set_compression(Compression::SNAPPY)
        .set_statistics_enabled(EnabledStatistics::None)
        .set_key_value_metadata(Some(pairs.into()))
        .build();
    let mut writer = SerializedFileWriter::new(Vec::new(), schema()?, Arc::new(properties))?;
    let mut group = writer.next_row_group()?;
    for field in &FIELDS {
        column(&mut group, field.of, figures)?;
    }
    group.close()?;
    writer.into_inner()
}

fn schema() -> Result<TypePtr> {
    let fields = FIELDS.iter().map(|field| Ok(Arc::new(typed(field)?))).collect::<Result<Vec<_>>>()?;
    Ok(Arc::new(Type::group_type_builder("figures").with_fields(fields).build()?))
}

fn typed(field: &Field) -> Result<Type> {
    let (physical, logical) = match field.of {
        Of::Text(_) => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Of::Whole(_) => (Physical::INT32, None),
        Of::Number(_) | Of::Real(_) => (Physical::DOUBLE, None),
        Of::Day(_) => (Physical::INT32, Some(LogicalType::Date)),
        Of::Truth(_) => (Physical::BOOLEAN, None),
    };
    Type::primitive_type_builder(field.name, physical)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(logical)
        .build()
}

type Group<'a> = SerializedRowGroupWriter<'a, Vec<u8>>;

fn column(group: &mut Group<'_>, of: Of, figures: &[Figure<'_>]) -> Result<()> {
    match of {
        Of::Text(of) => {
            let bytes = |text: String| ByteArray::from(text.into_bytes());
            written::<ByteArrayType>(group, figures.iter().map(|figure| of(figure).map(bytes)))
        }
        Of::Whole(of) => {
            let whole = |value| i32::try_from(value).unwrap_or(i32::MAX);
            written::<Int32Type>(group, figures.iter().map(|figure| of(figure).map(whole)))
        }
        Of::Number(of) => written::<DoubleType>(group, figures.iter().map(|figure| of(figure).map(Number::real))),
        Of::Real(of) => written::<DoubleType>(group, figures.iter().map(of)),
        Of::Day(of) => {
            let days = |day: NaiveDate| day.num_days_from_ce() - EPOCH;
            written::<Int32Type>(group, figures.iter().map(|figure| of(figure).map(days)))
        }
        Of::Truth(of) => written::<BoolType>(group, figures.iter().map(of)),
    }
}

/// Definition level 1 where there is a value, 0 where there is none.
fn written<T: DataType>(group: &mut Group<'_>, values: impl Iterator<Item = Option<T::T>>) -> Result<()> {
    let (mut present, mut levels) = (Vec::new(), Vec::<i16>::new());
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
