//! Releases: frozen texts that may leave once the embargo has passed. A correction is a new number.

use diesel::prelude::*;

use crate::domain::id::Digest;
use crate::store::columns::Moment;
use crate::store::ids::{AccountId, WaveId};
use crate::store::schema::releases;
use crate::store::{ReadTx, StoreError, WriteTx};

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = releases)]
pub struct ReleaseRow {
    pub wave_id: WaveId,
    /// From 1.
    pub number: i32,
    /// Canonical JSON of the `Released`.
    pub content: String,
    pub digest: Digest,
    pub approved_by: AccountId,
    pub approved_at: Moment,
}

/// Conflict if the wave has a release of that number.
pub fn insert(tx: &mut WriteTx<'_>, row: &ReleaseRow) -> Result<(), StoreError> {
    diesel::insert_into(releases::table)
        .values((
            releases::wave_id.eq(row.wave_id),
            releases::number.eq(row.number),
            releases::content.eq(&row.content),
            releases::digest.eq(row.digest.hex()),
            releases::approved_by.eq(row.approved_by),
            releases::approved_at.eq(row.approved_at),
        ))
        .execute(tx.connection())
        .map_err(StoreError::conflict(format!("publication n° {}", row.number)))?;
    Ok(())
}

pub fn by_number(tx: &mut ReadTx<'_>, wave_id: WaveId, number: i32) -> Result<Option<ReleaseRow>, StoreError> {
    Ok(releases::table.find((wave_id, number)).select(ReleaseRow::as_select()).first(tx.connection()).optional()?)
}

/// The one that counts.
pub fn latest(tx: &mut ReadTx<'_>, wave_id: WaveId) -> Result<Option<ReleaseRow>, StoreError> {
    Ok(releases::table
        .filter(releases::wave_id.eq(wave_id))
        .order(releases::number.desc())
        .select(ReleaseRow::as_select())
        .first(tx.connection())
        .optional()?)
}

/// Number and instant of approval of each, in order.
pub fn approvals(tx: &mut ReadTx<'_>, wave_id: WaveId) -> Result<Vec<(i32, Moment)>, StoreError> {
    Ok(releases::table
        .filter(releases::wave_id.eq(wave_id))
        .order(releases::number)
        .select((releases::number, releases::approved_at))
        .load(tx.connection())?)
}
