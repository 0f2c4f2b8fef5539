//! Whom a panel sent: their name in the panel, by the keyed hash that ties their interview to them. The only place it is
//! written; emptied at sealing.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error as DieselError};

use crate::store::columns::Moment;
use crate::store::ids::{HashBytes, WaveId};
use crate::store::schema::panel_entries;
use crate::store::{ReadTx, StoreError, WriteTx};

/// Notes an entry; one that is there already stays as it is.
pub fn insert(
    tx: &mut WriteTx<'_>,
    wave_id: WaveId,
    link: HashBytes,
    panellist: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let values = (
        panel_entries::wave_id.eq(wave_id),
        panel_entries::link.eq(link),
        panel_entries::panellist.eq(panellist),
        panel_entries::entered_at.eq(Moment::from(now)),
    );
    match tx.nested(|connection| diesel::insert_into(panel_entries::table).values(values).execute(connection)) {
        Err(DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => Ok(()),
        other => Ok(other.map(drop)?),
    }
}

/// The name of whoever came by this link.
pub fn panellist(tx: &mut ReadTx<'_>, wave_id: WaveId, link: HashBytes) -> Result<Option<String>, StoreError> {
    Ok(panel_entries::table.find((wave_id, link)).select(panel_entries::panellist).first(tx.connection()).optional()?)
}

/// Forgets everybody a panel sent to this wave; says how many there were.
pub fn purge(tx: &mut WriteTx<'_>, wave_id: WaveId) -> Result<usize, StoreError> {
    let all = panel_entries::table.filter(panel_entries::wave_id.eq(wave_id));
    Ok(diesel::delete(all).execute(tx.connection())?)
}
