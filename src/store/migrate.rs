//! Brings the tables to what this program expects. Twin folders, one a backend, embedded in the program. All
//! migrations run in one transaction under a lock: any number of nodes may start at once, on an empty or an old database.

use diesel::backend::Backend;
use diesel::migration::{MigrationSource, MigrationVersion};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::store::connection::AnyConnection;
use crate::store::error::StoreError;
use crate::store::{Store, WriteTx};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Any number, as long as it is ours and never changes.
const LOCK: i64 = 0x50_4E_44_45;

/// Which migrations are there, and which are to come; versions as in `20261122090000`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    pub applied: Vec<String>,
    pub pending: Vec<String>,
}

impl Status {
    pub fn is_current(&self) -> bool {
        self.pending.is_empty()
    }
}

/// Applies what is missing and says what it was. Refuses a database that a later program has migrated.
pub fn run(store: &Store) -> Result<Vec<String>, StoreError> {
    store.write(|tx| {
        lock(tx)?;
        let before = status_of(tx)?;
        match tx.connection() {
            AnyConnection::Postgres(connection) => apply(connection, POSTGRES)?,
            AnyConnection::Sqlite(connection) => apply(connection, SQLITE)?,
        }
        Ok(before.pending)
    })
}

/// What [`run`] would do. Writes nothing but the empty list of migrations of a new database.
pub fn status(store: &Store) -> Result<Status, StoreError> {
    store.write(|tx| {
        lock(tx)?;
        status_of(tx)
    })
}

/// Back to an empty database, all rows lost: for tests of the way down.
pub fn down_all(store: &Store) -> Result<(), StoreError> {
    store.write(|tx| {
        lock(tx)?;
        match tx.connection() {
            AnyConnection::Postgres(connection) => revert(connection, POSTGRES),
            AnyConnection::Sqlite(connection) => revert(connection, SQLITE),
        }
    })
}

/// One node at a time. On SQLite the write already holds the only lock there is.
fn lock(tx: &mut WriteTx<'_>) -> Result<(), StoreError> {
    if let AnyConnection::Postgres(connection) = tx.connection() {
        // Waiting for another node's migrations is right, however long they take.
        diesel::sql_query("SET LOCAL lock_timeout = 0").execute(connection)?;
        diesel::sql_query("SELECT pg_advisory_xact_lock($1)").bind::<BigInt, _>(LOCK).execute(connection)?;
    }
    Ok(())
}

fn status_of(tx: &mut WriteTx<'_>) -> Result<Status, StoreError> {
    let (mut applied, mut known) = match tx.connection() {
        AnyConnection::Postgres(connection) => versions(connection, POSTGRES)?,
        AnyConnection::Sqlite(connection) => versions(connection, SQLITE)?,
    };
    applied.sort();
    known.sort();
    if let Some(unknown) = applied.iter().find(|version| !known.contains(version)) {
        return Err(StoreError::TooNew { migration: unknown.clone() });
    }
    known.retain(|version| !applied.contains(version));
    Ok(Status { applied, pending: known })
}

/// Versions applied to the database, and versions this program knows.
fn versions<DB: Backend>(
    harness: &mut impl MigrationHarness<DB>,
    source: EmbeddedMigrations,
) -> Result<(Vec<String>, Vec<String>), StoreError>
where
    EmbeddedMigrations: MigrationSource<DB>,
{
    let applied = harness.applied_migrations().map_err(|error| broken(&*error))?;
    let known = source.migrations().map_err(|error| broken(&*error))?;
    Ok((
        applied.iter().map(MigrationVersion::to_string).collect(),
        known.iter().map(|migration| migration.name().version().to_string()).collect(),
    ))
}

fn apply<DB: Backend>(harness: &mut impl MigrationHarness<DB>, source: EmbeddedMigrations) -> Result<(), StoreError>
where
    EmbeddedMigrations: MigrationSource<DB>,
{
    harness.run_pending_migrations(source).map(|_| ()).map_err(|error| broken(&*error))
}

fn revert<DB: Backend>(harness: &mut impl MigrationHarness<DB>, source: EmbeddedMigrations) -> Result<(), StoreError>
where
    EmbeddedMigrations: MigrationSource<DB>,
{
    harness.revert_all_migrations(source).map(|_| ()).map_err(|error| broken(&*error))
}

fn broken(error: &dyn std::error::Error) -> StoreError {
    StoreError::Broken(format!("migration : {error}"))
}
