//! Split-ballot arms: whoever begins gets the arm least filled for its share, however many begin at once and on however
//! many nodes; who does not count gives theirs back.

use std::sync::Arc;

use sonde::app::collector::{Collector, Item, Outcome, Save, Start};
use sonde::domain::answer::{Answer, Answers};
use sonde::domain::collect::Wish;
use sonde::domain::hidden::{self, Arm, Arms};
use sonde::domain::id::{OptionCode, QuestionId};
use sonde::domain::questionnaire::{Category, Hidden, HiddenSource, Questionnaire, Text};
use sonde::domain::wave::Disposition;
use sonde::store::columns::InterviewMode;
use sonde::store::ids::{InterviewId, WaveId};
use sonde::store::{arms, interviews, waves};

use crate::database::TestDatabase;
use crate::on_both_databases;
use crate::service::{OPEN, Service};
use crate::small_wave;

const STARTS: usize = 1000;

fn variable(id: &str, shares: &[u16]) -> Hidden {
    let code = |number: usize| OptionCode::parse(&format!("bras{number}")).unwrap();
    Hidden {
        id: QuestionId::parse(id).unwrap(),
        label: Text::french(id),
        categories: (0..shares.len()).map(|at| Category { code: code(at), label: Text::french("Bras") }).collect(),
        source: HiddenSource::Arm { shares: shares.to_vec() },
    }
}

/// The questionnaire of the small wave with two split-ballot variables.
fn questionnaire() -> Questionnaire {
    let (name, text) = small_wave::bundle(OPEN, small_wave::PAST).questionnaire;
    let mut questionnaire = Questionnaire::parse(&name, &text).unwrap();
    questionnaire.hidden = vec![variable("FORMULATION", &[1, 1]), variable("ORDRE", &[3, 2, 1])];
    questionnaire
}

/// An open wave with those arms, none given.
fn wave(service: &Service, db: &TestDatabase, arms: &[Arms]) -> WaveId {
    service.open(OPEN, small_wave::PAST);
    let all: Vec<Arm> =
        arms.iter().flat_map(|arms| arms.codes.iter().map(|code| (arms.variable.clone(), code.clone()))).collect();
    let store = db.open();
    let id = store.read(|tx| waves::by_slug(tx, &small_wave::slug(OPEN))).unwrap().unwrap().id;
    store.write(|tx| arms::insert(tx, id, &all)).unwrap();
    id
}

fn start(wave_id: WaveId, arms: &Arc<[Arms]>, seed: u64) -> Start {
    Start {
        wave_id,
        id: InterviewId::random(),
        version: 1,
        mode: InterviewMode::Open,
        language: "fr",
        seed,
        answers: Answers::none(&questionnaire()),
        arms: Arc::clone(arms),
        link: None,
    }
}

fn given(db: &TestDatabase, wave_id: WaveId) -> Vec<u32> {
    db.open().read(|tx| arms::counts(tx, wave_id)).unwrap().into_values().collect()
}

/// The arms an interview holds, as its page would read them.
fn held(db: &TestDatabase, wave_id: WaveId, id: InterviewId) -> Vec<Arm> {
    let row = db.open().read(|tx| interviews::by_id(tx, wave_id, id)).unwrap().unwrap();
    hidden::held(&questionnaire(), &Answers::unpack(&questionnaire(), &row.answers).unwrap())
}

fn leaves(wave_id: WaveId, id: InterviewId, arms: Vec<Arm>) -> Save {
    Save {
        wave_id,
        id,
        revision: 0,
        section: 0,
        answers: Vec::new(),
        wish: Wish::Leave,
        source: None,
        arms,
        end_page: None,
        leaves_as: Disposition::ScreenedOut,
        receipt: String::new(),
        time: None,
        consent: None,
        lease_minutes: 30,
        notices: None,
    }
}

on_both_databases! {
    fn a_thousand_who_begin_at_once_on_two_nodes_fill_the_arms_within_one_of_their_shares(db: &TestDatabase) {
        let service = Service::start(db);
        let arms: Arc<[Arms]> = hidden::arms(&questionnaire()).into();
        let wave_id = wave(&service, db, &arms);
        let nodes = [(); 2].map(|()| Collector::start(db.open(), String::new()).unwrap());
        service.run(async {
            let begun: Vec<_> = (0..STARTS)
                .map(|number| {
                    let (node, start) = (nodes[number % 2].clone(), start(wave_id, &arms, number as u64));
                    tokio::spawn(async move { node.submit(Item::Start(start)).await.unwrap() })
                })
                .collect();
            for outcome in begun {
                assert_eq!(outcome.await.unwrap(), Outcome::Kept);
            }
        });
        // 1 : 1 of 1 000, then 3 : 2 : 1.
        let counts = given(db, wave_id);
        let shares = [500.0, 500.0, 500.0, 1000.0 / 3.0, 500.0 / 3.0];
        for (count, share) in counts.iter().zip(shares) {
            assert!((f64::from(*count) - share).abs() < 1.0, "{counts:?}");
        }
        assert_eq!(counts.iter().sum::<u32>() as usize, 2 * STARTS);
        // What is counted is what the interviews hold: each of them one arm of each variable.
        let begun = db.lines("SELECT CAST(COUNT(*) AS TEXT) AS line FROM interviews");
        assert_eq!(begun, [STARTS.to_string()]);
    }

    fn an_interview_holds_the_arms_that_were_counted_and_gives_them_back_if_it_does_not_count(db: &TestDatabase) {
        let service = Service::start(db);
        let arms: Arc<[Arms]> = hidden::arms(&questionnaire()).into();
        let wave_id = wave(&service, db, &arms);
        let node = Collector::start(db.open(), String::new()).unwrap();
        let first = start(wave_id, &arms, 5);
        for _ in 0..2 {
            // Sent again, it is the same interview: nothing more is counted.
            assert_eq!(service.run(node.submit(Item::Start(first.clone()))).unwrap(), Outcome::Kept);
            assert_eq!(given(db, wave_id).iter().sum::<u32>(), 2);
        }
        let theirs = held(db, wave_id, first.id);
        let counted = db.open().read(|tx| arms::counts(tx, wave_id)).unwrap();
        assert_eq!(theirs.len(), 2);
        assert!(theirs.iter().all(|arm| counted[arm] == 1), "{theirs:?} {counted:?}");
        let second = start(wave_id, &arms, 5);
        service.run(node.submit(Item::Start(second.clone()))).unwrap();
        assert_ne!(held(db, wave_id, second.id)[0], theirs[0], "the other half of a pair");
        let outcome = service.run(node.submit(Item::Save(leaves(wave_id, first.id, theirs.clone())))).unwrap();
        assert_eq!(outcome, Outcome::Left);
        assert_eq!(given(db, wave_id).iter().sum::<u32>(), 2);
        let third = start(wave_id, &arms, 5);
        service.run(node.submit(Item::Start(third.clone()))).unwrap();
        assert_eq!(held(db, wave_id, third.id)[0], theirs[0], "what was given back is the next given");
    }

    fn nothing_is_counted_of_a_start_the_closing_turned_away(db: &TestDatabase) {
        let service = Service::start(db);
        let arms: Arc<[Arms]> = hidden::arms(&questionnaire()).into();
        let wave_id = wave(&service, db, &arms);
        service.run(service.app.close_wave(&crate::service::by("closer"), &small_wave::slug(OPEN))).unwrap();
        let node = Collector::start(db.open(), String::new()).unwrap();
        let outcome = service.run(node.submit(Item::Start(start(wave_id, &arms, 5)))).unwrap();
        assert_eq!(outcome, Outcome::WaveClosed);
        assert_eq!(given(db, wave_id).iter().sum::<u32>(), 0);
    }
}

#[test]
fn an_arm_is_an_answer_like_another() {
    let questionnaire = questionnaire();
    let mut answers = Answers::none(&questionnaire);
    let slot = hidden::arms(&questionnaire)[1].slot;
    answers.set(slot, Some(Answer::One(2)));
    assert_eq!(Answers::unpack(&questionnaire, &answers.pack()).unwrap(), answers);
}
