//! Releases: frozen texts that may leave once the embargo has passed. A correction is a new number.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::domain::id::{Digest, WaveSlug};
use crate::domain::wave::WaveState;
use crate::store::clock::{FORMAT, NOW, ZONE, clock_timestamp, strftime, timezone};
use crate::store::columns::Moment;
use crate::store::connection::AnyConnection;
use crate::store::ids::{AccountId, WaveId};
use crate::store::schema::{releases, waves};
use crate::store::waves::WaveRow;
use crate::store::{ReadTx, StoreError, WriteTx};

/// What decides whether a wave's releases may be read, at one instant of the database's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReleaseGate {
    pub wave_id: WaveId,
    pub state: WaveState,
    pub embargo_at: DateTime<Utc>,
    pub now: DateTime<Utc>,
}

impl ReleaseGate {
    /// Of a wave already read, at an instant of the database's clock.
    pub fn of(wave: &WaveRow, now: DateTime<Utc>) -> Self {
        Self { wave_id: wave.id, state: wave.state, embargo_at: wave.embargo_at.utc(), now }
    }

    /// Two people have answered for it; whether its time has come is another question.
    pub fn is_approved(&self) -> bool {
        self.state.is_approved()
    }

    /// Anybody may read.
    pub fn is_open(&self) -> bool {
        self.is_approved() && self.embargo_at <= self.now
    }
}

/// State, embargo and clock in one statement.
pub fn gate(tx: &mut ReadTx<'_>, slug: &WaveSlug) -> Result<Option<ReleaseGate>, StoreError> {
    let wave = waves::table.filter(waves::slug.eq(slug));
    let known = (waves::id, waves::state, waves::embargo_at);
    // Two arms: each backend has a clock of its own.
    let found: Option<(WaveId, WaveState, Moment, Moment)> = match tx.connection() {
        AnyConnection::Postgres(connection) => {
            wave.select((known.0, known.1, known.2, timezone(ZONE, clock_timestamp()))).first(connection).optional()?
        }
        AnyConnection::Sqlite(connection) => {
            wave.select((known.0, known.1, known.2, strftime(FORMAT, NOW))).first(connection).optional()?
        }
    };
    Ok(found.map(|(wave_id, state, embargo_at, now)| ReleaseGate {
        wave_id,
        state,
        embargo_at: embargo_at.utc(),
        now: now.utc(),
    }))
}

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = releases)]
pub struct ReleaseRow {
    pub wave_id: WaveId,
    /// From 1.
    pub number: i32,
    /// Canonical JSON of the `Released`.
    pub content: String,
    pub digest: Digest,
    pub approved_by: AccountId,
    pub approved_at: Moment,
}

/// Conflict if the wave has a release of that number.
pub fn insert(tx: &mut WriteTx<'_>, row: &ReleaseRow) -> Result<(), StoreError> {
    diesel::insert_into(releases::table)
        .values((
            releases::wave_id.eq(row.wave_id),
            releases::number.eq(row.number),
            releases::content.eq(&row.content),
            releases::digest.eq(row.digest.hex()),
            releases::approved_by.eq(row.approved_by),
            releases::approved_at.eq(row.approved_at),
        ))
        .execute(tx.connection())
        .map_err(StoreError::conflict(format!("publication n° {}", row.number)))?;
    Ok(())
}

pub fn by_number(tx: &mut ReadTx<'_>, wave_id: WaveId, number: i32) -> Result<Option<ReleaseRow>, StoreError> {
    Ok(releases::table.find((wave_id, number)).select(ReleaseRow::as_select()).first(tx.connection()).optional()?)
}

/// The one that counts.
pub fn latest(tx: &mut ReadTx<'_>, wave_id: WaveId) -> Result<Option<ReleaseRow>, StoreError> {
    Ok(releases::table
        .filter(releases::wave_id.eq(wave_id))
        .order(releases::number.desc())
        .select(ReleaseRow::as_select())
        .first(tx.connection())
        .optional()?)
}

/// Its number, without reading it.
pub fn latest_number(tx: &mut ReadTx<'_>, wave_id: WaveId) -> Result<Option<i32>, StoreError> {
    Ok(releases::table
        .filter(releases::wave_id.eq(wave_id))
        .order(releases::number.desc())
        .select(releases::number)
        .first(tx.connection())
        .optional()?)
}

/// Number and instant of approval of each, the first one first.
pub fn approvals(tx: &mut ReadTx<'_>, wave_id: WaveId) -> Result<Vec<(i32, Moment)>, StoreError> {
    Ok(releases::table
        .filter(releases::wave_id.eq(wave_id))
        .order(releases::number)
        .select((releases::number, releases::approved_at))
        .load(tx.connection())?)
}
