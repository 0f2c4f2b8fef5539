//! A wave that is not open keeps nothing: whatever is sent to it, it says that it is closed, and not one row is added.

use sonde::app::collector::{Collector, Item, Outcome, Start};
use sonde::domain::answer::Answers;
use sonde::store::columns::InterviewMode;
use sonde::store::ids::InterviewId;
use sonde::store::waves;

use crate::client::Request;
use crate::database::TestDatabase;
use crate::on_both_databases;
use crate::service::{Caller, PUBLIC, READY, Service, by};
use crate::small_wave;

const CLOSED: &str = "2020-05";
const SEALED: &str = "2020-06";

/// One wave in each state that is not open.
fn waves_not_open(service: &Service) -> [&'static str; 4] {
    service.load(READY, small_wave::PAST);
    service.open(CLOSED, small_wave::PAST);
    assert_eq!(service.interview(CLOSED, 1, "femme", "utile").status, 201);
    service.run(service.app.close_wave(&by("closer"), &small_wave::slug(CLOSED))).unwrap();
    service.sealed(SEALED, small_wave::PAST, &["utile", "inutile"]);
    service.published(PUBLIC, &["utile", "inutile"]);
    [READY, CLOSED, SEALED, PUBLIC]
}

/// Every interview and every count there is.
fn rows(db: &TestDatabase) -> Vec<String> {
    let mut rows = db.lines("SELECT CAST(COUNT(*) AS TEXT) AS line FROM interviews");
    rows.extend(db.lines(
        "SELECT wave_id || ' ' || cell_id || ' ' || completed || ' ' || reserved AS line FROM quota_cells \
         ORDER BY wave_id, cell_id",
    ));
    rows.extend(db.lines("SELECT CAST(COUNT(*) AS TEXT) AS line FROM quota_refusals"));
    rows
}

/// Whole interviews that end in each of the ways there are.
fn wholes() -> [String; 3] {
    [
        r#"{"CONSENT": "non"}"#.to_owned(),
        r#"{"CONSENT": "oui", "S_SEXE": "femme", "S_AGE": 12}"#.to_owned(),
        small_wave::interview("femme", "utile"),
    ]
}

on_both_databases! {
    fn a_whole_interview_is_told_that_the_wave_is_closed_and_leaves_no_row(db: &TestDatabase) {
        let service = Service::start(db);
        let keys = waves_not_open(&service);
        let before = rows(db);
        for key in keys {
            for (number, body) in wholes().iter().enumerate() {
                // Twice: the repeat finds nothing to repeat.
                for _ in 0..2 {
                    let reply = Request::new("POST", &format!("/e/petite-etude-{key}/reponse"))
                        .header("idempotency-key", &format!("une-cle-bien-neuve-{number}"))
                        .json(body)
                        .send(service.address);
                    // A refusal: a device that trusts a success would forget the interview.
                    assert_eq!((reply.status, reply.code().as_str()), (409, "wave_not_open"), "{key}: {body}");
                }
            }
        }
        assert_eq!(rows(db), before);
    }

    fn whoever_wants_to_begin_sees_that_it_is_not_open_and_leaves_no_row(db: &TestDatabase) {
        let service = Service::start(db);
        let keys = waves_not_open(&service);
        let before = rows(db);
        for key in keys {
            let wave = format!("/e/petite-etude-{key}");
            let reply = service.post(&wave, "", &Caller::default());
            assert_eq!((reply.status, reply.header("location")), (303, Some(format!("{wave}/fin").as_str())));
            let browser = Caller { cookies: reply.cookies(), ..Caller::default() };
            let end = service.get(&format!("{wave}/fin"), &browser);
            assert_eq!((end.status, end.header("location")), (303, Some(wave.as_str())));
            let why = if key == READY { "Cette enquête n’est pas encore ouverte" } else { "Cette enquête est close" };
            assert!(service.get(&wave, &browser).text().contains(why), "{key}");
        }
        assert_eq!(rows(db), before);
    }

    /// The doors look first; the collector must refuse all the same what passed them a moment before the closing.
    fn a_start_that_reaches_the_collector_after_the_closing_leaves_no_row(db: &TestDatabase) {
        let service = Service::start(db);
        let keys = waves_not_open(&service);
        let before = rows(db);
        let store = db.open();
        let collector = Collector::start(db.open(), String::new()).unwrap();
        for key in keys {
            let slug = small_wave::slug(key);
            let wave_id = store.read(|tx| waves::by_slug(tx, &slug)).unwrap().unwrap().id;
            let start = Start {
                wave_id,
                id: InterviewId::random(),
                version: 1,
                mode: InterviewMode::Open,
                language: "fr",
                seed: 1,
                answers: Answers::default(),
                arms: [].into(),
                link: None,
            };
            for _ in 0..2 {
                let outcome = service.run(collector.submit(Item::Start(start.clone()))).unwrap();
                assert_eq!(outcome, Outcome::WaveClosed, "{key}");
            }
        }
        assert_eq!(rows(db), before);
    }
}
