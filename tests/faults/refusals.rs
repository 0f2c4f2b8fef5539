//! Refusals leave what was there as it was: a folder, a former demonstration, a database that holds waves.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use crate::service::Installation;

/// Every file of a folder, with its content.
fn content(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry"))
        .map(|entry| (entry.file_name().to_string_lossy().into_owned(), fs::read(entry.path()).expect("a file")))
        .collect()
}

fn refused(installation: &Installation, arguments: &[&str], code: i32) -> String {
    let output = installation.run(arguments);
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{text}");
    text
}

#[test]
fn a_short_secret_leaves_nothing_behind() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("secret.key");
    fs::write(&file, "abcd\n").expect("a secret of two bytes");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).expect("a private file");
    let before = content(folder.path());
    refused(&Installation::sqlite(folder.path()), &["serve", "--bind", "127.0.0.1:0"], 1);
    assert_eq!(content(folder.path()), before);
}

#[test]
fn a_second_demonstration_on_one_database_is_refused_and_keeps_the_first() {
    let (folder, elsewhere) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("another"));
    let database = format!("sqlite:{}/kept.sqlite", elsewhere.path().display());
    let installation = Installation::new(folder.path(), &database);
    let demo = ["demo", "--no-serve", "--respondents", "200"];
    installation.done(&demo);
    let before = content(folder.path());
    assert!(before.contains_key("secret.key"), "{:?}", before.keys());
    let told = refused(&installation, &demo, 1);
    assert!(told.contains("contient déjà des vagues") && told.contains("donnez une base vide"), "{told}");
    assert_eq!(content(folder.path()), before);
    installation.done(&["wave", "status"]);
}

#[test]
fn a_demonstration_in_its_own_folder_begins_anew() {
    let folder = tempfile::tempdir().expect("a folder");
    let installation = Installation::sqlite(folder.path());
    let demo = ["demo", "--no-serve", "--respondents", "200", "--json"];
    let digest = |printed: &str| {
        let at = printed.find("\"release_digest\"").expect("a digest");
        printed[at..].chars().take(80).collect::<String>()
    };
    let first = installation.done(&demo);
    assert_eq!(digest(&installation.done(&demo)), digest(&first));
}

#[test]
fn wrong_arguments_of_a_demonstration_leave_the_former_one() {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["demo.json", "secret.key", "sonde.sqlite"] {
        fs::write(folder.path().join(name), "{}").expect("a file");
    }
    let before = content(folder.path());
    let installation = Installation::sqlite(folder.path());
    for wrong in [["--respondents", "5"], ["--bind", "partout"]] {
        let told = refused(&installation, &[&["demo", "--no-serve"], &wrong[..]].concat(), 1);
        assert!(told.contains(wrong[1]) && told.contains("attendu"), "{told}");
    }
    assert_eq!(content(folder.path()), before);
}

#[test]
fn wrong_usage_is_told_in_french_and_leaves_with_two() {
    let folder = tempfile::tempdir().expect("a folder");
    let installation = Installation::sqlite(folder.path());
    let told = refused(&installation, &["serve", "--bnid", "x"], 2);
    assert!(told.contains("argument inconnu : --bnid") && told.contains("--bind"), "{told}");
    let told = refused(&installation, &["wave"], 2);
    assert!(told.contains("il manque une commande après sonde wave") && told.contains("weigh"), "{told}");
    assert!(installation.done(&["--help"]).starts_with("Sonde : recueillir des enquêtes"));
}

#[test]
fn a_file_that_is_no_database_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("sonde.sqlite"), "rien d'une base ".repeat(100)).expect("a file");
    let told = refused(&Installation::sqlite(folder.path()), &["doctor"], 1);
    assert!(told.contains("sonde.sqlite : ce fichier n'est pas une base SQLite"), "{told}");
}
