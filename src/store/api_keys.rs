//! Keys to the API, kept as hashes of what was shown once. A key is void when it is revoked, past its time, or made under
//! tokens its account no longer accepts.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::store::columns::Moment;
use crate::store::ids::{AccountId, HashBytes, RowId};
use crate::store::schema::api_keys;
use crate::store::{ReadTx, StoreError, WriteTx};

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = api_keys)]
#[diesel(treat_none_as_default_value = false)]
pub struct KeyRow {
    pub id: RowId,
    pub account_id: AccountId,
    /// Given by its owner, to tell it from the others.
    pub name: String,
    pub secret_hash: HashBytes,
    /// Its last characters, by which its owner knows it again.
    pub ending: String,
    /// Separated by spaces.
    pub scopes: String,
    /// That of the account when the key was made.
    pub token_version: i32,
    pub created_at: Moment,
    pub expires_at: Moment,
    pub revoked_at: Option<Moment>,
    /// The last day it was shown, and no more than the day.
    pub used_on: Option<Moment>,
}

/// Conflict if a key of that id is there already: the same form sent twice.
pub fn insert(tx: &mut WriteTx<'_>, row: &KeyRow) -> Result<(), StoreError> {
    tx.nested(|connection| diesel::insert_into(api_keys::table).values(row).execute(connection))
        .map_err(StoreError::conflict("cette clé"))?;
    Ok(())
}

pub fn by_hash(tx: &mut ReadTx<'_>, hash: HashBytes) -> Result<Option<KeyRow>, StoreError> {
    Ok(api_keys::table
        .filter(api_keys::secret_hash.eq(hash))
        .select(KeyRow::as_select())
        .first(tx.connection())
        .optional()?)
}

/// Every key of an account, the newest first.
pub fn of_account(tx: &mut ReadTx<'_>, account_id: AccountId) -> Result<Vec<KeyRow>, StoreError> {
    Ok(api_keys::table
        .filter(api_keys::account_id.eq(account_id))
        .order((api_keys::created_at.desc(), api_keys::id))
        .select(KeyRow::as_select())
        .load(tx.connection())?)
}

/// Whether this call revoked it: false for one that is not theirs, or is revoked already.
pub fn revoke(tx: &mut WriteTx<'_>, account_id: AccountId, id: RowId, at: DateTime<Utc>) -> Result<bool, StoreError> {
    let standing =
        api_keys::table.find(id).filter(api_keys::account_id.eq(account_id)).filter(api_keys::revoked_at.is_null());
    Ok(diesel::update(standing).set(api_keys::revoked_at.eq(Moment::from(at))).execute(tx.connection())? == 1)
}

/// One write a day and a key, whatever the number of its uses.
pub fn note_use(tx: &mut WriteTx<'_>, id: RowId, day: DateTime<Utc>) -> Result<(), StoreError> {
    let day = Moment::from(day);
    let stale =
        api_keys::table.find(id).filter(api_keys::used_on.is_null().or(api_keys::used_on.assume_not_null().lt(day)));
    diesel::update(stale).set(api_keys::used_on.eq(day)).execute(tx.connection())?;
    Ok(())
}

/// Forgets keys that ended before then; says how many.
pub fn delete_ended(tx: &mut WriteTx<'_>, before: DateTime<Utc>) -> Result<usize, StoreError> {
    let before = Moment::from(before);
    let ended = api_keys::table.filter(
        api_keys::expires_at
            .lt(before)
            .or(api_keys::revoked_at.is_not_null().and(api_keys::revoked_at.assume_not_null().lt(before))),
    );
    Ok(diesel::delete(ended).execute(tx.connection())?)
}
