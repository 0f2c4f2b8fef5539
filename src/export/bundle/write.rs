//! From files to one archive, the manifest first.

use std::io::{Cursor, Write as _};

use zip::result::ZipResult;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::{MANIFEST, Manifest, SIGNATURE};
use crate::export::{ExportError, ReleaseFile};

/// The archive of these files; the manifest is theirs, and the signature, where there is one, is over `Manifest::text`.
pub fn write(manifest: &Manifest, signature: Option<&[u8]>, files: &[ReleaseFile]) -> Result<Vec<u8>, ExportError> {
    let named = files.iter().map(|file| (file.name, file.bytes.as_slice()));
    let text = manifest.text();
    let first = [(MANIFEST, text.as_bytes())];
    let signed = signature.map(|signature| (SIGNATURE, signature));
    Ok(archive(first.into_iter().chain(signed).chain(named))?)
}

/// The archive of these entries as they are, for whoever compares one with it.
pub fn written(manifest: &[u8], signature: Option<&[u8]>, files: &[(&str, &[u8])]) -> Result<Vec<u8>, ExportError> {
    let signed = signature.map(|signature| (SIGNATURE, signature));
    Ok(archive([(MANIFEST, manifest)].into_iter().chain(signed).chain(files.iter().copied()))?)
}

/// Whether everything around the compressed contents is as it is written here; what compressed them may be another version.
pub fn is_framed_as_ours(bytes: &[u8]) -> bool {
    framed_again(bytes).is_ok_and(|again| again == bytes)
}

fn framed_again(bytes: &[u8]) -> ZipResult<Vec<u8>> {
    let mut from = ZipArchive::new(Cursor::new(bytes))?;
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..from.len() {
        archive.raw_copy_file_touch(from.by_index_raw(at)?, DateTime::DEFAULT, Some(PERMISSIONS))?;
    }
    Ok(archive.finish()?.into_inner())
}

/// Of every entry: read by all.
const PERMISSIONS: u32 = 0o644;

/// No time of day, no owner: only names and contents make the bytes.
fn archive<'a>(entries: impl Iterator<Item = (&'a str, &'a [u8])>) -> ZipResult<Vec<u8>> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::DEFAULT)
        .unix_permissions(PERMISSIONS);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        archive.start_file(name, options)?;
        archive.write_all(bytes)?;
    }
    Ok(archive.finish()?.into_inner())
}
