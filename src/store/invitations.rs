//! Invitations: who was asked. The personal link is kept as a hash; what ties it to an interview is the keyed hash in
//! the interview, not a column here.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::store::columns::Moment;
use crate::store::connection::each_backend;
use crate::store::ids::{HashBytes, InvitationId, WaveId};
use crate::store::schema::invitations;
use crate::store::{ReadTx, StoreError, WriteTx};

#[derive(Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = invitations)]
#[diesel(treat_none_as_default_value = false)]
pub struct InvitationRow {
    pub wave_id: WaveId,
    pub id: InvitationId,
    pub token_hash: HashBytes,
    pub email: Option<String>,
    pub created_at: Moment,
    /// The day only, of the sealing once there was one; no more reminders after it.
    pub completed_on: Option<Moment>,
}

impl std::fmt::Debug for InvitationRow {
    /// Without the address.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("InvitationRow").field("wave_id", &self.wave_id).field("id", &self.id).finish_non_exhaustive()
    }
}

/// Rows a statement: six columns each, far below SQLite's 32 766 bound values.
const ROWS_A_STATEMENT: usize = 1000;

/// Conflict if a token is already the wave's.
pub fn insert_many(tx: &mut WriteTx<'_>, rows: &[InvitationRow]) -> Result<(), StoreError> {
    for chunk in rows.chunks(ROWS_A_STATEMENT) {
        // Two arms: a list of rows in one statement.
        each_backend!(tx.connection(), connection => {
            diesel::insert_into(invitations::table)
                .values(chunk)
                .execute(connection)
                .map_err(StoreError::conflict("invitation"))?;
        });
    }
    Ok(())
}

pub fn by_token_hash(
    tx: &mut ReadTx<'_>,
    wave_id: WaveId,
    token_hash: HashBytes,
) -> Result<Option<InvitationRow>, StoreError> {
    Ok(invitations::table
        .filter(invitations::wave_id.eq(wave_id))
        .filter(invitations::token_hash.eq(token_hash))
        .select(InvitationRow::as_select())
        .first(tx.connection())
        .optional()?)
}

/// A link names no wave in its address: the invitation it opens, whichever the wave. (The unique key begins with the
/// token's hash for this.)
pub fn by_token_hash_anywhere(tx: &mut ReadTx<'_>, token_hash: HashBytes) -> Result<Option<InvitationRow>, StoreError> {
    Ok(invitations::table
        .filter(invitations::token_hash.eq(token_hash))
        .select(InvitationRow::as_select())
        .first(tx.connection())
        .optional()?)
}

/// Those of a wave not noted as completed.
pub fn unanswered(tx: &mut ReadTx<'_>, wave_id: WaveId) -> Result<Vec<InvitationId>, StoreError> {
    Ok(invitations::table
        .filter(invitations::wave_id.eq(wave_id))
        .filter(invitations::completed_on.is_null())
        .select(invitations::id)
        .load(tx.connection())?)
}

/// Whether this call noted it: false if it was noted before.
pub fn mark_completed(
    tx: &mut WriteTx<'_>,
    wave_id: WaveId,
    id: InvitationId,
    on: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let open = invitations::table.find((wave_id, id)).filter(invitations::completed_on.is_null());
    Ok(diesel::update(open).set(invitations::completed_on.eq(Moment::from(on))).execute(tx.connection())? == 1)
}

/// Of those who completed, that they did stays, and not on which day.
pub fn level(tx: &mut WriteTx<'_>, wave_id: WaveId, on: Moment) -> Result<(), StoreError> {
    let completed =
        invitations::table.filter(invitations::wave_id.eq(wave_id)).filter(invitations::completed_on.is_not_null());
    diesel::update(completed).set(invitations::completed_on.eq(on)).execute(tx.connection())?;
    Ok(())
}

/// Invited, and among them completed.
pub fn counts(tx: &mut ReadTx<'_>, wave_id: WaveId) -> Result<(i64, i64), StoreError> {
    let of_wave = || invitations::table.filter(invitations::wave_id.eq(wave_id));
    let invited = of_wave().count().get_result(tx.connection())?;
    let completed = of_wave().filter(invitations::completed_on.is_not_null()).count().get_result(tx.connection())?;
    Ok((invited, completed))
}

/// Forgets the addresses of a wave; says how many.
pub fn wipe_emails(tx: &mut WriteTx<'_>, wave_id: WaveId) -> Result<usize, StoreError> {
    let with_email =
        invitations::table.filter(invitations::wave_id.eq(wave_id)).filter(invitations::email.is_not_null());
    Ok(diesel::update(with_email).set(invitations::email.eq(None::<String>)).execute(tx.connection())?)
}
