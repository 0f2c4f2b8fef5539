//! What stays of a letter beside the person it was for: that it left, or that it had no need to; not how they answered.

use crate::fake_server::FakeServer;
use crate::inbox::decoded;
use crate::invitations::request;
use crate::invited::{execute, import, lines, open_wave, step, wait_until};
use crate::service::{Installation, free_address};
use crate::wave_folder::SLUG;

#[test]
fn a_reminder_that_stays_behind_does_not_tell_how_its_person_answered_and_goes_with_the_field() {
    let folder = tempfile::tempdir().expect("a folder");
    let (installation, server, address) = (Installation::sqlite(folder.path()), FakeServer::start(&[]), free_address());
    open_wave(&installation);
    import(&installation, &["refuse@example.org", "attend@example.org"].map(str::to_owned));
    installation.done(&["wave", "invite", SLUG, "--send"]);
    let url = server.url();
    let service =
        installation.serve_at(address, &[("SONDE_SMTP_URL", url.as_str()), ("SONDE_MAIL_FROM", "sonde@example.org")]);
    wait_until(&service, "the invitations", || server.letters().len() == 2);

    let letter = server.letters().into_iter().find(|letter| letter.contains("To: refuse@")).expect("their letter");
    let body = decoded(&letter.replace("\r\n", "\n"));
    let token: String =
        body.split("/i/").nth(1).expect("a link").chars().take_while(char::is_ascii_alphanumeric).collect();
    let begun = request(address, "POST", &format!("/i/{token}"), "");
    let cookie = begun.lines().find_map(|line| line.strip_prefix("set-cookie: sonde_e_")).expect("the cookie");
    let cookie = cookie.split(';').next().expect("its value");
    let refusal =
        format!("cookie: sonde_e_{cookie}\r\ncontent-type: application/x-www-form-urlencoded\r\n\r\nCONSENT=non");
    let refused = request(address, "POST", &format!("/e/{SLUG}/page/consentement"), &refusal);
    assert!(refused.starts_with("HTTP/1.1 303") && refused.contains("/fin"), "{refused}");

    installation.done(&["wave", "remind", SLUG]);
    wait_until(&service, "the end of the reminders", || step(&installation, "reminder-1")["waiting"] == 0);
    let outcomes = "SELECT step || ' ' || COALESCE(outcome, '-') AS line FROM mailings ORDER BY step, outcome";
    let kept = lines(&installation.database, outcomes);
    assert_eq!(kept, ["invitation sent", "invitation sent", "reminder-1 over", "reminder-1 sent"]);
    assert_eq!(step(&installation, "reminder-1")["kept_back"]["over"], 1);

    // One more that waits for its day.
    execute(
        &installation.database,
        "UPDATE mailings SET settled_at = NULL, outcome = NULL, due_at = '2099-01-01 00:00:00.000000' WHERE outcome = 'sent' \
         AND step = 'reminder-1'",
    );
    installation.done(&["wave", "close", SLUG]);
    assert_eq!(lines(&installation.database, outcomes), ["invitation sent", "invitation sent"], "only what left stays");
}
