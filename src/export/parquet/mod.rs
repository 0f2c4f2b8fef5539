//! The sealed data set as Parquet: what is kept, digested, and computed from. The same data always give the same bytes:
//! no instant, no version of a library, one writer thread. Readable by pyarrow and R as it is:
//!
//! - a category is its code, several ticks are their codes with spaces between; not asked is null, no answer is `""`;
//! - a number has a column of its own and `NAME:missing` beside it (`not_asked`, `no_answer`, or null).

mod meta;
mod reader;
mod writer;

pub use meta::Meta;
pub use reader::read;
pub use writer::write;

use serde::{Deserialize, Serialize};

use crate::domain::data_set::{Column, Values};

/// What the layout above is called in the file. A change of layout is a new number.
const FORMAT: &str = "1";
const FORMAT_KEY: &str = "sonde.format";
const COLUMNS_KEY: &str = "sonde.columns";
const ROW_GROUP_ROWS: usize = 65_536;
const NOT_ASKED: &str = "not_asked";
const NO_ANSWER: &str = "no_answer";

/// Not bytes of ours, or of a layout this version does not know.
#[derive(Debug, thiserror::Error)]
pub enum BadFile {
    #[error("the data set is not a readable Parquet file: {0}")]
    Parquet(#[from] ::parquet::errors::ParquetError),
    #[error("the data set's description of its columns cannot be read: {0}")]
    Description(#[from] serde_json::Error),
    #[error("the data set is of another layout: {0}")]
    Layout(String),
}

/// One column of the data set as the file describes it.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct ColumnLayout {
    name: String,
    kind: ColumnKind,
    codes: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ColumnKind {
    Category,
    Ticks,
    Number,
}

impl ColumnLayout {
    fn of(column: &Column) -> Self {
        let (kind, codes) = match &column.values {
            Values::Category { codes, .. } => (ColumnKind::Category, codes.clone()),
            Values::Ticks { codes, .. } => (ColumnKind::Ticks, codes.clone()),
            Values::Number(_) => (ColumnKind::Number, Vec::new()),
        };
        Self { name: column.name.clone(), kind, codes }
    }

    fn missing_name(&self) -> String {
        format!("{}:missing", self.name)
    }
}

#[cfg(test)]
mod tests;
