//! Refresh tokens, kept as hashes. Each serves once; one that comes back after use shows a theft, and its whole family
//! is revoked.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::store::columns::Moment;
use crate::store::ids::{AccountId, FamilyId, HashBytes};
use crate::store::schema::refresh_tokens;
use crate::store::{ReadTx, StoreError, WriteTx};

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = refresh_tokens)]
pub struct RefreshTokenRow {
    pub token_hash: HashBytes,
    pub family: FamilyId,
    pub account_id: AccountId,
    pub expires_at: Moment,
    pub used_at: Option<Moment>,
    pub revoked_at: Option<Moment>,
}

/// A token just made, neither used nor revoked.
pub fn insert(
    tx: &mut WriteTx<'_>,
    token_hash: HashBytes,
    family: FamilyId,
    account_id: AccountId,
    expires_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    diesel::insert_into(refresh_tokens::table)
        .values((
            refresh_tokens::token_hash.eq(token_hash),
            refresh_tokens::family.eq(family),
            refresh_tokens::account_id.eq(account_id),
            refresh_tokens::expires_at.eq(Moment::from(expires_at)),
        ))
        .execute(tx.connection())
        .map_err(StoreError::conflict("jeton"))?;
    Ok(())
}

pub fn by_hash(tx: &mut ReadTx<'_>, token_hash: HashBytes) -> Result<Option<RefreshTokenRow>, StoreError> {
    Ok(refresh_tokens::table.find(token_hash).select(RefreshTokenRow::as_select()).first(tx.connection()).optional()?)
}

/// Whether this call is the one that used it: false if it was used, revoked or out of date.
pub fn mark_used(tx: &mut WriteTx<'_>, token_hash: HashBytes, at: DateTime<Utc>) -> Result<bool, StoreError> {
    let at = Moment::from(at);
    let usable = refresh_tokens::table
        .find(token_hash)
        .filter(refresh_tokens::used_at.is_null())
        .filter(refresh_tokens::revoked_at.is_null())
        .filter(refresh_tokens::expires_at.gt(at));
    Ok(diesel::update(usable).set(refresh_tokens::used_at.eq(at)).execute(tx.connection())? == 1)
}

/// Revokes every token of the family; says how many were still standing.
pub fn revoke_family(tx: &mut WriteTx<'_>, family: FamilyId, at: DateTime<Utc>) -> Result<usize, StoreError> {
    let standing =
        refresh_tokens::table.filter(refresh_tokens::family.eq(family)).filter(refresh_tokens::revoked_at.is_null());
    Ok(diesel::update(standing).set(refresh_tokens::revoked_at.eq(Moment::from(at))).execute(tx.connection())?)
}

/// Forgets those out of date; says how many.
pub fn delete_expired(tx: &mut WriteTx<'_>, before: DateTime<Utc>) -> Result<usize, StoreError> {
    let expired = refresh_tokens::table.filter(refresh_tokens::expires_at.le(Moment::from(before)));
    Ok(diesel::delete(expired).execute(tx.connection())?)
}
