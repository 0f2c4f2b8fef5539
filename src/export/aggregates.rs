//! A release as Parquet: the columns of the CSV for machines, with their types. Not the sealed data set (see `parquet`):
//! figures only, one line each.

use std::sync::Arc;

use ::parquet::basic::{LogicalType, Repetition, Type as Physical};
use ::parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int32Type};
use ::parquet::errors::Result;
use ::parquet::file::metadata::KeyValue;
use ::parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use ::parquet::schema::types::{Type, TypePtr};
use chrono::NaiveDate;

use super::fields::{FIELDS, Field, Of};
use super::figures::{Figure, Number, figures};
use super::parquet::{properties, write_column};
use super::words::origin;
use super::{ExportError, ReleaseFile};
use crate::domain::release::Released;

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
    let said = [
        ("sonde.origin", origin(content.is_simulated).to_owned()),
        ("sonde.release", released.digest().hex()),
        ("sonde.title", content.wave.title.clone()),
        ("sonde.wave", content.wave.slug.to_string()),
    ];
    let pairs = said.map(|(key, value)| KeyValue::new(key.to_owned(), value));
    let mut writer = SerializedFileWriter::new(Vec::new(), schema()?, properties(pairs.into()))?;
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
            write_column::<ByteArrayType, _>(group, figures.iter().map(|figure| of(figure).map(bytes)))
        }
        Of::Whole(of) => {
            let whole = |value| i32::try_from(value).unwrap_or(i32::MAX);
            write_column::<Int32Type, _>(group, figures.iter().map(|figure| of(figure).map(whole)))
        }
        Of::Number(of) => {
            write_column::<DoubleType, _>(group, figures.iter().map(|figure| of(figure).map(Number::real)))
        }
        Of::Real(of) => write_column::<DoubleType, _>(group, figures.iter().map(of)),
        Of::Day(of) => {
            let days = |day: NaiveDate| day.to_epoch_days();
            write_column::<Int32Type, _>(group, figures.iter().map(|figure| of(figure).map(days)))
        }
        Of::Truth(of) => write_column::<BoolType, _>(group, figures.iter().map(of)),
    }
}
