//! Closing a wave, inside a write that already holds its cells: by the collector when the last place is confirmed, by
//! the deed for the deadline and by hand. One instant, once.

use chrono::{DateTime, Utc};

use crate::domain::wave::CloseReason;
use crate::store::ids::WaveId;
use crate::store::{StoreError, WriteTx, collecting, waves};

/// Whether this call closed it. Interviews still running are ended and their places given back.
pub(super) fn close_locked(
    tx: &mut WriteTx<'_>,
    wave_id: WaveId,
    reason: CloseReason,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    if !waves::close(tx, wave_id, now, reason)? {
        return Ok(false);
    }
    collecting::abandon_unfinished(tx, wave_id, now)?;
    Ok(true)
}
