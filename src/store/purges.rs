//! What the retention of each wave takes away, and when it was taken.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::dsl::exists;
use diesel::prelude::*;

use crate::store::columns::{Moment, PackedCells};
use crate::store::ids::{HashBytes, WaveId};
use crate::store::schema::{
    calls, consents, contacts, interviews, invitations, mailings, panel_entries, paradata, purges, sealed_sets,
};
use crate::store::{ReadTx, StoreError, WriteTx};

/// One of the two dates of a wave file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purged {
    Identities,
    Responses,
}

impl Purged {
    pub const ALL: [Self; 2] = [Self::Identities, Self::Responses];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Identities => "identities",
            Self::Responses => "responses",
        }
    }
}

/// Whether this was taken from that wave.
pub fn is_done(tx: &mut ReadTx<'_>, wave_id: WaveId, what: Purged) -> Result<bool, StoreError> {
    Ok(diesel::select(exists(purges::table.find((wave_id, what.as_str())))).get_result(tx.connection())?)
}

/// What was taken from each wave, and how many rows it was.
pub fn rows_gone(tx: &mut ReadTx<'_>) -> Result<BTreeMap<(WaveId, Purged), usize>, StoreError> {
    let rows: Vec<(WaveId, String, i32)> =
        purges::table.select((purges::wave_id, purges::what, purges::rows_gone)).load(tx.connection())?;
    let read = |(wave_id, what, rows): (WaveId, String, i32)| {
        let what = Purged::ALL.into_iter().find(|one| one.as_str() == what);
        let what = what.ok_or_else(|| StoreError::Broken(format!("a purge of something unknown, wave {wave_id:?}")))?;
        Ok(((wave_id, what), usize::try_from(rows).unwrap_or_default()))
    };
    rows.into_iter().map(read).collect()
}

/// Notes that it is done, and how many rows it took.
pub fn record(
    tx: &mut WriteTx<'_>,
    wave_id: WaveId,
    what: Purged,
    rows_gone: usize,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    diesel::insert_into(purges::table)
        .values((
            purges::wave_id.eq(wave_id),
            purges::what.eq(what.as_str()),
            purges::rows_gone.eq(i32::try_from(rows_gone).unwrap_or(i32::MAX)),
            purges::purged_at.eq(Moment::from(at)),
        ))
        .execute(tx.connection())
        .map_err(StoreError::conflict("purge"))?;
    Ok(())
}

/// People invited, letters to them and addresses of their invitations that are still there.
pub fn count_identities(tx: &mut ReadTx<'_>, wave_id: WaveId) -> Result<usize, StoreError> {
    let people: i64 = contacts::table.filter(contacts::wave_id.eq(wave_id)).count().get_result(tx.connection())?;
    let letters: i64 = mailings::table.filter(mailings::wave_id.eq(wave_id)).count().get_result(tx.connection())?;
    let addresses: i64 = invitations::table
        .filter(invitations::wave_id.eq(wave_id))
        .filter(invitations::email.is_not_null())
        .count()
        .get_result(tx.connection())?;
    let panellists: i64 =
        panel_entries::table.filter(panel_entries::wave_id.eq(wave_id)).count().get_result(tx.connection())?;
    let called: i64 = calls::table.filter(calls::wave_id.eq(wave_id)).count().get_result(tx.connection())?;
    Ok(usize::try_from(people + letters + addresses + panellists + called).unwrap_or(usize::MAX))
}

/// Interviews with answers, and the sealed file.
pub fn count_responses(tx: &mut ReadTx<'_>, wave_id: WaveId) -> Result<usize, StoreError> {
    let nothing = Vec::<u8>::new();
    let kept: i64 = interviews::table
        .filter(interviews::wave_id.eq(wave_id))
        .filter(interviews::answers.ne(&nothing))
        .count()
        .get_result(tx.connection())?;
    let files: i64 = sealed_sets::table
        .filter(sealed_sets::wave_id.eq(wave_id))
        .filter(sealed_sets::file.ne(&nothing))
        .count()
        .get_result(tx.connection())?;
    Ok(usize::try_from(kept + files).unwrap_or(usize::MAX))
}

/// Takes the answers, the sealed file, the times and the consents away; digests, counts and what was released stay. Says how
/// many interviews and files it was.
pub fn purge_responses(tx: &mut WriteTx<'_>, wave_id: WaveId) -> Result<usize, StoreError> {
    let gone = count_responses(tx, wave_id)?;
    let all = interviews::table.filter(interviews::wave_id.eq(wave_id));
    let bare = (
        interviews::answers.eq(Vec::<u8>::new()),
        interviews::cells.eq(PackedCells::default()),
        interviews::seed.eq(0_i64),
        interviews::link.eq(None::<HashBytes>),
        interviews::body_digest.eq(None::<HashBytes>),
        interviews::receipt.eq(None::<String>),
    );
    diesel::update(all).set(bare).execute(tx.connection())?;
    let file = sealed_sets::table.filter(sealed_sets::wave_id.eq(wave_id));
    diesel::update(file).set(sealed_sets::file.eq(Vec::<u8>::new())).execute(tx.connection())?;
    diesel::delete(paradata::table.filter(paradata::wave_id.eq(wave_id))).execute(tx.connection())?;
    diesel::delete(consents::table.filter(consents::wave_id.eq(wave_id))).execute(tx.connection())?;
    Ok(gone)
}
