//! The state of a wave and the database's time in one look: what every page and every batch asks first.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::domain::wave::WaveState;
use crate::store::clock::{FORMAT, NOW, ZONE, clock_timestamp, strftime, timezone};
use crate::store::columns::Moment;
use crate::store::connection::AnyConnection;
use crate::store::ids::WaveId;
use crate::store::schema::waves;
use crate::store::{ReadTx, StoreError};

#[derive(Debug, Clone, Copy)]
pub struct WaveClock {
    pub state: WaveState,
    pub is_simulated: bool,
    pub closes_at: Option<DateTime<Utc>>,
    pub closed_at: Option<DateTime<Utc>>,
    /// The version of the questionnaire new interviews are begun with.
    pub version: i32,
    pub now: DateTime<Utc>,
}

impl WaveClock {
    /// Open, and before the deadline by the database's clock.
    pub fn is_open(&self) -> bool {
        self.state == WaveState::Open && self.closes_at.is_none_or(|deadline| self.now < deadline)
    }
}

/// What it says may be over by the time something is written: on PostgreSQL another node may close the wave in between.
/// Whoever writes counts asks again in that write, as `collecting::save_cells` does.
pub fn read(tx: &mut ReadTx<'_>, wave_id: WaveId) -> Result<WaveClock, StoreError> {
    let wave = waves::table.find(wave_id);
    let known = (waves::state, waves::is_simulated, waves::closes_at, waves::questionnaire_version, waves::closed_at);
    // Two arms: each backend has a clock of its own; here it comes with the state, in one statement.
    type Known = (WaveState, bool, Option<Moment>, i32, Option<Moment>, Moment);
    let (state, is_simulated, closes_at, version, closed_at, now): Known = match tx.connection() {
        AnyConnection::Postgres(connection) => wave
            .select((known.0, known.1, known.2, known.3, known.4, timezone(ZONE, clock_timestamp())))
            .first(connection)?,
        AnyConnection::Sqlite(connection) => {
            wave.select((known.0, known.1, known.2, known.3, known.4, strftime(FORMAT, NOW))).first(connection)?
        }
    };
    Ok(WaveClock {
        state,
        is_simulated,
        closes_at: closes_at.map(Moment::utc),
        closed_at: closed_at.map(Moment::utc),
        version,
        now: now.utc(),
    })
}
