//! Who may read a release before its embargo, and each time they did.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error as DieselError};

use crate::store::columns::Moment;
use crate::store::ids::{AccountId, RowId, WaveId};
use crate::store::schema::{early_readers, release_readings};
use crate::store::{ReadTx, StoreError, WriteTx};

/// One reading.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = release_readings)]
#[diesel(treat_none_as_default_value = false)]
pub struct ReadingRow {
    pub id: RowId,
    pub wave_id: WaveId,
    pub account_id: AccountId,
    /// Of the release.
    pub number: i32,
    pub read_at: Moment,
}

/// Already on the list is fine.
pub fn add(tx: &mut WriteTx<'_>, wave_id: WaveId, account_id: AccountId) -> Result<(), StoreError> {
    let values = (early_readers::wave_id.eq(wave_id), early_readers::account_id.eq(account_id));
    match tx.nested(|connection| diesel::insert_into(early_readers::table).values(values).execute(connection)) {
        Err(DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => Ok(()),
        other => Ok(other.map(|_| ())?),
    }
}

/// Not on the list is fine.
pub fn remove(tx: &mut WriteTx<'_>, wave_id: WaveId, account_id: AccountId) -> Result<(), StoreError> {
    diesel::delete(early_readers::table.find((wave_id, account_id))).execute(tx.connection())?;
    Ok(())
}

pub fn is_on_list(tx: &mut ReadTx<'_>, wave_id: WaveId, account_id: AccountId) -> Result<bool, StoreError> {
    let found: Option<WaveId> = early_readers::table
        .find((wave_id, account_id))
        .select(early_readers::wave_id)
        .first(tx.connection())
        .optional()?;
    Ok(found.is_some())
}

pub fn list(tx: &mut ReadTx<'_>, wave_id: WaveId) -> Result<Vec<AccountId>, StoreError> {
    Ok(early_readers::table
        .filter(early_readers::wave_id.eq(wave_id))
        .order(early_readers::account_id)
        .select(early_readers::account_id)
        .load(tx.connection())?)
}

/// Notes a reading; before the content is given, in the same write.
pub fn note_reading(
    tx: &mut WriteTx<'_>,
    wave_id: WaveId,
    account_id: AccountId,
    number: i32,
    read_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let row = ReadingRow { id: RowId::random(), wave_id, account_id, number, read_at: read_at.into() };
    diesel::insert_into(release_readings::table).values(&row).execute(tx.connection())?;
    Ok(())
}

/// Every reading of a wave's releases, oldest first.
pub fn readings(tx: &mut ReadTx<'_>, wave_id: WaveId) -> Result<Vec<ReadingRow>, StoreError> {
    Ok(release_readings::table
        .filter(release_readings::wave_id.eq(wave_id))
        .order((release_readings::read_at, release_readings::id))
        .select(ReadingRow::as_select())
        .load(tx.connection())?)
}
