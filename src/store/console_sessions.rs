//! Sessions of the console, kept as hashes of what the cookie holds.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::store::columns::Moment;
use crate::store::ids::{AccountId, HashBytes};
use crate::store::schema::console_sessions;
use crate::store::{ReadTx, StoreError, WriteTx};

pub fn insert(
    tx: &mut WriteTx<'_>,
    id_hash: HashBytes,
    account_id: AccountId,
    expires_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    diesel::insert_into(console_sessions::table)
        .values((
            console_sessions::id_hash.eq(id_hash),
            console_sessions::account_id.eq(account_id),
            console_sessions::expires_at.eq(Moment::from(expires_at)),
        ))
        .execute(tx.connection())
        .map_err(StoreError::conflict("session"))?;
    Ok(())
}

/// Whose session this is, if it still stands at `now`.
pub fn by_hash(tx: &mut ReadTx<'_>, id_hash: HashBytes, now: DateTime<Utc>) -> Result<Option<AccountId>, StoreError> {
    Ok(console_sessions::table
        .find(id_hash)
        .filter(console_sessions::expires_at.gt(Moment::from(now)))
        .select(console_sessions::account_id)
        .first(tx.connection())
        .optional()?)
}

/// Signing out; already gone is fine.
pub fn delete(tx: &mut WriteTx<'_>, id_hash: HashBytes) -> Result<(), StoreError> {
    diesel::delete(console_sessions::table.find(id_hash)).execute(tx.connection())?;
    Ok(())
}

/// Every session of an account: after a new password, or when it is put aside.
pub fn delete_of(tx: &mut WriteTx<'_>, account_id: AccountId) -> Result<usize, StoreError> {
    let of_account = console_sessions::table.filter(console_sessions::account_id.eq(account_id));
    Ok(diesel::delete(of_account).execute(tx.connection())?)
}

/// Forgets those out of date; says how many.
pub fn delete_expired(tx: &mut WriteTx<'_>, before: DateTime<Utc>) -> Result<usize, StoreError> {
    let expired = console_sessions::table.filter(console_sessions::expires_at.le(Moment::from(before)));
    Ok(diesel::delete(expired).execute(tx.connection())?)
}
