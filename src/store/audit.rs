//! The audit: who did what to which wave, and when. Rows are only ever added.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::store::columns::Moment;
use crate::store::ids::{RowId, WaveId};
use crate::store::schema::audit;
use crate::store::{ReadTx, StoreError, WriteTx};

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = audit)]
#[diesel(treat_none_as_default_value = false)]
pub struct AuditRow {
    pub id: RowId,
    pub at: Moment,
    /// An account's address, or the part of the service that acted by itself.
    pub actor: String,
    pub action: String,
    pub wave_id: Option<WaveId>,
    /// Never an answer or a token.
    pub detail: String,
}

/// In the same write as what it tells.
pub fn record(
    tx: &mut WriteTx<'_>,
    at: DateTime<Utc>,
    actor: &str,
    action: &str,
    wave_id: Option<WaveId>,
    detail: &str,
) -> Result<(), StoreError> {
    let row = AuditRow {
        id: RowId::random(),
        at: at.into(),
        actor: actor.to_owned(),
        action: action.to_owned(),
        wave_id,
        detail: detail.to_owned(),
    };
    diesel::insert_into(audit::table).values(&row).execute(tx.connection())?;
    Ok(())
}

/// What happened to a wave, oldest first.
pub fn of_wave(tx: &mut ReadTx<'_>, wave_id: WaveId, rows_max: i64) -> Result<Vec<AuditRow>, StoreError> {
    Ok(audit::table
        .filter(audit::wave_id.eq(wave_id))
        .order((audit::at, audit::id))
        .limit(rows_max)
        .select(AuditRow::as_select())
        .load(tx.connection())?)
}

/// What happened last, newest first.
pub fn list(tx: &mut ReadTx<'_>, rows_max: i64) -> Result<Vec<AuditRow>, StoreError> {
    Ok(audit::table
        .order((audit::at.desc(), audit::id.desc()))
        .limit(rows_max)
        .select(AuditRow::as_select())
        .load(tx.connection())?)
}
