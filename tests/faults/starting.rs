//! Starts that cannot work: each says what is wrong, where, and what would be accepted, and leaves with its code.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;

use crate::places;
use crate::service::Installation;

/// What the program said, and how it left.
struct Refusal {
    code: Option<i32>,
    text: String,
}

fn refused(installation: &Installation, arguments: &[&str], settings: &[(&str, &str)]) -> Refusal {
    let mut command = installation.command(arguments);
    let output = command.envs(settings.iter().copied()).output().expect("the program starts");
    let text = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
    assert!(!text.contains("panicked"), "{text}");
    Refusal { code: output.status.code(), text }
}

impl Refusal {
    fn says(&self, code: i32, words: &[&str]) {
        assert_eq!(self.code, Some(code), "{}", self.text);
        for word in words {
            assert!(self.text.contains(word), "« {word} » is not in:\n{}", self.text);
        }
    }
}

#[test]
fn a_taken_port_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("its address").to_string();
    refused(&Installation::sqlite(folder.path()), &["serve", "--bind", &address], &[]).says(1, &[&address]);
}

#[test]
fn an_unreachable_postgresql_is_named_without_its_password() {
    let folder = tempfile::tempdir().expect("a folder");
    let free = crate::service::free_address();
    let installation = Installation::new(folder.path(), &format!("postgres://sonde:sesame@{free}/sonde"));
    let refusal = refused(&installation, &["serve", "--bind", "127.0.0.1:0"], &[]);
    refusal.says(1, &[&free.port().to_string()]);
    assert!(!refusal.text.contains("sesame"), "{}", refusal.text);
}

#[test]
fn a_wrong_password_is_said_to_be_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let right = std::env::var("SONDE_TEST_POSTGRES").expect("`tests/run` starts a server and sets it");
    let wrong = right.replace("sesame", "porte");
    assert_ne!(wrong, right);
    let installation = Installation::new(folder.path(), &wrong);
    let refusal = refused(&installation, &["serve", "--bind", "127.0.0.1:0"], &[]);
    refusal.says(1, &[]);
    assert!(refusal.text.contains("password") || refusal.text.contains("mot de passe"), "{}", refusal.text);
    assert!(!refusal.text.contains("porte@"), "{}", refusal.text);
}

#[test]
fn an_unknown_setting_is_named_with_its_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("sonde.toml");
    fs::write(&file, "bnid = \"127.0.0.1:0\"\n").expect("a settings file");
    let arguments = ["serve", "--config", &*file.to_string_lossy()];
    refused(&Installation::sqlite(folder.path()), &arguments, &[]).says(1, &["bnid", "sonde.toml"]);
}

#[test]
fn an_unknown_setting_of_the_environment_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let settings = [("SONDE_BNID", "127.0.0.1:0")];
    refused(&Installation::sqlite(folder.path()), &["serve"], &settings).says(1, &["SONDE_BNID"]);
}

#[test]
fn a_short_secret_stops_the_start() {
    let folder = tempfile::tempdir().expect("a folder");
    let installation = Installation::sqlite(folder.path());
    let file = folder.path().join("secret.key");
    fs::write(&file, "abcd\n").expect("a secret of two bytes");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).expect("a private file");
    refused(&installation, &["serve", "--bind", "127.0.0.1:0"], &[]).says(1, &["secret.key"]);
}

#[test]
fn a_database_newer_than_the_program_is_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let installation = Installation::sqlite(folder.path());
    installation.done(&["migrate"]);
    let insert = "INSERT INTO __diesel_schema_migrations (version) VALUES ('29991231235959')";
    places::execute(&installation.database, insert);
    refused(&installation, &["serve", "--bind", "127.0.0.1:0"], &[]).says(1, &["29991231235959"]);
}

#[test]
fn a_database_of_another_kind_is_refused_with_what_is_accepted() {
    let folder = tempfile::tempdir().expect("a folder");
    let installation = Installation::new(folder.path(), "mysql://localhost/sonde");
    let refusal = refused(&installation, &["serve"], &[]);
    assert!(matches!(refusal.code, Some(1 | 2)), "{}", refusal.text);
    refusal.says(refusal.code.unwrap_or_default(), &["mysql", "sqlite:", "postgres://"]);
}

#[test]
fn a_wave_file_that_is_not_there_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let installation = Installation::sqlite(folder.path());
    refused(&installation, &["wave", "load", "nulle-part/2020-05.toml"], &[]).says(1, &["nulle-part/2020-05.toml"]);
}
