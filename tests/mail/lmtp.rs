//! Reports handed over in LMTP by a real mail server, which knows a mailbox of that kind (see `tests/run`).

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpStream};

use crate::inbox::smtp;
use crate::invited::{import, lines, open_wave, step, wait_until};
use crate::service::{Installation, free_address};
use crate::wave_folder::SLUG;

const MAILBOX: &str = "retours@example.org";

/// What is answered to a message for this mailbox, once it was sent whole.
fn handed_over(door: SocketAddr, mailbox: &str, message: &str) -> String {
    let mut stream = TcpStream::connect(door).expect("the door is open");
    let session =
        format!("LHLO mx\r\nMAIL FROM:<lea@example.org>\r\nRCPT TO:<{mailbox}>\r\nDATA\r\n{message}.\r\nQUIT\r\n");
    stream.write_all(session.as_bytes()).expect("it reads");
    let replies: Vec<String> = BufReader::new(stream).lines().map_while(Result::ok).collect();
    assert!(replies.last().is_some_and(|last| last.starts_with("221")), "{replies:?}");
    replies[replies.len() - 2].clone()
}

#[test]
fn a_report_handed_over_by_the_server_is_noted_and_anything_else_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let installation = Installation::sqlite(folder.path());
    open_wave(&installation);
    let own = |name: &str| format!("{name}-lmtp-{}@example.org", std::process::id());
    let people = ["lea", "absent"].map(own);
    import(&installation, &people);
    let lmtp = std::env::var("SONDE_TEST_LMTP").expect("`tests/run` starts a mail server and sets it");
    let (door, server): (SocketAddr, _) = (lmtp.parse().expect("an address"), smtp());
    let service = installation.serve_at(
        free_address(),
        &[
            ("SONDE_SMTP_URL", server.as_str()),
            ("SONDE_MAIL_FROM", "sonde@example.org"),
            ("SONDE_BOUNCES_TO", MAILBOX),
            ("SONDE_BOUNCE_LMTP", lmtp.as_str()),
        ],
    );
    installation.done(&["wave", "invite", SLUG, "--send"]);
    wait_until(&service, "what came back", || step(&installation, "invitation")["returned"] == 1);
    assert_eq!(lines(&installation.database, "SELECT reason AS line FROM suppressions"), ["bounced"]);
    let human = "Subject: Bonjour\r\n\r\nQui êtes-vous ?\r\n";
    assert!(handed_over(door, MAILBOX, human).starts_with("550 5.7.1"), "a person is told that nobody reads here");
    assert!(!service.log().contains("example.org"), "{}", service.log());
}
