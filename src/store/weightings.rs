//! The weights of a sealed wave, in the order of its rows, with what they were computed from.

use diesel::prelude::*;

use crate::domain::id::Digest;
use crate::store::columns::{Moment, PackedWeights};
use crate::store::ids::{AccountId, WaveId};
use crate::store::schema::weightings;
use crate::store::{ReadTx, StoreError, WriteTx};

#[derive(Debug, Clone, PartialEq, Queryable, Selectable)]
#[diesel(table_name = weightings)]
pub struct WeightingRow {
    pub wave_id: WaveId,
    pub scheme_version: i32,
    /// Of the sealed data set.
    pub data_digest: Digest,
    pub weights: PackedWeights,
    /// JSON: design effect, effective base, range, rounds.
    pub diagnostics: String,
    /// A person always weighs; the column would allow none.
    pub weighed_by: Option<AccountId>,
    pub weighed_at: Moment,
}

/// Conflict if the wave is weighed already.
pub fn insert(tx: &mut WriteTx<'_>, row: &WeightingRow) -> Result<(), StoreError> {
    diesel::insert_into(weightings::table)
        .values((
            weightings::wave_id.eq(row.wave_id),
            weightings::scheme_version.eq(row.scheme_version),
            weightings::data_digest.eq(row.data_digest.hex()),
            weightings::weights.eq(&row.weights),
            weightings::diagnostics.eq(&row.diagnostics),
            weightings::weighed_by.eq(row.weighed_by),
            weightings::weighed_at.eq(row.weighed_at),
        ))
        .execute(tx.connection())
        .map_err(StoreError::conflict("redressement"))?;
    Ok(())
}

pub fn by_wave(tx: &mut ReadTx<'_>, wave_id: WaveId) -> Result<Option<WeightingRow>, StoreError> {
    Ok(weightings::table.find(wave_id).select(WeightingRow::as_select()).first(tx.connection()).optional()?)
}
