//! What sealing cuts: all that would still tie a person to a response, to the way it ended or to the instant it was given.
//! Identities stay as long as the wave declares; what stays beside one is that they answered, and not when.

use chrono::{DateTime, Utc};

use crate::app::collector::day;
use crate::store::ids::WaveId;
use crate::store::{
    StoreError, WriteTx, calls, exclusions, interviews, invitations, mailings, notices, panel_entries, paradata, quotas,
};

/// In the write that seals, which holds the interviews and the cells.
pub(super) fn sever(tx: &mut WriteTx<'_>, wave_id: WaveId, now: DateTime<Utc>) -> Result<(), StoreError> {
    interviews::strip(tx, wave_id)?;
    paradata::forget_wave(tx, wave_id)?;
    quotas::forget_refusals(tx, wave_id)?;
    exclusions::forget_reasons(tx, wave_id)?;
    panel_entries::purge(tx, wave_id)?;
    notices::unlink(tx, wave_id, now)?;
    mailings::forget_unsent(tx, wave_id, now)?;
    invitations::level(tx, wave_id, day(now))?;
    calls::keep_days(tx, wave_id)
}
