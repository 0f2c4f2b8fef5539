//! The sealed data set as Parquet: what is kept, digested, and computed from. The same data always give the same bytes:
//! no instant, no version of a library, one writer thread. Readable by pyarrow and R as it is:
//!
//! - a category is its code, several ticks are their codes with spaces between; not asked is null, no answer is `""`;
//! - a number (times ten to the power of its decimals) or a text has a column of its own and `NAME:missing` beside it
//!   (`not_asked`, `no_answer`, the code of a declared non-answer, or null);
//! - an order shown is the ranks, from 1, of its codes in the file's own description, with spaces between.

mod coded;
mod meta;
mod reader;
mod writer;

pub use meta::Meta;
pub use reader::read;
pub use writer::write;
pub(super) use writer::{properties, write_column};

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
    /// Of a number or a text, the declared non-answers.
    codes: Vec<String>,
    #[serde(default, skip_serializing_if = "is_zero")]
    decimals: u8,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ColumnKind {
    Category,
    Ticks,
    Number,
    Text,
    Order,
}

impl ColumnKind {
    /// Whether what is missing stands in a column beside the values.
    fn has_missing_column(self) -> bool {
        matches!(self, Self::Number | Self::Text)
    }
}

impl ColumnLayout {
    fn of(column: &Column) -> Self {
        let (kind, codes, decimals) = match &column.values {
            Values::Category { codes, .. } => (ColumnKind::Category, codes, 0),
            Values::Ticks { codes, .. } => (ColumnKind::Ticks, codes, 0),
            Values::Number { declared, decimals, .. } => (ColumnKind::Number, declared, *decimals),
            Values::Text { declared, .. } => (ColumnKind::Text, declared, 0),
            Values::Order { codes, .. } => (ColumnKind::Order, codes, 0),
        };
        Self { name: column.name.clone(), kind, codes: codes.clone(), decimals }
    }

    fn missing_name(&self) -> String {
        format!("{}:missing", self.name)
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn is_zero(decimals: &u8) -> bool {
    *decimals == 0
}

#[cfg(test)]
mod tests;
