//! Public holidays and quiet hours as the sender keeps them: a database whose clock says the instant wanted, a service that
//! looks every few seconds, and a mail server that counts what arrives.

use std::thread;
use std::time::Duration;

use crate::fake_server::FakeServer;
use crate::invited::{LETTERS, execute, import, open_wave, postgres, step, wait_until, written};
use crate::service::{Installation, free_address};
use crate::wave_folder::SLUG;

/// Several turns of the loop that sends.
const SEVERAL_TURNS: Duration = Duration::from_secs(8);
const PEOPLE: usize = 3;

/// Instants of PostgreSQL, UTC, and why nothing leaves: the plan is Monday to Friday, from nine to six, Paris time.
const QUIET: [(&str, &str); 5] = [
    ("2027-07-14 10:00", "the national day, a Wednesday"),
    ("2027-03-29 10:00", "Easter Monday"),
    ("2027-07-13 16:01", "just after six in the evening"),
    ("2027-07-15 06:59", "just before nine in the morning"),
    ("2027-07-17 10:00", "a Saturday"),
];

/// From now on this database says that instant: a function of its own stands before the server's.
fn tell(url: &str, instant: &str) {
    execute(url, &format!("UPDATE told SET at = '{instant}+00'"));
}

fn with_a_clock_that_is_told(url: &str) {
    let name = url.rsplit('/').next().expect("a name");
    execute(
        url,
        &format!(
            "CREATE TABLE told AS SELECT pg_catalog.clock_timestamp() AS at; \
             CREATE FUNCTION clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS 'SELECT at FROM public.told'; \
             ALTER DATABASE {name} SET search_path = public, pg_catalog"
        ),
    );
}

#[test]
fn no_letter_leaves_on_a_public_holiday_or_at_a_quiet_hour() {
    let (folder, url) = (tempfile::tempdir().expect("a folder"), postgres("holidays"));
    let (installation, server) = (Installation::new(folder.path(), &url), FakeServer::start(&[]));
    installation.done(&["migrate"]);
    with_a_clock_that_is_told(&url);
    tell(&url, "2027-03-01 10:00");
    open_wave(&installation);
    let plan = LETTERS
        .replace(r#"["00:00", "23:59"]"#, r#"["09:00", "18:00"]"#)
        .replace(r#", "sat", "sun"]"#, "]")
        .replace("on_holidays = true", "on_holidays = false");
    let file = written(&installation, "quiet.toml", &plan);
    installation.done(&["wave", "letters", SLUG, &file.to_string_lossy()]);
    import(&installation, &(0..PEOPLE).map(|number| format!("p{number}@example.org")).collect::<Vec<_>>());
    tell(&url, QUIET[1].0);
    installation.done(&["wave", "invite", SLUG, "--send"]);
    let smtp = server.url();
    let settings = [("SONDE_SMTP_URL", smtp.as_str()), ("SONDE_MAIL_FROM", "sonde@example.org")];
    let service = installation.serve_at(free_address(), &settings);
    for (instant, why) in QUIET {
        tell(&url, instant);
        // Whatever time they were planned for has come: only the day and the hour hold them back.
        execute(&url, "UPDATE mailings SET due_at = '2027-01-01 00:00:00' WHERE settled_at IS NULL");
        thread::sleep(SEVERAL_TURNS);
        assert_eq!(server.letters().len(), 0, "{why}:\n{}", service.log());
    }
    tell(&url, "2027-07-15 07:00");
    wait_until(&service, "every letter", || step(&installation, "invitation")["sent"] == PEOPLE);
    assert_eq!(server.letters().len(), PEOPLE, "at nine in Paris");
}
