//! Addresses nothing more is written to, in any wave, as keyed hashes.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error as DieselError};

use crate::domain::letter::Suppression;
use crate::store::columns::Moment;
use crate::store::ids::HashBytes;
use crate::store::schema::suppressions;
use crate::store::{ReadTx, StoreError, WriteTx};

/// Whether the address is new to the list. A person's own word replaces a bounce, never the other way.
pub fn add(
    tx: &mut WriteTx<'_>,
    address: HashBytes,
    reason: Suppression,
    at: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let values = (
        suppressions::address_hash.eq(address),
        suppressions::reason.eq(reason),
        suppressions::since.eq(Moment::from(at)),
    );
    match tx.nested(|connection| diesel::insert_into(suppressions::table).values(values).execute(connection)) {
        Err(DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => {
            if reason == Suppression::Unsubscribed {
                diesel::update(suppressions::table.find(address))
                    .set(suppressions::reason.eq(reason))
                    .execute(tx.connection())?;
            }
            Ok(false)
        }
        other => Ok(other.map(|_| true)?),
    }
}

pub fn of(tx: &mut ReadTx<'_>, address: HashBytes) -> Result<Option<Suppression>, StoreError> {
    Ok(suppressions::table.find(address).select(suppressions::reason).first(tx.connection()).optional()?)
}
