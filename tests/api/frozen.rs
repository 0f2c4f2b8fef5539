//! What is public of a release is frozen: the same bytes for everybody, with a strong tag, compressed or not, whole or in
//! part, kept by caches as long as they stay true; and its files are those its approval made.

use sonde::app::account::Role;
use sonde::app::signature::{PublicKeys, Signed};
use sonde::domain::id::Digest;
use sonde::export::bundle;

use crate::client::{Reply, Request};
use crate::database::TestDatabase;
use crate::on_both_databases;
use crate::service::{Caller, HELD, PUBLIC, Service, by};
use crate::small_wave;

const WAVE: &str = "petite-etude-2020-04";
const FOR_GOOD: &str = "public, max-age=31536000, immutable";
const FOR_NOW: &str = "public, max-age=60, must-revalidate";

fn asked(service: &Service, method: &str, address: &str, headers: &[(&str, &str)]) -> Reply {
    let request =
        headers.iter().fold(Request::new(method, address), |request, (name, value)| request.header(name, value));
    service.send(request, &Caller::default())
}

fn get(service: &Service, address: &str, headers: &[(&str, &str)]) -> Reply {
    asked(service, "GET", address, headers)
}

fn unzipped(bytes: &[u8]) -> Vec<u8> {
    let mut text = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(bytes), &mut text).expect("gzip");
    text
}

/// Every kind of frozen thing, and what caches are told of it.
fn addresses() -> Vec<(String, &'static str)> {
    vec![
        (format!("/resultats/{WAVE}"), FOR_NOW),
        (format!("/resultats/{WAVE}/1"), FOR_NOW),
        (format!("/resultats/{WAVE}/1/AVIS"), FOR_NOW),
        (format!("/resultats/{WAVE}/1/AVIS.csv"), FOR_GOOD),
        (format!("/api/v1/releases/{WAVE}"), FOR_NOW),
        (format!("/api/v1/releases/{WAVE}.csv"), FOR_NOW),
        (format!("/api/v1/releases/{WAVE}/tables/AVIS"), FOR_NOW),
        (format!("/api/v1/releases/{WAVE}/files"), FOR_NOW),
        (format!("/api/v1/releases/{WAVE}/files/publication.zip"), FOR_NOW),
        (format!("/api/v1/releases/{WAVE}/publications"), FOR_NOW),
        (format!("/api/v1/releases/{WAVE}/publications/1"), FOR_GOOD),
        (format!("/resultats/{WAVE}/1/fichiers/tableaux.csv"), FOR_GOOD),
        (format!("/resultats/{WAVE}/1/fichiers/publication.zip"), FOR_GOOD),
    ]
}

on_both_databases! {
    fn what_is_public_has_one_tag_whole_compressed_or_asked_again(db: &TestDatabase) {
        let service = Service::start(db);
        service.published(PUBLIC, &["utile", "inutile", "incontournable"]);
        for (address, caching) in addresses() {
            let whole = get(&service, &address, &[]);
            assert_eq!((whole.status, whole.header("cache-control")), (200, Some(caching)), "{address}");
            let tag = whole.header("etag").expect("a tag").to_owned();
            assert_eq!(tag, format!("\"{}\"", Digest::of(&whole.body).hex()), "{address}: of these very bytes");
            assert_eq!((whole.header("vary"), whole.header("accept-ranges")), (Some("accept-encoding"), Some("bytes")), "{address}");
            assert_eq!(get(&service, &address, &[]).body, whole.body, "{address}: the same for everybody");

            let again = get(&service, &address, &[("if-none-match", &format!("\"autre\", W/{tag}"))]);
            assert_eq!((again.status, again.body.len(), again.header("etag")), (304, 0, Some(tag.as_str())), "{address}");
            assert_eq!(again.header("cache-control"), Some(caching), "{address}");
            assert_eq!(get(&service, &address, &[("if-none-match", "\"autre\"")]).status, 200, "{address}");

            let head = asked(&service, "HEAD", &address, &[]);
            let length = whole.body.len().to_string();
            assert_eq!((head.status, head.body.len(), head.header("content-length")), (200, 0, Some(length.as_str())), "{address}");
            assert_eq!(head.header("etag"), Some(tag.as_str()), "{address}");

            let compressed = get(&service, &address, &[("accept-encoding", "br, gzip")]);
            match compressed.header("content-encoding") {
                Some(encoding) => {
                    assert_eq!(encoding, "gzip", "{address}");
                    assert!(compressed.body.len() < whole.body.len(), "{address}");
                    assert_eq!(unzipped(&compressed.body), whole.body, "{address}");
                    assert_ne!(compressed.header("etag"), Some(tag.as_str()), "{address}: other bytes, another tag");
                }
                // An archive, or a text so short that nothing is gained.
                None => assert_eq!(compressed.body, whole.body, "{address}"),
            }
        }
        let page = get(&service, &format!("/resultats/{WAVE}"), &[("accept-encoding", "gzip")]);
        assert_eq!(page.header("content-encoding"), Some("gzip"), "a page gains by it");
    }

    fn a_download_that_was_cut_is_taken_up_where_it_stopped(db: &TestDatabase) {
        let service = Service::start(db);
        service.published(PUBLIC, &["utile", "inutile", "incontournable"]);
        let address = format!("/resultats/{WAVE}/1/fichiers/publication.zip");
        let whole = get(&service, &address, &[]);
        let (tag, length) = (whole.header("etag").unwrap().to_owned(), whole.body.len());
        let start = get(&service, &address, &[("range", "bytes=0-99")]);
        let rest = get(&service, &address, &[("range", "bytes=100-"), ("if-range", &tag), ("accept-encoding", "gzip")]);
        assert_eq!((start.status, rest.status), (206, 206));
        assert_eq!(rest.header("content-range"), Some(format!("bytes 100-{}/{length}", length - 1).as_str()));
        assert_eq!([start.body, rest.body].concat(), whole.body);
        let other = get(&service, &address, &[("range", "bytes=100-"), ("if-range", "\"autre\"")]);
        assert_eq!((other.status, other.body.len()), (200, length), "of something else it has the beginning of");
        let beyond = get(&service, &address, &[("range", &format!("bytes={length}-"))]);
        assert_eq!((beyond.status, beyond.header("content-range")), (416, Some(format!("bytes */{length}").as_str())));
        let head = asked(&service, "HEAD", &address, &[("range", "bytes=0-9")]);
        assert_eq!((head.status, head.header("content-length")), (200, Some(length.to_string().as_str())), "a range is of a GET");
    }

    fn files_are_those_of_the_approval_and_the_archive_is_signed(db: &TestDatabase) {
        let service = Service::start(db);
        service.published(PUBLIC, &["utile", "inutile", "incontournable"]);
        let listed = get(&service, &format!("/api/v1/releases/{WAVE}/files"), &[]).json();
        let files = listed["files"].as_array().expect("files").clone();
        assert!(files.len() >= 3, "{listed}");
        let page = get(&service, &format!("/resultats/{WAVE}"), &[]).text();
        for file in &files {
            let address = file["address"].as_str().unwrap();
            let served = get(&service, address, &[]);
            let name = file["name"].as_str().unwrap();
            assert_eq!(file["sha256"], Digest::of(&served.body).hex(), "{name}");
            assert_eq!(file["bytes"], served.body.len(), "{name}");
            assert_eq!(served.header("content-type"), file["media_type"].as_str(), "{name}");
            assert_eq!(served.header("content-disposition").unwrap(), format!("attachment; filename=\"{WAVE}-{name}\""));
            assert!(page.contains(address), "the page leads to {name}");
        }
        let release = get(&service, &format!("/api/v1/releases/{WAVE}"), &[]);
        let archive = get(&service, &format!("/resultats/{WAVE}/1/fichiers/publication.zip"), &[]);
        let bundle = bundle::read(&archive.body).expect("an archive");
        assert_eq!(bundle.faults(), vec![]);
        assert_eq!(bundle.files["publication.json"], release.body);
        assert_eq!(bundle.manifest.publication.release_digest, Digest::of(&release.body));
        let keys = get(&service, "/.well-known/sonde-signature.json", &[]).text();
        let keys = PublicKeys::read(&keys).expect("published keys");
        Signed::check(bundle.signature.as_deref().expect("a signature"), &bundle.manifest_bytes, Some(&keys)).unwrap();
        for absent in ["/1/fichiers/absent.csv", "/2/fichiers/tableaux.csv", "/0/fichiers/tableaux.csv", "/1/fichiers/..", "/2", "/0", "/01x"] {
            let reply = get(&service, &format!("/resultats/{WAVE}{absent}"), &[]);
            assert_eq!(reply.status, 404, "{absent}");
        }
    }

    fn a_file_changed_behind_the_program_is_not_served(db: &TestDatabase) {
        let service = Service::start(db);
        service.published(PUBLIC, &["utile", "inutile"]);
        let zero = if db.is_postgres() { "'\\x00'::bytea" } else { "x'00'" };
        db.execute(&format!("UPDATE release_files SET bytes = {zero} WHERE name = 'tableaux.csv'")).unwrap();
        let reply = get(&service, &format!("/resultats/{WAVE}/1/fichiers/tableaux.csv"), &[]);
        assert_eq!(reply.status, 500);
    }

    fn an_early_reading_is_kept_nowhere_and_each_is_written_down(db: &TestDatabase) {
        let service = Service::start(db);
        service.approved(HELD, small_wave::FAR, &["utile", "inutile"]);
        let early = service.signed_in("early@example.org", Role::Researcher);
        let (slug, lead) = (small_wave::slug(HELD), by("lead"));
        service.run(service.app.allow_early_reading(&lead, &slug, "early@example.org")).unwrap();
        let mut readings = 0;
        for (address, _) in addresses() {
            let address = address.replace(WAVE, "petite-etude-2020-03");
            let reply = service.get(&address, &early);
            assert_eq!((reply.status, reply.header("cache-control"), reply.header("etag")), (200, Some("no-store"), None), "{address}");
            readings += 1;
            assert_eq!(db.lines("SELECT 'x' AS line FROM release_readings").len(), readings, "{address}");
            assert_eq!(service.get(&address, &Caller::default()).status, 404, "{address}");
        }
        service.run(service.app.end_early_reading(&lead, &slug, "early@example.org")).unwrap();
        assert_eq!(service.get("/resultats/petite-etude-2020-03", &early).status, 404, "off the list");
        assert_eq!(db.lines("SELECT 'x' AS line FROM release_readings").len(), readings);
    }

    fn a_database_that_no_longer_answers_hides_no_results(db: &TestDatabase) {
        let service = Service::start(db);
        service.published(PUBLIC, &["utile", "inutile"]);
        let address = format!("/resultats/{WAVE}");
        let before = get(&service, &address, &[]);
        assert_eq!(before.status, 200);
        db.execute("ALTER TABLE releases RENAME TO gone").unwrap();
        std::thread::sleep(std::time::Duration::from_millis(1_100));
        let after = get(&service, &address, &[]);
        assert_eq!((after.status, after.text()), (200, before.text()), "what was public stays so");
        db.execute("ALTER TABLE gone RENAME TO releases").unwrap();
        assert_eq!(get(&service, &address, &[]).status, 200);
    }

    fn the_embargo_is_asked_of_the_database_at_each_reading(db: &TestDatabase) {
        let service = Service::start(db);
        service.approved(HELD, small_wave::FAR, &["utile", "inutile"]);
        let address = "/resultats/petite-etude-2020-03";
        assert_eq!(get(&service, address, &[]).status, 404);
        let at = |moment: &str| db.execute(&format!("UPDATE waves SET embargo_at = '{moment}'")).unwrap();
        at("2020-05-07 04:00:00.000000");
        assert_eq!(get(&service, address, &[]).status, 200, "at once");
        at("2099-01-01 05:00:00.000000");
        std::thread::sleep(std::time::Duration::from_millis(1_100));
        assert_eq!(get(&service, address, &[]).status, 404, "what is known is looked at again");
    }
}
