//! The quality of a field: what is kept of a page, what a pollster sees, and what a decision does to the places.

use std::thread;

use sonde::app::account::Role;

use crate::client::{Reply, Request};
use crate::database::TestDatabase;
use crate::on_both_databases;
use crate::service::{Caller, OPEN, Service, by};
use crate::small_wave;

const WAVE: &str = "/e/petite-etude-2020-02";
const DESK: &str = "/console/vagues/petite-etude-2020-02/qualite";
const API: &str = "/api/v1/waves/petite-etude-2020-02";

struct Desk {
    service: Service,
    pollster: Caller,
}

impl Desk {
    fn open(db: &TestDatabase) -> Self {
        let service = Service::start(db);
        service.open(OPEN, small_wave::PAST);
        let pollster = service.signed_in("pollster@example.org", Role::Pollster);
        Self { service, pollster }
    }

    fn send(&self, number: usize, sex: &str) -> Reply {
        self.service.interview(OPEN, number, sex, "utile")
    }

    fn exclude(&self, id: &str, body: &str) -> Reply {
        let request = Request::new("PUT", &format!("{API}/exclusions/{id}")).json(body);
        self.service.send(request, &self.pollster)
    }

    fn readmit(&self, id: &str) -> Reply {
        self.service.send(Request::new("DELETE", &format!("{API}/exclusions/{id}")), &self.pollster)
    }

    fn quality(&self) -> serde_json::Value {
        self.service.get(&format!("{API}/quality"), &self.pollster).json()
    }

    fn counts_agree(&self) {
        for wave in self.service.run(self.service.app.examine_quotas()).unwrap() {
            assert_eq!(wave.differences, Vec::<String>::new());
        }
    }

    fn seal(&self) {
        let slug = small_wave::slug(OPEN);
        self.service.run(async {
            self.service.app.close_wave(&by("closer"), &slug).await.unwrap();
            self.service.app.seal_wave(&by("sealer"), &slug).await.unwrap();
        });
    }
}

/// Interviews that count, by name, in no order that tells.
fn completed(db: &TestDatabase) -> Vec<String> {
    let name = if db.is_postgres() { "encode(id, 'hex')" } else { "lower(hex(id))" };
    db.lines(&format!("SELECT {name} AS line FROM interviews WHERE disposition = 'completed' ORDER BY id"))
}

fn cells(db: &TestDatabase) -> Vec<String> {
    db.lines("SELECT CAST(completed AS TEXT) || '/' || CAST(maximum AS TEXT) AS line FROM quota_cells ORDER BY cell_id")
}

const WHY: &str = r#"{"ground": "speed", "reason": "deux minutes pour tout"}"#;

/// The stamp of the page this browser is shown.
fn stamp(service: &Service, section: &str, browser: &Caller) -> String {
    service.get(&format!("{WAVE}/page/{section}"), browser).field("_vu")
}

on_both_databases! {
    fn an_excluded_interview_gives_its_place_back_and_needs_one_to_return(db: &TestDatabase) {
        let desk = Desk::open(db);
        for number in 0..20 {
            assert_eq!(desk.send(number, "femme").status, 201);
        }
        assert_eq!(desk.send(20, "femme").status, 200, "the cell is full");
        let women = completed(db);
        assert_eq!(desk.exclude(&women[0], WHY).status, 204);
        assert_eq!(cells(db), ["19/40", "0/20", "19/20"]);
        assert_eq!(desk.exclude(&women[0], WHY).status, 204, "asked again, nothing changes");
        assert_eq!(cells(db), ["19/40", "0/20", "19/20"]);
        assert_eq!(desk.send(21, "femme").status, 201, "its place is the next one's");
        let refused = desk.readmit(&women[0]);
        assert_eq!((refused.status, refused.code()), (409, "no_place_left".to_owned()));
        assert!(refused.json()["detail"].as_str().unwrap().contains("femme"), "{}", refused.text());
        assert_eq!(desk.exclude(&women[1], WHY).status, 204);
        assert_eq!(desk.readmit(&women[0]).status, 204, "there is a place now");
        assert_eq!(desk.readmit(&women[0]).code(), "not_excluded");
        assert_eq!(cells(db), ["20/40", "0/20", "20/20"]);
        desk.counts_agree();
        let actions = db.lines("SELECT action AS line FROM audit WHERE action LIKE 'interview_%' ORDER BY at");
        assert_eq!(actions, ["interview_exclude", "interview_exclude", "interview_readmit"]);
    }

    fn a_decision_needs_a_person_a_known_ground_and_a_reason(db: &TestDatabase) {
        let desk = Desk::open(db);
        assert_eq!(desk.send(0, "femme").status, 201);
        let id = completed(db).remove(0);
        for (body, code) in [
            (r#"{"ground": "vitesse", "reason": "x"}"#, "bad_decision"),
            (r#"{"ground": "speed", "reason": "  "}"#, "bad_decision"),
        ] {
            let refused = desk.exclude(&id, body);
            assert_eq!((refused.status, refused.code()), (422, code.to_owned()), "{body}");
        }
        let slug = small_wave::slug(OPEN);
        let machine = desk.service.run(desk.service.app.exclude_interview(&by("robot"), &slug, &id, ("speed", "x")));
        assert_eq!(machine.unwrap_err().code(), "person_needed");
        assert_eq!(desk.exclude("00", WHY).code(), "interview_absent");
        assert_eq!(cells(db), ["1/40", "0/20", "1/20"]);
    }

    fn whoever_looks_at_an_interview_sees_neither_answers_nor_profile(db: &TestDatabase) {
        let desk = Desk::open(db);
        for number in 0..3 {
            assert_eq!(desk.send(number, "femme").status, 201);
        }
        let id = completed(db).remove(0);
        let address = format!("{DESK}/{id}");
        let decided = desk.service.post(&address, "acte=ecarter&motif=duplicate&explication=rappel+du+panel", &desk.pollster);
        assert_eq!((decided.status, decided.header("location")), (303, Some(format!("{address}?fait=ecarter").as_str())));
        let list = desk.service.get(DESK, &desk.pollster);
        let one = desk.service.get(&format!("{address}?fait=ecarter"), &desk.pollster);
        let api = desk.service.get(&format!("{API}/quality"), &desk.pollster);
        for reply in [&list, &one, &api] {
            assert_eq!(reply.status, 200, "{}", reply.text());
            for told in ["femme", "Une femme", "utile", "Utile", "AVIS", "S_SEXE", "S_AGE", "receipt"] {
                assert!(!reply.text().contains(told), "{told}:\n{}", reply.text());
            }
        }
        assert!(one.text().contains("rappel du panel") && one.text().contains("sa place est rendue"), "{}", one.text());
        assert!(list.text().contains(&id[..8]), "{}", list.text());
        let faulty = desk.service.post(&format!("{DESK}/{}", completed(db)[0]), "acte=ecarter&motif=speed&explication=", &desk.pollster);
        assert_eq!(faulty.status, 422);
        assert!(faulty.text().contains("Dites pourquoi"), "{}", faulty.text());
    }

    fn of_a_page_its_seconds_are_kept_and_nothing_that_names_a_device(db: &TestDatabase) {
        let desk = Desk::open(db);
        let service = &desk.service;
        let browser = service.respondent(OPEN);
        let send = |section: &str, form: &str| {
            let request = Request::new("POST", &format!("{WAVE}/page/{section}"))
                .header("user-agent", "Mozilla/5.0 (iPhone; Canari 17) Mobile/15E148")
                .form(form);
            assert_eq!(service.send(request, &browser).status, 303, "{section}");
        };
        let first = stamp(service, "consentement", &browser);
        send("consentement", &format!("CONSENT=oui&_vu={first}"));
        send("vous", "S_SEXE=femme&S_AGE=42&_vu=1.aaaaaaaaaaaa");
        let seal = stamp(service, "avis", &browser);
        let (instant, seal) = seal.split_once('.').unwrap();
        let earlier = instant.parse::<i64>().unwrap() - 500;
        send("avis", &format!("AVIS=utile&_vu={earlier}.{seal}"));
        let kept = db.lines("SELECT CAST(section AS TEXT) || ' ' || device || ' ' || CAST(visits AS TEXT) AS line FROM paradata \
            WHERE seconds BETWEEN 0 AND 5 ORDER BY section");
        assert_eq!(kept, ["0 phone 1"], "a stamp nobody sealed tells no time");
        assert_eq!(db.lines("SELECT CAST(count(*) AS TEXT) AS line FROM paradata"), ["1"]);
    }

    fn pages_sent_again_add_up_and_whoever_leaves_leaves_no_time(db: &TestDatabase) {
        let desk = Desk::open(db);
        let service = &desk.service;
        let browser = service.respondent(OPEN);
        for _ in 0..3 {
            let seal = stamp(service, "consentement", &browser);
            service.post(&format!("{WAVE}/page/consentement"), &format!("CONSENT=oui&_vu={seal}"), &browser);
        }
        assert_eq!(db.lines("SELECT CAST(visits AS TEXT) AS line FROM paradata"), ["3"]);
        assert_eq!(db.lines("SELECT CAST(count(*) AS TEXT) AS line FROM consents"), ["1"], "the text agreed to is noted once");
        let seal = stamp(service, "vous", &browser);
        service.post(&format!("{WAVE}/page/vous"), &format!("S_SEXE=femme&S_AGE=12&_vu={seal}"), &browser);
        assert_eq!(db.lines("SELECT CAST(count(*) AS TEXT) AS line FROM paradata"), ["0"], "screened out: nothing is kept");
        assert_eq!(db.lines("SELECT CAST(count(*) AS TEXT) AS line FROM consents"), ["0"]);
    }

    fn sealing_leaves_the_excluded_out_and_keeps_counts_only(db: &TestDatabase) {
        let desk = Desk::open(db);
        for number in 0..12 {
            assert_eq!(desk.send(number, "femme").status, 201);
        }
        let browser = desk.service.respondent(OPEN);
        let seal = stamp(&desk.service, "consentement", &browser);
        desk.service.post(&format!("{WAVE}/page/consentement"), &format!("CONSENT=oui&_vu={seal}"), &browser);
        let ids = completed(db);
        assert_eq!(desk.exclude(&ids[0], WHY).status, 204);
        desk.seal();
        assert_eq!(db.lines("SELECT CAST(row_count AS TEXT) AS line FROM sealed_sets"), ["11"]);
        assert_eq!(db.lines("SELECT CAST(count(*) AS TEXT) AS line FROM paradata"), ["0"]);
        assert_eq!(db.lines("SELECT disposition AS line FROM interviews WHERE length(answers) > 0"), Vec::<String>::new());
        assert_eq!(desk.readmit(&ids[0]).code(), "sealed_already");
        assert_eq!(desk.exclude(&ids[1], WHY).code(), "sealed_already");
        let quality = desk.quality();
        assert_eq!(quality["interviews"].as_array().unwrap().len(), 0);
        assert_eq!(quality["notes"]["counted"], 11);
        assert_eq!(quality["notes"]["excluded"]["speed"], 1);
        assert_eq!(desk.service.get(&format!("{DESK}/{}", ids[1]), &desk.pollster).status, 409);
        assert!(desk.service.get(DESK, &desk.pollster).text().contains("La vague est scellée"));
    }

    fn places_agree_whatever_is_excluded_while_others_answer(db: &TestDatabase) {
        let desk = Desk::open(db);
        for number in 0..10 {
            assert_eq!(desk.send(number, "homme").status, 201);
        }
        let ids = completed(db);
        thread::scope(|scope| {
            for part in 0..2 {
                let (desk, ids) = (&desk, &ids);
                scope.spawn(move || {
                    for id in ids.iter().skip(part).step_by(2) {
                        assert_eq!(desk.exclude(id, WHY).status, 204);
                        let back = desk.readmit(id).status;
                        assert!(back == 204 || back == 409, "{back}");
                    }
                });
            }
            for part in 0..2 {
                let desk = &desk;
                scope.spawn(move || {
                    for number in 0..12 {
                        let status = desk.send(100 + part * 50 + number, "homme").status;
                        assert!(status == 201 || status == 200, "{status}");
                    }
                });
            }
        });
        desk.counts_agree();
        let men: u32 = cells(db)[1].split('/').next().unwrap().parse().unwrap();
        assert!(men <= 20, "{men}");
        assert_eq!(usize::try_from(men).unwrap(), completed(db).len());
    }
}
