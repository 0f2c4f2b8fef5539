//! The references of the same rounds: what the databases themselves do with rows of the same bytes. PostgreSQL by pgbench,
//! prepared statements, the way anybody would measure it; SQLite by one writer, `synchronous=FULL`, a row a commit.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::Binary;

const TABLE: &str = "id BIGINT NOT NULL, wave_id BIGINT NOT NULL, disposition TEXT NOT NULL, answers BYTES NOT NULL,
    cells BYTES NOT NULL, receipt TEXT NOT NULL, PRIMARY KEY (wave_id, id)";

diesel::table! {
    reference_rows (wave_id, id) {
        id -> BigInt,
        wave_id -> BigInt,
        disposition -> Text,
        answers -> Binary,
        cells -> Binary,
        receipt -> Text,
    }
}

/// The answers and cells of an interview that is stored, and the cells of each margin, to weigh the same.
pub struct Row {
    pub answers: Vec<u8>,
    pub cells: Vec<u8>,
    /// First and last cell of each margin.
    pub margins: Vec<(i32, i32)>,
}

#[derive(QueryableByName)]
struct Sample {
    #[diesel(sql_type = Binary)]
    answers: Vec<u8>,
    #[diesel(sql_type = Binary)]
    cells: Vec<u8>,
}

/// A completed interview of this database.
pub fn sample(url: &str, margins: Vec<(i32, i32)>) -> Row {
    let query = sql_query("SELECT answers, cells FROM interviews WHERE disposition = 'completed' LIMIT 1");
    let sample: Sample = match url.strip_prefix("sqlite:") {
        Some(path) => query.get_result(&mut SqliteConnection::establish(path).expect("the file opens")),
        None => query.get_result(&mut PgConnection::establish(url).expect("the server answers")),
    }
    .expect("a completed interview");
    Row { answers: sample.answers, cells: sample.cells, margins }
}

pub struct Postgres {
    pgbench: PathBuf,
    url: String,
    scripts: tempfile::TempDir,
}

impl Postgres {
    /// Makes the tables beside the service's own. `None` without pgbench.
    pub fn prepare(url: &str, row: &Row) -> Option<Self> {
        let pgbench = find_pgbench()?;
        let mut connection = PgConnection::establish(url).expect("the server answers");
        let setup = format!(
            "CREATE TABLE reference_rows ({});
             CREATE TABLE reference_cells (wave_id BIGINT, cell_id INTEGER, maximum INTEGER, completed INTEGER,
                 PRIMARY KEY (wave_id, cell_id)) WITH (fillfactor = 50);
             INSERT INTO reference_cells SELECT 1, cell_id, 1000000000, 0 FROM quota_cells;
             VACUUM ANALYZE reference_cells",
            TABLE.replace("BYTES", "BYTEA")
        );
        for statement in setup.split(';') {
            connection.batch_execute(statement).expect("reference tables");
        }
        let scripts = tempfile::tempdir().expect("a folder");
        let insert = format!(
            "INSERT INTO reference_rows VALUES (:id, 1, 'completed', '\\x{}'::bytea, '\\x{}'::bytea, 'SOND-0000-0000-0000');\n",
            hex(&row.answers),
            hex(&row.cells)
        );
        let id = "\\set id random(1, 9000000000000000000)\n";
        write(&scripts, "insert", &format!("{id}{insert}"));
        write(&scripts, "transaction", &transaction(id, &insert, &row.margins));
        Some(Self { pgbench, url: url.to_owned(), scripts })
    }

    /// Transactions a second over 64 connections: `insert`, or `transaction` which counts its cells first.
    pub fn rate(&self, script: &str, seconds: u64) -> f64 {
        let file = self.scripts.path().join(script);
        let mut command = Command::new(&self.pgbench);
        command.args(["-n", "-M", "prepared", "-c", "64", "-j", "2", "-T", &seconds.to_string(), "-f"]).arg(file);
        let output = command.arg(&self.url).output().expect("pgbench starts");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let tps = text.lines().find_map(|line| line.strip_prefix("tps = ")).and_then(|rest| rest.split(' ').next());
        let errors = String::from_utf8_lossy(&output.stderr);
        tps.and_then(|tps| tps.parse().ok()).unwrap_or_else(|| panic!("pgbench: {text}\n{errors}"))
    }
}

/// One transaction a response: a conditional update of its cells in id order, then the insert.
fn transaction(id: &str, insert: &str, margins: &[(i32, i32)]) -> String {
    let mut script = id.to_owned();
    for (at, (first, last)) in margins.iter().enumerate() {
        script.push_str(&format!("\\set cell{at} random({first}, {last})\n"));
    }
    script.push_str("BEGIN;\n");
    for cell in std::iter::once("0".to_owned()).chain((0..margins.len()).map(|at| format!(":cell{at}"))) {
        script.push_str(&format!(
            "UPDATE reference_cells SET completed = completed + 1 \
             WHERE wave_id = 1 AND cell_id = {cell} AND completed < maximum;\n"
        ));
    }
    script + insert + "COMMIT;\n"
}

/// One row a commit on a file of its own, by one writer.
pub fn sqlite_rate(folder: &Path, row: &Row, seconds: u64) -> f64 {
    let path = folder.join("reference.sqlite");
    let _ = std::fs::remove_file(&path);
    let mut connection = SqliteConnection::establish(&path.to_string_lossy()).expect("a new file");
    let table = TABLE.replace("BYTES", "BLOB");
    connection
        .batch_execute(&format!(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE reference_rows ({table})"
        ))
        .expect("a table");
    let from = Instant::now();
    let mut rows = 0_u32;
    while from.elapsed() < Duration::from_secs(seconds) {
        // Spreads like a random id, without a generator.
        let id = i64::from(rows).wrapping_mul(0x09E3_779B_97F4_A7C1);
        let values = (
            reference_rows::id.eq(id),
            reference_rows::wave_id.eq(1),
            reference_rows::disposition.eq("completed"),
            reference_rows::answers.eq(&row.answers),
            reference_rows::cells.eq(&row.cells),
            reference_rows::receipt.eq("SOND-0000-0000-0000"),
        );
        diesel::insert_into(reference_rows::table).values(values).execute(&mut connection).expect("a row");
        rows += 1;
    }
    f64::from(rows) / from.elapsed().as_secs_f64()
}

fn find_pgbench() -> Option<PathBuf> {
    let beside = std::env::var_os("SONDE_TEST_POSTGRES_BIN").map(|folder| Path::new(&folder).join("pgbench"));
    let on_path =
        std::env::split_paths(&std::env::var_os("PATH")?).map(|folder| folder.join("pgbench")).collect::<Vec<_>>();
    beside.into_iter().chain(on_path).find(|path| path.is_file())
}

fn write(scripts: &tempfile::TempDir, name: &str, text: &str) {
    std::fs::write(scripts.path().join(name), text).expect("a script");
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
