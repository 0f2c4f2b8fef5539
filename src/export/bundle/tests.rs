//! What goes in comes out, and whatever was changed on the way is found.

use std::io::{Cursor, Write as _};

use chrono::{TimeZone, Utc};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;
use crate::domain::disclosure::release;
use crate::domain::table::fixture::{diagnostics, published, questionnaire, spec};
use crate::domain::table::tabulate;

fn publication() -> Publication {
    let data = published();
    let tables = tabulate(&questionnaire(), &spec(), &data, &vec![1.0; data.rows]).unwrap();
    let released = release(&questionnaire(), &spec(), &tables, &diagnostics(1000), true);
    Publication::of(&released, 2, Utc.with_ymd_and_hms(2020, 5, 7, 4, 0, 0).unwrap(), Some("coquille".to_owned()))
}

fn files() -> Vec<ReleaseFile> {
    let file = |name, text: &str, rows| ReleaseFile { name, media_type: "text/csv", bytes: text.into(), rows };
    vec![file("tableaux.csv", "a,b\r\n1,2\r\n", 1), file("LISEZMOI.txt", "Bonjour", 0)]
}

fn manifest() -> Manifest {
    Manifest::of(publication(), &files())
}

/// An archive of any entries, as another program may make it.
fn zipped(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn a_bundle_comes_back_as_it_was_written_and_twice_the_same() {
    let bytes = write(&manifest(), Some(b"signature"), &files()).unwrap();
    assert_eq!(bytes, write(&manifest(), Some(b"signature"), &files()).unwrap());
    let bundle = read(&bytes).unwrap();
    assert_eq!(bundle.manifest, manifest());
    assert_eq!(bundle.manifest_bytes, manifest().text().into_bytes());
    assert_eq!(bundle.signature.as_deref(), Some(b"signature".as_slice()));
    assert_eq!(bundle.files["tableaux.csv"], files()[0].bytes);
    assert_eq!(bundle.faults(), []);
    assert_eq!(read(&write(&manifest(), None, &files()).unwrap()).unwrap().signature, None);
}

#[test]
fn one_byte_changed_anywhere_in_the_archive_is_found() {
    let bytes = write(&manifest(), None, &files()).unwrap();
    let whole = read(&bytes).unwrap();
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        // Dates and rights of entries say nothing of what is in them.
        if let Ok(bundle) = read(&changed)
            && bundle.faults().is_empty()
        {
            assert_eq!(bundle, whole, "byte {at}");
        }
    }
}

#[test]
fn a_file_changed_missing_or_added_is_named() {
    let text = manifest().text();
    let (table, readme) = (files()[0].bytes.clone(), files()[1].bytes.clone());
    let faults = |entries: &[(&str, &[u8])]| {
        let entries: Vec<(&str, &[u8])> =
            [(MANIFEST, text.as_bytes())].into_iter().chain(entries.iter().copied()).collect();
        let faults = read(&zipped(&entries)).unwrap().faults();
        faults.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert!(faults(&[("tableaux.csv", &table), ("LISEZMOI.txt", &readme)]).is_empty());
    let other = b"a,b\r\n1,3\r\n".as_slice();
    assert!(faults(&[("tableaux.csv", other), ("LISEZMOI.txt", &readme)])[0].starts_with("tableaux.csv a l’empreinte"));
    let longer = faults(&[("tableaux.csv", b"a,b\r\n"), ("LISEZMOI.txt", &readme)]);
    assert_eq!(longer, ["tableaux.csv a 5 octets au lieu de 10"]);
    assert_eq!(
        faults(&[("tableaux.csv", &table)]),
        ["LISEZMOI.txt est annoncé par le manifeste et n’est pas dans l’archive"]
    );
    let added = faults(&[("tableaux.csv", &table), ("LISEZMOI.txt", &readme), ("autre.csv", b"x")]);
    assert_eq!(added, ["autre.csv est dans l’archive sans être annoncé par le manifeste"]);
}

#[test]
fn names_that_lead_out_of_the_archive_are_refused() {
    let text = manifest().text();
    let long = "a".repeat(101);
    for name in ["../secret", "a/b.csv", "/etc/passwd", "a\\b", ".bashrc", "é.csv", "dossier/", long.as_str()] {
        let found = read(&zipped(&[(MANIFEST, text.as_bytes()), (name, b"x")]));
        assert!(matches!(found, Err(BadBundle::Name(_))), "{name}: {found:?}");
    }
}

#[test]
fn an_archive_that_grows_past_bounds_or_is_no_bundle_is_refused() {
    let many: Vec<(String, Vec<u8>)> = (0..65).map(|at| (format!("f{at}"), Vec::new())).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    assert_eq!(read(&zipped(&many)), Err(BadBundle::ManyEntries(65)));
    assert_eq!(read(&zipped(&[("a.csv", b"x")])), Err(BadBundle::NoManifest));
    assert!(matches!(read(b"PK nothing of an archive"), Err(BadBundle::Damaged(_))));
    assert!(matches!(read(&zipped(&[(MANIFEST, b"{}")])), Err(BadBundle::Manifest(_))));
    assert_eq!(read(&zipped(&[(MANIFEST, br#"{"format": 9, "x": 1}"#)])), Err(BadBundle::Format(9)));
    assert_eq!(read(&vec![0; 64 * 1024 * 1024 + 1]), Err(BadBundle::Large));
}

#[test]
fn an_archive_that_unfolds_without_end_is_refused() {
    let zeros = vec![0; 1000];
    let bytes = zipped(&[("a", &zeros), ("b", &zeros)]);
    assert!(bytes.len() < 500);
    assert_eq!(super::read::unfolded(&bytes, 1999), Err(BadBundle::Unfolds));
    assert_eq!(super::read::unfolded(&bytes, 2000).unwrap().len(), 2);
}

#[test]
fn two_entries_of_one_name_or_bytes_around_the_archive_are_refused() {
    let text = manifest().text();
    let bytes = zipped(&[(MANIFEST, text.as_bytes()), ("a.csv", b"one"), ("b.csv", b"two")]);
    let mut doubled = bytes.clone();
    for at in 0..doubled.len() - 5 {
        if doubled[at..].starts_with(b"b.csv") {
            doubled[at] = b'a';
        }
    }
    assert_eq!(read(&doubled), Err(BadBundle::Disguised));
    assert_eq!(read(&[b"#!/bin/sh\n".as_slice(), &bytes].concat()), Err(BadBundle::Disguised));
    assert!(read(&bytes).is_ok());
}
