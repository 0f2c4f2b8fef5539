//! From files to one archive, the manifest first.

use std::io::{Cursor, Write as _};

use zip::result::ZipResult;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::{MANIFEST, Manifest, SIGNATURE};
use crate::export::{ExportError, ReleaseFile};

/// The archive of these files; the manifest is theirs, and the signature, where there is one, is over `Manifest::text`.
pub fn write(manifest: &Manifest, signature: Option<&[u8]>, files: &[ReleaseFile]) -> Result<Vec<u8>, ExportError> {
    let named = files.iter().map(|file| (file.name, file.bytes.as_slice()));
    let text = manifest.text();
    let first = [(MANIFEST, text.as_bytes())];
    let signed = signature.map(|signature| (SIGNATURE, signature));
    archive(first.into_iter().chain(signed).chain(named)).map_err(ExportError::Zip)
}

/// No time of day, no owner: only names and contents make the bytes.
fn archive<'a>(entries: impl Iterator<Item = (&'a str, &'a [u8])>) -> ZipResult<Vec<u8>> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::DEFAULT)
        .unix_permissions(0o644);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        archive.start_file(name, options)?;
        archive.write_all(bytes)?;
    }
    Ok(archive.finish()?.into_inner())
}
