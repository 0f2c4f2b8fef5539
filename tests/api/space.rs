//! The researchers' space as its callers find it: keys and what they open, search, picks, history; feeds, calendar and letters,
//! which say nothing before the instant and the same to everybody after it.

use std::process::Command;

use chrono::{TimeDelta, Utc};
use sonde::app::account::{Actor, Role};
use sonde::app::read_correction::Named;

use crate::canary::{holding, lies_on_disk};
use crate::client::{Reply, Request};
use crate::database::TestDatabase;
use crate::fake_server::FakeServer;
use crate::installation::Installation;
use crate::letter::decoded;
use crate::on_both_databases;
use crate::service::{Caller, HELD, OPEN, PASSWORD, PUBLIC, Service, by};
use crate::small_wave;

const RELEASED: &str = "/api/v1/releases/petite-etude-2020-04";
const UNDER_EMBARGO: &str = "/api/v1/releases/petite-etude-2020-03";
const OPINIONS: [&str; 3] = ["utile", "inutile", "incontournable"];
/// Everything that tells of releases to everybody.
const TOLD: [&str; 6] = [
    "/resultats",
    "/resultats/calendrier",
    "/resultats/calendrier.ics",
    "/resultats/flux.atom",
    "/resultats/flux.json",
    "/api/v1/releases",
];

/// The embargo of a wave, so many seconds from now.
#[expect(clippy::disallowed_methods, reason = "an instant is shifted, which no race of clocks would show")]
fn lifted_in(db: &TestDatabase, key: &str, seconds: i64) {
    let instant = (Utc::now() + TimeDelta::seconds(seconds)).format("%Y-%m-%d %H:%M:%S%.6f");
    db.execute(&format!("UPDATE waves SET embargo_at = '{instant}' WHERE wave_key = '{key}'")).unwrap();
}

fn with(key: &str) -> Caller {
    Caller { token: Some(key.to_owned()), cookies: Vec::new() }
}

/// A key of this caller's, by the API.
fn key_of(service: &Service, owner: &Caller, scopes: &str) -> String {
    let body = format!(r#"{{"name":"Essai","scopes":[{scopes}],"days":30}}"#);
    let made = service.send(Request::new("POST", "/api/v1/keys").json(&body), owner);
    assert_eq!(made.status, 201, "{}", made.text());
    made.json()["secret"].as_str().unwrap().to_owned()
}

fn is(reply: &Reply, status: u16, code: &str) {
    assert_eq!((reply.status, reply.code().as_str()), (status, code), "{}", reply.text());
    assert_eq!(reply.header("content-type"), Some("application/problem+json"));
}

/// What an independent program reads in it; fails on whatever that program finds wrong.
fn read_by_others(reply: &Reply) -> Vec<(String, String)> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("lu");
    std::fs::write(&file, &reply.body).unwrap();
    let python = std::env::var("SONDE_TEST_PYTHON").expect("SONDE_TEST_PYTHON: run the tests by tests/run");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/readers/feeds.py");
    let done = Command::new(python).arg(script).arg(&file).output().unwrap();
    assert!(done.status.success(), "{}\n{}", String::from_utf8_lossy(&done.stderr), reply.text());
    let said: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(said["errors"], serde_json::json!([]), "{}", reply.text());
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    said["entries"].as_array().unwrap().iter().map(|entry| (text(&entry["title"]), text(&entry["url"]))).collect()
}

/// Sends what waits to the mail server, and gives all it has.
fn delivered(service: &Service, server: &FakeServer) -> Vec<String> {
    service.run(service.app.deliver_mail()).unwrap();
    server.letters().iter().map(|letter| decoded(letter)).collect()
}

/// The path of the first of our addresses in a letter that begins so.
fn link(letter: &str, start: &str) -> String {
    let (_, rest) = letter.split_once(start).unwrap_or_else(|| panic!("no {start} in:\n{letter}"));
    let tag: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
    [start, &tag].concat()
}

fn subscribed(service: &Service, server: &FakeServer, email: &str) -> String {
    let form = format!("email={}", email.replace('@', "%40"));
    assert_eq!(service.post("/resultats/abonnement", &form, &Caller::default()).status, 200);
    let letter = delivered(service, server).pop().expect("a letter");
    let link = link(&letter, "/abonnement/");
    assert_eq!(service.post(&link, "", &Caller::default()).status, 200);
    link
}

on_both_databases! {
    fn a_key_reads_releases_within_its_scope_and_does_nothing_else(db: &TestDatabase) {
        let service = Service::start(db);
        service.published(PUBLIC, &OPINIONS);
        service.approved(HELD, small_wave::FAR, &OPINIONS);
        let admin = service.signed_in("admin@example.org", Role::Admin);
        let early = service.signed_in("early@example.org", Role::Researcher);
        service.run(service.app.allow_early_reading(&by("lead"), &small_wave::slug(HELD), "early@example.org")).unwrap();
        let plain = with(&key_of(&service, &early, r#""releases""#));
        let ahead = with(&key_of(&service, &early, r#""early_releases""#));
        let of_admin = with(&key_of(&service, &admin, r#""releases","early_releases""#));
        let status = |address: &str, caller: &Caller| service.get(address, caller).status;
        assert_eq!([&plain, &ahead, &of_admin].map(|key| status(RELEASED, key)), [200, 200, 200]);
        assert_eq!([&plain, &ahead, &of_admin].map(|key| status(UNDER_EMBARGO, key)), [404, 200, 404]);
        let shown = service.get("/api/v1/key", &plain).json();
        assert_eq!(shown["key"]["scopes"], serde_json::json!(["releases"]));
        assert_eq!((shown["account"]["email"].as_str(), shown["key"]["used_on"].is_string()), (Some("early@example.org"), true));
        for (method, address) in [
            ("GET", "/api/v1/me"),
            ("GET", "/api/v1/keys"),
            ("POST", "/api/v1/keys"),
            ("GET", "/api/v1/waves"),
            ("GET", "/api/v1/accounts"),
            ("POST", "/api/v1/waves/petite-etude-2020-03/publish"),
        ] {
            is(&service.send(Request::new(method, address), &of_admin), 403, "key_scope");
        }
    }

    fn a_key_is_void_once_revoked_past_its_time_or_under_a_new_password(db: &TestDatabase) {
        let service = Service::start(db);
        service.published(PUBLIC, &OPINIONS);
        let owner = service.signed_in("lea@example.org", Role::Researcher);
        let other = service.signed_in("noe@example.org", Role::Researcher);
        let keys: Vec<Caller> = (0..3).map(|_| with(&key_of(&service, &owner, r#""releases""#))).collect();
        let id = |key: &Caller| service.get("/api/v1/key", key).json()["key"]["id"].as_str().unwrap().to_owned();
        let first = id(&keys[0]);
        is(&service.send(Request::new("DELETE", &format!("/api/v1/keys/{first}")), &other), 404, "key_absent");
        assert_eq!(service.get(RELEASED, &keys[0]).status, 200, "somebody else's word is nothing");
        assert_eq!(service.send(Request::new("DELETE", &format!("/api/v1/keys/{first}")), &owner).status, 204);
        is(&service.get(RELEASED, &keys[0]), 401, "bad_key");
        db.execute(&format!("UPDATE api_keys SET expires_at = created_at WHERE ending = '{}'", &keys[1].token.as_ref().unwrap()[34..])).unwrap();
        let expired = service.get(RELEASED, &keys[1]);
        is(&expired, 401, "bad_key");
        assert!(expired.text().contains("elle a expiré") && expired.header("www-authenticate").is_some(), "{}", expired.text());
        assert_eq!(service.get(RELEASED, &keys[2]).status, 200);
        service.run(service.app.change_password(&by("test"), "lea@example.org", "une autre phrase de passe")).unwrap();
        is(&service.get(RELEASED, &keys[2]), 401, "bad_key");
        is(&service.get(RELEASED, &with("sonde_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")), 401, "bad_key");
    }

    fn a_key_is_shown_once_and_stored_nowhere(db: &TestDatabase) {
        let service = Service::start(db);
        let owner = service.signed_in("lea@example.org", Role::Researcher);
        let page = service.get("/espace/cles", &owner);
        let form = format!("id={}&name=Tableau&scope=releases&days=90", page.field("id"));
        let made = service.post("/espace/cles", &form, &owner);
        assert_eq!(made.status, 201, "{}", made.text());
        let (_, rest) = made.text().split_once("<code id=\"cle\">").map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
        let key = rest.split('<').next().unwrap().to_owned();
        assert_eq!(service.get("/api/v1/key", &with(&key)).status, 200);
        let again = service.post("/espace/cles", &form, &owner);
        assert_eq!(again.status, 409, "the same form makes one key");
        let list = service.get("/espace/cles", &owner).text();
        assert!(list.contains("Tableau") && list.matches("article class=\"card key\"").count() == 1, "{list}");
        assert!(!list.contains(&key) && list.contains(&key[key.len() - 4..]), "its ending alone");
        // Without the prefix: the letters that only the key has.
        assert_eq!(holding(db, &key["sonde_".len()..]), [] as [&str; 0]);
    }

    fn a_fault_of_a_key_is_told_beside_its_field_and_links_to_it(db: &TestDatabase) {
        let service = Service::start(db);
        let owner = service.signed_in("lea@example.org", Role::Researcher);
        let id = service.get("/espace/cles", &owner).field("id");
        let sent = |form: &str| {
            let reply = service.post("/espace/cles", form, &owner);
            assert_eq!(reply.status, 422, "{form}");
            reply.text()
        };
        let wrong = [
            (format!("id={id}&name=&scope=releases&days=90"), "name"),
            (format!("id={id}&name=a&days=90"), "scopes"),
            (format!("id={id}&name=a&scope=releases&days=0"), "days"),
        ];
        for (form, field) in wrong {
            let page = sent(&form);
            assert!(page.contains(&format!("href=\"#f-{field}\"")) && page.contains(&format!("id=\"f-{field}\"")), "{page}");
            assert!(page.contains(&format!("id=\"e-{field}\"")) && page.contains(&format!("aria-describedby=\"e-{field}\"")), "{page}");
        }
        let page = sent("id=x&name=a&scope=releases&days=90");
        assert!(page.contains("role=\"alert\"") && !page.contains("#f-id"), "a hidden field is no place to go to: {page}");
    }

    fn a_key_has_a_pace_and_wrong_ones_are_counted_by_address(db: &TestDatabase) {
        let service = Service::start(db);
        let owner = service.signed_in("lea@example.org", Role::Researcher);
        let key = with(&key_of(&service, &owner, r#""releases""#));
        // 240 at once; the longer these take, the more come back, four a second.
        let from = std::time::Instant::now();
        let carried = (0..400).filter(|_| service.get("/api/v1/key", &key).status == 200).count();
        let back = 4 * usize::try_from(from.elapsed().as_secs() + 1).unwrap();
        assert!((240..=240 + back).contains(&carried), "{carried} of 400, at most {back} came back");
        let refused = service.get("/api/v1/key", &key);
        is(&refused, 429, "too_many");
        assert!(refused.header("retry-after").is_some());
        let wrong = with("sonde_nimportequoi");
        let told: Vec<u16> = (0..12).map(|_| service.get("/api/v1/key", &wrong).status).collect();
        assert_eq!((told[0], told[11]), (401, 429), "{told:?}");
    }

    fn a_question_is_found_by_its_words_whatever_their_accents_and_never_before_its_time(db: &TestDatabase) {
        let service = Service::start(db);
        service.published(PUBLIC, &OPINIONS);
        service.approved(HELD, small_wave::FAR, &OPINIONS);
        let early = service.signed_in("early@example.org", Role::Researcher);
        service.run(service.app.allow_early_reading(&by("lead"), &small_wave::slug(HELD), "early@example.org")).unwrap();
        let found = |words: &str| {
            let page = service.get(&format!("/espace/recherche?q={words}"), &early).text();
            (page.contains("petite-etude-2020-04?t=AVIS"), page.contains("petite-etude-2020-03"))
        };
        assert_eq!(found("ENSEMBLE+%C3%A0gir"), (true, false));
        assert_eq!(found("inut%C3%ADle+petite"), (true, false), "an option and the wave's title");
        assert_eq!(found("agir+girafe"), (false, false), "every word");
        assert!(service.get("/espace/recherche?q=girafe", &early).text().contains("Aucune question"));
        assert_eq!(db.lines("SELECT 'x' AS line FROM release_readings"), [] as [&str; 0], "a search reads nothing that is not public");
        let home = service.get("/espace", &early).text();
        assert!(home.contains("/espace/vagues/petite-etude-2020-03") && home.contains("accès anticipé"), "the list sees it");
    }

    fn picked_tables_are_lines_of_the_file_and_no_others(db: &TestDatabase) {
        let service = Service::start(db);
        service.published(PUBLIC, &OPINIONS);
        let reader = service.signed_in("lea@example.org", Role::Researcher);
        let page = "/espace/vagues/petite-etude-2020-04";
        let whole = service.get(&format!("{RELEASED}.csv"), &Caller::default()).text();
        let lines = |query: &str| {
            let reply = service.get(&format!("{page}/tableaux.csv{query}"), &reader);
            assert_eq!(reply.status, 200, "{}", reply.text());
            reply.text().lines().map(str::to_owned).collect::<Vec<_>>()
        };
        let (totals, crossed) = (lines("?t=AVIS"), lines("?t=AVIS&b=S_SEXE"));
        assert!(totals.iter().all(|line| whole.contains(line.as_str())) && totals.len() > 3, "{totals:?}");
        assert!(!totals.iter().any(|line| line.contains("S_SEXE")) && crossed.iter().any(|line| line.contains("S_SEXE")));
        assert_eq!(crossed.len(), whole.lines().count(), "everything picked is everything");
        for (query, status) in [("", 422), ("?t=AUTRE", 404), ("?t=AVIS&b=AUTRE", 404), ("?t=%3Cb%3E", 404)] {
            assert_eq!(service.get(&format!("{page}/tableaux.csv{query}"), &reader).status, status, "{query}");
        }
        let preview = service.get(&format!("{page}?t=AVIS&b=S_SEXE"), &reader).text();
        assert!(preview.contains("Un homme") && preview.contains("checked") && preview.contains(".csv&quot;"), "{preview}");
    }

    fn picked_tables_read_before_the_embargo_are_one_reading(db: &TestDatabase) {
        let service = Service::start(db);
        service.approved(HELD, small_wave::FAR, &OPINIONS);
        let early = service.signed_in("early@example.org", Role::Researcher);
        service.run(service.app.allow_early_reading(&by("lead"), &small_wave::slug(HELD), "early@example.org")).unwrap();
        let picked = service.get("/espace/vagues/petite-etude-2020-03/tableaux.csv?t=AVIS", &early);
        assert_eq!(picked.status, 200);
        assert_eq!(db.lines("SELECT 'x' AS line FROM release_readings").len(), 1);
    }

    fn a_history_is_ones_own_once_a_day_and_erasable(db: &TestDatabase) {
        let service = Service::start(db);
        service.published(PUBLIC, &OPINIONS);
        let (lea, noe) = (service.signed_in("lea@example.org", Role::Researcher), service.signed_in("noe@example.org", Role::Researcher));
        let key = with(&key_of(&service, &lea, r#""releases""#));
        let address = format!("{RELEASED}.csv");
        let tag = service.get(&address, &Caller::default()).header("etag").unwrap().to_owned();
        assert_eq!(service.send(Request::new("GET", &address).header("if-none-match", &tag), &key).status, 304);
        assert_eq!(service.send(Request::new("HEAD", &address), &key).status, 200);
        assert_eq!(service.get(&format!("{RELEASED}/files/absent.csv"), &key).status, 404);
        assert_eq!(db.lines("SELECT 'x' AS line FROM downloads"), [] as [&str; 0], "nothing was taken");
        for _ in 0..3 {
            assert_eq!(service.get(&address, &key).status, 200);
        }
        assert_eq!(service.get(&format!("{RELEASED}.csv"), &Caller::default()).status, 200, "a stranger has no history");
        let of = |caller: &Caller| service.get("/espace/telechargements", caller).text().matches("tableaux.csv").count();
        assert_eq!((of(&lea), of(&noe)), (1, 0));
        assert_eq!(service.post("/espace/telechargements", "", &noe).status, 303);
        assert_eq!(of(&lea), 1, "somebody else erases theirs");
        assert_eq!(service.post("/espace/telechargements", "", &lea).status, 303);
        assert_eq!(of(&lea), 0);
    }

    fn nothing_told_to_everybody_moves_while_a_wave_goes_from_open_to_approved(db: &TestDatabase) {
        let service = Service::start(db);
        service.open(HELD, small_wave::FAR);
        let lea = service.signed_in("lea@example.org", Role::Researcher);
        let addresses = || TOLD.into_iter().map(|at| (at, Caller::default())).chain([("/espace", lea.clone()), ("/api/v1/waves", lea.clone())]);
        let told = || -> Vec<_> {
            let seen = |(at, caller): (&str, Caller)| {
                let reply = service.get(at, &caller);
                let headers: Vec<_> = reply.headers.iter().filter(|(name, _)| !matches!(name.as_str(), "date" | "x-request-id")).cloned().collect();
                (at.to_owned(), reply.status, headers, reply.text())
            };
            addresses().map(seen).collect()
        };
        let before = told();
        assert!(before[1].3.contains("1er janvier 2099") && before[2].3.contains("DTSTART:20990101T050000Z"), "announced: {}", before[1].3);
        for number in 0..40 {
            service.interview(HELD, number, if number % 2 == 0 { "homme" } else { "femme" }, OPINIONS[number % 3]);
        }
        let slug = small_wave::slug(HELD);
        let (weigher, approver) = (service.staff("weigher@example.org"), service.staff("approver@example.org"));
        service.run(async {
            service.app.seal_wave(&by("closer"), &slug).await.unwrap();
            service.app.weigh_wave(&weigher, &slug).await.unwrap();
            service.app.approve_wave(&approver, &slug).await.unwrap();
        });
        for (was, is) in before.iter().zip(&told()) {
            assert_eq!(was, is);
        }
        assert_eq!(service.run(service.app.announce_releases()).unwrap(), 0);
        lifted_in(db, HELD, -1);
        for (was, is) in before.iter().zip(&told()) {
            assert_ne!(was.3, is.3, "{}: at the instant, with no job in between", was.0);
        }
    }

    fn feeds_and_calendar_are_read_by_other_programs_and_a_correction_is_an_entry(db: &TestDatabase) {
        let service = Service::start(db);
        service.load("2020-05", small_wave::FAR);
        for at in ["/resultats/flux.atom", "/resultats/flux.json", "/resultats/calendrier.ics"] {
            assert_eq!(read_by_others(&service.get(at, &Caller::default())), [], "{at}: only loaded, and empty is well formed");
        }
        service.published(PUBLIC, &OPINIONS);
        service.open("2020-06", small_wave::FAR);
        let one = ("Petite vague, vague 2020-04 (données simulées)".to_owned(), "http://127.0.0.1:8080/resultats/petite-etude-2020-04/1".to_owned());
        for at in ["/resultats/flux.atom", "/resultats/flux.json"] {
            let reply = service.get(at, &Caller::default());
            assert_eq!(read_by_others(&reply), std::slice::from_ref(&one), "{at}");
            let tag = reply.header("etag").unwrap().to_owned();
            for known in [tag.clone(), format!("\"autre\", W/{tag}"), "*".to_owned()] {
                let again = Request::new("GET", at).header("if-none-match", &known);
                assert_eq!(service.send(again, &Caller::default()).status, 304, "{at}: {known}");
            }
            assert_eq!(reply.header("cache-control"), Some("public, no-cache"), "no copy is late at an embargo");
        }
        let events = read_by_others(&service.get("/resultats/calendrier.ics", &Caller::default()));
        assert_eq!(events.len(), 2, "{events:?}");
        db.execute("INSERT INTO releases (wave_id, number, content, digest, approved_by, approved_at) SELECT wave_id, 2, content, digest, approved_by, approved_at FROM releases").unwrap();
        let corrected = read_by_others(&service.get("/resultats/flux.atom", &Caller::default()));
        assert_eq!(corrected.iter().map(|(title, _)| title.starts_with("Correction")).collect::<Vec<_>>(), [true, false]);
        let page = service.get("/resultats", &Caller::default()).text();
        assert!(page.contains("application/atom+xml") && page.contains("application/feed+json"), "told in the head");
    }

    fn a_letter_at_a_release_goes_once_to_whoever_confirmed_and_to_nobody_else(db: &TestDatabase) {
        let server = FakeServer::start(&[]);
        let service = Service::start_mailing(db, &server.url());
        subscribed(&service, &server, "lea@example.org");
        // Asked, never confirmed; opening the link is not confirming.
        assert_eq!(service.post("/resultats/abonnement", "email=noe%40example.org", &Caller::default()).status, 200);
        let letter = delivered(&service, &server).pop().unwrap();
        assert_eq!(service.get(&link(&letter, "/abonnement/"), &Caller::default()).status, 200);
        service.approved(HELD, small_wave::FAR, &OPINIONS);
        assert_eq!(service.run(service.app.announce_releases()).unwrap(), 0, "not before the instant");
        let sent = delivered(&service, &server).len();
        db.execute("UPDATE subscriptions SET confirmed_at = asked_at WHERE confirmed_at IS NOT NULL").unwrap();
        lifted_in(db, HELD, 0);
        for _ in 0..3 {
            service.run(service.app.publish_due()).unwrap();
            service.run(service.app.announce_releases()).unwrap();
        }
        let letters = delivered(&service, &server);
        let about: Vec<&String> = letters[sent..].iter().filter(|letter| letter.contains("/resultats/petite-etude-2020-03")).collect();
        assert_eq!(about.len(), 1, "{letters:?}");
        assert!(about[0].contains("lea@example.org") && about[0].contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"), "{}", about[0]);
        assert!(!about[0].contains('%'), "no figure in a letter");
        // One click, from the mail provider: no cookie, another site.
        let leave = link(about[0], "/desinscription/publications/");
        let click = Request::new("POST", &leave).header("sec-fetch-site", "cross-site").form("List-Unsubscribe=One-Click");
        assert_eq!(service.send(click, &Caller::default()).status, 200);
        assert_eq!(holding(db, "lea@example.org"), [] as [&str; 0], "the address is nowhere");
        service.published(PUBLIC, &OPINIONS);
        assert_eq!(delivered(&service, &server).iter().filter(|letter| letter.contains("/resultats/petite-etude-2020-04")).count(), 0);
    }

    fn a_correction_approved_before_the_embargo_is_no_second_letter(db: &TestDatabase) {
        let server = FakeServer::start(&[]);
        let service = Service::start_mailing(db, &server.url());
        subscribed(&service, &server, "lea@example.org");
        service.approved(HELD, small_wave::FAR, &OPINIONS);
        let mut bundle = small_wave::bundle(HELD, small_wave::FAR);
        bundle.wave.1 = bundle.wave.1.replace("Petite vague", "Petite vague relue");
        let (slug, reason) = (small_wave::slug(HELD), "Le titre donnait une autre population.");
        let (proposer, approver) = (service.staff("corrector@example.org"), service.staff("approver@example.org"));
        let (waiting, _) = service.run(service.app.propose_correction(&proposer, &slug, bundle, reason)).unwrap();
        let named = Named { number: waiting.number, digest: &waiting.digest.hex() };
        service.run(service.app.approve_correction(&approver, &slug, named)).unwrap();
        lifted_in(db, HELD, 1);
        std::thread::sleep(std::time::Duration::from_millis(1_100));
        let sent = delivered(&service, &server).len();
        for _ in 0..2 {
            service.run(service.app.announce_releases()).unwrap();
        }
        let letters = delivered(&service, &server);
        assert_eq!(letters.len(), sent + 1, "{:?}", &letters[sent..]);
        assert!(letters[sent].contains("/resultats/petite-etude-2020-03"), "{}", letters[sent]);
        assert!(!letters[sent].contains("Une correction"), "{}", letters[sent]);
    }

    fn whoever_left_is_in_no_file_after_the_next_turn(db: &TestDatabase) {
        let server = FakeServer::start(&[]);
        let service = Service::start_mailing(db, &server.url());
        let link = subscribed(&service, &server, "lea@example.org");
        // What a start clears anyway is cleared before.
        service.run(service.app.clear_log()).unwrap();
        let leave = link.replace("/abonnement/", "/desinscription/publications/");
        assert_eq!(service.post(&leave, "", &Caller::default()).status, 200);
        service.run(service.app.clear_log()).unwrap();
        assert!(!lies_on_disk(db, "lea@example.org"));
    }

    fn an_address_nobody_confirms_is_forgotten_with_its_letter(db: &TestDatabase) {
        let server = FakeServer::start(&[]);
        let service = Service::start_mailing(db, &server.url());
        assert_eq!(service.post("/resultats/abonnement", "email=noe%40example.org", &Caller::default()).status, 200);
        let link = link(&delivered(&service, &server).pop().unwrap(), "/abonnement/");
        service.run(service.app.purge_sessions()).unwrap();
        assert!(service.get(&link, &Caller::default()).text().contains("Confirmer"), "in time");
        db.execute("UPDATE subscriptions SET asked_at = '2020-01-01 00:00:00'").unwrap();
        service.run(service.app.purge_sessions()).unwrap();
        assert!(service.get(&link, &Caller::default()).text().contains("ne vaut plus"));
        assert_eq!(holding(db, "noe@example.org"), [] as [&str; 0]);
    }

    fn asking_again_writes_no_more_and_answers_the_same(db: &TestDatabase) {
        let server = FakeServer::start(&[]);
        let service = Service::start_mailing(db, &server.url());
        let ask = |email: &str| service.post("/resultats/abonnement", &format!("email={email}"), &Caller::default());
        let first = ask("Lea%40example.org");
        let again = ask("lea%40EXAMPLE.org");
        assert_eq!((first.status, first.text()), (again.status, again.text()));
        assert_eq!(delivered(&service, &server).len(), 1);
        let wrong = ask("lea");
        assert!(wrong.status == 422 && wrong.text().contains("aria-invalid"), "{}", wrong.text());
        for _ in 0..3 {
            ask("noe%40example.org");
        }
        let paced = ask("noe%40example.org");
        assert_eq!((paced.status, paced.header("retry-after").is_some()), (429, true));
    }
}

#[test]
fn one_signs_in_where_ones_role_reads() {
    let db = TestDatabase::sqlite();
    let service = Service::start(&db);
    for (email, role, home) in [
        ("lea@example.org", Role::Researcher, "/espace"),
        ("noe@example.org", Role::Pollster, "/console/vagues"),
        ("ana@example.org", Role::Admin, "/console/vagues"),
    ] {
        service.account(email, role);
        let form = format!("email={}&password={}", email.replace('@', "%40"), PASSWORD.replace(' ', "+"));
        let reply = service.post("/console/connexion", &form, &Caller::default());
        assert_eq!((reply.status, reply.header("location")), (303, Some(home)), "{email}");
        let landed = service.get(home, &reply.caller());
        assert_eq!(landed.status, 200, "{}", landed.text());
    }
}

#[test]
fn letters_of_the_same_release_from_two_nodes_are_one() {
    let db = TestDatabase::sqlite();
    let server = FakeServer::start(&[]);
    let (one, other) = (Service::start_mailing(&db, &server.url()), Service::start_mailing(&db, &server.url()));
    subscribed(&one, &server, "lea@example.org");
    db.execute("UPDATE subscriptions SET confirmed_at = '2020-01-01 00:00:00'").unwrap();
    one.approved(OPEN, small_wave::PAST, &OPINIONS);
    let planned = std::thread::scope(|scope| {
        let turns: Vec<_> = [&one, &other]
            .map(|node| scope.spawn(|| node.run(node.app.announce_releases()).unwrap()))
            .into_iter()
            .collect();
        turns.into_iter().map(|turn| turn.join().unwrap()).sum::<usize>()
    });
    assert_eq!(planned, 1);
    let publisher: Actor = by("publisher");
    one.run(one.app.publish_wave(&publisher, &small_wave::slug(OPEN))).unwrap();
    let letters = delivered(&one, &server);
    assert_eq!(letters.iter().filter(|letter| letter.contains("/resultats/petite-etude-2020-02")).count(), 1);
}

#[test]
fn a_key_is_made_listed_and_revoked_by_command_for_a_service_that_runs() {
    let folder = tempfile::tempdir().unwrap();
    let installation = Installation::sqlite(folder.path());
    let json = |arguments: &[&str]| -> serde_json::Value {
        serde_json::from_str(&installation.done(&[arguments, &["--json"]].concat())).unwrap()
    };
    json(&["account", "add", "lea@example.org", "--name", "Léa", "--role", "researcher"]);
    let service = installation.serve();
    let made = json(&["account", "key", "add", "lea@example.org", "--name", "Tableau", "--days", "7"]);
    let shown = || {
        let bearer = format!("Bearer {}", made["secret"].as_str().unwrap());
        Request::new("GET", "/api/v1/key").header("authorization", &bearer).send(service.address)
    };
    assert_eq!(shown().json()["key"]["name"], "Tableau");
    let list = json(&["account", "key", "list", "lea@example.org"]);
    assert!(list["keys"][0]["used_on"].is_string() && list["keys"][0]["state"] == "live", "{list}");
    let id = list["keys"][0]["id"].as_str().unwrap();
    json(&["account", "key", "revoke", "lea@example.org", id]);
    is(&shown(), 401, "bad_key");
    for wrong in [&["--days", "0"][..], &["--days", "400"], &["--scope", "tout"]] {
        let arguments = [&["account", "key", "add", "lea@example.org", "--name", "X"][..], wrong].concat();
        assert_eq!(installation.run(&arguments).status.code(), Some(2), "{wrong:?}");
    }
    let unknown = installation.run(&["account", "key", "list", "noe@example.org"]);
    assert_eq!(unknown.status.code(), Some(1));
}
