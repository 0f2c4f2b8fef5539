//! Before the embargo, no route lets out a byte that depends on an answer: two services that differ in answers only are
//! asked the same things by the same people, and must say the same. After it, they must differ.

use sonde::app::account::Role;

use crate::client::{Reply, Request};
use crate::database::TestDatabase;
use crate::on_both_databases;
use crate::service::{Caller, HELD, Service, by};
use crate::small_wave;

const SLUG: &str = "petite-etude-2020-03";

/// Those of a release, and one that is none.
const FILES: [&str; 10] = [
    "tableaux.csv",
    "tableaux-excel.csv",
    "classeur.xlsx",
    "tableaux.parquet",
    "tableaux.json",
    "tableaux-sdmx.csv",
    "tableaux-sdmx-structure.xml",
    "publication.json",
    "publication.zip",
    "x",
];

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
            .replace("{tag}", &"a".repeat(40))
            .replace("{key}", &"0".repeat(32))
            .replace("{row}", "st_utile")
            .replace("{category}", "S_SEXE.homme")
            .replace("{number}", "1")
            .replace("{interview}", &"0".repeat(32))
            .replace("{sending}", "invitations")
            .replace("{entry}", "1");
        let known = address.replace("{name}", "");
        assert!(!known.contains('{'), "a placeholder this test does not know: {address}");
        if address.contains("{name}") {
            found.extend(FILES.iter().map(|name| address.replace("{name}", name)));
        } else {
            found.push(address);
        }
    }
    // A question, and a figure in each of its shapes, one nobody published, and one of a publication that is not there.
    for question in ["1/AVIS", "1/AVIS.csv", "1/RIEN", "2/AVIS"] {
        found.push(format!("/resultats/{SLUG}/{question}"));
    }
    for figure in ["1/AVIS/st_utile", "1/AVIS/nsp/S_SEXE.femme", "1/AVIS/rien", "2/AVIS/st_utile"] {
        for shape in ["", ".json", ".svg", ".png"] {
            found.push(format!("/resultats/{SLUG}/{figure}{shape}"));
        }
    }
    for trick in [
        "?format=csv",
        "?t=AVIS",
        "?q=agir",
        "?question=AVIS&ligne=1",
        "?early=1",
        "?embargo=2020-01-01",
        "/",
        "//",
        "/../petite-etude-2020-03",
        "%20",
        ".json",
        ".xlsx",
        "/tables",
        "/2",
        "/0",
        "/1/fichiers",
        "/1/fichiers/",
    ] {
        found.push(format!("/resultats/{SLUG}{trick}"));
        found.push(format!("/api/v1/releases/{SLUG}{trick}"));
    }
    found
}

/// So long from now, as the databases write it.
#[expect(clippy::disallowed_methods, reason = "days are shifted, which no race of clocks would show")]
fn in_hours(hours: i64) -> String {
    (chrono::Utc::now() + chrono::TimeDelta::hours(hours)).format("%Y-%m-%d %H:%M:%S%.6f").to_string()
}

/// What can be seen of a reply, without what is drawn at random or tells the time. Its length is told by its body; where
/// there is none, as of a HEAD, by its header, and so is its tag, unless the page it is of holds instants or this service's port.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Seen {
    status: u16,
    headers: Vec<(String, String)>,
    text: String,
}

/// Whether the bytes of a page depend on nothing but the service's state.
fn is_timeless(reply: &Reply, address: std::net::SocketAddr) -> bool {
    let text = reply.text();
    !text.contains(&address.to_string()) && without_moments(&text, this_year(reply)) == text
}

/// As in « Sun, 22 Nov 2026 10:00:00 GMT ».
fn this_year(reply: &Reply) -> &str {
    reply.header("date").and_then(|date| date.split(' ').nth(3)).expect("a date")
}

fn seen(reply: &Reply, address: std::net::SocketAddr, has_length: bool) -> Seen {
    let is_drawn = |name: &str| {
        matches!(name, "date" | "x-request-id" | "set-cookie")
            || (!has_length && matches!(name, "content-length" | "etag"))
    };
    let mut headers: Vec<_> = reply.headers.iter().filter(|(name, _)| !is_drawn(name)).cloned().collect();
    headers.sort();
    let text = without_moments(&reply.text().replace(&address.to_string(), ""), this_year(reply));
    Seen { status: reply.status, headers, text }
}

/// Instants of this run: everything else in a page must agree.
fn without_moments(text: &str, this_year: &str) -> String {
    text.split_inclusive(['"', '<', '>', '\n'])
        .map(
            |piece| {
                if piece.contains(this_year) || piece.contains("heure de Paris") || is_id(piece) {
                    "…"
                } else {
                    piece
                }
            },
        )
        .collect()
}

/// An id a form carries, so that it does its work once.
fn is_id(piece: &str) -> bool {
    let id = piece.trim_end_matches('"');
    id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit() && !byte.is_ascii_uppercase())
}

/// The address of this route for this wave.
fn filled(pattern: &str, wave: &str) -> String {
    let filled = pattern.replace("{wave}", wave).replace("{question}", "AVIS").replace("{number}", "1");
    let filled = filled.replace("{name}", "publication.zip").replace("{row}", "st_utile");
    let filled = filled.replace("{category}", "S_SEXE.homme").replace("{code}", "76");
    assert!(!filled.contains('{'), "a placeholder this test does not know: {filled}");
    filled
}

type Headers = &'static [(&'static str, &'static str)];

/// What clients say of time, of what they hold and of what they take, and how they ask.
const CLOCKS: [(Headers, &str); 6] = [
    (&[], "GET"),
    (&[], "HEAD"),
    (&[("date", "Thu, 01 Jan 2099 12:00:00 GMT"), ("if-modified-since", "Thu, 01 Jan 1970 00:00:00 GMT")], "GET"),
    (&[("if-modified-since", "Fri, 01 Jan 2100 00:00:00 GMT"), ("cache-control", "no-cache")], "GET"),
    (&[("if-none-match", "*"), ("range", "bytes=0-9"), ("accept-encoding", "gzip")], "GET"),
    (&[("if-none-match", "*"), ("accept", "application/json")], "HEAD"),
];

/// The comparison itself has teeth: each kind of difference is one.
#[test]
fn a_difference_of_status_header_length_or_one_byte_is_seen() {
    let address = std::net::SocketAddr::from(([127, 0, 0, 1], 8080));
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let reply = Reply {
        status: 404,
        headers: vec![
            header("date", "Sun, 22 Nov 2026 10:00:00 GMT"),
            header("content-length", "9"),
            header("x-request-id", "0011"),
            header("cache-control", "no-store"),
        ],
        body: b"<p>81</p>".to_vec(),
    };
    let same = Reply {
        headers: [&reply.headers[..2], &[header("x-request-id", "2233")], &reply.headers[3..]].concat(),
        ..reply.clone()
    };
    let see = |reply: &Reply| seen(reply, address, true);
    assert_eq!(see(&reply), see(&same), "what is drawn is no difference");
    let with = |at: usize, value: &str| {
        let mut headers = reply.headers.clone();
        headers[at].1 = value.to_owned();
        Reply { headers, ..reply.clone() }
    };
    let others = [
        Reply { status: 403, ..reply.clone() },
        Reply { body: b"<p>82</p>".to_vec(), ..reply.clone() },
        Reply { body: b"<p>81</p> ".to_vec(), ..reply.clone() },
        with(1, "10"),
        with(3, "public"),
        Reply { headers: [reply.headers.clone(), vec![header("etag", "\"a\"")]].concat(), ..reply.clone() },
        Reply { headers: reply.headers[..3].to_vec(), ..reply.clone() },
    ];
    for other in others {
        assert_ne!(see(&reply), see(&other), "{other:?}");
    }
    assert!(is_timeless(&reply, address));
    assert!(!is_timeless(&Reply { body: b"<p>le 22 novembre 2026</p>".to_vec(), ..reply.clone() }, address));
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

/// Which replies of two services differ, of every address asked in every way.
fn leaks((one, mine): (&Service, &Caller), (other, theirs): (&Service, &Caller)) -> Vec<String> {
    let mut found = Vec::new();
    for address in addresses().iter().filter(|address| *address != "/console/deconnexion") {
        let (plain, another) = (one.get(address, mine), other.get(address, theirs));
        let has_length = is_timeless(&plain, one.address) && is_timeless(&another, other.address);
        if seen(&plain, one.address, has_length) != seen(&another, other.address, has_length) {
            found.push(format!("a plain GET {address}"));
        }
        for method in ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"] {
            let ask = |service: &Service, caller: &Caller| {
                let asked = Request::new(method, address).header("accept", "*/*").header("range", "bytes=0-99");
                let asked = asked.header("accept-encoding", "gzip, br").header("if-none-match", "*");
                seen(&service.send(asked, caller), service.address, has_length)
            };
            if ask(one, mine) != ask(other, theirs) {
                found.push(format!("{method} {address}"));
            }
        }
    }
    found
}

/// Those of results; the list of publications tells their numbers and their days alone.
fn tells_figures(address: &str) -> bool {
    if address.ends_with("/publications") {
        return false;
    }
    address.starts_with("/resultats/petite") || address.starts_with("/api/v1/releases/petite")
}

on_both_databases! {
    fn before_the_embargo_nothing_said_depends_on_an_answer(db: &TestDatabase) {
        let other_database = TestDatabase::sqlite();
        let (one, other) = (Service::start(db), Service::start(&other_database));
        one.approved(HELD, small_wave::FAR, &["utile", "incontournable"]);
        other.approved(HELD, small_wave::FAR, &["inutile", "nsp", "nsp"]);
        let (early, _) = (early_reader(&one), early_reader(&other));
        let mut found = Vec::new();
        for ((name, mine), (_, theirs)) in people(&one).iter().zip(&people(&other)) {
            found.extend(leaks((&one, mine), (&other, theirs)).iter().map(|leak| format!("{leak} as {name}")));
        }
        assert!(found.is_empty(), "replies differ:\n{}", found.join("\n"));
        let read = one.get(&format!("/api/v1/releases/{SLUG}"), &early);
        assert_eq!((read.status, read.header("cache-control")), (200, Some("no-store")), "the list may read, caches may not keep");
    }

    /// The walk has teeth: let out by one door after the other, the same figures are seen at each of them.
    fn once_public_the_same_walk_finds_every_door_that_lets_figures_out(db: &TestDatabase) {
        let other_database = TestDatabase::sqlite();
        let (one, other) = (Service::start(db), Service::start(&other_database));
        one.published(HELD, &["utile", "incontournable"]);
        other.published(HELD, &["inutile", "nsp", "nsp"]);
        let stranger = Caller::default();
        let found = leaks((&one, &stranger), (&other, &stranger));
        let missed: Vec<String> = addresses()
            .into_iter()
            .filter(|address| one.get(address, &stranger).status == 200 && tells_figures(address))
            .flat_map(|address| [format!("a plain GET {address}"), format!("GET {address}"), format!("HEAD {address}")])
            .filter(|leak| !found.contains(leak))
            .collect();
        assert!(missed.is_empty(), "not seen:\n{}\nseen:\n{}", missed.join("\n"), found.join("\n"));
        assert!(found.len() > 60, "{found:?}");
    }

    fn a_wave_under_embargo_and_one_that_does_not_exist_answer_alike(db: &TestDatabase) {
        let service = Service::start(db);
        service.approved(HELD, small_wave::FAR, &["utile", "inutile"]);
        // The embargo ends in two days, then in two years; whatever a client says of its own clock changes nothing.
        for embargo in [in_hours(48), "2099-01-01 05:00:00.000000".to_owned()] {
            db.execute(&format!("UPDATE waves SET embargo_at = '{embargo}'")).unwrap();
            let tables = sonde::web::routes::table();
            let public = tables.iter().filter(|route| route.method.as_str() == "GET").map(|route| route.pattern);
            let shapes = public.filter(|pattern| {
                pattern.contains("{wave}") && (pattern.starts_with("/resultats/") || pattern.starts_with("/api/v1/releases/"))
            });
            let mut count = 0;
            for shape in shapes {
                for (headers, how) in CLOCKS {
                    let ask = |wave: &str| {
                        let address = filled(shape, wave);
                        let asked = headers.iter().fold(Request::new(how, &address), |asked, (name, value)| asked.header(name, value));
                        service.send(asked, &Caller::default())
                    };
                    let (held, absent) = (ask(SLUG), ask("petite-etude-2031-01"));
                    assert_eq!(held.status, 404, "{how} {shape}");
                    assert_eq!(seen(&held, service.address, true), seen(&absent, service.address, true), "{how} {shape}");
                    count += 1;
                }
            }
            assert!(count >= 40, "the table is walked: {count}");
        }
        // Two days after it, everything is there, whatever the client's clock.
        db.execute(&format!("UPDATE waves SET embargo_at = '{}'", in_hours(-48))).unwrap();
        let late = Request::new("GET", &format!("/resultats/{SLUG}")).header("date", "Thu, 01 Jan 1970 00:00:00 GMT");
        assert_eq!(service.send(late, &Caller::default()).status, 200);
    }

    fn an_embargo_in_the_hour_the_clocks_skip_or_repeat_is_never_guessed(db: &TestDatabase) {
        let service = Service::start(db);
        for (key, embargo, instant) in [
            ("2020-05", "2021-03-28T02:30", None),
            ("2020-06", "2020-10-25T02:30", None),
            ("2020-07", "2020-10-25T02:30:00+02:00", Some("2020-10-25 00:30:00")),
            ("2020-08", "2020-10-25T02:30:00+01:00", Some("2020-10-25 01:30:00")),
            ("2020-09", "2021-03-28T03:00", Some("2021-03-28 01:00:00")),
        ] {
            let loaded = service.run(service.app.load_wave(&by("loader"), small_wave::bundle(key, embargo)));
            let found = loaded.ok().map(|wave| wave.embargo_at.format("%Y-%m-%d %H:%M:%S").to_string());
            assert_eq!(found.as_deref(), instant, "{embargo}");
        }
    }
}
