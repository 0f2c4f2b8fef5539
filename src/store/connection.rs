//! One connection to either backend, and the two-armed macro for what only one of them can say. Nothing outside
//! `store` sees it.

use std::path::Path;
use std::thread;
use std::time::Duration;

use diesel::connection::{AnsiTransactionManager, SimpleConnection as _, TransactionManager as _};
use diesel::prelude::*;

use crate::store::address::Address;
use crate::store::error::{StoreError, connection_words};

/// Either backend, behind one set of queries.
#[derive(diesel::MultiConnection)]
pub(in crate::store) enum AnyConnection {
    Postgres(diesel::PgConnection),
    Sqlite(diesel::SqliteConnection),
}

/// Repeats one body for the connection of each backend: for queries the common subset cannot say (multi-row insert,
/// arrays, row locks). Say at each use why it is needed.
macro_rules! each_backend {
    ($connection:expr, $name:ident => $body:expr) => {
        match $connection {
            $crate::store::connection::AnyConnection::Postgres($name) => $body,
            $crate::store::connection::AnyConnection::Sqlite($name) => $body,
        }
    };
}
pub(in crate::store) use each_backend;

/// What a connection is for: it is set when opened, and said again when a transaction begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum Access {
    Read,
    Write,
}

/// Another process may hold the file for the instant it turns it to WAL; the busy timeout does not cover that.
const WAL_ATTEMPTS_MAX: u32 = 50;
const WAL_PAUSE: Duration = Duration::from_millis(20);

/// `synchronous=FULL`: an acknowledged write survives a power cut, not only a crash of the program.
/// The checkpoint is rarer than SQLite's 1000 pages: each costs two fsyncs, paid by the batch that meets it.
/// `secure_delete`: what a person takes back is zeroed in its page, and not only forgotten there.
const SQLITE_WRITER: &str = "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA wal_autocheckpoint = 4000; \
    PRAGMA secure_delete = ON; \
    PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -8192; PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY;";
const SQLITE_READER: &str = "PRAGMA query_only = ON; PRAGMA foreign_keys = ON; PRAGMA cache_size = -2048; \
    PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY;";

/// A node that stops while it holds cells must not hold them for long: hence the timeout.
const POSTGRES_SESSION: &str = "SET TIME ZONE 'UTC'; SET idle_in_transaction_session_timeout = '30s'; \
    SET client_min_messages = 'warning';";
const POSTGRES_READER: &str = "SET default_transaction_read_only = on;";

impl AnyConnection {
    /// Opens by the scheme: the derive's own `establish` tries each backend in turn and drops what they said.
    /// `wait_max` is how long a statement waits for a lock that another process holds.
    pub(in crate::store) fn open(address: &Address, access: Access, wait_max: Duration) -> Result<Self, StoreError> {
        let unreachable =
            |why: String| StoreError::Unreachable { database: address.to_string(), why: address.scrub(why.trim()) };
        match address {
            Address::Sqlite(path) => {
                let mut connection = diesel::SqliteConnection::establish(path)
                    .map_err(|error| unreachable(format!("{}{}", connection_words(&error), folder_words(path))))?;
                prepare_sqlite(&mut connection, access, wait_max)?;
                Ok(Self::Sqlite(connection))
            }
            Address::Postgres(url) => {
                let mut connection =
                    diesel::PgConnection::establish(url).map_err(|error| unreachable(connection_words(&error)))?;
                connection.batch_execute(POSTGRES_SESSION)?;
                connection.batch_execute(&format!("SET lock_timeout = {}", wait_max.as_millis()))?;
                if access == Access::Read {
                    connection.batch_execute(POSTGRES_READER)?;
                }
                Ok(Self::Postgres(connection))
            }
        }
    }

    /// A read sees one instant of the database however many statements it takes. A write takes its lock at once on
    /// SQLite: one that begins as a read is refused without waiting when it comes to write.
    pub(in crate::store) fn begin(&mut self, access: Access) -> Result<(), StoreError> {
        match self {
            Self::Postgres(connection) => AnsiTransactionManager::begin_transaction_sql(
                connection,
                match access {
                    Access::Read => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
                    Access::Write => "BEGIN",
                },
            ),
            Self::Sqlite(connection) => AnsiTransactionManager::begin_transaction_sql(
                connection,
                match access {
                    Access::Read => "BEGIN DEFERRED",
                    Access::Write => "BEGIN IMMEDIATE",
                },
            ),
        }
        .map_err(StoreError::from)
    }

    /// Two arms: PostgreSQL answers `COMMIT` with a quiet rollback when a statement has failed before, even if its error
    /// was dropped on the way. The `SELECT` sent with it fails there, so that it is told. Diesel follows the server's
    /// own account of where the transaction stands.
    pub(in crate::store) fn commit(&mut self) -> Result<(), StoreError> {
        match self {
            Self::Postgres(connection) => connection.batch_execute("SELECT; COMMIT")?,
            Self::Sqlite(connection) => AnsiTransactionManager::commit_transaction(connection)?,
        }
        Ok(())
    }

    pub(in crate::store) fn rollback(&mut self) -> Result<(), StoreError> {
        Ok(each_backend!(self, connection => AnsiTransactionManager::rollback_transaction(connection))?)
    }
}

fn prepare_sqlite(
    connection: &mut diesel::SqliteConnection,
    access: Access,
    wait_max: Duration,
) -> Result<(), StoreError> {
    connection.batch_execute(&format!("PRAGMA busy_timeout = {}", wait_max.as_millis()))?;
    match access {
        Access::Read => Ok(connection.batch_execute(SQLITE_READER)?),
        Access::Write => {
            turn_to_wal(connection)?;
            Ok(connection.batch_execute(SQLITE_WRITER)?)
        }
    }
}

fn turn_to_wal(connection: &mut diesel::SqliteConnection) -> Result<(), StoreError> {
    let mut outcome = Ok(());
    for _ in 0..WAL_ATTEMPTS_MAX {
        outcome = connection.batch_execute("PRAGMA journal_mode = WAL;").map_err(StoreError::from);
        match outcome {
            Err(StoreError::Busy(_)) => thread::sleep(WAL_PAUSE),
            _ => break,
        }
    }
    outcome
}

fn folder_words(path: &str) -> &'static str {
    match Path::new(path).parent() {
        Some(folder) if !folder.as_os_str().is_empty() && !folder.is_dir() => " (le dossier n'existe pas)",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use diesel::sql_types::{BigInt, Text};

    #[derive(QueryableByName)]
    struct Setting {
        #[diesel(sql_type = BigInt)]
        value: i64,
    }

    #[derive(QueryableByName)]
    struct Step {
        #[diesel(sql_type = Text)]
        detail: String,
    }

    const WAIT: Duration = Duration::from_millis(1234);

    fn new_file(folder: &tempfile::TempDir) -> Address {
        Address::Sqlite(folder.path().join("sonde.db").display().to_string())
    }

    fn setting(connection: &mut AnyConnection, name: &str) -> i64 {
        let query = format!("SELECT {name} AS value FROM pragma_{name}");
        diesel::sql_query(query).get_result::<Setting>(connection).unwrap().value
    }

    #[test]
    fn a_sqlite_writer_is_durable_and_keeps_foreign_keys() {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = AnyConnection::open(&new_file(&folder), Access::Write, WAIT).unwrap();
        assert_eq!(setting(&mut writer, "synchronous"), 2);
        assert_eq!(setting(&mut writer, "foreign_keys"), 1);
        assert_eq!(setting(&mut writer, "query_only"), 0);
        let timeout: Vec<Setting> =
            diesel::sql_query("SELECT timeout AS value FROM pragma_busy_timeout").load(&mut writer).unwrap();
        assert_eq!(timeout.first().unwrap().value, 1234);
        let mode: Vec<Step> =
            diesel::sql_query("SELECT journal_mode AS detail FROM pragma_journal_mode").load(&mut writer).unwrap();
        assert_eq!(mode.first().unwrap().detail, "wal");
    }

    #[test]
    fn a_sqlite_reader_cannot_write() {
        let folder = tempfile::tempdir().unwrap();
        let address = new_file(&folder);
        AnyConnection::open(&address, Access::Write, WAIT).unwrap().batch_execute("CREATE TABLE t (a)").unwrap();
        let mut reader = AnyConnection::open(&address, Access::Read, WAIT).unwrap();
        let refused = reader.batch_execute("INSERT INTO t VALUES (1)").unwrap_err().to_string();
        assert!(refused.contains("readonly"), "{refused}");
    }

    #[test]
    fn a_full_disk_is_said_and_nothing_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = AnyConnection::open(&new_file(&folder), Access::Write, WAIT).unwrap();
        writer.batch_execute("CREATE TABLE t (a); PRAGMA max_page_count = 8;").unwrap();
        writer.begin(Access::Write).unwrap();
        let outcome: Result<(), StoreError> = (0..100)
            .try_for_each(|_| writer.batch_execute("INSERT INTO t VALUES (zeroblob(4000))").map_err(StoreError::from));
        assert_eq!(outcome, Err(StoreError::Full));
        let _ = writer.rollback();
        let rows = diesel::sql_query("SELECT count(*) AS value FROM t").get_result::<Setting>(&mut writer).unwrap();
        assert_eq!(rows.value, 0);
    }
}
