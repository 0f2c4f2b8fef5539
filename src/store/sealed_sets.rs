//! The sealed data set of a wave: one immutable file and its digest.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::domain::id::Digest;
use crate::store::columns::Moment;
use crate::store::ids::WaveId;
use crate::store::schema::sealed_sets;
use crate::store::{ReadTx, StoreError, WriteTx};

/// What is known of a sealed set without reading it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = sealed_sets)]
pub struct SealedSetRow {
    pub wave_id: WaveId,
    pub digest: Digest,
    pub row_count: i64,
    pub sealed_at: Moment,
}

/// Conflict if the wave has one already: it is never replaced.
pub fn insert(
    tx: &mut WriteTx<'_>,
    wave_id: WaveId,
    digest: Digest,
    row_count: i64,
    file: &[u8],
    sealed_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    diesel::insert_into(sealed_sets::table)
        .values((
            sealed_sets::wave_id.eq(wave_id),
            sealed_sets::digest.eq(digest.hex()),
            sealed_sets::row_count.eq(row_count),
            sealed_sets::file.eq(file),
            sealed_sets::sealed_at.eq(Moment::from(sealed_at)),
        ))
        .execute(tx.connection())
        .map_err(StoreError::conflict("jeu de données scellé"))?;
    Ok(())
}

pub fn by_wave(tx: &mut ReadTx<'_>, wave_id: WaveId) -> Result<Option<SealedSetRow>, StoreError> {
    Ok(sealed_sets::table.find(wave_id).select(SealedSetRow::as_select()).first(tx.connection()).optional()?)
}

/// The file itself.
pub fn file(tx: &mut ReadTx<'_>, wave_id: WaveId) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(sealed_sets::table.find(wave_id).select(sealed_sets::file).first(tx.connection()).optional()?)
}
