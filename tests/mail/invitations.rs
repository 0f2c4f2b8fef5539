//! From a contact file to letters at a real mail server: what they hold, how they are signed, what comes back, who is no
//! longer written to.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::inbox::{bounces, decoded, header, letters_to, smtp};
use crate::invited::{import, json, lines, open_wave, step, wait_until};
use crate::service::{Installation, Service, free_address};
use crate::wave_folder::SLUG;

const SELECTOR: &str = "essai";

/// A request of one line and no body, as a browser or a provider sends it; the whole reply.
pub fn request(address: SocketAddr, method: &str, path: &str, more: &str) -> String {
    let mut stream = TcpStream::connect(address).expect("the service accepts");
    let length = more.split("\r\n\r\n").nth(1).map_or(0, str::len);
    let head = format!(
        "{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-length: {length}\r\n{more}"
    );
    let end = if more.contains("\r\n\r\n") { "" } else { "\r\n" };
    stream.write_all(format!("{head}{end}").as_bytes()).expect("it reads");
    let mut reply = String::new();
    stream.read_to_string(&mut reply).expect("a reply");
    reply
}

/// A key pair made for this test: the file of the private half, and the public half as DNS publishes it.
fn key_pair(folder: &Path) -> (String, String) {
    let private = folder.join("dkim.pem");
    let openssl = |arguments: &[&str]| {
        let output = Command::new("openssl").args(arguments).output().expect("openssl is there");
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    };
    let path = private.to_string_lossy().into_owned();
    openssl(&["genrsa", "-traditional", "-out", &path, "2048"]);
    let der = openssl(&["rsa", "-in", &path, "-pubout", "-outform", "DER"]);
    (path, data_encoding::BASE64.encode(&der))
}

fn verdict(letter: &str, public: &str) -> String {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mail/verify_dkim.py");
    let mut child = Command::new("/usr/bin/python3")
        .arg(script)
        .args([SELECTOR, "example.org", public])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Python is there");
    child.stdin.take().expect("its input").write_all(letter.as_bytes()).expect("it reads the letter");
    let output = child.wait_with_output().expect("it ends");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

fn planned(installation: &Installation, verb: &[&str]) -> (Vec<String>, serde_json::Value) {
    let told = json(&installation.done(&[&["wave"], verb, &[SLUG, "--dry-run", "--json"]].concat()));
    let emails = told["planned"].as_array().expect("a list").iter();
    (emails.map(|one| one["email"].as_str().expect("an address").to_owned()).collect(), told["kept_back"].clone())
}

/// The personal link of a letter, which neither the database nor the log holds.
fn link_told_nowhere_else(body: &str, installation: &Installation, service: &Service) -> String {
    let link = body
        .split("/i/")
        .nth(1)
        .expect("a link")
        .split(|c: char| !c.is_ascii_alphanumeric())
        .next()
        .expect("a token")
        .to_owned();
    assert_eq!(link.len(), 26);
    let stored = std::fs::read(installation.database.trim_start_matches("sqlite:")).expect("the database");
    let wal = std::fs::read(format!("{}-wal", installation.database.trim_start_matches("sqlite:"))).unwrap_or_default();
    let is_in = |bytes: &[u8]| bytes.windows(link.len()).any(|window| window == link.as_bytes());
    assert!(!is_in(&stored) && !is_in(&wal), "the link is in the letter only");
    assert!(!service.log().contains(&link) && !service.log().contains("example.org"), "{}", service.log());
    link
}

#[test]
fn a_contact_file_becomes_signed_letters_and_what_comes_back_is_no_longer_written_to() {
    let folder = tempfile::tempdir().expect("a folder");
    let installation = Installation::sqlite(folder.path());
    let (key_file, public) = key_pair(folder.path());
    open_wave(&installation);
    let own = |name: &str| format!("{name}-{}@example.org", std::process::id());
    let [lea, paul, absent, unknown] = ["lea", "paul", "absent", "inconnu"].map(own);
    import(&installation, &[lea.clone(), paul.clone(), absent.clone(), unknown.clone()]);
    let (mut everybody, kept) = planned(&installation, &["invite", "--send"]);
    everybody.sort();
    assert_eq!((everybody.len(), kept), (4, json("{}")), "rehearsed, and nothing sent");
    assert!(lines(&installation.database, "SELECT step AS line FROM mailings").is_empty());

    let folder_text = bounces().to_string_lossy().into_owned();
    let server = smtp();
    let address = free_address();
    let service = installation.serve_at(
        address,
        &[
            ("SONDE_SMTP_URL", server.as_str()),
            ("SONDE_MAIL_FROM", "sonde@example.org"),
            ("SONDE_BOUNCES_TO", "rebonds@example.org"),
            ("SONDE_BOUNCE_FOLDER", folder_text.as_str()),
            ("SONDE_DKIM_SELECTOR", SELECTOR),
            ("SONDE_DKIM_KEY_FILE", key_file.as_str()),
        ],
    );
    installation.done(&["wave", "invite", SLUG, "--send"]);
    wait_until(&service, "the arrival of two letters", || {
        !letters_to(&lea).is_empty() && !letters_to(&paul).is_empty()
    });

    let letter = letters_to(&lea).remove(0);
    let body = decoded(&letter);
    assert!(header(&letter, "From").expect("From").ends_with("<sonde@example.org>"), "{letter}");
    assert_eq!(header(&letter, "Reply-To").as_deref(), Some("enquete@example.org"));
    assert!(header(&letter, "Message-ID").expect("an id").ends_with("@example.org>"), "{letter}");
    assert!(header(&letter, "Content-Type").expect("parts").starts_with("multipart/alternative"), "{letter}");
    assert!(header(&letter, "Return-Path").expect("a sender").starts_with("<rebonds+"), "{letter}");
    assert!(body.contains("Bonjour Léa Roux,") && body.contains("<p style="), "{body}");
    assert_eq!(verdict(&letter, &public), "verified");
    let tampered = letter.replace("List-Unsubscribe: <http", "List-Unsubscribe: <https");
    assert_ne!(tampered, letter);
    assert!(verdict(&tampered, &public).starts_with("not verified"), "the header of one click is covered");

    let link = link_told_nowhere_else(&body, &installation, &service);
    assert!(request(address, "GET", &format!("/i/{link}"), "").starts_with("HTTP/1.1 200"));

    wait_until(&service, "what came back", || {
        let step = step(&installation, "invitation");
        (step["returned"].as_u64(), step["failed"].as_u64()) == (Some(1), Some(1))
    });
    assert_eq!(lines(&installation.database, "SELECT reason AS line FROM suppressions"), ["bounced", "bounced"]);
    let why = "SELECT last_error AS line FROM mailings WHERE last_error IS NOT NULL ORDER BY outcome";
    let told = ["destinataire inconnu : le serveur répond 550 5.1.1", "5.1.1"];
    assert_eq!(lines(&installation.database, why), told, "the servers' words name an address: none is kept");

    let unsubscribe = header(&letter, "List-Unsubscribe").expect("one click");
    let path = &unsubscribe[unsubscribe.find("/desinscription/").expect("its path")..unsubscribe.len() - 1];
    for method in ["GET", "HEAD", "GET"] {
        assert!(request(address, method, path, "").starts_with("HTTP/1.1 200"));
    }
    let (mut waiting, kept) = planned(&installation, &["remind"]);
    waiting.sort();
    assert_eq!((waiting, kept), (vec![lea.clone(), paul.clone()], json(r#"{"bounced":1}"#)), "reading spends nothing");
    // The last letter is of the seal alone: the rest still names her.
    let forged = [&path[..path.len() - 1], if path.ends_with('a') { "b" } else { "a" }].concat();
    let one_click = "origin: https://mail.provider.example\r\nsec-fetch-site: cross-site\r\ncontent-type: application/x-www-form-urlencoded\r\n\r\nList-Unsubscribe=One-Click";
    assert!(request(address, "POST", &forged, one_click).starts_with("HTTP/1.1 404"));
    assert_eq!(planned(&installation, &["remind"]).0.len(), 2, "she is still written to");
    assert!(request(address, "POST", path, one_click).starts_with("HTTP/1.1 200"), "no redirect, no cookie");
    let (waiting, kept) = planned(&installation, &["remind"]);
    assert_eq!((waiting, kept), (vec![paul.clone()], json(r#"{"bounced":1,"unsubscribed":1}"#)));

    installation.done(&["wave", "remind", SLUG]);
    wait_until(&service, "the reminder", || letters_to(&paul).len() == 2);
    wait_until(&service, "the end of the others", || step(&installation, "reminder-1")["waiting"] == 0);
    assert_eq!(letters_to(&lea).len(), 1, "she asked for no more");
    let again = json(&installation.done(&["wave", "invite", SLUG, "--send", "--json"]));
    assert_eq!(again["planned"], 0, "an invitation is sent once");
}
