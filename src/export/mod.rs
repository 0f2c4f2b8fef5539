//! Files out: pure writers over `domain`. The sealed data set as Parquet, which never leaves the service; its responses in
//! the formats pollsters use; what has been released in the formats its readers use.

mod aggregates;
pub mod bundle;
pub mod csv;
mod excel;
mod fields;
mod figures;
mod formula;
mod french;
mod json_stat;
mod keys;
pub mod microdata;
mod notice;
pub mod parquet;
pub mod picture;
mod sdmx;
mod words;
mod workbook;
mod xml;

use crate::domain::release::Released;

/// One file of a release, as it is frozen at approval and served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseFile {
    /// In its folder and its archive: `tableaux.csv`.
    pub name: &'static str,
    pub media_type: &'static str,
    pub bytes: Vec<u8>,
    /// Lines, or cells where there are no lines: what a reader counts to know that all arrived.
    pub rows: u64,
}

/// Why a file could not be made: a fault of ours or of a library, never of the figures.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    #[error("a CSV file of the release: {0}")]
    Csv(#[from] ::csv::Error),
    #[error("the Parquet file of the release: {0}")]
    Parquet(#[from] ::parquet::errors::ParquetError),
    #[error("the JSON-stat file of the release: {0}")]
    Json(#[from] serde_json::Error),
    #[error("the workbook of the release: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    #[error("the archive of the release: {0}")]
    Zip(#[from] zip::result::ZipError),
}

/// Every file of a release but its archive (see `bundle`), in the order they are listed. The same release always gives the
/// same bytes.
pub fn release_files(released: &Released) -> Result<Vec<ReleaseFile>, ExportError> {
    let mut files = vec![
        workbook::file(released)?,
        excel::file(released)?,
        csv::file(released)?,
        aggregates::file(released)?,
        json_stat::file(released)?,
        sdmx::data_file(released)?,
        sdmx::structure_file(released),
        canonical(released),
    ];
    files.push(notice::file(released, &files));
    Ok(files)
}

/// The release as it was approved: what its digest is over.
fn canonical(released: &Released) -> ReleaseFile {
    ReleaseFile {
        name: "publication.json",
        media_type: "application/json",
        bytes: released.canonical_json().as_bytes().to_vec(),
        rows: count(figures::figures(released)),
    }
}

fn count<T>(items: impl Iterator<Item = T>) -> u64 {
    u64::try_from(items.count()).unwrap_or(u64::MAX)
}
