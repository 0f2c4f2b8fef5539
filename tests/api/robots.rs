//! What robots do at the doors: previews and scanners spend nothing, whoever begins too fast waits, nobody holds a wave alone,
//! nobody learns the open cells by trying profiles.

use std::collections::BTreeSet;
use std::thread;
use std::time::{Duration, Instant};

use crate::client::{Reply, Request};
use crate::database::TestDatabase;
use crate::on_both_databases;
use crate::service::{Caller, OPEN, Service, by};
use crate::small_wave;

const WAVE: &str = "/e/petite-etude-2020-02";
/// Of a wave of forty.
const ALWAYS_GRANTED: usize = 10;
const SOURCE: &str = "192.0.2.1";
const OTHER: &str = "192.0.2.2";

fn link(service: &Service) -> String {
    let slug = small_wave::slug(OPEN);
    let link = service.run(service.app.make_invitations(&by("inviter"), &slug, 1)).unwrap().remove(0);
    link.strip_prefix("http://127.0.0.1:8080").unwrap().to_owned()
}

fn ticket(service: &Service) -> String {
    service.get(WAVE, &Caller::default()).field("_ticket")
}

fn interviews(db: &TestDatabase) -> usize {
    db.lines("SELECT disposition AS line FROM interviews").len()
}

/// A browser past the consent.
fn begun(service: &Service) -> Caller {
    let session = service.run(service.app.start_open(&small_wave::slug(OPEN), None, &[])).unwrap().session;
    let browser = Caller { token: None, cookies: vec![format!("sonde_e_petite-etude-2020-02={}", session.reveal())] };
    assert_eq!(sent(service, SOURCE, &browser, "consentement", "CONSENT=oui").status, 303);
    browser
}

/// A page, forwarded from this address by the proxy in front.
fn sent(service: &Service, source: &str, browser: &Caller, section: &str, form: &str) -> Reply {
    let page = Request::new("POST", &format!("{WAVE}/page/{section}")).form(form);
    service.send(page.header("x-forwarded-for", source), browser)
}

/// The status: 303 with a place, 429 where the address holds its share.
fn profile(service: &Service, source: &str, browser: &Caller) -> u16 {
    sent(service, source, browser, "vous", "S_SEXE=femme&S_AGE=42").status
}

on_both_databases! {
    fn previews_and_scanners_that_read_spend_nothing(db: &TestDatabase) {
        let service = Service::start(db);
        service.open(OPEN, small_wave::PAST);
        let link = link(&service);
        let before = db.everything();
        assert!(before.iter().any(|row| row.starts_with("invitations: ")), "{before:?}");
        for method in ["GET", "HEAD", "OPTIONS", "GET"] {
            for path in [link.as_str(), WAVE, "/e/petite-etude-2020-02/reprendre", "/e/petite-etude-2020-02/fin"] {
                let reply = service.send(Request::new(method, path), &Caller::default());
                assert!(reply.status < 500 && reply.header("set-cookie").is_none(), "{method} {path}");
            }
        }
        let after = db.everything();
        assert_eq!(after.iter().filter(|row| !before.contains(row)).collect::<Vec<_>>(), [] as [&String; 0], "written by reading");
        assert_eq!(after.len(), before.len(), "and no row is gone");
    }

    fn a_scanner_that_presses_the_first_button_takes_nothing_from_the_person(db: &TestDatabase) {
        let service = Service::start(db);
        service.open(OPEN, small_wave::PAST);
        let link = link(&service);
        for _ in 0..3 {
            let scanned = service.post(&link, "", &Caller::default());
            let robot = scanned.caller();
            service.get(scanned.header("location").unwrap(), &robot);
        }
        assert_eq!(interviews(db), 1);
        let status = service.run(service.app.wave_status(&small_wave::slug(OPEN))).unwrap();
        assert_eq!((status.cells[0].completed, status.cells[0].reserved), (0, 0), "no place is taken by beginning");
        let reply = service.post(&link, "", &Caller::default());
        let person = reply.caller();
        assert_eq!(reply.header("location"), Some("/e/petite-etude-2020-02/page/consentement"), "at the very beginning");
        for (section, form) in [("consentement", "CONSENT=oui"), ("vous", "S_SEXE=femme&S_AGE=42"), ("avis", "AVIS=utile")] {
            assert_eq!(service.post(&format!("{WAVE}/page/{section}"), form, &person).status, 303);
        }
        assert_eq!(db.lines("SELECT disposition AS line FROM interviews"), ["completed"]);
    }

    fn an_open_link_is_begun_by_its_page_only_and_not_at_once(db: &TestDatabase) {
        let service = Service::start_guarded(db);
        service.open(OPEN, small_wave::PAST);
        let good = ticket(&service);
        let forged = [&good[..good.len() - 2], "AA"].concat();
        for form in [String::new(), "_ticket=".to_owned(), format!("_ticket={forged}")] {
            let page = service.post(WAVE, &form, &Caller::default());
            assert!(page.status == 422 && page.text().contains("appuyez encore une fois"), "{form}: {}", page.status);
            assert!(page.text().contains("name=\"_ticket\"") && page.header("set-cookie").is_none(), "with a new ticket");
        }
        assert_eq!(interviews(db), 0);
        let from = Instant::now();
        let begun = service.post(WAVE, &format!("_ticket={}", ticket(&service)), &Caller::default());
        let waited = from.elapsed();
        assert!(begun.status == 303 && waited >= Duration::from_millis(900), "{waited:?}");
        let again = service.post(WAVE, &format!("_ticket={good}"), &Caller::default()).cookie();
        for _ in 0..3 {
            assert_eq!(service.post(WAVE, &format!("_ticket={good}"), &Caller::default()).cookie(), again, "one ticket, one interview");
        }
        assert_eq!(interviews(db), 2);
        let link = link(&service);
        assert_eq!(service.post(&link, "", &Caller::default()).status, 303, "a personal link needs none");
    }

    fn one_address_holds_a_small_share_of_the_places(db: &TestDatabase) {
        let service = Service::start_guarded(db);
        service.open(OPEN, small_wave::PAST);
        let browsers: Vec<_> = (0..ALWAYS_GRANTED + 3).map(|_| begun(&service)).collect();
        let statuses: Vec<_> = browsers.iter().map(|browser| profile(&service, SOURCE, browser)).collect();
        let (granted, held_back) = statuses.split_at(ALWAYS_GRANTED);
        assert!(granted.iter().all(|status| *status == 303), "{granted:?}");
        assert!(held_back.iter().all(|status| *status == 429), "{held_back:?}");
        let status = service.run(service.app.wave_status(&small_wave::slug(OPEN))).unwrap();
        assert_eq!(status.cells[0].reserved as usize, ALWAYS_GRANTED);
        // Others come in, and whoever finishes makes room for their neighbour.
        assert_eq!(profile(&service, OTHER, &begun(&service)), 303);
        assert_eq!(sent(&service, SOURCE, &browsers[0], "avis", "AVIS=utile").status, 303);
        assert_eq!(profile(&service, SOURCE, &browsers[ALWAYS_GRANTED]), 303);
        assert_eq!(profile(&service, SOURCE, &browsers[ALWAYS_GRANTED + 1]), 429);
    }

    fn an_address_that_reaches_two_nodes_at_once_holds_one_share_in_all(db: &TestDatabase) {
        let nodes = [Service::start_guarded(db), Service::start_guarded(db)];
        nodes[0].open(OPEN, small_wave::PAST);
        let browsers = nodes.each_ref().map(|node| (0..ALWAYS_GRANTED).map(|_| begun(node)).collect::<Vec<_>>());
        let statuses: Vec<u16> = thread::scope(|scope| {
            let sends = nodes.iter().zip(&browsers).flat_map(|(node, browsers)| browsers.iter().map(move |one| (node, one)));
            let sends: Vec<_> = sends.map(|(node, one)| scope.spawn(move || profile(node, SOURCE, one))).collect();
            sends.into_iter().map(|send| send.join().unwrap()).collect()
        });
        assert!(statuses.iter().all(|status| [303, 429].contains(status)), "{statuses:?}");
        assert_eq!(statuses.iter().filter(|status| **status == 303).count(), ALWAYS_GRANTED);
        let status = nodes[0].run(nodes[0].app.wave_status(&small_wave::slug(OPEN))).unwrap();
        assert_eq!(status.cells[0].reserved as usize, ALWAYS_GRANTED);
        // Begun at one node, a page sent to the other is the same interview: it holds no second place.
        let (browser, man) = (begun(&nodes[0]), "S_SEXE=homme&S_AGE=42");
        assert_eq!(nodes.each_ref().map(|node| sent(node, OTHER, &browser, "vous", man).status), [303; 2]);
        let status = nodes[0].run(nodes[0].app.wave_status(&small_wave::slug(OPEN))).unwrap();
        assert_eq!(status.cells[0].reserved as usize, ALWAYS_GRANTED + 1);
    }

    fn a_place_stays_counted_by_the_address_that_took_it_until_it_is_given_back(db: &TestDatabase) {
        let service = Service::start_guarded(db);
        service.open(OPEN, small_wave::PAST);
        let holders: Vec<_> = (0..ALWAYS_GRANTED).map(|_| begun(&service)).collect();
        assert!(holders.iter().all(|browser| profile(&service, SOURCE, browser) == 303));
        // Going on from elsewhere takes nothing off the first address: else two addresses would hold any number of places.
        assert!(holders.iter().all(|browser| sent(&service, OTHER, browser, "vous", "S_SEXE=femme&S_AGE=42").status == 303));
        assert_eq!(profile(&service, SOURCE, &begun(&service)), 429);
        assert_eq!(profile(&service, OTHER, &begun(&service)), 303);
        let marks = "SELECT CAST(source AS TEXT) AS line FROM interviews WHERE source IS NOT NULL";
        let marked = db.lines(marks);
        assert_eq!((marked.len(), marked.iter().collect::<BTreeSet<_>>().len()), (ALWAYS_GRANTED + 1, 2), "{marked:?}");
        db.execute("UPDATE interviews SET lease_until = '2020-01-01 00:00:00.000000' WHERE holds_places").unwrap();
        assert_eq!(profile(&service, SOURCE, &begun(&service)), 303, "a lease that lapsed holds nothing");
        service.run(service.app.close_wave(&by("closer"), &small_wave::slug(OPEN))).unwrap();
        assert_eq!(db.lines(marks), Vec::<String>::new(), "a mark goes with its place");
    }

    fn whoever_is_held_back_finds_their_page_as_they_filled_it(db: &TestDatabase) {
        let service = Service::start_guarded(db);
        service.open(OPEN, small_wave::PAST);
        for _ in 0..ALWAYS_GRANTED {
            assert_eq!(profile(&service, SOURCE, &begun(&service)), 303);
        }
        let page = sent(&service, SOURCE, &begun(&service), "vous", "S_SEXE=femme&S_AGE=42");
        assert_eq!(page.status, 429);
        assert!(page.text().contains("renvoyez-la dans quelques minutes") && page.text().contains("value=\"42\""), "{}", page.text());
        // By a personal link nobody is held back: each is one person already.
        let link = link(&service);
        let invited = service.post(&link, "", &Caller::default()).caller();
        assert_eq!(sent(&service, SOURCE, &invited, "consentement", "CONSENT=oui").status, 303);
        assert_eq!(profile(&service, SOURCE, &invited), 303);
    }

    fn one_invitation_tries_one_profile_and_reads_one_text(db: &TestDatabase) {
        let service = Service::start(db);
        service.open(OPEN, small_wave::PAST);
        for number in 0..20 {
            assert_eq!(service.interview(OPEN, number, "femme", "utile").status, 201);
        }
        let tried = |sex: &str| {
            let link = link(&service);
            let person = service.post(&link, "", &Caller::default()).caller();
            service.post(&format!("{WAVE}/page/consentement"), "CONSENT=oui", &person);
            let reply = service.post(&format!("{WAVE}/page/vous"), &format!("S_SEXE={sex}&S_AGE=42"), &person);
            (link, person, reply)
        };
        let (link, person, full) = tried("femme");
        assert_eq!((full.status, full.header("location")), (303, Some("/e/petite-etude-2020-02/fin")));
        let told = service.get(&format!("{WAVE}/fin"), &person).text();
        for hint in ["femme", "homme", "Sexe", "quota", "20"] {
            let said = told.split("<main").nth(1).unwrap().split("</main>").next().unwrap();
            assert!(!said.contains(hint), "« {hint} » says which cell: {said}");
        }
        // The same link, the same cookie, another device, another profile: the same end.
        let other = service.post(&link, "", &Caller::default()).caller();
        for caller in [&person, &other] {
            for section in ["vous", "consentement"] {
                let again = service.post(&format!("{WAVE}/page/{section}"), "S_SEXE=homme&S_AGE=30&CONSENT=oui", caller);
                assert_eq!(again.header("location"), Some("/e/petite-etude-2020-02/fin"));
            }
        }
        let (_, _, room) = tried("homme");
        assert_eq!((room.status, room.body.len()), (full.status, full.body.len()), "the replies differ by where they lead only");
        let names = |reply: &Reply| reply.headers.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        assert_eq!(names(&room), names(&full));
        assert_eq!(db.lines("SELECT disposition AS line FROM interviews WHERE mode = 'invitation' ORDER BY 1"), ["quota_full", "started"]);
    }

    fn a_place_that_is_held_no_longer_moves_with_the_profile(db: &TestDatabase) {
        let service = Service::start(db);
        service.open(OPEN, small_wave::PAST);
        let browser = begun(&service);
        assert_eq!(profile(&service, SOURCE, &browser), 303);
        let again = sent(&service, SOURCE, &browser, "vous", "S_SEXE=homme&S_AGE=30");
        assert_eq!(again.header("location"), Some("/e/petite-etude-2020-02/page/avis"));
        let status = service.run(service.app.wave_status(&small_wave::slug(OPEN))).unwrap();
        let reserved: Vec<_> = status.cells.iter().map(|cell| cell.reserved).collect();
        assert_eq!(reserved, [1, 0, 1], "the first profile counts");
        sent(&service, SOURCE, &browser, "avis", "AVIS=utile");
        assert_eq!(db.lines("SELECT disposition AS line FROM interviews"), ["completed"]);
    }
}

/// Nodes count apart: only the proxy can make an address one node's.
#[test]
fn the_proxies_we_ship_send_an_address_to_one_node() {
    let (nginx, caddy) = (include_str!("../../deploy/nginx.conf"), include_str!("../../deploy/Caddyfile"));
    let says = |text: &str, line: &str| text.lines().any(|one| one.trim() == line);
    assert!(says(nginx, "hash $remote_addr consistent;"), "{nginx}");
    assert!(says(caddy, "lb_policy ip_hash"), "{caddy}");
}
