//! What every node of one database must agree on.

use diesel::prelude::*;

use crate::store::schema::service_facts;
use crate::store::{ReadTx, StoreError, WriteTx};

/// The value under this name, if any node has set it.
pub fn known(tx: &mut ReadTx<'_>, name: &str) -> Result<Option<String>, StoreError> {
    let fact = service_facts::table.find(name).select(service_facts::value);
    Ok(fact.first(tx.connection()).optional()?)
}

/// The value under this name: the one given if there was none, else the one that was there first.
pub fn first_or_known(tx: &mut WriteTx<'_>, name: &str, value: &str) -> Result<String, StoreError> {
    let inserted = tx.nested(|connection| {
        diesel::insert_into(service_facts::table)
            .values((service_facts::name.eq(name), service_facts::value.eq(value)))
            .execute(connection)
    });
    match inserted.map_err(StoreError::conflict(name)) {
        Ok(_) => Ok(value.to_owned()),
        Err(StoreError::Conflict(_)) => {
            Ok(service_facts::table.find(name).select(service_facts::value).first(tx.connection())?)
        }
        Err(error) => Err(error),
    }
}
