//! Corrections of a release: what one person proposes, with a public reason, and another approves. Approved, a correction
//! is the release of its number, and its row stays for its reason and for whoever computes it again.

use diesel::prelude::*;

use crate::domain::id::Digest;
use crate::store::columns::{Moment, PackedWeights};
use crate::store::connection::AnyConnection;
use crate::store::ids::{AccountId, WaveId};
use crate::store::schema::{release_corrections, releases};
use crate::store::{ReadTx, StoreError, WriteTx};

#[derive(Debug, Clone, PartialEq, Queryable, Selectable)]
#[diesel(table_name = release_corrections)]
pub struct CorrectionRow {
    pub wave_id: WaveId,
    /// Of the release it is, or would be.
    pub number: i32,
    pub reason: String,
    /// Canonical JSON of the corrected `WaveSpec`.
    pub spec: String,
    /// Of the sealed data set.
    pub data_digest: Digest,
    pub weights: PackedWeights,
    /// As in `weightings`.
    pub diagnostics: String,
    pub proposed_by: AccountId,
    pub proposed_at: Moment,
}

/// One write about the corrections of a wave after the other: what waits is what was looked at. By the row of its first release.
pub fn lock(tx: &mut WriteTx<'_>, wave_id: WaveId) -> Result<(), StoreError> {
    // Two arms: a row lock; on SQLite the write holds it.
    if let AnyConnection::Postgres(connection) = tx.connection() {
        let first = releases::table.find((wave_id, 1)).select(releases::number);
        first.for_update().first::<i32>(connection).optional()?;
    }
    Ok(())
}

/// The proposal of that number, in the place of one that was not approved.
pub fn propose(tx: &mut WriteTx<'_>, row: &CorrectionRow) -> Result<(), StoreError> {
    let approved: i64 = releases::table
        .filter(releases::wave_id.eq(row.wave_id))
        .filter(releases::number.eq(row.number))
        .count()
        .get_result(tx.connection())?;
    if approved > 0 {
        return Err(StoreError::Conflict(format!("publication n° {}", row.number)));
    }
    diesel::delete(release_corrections::table.find((row.wave_id, row.number))).execute(tx.connection())?;
    diesel::insert_into(release_corrections::table)
        .values((
            release_corrections::wave_id.eq(row.wave_id),
            release_corrections::number.eq(row.number),
            release_corrections::reason.eq(&row.reason),
            release_corrections::spec.eq(&row.spec),
            release_corrections::data_digest.eq(row.data_digest.hex()),
            release_corrections::weights.eq(&row.weights),
            release_corrections::diagnostics.eq(&row.diagnostics),
            release_corrections::proposed_by.eq(row.proposed_by),
            release_corrections::proposed_at.eq(row.proposed_at),
        ))
        .execute(tx.connection())
        .map_err(StoreError::conflict(format!("correction n° {}", row.number)))?;
    Ok(())
}

/// Takes back the proposal of that number; whoever asks has looked that it was not approved.
pub fn withdraw(tx: &mut WriteTx<'_>, wave_id: WaveId, number: i32) -> Result<(), StoreError> {
    diesel::delete(release_corrections::table.find((wave_id, number))).execute(tx.connection())?;
    Ok(())
}

pub fn by_number(tx: &mut ReadTx<'_>, wave_id: WaveId, number: i32) -> Result<Option<CorrectionRow>, StoreError> {
    Ok(release_corrections::table
        .find((wave_id, number))
        .select(CorrectionRow::as_select())
        .first(tx.connection())
        .optional()?)
}

/// Number and reason of each, approved or not, the first one first.
pub fn reasons(tx: &mut ReadTx<'_>, wave_id: WaveId) -> Result<Vec<(i32, String)>, StoreError> {
    Ok(release_corrections::table
        .filter(release_corrections::wave_id.eq(wave_id))
        .order(release_corrections::number)
        .select((release_corrections::number, release_corrections::reason))
        .load(tx.connection())?)
}
