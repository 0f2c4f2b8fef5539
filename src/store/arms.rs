//! How many interviews each split-ballot arm of a wave was given. Counts move under the lock taken here: in the collector's
//! batches, and where an interview that had ended is decided on again.

use std::collections::BTreeMap;

use diesel::prelude::*;

use crate::domain::hidden::Arm;
use crate::domain::id::{OptionCode, QuestionId};
use crate::store::connection::{AnyConnection, each_backend};
use crate::store::ids::WaveId;
use crate::store::schema::arms;
use crate::store::{ReadTx, StoreError, WriteTx};

/// Counts by variable and code.
pub type Given = BTreeMap<Arm, u32>;

#[derive(Insertable)]
#[diesel(table_name = arms)]
#[diesel(treat_none_as_default_value = false)]
struct NewArm<'a> {
    wave_id: WaveId,
    variable: &'a str,
    code: &'a str,
    given: i32,
}

/// The arms of a new wave, none given yet.
pub fn insert(tx: &mut WriteTx<'_>, wave_id: WaveId, all: &[Arm]) -> Result<(), StoreError> {
    let rows: Vec<NewArm<'_>> = all
        .iter()
        .map(|(variable, code)| NewArm { wave_id, variable: variable.as_str(), code: code.as_str(), given: 0 })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    // Two arms: a list of rows in one statement.
    each_backend!(tx.connection(), connection => {
        diesel::insert_into(arms::table).values(&rows).execute(connection).map_err(StoreError::conflict("bras"))?;
    });
    Ok(())
}

pub fn counts(tx: &mut ReadTx<'_>, wave_id: WaveId) -> Result<Given, StoreError> {
    let rows = arms::table
        .filter(arms::wave_id.eq(wave_id))
        .select((arms::variable, arms::code, arms::given))
        .load(tx.connection())?;
    checked(rows)
}

/// The same, and nobody else moves them before this write ends.
pub fn lock(tx: &mut WriteTx<'_>, wave_id: WaveId) -> Result<Given, StoreError> {
    // Two arms: row locks, in the order of the key so that two nodes never wait for each other; on SQLite the write holds
    // them all.
    let AnyConnection::Postgres(connection) = tx.connection() else { return counts(tx, wave_id) };
    let rows = arms::table
        .filter(arms::wave_id.eq(wave_id))
        .order((arms::variable, arms::code))
        .select((arms::variable, arms::code, arms::given))
        .for_update()
        .load(connection)?;
    checked(rows)
}

/// Writes the counts that moved.
pub fn save(tx: &mut WriteTx<'_>, wave_id: WaveId, before: &Given, after: &Given) -> Result<(), StoreError> {
    for ((variable, code), given) in after.iter().filter(|(arm, given)| before.get(arm) != Some(given)) {
        let given = i32::try_from(*given).map_err(|_| StoreError::Broken(format!("compte hors limites : {given}")))?;
        let moved = diesel::update(arms::table.find((wave_id, variable.as_str(), code.as_str())))
            .set(arms::given.eq(given))
            .execute(tx.connection())?;
        if moved != 1 {
            return Err(StoreError::Absent("bras"));
        }
    }
    Ok(())
}

fn checked(rows: Vec<(QuestionId, OptionCode, i32)>) -> Result<Given, StoreError> {
    rows.into_iter()
        .map(|(variable, code, given)| {
            let given = u32::try_from(given).map_err(|_| StoreError::Broken(format!("compte de bras : {given}")))?;
            Ok(((variable, code), given))
        })
        .collect()
}
