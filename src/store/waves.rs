//! Waves and the steps of their life. Each step is one conditional update that repeats the guard: it says whether the
//! wave moved, and only the first of two callers hears yes.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::domain::id::{Digest, StudySlug, WaveSlug};
use crate::domain::wave::{CloseReason, WaveState, WaveVerb};
use crate::store::columns::Moment;
use crate::store::ids::{AccountId, HashBytes, WaveId};
use crate::store::schema::waves;
use crate::store::{ReadTx, StoreError, WriteTx};

/// A wave as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = waves)]
pub struct WaveRow {
    pub id: WaveId,
    pub slug: WaveSlug,
    pub study: StudySlug,
    pub wave_key: String,
    pub state: WaveState,
    pub questionnaire_digest: Digest,
    /// Canonical JSON of the `WaveSpec`.
    pub spec: String,
    pub spec_digest: Digest,
    pub is_simulated: bool,
    pub closes_at: Option<Moment>,
    pub embargo_at: Moment,
    pub loaded_at: Moment,
    pub opened_at: Option<Moment>,
    pub closed_at: Option<Moment>,
    pub closed_reason: Option<CloseReason>,
    pub sealed_at: Option<Moment>,
    pub weighed_at: Option<Moment>,
    pub weighed_by: Option<AccountId>,
    pub approved_at: Option<Moment>,
    pub approved_by: Option<AccountId>,
    pub published_at: Option<Moment>,
    /// Key of the hashes that tie invitations to interviews; destroyed at sealing.
    pub link_salt: Option<HashBytes>,
    /// The version new interviews are begun with.
    pub questionnaire_version: i32,
}

/// A wave just loaded: ready, nothing else has happened to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewWave {
    pub id: WaveId,
    pub slug: WaveSlug,
    pub study: StudySlug,
    pub wave_key: String,
    pub questionnaire_version: i32,
    pub questionnaire_digest: Digest,
    pub spec: String,
    pub spec_digest: Digest,
    pub is_simulated: bool,
    pub closes_at: Option<DateTime<Utc>>,
    pub embargo_at: DateTime<Utc>,
    pub loaded_at: DateTime<Utc>,
    pub link_salt: HashBytes,
}

/// Conflict if a wave of that name is already there.
pub fn insert(tx: &mut WriteTx<'_>, wave: &NewWave) -> Result<(), StoreError> {
    diesel::insert_into(waves::table)
        .values((
            waves::id.eq(wave.id),
            waves::slug.eq(&wave.slug),
            waves::study.eq(&wave.study),
            waves::wave_key.eq(&wave.wave_key),
            waves::state.eq(WaveState::Ready),
            waves::questionnaire_version.eq(wave.questionnaire_version),
            waves::questionnaire_digest.eq(wave.questionnaire_digest.hex()),
            waves::spec.eq(&wave.spec),
            waves::spec_digest.eq(wave.spec_digest.hex()),
            waves::is_simulated.eq(wave.is_simulated),
            waves::closes_at.eq(wave.closes_at.map(Moment::from)),
            waves::embargo_at.eq(Moment::from(wave.embargo_at)),
            waves::loaded_at.eq(Moment::from(wave.loaded_at)),
            waves::link_salt.eq(wave.link_salt),
        ))
        .execute(tx.connection())
        .map_err(StoreError::conflict(format!("la vague {}", wave.slug)))?;
    Ok(())
}

pub fn by_slug(tx: &mut ReadTx<'_>, slug: &WaveSlug) -> Result<Option<WaveRow>, StoreError> {
    Ok(waves::table.filter(waves::slug.eq(slug)).select(WaveRow::as_select()).first(tx.connection()).optional()?)
}

pub fn by_id(tx: &mut ReadTx<'_>, id: WaveId) -> Result<Option<WaveRow>, StoreError> {
    Ok(waves::table.find(id).select(WaveRow::as_select()).first(tx.connection()).optional()?)
}

/// The key of the hashes that tie a wave's doors to its interviews; `None` once it is destroyed.
pub fn link_salt(tx: &mut ReadTx<'_>, id: WaveId) -> Result<Option<HashBytes>, StoreError> {
    Ok(waves::table.find(id).select(waves::link_salt).first(tx.connection())?)
}

/// Every wave, by name.
pub fn list(tx: &mut ReadTx<'_>) -> Result<Vec<WaveRow>, StoreError> {
    let mut rows = waves::table.select(WaveRow::as_select()).load(tx.connection())?;
    // Sorted here: the two databases do not order texts alike.
    rows.sort_by(|a: &WaveRow, b| a.slug.cmp(&b.slug));
    Ok(rows)
}

/// Open waves whose deadline has passed.
pub fn due_for_closing(tx: &mut ReadTx<'_>, now: DateTime<Utc>) -> Result<Vec<WaveId>, StoreError> {
    Ok(waves::table
        .filter(waves::state.eq(WaveState::Open))
        .filter(waves::closes_at.le(Moment::from(now)))
        .order(waves::id)
        .select(waves::id)
        .load(tx.connection())?)
}

/// Approved waves whose embargo has passed.
pub fn due_for_publishing(tx: &mut ReadTx<'_>, now: DateTime<Utc>) -> Result<Vec<WaveId>, StoreError> {
    Ok(waves::table
        .filter(waves::state.eq(WaveState::Approved))
        .filter(waves::embargo_at.le(Moment::from(now)))
        .order(waves::id)
        .select(waves::id)
        .load(tx.connection())?)
}

/// One conditional update: from the state the verb starts at, to the one it leads to, with these columns and, after
/// `if`, what else must hold.
macro_rules! advance {
    ($tx:expr, $id:expr, $verb:expr, $fields:expr $(, if $guard:expr)?) => {{
        let (from, to) = $verb.arrow();
        let wave = waves::table.find($id).filter(waves::state.eq(from))$(.filter($guard))?;
        let moved = diesel::update(wave).set((waves::state.eq(to), $fields)).execute($tx.connection())?;
        Ok(moved == 1)
    }};
}

/// Before opening only: whose answers a wave takes never changes afterwards. A simulated wave has no deadline.
pub fn mark_simulated(tx: &mut WriteTx<'_>, id: WaveId) -> Result<(), StoreError> {
    let ready = waves::table.find(id).filter(waves::state.eq(WaveState::Ready));
    diesel::update(ready)
        .set((waves::is_simulated.eq(true), waves::closes_at.eq(None::<Moment>)))
        .execute(tx.connection())?;
    Ok(())
}

pub fn open(tx: &mut WriteTx<'_>, id: WaveId, at: DateTime<Utc>) -> Result<bool, StoreError> {
    advance!(tx, id, WaveVerb::Open, waves::opened_at.eq(Moment::from(at)))
}

pub fn close(tx: &mut WriteTx<'_>, id: WaveId, at: DateTime<Utc>, reason: CloseReason) -> Result<bool, StoreError> {
    advance!(tx, id, WaveVerb::Close, (waves::closed_at.eq(Moment::from(at)), waves::closed_reason.eq(reason)))
}

/// Destroys the key of the links too; `interviews::strip` destroys the links.
pub fn seal(tx: &mut WriteTx<'_>, id: WaveId, at: DateTime<Utc>) -> Result<bool, StoreError> {
    advance!(tx, id, WaveVerb::Seal, (waves::sealed_at.eq(Moment::from(at)), waves::link_salt.eq(None::<HashBytes>)))
}

/// Always by a person, who cannot then approve.
pub fn weigh(tx: &mut WriteTx<'_>, id: WaveId, at: DateTime<Utc>, by: AccountId) -> Result<bool, StoreError> {
    advance!(tx, id, WaveVerb::Weigh, (waves::weighed_at.eq(Moment::from(at)), waves::weighed_by.eq(by)))
}

/// Two people: moves only if a person weighed, and another approves (a comparison with nobody is not true).
pub fn approve(tx: &mut WriteTx<'_>, id: WaveId, at: DateTime<Utc>, by: AccountId) -> Result<bool, StoreError> {
    advance!(
        tx,
        id,
        WaveVerb::Approve,
        (waves::approved_at.eq(Moment::from(at)), waves::approved_by.eq(by)),
        if waves::weighed_by.ne(by)
    )
}

/// Does not move before the embargo.
pub fn publish(tx: &mut WriteTx<'_>, id: WaveId, at: DateTime<Utc>) -> Result<bool, StoreError> {
    advance!(
        tx,
        id,
        WaveVerb::Publish,
        waves::published_at.eq(Moment::from(at)),
        if waves::embargo_at.le(Moment::from(at))
    )
}
