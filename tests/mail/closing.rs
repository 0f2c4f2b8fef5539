//! The letter that tells pollsters a wave is closed: it leaves the outbox of the running service and arrives at a real mail
//! server, once.

use std::io::Write as _;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::fake_server::{FakeServer, Manner};
use crate::inbox::letters_to;
use crate::invited::lines;
use crate::service::{Installation, Service, free_address};
use crate::wave_folder::{self, SLUG};
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;

const LETTER_WAIT: Duration = Duration::from_secs(30);
/// Longer than the pause between two turns of the loop that sends.
const ANOTHER_TURN: Duration = Duration::from_secs(5);

/// A letter as the outbox keeps it.
#[derive(QueryableByName, Debug, PartialEq, Eq)]
struct Kept {
    #[diesel(sql_type = diesel::sql_types::Bool)]
    is_sent: bool,
    #[diesel(sql_type = diesel::sql_types::Bool)]
    is_claimed: bool,
    #[diesel(sql_type = diesel::sql_types::Integer)]
    attempts: i32,
}

/// Sent at the first attempt, and nobody's any more: only `is_sent` keeps the loop from taking it again.
const SENT_ONCE: Kept = Kept { is_sent: true, is_claimed: false, attempts: 1 };

fn kept_letters(installation: &Installation) -> Vec<Kept> {
    let path = installation.database.trim_start_matches("sqlite:");
    let mut connection = SqliteConnection::establish(path).expect("the file opens");
    connection.batch_execute("PRAGMA busy_timeout = 10000").expect("a pragma");
    let query = "SELECT sent_at IS NOT NULL AS is_sent, claimed_until IS NOT NULL AS is_claimed, attempts FROM outbox";
    diesel::sql_query(query).load(&mut connection).expect("the outbox")
}

/// What `sonde doctor` says of the letters.
fn mail_finding(installation: &Installation) -> String {
    let report: serde_json::Value = serde_json::from_str(&installation.done(&["doctor", "--json"])).expect("JSON");
    let findings = report["findings"].as_array().expect("a list");
    let finding = findings.iter().find(|finding| finding["subject"] == "courrier").expect("what it says of letters");
    finding["detail"].as_str().expect("a text").to_owned()
}

fn wait_until(service: &Service, what: &str, is_so: impl Fn() -> bool) {
    let from = Instant::now();
    while !is_so() {
        assert!(from.elapsed() < LETTER_WAIT, "{what} did not happen:\n{}", service.log());
        std::thread::sleep(Duration::from_millis(200));
    }
}

fn add_pollster(installation: &Installation, address: &str) {
    let mut command =
        installation.command(&["account", "add", address, "--name", "Alice", "--role", "pollster", "--password-stdin"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().expect("the program starts");
    let password = b"une phrase de passe longue\n";
    child.stdin.take().expect("its input").write_all(password).expect("it reads the password");
    assert!(child.wait().expect("it ends").success());
}

#[test]
fn closing_a_wave_tells_its_pollsters_once() {
    let server = std::env::var("SONDE_TEST_SMTP").expect("`tests/run` starts a mail server and sets it");
    let folder = tempfile::tempdir().expect("a folder");
    let installation = Installation::sqlite(folder.path());
    let address = format!("alice-{}@example.org", std::process::id());
    add_pollster(&installation, &address);
    let wave = wave_folder::changed(folder.path(), |_| {});
    installation.done(&["wave", "load", &wave.to_string_lossy()]);
    installation.done(&["wave", "open", SLUG, "--simulated"]);
    let settings = [("SONDE_SMTP_URL", server.as_str()), ("SONDE_MAIL_FROM", "sonde@example.org")];
    let service = installation.serve_at(free_address(), &settings);
    assert_eq!(letters_to(&address), Vec::<String>::new(), "nothing has happened yet");
    installation.done(&["wave", "close", SLUG]);
    wait_until(&service, "the arrival of a letter", || !letters_to(&address).is_empty());
    // While it is claimed nobody would send it again, for minutes: « once » shows only from here on.
    wait_until(&service, "the sending, in the outbox", || kept_letters(&installation) == [SENT_ONCE]);
    assert_eq!(mail_finding(&installation), "0 lettre(s) en attente, 0 abandonnée(s)");
    std::thread::sleep(ANOTHER_TURN);
    assert_eq!(kept_letters(&installation), [SENT_ONCE], "the next turns left it alone");
    let letters = letters_to(&address);
    assert_eq!(letters.len(), 1, "once");
    for header in ["From: ", "To: ", "Subject: ", "Message-ID: ", "Date: "] {
        assert!(letters[0].contains(header), "{header} is not in\n{}", letters[0]);
    }
    assert!(letters[0].contains(SLUG), "the letter names its wave:\n{}", letters[0]);
}

#[test]
fn a_letter_a_server_refuses_is_kept_without_the_words_of_the_server() {
    let server = FakeServer::start(&[Manner::Refuse]);
    let folder = tempfile::tempdir().expect("a folder");
    let installation = Installation::sqlite(folder.path());
    add_pollster(&installation, "alice@example.org");
    let wave = wave_folder::changed(folder.path(), |_| {});
    installation.done(&["wave", "load", &wave.to_string_lossy()]);
    installation.done(&["wave", "open", SLUG, "--simulated"]);
    let url = server.url();
    let settings = [("SONDE_SMTP_URL", url.as_str()), ("SONDE_MAIL_FROM", "sonde@example.org")];
    let service = installation.serve_at(free_address(), &settings);
    installation.done(&["wave", "close", SLUG]);
    let why = || lines(&installation.database, "SELECT last_error AS line FROM outbox WHERE failed_at IS NOT NULL");
    wait_until(&service, "the refusal", || !why().is_empty());
    assert_eq!(why(), ["lettre refusée : le serveur répond 554 5.6.0"]);
}
