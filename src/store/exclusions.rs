//! Interviews a person set aside, and why; and those their own respondents took back.

use diesel::prelude::*;

use crate::domain::quality::Ground;
use crate::store::columns::Moment;
use crate::store::ids::{AccountId, InterviewId, WaveId};
use crate::store::schema::{exclusions, withdrawals};
use crate::store::{ReadTx, StoreError, WriteTx};

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = exclusions)]
pub struct ExclusionRow {
    pub wave_id: WaveId,
    pub interview_id: InterviewId,
    pub ground: Ground,
    /// Empty once the wave is sealed.
    pub reason: String,
    pub excluded_by: AccountId,
    pub excluded_at: Moment,
}

/// Conflict if it is set aside already.
pub fn insert(tx: &mut WriteTx<'_>, row: &ExclusionRow) -> Result<(), StoreError> {
    diesel::insert_into(exclusions::table)
        .values(row)
        .execute(tx.connection())
        .map_err(StoreError::conflict("exclusion"))?;
    Ok(())
}

/// Whether there was one.
pub fn remove(tx: &mut WriteTx<'_>, wave_id: WaveId, interview_id: InterviewId) -> Result<bool, StoreError> {
    Ok(diesel::delete(exclusions::table.find((wave_id, interview_id))).execute(tx.connection())? == 1)
}

/// Of each, the ground stays: the reason is free words about somebody.
pub fn forget_reasons(tx: &mut WriteTx<'_>, wave_id: WaveId) -> Result<(), StoreError> {
    let of_wave = exclusions::table.filter(exclusions::wave_id.eq(wave_id));
    diesel::update(of_wave).set(exclusions::reason.eq("")).execute(tx.connection())?;
    Ok(())
}

/// Every interview of a wave that is set aside, in no order.
pub fn of_wave(tx: &mut ReadTx<'_>, wave_id: WaveId) -> Result<Vec<ExclusionRow>, StoreError> {
    Ok(exclusions::table
        .filter(exclusions::wave_id.eq(wave_id))
        .select(ExclusionRow::as_select())
        .load(tx.connection())?)
}

/// Notes that somebody took their answers back; noted once.
pub fn record_withdrawal(
    tx: &mut WriteTx<'_>,
    wave_id: WaveId,
    interview_id: InterviewId,
    withdrawn_on: Moment,
) -> Result<(), StoreError> {
    diesel::insert_into(withdrawals::table)
        .values((
            withdrawals::wave_id.eq(wave_id),
            withdrawals::interview_id.eq(interview_id),
            withdrawals::withdrawn_on.eq(withdrawn_on),
        ))
        .execute(tx.connection())
        .map_err(StoreError::conflict("retrait"))?;
    Ok(())
}

/// How many took their answers back.
pub fn withdrawals(tx: &mut ReadTx<'_>, wave_id: WaveId) -> Result<i64, StoreError> {
    Ok(withdrawals::table.filter(withdrawals::wave_id.eq(wave_id)).count().get_result(tx.connection())?)
}
