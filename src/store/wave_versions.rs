//! The versions of the questionnaire a wave was fielded with: the one it was loaded with, then those taken up in the field.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::domain::id::Digest;
use crate::domain::wave::WaveState;
use crate::store::columns::Moment;
use crate::store::ids::WaveId;
use crate::store::schema::{questionnaire_versions, wave_versions, waves};
use crate::store::{ReadTx, StoreError, WriteTx};

/// One of them: its number, its digest, and its canonical text.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct WaveVersion {
    pub version: i32,
    pub digest: Digest,
    pub canonical: String,
}

pub fn insert(
    tx: &mut WriteTx<'_>,
    wave_id: WaveId,
    version: i32,
    digest: Digest,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    diesel::insert_into(wave_versions::table)
        .values((
            wave_versions::wave_id.eq(wave_id),
            wave_versions::version.eq(version),
            wave_versions::digest.eq(digest.hex()),
            wave_versions::taken_up_at.eq(Moment::from(at)),
        ))
        .execute(tx.connection())
        .map_err(StoreError::conflict(format!("la version {version} de cette vague")))?;
    Ok(())
}

pub fn by_version(tx: &mut ReadTx<'_>, wave_id: WaveId, version: i32) -> Result<Option<WaveVersion>, StoreError> {
    Ok(wave_versions::table
        .inner_join(questionnaire_versions::table.on(questionnaire_versions::digest.eq(wave_versions::digest)))
        .filter(wave_versions::wave_id.eq(wave_id))
        .filter(wave_versions::version.eq(version))
        .select((wave_versions::version, wave_versions::digest, questionnaire_versions::canonical))
        .first(tx.connection())
        .optional()?)
}

/// Their numbers, the newest first.
pub fn numbers(tx: &mut ReadTx<'_>, wave_id: WaveId) -> Result<Vec<i32>, StoreError> {
    Ok(wave_versions::table
        .filter(wave_versions::wave_id.eq(wave_id))
        .order(wave_versions::version.desc())
        .select(wave_versions::version)
        .load(tx.connection())?)
}

/// New interviews begin with this version from here on, if the wave is open and still stands at the version before:
/// whether it moved.
pub fn take_up(tx: &mut WriteTx<'_>, wave_id: WaveId, from: i32, to: i32) -> Result<bool, StoreError> {
    let wave = waves::table
        .find(wave_id)
        .filter(waves::state.eq(WaveState::Open))
        .filter(waves::questionnaire_version.eq(from));
    Ok(diesel::update(wave).set(waves::questionnaire_version.eq(to)).execute(tx.connection())? == 1)
}
