//! The two kinds of transaction. Every query takes one of them, so that its signature says whether it may write.

use std::ops::{Deref, DerefMut};

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::store::clock::{FORMAT, NOW, ZONE, clock_timestamp, strftime, timezone};
use crate::store::columns::Moment;
use crate::store::connection::AnyConnection;
use crate::store::error::StoreError;

/// May read; sees one instant of the database.
pub struct ReadTx<'a> {
    connection: &'a mut AnyConnection,
}

/// May write, and read what it has written.
pub struct WriteTx<'a> {
    read: ReadTx<'a>,
}

impl<'a> ReadTx<'a> {
    pub(in crate::store) fn new(connection: &'a mut AnyConnection) -> Self {
        Self { connection }
    }

    pub(in crate::store) fn connection(&mut self) -> &mut AnyConnection {
        self.connection
    }

    /// The database's clock: the one that decides closings, embargoes and leases, whatever the nodes' clocks say.
    ///
    /// On PostgreSQL `clock_timestamp()`, not `now()`, which is the beginning of the transaction: one that has waited
    /// for a lock past the deadline must see that it is past. To the microsecond there, to the millisecond on SQLite.
    pub fn now(&mut self) -> Result<DateTime<Utc>, StoreError> {
        // Two arms: each backend has a clock of its own.
        let moment: Moment = match self.connection() {
            AnyConnection::Postgres(connection) => {
                diesel::select(timezone(ZONE, clock_timestamp())).get_result(connection)?
            }
            AnyConnection::Sqlite(connection) => diesel::select(strftime(FORMAT, NOW)).get_result(connection)?,
        };
        Ok(moment.utc())
    }
}

impl<'a> WriteTx<'a> {
    pub(in crate::store) fn new(connection: &'a mut AnyConnection) -> Self {
        Self { read: ReadTx::new(connection) }
    }

    /// A savepoint: what fails inside is forgotten, and the write goes on. PostgreSQL refuses every later statement of
    /// a transaction in which one has failed outside a savepoint.
    #[expect(clippy::disallowed_methods, reason = "inside a write this is a savepoint, not a second door")]
    pub(in crate::store) fn nested<T>(
        &mut self,
        body: impl FnOnce(&mut AnyConnection) -> QueryResult<T>,
    ) -> QueryResult<T> {
        self.read.connection.transaction(body)
    }
}

impl<'a> Deref for WriteTx<'a> {
    type Target = ReadTx<'a>;
    fn deref(&self) -> &Self::Target {
        &self.read
    }
}

impl DerefMut for WriteTx<'_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.read
    }
}
