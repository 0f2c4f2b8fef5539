//! Nomenclatures by the digest of their content: a version of a questionnaire names its own, so a list never changes here.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::domain::id::{Digest, NomenclatureId};
use crate::store::columns::Moment;
use crate::store::schema::nomenclatures;
use crate::store::{ReadTx, StoreError, WriteTx};

/// Nothing happens if that content is there already.
pub fn insert_or_same(
    tx: &mut WriteTx<'_>,
    digest: Digest,
    id: &NomenclatureId,
    content: &str,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let values = (
        nomenclatures::digest.eq(digest.hex()),
        nomenclatures::id.eq(id.as_str()),
        nomenclatures::content.eq(content),
        nomenclatures::loaded_at.eq(Moment::from(at)),
    );
    let inserted = tx
        .nested(|connection| diesel::insert_into(nomenclatures::table).values(values).execute(connection))
        .map_err(StoreError::conflict(format!("la nomenclature {id}")));
    match inserted {
        // The same digest is the same content.
        Ok(_) | Err(StoreError::Conflict(_)) => Ok(()),
        Err(error) => Err(error),
    }
}

pub fn content(tx: &mut ReadTx<'_>, digest: Digest) -> Result<Option<String>, StoreError> {
    Ok(nomenclatures::table.find(digest.hex()).select(nomenclatures::content).first(tx.connection()).optional()?)
}
