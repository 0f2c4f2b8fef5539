//! What is left, after sealing, of the times and the flags of a wave: counts, as JSON.

use diesel::prelude::*;

use crate::store::ids::WaveId;
use crate::store::schema::field_notes;
use crate::store::{ReadTx, StoreError, WriteTx};

/// Conflict if the wave has its notes already.
pub fn insert(tx: &mut WriteTx<'_>, wave_id: WaveId, content: &str) -> Result<(), StoreError> {
    diesel::insert_into(field_notes::table)
        .values((field_notes::wave_id.eq(wave_id), field_notes::content.eq(content)))
        .execute(tx.connection())
        .map_err(StoreError::conflict("notes de terrain"))?;
    Ok(())
}

pub fn by_wave(tx: &mut ReadTx<'_>, wave_id: WaveId) -> Result<Option<String>, StoreError> {
    Ok(field_notes::table.find(wave_id).select(field_notes::content).first(tx.connection()).optional()?)
}
