//! Telephone calls: each attempt to a contact of the sample, by the number the sample gives it. Added, never changed
//! but at sealing, which keeps their days.

use std::collections::BTreeSet;

use chrono::{NaiveDate, NaiveTime, TimeDelta};
use diesel::prelude::*;

use crate::domain::telephone::CallOutcome;
use crate::store::columns::Moment;
use crate::store::ids::{AccountId, WaveId};
use crate::store::schema::calls;
use crate::store::{ReadTx, StoreError, WriteTx};

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = calls)]
#[diesel(treat_none_as_default_value = false)]
pub struct CallRow {
    pub wave_id: WaveId,
    pub contact: String,
    /// From 1.
    pub attempt: i32,
    pub outcome: CallOutcome,
    pub called_at: Moment,
    /// When they asked to be called again.
    pub appointment_at: Option<Moment>,
    pub called_by: AccountId,
}

/// Conflict if somebody else has just noted the same attempt.
pub fn insert(tx: &mut WriteTx<'_>, row: &CallRow) -> Result<(), StoreError> {
    diesel::insert_into(calls::table).values(row).execute(tx.connection()).map_err(StoreError::conflict("appel"))?;
    Ok(())
}

/// The calls to one contact, the first one first.
pub fn of_contact(tx: &mut ReadTx<'_>, wave_id: WaveId, contact: &str) -> Result<Vec<CallRow>, StoreError> {
    Ok(calls::table
        .filter(calls::wave_id.eq(wave_id))
        .filter(calls::contact.eq(contact))
        .order(calls::attempt)
        .select(CallRow::as_select())
        .load(tx.connection())?)
}

/// Every call of a wave, in no order.
pub fn of_wave(tx: &mut ReadTx<'_>, wave_id: WaveId) -> Result<Vec<CallRow>, StoreError> {
    Ok(calls::table.filter(calls::wave_id.eq(wave_id)).select(CallRow::as_select()).load(tx.connection())?)
}

/// Of each call the day stays, and not the hour, which would be that of a response; appointments go.
pub fn keep_days(tx: &mut WriteTx<'_>, wave_id: WaveId) -> Result<(), StoreError> {
    let of_wave = || calls::table.filter(calls::wave_id.eq(wave_id));
    let instants: Vec<Moment> = of_wave().select(calls::called_at).load(tx.connection())?;
    let days: BTreeSet<NaiveDate> = instants.into_iter().map(|at| at.utc().date_naive()).collect();
    for day in days {
        let from = Moment::from(day.and_time(NaiveTime::MIN).and_utc());
        let to = Moment::from((day + TimeDelta::days(1)).and_time(NaiveTime::MIN).and_utc());
        let that_day = of_wave().filter(calls::called_at.ge(from)).filter(calls::called_at.lt(to));
        diesel::update(that_day)
            .set((calls::called_at.eq(from), calls::appointment_at.eq(None::<Moment>)))
            .execute(tx.connection())?;
    }
    Ok(())
}

/// Forgets the calls of a wave; says how many there were.
pub fn purge(tx: &mut WriteTx<'_>, wave_id: WaveId) -> Result<usize, StoreError> {
    Ok(diesel::delete(calls::table.filter(calls::wave_id.eq(wave_id))).execute(tx.connection())?)
}
