//! The life of a wave in the database: each step once, from the right state, by the right person, not before its time.

use std::sync::Barrier;
use std::thread;

use chrono::Utc;
use sonde::domain::wave::{CloseReason, WaveState};
use sonde::store::columns::Role;
use sonde::store::ids::WaveId;
use sonde::store::waves::{self, WaveRow};
use sonde::store::{Store, StoreError, WriteTx};

use crate::database::TestDatabase;
use crate::fixtures::{account, is_conflict, minute, new_wave, ready_wave};
use crate::on_both_databases;

fn moved(store: &Store, step: impl FnOnce(&mut WriteTx<'_>) -> Result<bool, StoreError>) -> bool {
    store.write(step).unwrap()
}

fn row(store: &Store, id: WaveId) -> WaveRow {
    store.read(|tx| waves::by_id(tx, id)).unwrap().unwrap()
}

on_both_databases! {
    fn a_wave_comes_back_as_it_was_loaded(db: &TestDatabase) {
        let store = db.store();
        let wave = ready_wave(&store, "2020-05");
        let read = store.read(|tx| waves::by_slug(tx, &wave.slug)).unwrap().unwrap();
        assert_eq!(read, row(&store, wave.id));
        assert_eq!((read.state, read.questionnaire_digest, read.spec_digest), (WaveState::Ready, wave.questionnaire_digest, wave.spec_digest));
        assert_eq!((read.closes_at.map(|at| at.utc()), read.embargo_at.utc()), (wave.closes_at, wave.embargo_at));
        assert_eq!((read.link_salt, read.opened_at, read.closed_reason), (Some(wave.link_salt), None, None));
    }

    fn a_wave_goes_through_its_whole_life(db: &TestDatabase) {
        let store = db.store();
        let (lea, noe) = (account(&store, "lea@example.org", Role::Pollster), account(&store, "noe@example.org", Role::Admin));
        let id = ready_wave(&store, "2020-05").id;
        assert!(moved(&store, |tx| waves::open(tx, id, minute(0))));
        assert!(moved(&store, |tx| waves::close(tx, id, minute(50), CloseReason::EveryCellFull)));
        assert!(moved(&store, |tx| waves::seal(tx, id, minute(51))));
        assert_eq!(row(&store, id).link_salt, None);
        assert!(moved(&store, |tx| waves::weigh(tx, id, minute(52), lea)));
        assert!(moved(&store, |tx| waves::approve(tx, id, minute(53), noe)));
        assert!(moved(&store, |tx| waves::publish(tx, id, minute(120))));
        let wave = row(&store, id);
        assert_eq!((wave.state, wave.closed_reason), (WaveState::Public, Some(CloseReason::EveryCellFull)));
        assert_eq!((wave.weighed_by, wave.approved_by), (Some(lea), Some(noe)));
        let instants = [wave.opened_at, wave.closed_at, wave.sealed_at, wave.weighed_at, wave.approved_at, wave.published_at];
        assert_eq!(instants.map(|at| at.unwrap().utc()), [0, 50, 51, 52, 53, 120].map(minute));
    }

    fn a_step_from_the_wrong_state_does_not_move(db: &TestDatabase) {
        let store = db.store();
        let id = ready_wave(&store, "2020-05").id;
        assert!(!moved(&store, |tx| waves::close(tx, id, minute(0), CloseReason::ByHand)));
        assert!(!moved(&store, |tx| waves::seal(tx, id, minute(0))));
        assert!(!moved(&store, |tx| waves::publish(tx, id, minute(500))));
        assert!(moved(&store, |tx| waves::open(tx, id, minute(0))));
        assert!(!moved(&store, |tx| waves::open(tx, id, minute(1))));
        assert_eq!(row(&store, id).opened_at.map(|at| at.utc()), Some(minute(0)));
    }

    fn who_weighed_does_not_approve(db: &TestDatabase) {
        let store = db.store();
        let (lea, noe) = (account(&store, "lea@example.org", Role::Pollster), account(&store, "noe@example.org", Role::Admin));
        let id = ready_wave(&store, "2020-05").id;
        moved(&store, |tx| {
            waves::open(tx, id, minute(0))?;
            waves::close(tx, id, minute(1), CloseReason::ByHand)?;
            waves::seal(tx, id, minute(2))?;
            waves::weigh(tx, id, minute(3), lea)
        });
        assert!(!moved(&store, |tx| waves::approve(tx, id, minute(4), lea)));
        assert_eq!(row(&store, id).state, WaveState::Weighted);
        assert!(moved(&store, |tx| waves::approve(tx, id, minute(4), noe)));
    }

    fn weights_nobody_answers_for_are_approved_by_nobody(db: &TestDatabase) {
        let store = db.store();
        let (lea, noe) = (account(&store, "lea@example.org", Role::Pollster), account(&store, "noe@example.org", Role::Admin));
        let id = ready_wave(&store, "2020-05").id;
        let weighed = moved(&store, |tx| {
            waves::open(tx, id, minute(0))?;
            waves::close(tx, id, minute(1), CloseReason::ByHand)?;
            waves::seal(tx, id, minute(2))?;
            waves::weigh(tx, id, minute(3), lea)
        });
        assert!(weighed);
        db.execute("UPDATE waves SET weighed_by = NULL").unwrap();
        assert!(!moved(&store, |tx| waves::approve(tx, id, minute(4), noe)));
        let wave = row(&store, id);
        assert_eq!((wave.state, wave.approved_by), (WaveState::Weighted, None));
    }

    fn nothing_is_public_before_its_embargo(db: &TestDatabase) {
        let store = db.store();
        let (lea, noe) = (account(&store, "lea@example.org", Role::Pollster), account(&store, "noe@example.org", Role::Admin));
        let id = ready_wave(&store, "2020-05").id;
        moved(&store, |tx| {
            waves::open(tx, id, minute(0))?;
            waves::close(tx, id, minute(1), CloseReason::ByHand)?;
            waves::seal(tx, id, minute(2))?;
            waves::weigh(tx, id, minute(3), lea)?;
            waves::approve(tx, id, minute(4), noe)
        });
        let a_microsecond_before = minute(120) - chrono::TimeDelta::microseconds(1);
        assert!(!moved(&store, |tx| waves::publish(tx, id, a_microsecond_before)));
        assert_eq!(store.read(|tx| waves::due_for_publishing(tx, a_microsecond_before)).unwrap(), []);
        assert_eq!(store.read(|tx| waves::due_for_publishing(tx, minute(120))).unwrap(), [id]);
        assert!(moved(&store, |tx| waves::publish(tx, id, minute(120))));
        assert_eq!(store.read(|tx| waves::due_for_publishing(tx, minute(130))).unwrap(), []);
    }

    fn a_wave_is_due_for_closing_at_its_deadline_and_while_open(db: &TestDatabase) {
        let store = db.store();
        let id = ready_wave(&store, "2020-05").id;
        let due = |at| store.read(|tx| waves::due_for_closing(tx, at)).unwrap();
        assert_eq!(due(minute(60)), []);
        moved(&store, |tx| waves::open(tx, id, minute(0)));
        assert_eq!(due(minute(59)), []);
        assert_eq!(due(minute(60)), [id]);
        moved(&store, |tx| waves::close(tx, id, minute(60), CloseReason::Deadline));
        assert_eq!(due(minute(61)), []);
    }

    fn two_waves_cannot_have_one_name(db: &TestDatabase) {
        let store = db.store();
        ready_wave(&store, "2020-05");
        assert!(is_conflict(&store.write(|tx| waves::insert(tx, &new_wave("2020-05")))));
        ready_wave(&store, "2020-04");
        let names: Vec<_> = store.read(waves_in_order).unwrap();
        assert_eq!(names, ["2020-04", "2020-05"]);
    }

    fn of_many_who_close_a_wave_one_hears_yes(db: &TestDatabase) {
        let store = db.store();
        let id = ready_wave(&store, "2020-05").id;
        moved(&store, |tx| waves::open(tx, id, minute(0)));
        let others: Vec<Store> = (0..4).map(|_| db.open()).collect();
        let ready = Barrier::new(others.len());
        let yes: usize = thread::scope(|scope| {
            let closing: Vec<_> = others
                .iter()
                .map(|node| {
                    let ready = &ready;
                    scope.spawn(move || {
                        ready.wait();
                        moved(node, |tx| waves::close(tx, id, Utc::now(), CloseReason::ByHand))
                    })
                })
                .collect();
            closing.into_iter().map(|node| usize::from(node.join().unwrap())).sum()
        });
        assert_eq!(yes, 1);
    }
}

fn waves_in_order(tx: &mut sonde::store::ReadTx<'_>) -> Result<Vec<String>, StoreError> {
    Ok(waves::list(tx)?.into_iter().map(|wave| wave.wave_key).collect())
}
