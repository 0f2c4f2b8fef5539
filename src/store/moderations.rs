//! What became of the entries of moderated forms: one row for each entry somebody has decided on. The interviews themselves are
//! not touched; one without a row is only proposed.

use diesel::prelude::*;

use crate::domain::moderation::EntryStatus;
use crate::store::columns::Moment;
use crate::store::ids::{AccountId, InterviewId, PublicId, WaveId};
use crate::store::schema::moderations;
use crate::store::{ReadTx, StoreError, WriteTx};

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = moderations)]
#[diesel(treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct ModerationRow {
    pub wave_id: WaveId,
    pub interview_id: InterviewId,
    pub status: EntryStatus,
    /// Drawn when it is first published, and kept: whoever noted its address is told when it is withdrawn.
    pub public_id: Option<PublicId>,
    /// Of a withdrawal.
    pub reason: Option<String>,
    pub moderated_by: AccountId,
    pub moderated_at: Moment,
}

/// Conflict if somebody has decided on that entry already.
pub fn insert(tx: &mut WriteTx<'_>, row: &ModerationRow) -> Result<(), StoreError> {
    diesel::insert_into(moderations::table)
        .values(row)
        .execute(tx.connection())
        .map_err(StoreError::conflict("fiche"))?;
    Ok(())
}

/// Whether it was still what it was decided from.
pub fn change(tx: &mut WriteTx<'_>, from: EntryStatus, row: &ModerationRow) -> Result<bool, StoreError> {
    let known = moderations::table.find((row.wave_id, row.interview_id)).filter(moderations::status.eq(from));
    Ok(diesel::update(known).set(row).execute(tx.connection())? == 1)
}

pub fn of_interview(
    tx: &mut ReadTx<'_>,
    wave_id: WaveId,
    interview_id: InterviewId,
) -> Result<Option<ModerationRow>, StoreError> {
    Ok(moderations::table
        .find((wave_id, interview_id))
        .select(ModerationRow::as_select())
        .first(tx.connection())
        .optional()?)
}

/// Every entry of a wave somebody has decided on, in no order.
pub fn of_wave(tx: &mut ReadTx<'_>, wave_id: WaveId) -> Result<Vec<ModerationRow>, StoreError> {
    Ok(moderations::table
        .filter(moderations::wave_id.eq(wave_id))
        .select(ModerationRow::as_select())
        .load(tx.connection())?)
}

/// The entry that once was published under this name.
pub fn by_public_id(
    tx: &mut ReadTx<'_>,
    wave_id: WaveId,
    public_id: PublicId,
) -> Result<Option<ModerationRow>, StoreError> {
    Ok(moderations::table
        .filter(moderations::wave_id.eq(wave_id))
        .filter(moderations::public_id.eq(public_id))
        .select(ModerationRow::as_select())
        .first(tx.connection())
        .optional()?)
}

/// What is published of a wave, the newest first: so many rows after so many others.
pub fn published(
    tx: &mut ReadTx<'_>,
    wave_id: WaveId,
    rows_max: i64,
    after: i64,
) -> Result<Vec<ModerationRow>, StoreError> {
    Ok(moderations::table
        .filter(moderations::wave_id.eq(wave_id))
        .filter(moderations::status.eq(EntryStatus::Published))
        .order((moderations::moderated_at.desc(), moderations::public_id))
        .limit(rows_max)
        .offset(after)
        .select(ModerationRow::as_select())
        .load(tx.connection())?)
}

pub fn count_published(tx: &mut ReadTx<'_>, wave_id: WaveId) -> Result<i64, StoreError> {
    Ok(moderations::table
        .filter(moderations::wave_id.eq(wave_id))
        .filter(moderations::status.eq(EntryStatus::Published))
        .count()
        .get_result(tx.connection())?)
}

/// Nothing of a wave is to be read any more; says how many entries it was.
pub fn withdraw_all(tx: &mut WriteTx<'_>, wave_id: WaveId, reason: &str) -> Result<usize, StoreError> {
    let read = moderations::table
        .filter(moderations::wave_id.eq(wave_id))
        .filter(moderations::status.ne(EntryStatus::Withdrawn));
    let withdrawn = (moderations::status.eq(EntryStatus::Withdrawn), moderations::reason.eq(reason));
    Ok(diesel::update(read).set(withdrawn).execute(tx.connection())?)
}
