//! Accounts of the console and of the API. Respondents have none.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::store::columns::{Moment, Role};
use crate::store::ids::AccountId;
use crate::store::schema::{accounts, refresh_tokens};
use crate::store::{ReadTx, StoreError, WriteTx};

/// An account as it stands.
#[derive(Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = accounts)]
#[diesel(treat_none_as_default_value = false)]
pub struct AccountRow {
    pub id: AccountId,
    /// Lower-case: it is the name people sign in with.
    pub email: String,
    pub name: String,
    pub role: Role,
    pub password_hash: String,
    pub is_active: bool,
    /// Tokens signed under an older version are refused.
    pub token_version: i32,
    pub is_simulated: bool,
    pub created_at: Moment,
}

impl std::fmt::Debug for AccountRow {
    /// Without the password's hash, the address or the name: a row ends in logs sooner or later.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AccountRow").field("id", &self.id).field("role", &self.role).finish_non_exhaustive()
    }
}

/// A new account, not yet used.
pub struct NewAccount<'a> {
    pub id: AccountId,
    /// Kept in lower case whatever is given.
    pub email: &'a str,
    pub name: &'a str,
    pub role: Role,
    pub password_hash: &'a str,
    pub is_simulated: bool,
    pub created_at: DateTime<Utc>,
}

/// Conflict if an account has that address.
pub fn insert(tx: &mut WriteTx<'_>, account: &NewAccount<'_>) -> Result<(), StoreError> {
    let row = AccountRow {
        id: account.id,
        email: folded(account.email),
        name: account.name.to_owned(),
        role: account.role,
        password_hash: account.password_hash.to_owned(),
        is_active: true,
        token_version: 0,
        is_simulated: account.is_simulated,
        created_at: account.created_at.into(),
    };
    tx.nested(|connection| diesel::insert_into(accounts::table).values(&row).execute(connection))
        .map_err(StoreError::conflict("un compte a déjà cette adresse"))?;
    Ok(())
}

pub fn by_email(tx: &mut ReadTx<'_>, email: &str) -> Result<Option<AccountRow>, StoreError> {
    Ok(accounts::table
        .filter(accounts::email.eq(folded(email)))
        .select(AccountRow::as_select())
        .first(tx.connection())
        .optional()?)
}

pub fn by_id(tx: &mut ReadTx<'_>, id: AccountId) -> Result<Option<AccountRow>, StoreError> {
    Ok(accounts::table.find(id).select(AccountRow::as_select()).first(tx.connection()).optional()?)
}

/// Every account, by address.
pub fn list(tx: &mut ReadTx<'_>) -> Result<Vec<AccountRow>, StoreError> {
    let mut rows = accounts::table.select(AccountRow::as_select()).load(tx.connection())?;
    // Sorted here: the two databases do not order texts alike.
    rows.sort_by(|a: &AccountRow, b| a.email.cmp(&b.email));
    Ok(rows)
}

/// A new password also refuses every token given before it.
pub fn set_password(tx: &mut WriteTx<'_>, id: AccountId, password_hash: &str) -> Result<(), StoreError> {
    moved(
        diesel::update(accounts::table.find(id))
            .set(accounts::password_hash.eq(password_hash))
            .execute(tx.connection())?,
    )?;
    bump_token_version(tx, id)
}

/// An account put aside also loses its tokens.
pub fn set_active(tx: &mut WriteTx<'_>, id: AccountId, is_active: bool) -> Result<(), StoreError> {
    moved(diesel::update(accounts::table.find(id)).set(accounts::is_active.eq(is_active)).execute(tx.connection())?)?;
    bump_token_version(tx, id)
}

/// Refuses every token given so far: those signed under the version that was, and those that would renew them.
pub fn bump_token_version(tx: &mut WriteTx<'_>, id: AccountId) -> Result<(), StoreError> {
    let at = Moment::from(tx.now()?);
    let changes = accounts::token_version.eq(accounts::token_version + 1);
    moved(diesel::update(accounts::table.find(id)).set(changes).execute(tx.connection())?)?;
    let standing =
        refresh_tokens::table.filter(refresh_tokens::account_id.eq(id)).filter(refresh_tokens::revoked_at.is_null());
    diesel::update(standing).set(refresh_tokens::revoked_at.eq(at)).execute(tx.connection())?;
    Ok(())
}

/// Folded here, so that both databases compare the same bytes: their own `lower` differ beyond ASCII.
fn folded(email: &str) -> String {
    email.trim().to_lowercase()
}

fn moved(rows: usize) -> Result<(), StoreError> {
    if rows == 1 { Ok(()) } else { Err(StoreError::Absent("compte")) }
}
