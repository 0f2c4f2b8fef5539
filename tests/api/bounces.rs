//! Reports of mail servers, posted as they write them: of a letter of ours by its Message-ID, or by the tag of the address
//! they were sent to. Whoever has neither has nothing.

use sonde::app::keys::Keys;
use sonde::domain::letter::Fate;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::net::TcpStream;

use crate::client::Request;
use crate::contacts::{id, import, load_letters, rehearsed};
use crate::database::TestDatabase;
use crate::on_both_databases;
use crate::service::{OPEN, SECRET, Service, by};
use crate::small_wave;

const HEADERS: &str = "text/rfc822-headers";

struct Report<'a> {
    to: &'a str,
    action: &'a str,
    status: &'a str,
    message_id: Option<&'a str>,
}

/// As Postfix writes it, with the headers of the letter where it has them.
fn written(report: &Report) -> String {
    let returned = report.message_id.map_or_else(String::new, |id| {
        format!("--B\r\nContent-Type: {HEADERS}\r\n\r\nMessage-ID: <{id}@example.org>\r\nSubject: Votre avis\r\n\r\n")
    });
    format!(
        "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example.org\r\nTo: {to}\r\nSubject: Undelivered Mail Returned to Sender\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"B\"\r\n\r\n\
         --B\r\nContent-Type: text/plain\r\n\r\nI'm sorry.\r\n\
         --B\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.org\r\n\r\n\
         Final-Recipient: rfc822; somebody@example.org\r\nAction: {action}\r\nStatus: {status}\r\n\
         Diagnostic-Code: smtp; 550 {status} <somebody@example.org>: unknown\r\n\r\n{returned}--B--\r\n",
        to = report.to,
        action = report.action,
        status = report.status,
    )
}

fn post(service: &Service, report: &Report) {
    let request = Request::new("POST", "/api/v1/bounces").header("content-type", "message/rfc822");
    let reply = request.body(written(report).as_bytes()).send(service.address);
    assert_eq!((reply.status, reply.text()), (204, String::new()), "the same to whoever asks");
}

/// Letters by what became of them, and why addresses are no longer written to.
fn state(db: &TestDatabase) -> [Vec<String>; 2] {
    [
        db.lines(
            "SELECT outcome || ' ' || coalesce(last_error, '') AS line FROM mailings ORDER BY outcome, last_error",
        ),
        db.lines("SELECT reason AS line FROM suppressions"),
    ]
}

fn message_id(db: &TestDatabase, email: &str) -> String {
    let query =
        "SELECT message_id AS line FROM mailings JOIN contacts ON contacts.id = mailings.contact_id WHERE email";
    db.lines(&format!("{query} = '{email}'")).remove(0)
}

fn tag(db: &TestDatabase, email: &str) -> String {
    Keys::from_secret(SECRET).unwrap().letter_tag(id(db, email).bytes())
}

/// Three people, each with a letter that left.
fn sent(db: &TestDatabase) -> Service {
    let service = Service::start(db);
    service.open(OPEN, small_wave::PAST);
    load_letters(&service);
    import(&service, "email\na@example.org\nb@example.org\nc@example.org\n");
    assert_eq!(service.run(service.app.send_invitations(&by("pollster"), &small_wave::slug(OPEN))).unwrap(), 3);
    db.execute("UPDATE mailings SET outcome = 'sent', settled_at = due_at").unwrap();
    service
}

const USUAL: &str = "rebonds@example.org";

on_both_databases! {
    fn a_report_with_our_message_id_gives_the_address_up(db: &TestDatabase) {
        let service = sent(db);
        let own = message_id(db, "a@example.org");
        let report = Report { to: USUAL, action: "failed", status: "5.1.1", message_id: Some(&own) };
        post(&service, &Report { action: "delayed", status: "4.4.1", ..report });
        assert_eq!(state(db), [vec!["sent "; 3], vec![]], "late is not lost");
        post(&service, &report);
        let returned = [vec!["returned 5.1.1", "sent ", "sent "], vec!["bounced"]];
        assert_eq!(state(db), returned);
        post(&service, &report);
        assert_eq!(state(db), returned, "told twice, noted once");
        let full = message_id(db, "b@example.org");
        post(&service, &Report { status: "5.2.2", message_id: Some(&full), ..report });
        let [letters, given_up] = state(db);
        assert_eq!(letters, ["returned 5.1.1", "returned 5.2.2", "sent "]);
        assert_eq!(given_up, ["bounced"], "a full mailbox is still somebody's");
        // As if nobody had been written to yet.
        db.execute("DELETE FROM mailings").unwrap();
        assert_eq!(rehearsed(&service).kept_back.get(&Fate::Bounced), Some(&1), "and is not written to again");
    }

    fn a_report_without_the_letter_is_known_by_the_tag_it_was_sent_to(db: &TestDatabase) {
        let service = sent(db);
        let to = format!("rebonds+{}@example.org", tag(db, "b@example.org"));
        post(&service, &Report { to: &to, action: "failed", status: "5.1.1", message_id: None });
        assert_eq!(state(db), [vec!["returned 5.1.1", "sent ", "sent "], vec!["bounced"]]);
        let whose = "SELECT email AS line FROM mailings JOIN contacts ON contacts.id = mailings.contact_id WHERE outcome = 'returned'";
        assert_eq!(db.lines(whose), ["b@example.org"]);
    }

    fn a_report_that_proves_nothing_changes_nothing(db: &TestDatabase) {
        let service = sent(db);
        let before = state(db);
        let tag = tag(db, "c@example.org");
        // Its seal alone is changed: it still names her.
        let middle = tag.len() / 2 + 8;
        let other = if tag[middle..].starts_with('a') { "b" } else { "a" };
        let forged = format!("rebonds+{}{other}{}@example.org", &tag[..middle], &tag[middle + 1..]);
        let unknown = "0".repeat(32);
        for (to, message_id) in [(forged.as_str(), None), (USUAL, Some(unknown.as_str())), (USUAL, Some("")), (USUAL, None)] {
            post(&service, &Report { to, action: "failed", status: "5.1.1", message_id });
            assert_eq!(state(db), before, "{to} {message_id:?}");
        }
        // The words of a report in a letter of somebody are no report.
        let own = message_id(db, "c@example.org");
        let report = written(&Report { to: USUAL, action: "failed", status: "5.1.1", message_id: Some(&own) });
        let letter = report.replacen("multipart/report; report-type=delivery-status", "multipart/mixed", 1);
        assert_ne!(letter, report);
        assert_eq!(Request::new("POST", "/api/v1/bounces").body(letter.as_bytes()).send(service.address).status, 204);
        assert_eq!(state(db), before);
    }
}

/// As many mail servers as are let in at once, each in the middle of its session.
#[test]
fn a_door_full_of_mail_servers_still_hears_the_stop() {
    const SESSIONS: usize = 8;
    let db = TestDatabase::sqlite();
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let service = Service::start_with_bounce_door(&db, free);
    let ended = service.run(async {
        let door = service.app.bounce_door().await.unwrap().expect("the settings have one");
        let (stop, stopped) = tokio::sync::watch::channel(false);
        let receiving = tokio::spawn(service.app.clone().receive_bounces(door, stopped));
        let mut sessions = Vec::new();
        for _ in 0..SESSIONS {
            let mut session = BufReader::new(TcpStream::connect(free).await.unwrap());
            let mut greeting = String::new();
            session.read_line(&mut greeting).await.unwrap();
            assert!(greeting.starts_with("220 "), "{greeting}");
            sessions.push(session);
        }
        stop.send(true).unwrap();
        tokio::time::timeout(std::time::Duration::from_secs(5), receiving).await
    });
    assert!(ended.is_ok(), "it waits for a place that nobody gives back");
}
