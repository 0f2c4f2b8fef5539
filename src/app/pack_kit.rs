//! The sheets of a wave in one zip. Its entries have no date of their own: the same release gives the same bytes.

use std::io::{Cursor, Write};

use zip::result::ZipResult;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::app::AppError;
use crate::domain::id::WaveSlug;

/// Files by name, in this order, in a folder named for the wave.
pub fn packed(slug: &WaveSlug, files: &[(String, String)]) -> Result<Vec<u8>, AppError> {
    zipped(slug, files).map_err(|error| AppError::Internal(format!("{slug}: kit: {error}")))
}

fn zipped(slug: &WaveSlug, files: &[(String, String)]) -> ZipResult<Vec<u8>> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        writer.start_file([slug.as_str(), "/", name].concat(), options)?;
        writer.write_all(text.as_bytes())?;
    }
    Ok(writer.finish()?.into_inner())
}
