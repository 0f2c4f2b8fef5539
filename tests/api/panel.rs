//! Members of a panel: let in by a signed address, one interview each, sent back where the wave file says, and their panel's
//! server told once the interview has ended, again and again until it hears.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use data_encoding::HEXLOWER;
use sonde::app::keys::signature;
use sonde::app::panel::EntryAddress;
use sonde::app::run_wave::Opening;
use sonde::domain::wave::WaveBundle;
use sonde::export::parquet;
use sonde::store::{sealed_sets, waves};

use crate::client::Reply;
use crate::database::TestDatabase;
use crate::on_both_databases;
use crate::service::{Caller, OPEN, READY, Service, by};
use crate::small_wave;

const WAVE: &str = "/e/petite-etude-2020-02";

/// The server of a panel on the loopback: answers these statuses in turn, then 204; keeps what it was told.
#[derive(Clone)]
struct PanelServer {
    port: u16,
    told: Arc<Mutex<Vec<String>>>,
}

impl PanelServer {
    fn start(statuses: &'static [u16]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Self { port: listener.local_addr().unwrap().port(), told: Arc::default() };
        let (told, mut statuses) = (Arc::clone(&server.told), statuses.iter().copied());
        thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { return };
                let mut bytes = [0; 4096];
                let length = stream.read(&mut bytes).unwrap_or(0);
                let head = String::from_utf8_lossy(&bytes[..length]).into_owned();
                told.lock().unwrap().push(head);
                let status = statuses.next().unwrap_or(204);
                let reply = format!(
                    "HTTP/1.1 {status} X\r\nlocation: http://127.0.0.1:1/ailleurs\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
                );
                let _ = stream.write_all(reply.as_bytes());
            }
        });
        server
    }

    /// First line and key of each request.
    fn told(&self) -> Vec<(String, String)> {
        let told = self.told.lock().unwrap();
        let line = |head: &String, start: &str| {
            let found = head.lines().find(|line| line.to_lowercase().starts_with(start));
            found.unwrap_or_default().split(' ').nth(1).unwrap_or_default().to_owned()
        };
        told.iter().map(|head| (line(head, "get "), line(head, "idempotency-key:"))).collect()
    }
}

/// The wave by a panel too, whose server is at this port; its entries signed or not.
pub fn through_panel(mut bundle: WaveBundle, port: u16, is_signed: bool) -> WaveBundle {
    let host = format!("http://127.0.0.1:{port}");
    let mut panel = "\n[panel]\nname = \"Panel d’essai\"\nid = \"pid\"\n".to_owned();
    if is_signed {
        panel.push_str("signature = \"sig\"\n");
    }
    for (table, path) in [("returns", "retour?id={id}&e"), ("notices", "avis?id={id}&n={notice}&e")] {
        panel.push_str(&format!("[panel.{table}]\n"));
        for (number, way) in ["completed", "screened_out", "quota_full"].into_iter().enumerate() {
            panel.push_str(&format!("{way} = \"{host}/{path}={number}\"\n"));
        }
    }
    bundle.wave.1.push_str(&panel);
    bundle
}

fn open(service: &Service, key: &str, port: u16, is_signed: bool) {
    open_bundle(service, key, through_panel(small_wave::bundle(key, small_wave::PAST), port, is_signed));
}

fn open_bundle(service: &Service, key: &str, bundle: WaveBundle) {
    service.run(async {
        service.app.load_wave(&by("loader"), bundle).await.unwrap();
        service.app.open_wave(&by("opener"), &small_wave::slug(key), Opening::Simulated).await.unwrap();
    });
}

fn key(service: &Service) -> String {
    let doors = service.run(service.app.doors(&small_wave::slug(OPEN))).unwrap();
    doors.panel.and_then(|panel| panel.key).expect("a panel that signs")
}

pub fn signed(service: &Service, query: &str) -> String {
    format!("{WAVE}/panel?{}", with_signature(&key(service), query))
}

fn with_signature(key: &str, query: &str) -> String {
    format!("{query}&sig={}", HEXLOWER.encode(&signature(key.as_bytes(), query.as_bytes())))
}

pub fn begun(service: &Service, entry: &str) -> Caller {
    let reply = service.post(entry, "", &Caller::default());
    assert_eq!(reply.status, 303, "{}", reply.text());
    assert!(!reply.header("location").unwrap().contains("pid"), "the member's name leaves the address");
    reply.caller()
}

fn answered(service: &Service, member: &Caller, pages: &[(&str, &str)]) -> Reply {
    for (section, form) in pages {
        assert_eq!(service.post(&format!("{WAVE}/page/{section}"), form, member).status, 303);
    }
    service.get(&format!("{WAVE}/fin"), member)
}

const CONSENT: (&str, &str) = ("consentement", "CONSENT=oui");

fn completed(service: &Service, member: &Caller) -> Reply {
    answered(service, member, &[CONSENT, ("vous", "S_SEXE=femme&S_AGE=42"), ("avis", "AVIS=utile")])
}

/// A variable the panel's address gives.
const SOURCE: &str = r#"
[[hidden]]
id = "SRC"
label.fr = "Fichier du panel"
parameter = "src"
default = "inconnu"
categories = [{ code = "a", label.fr = "A" }, { code = "b", label.fr = "B" }, { code = "inconnu", label.fr = "Inconnu" }]

[[sections]]
id = "consentement""#;

fn make_due(db: &TestDatabase) {
    db.execute("UPDATE notices SET due_at = '2020-01-01 00:00:00', claimed_until = NULL").unwrap();
}

on_both_databases! {
    fn a_member_is_let_in_by_a_signed_address_and_has_one_interview(db: &TestDatabase) {
        let service = Service::start(db);
        open(&service, OPEN, 9, true);
        let entry = signed(&service, "pid=m%2D17&src=x");
        for _ in 0..3 {
            let page = service.get(&entry, &Caller::default());
            assert!(page.status == 200 && page.header("set-cookie").is_none(), "{}", page.text());
        }
        assert_eq!(db.lines("SELECT mode AS line FROM interviews"), [] as [&str; 0], "reading spends nothing");
        let (first, second) = (begun(&service, &entry), begun(&service, &entry));
        assert_eq!(first.cookies, second.cookies, "one member, one interview, on any device");
        begun(&service, &signed(&service, "pid=m18"));
        assert_eq!(db.lines("SELECT mode AS line FROM interviews"), ["panel", "panel"]);
        for refused in [
            entry.replace("17", "19"),
            format!("{entry}&pid=m19"),
            format!("{WAVE}/panel?pid=m17"),
            signed(&service, "pid=m17&pid=m18"),
            signed(&service, "autre=m17"),
            signed(&service, "pid="),
            signed(&service, "pid=%0d%0a"),
        ] {
            for reply in [service.get(&refused, &Caller::default()), service.post(&refused, "", &Caller::default())] {
                assert_eq!(reply.status, 404, "{refused}");
            }
        }
        assert_eq!(db.lines("SELECT mode AS line FROM interviews").len(), 2);
    }

    fn what_a_panel_says_of_its_member_is_an_answer_of_theirs_and_nothing_else_is(db: &TestDatabase) {
        let service = Service::start(db);
        let mut bundle = through_panel(small_wave::bundle(OPEN, small_wave::PAST), 9, true);
        bundle.questionnaire = small_wave::questionnaire(1, &[("\n[[sections]]\nid = \"consentement\"", SOURCE)]);
        open_bundle(&service, OPEN, bundle);
        for query in ["pid=m1&src=a", "pid=m2&src=b&SRC=a&S_SEXE=homme", "pid=m3&src=nulle-part", "pid=m4"] {
            let entry = signed(&service, query);
            completed(&service, &begun(&service, &entry));
        }
        service.run(async {
            service.app.close_wave(&by("closer"), &small_wave::slug(OPEN)).await.unwrap();
            service.app.seal_wave(&by("sealer"), &small_wave::slug(OPEN)).await.unwrap();
        });
        let store = db.open();
        let id = store.read(|tx| waves::by_slug(tx, &small_wave::slug(OPEN))).unwrap().unwrap().id;
        let data = parquet::read(&store.read(|tx| sealed_sets::file(tx, id)).unwrap().unwrap()).unwrap();
        for (column, expected) in [("SRC", ["a", "b", "inconnu", "inconnu"]), ("S_SEXE", ["femme"; 4])] {
            let (codes, values) = data.category(column).unwrap();
            let mut given: Vec<_> =
                values.iter().map(|entry| codes[usize::from(*entry.given().unwrap())].as_str()).collect();
            given.sort_unstable();
            assert_eq!(given, expected, "{column}");
        }
    }

    fn each_way_to_end_leads_back_to_its_address_of_the_wave_file(db: &TestDatabase) {
        let service = Service::start(db);
        open(&service, OPEN, 9, true);
        let back = |end: &Reply, state: u8, id: &str| {
            let expected = format!("href=\"http://127.0.0.1:9/retour?id={id}&amp;e={state}\"");
            assert!(end.text().contains(&expected), "{expected} is not in {}", end.text());
        };
        let member = begun(&service, &signed(&service, "pid=a%26b"));
        let end = completed(&service, &member);
        back(&end, 0, "a%26b");
        assert!(end.text().contains("Panel d’essai") && end.text().contains("class=\"receipt\""));
        let young = begun(&service, &signed(&service, "pid=jeune"));
        back(&answered(&service, &young, &[CONSENT, ("vous", "S_SEXE=femme&S_AGE=12")]), 1, "jeune");
        let unwilling = begun(&service, &signed(&service, "pid=non"));
        back(&answered(&service, &unwilling, &[("consentement", "CONSENT=non")]), 1, "non");
        for number in 0..19 {
            service.interview(OPEN, number, "femme", "utile");
        }
        let late = begun(&service, &signed(&service, "pid=tard"));
        back(&answered(&service, &late, &[CONSENT, ("vous", "S_SEXE=femme&S_AGE=42")]), 2, "tard");
        let stranger = service.respondent(OPEN);
        let end = answered(&service, &stranger, &[CONSENT, ("vous", "S_SEXE=homme&S_AGE=42"), ("avis", "AVIS=utile")]);
        assert!(!end.text().contains("retour?"), "nobody sent them");
    }

    fn a_panel_is_told_until_it_hears_under_one_key(db: &TestDatabase) {
        let (service, panel) = (Service::start(db), PanelServer::start(&[500, 302, 503]));
        open(&service, OPEN, panel.port, true);
        let member = begun(&service, &signed(&service, "pid=m1"));
        answered(&service, &member, &[CONSENT]);
        assert_eq!(service.run(service.app.tell_panels()).unwrap(), 0, "nothing has ended");
        completed(&service, &member);
        completed(&service, &member);
        for heard in [0, 0, 0, 1, 0] {
            assert_eq!(service.run(service.app.tell_panels()).unwrap(), heard);
            assert_eq!(service.run(service.app.tell_panels()).unwrap(), 0, "it waits before it tries again");
            db.execute("UPDATE notices SET due_at = '2020-01-01 00:00:00'").unwrap();
        }
        let told = panel.told();
        assert_eq!(told.len(), 4, "{told:?}");
        let (address, key) = &told[0];
        assert!(address.starts_with("/avis?id=m1&n=") && address.ends_with("&e=0") && address.contains(key), "{told:?}");
        assert!(key.len() == 32 && told.iter().all(|one| one == &told[0]), "the same each time: {told:?}");
        assert_eq!(db.lines("SELECT address AS line FROM notices"), [""], "told, nobody is named any more");
    }

    fn many_notices_are_each_told_once_whoever_tells_them(db: &TestDatabase) {
        let (service, panel) = (Service::start(db), PanelServer::start(&[]));
        open(&service, OPEN, panel.port, true);
        for number in 0..18 {
            completed(&service, &begun(&service, &signed(&service, &format!("pid=m{number}"))));
        }
        let second = Service::start(db);
        let (one, other) = service.run(async { tokio::join!(service.app.tell_panels(), second.app.tell_panels()) });
        let rest = service.run(service.app.tell_panels()).unwrap();
        assert_eq!(one.unwrap() + other.unwrap() + rest, 18);
        let told = panel.told();
        let keys: std::collections::BTreeSet<_> = told.iter().map(|(_, key)| key).collect();
        assert_eq!((told.len(), keys.len()), (18, 18));
    }

    fn a_claim_that_lapsed_is_told_again_under_the_same_key(db: &TestDatabase) {
        let (service, panel) = (Service::start(db), PanelServer::start(&[]));
        open(&service, OPEN, panel.port, true);
        completed(&service, &begun(&service, &signed(&service, "pid=m1")));
        let address = db.lines("SELECT address AS line FROM notices").remove(0);
        assert_eq!(service.run(service.app.tell_panels()).unwrap(), 1);
        // As it stands when the teller dies between the panel's reply and its note.
        db.execute(&format!("UPDATE notices SET told_at = NULL, address = '{address}', claimed_until = '2099-01-01 00:00:00'")).unwrap();
        assert_eq!(service.run(service.app.tell_panels()).unwrap(), 0, "another teller may still be at it");
        make_due(db);
        assert_eq!(service.run(service.app.tell_panels()).unwrap(), 1);
        let told = panel.told();
        assert!(told.len() == 2 && told[0] == told[1], "{told:?}");
    }

    fn sealing_forgets_whom_a_panel_sent(db: &TestDatabase) {
        let (service, panel) = (Service::start(db), PanelServer::start(&[204, 503]));
        open(&service, OPEN, panel.port, true);
        let member = begun(&service, &signed(&service, "pid=membre-17"));
        completed(&service, &member);
        assert_eq!(service.run(service.app.tell_panels()).unwrap(), 1);
        let hours = "SELECT CAST(told_at AS TEXT) AS line FROM notices WHERE told_at IS NOT NULL AND \
            (CAST(told_at AS TEXT) NOT LIKE '% 00:00:00%' OR CAST(due_at AS TEXT) NOT LIKE '% 00:00:00%')";
        assert_eq!(db.lines(hours), Vec::<String>::new(), "the hour it was told is the one it ended at");
        completed(&service, &begun(&service, &signed(&service, "pid=membre-18")));
        assert_eq!(service.run(service.app.tell_panels()).unwrap(), 0, "the panel is away");
        db.execute("UPDATE notices SET due_at = '2020-04-30 12:00:00.000000' WHERE told_at IS NULL").unwrap();
        assert_eq!(db.lines("SELECT panellist AS line FROM panel_entries ORDER BY 1"), ["membre-17", "membre-18"]);
        service.run(async {
            service.app.close_wave(&by("closer"), &small_wave::slug(OPEN)).await.unwrap();
            service.app.seal_wave(&by("sealer"), &small_wave::slug(OPEN)).await.unwrap();
        });
        assert_eq!(db.lines("SELECT panellist AS line FROM panel_entries"), [] as [&str; 0]);
        assert!(!service.get(&format!("{WAVE}/fin"), &member).text().contains("membre-17"));
        let tied = "SELECT address AS line FROM notices JOIN interviews ON interviews.id = notices.interview_id";
        assert_eq!(db.lines(tied), Vec::<String>::new(), "no notice says which interview it is of");
        assert_eq!(db.lines("SELECT address AS line FROM notices WHERE CAST(due_at AS TEXT) LIKE '2020%'"), [] as [&str; 0]);
        let notices = service.run(service.app.doors(&small_wave::slug(OPEN))).unwrap().panel.unwrap().notices;
        assert_eq!(notices, Some((1, 1, 0)), "one waits, one was told");
        assert_eq!(service.run(service.app.tell_panels()).unwrap(), 1, "the panel is told all the same");
        let told = panel.told();
        assert!(told.len() == 3 && told[1] == told[2], "under the same key: {told:?}");
        assert_eq!(db.lines("SELECT DISTINCT address AS line FROM notices"), [""]);
    }

    fn whoever_enters_by_the_same_address_after_the_end_is_shown_no_code(db: &TestDatabase) {
        let service = Service::start(db);
        open(&service, OPEN, 9, true);
        let entry = signed(&service, "pid=m17");
        let member = begun(&service, &entry);
        let [receipt, _code] = completed(&service, &member).receipts().try_into().expect("a receipt and a code");
        let other = begun(&service, &entry);
        let end = service.get(&format!("{WAVE}/fin"), &other);
        assert_eq!((end.status, end.receipts()), (200, vec![receipt.clone()]), "{}", end.text());
        let answers = service.post(&format!("{WAVE}/mes-reponses"), &format!("_recu={receipt}&_code="), &other);
        assert!(!answers.text().contains("Utile"), "{}", answers.text());
    }

    fn an_entry_anybody_can_write_begins_as_the_open_link_does(db: &TestDatabase) {
        let service = Service::start_guarded(db);
        open(&service, READY, 9, false);
        open(&service, OPEN, 9, true);
        let entry = |member: &str| format!("/e/petite-etude-2020-01/panel?pid={member}");
        let stranger = Caller::default();
        let bare = service.post(&entry("m1"), "", &stranger);
        assert_eq!((bare.status, bare.cookie()), (422, None), "no page of ours was shown: {}", bare.text());
        assert!(bare.text().contains("appuyez encore une fois") && bare.text().contains("action=\"/e/petite-etude-2020-01/panel?pid=m1\""));
        let from = Instant::now();
        let ticket = bare.text().split("name=\"_ticket\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let begun = service.post(&entry("m1"), &format!("_ticket={ticket}"), &stranger);
        assert!(begun.status == 303 && from.elapsed() >= Duration::from_millis(900), "{:?}", from.elapsed());
        let again = service.post(&entry("m1"), "", &stranger);
        assert_eq!((again.status, again.cookie()), (303, begun.cookie()), "whoever comes back is let in");
        assert_eq!(service.post(&signed(&service, "pid=m1"), "", &stranger).status, 303, "a panel's word is enough");
    }

    fn entries_anybody_can_write_are_paced_and_hold_a_small_share(db: &TestDatabase) {
        let service = Service::start_paced(db, 3);
        open(&service, READY, 9, false);
        open(&service, OPEN, 9, true);
        let entry = |member: u8| format!("/e/petite-etude-2020-01/panel?pid=m{member}");
        let begin = |member: u8| service.post(&entry(member), "", &Caller::default()).status;
        assert_eq!([1, 2, 3, 4].map(begin), [303, 303, 303, 429]);
        assert_eq!(begin(2), 303, "whoever comes back is let in");
        let by_panel = |member: u8| service.post(&signed(&service, &format!("pid=m{member}")), "", &Caller::default()).status;
        assert_eq!([1, 2, 3, 4].map(by_panel), [303; 4], "a panel sends whom it likes");
    }

    fn one_source_of_unsigned_members_holds_a_small_share_of_the_places(db: &TestDatabase) {
        let granted_of = |is_signed: bool, key: &str| {
            let service = Service::start_guarded(db);
            open(&service, key, 9, is_signed);
            let held = (0..13).map(|number| {
                let bare = format!("pid=m{number}");
                let written = if is_signed { with_signature(&self::key(&service), &bare) } else { bare };
                let entry = EntryAddress { written: &written, parameters: &[("pid".to_owned(), format!("m{number}"))] };
                let slug = small_wave::slug(key);
                let session = service.run(service.app.start_panel(&slug, entry)).unwrap().session;
                let cookie = format!("sonde_e_{slug}={}", session.reveal());
                let member = Caller { token: None, cookies: vec![cookie] };
                service.post(&format!("/e/{slug}/page/consentement"), "CONSENT=oui", &member);
                service.post(&format!("/e/{slug}/page/vous"), "S_SEXE=femme&S_AGE=42", &member).status
            });
            held.filter(|status| *status == 303).count()
        };
        assert_eq!(granted_of(false, READY), 10);
        assert_eq!(granted_of(true, OPEN), 13, "a panel answers for its members");
    }

    fn mapped_parameters_are_believed_where_the_wave_asks_for_no_signature(db: &TestDatabase) {
        let service = Service::start(db);
        open(&service, READY, 9, false);
        let entry = "/e/petite-etude-2020-01/panel?pid=m1";
        assert_eq!(service.get(entry, &Caller::default()).status, 200);
        let (first, second) = (service.post(entry, "", &Caller::default()), service.post(entry, "", &Caller::default()));
        assert_eq!((first.status, first.cookie()), (303, second.cookie()));
        let pollster = service.signed_in("p@example.org", sonde::app::account::Role::Pollster);
        let page = service.get("/console/vagues/petite-etude-2020-01/entrees", &pollster).text();
        assert!(page.contains("Sans signature") && page.contains("panel?pid=ID"), "{page}");
        open(&service, OPEN, 9, true);
        let page = service.get("/console/vagues/petite-etude-2020-02/entrees", &pollster).text();
        assert!(page.contains(&key(&service)), "the key to hand over");
    }
}
