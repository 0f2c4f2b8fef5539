//! The days letters may leave on, by the real clock: on another day none does, however often the service looks.

use std::thread;
use std::time::Duration;

use chrono::{Datelike as _, TimeDelta, Utc, Weekday};
use chrono_tz::Europe::Paris;

use crate::fake_server::FakeServer;
use crate::invited::{LETTERS, import, json, open_wave, step, wait_until, written};
use crate::service::{Installation, free_address};
use crate::wave_folder::SLUG;

const EVERY_DAY: &str = r#"days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]"#;
/// Longer than several turns of the loop that sends.
const SEVERAL_TURNS: Duration = Duration::from_secs(10);
const PEOPLE: usize = 5;

fn short(day: Weekday) -> String {
    format!("\"{}\"", day.to_string().to_lowercase())
}

/// Every day of the week but today and its neighbours: midnight may pass during the test.
#[expect(clippy::disallowed_methods, reason = "the test is about the real day")]
fn other_days() -> String {
    let today = Utc::now().with_timezone(&Paris).date_naive();
    let days = (2..=5).filter_map(|days| today.checked_add_signed(TimeDelta::days(days)));
    format!("days = [{}]", days.map(|day| short(day.weekday())).collect::<Vec<_>>().join(", "))
}

#[test]
fn no_letter_leaves_on_a_day_that_is_not_its_and_all_do_once_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let (installation, server) = (Installation::sqlite(folder.path()), FakeServer::start(&[]));
    open_wave(&installation);
    let load = |name: &str, days: &str| {
        assert!(LETTERS.contains(EVERY_DAY));
        let file = written(&installation, name, &LETTERS.replace(EVERY_DAY, days));
        installation.done(&["wave", "letters", SLUG, &file.to_string_lossy()]);
    };
    let days = other_days();
    load("closed.toml", &days);
    import(&installation, &(0..PEOPLE).map(|number| format!("p{number}@example.org")).collect::<Vec<_>>());
    let rehearsed = json(&installation.done(&["wave", "invite", SLUG, "--send", "--dry-run", "--json"]));
    let leaves_at = rehearsed["planned"][0]["leaves_at"].as_str().expect("an instant").to_owned();
    installation.done(&["wave", "invite", SLUG, "--send"]);
    let url = server.url();
    let settings = [("SONDE_SMTP_URL", url.as_str()), ("SONDE_MAIL_FROM", "sonde@example.org")];
    let service = installation.serve_at(free_address(), &settings);
    thread::sleep(SEVERAL_TURNS);
    assert_eq!(server.letters().len(), 0, "the next day is told to be {leaves_at}");
    assert_eq!(step(&installation, "invitation")["waiting"], PEOPLE);
    load("open.toml", EVERY_DAY);
    wait_until(&service, "every letter", || step(&installation, "invitation")["sent"] == PEOPLE);
    assert_eq!(server.letters().len(), PEOPLE);
    let opening: chrono::DateTime<Utc> = leaves_at.parse().expect("an instant");
    let day = short(opening.with_timezone(&Paris).weekday());
    assert!(days.contains(&day), "{leaves_at} is on a day of the plan");
}
