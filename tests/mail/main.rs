//! The letter that tells pollsters a wave is closed: it leaves the outbox of the running service and arrives at a real mail
//! server, once.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by a panic")]

#[path = "../support/service.rs"]
#[allow(dead_code, reason = "shared with the tests that kill and the load client")]
mod service;
#[path = "../support/wave_folder.rs"]
#[allow(dead_code, reason = "same")]
mod wave_folder;

use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use service::{Installation, free_address};
use wave_folder::SLUG;

const LETTER_WAIT: Duration = Duration::from_secs(30);

/// Letters to this address, as the server received them.
fn letters_to(address: &str) -> Vec<String> {
    let folder = std::env::var("SONDE_TEST_MAILDIR").expect("`tests/run` starts a mail server and sets it");
    let entries = std::fs::read_dir(Path::new(&folder).join("new")).expect("a mail folder");
    let letters = entries.map(|entry| std::fs::read_to_string(entry.expect("a letter").path()).expect("a text"));
    letters.filter(|letter| letter.contains(address)).collect()
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
    let from = Instant::now();
    while letters_to(&address).is_empty() {
        assert!(from.elapsed() < LETTER_WAIT, "no letter came:\n{}", service.log());
        std::thread::sleep(Duration::from_millis(200));
    }
    // Long enough for the loop that sends to come round again.
    std::thread::sleep(Duration::from_secs(3));
    let letters = letters_to(&address);
    assert_eq!(letters.len(), 1, "once");
    for header in ["From: ", "To: ", "Subject: ", "Message-ID: ", "Date: "] {
        assert!(letters[0].contains(header), "{header} is not in\n{}", letters[0]);
    }
    assert!(letters[0].contains(SLUG), "the letter names its wave:\n{}", letters[0]);
}
