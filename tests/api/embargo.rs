//! Before the embargo, no route lets out a byte that depends on an answer: two services that differ in answers only are
//! asked the same things by the same people, and must say the same. After it, they must differ.

use sonde::app::account::Role;

use crate::client::{Reply, Request};
use crate::database::TestDatabase;
use crate::on_both_databases;
use crate::service::{Caller, HELD, Service, by};
use crate::small_wave;

const SLUG: &str = "petite-etude-2020-03";

/// Every address of the table that can name the wave, and what a curious person adds to one.
fn addresses() -> Vec<String> {
    let mut found = Vec::new();
    for route in sonde::web::routes::table() {
        let address = route.pattern.replace("{wave}", SLUG).replace("{question}", "AVIS").replace("{section}", "avis");
        let address = address
            .replace("{verb}", "publier")
            .replace("{code}", "76")
            .replace("{audience}", "citoyens")
            .replace("{token}", "aaaaaaaaaaaaaaaaaaaaaaaaaa")
            .replace("{name}", "x")
            .replace("{tag}", &"a".repeat(40))
            .replace("{key}", &"0".repeat(32));
        found.push(address);
    }
    for trick in [
        "?format=csv",
        "?early=1",
        "?embargo=2020-01-01",
        "/",
        "//",
        "/../petite-etude-2020-03",
        "%20",
        ".json",
        ".xlsx",
        "/tables",
    ] {
        found.push(format!("/resultats/{SLUG}{trick}"));
        found.push(format!("/api/v1/releases/{SLUG}{trick}"));
    }
    found
}

/// What can be seen of a reply, without what is drawn at random or tells the time.
fn seen(reply: &Reply, address: std::net::SocketAddr) -> (u16, Vec<(String, String)>, String) {
    let is_drawn = |name: &str| matches!(name, "date" | "x-request-id" | "set-cookie" | "content-length");
    let mut headers: Vec<_> = reply.headers.iter().filter(|(name, _)| !is_drawn(name)).cloned().collect();
    headers.sort();
    // As in « Sun, 22 Nov 2026 10:00:00 GMT ».
    let this_year = reply.header("date").and_then(|date| date.split(' ').nth(3)).expect("a date");
    (reply.status, headers, without_moments(&reply.text().replace(&address.to_string(), ""), this_year))
}

/// Instants of this run: everything else in a page must agree.
fn without_moments(text: &str, this_year: &str) -> String {
    text.split_inclusive(['"', '<', '>'])
        .map(|piece| {
            if piece.contains(this_year) || piece.contains("heure de Paris") || is_drawn(piece) { "…" } else { piece }
        })
        .collect()
}

/// An id a form carries, so that it does its work once.
fn is_drawn(piece: &str) -> bool {
    let id = piece.trim_end_matches('"');
    id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit() && !byte.is_ascii_uppercase())
}

fn people(service: &Service) -> Vec<(&'static str, Caller)> {
    vec![
        ("stranger", Caller::default()),
        ("researcher", service.signed_in("researcher@example.org", Role::Researcher)),
        ("pollster", service.signed_in("pollster@example.org", Role::Pollster)),
        ("admin", service.signed_in("admin@example.org", Role::Admin)),
    ]
}

fn early_reader(service: &Service) -> Caller {
    let early = service.signed_in("early@example.org", Role::Researcher);
    service.run(service.app.allow_early_reading(&by("lead"), &small_wave::slug(HELD), "early@example.org")).unwrap();
    early
}

on_both_databases! {
    fn before_the_embargo_nothing_said_depends_on_an_answer(db: &TestDatabase) {
        let other_database = TestDatabase::sqlite();
        let (one, other) = (Service::start(db), Service::start(&other_database));
        one.approved(HELD, small_wave::FAR, &["utile", "incontournable"]);
        other.approved(HELD, small_wave::FAR, &["inutile", "nsp", "nsp"]);
        let (early, _) = (early_reader(&one), early_reader(&other));
        let mut leaks = Vec::new();
        for ((name, mine), (_, theirs)) in people(&one).iter().zip(&people(&other)) {
            for address in addresses() {
                for method in ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"] {
                    let ask = |service: &Service, caller: &Caller| {
                        let asked = Request::new(method, &address).header("accept", "*/*").header("range", "bytes=0-99");
                        seen(&service.send(asked, caller), service.address)
                    };
                    let is_session_end = address == "/console/deconnexion";
                    if !is_session_end && ask(&one, mine) != ask(&other, theirs) {
                        leaks.push(format!("{method} {address} as {name}"));
                    }
                }
            }
        }
        assert!(leaks.is_empty(), "replies differ:\n{}", leaks.join("\n"));
        let read = one.get(&format!("/api/v1/releases/{SLUG}"), &early);
        assert_eq!((read.status, read.header("cache-control")), (200, Some("no-store")), "the list may read, caches may not keep");
    }

    fn a_wave_under_embargo_and_one_that_does_not_exist_answer_alike(db: &TestDatabase) {
        let service = Service::start(db);
        service.approved(HELD, small_wave::FAR, &["utile", "inutile"]);
        for shape in ["/resultats/W", "/resultats/W/regions", "/resultats/W/region/76", "/resultats/W/fiches.zip", "/api/v1/releases/W", "/api/v1/releases/W.csv", "/api/v1/releases/W/tables/AVIS"] {
            let ask = |wave: &str| service.get(&shape.replace('W', wave), &Caller::default());
            let (held, absent) = (ask(SLUG), ask("petite-etude-2031-01"));
            assert_eq!(seen(&held, service.address), seen(&absent, service.address), "{shape}");
        }
    }

    fn once_public_the_figures_differ_with_the_answers(db: &TestDatabase) {
        let other_database = TestDatabase::sqlite();
        let (one, other) = (Service::start(db), Service::start(&other_database));
        one.published(HELD, &["utile", "incontournable"]);
        other.published(HELD, &["inutile", "nsp", "nsp"]);
        for address in [format!("/resultats/{SLUG}"), format!("/api/v1/releases/{SLUG}"), format!("/api/v1/releases/{SLUG}.csv")] {
            let (mine, theirs) = (one.get(&address, &Caller::default()), other.get(&address, &Caller::default()));
            assert_eq!((mine.status, theirs.status), (200, 200), "{address}");
            assert_ne!(seen(&mine, one.address).2, seen(&theirs, other.address).2, "{address}");
        }
    }
}
