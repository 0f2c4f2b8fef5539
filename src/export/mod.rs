//! Files out: pure writers over `domain`. The sealed data set as Parquet, which never leaves the service; its responses in
//! the formats pollsters use; what has been released in the formats its readers use.

pub mod bundle;
pub mod csv;
pub mod microdata;
pub mod parquet;
pub mod picture;

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
    #[error("the archive of the release: {0}")]
    Zip(zip::result::ZipError),
}
