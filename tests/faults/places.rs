//! An installation whose wave has cells of 1, 7 and 100, and what its tests do behind the service's back: make leases
//! lapse at once instead of waiting for minutes.

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection, SqliteConnection};
use toml::{Table, Value};

use crate::people::{self, Person};
use crate::service::Installation;
use crate::wave_folder;

/// Places by size of town; the total of the plan.
const PLACES: [(&str, i64); 5] =
    [("rural", 1), ("2000-19999", 7), ("20000-99999", 100), ("100000+", 1), ("agglomeration_parisienne", 7)];

pub fn few_places(wave: &mut Table) {
    let targets: Table = PLACES.iter().map(|(code, places)| ((*code).to_owned(), Value::Integer(*places))).collect();
    let mut margin = Table::new();
    margin.insert("id".into(), "agglomeration".into());
    margin.insert("label".into(), "Catégorie d'agglomération".into());
    margin.insert("variables".into(), Value::Array(vec!["S_AGGLO".into()]));
    margin.insert("targets".into(), targets.into());
    let mut quotas = Table::new();
    quotas.insert("total".into(), PLACES.iter().map(|(_, places)| places).sum::<i64>().into());
    quotas.insert("margins".into(), Value::Array(vec![margin.into()]));
    wave.insert("quotas".into(), quotas.into());
}

/// Loads and opens the wave, and gives people for it: as many of each kind, so that small cells are wanted most.
pub fn open_wave(installation: &Installation, change: impl FnOnce(&mut Table)) -> Vec<Person> {
    let file = wave_folder::changed(&installation.folder, change);
    installation.done(&["wave", "load", &file.to_string_lossy()]);
    installation.done(&["wave", "open", wave_folder::SLUG, "--simulated"]);
    let (questionnaire, _) = people::read(&installation.folder.join("questionnaires"));
    let person = |number: usize| {
        let town = PLACES[number % PLACES.len()].0;
        let profile = [("S_AGGLO", town), ("S_SEXE", "femme"), ("AGE", "35-49"), ("REGION", "84"), ("S_CSP", "cadres")];
        let profile = profile.map(|(variable, code)| (variable.to_owned(), code.to_owned())).into();
        people::person(&questionnaire, &profile, number)
    };
    (0..500).map(person).collect()
}

/// As if the lease of about one holder in `one_in` had passed.
pub fn lapse_leases(url: &str, one_in: u32) {
    if url.starts_with("sqlite:") {
        let lapse = "UPDATE interviews SET lease_until = '2020-01-01 00:00:00.000000' WHERE holds_places";
        execute(url, &format!("{lapse} AND abs(random()) % {one_in} = 0"));
    } else {
        // Rows a node is working on are left alone: waiting for them could be a deadlock that no real service has.
        let chosen = format!("SELECT id FROM interviews WHERE holds_places AND floor(random() * {one_in}) = 0");
        let lapse = "UPDATE interviews SET lease_until = '2020-01-01 00:00:00'";
        execute(url, &format!("{lapse} WHERE holds_places AND id IN ({chosen} FOR UPDATE SKIP LOCKED)"));
    }
}

/// A refusal (a dead node's lock, a busy file) is left for the next time.
pub fn execute(url: &str, statement: &str) {
    let _ = match url.strip_prefix("sqlite:") {
        Some(path) => SqliteConnection::establish(path)
            .map(|mut connection| connection.batch_execute(&format!("PRAGMA busy_timeout = 2000; {statement}"))),
        None => PgConnection::establish(url).map(|mut connection| connection.batch_execute(statement)),
    };
}

/// A database of its own on the server of `tests/run`.
pub fn postgres(name: &str) -> String {
    let server = std::env::var("SONDE_TEST_POSTGRES")
        .expect("SONDE_TEST_POSTGRES is not set: `tests/run` starts a throw-away PostgreSQL server and sets it");
    let name = format!("sonde_{name}_{}", std::process::id());
    let mut connection = PgConnection::establish(&server).expect("the server answers");
    for statement in [format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"), format!("CREATE DATABASE {name}")] {
        connection.batch_execute(&statement).expect("a database of its own");
    }
    let (start, _) = server.rsplit_once('/').expect("an address with a database");
    format!("{start}/{name}")
}
