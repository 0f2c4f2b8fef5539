//! What somebody signed in took away: for themselves alone, and for a time.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::domain::id::WaveSlug;
use crate::store::columns::Moment;
use crate::store::ids::{AccountId, RowId, WaveId};
use crate::store::schema::{downloads, waves};
use crate::store::{ReadTx, StoreError, WriteTx};

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = downloads)]
pub struct DownloadRow {
    pub id: RowId,
    pub account_id: AccountId,
    pub wave_id: WaveId,
    /// Of the release.
    pub number: i32,
    pub file: String,
    pub taken_at: Moment,
}

pub fn insert(tx: &mut WriteTx<'_>, row: &DownloadRow) -> Result<(), StoreError> {
    diesel::insert_into(downloads::table).values(row).execute(tx.connection())?;
    Ok(())
}

/// Whether the same account took the same file since then.
pub fn has_since(tx: &mut ReadTx<'_>, row: &DownloadRow, since: DateTime<Utc>) -> Result<bool, StoreError> {
    let same = downloads::table
        .filter(downloads::account_id.eq(row.account_id))
        .filter(downloads::taken_at.ge(Moment::from(since)))
        .filter(downloads::wave_id.eq(row.wave_id))
        .filter(downloads::number.eq(row.number))
        .filter(downloads::file.eq(&row.file));
    let count: i64 = same.count().get_result(tx.connection())?;
    Ok(count > 0)
}

/// The last ones of an account, newest first, with the wave of each.
pub fn of_account(
    tx: &mut ReadTx<'_>,
    account_id: AccountId,
    rows_max: i64,
) -> Result<Vec<(DownloadRow, WaveSlug)>, StoreError> {
    Ok(downloads::table
        .inner_join(waves::table.on(waves::id.eq(downloads::wave_id)))
        .filter(downloads::account_id.eq(account_id))
        .order((downloads::taken_at.desc(), downloads::id))
        .limit(rows_max)
        .select((DownloadRow::as_select(), waves::slug))
        .load(tx.connection())?)
}

/// Empties the list of an account; says how many there were.
pub fn forget(tx: &mut WriteTx<'_>, account_id: AccountId) -> Result<usize, StoreError> {
    Ok(diesel::delete(downloads::table.filter(downloads::account_id.eq(account_id))).execute(tx.connection())?)
}

/// Forgets those older than this; says how many.
pub fn delete_before(tx: &mut WriteTx<'_>, before: DateTime<Utc>) -> Result<usize, StoreError> {
    let old = downloads::table.filter(downloads::taken_at.lt(Moment::from(before)));
    Ok(diesel::delete(old).execute(tx.connection())?)
}
