//! Files of a release, frozen in the write that approves it: what is served is what was approved.

use diesel::prelude::*;

use crate::domain::id::Digest;
use crate::store::ids::WaveId;
use crate::store::schema::release_files;
use crate::store::{ReadTx, StoreError, WriteTx};

/// What is known of a file without reading it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = release_files)]
pub struct ReleaseFileRow {
    pub name: String,
    pub media_type: String,
    pub row_count: i64,
    pub byte_count: i64,
    pub digest: Digest,
}

/// A file to keep.
#[derive(Debug, Clone, Copy)]
pub struct NewReleaseFile<'a> {
    pub wave_id: WaveId,
    /// Of its release, which must be there.
    pub number: i32,
    pub name: &'a str,
    pub media_type: &'a str,
    pub row_count: i64,
    pub bytes: &'a [u8],
}

/// Conflict if the release has a file of that name.
pub fn insert(tx: &mut WriteTx<'_>, file: &NewReleaseFile<'_>) -> Result<(), StoreError> {
    diesel::insert_into(release_files::table)
        .values((
            release_files::wave_id.eq(file.wave_id),
            release_files::number.eq(file.number),
            release_files::name.eq(file.name),
            release_files::media_type.eq(file.media_type),
            release_files::row_count.eq(file.row_count),
            release_files::byte_count.eq(i64::try_from(file.bytes.len()).unwrap_or(i64::MAX)),
            release_files::digest.eq(Digest::of(file.bytes).hex()),
            release_files::bytes.eq(file.bytes),
        ))
        .execute(tx.connection())
        .map_err(StoreError::conflict(format!("fichier {}", file.name)))?;
    Ok(())
}

/// The files of a release, by name.
pub fn list(tx: &mut ReadTx<'_>, wave_id: WaveId, number: i32) -> Result<Vec<ReleaseFileRow>, StoreError> {
    let mut rows: Vec<ReleaseFileRow> = release_files::table
        .filter(release_files::wave_id.eq(wave_id))
        .filter(release_files::number.eq(number))
        .select(ReleaseFileRow::as_select())
        .load(tx.connection())?;
    // Sorted here: the two databases do not order texts alike.
    rows.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(rows)
}

/// The file itself.
pub fn bytes(tx: &mut ReadTx<'_>, wave_id: WaveId, number: i32, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(release_files::table
        .find((wave_id, number, name))
        .select(release_files::bytes)
        .first(tx.connection())
        .optional()?)
}
