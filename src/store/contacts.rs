//! People invited by mail: their addresses, what the file said of them. Each has an invitation of the same id. Nothing
//! here is kept past the date the wave declares.

use std::collections::BTreeSet;

use diesel::prelude::*;

use crate::store::columns::Moment;
use crate::store::connection::each_backend;
use crate::store::ids::{HashBytes, InvitationId, WaveId};
use crate::store::schema::{contacts, mailings};
use crate::store::{ReadTx, StoreError, WriteTx, invitations};

#[derive(Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = contacts)]
#[diesel(treat_none_as_default_value = false)]
pub struct ContactRow {
    pub wave_id: WaveId,
    /// The invitation's.
    pub id: InvitationId,
    pub email: String,
    /// Keyed: the same for two ways of writing one address.
    pub address_hash: HashBytes,
    pub domain: String,
    pub title: Option<String>,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub organisation: Option<String>,
    pub language: String,
    /// JSON of the known profile.
    pub profile: String,
    pub created_at: Moment,
}

impl std::fmt::Debug for ContactRow {
    /// Names nobody.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ContactRow").field("wave_id", &self.wave_id).field("id", &self.id).finish_non_exhaustive()
    }
}

/// Rows a statement: twelve columns each, below SQLite's 32 766 bound values.
const ROWS_A_STATEMENT: usize = 1000;

/// Conflict if an address is already the wave's.
pub fn insert_many(tx: &mut WriteTx<'_>, rows: &[ContactRow]) -> Result<(), StoreError> {
    for chunk in rows.chunks(ROWS_A_STATEMENT) {
        // Two arms: a list of rows in one statement.
        each_backend!(tx.connection(), connection => {
            diesel::insert_into(contacts::table)
                .values(chunk)
                .execute(connection)
                .map_err(StoreError::conflict("contact"))?;
        });
    }
    Ok(())
}

/// The addresses a wave already has.
pub fn address_hashes(tx: &mut ReadTx<'_>, wave_id: WaveId) -> Result<BTreeSet<HashBytes>, StoreError> {
    let hashes: Vec<HashBytes> =
        contacts::table.filter(contacts::wave_id.eq(wave_id)).select(contacts::address_hash).load(tx.connection())?;
    Ok(hashes.into_iter().collect())
}

/// By its id alone, which is random: a link of a letter names no wave.
pub fn by_id_anywhere(tx: &mut ReadTx<'_>, id: InvitationId) -> Result<Option<ContactRow>, StoreError> {
    Ok(contacts::table.filter(contacts::id.eq(id)).select(ContactRow::as_select()).first(tx.connection()).optional()?)
}

/// Every contact of a wave, in no order that means anything.
pub fn of_wave(tx: &mut ReadTx<'_>, wave_id: WaveId) -> Result<Vec<ContactRow>, StoreError> {
    Ok(contacts::table
        .filter(contacts::wave_id.eq(wave_id))
        .order(contacts::id)
        .select(ContactRow::as_select())
        .load(tx.connection())?)
}

pub fn count(tx: &mut ReadTx<'_>, wave_id: WaveId) -> Result<i64, StoreError> {
    Ok(contacts::table.filter(contacts::wave_id.eq(wave_id)).count().get_result(tx.connection())?)
}

/// Forgets everybody a wave has written to: people, the letters to them, the addresses of its invitations. The addresses
/// not to write to stay, as hashes that name nobody. Says how many of the three it was.
pub fn purge(tx: &mut WriteTx<'_>, wave_id: WaveId) -> Result<usize, StoreError> {
    let letters = mailings::table.filter(mailings::wave_id.eq(wave_id));
    let mailings = diesel::delete(letters).execute(tx.connection())?;
    let people = contacts::table.filter(contacts::wave_id.eq(wave_id));
    let contacts = diesel::delete(people).execute(tx.connection())?;
    Ok(contacts + mailings + invitations::wipe_emails(tx, wave_id)?)
}
