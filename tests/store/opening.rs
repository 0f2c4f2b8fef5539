//! Opening a database that is not there, or not as said: the message names what is wrong and shows no password.

use std::net::TcpListener;

use sonde::store::{Store, StoreError, StoreOptions};

use crate::database::TestDatabase;

fn refusal(url: &str) -> StoreError {
    match Store::open(url, StoreOptions::default()) {
        Ok(_) => panic!("{url} opened"),
        Err(error) => error,
    }
}

/// `postgres://user:password@host/base?…` with another part in place of one of its own.
fn replaced(url: &str, from: &str, to: &str) -> String {
    assert!(url.contains(from), "{url} has no {from}");
    url.replacen(from, to, 1)
}

#[test]
fn another_scheme_is_refused_with_what_would_be_accepted() {
    let error = refusal("mysql://localhost/sonde");
    assert!(matches!(error, StoreError::Address(_)), "{error:?}");
    let text = error.to_string();
    assert!(text.contains("« mysql »") && text.contains("sqlite:CHEMIN") && text.contains("postgres://"), "{text}");
}

#[test]
fn a_missing_folder_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let text = refusal(&format!("sqlite:{}/nowhere/sonde.db", folder.path().display())).to_string();
    assert!(text.contains("nowhere/sonde.db") && text.contains("le dossier n'existe pas"), "{text}");
}

#[test]
fn a_file_that_is_no_database_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sonde.db");
    std::fs::write(&path, "not a database, ".repeat(100)).unwrap();
    let text = refusal(&format!("sqlite:{}", path.display())).to_string();
    assert!(text.contains("n'est pas une base SQLite"), "{text}");
}

#[test]
fn a_wrong_password_is_said_and_not_shown() {
    let db = TestDatabase::postgres();
    let (user, _) = db.url().rsplit_once('@').unwrap();
    let (_, password) = user.rsplit_once(':').unwrap();
    let url = replaced(db.url(), &format!(":{password}@"), ":wr0ng-s3cret@");
    let error = refusal(&url);
    let text = error.to_string();
    assert!(matches!(error, StoreError::Unreachable { .. }), "{error:?}");
    assert!(text.contains("password authentication failed"), "{text}");
    assert!(!text.contains("wr0ng-s3cret") && !format!("{error:?}").contains("wr0ng-s3cret"), "{text}");
}

#[test]
fn a_missing_database_is_said() {
    let db = TestDatabase::postgres();
    let name = db.url().rsplit('/').next().unwrap().split('?').next().unwrap();
    let text = refusal(&replaced(db.url(), &format!("/{name}"), "/no_such_base")).to_string();
    assert!(text.contains("\"no_such_base\" does not exist"), "{text}");
}

#[test]
fn an_unreachable_server_is_said() {
    // A port that was free an instant ago.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let text = refusal(&format!("postgres://lea:s3cret@127.0.0.1:{port}/sonde")).to_string();
    assert!(text.contains("Connection refused") && text.contains(&port.to_string()), "{text}");
    assert!(text.contains("lea:***@127.0.0.1") && !text.contains("s3cret"), "{text}");
}

#[test]
fn a_malformed_address_does_not_show_its_password() {
    let text = refusal("postgres://lea:s3cret@127.0.0.1:notaport/sonde").to_string();
    assert!(text.contains("notaport") && !text.contains("s3cret"), "{text}");
    let text = refusal("postgres://lea:s3cret@[::1/sonde").to_string();
    assert!(!text.contains("s3cret"), "{text}");
}
