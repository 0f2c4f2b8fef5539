//! Senders killed by SIGKILL, servers that misbehave: no letter is lost, at most one a crash is sent again, and it bears
//! the same Message-ID.

use std::collections::{BTreeMap, BTreeSet};
use std::thread;
use std::time::Duration;

use crate::fake_server::{FakeServer, Manner};
use crate::inbox::{header, letters_to, smtp};
use crate::invited::{LETTERS, execute, import, json, lines, open_wave, postgres, release, step, wait_until, written};
use crate::service::{Installation, Service, free_address};
use crate::wave_folder::SLUG;

const PEOPLE: usize = 120;
const KILLS: u64 = 6;

fn serve(installation: &Installation, server: &str) -> Service {
    let settings = [("SONDE_SMTP_URL", server), ("SONDE_MAIL_FROM", "sonde@example.org")];
    installation.serve_at(free_address(), &settings)
}

fn sent(installation: &Installation) -> usize {
    let count = step(installation, "invitation")["sent"].as_u64().expect("a count");
    usize::try_from(count).expect("a small count")
}

/// By recipient, the Message-ID of each copy.
fn copies(letters: &[String]) -> BTreeMap<String, Vec<String>> {
    let mut copies: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for letter in letters {
        let letter = letter.replace("\r\n", "\n");
        let to = header(&letter, "To").expect("a recipient");
        copies.entry(to).or_default().push(header(&letter, "Message-ID").expect("an id"));
    }
    copies
}

fn killed_again_and_again(installation: &Installation) {
    let server = smtp();
    open_wave(installation);
    let kind = if installation.database.starts_with("sqlite") { "s" } else { "p" };
    let addresses: Vec<String> =
        (0..PEOPLE).map(|number| format!("tue-{kind}-{}-{number}@example.org", std::process::id())).collect();
    import(installation, &addresses);
    installation.done(&["wave", "invite", SLUG, "--send"]);
    let mut kills_while_sending = 0;
    for kill in 0_u64..KILLS {
        let mut service = serve(installation, &server);
        let before = sent(installation);
        wait_until(&service, "a first letter", || sent(installation) > before || before == PEOPLE);
        thread::sleep(Duration::from_millis(7 * kill));
        service.kill();
        kills_while_sending += usize::from(sent(installation) < PEOPLE);
        release(&installation.database);
    }
    assert!(
        kills_while_sending >= 2,
        "only {kills_while_sending} kills met letters on their way: the test did not test"
    );
    let service = serve(installation, &server);
    wait_until(&service, "the last letter", || sent(installation) == PEOPLE);
    let (mut doubles, mut missing) = (0, Vec::new());
    for address in &addresses {
        let mut copies = letters_to(address);
        for _ in 0..50 {
            if !copies.is_empty() {
                break;
            }
            // The server has it, and has not delivered it yet.
            thread::sleep(Duration::from_millis(200));
            copies = letters_to(address);
        }
        let ids: BTreeSet<String> = copies.iter().filter_map(|letter| header(letter, "Message-ID")).collect();
        assert!(ids.len() <= 1, "{address} got two letters that do not say they are one: {ids:?}");
        doubles += copies.len().saturating_sub(1);
        missing.extend(copies.is_empty().then_some(address));
    }
    assert!(missing.is_empty(), "lost: {missing:?}");
    assert!(doubles <= kills_while_sending, "{doubles} doubles for {kills_while_sending} kills");
    println!("{PEOPLE} letters, {kills_while_sending} kills while sending, {doubles} doubles, 0 lost");
}

#[test]
fn a_sender_killed_again_and_again_loses_no_letter_on_sqlite() {
    let folder = tempfile::tempdir().expect("a folder");
    killed_again_and_again(&Installation::sqlite(folder.path()));
}

#[test]
fn a_sender_killed_again_and_again_loses_no_letter_on_postgresql() {
    let folder = tempfile::tempdir().expect("a folder");
    killed_again_and_again(&Installation::new(folder.path(), &postgres("letters")));
}

/// Three people, a server of these manners, a service on it.
fn with_server(folder: &std::path::Path, manners: &[Manner]) -> (Installation, FakeServer, Service) {
    let (installation, server) = (Installation::sqlite(folder), FakeServer::start(manners));
    open_wave(&installation);
    import(&installation, &["a", "b", "c"].map(|name| format!("{name}@example.org")));
    installation.done(&["wave", "invite", SLUG, "--send"]);
    let service = serve(&installation, &server.url());
    (installation, server, service)
}

#[test]
fn a_letter_taken_by_the_server_and_not_noted_is_sent_again_as_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let (installation, server, mut service) = with_server(folder.path(), &[Manner::TakeAndHang]);
    wait_until(&service, "the taking of a letter", || server.letters().len() == 1);
    service.kill();
    assert_eq!(sent(&installation), 0, "killed between the server's yes and the note of it");
    let again = serve(&installation, &server.url());
    thread::sleep(Duration::from_secs(5));
    assert_eq!(server.letters().len(), 1, "what was claimed is left alone for its time");
    release(&installation.database);
    wait_until(&again, "the other letters", || sent(&installation) == 3);
    let copies = copies(&server.letters());
    let mut counts: Vec<usize> = copies.values().map(Vec::len).collect();
    counts.sort_unstable();
    assert_eq!(counts, [1, 1, 2], "one double, for the one in flight");
    let double = copies.values().find(|ids| ids.len() == 2).expect("that one");
    assert_eq!(double[0], double[1], "with the same Message-ID");
}

#[test]
fn a_letter_put_off_or_cut_is_tried_again_and_one_refused_is_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let manners = [Manner::PutOff, Manner::TakeAndHangUp, Manner::Refuse];
    let (installation, server, service) = with_server(folder.path(), &manners);
    // Each try that fails stops the turn; the pauses before the next are taken as passed, for who was not tried yet too.
    wait_until(&service, "the end of all three", || {
        execute(
            &installation.database,
            "UPDATE mailings SET due_at = '2020-01-01 00:00:00.000000' WHERE settled_at IS NULL AND step = 'invitation'",
        );
        let step = step(&installation, "invitation");
        step["sent"].as_u64().expect("sent") + step["failed"].as_u64().expect("failed") == 3
    });
    let invitation = step(&installation, "invitation");
    assert_eq!((&invitation["sent"], &invitation["failed"]), (&2.into(), &1.into()), "{invitation}");
    let copies = copies(&server.letters());
    assert_eq!(server.letters().len(), 3, "two that left, and the one whose taking was never said: {copies:?}");
    assert!(copies.values().all(|ids| ids.iter().all(|id| *id == ids[0])), "{copies:?}");
    let suppressed = lines(&installation.database, "SELECT reason AS line FROM suppressions");
    assert_eq!(suppressed, Vec::<String>::new(), "a refusal of ours condemns nobody's mailbox");
}

#[test]
fn a_letter_that_failed_is_sent_again_when_somebody_asks_and_as_itself() {
    let folder = tempfile::tempdir().expect("a folder");
    let (installation, server, service) = with_server(folder.path(), &[Manner::Refuse]);
    wait_until(&service, "the end of all three", || {
        let step = step(&installation, "invitation");
        (step["sent"].as_u64(), step["failed"].as_u64()) == (Some(2), Some(1))
    });
    let failed = lines(&installation.database, "SELECT message_id AS line FROM mailings WHERE outcome = 'failed'");
    let why = lines(&installation.database, "SELECT last_error AS line FROM mailings WHERE outcome = 'failed'");
    assert_eq!(why, ["lettre refusée : le serveur répond 554 5.6.0"], "the rest of what it said names somebody");
    let told = installation.done(&["wave", "invite", SLUG, "--retry-failed", "--dry-run", "--json"]);
    assert_eq!(json(&told)["planned"].as_array().map(Vec::len), Some(1), "{told}");
    assert_eq!(server.letters().len(), 2, "rehearsed, and nothing sent");
    let told = installation.done(&["wave", "invite", SLUG, "--retry-failed", "--json"]);
    assert_eq!(json(&told)["planned"], 1, "{told}");
    wait_until(&service, "the third letter", || sent(&installation) == 3);
    let letters = server.letters();
    let id = format!("Message-ID: <{}@example.org>", failed[0]);
    assert_eq!((letters.len(), letters.iter().filter(|letter| letter.contains(&id)).count()), (3, 1), "{letters:?}");
    let reminders = "SELECT step AS line FROM mailings WHERE step = 'reminder-1'";
    assert_eq!(lines(&installation.database, reminders).len(), 3, "its reminder follows, as for the others");
    let told = installation.done(&["wave", "invite", SLUG, "--retry-failed", "--json"]);
    assert_eq!(json(&told)["planned"], 0, "nothing is left to send again");
}

#[test]
fn two_services_on_one_database_send_each_letter_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let installation = Installation::new(folder.path(), &postgres("two_senders"));
    let server = FakeServer::start(&[]);
    open_wave(&installation);
    let addresses: Vec<String> = (0..PEOPLE).map(|number| format!("deux-{number}@example.org")).collect();
    import(&installation, &addresses);
    let services = [serve(&installation, &server.url()), serve(&installation, &server.url())];
    installation.done(&["wave", "invite", SLUG, "--send"]);
    wait_until(&services[0], "the last letter", || sent(&installation) == PEOPLE);
    let copies = copies(&server.letters());
    assert_eq!((copies.len(), server.letters().len()), (PEOPLE, PEOPLE), "each once");
}

#[test]
fn a_domain_gets_no_more_than_its_pace_and_holds_back_nobody_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let (installation, server) = (Installation::sqlite(folder.path()), FakeServer::start(&[]));
    open_wave(&installation);
    let slow = LETTERS.replace("per_domain_a_minute = 6000", "per_domain_a_minute = 5");
    let file = written(&installation, "slow.toml", &slow);
    installation.done(&["wave", "letters", SLUG, &file.to_string_lossy()]);
    let crowd = (0..130).map(|number| format!("p{number}@example.org"));
    import(&installation, &crowd.chain(["seul@example.net".to_owned()]).collect::<Vec<_>>());
    installation.done(&["wave", "invite", SLUG, "--send"]);
    let service = serve(&installation, &server.url());
    let to = |domain: &str| copies(&server.letters()).keys().filter(|address| address.ends_with(domain)).count();
    wait_until(&service, "the letter of the other domain", || to("@example.net") == 1);
    thread::sleep(Duration::from_secs(8));
    assert_eq!(to("@example.org"), 5, "in less than a minute");
    let untouched = "SELECT DISTINCT CAST(due_at AS TEXT) AS line FROM mailings \
                     WHERE step = 'invitation'";
    let due = lines(&installation.database, untouched);
    assert_eq!(due.len(), 1, "those who wait are due when they were, and nothing was written about them: {due:?}");
}
