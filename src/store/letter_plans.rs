//! The letters of a wave, as the text of their file. Replaced as a whole; what was already sent stays sent.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::domain::id::Digest;
use crate::store::columns::Moment;
use crate::store::ids::WaveId;
use crate::store::schema::letter_plans;
use crate::store::{ReadTx, StoreError, WriteTx};

/// Whether this changes what is there.
pub fn put(
    tx: &mut WriteTx<'_>,
    wave_id: WaveId,
    content: &str,
    digest: Digest,
    at: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let known: Option<String> =
        letter_plans::table.find(wave_id).select(letter_plans::digest).first(tx.connection()).optional()?;
    let values = (
        letter_plans::content.eq(content),
        letter_plans::digest.eq(digest.hex()),
        letter_plans::loaded_at.eq(Moment::from(at)),
    );
    match known {
        Some(known) if known == digest.hex() => return Ok(false),
        Some(_) => diesel::update(letter_plans::table.find(wave_id)).set(values).execute(tx.connection())?,
        None => diesel::insert_into(letter_plans::table)
            .values((letter_plans::wave_id.eq(wave_id), values))
            .execute(tx.connection())
            .map_err(StoreError::conflict("courriers de la vague"))?,
    };
    Ok(true)
}

pub fn content(tx: &mut ReadTx<'_>, wave_id: WaveId) -> Result<Option<String>, StoreError> {
    Ok(letter_plans::table.find(wave_id).select(letter_plans::content).first(tx.connection()).optional()?)
}
