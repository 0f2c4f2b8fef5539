//! A database for one test, on either backend, and the macro that runs a test on both. What a test wants to see or do
//! behind the program's back goes through `execute` and `lines`.

#![allow(dead_code, reason = "each test binary takes the part it needs")]

use std::collections::BTreeMap;

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_migrations::{FileBasedMigrations, MigrationHarness as _};
use sonde::store::ids::RowId;
use sonde::store::{Store, StoreOptions, migrate};
use tempfile::TempDir;

/// Turns `fn name(db: &TestDatabase) { … }` into the tests `name::sqlite` and `name::postgres`, each on a database of
/// its own, empty and not yet migrated.
#[macro_export]
macro_rules! on_both_databases {
    ($($(#[$attribute:meta])* fn $name:ident($db:ident: &TestDatabase) $body:block)+) => {
        $(
            $(#[$attribute])*
            mod $name {
                #[allow(unused_imports, reason = "a test takes what it needs from the file it stands in")]
                use super::*;

                fn check($db: &TestDatabase) $body

                #[test]
                fn sqlite() {
                    check(&TestDatabase::sqlite());
                }

                #[test]
                fn postgres() {
                    check(&TestDatabase::postgres());
                }
            }
        )+
    };
}

/// Address of a superuser on a throwaway server; each test makes its own database there and drops it.
const SERVER: &str = "SONDE_TEST_POSTGRES";

pub struct TestDatabase {
    url: String,
    place: Place,
}

enum Place {
    /// Kept for its drop, which removes the folder.
    Folder(TempDir),
    Server {
        url: String,
        name: String,
    },
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

#[derive(QueryableByName)]
struct Step {
    #[diesel(sql_type = Text)]
    detail: String,
}

impl TestDatabase {
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = format!("sqlite:{}/sonde.db", folder.path().display());
        Self { url, place: Place::Folder(folder) }
    }

    pub fn postgres() -> Self {
        let Ok(server) = std::env::var(SERVER) else {
            panic!("{SERVER} is not set: `tests/run` starts a throwaway PostgreSQL server and sets it");
        };
        let name = format!("sonde_test_{}", RowId::random().hex());
        server_execute(&server, &format!("CREATE DATABASE {name}"));
        Self { url: with_database(&server, &name), place: Place::Server { url: server, name } }
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    pub fn is_postgres(&self) -> bool {
        matches!(self.place, Place::Server { .. })
    }

    /// The bytes of its files as they lie on the disk; nothing of a server's.
    pub fn bytes(&self) -> Vec<u8> {
        let Place::Folder(folder) = &self.place else { return Vec::new() };
        let files = std::fs::read_dir(folder.path()).expect("the folder is there");
        files.flat_map(|file| std::fs::read(file.expect("a file").path()).expect("it is read")).collect()
    }

    /// A store on this database as it is. Each call is like another process: it shares no connection.
    pub fn open(&self) -> Store {
        self.open_with(StoreOptions { readers: 2, writers: 3, ..StoreOptions::default() })
    }

    pub fn open_with(&self, options: StoreOptions) -> Store {
        Store::open(&self.url, options).expect("the test's database opens")
    }

    /// The same, migrated.
    pub fn store(&self) -> Store {
        let store = self.open();
        migrate::run(&store).expect("the test's database migrates");
        store
    }

    /// Statements, behind the program's back; the refusal's text if there is one.
    pub fn execute(&self, sql: &str) -> Result<(), String> {
        match &self.place {
            Place::Folder(_) => self.sqlite_connection().batch_execute(sql),
            Place::Server { .. } => self.postgres_connection().batch_execute(sql),
        }
        .map_err(|error| error.to_string())
    }

    /// The column `line` of a query, behind the program's back.
    pub fn lines(&self, sql: &str) -> Vec<String> {
        let rows: Vec<Line> = match &self.place {
            Place::Folder(_) => diesel::sql_query(sql).load(&mut self.sqlite_connection()),
            Place::Server { .. } => diesel::sql_query(sql).load(&mut self.postgres_connection()),
        }
        .expect("the query reads");
        rows.into_iter().map(|row| row.line).collect()
    }

    /// Every column of every table, as `table.column`.
    pub fn columns(&self) -> Vec<String> {
        self.lines(match self.place {
            Place::Folder(_) => {
                "SELECT t.name || '.' || c.name AS line FROM sqlite_master t, pragma_table_info(t.name) c \
                 WHERE t.type = 'table'"
            }
            Place::Server { .. } => {
                "SELECT table_name || '.' || column_name AS line FROM information_schema.columns \
                 WHERE table_schema = 'public'"
            }
        })
    }

    /// Every row of every table, to be compared with what it was.
    pub fn everything(&self) -> Vec<String> {
        let columns = self.columns();
        let mut tables: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for (table, column) in columns.iter().filter_map(|place| place.split_once('.')) {
            let text =
                if self.is_postgres() { format!("coalesce({column}::text, '-')") } else { format!("quote({column})") };
            tables.entry(table).or_default().push(text);
        }
        let rows = |(table, columns): (&str, Vec<String>)| {
            self.lines(&format!(
                "SELECT '{table}: ' || {} AS line FROM {table} ORDER BY 1",
                columns.join(" || ' ' || ")
            ))
        };
        tables.into_iter().flat_map(rows).collect()
    }

    /// Applies the first migration that is not there yet, and no other.
    pub fn migrate_once(&self) {
        let folder = |name| FileBasedMigrations::from_path(format!("{}/migrations/{name}", env!("CARGO_MANIFEST_DIR")));
        match &self.place {
            Place::Folder(_) => {
                self.sqlite_connection().run_next_migration(folder("sqlite").expect("a folder")).expect("it applies");
            }
            Place::Server { .. } => {
                self.postgres_connection()
                    .run_next_migration(folder("postgres").expect("a folder"))
                    .expect("it applies");
            }
        }
    }

    /// The steps SQLite would take for a statement, its values not yet bound.
    pub fn sqlite_plan(&self, statement: &str) -> Vec<String> {
        let steps: Vec<Step> = diesel::sql_query(format!("EXPLAIN QUERY PLAN {statement}"))
            .load(&mut self.sqlite_connection())
            .expect("the statement is understood");
        steps.into_iter().map(|step| step.detail).collect()
    }

    fn sqlite_connection(&self) -> SqliteConnection {
        let mut connection =
            SqliteConnection::establish(self.url.trim_start_matches("sqlite:")).expect("the file opens");
        connection.batch_execute("PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON;").expect("pragmas");
        connection
    }

    fn postgres_connection(&self) -> PgConnection {
        PgConnection::establish(&self.url).expect("the server answers")
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if let Place::Server { url, name } = &self.place {
            server_execute(url, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
    }
}

fn server_execute(url: &str, sql: &str) {
    PgConnection::establish(url).expect("the test server answers").batch_execute(sql).expect("the test server obeys");
}

/// The same server, another database.
fn with_database(server: &str, name: &str) -> String {
    let (address, parameters) = server.split_once('?').map_or((server, ""), |(address, rest)| (address, rest));
    let after_scheme = address.find("://").map_or(0, |at| at + 3);
    let host = address[after_scheme..].find('/').map_or(address, |at| &address[..after_scheme + at]);
    if parameters.is_empty() { format!("{host}/{name}") } else { format!("{host}/{name}?{parameters}") }
}
