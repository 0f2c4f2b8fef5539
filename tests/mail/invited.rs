//! A wave whose letters may leave at any hour, and people invited to it.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::service::{Installation, Service};
use crate::wave_folder::{self, SLUG};

/// Longer than the minute before midnight when nothing leaves.
pub const WAIT: Duration = Duration::from_secs(100);

pub const LETTERS: &str = r#"
[sending]
from_name = "Observatoire des partenariats"
reply_to = "enquete@example.org"
hours = ["00:00", "23:59"]
days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
on_holidays = true
per_domain_a_minute = 6000

[[steps]]
id = "invitation"

[steps.fr]
subject = "{first_name}, votre avis"
text = """
{greeting}

Répondez avant le {closes_on}.

{link}
"""

[[steps]]
id = "reminder-1"
after_days = 3

[steps.fr]
subject = "Rappel"
text = "{greeting}\n\n{link}"
"#;

/// Loaded and open, its letters with it.
pub fn open_wave(installation: &Installation) {
    let wave = wave_folder::changed(&installation.folder, |_| {});
    installation.done(&["wave", "load", &wave.to_string_lossy()]);
    installation.done(&["wave", "open", SLUG, "--simulated"]);
    let letters = written(installation, "letters.toml", LETTERS);
    installation.done(&["wave", "letters", SLUG, &letters.to_string_lossy()]);
}

pub fn import(installation: &Installation, addresses: &[String]) {
    let lines: String = addresses.iter().map(|address| format!("{address},Léa,Roux\n")).collect();
    let file = written(installation, "contacts.csv", &format!("email,prénom,nom\n{lines}"));
    installation.done(&["wave", "contacts", SLUG, &file.to_string_lossy(), "--import"]);
}

pub fn written(installation: &Installation, name: &str, text: &str) -> PathBuf {
    let path = Path::new(&installation.folder).join(name);
    std::fs::write(&path, text).expect("a file");
    path
}

pub fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// What `sonde wave letters --json` says of a step.
pub fn step(installation: &Installation, id: &str) -> serde_json::Value {
    let status = json(&installation.done(&["wave", "letters", SLUG, "--json"]));
    let steps = status["letters"]["steps"].as_array().expect("steps").clone();
    steps.into_iter().find(|step| step["id"] == id).expect("that step")
}

pub fn wait_until(service: &Service, what: &str, mut is_so: impl FnMut() -> bool) {
    let from = Instant::now();
    while !is_so() {
        assert!(from.elapsed() < WAIT, "{what} did not happen:\n{}", service.log());
        std::thread::sleep(Duration::from_millis(200));
    }
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

/// Behind the service's back, on either database.
pub fn execute(url: &str, statement: &str) {
    let done = match url.strip_prefix("sqlite:") {
        Some(path) => SqliteConnection::establish(path)
            .expect("the file opens")
            .batch_execute(&format!("PRAGMA busy_timeout = 10000; {statement}")),
        None => PgConnection::establish(url).expect("the server answers").batch_execute(statement),
    };
    done.expect("the statement runs");
}

pub fn lines(url: &str, query: &str) -> Vec<String> {
    let rows: Vec<Line> = match url.strip_prefix("sqlite:") {
        Some(path) => {
            let mut connection = SqliteConnection::establish(path).expect("the file opens");
            connection.batch_execute("PRAGMA busy_timeout = 10000").expect("a pragma");
            diesel::sql_query(query).load(&mut connection).expect("the query runs")
        }
        None => {
            let mut connection = PgConnection::establish(url).expect("the server answers");
            diesel::sql_query(query).load(&mut connection).expect("the query runs")
        }
    };
    rows.into_iter().map(|row| row.line).collect()
}

/// As if the time a sender has for its letters had passed, and the pause before another try.
pub fn release(url: &str) {
    execute(
        url,
        "UPDATE mailings SET claimed_until = NULL WHERE settled_at IS NULL; \
         UPDATE mailings SET due_at = '2020-01-01 00:00:00.000000' WHERE settled_at IS NULL AND attempts > 0",
    );
}

/// A database of its own on the server of `tests/run`.
pub fn postgres(name: &str) -> String {
    let server = std::env::var("SONDE_TEST_POSTGRES").expect("`tests/run` starts a PostgreSQL server and sets it");
    let name = format!("sonde_{name}_{}", std::process::id());
    let (start, _) = server.rsplit_once('/').expect("an address with a database");
    for statement in [format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"), format!("CREATE DATABASE {name}")] {
        execute(&server, &statement);
    }
    format!("{start}/{name}")
}
