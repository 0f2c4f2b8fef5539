//! `sonde verify`: a publication as it was downloaded is recognised; one byte changed anywhere is found; figures that the
//! data do not give are named.

use sonde::app::signature::PublicKeys;
use sonde::app::verify_release::{self, Finding};
use sonde::domain::disclosure::Released;
use sonde::domain::id::Digest;
use sonde::export::bundle;

use crate::client::Reply;
use crate::database::TestDatabase;
use crate::installation::Installation;
use crate::on_both_databases;
use crate::service::{Caller, PUBLIC, Service};
use crate::small_wave;

const WAVE: &str = "petite-etude-2020-04";
/// Places of an archive tried, spread over all of it.
const PLACES: usize = 1_200;

fn downloaded(service: &Service) -> (Reply, Reply) {
    let get = |address: &str| service.get(address, &Caller::default());
    (get(&format!("/resultats/{WAVE}/1/fichiers/publication.zip")), get("/.well-known/sonde-signature.json"))
}

/// The sealed file of the only wave.
fn sealed(db: &TestDatabase) -> Vec<u8> {
    let hex = if db.is_postgres() { "encode(file, 'hex')" } else { "lower(hex(file))" };
    let line = db.lines(&format!("SELECT {hex} AS line FROM sealed_sets")).remove(0);
    (0..line.len()).step_by(2).map(|at| u8::from_str_radix(&line[at..at + 2], 16).unwrap()).collect()
}

fn wrong(examined: &verify_release::Examined) -> Vec<&'static str> {
    examined.checks.iter().filter(|check| check.finding == Finding::Wrong).map(|check| check.name).collect()
}

on_both_databases! {
    fn a_download_is_recognised_and_its_figures_computed_again(db: &TestDatabase) {
        let service = Service::start(db);
        service.published(PUBLIC, &["utile", "inutile", "incontournable"]);
        let (archive, keys) = downloaded(&service);
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str, bytes: &[u8]| {
            let path = folder.path().join(name);
            std::fs::write(&path, bytes).unwrap();
            path.display().to_string()
        };
        let (zip, key) = (path("publication.zip", &archive.body), path("cles.json", &keys.body));
        let installation = Installation::new(folder.path(), db.url());
        let said = installation.done(&["verify", &zip, "--key", &key, "--recompute"]);
        assert_eq!(said.matches('✓').count(), 5, "{said}");
        assert!(said.contains("donnent la même publication à l’octet près") && !said.contains('✗') && !said.contains('•'), "{said}");
        let said = installation.done(&["verify", &zip]);
        assert!(said.contains("rien ne dit encore à qui est cette clé") && said.contains("pas été recalculés"), "{said}");

        let mut changed = archive.body.clone();
        let middle = changed.len() / 2;
        changed[middle] ^= 1;
        let other = path("autre.zip", &changed);
        let refused = installation.run(&["verify", &other, "--key", &key, "--json"]);
        assert_eq!(refused.status.code(), Some(1), "{}", String::from_utf8_lossy(&refused.stdout));
        assert_eq!(installation.run(&["verify"]).status.code(), Some(2));
        assert_eq!(installation.run(&["verify", &zip, "--data", &zip]).status.code(), Some(2), "--data needs --wave");
        let not_ours = installation.run(&["verify", &key]);
        assert_eq!(not_ours.status.code(), Some(1));
        assert!(String::from_utf8_lossy(&not_ours.stderr).contains("zip"), "it says what it is not");
    }

    fn figures_the_data_do_not_give_are_named(db: &TestDatabase) {
        let other_database = TestDatabase::sqlite();
        let (one, other) = (Service::start(db), Service::start(&other_database));
        one.published(PUBLIC, &["utile", "inutile"]);
        other.published(PUBLIC, &["inutile", "inutile", "utile", "utile"]);
        let release = one.get(&format!("/api/v1/releases/{WAVE}"), &Caller::default());
        let (questionnaire, spec) = small_wave::bundle(PUBLIC, small_wave::PAST).read().unwrap();
        let released = Released::from_stored(&release.text(), &Digest::of(&release.body), spec.disclosure).unwrap();
        let right = verify_release::recompute(&released, &sealed(db), &questionnaire, &spec).unwrap();
        assert_eq!(right.finding, Finding::Right, "{right:?}");
        assert!(right.words.contains("à l’octet près"), "without the database too: {}", right.words);
        let wrong = verify_release::recompute(&released, &sealed(&other_database), &questionnaire, &spec).unwrap();
        assert_eq!(wrong.finding, Finding::Wrong);
        assert!(wrong.details.iter().any(|one| one.contains("AVIS") && one.contains("publié 48 %")), "{:?}", wrong.details);
    }
}

#[test]
fn one_byte_changed_anywhere_is_found() {
    let db = TestDatabase::sqlite();
    let service = Service::start(&db);
    service.published(PUBLIC, &["utile", "inutile", "incontournable"]);
    let (archive, keys) = downloaded(&service);
    let keys = PublicKeys::read(&keys.text()).unwrap();
    let clean = verify_release::examine(&archive.body, Some(&keys)).unwrap();
    assert_eq!(wrong(&clean), Vec::<&str>::new());
    assert!(clean.checks.iter().all(|check| check.finding == Finding::Right), "{:?}", clean.checks);
    let mut compressed_otherwise = 0;
    let step = archive.body.len().div_ceil(PLACES).max(1);
    // The end of the archive, where its index stands, byte by byte.
    let ends = archive.body.len().saturating_sub(200)..archive.body.len();
    for at in (0..archive.body.len()).step_by(step).chain(ends) {
        let mut bytes = archive.body.clone();
        bytes[at] ^= if at % 2 == 0 { 1 } else { 0x80 };
        let Ok(examined) = verify_release::examine(&bytes, Some(&keys)) else { continue };
        if wrong(&examined).is_empty() {
            // The bits that fill the last byte of a compressed text mean nothing: the program says what it is.
            let remark = examined.checks.iter().find(|check| check.finding == Finding::Remark);
            assert_eq!(remark.map(|check| check.name), Some("envelope"), "byte {at} is not found");
            assert_eq!(bundle::read(&bytes).unwrap(), bundle::read(&archive.body).unwrap(), "byte {at}");
            compressed_otherwise += 1;
        }
    }
    assert!(compressed_otherwise <= 8, "{compressed_otherwise} places mean nothing");
}
