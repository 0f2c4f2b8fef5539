//! The two doors: what is kept, what is forgotten, who waits.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use sonde::domain::quota::{Cell, Cells};
use sonde::store::ids::WaveId;
use sonde::store::{StoreError, StoreOptions, quotas};

use crate::database::TestDatabase;
use crate::on_both_databases;

fn one_cell() -> Cells {
    Cells(vec![Cell { target: 10, max: 10, completed: 0, reserved: 0 }])
}

on_both_databases! {
    fn what_a_write_does_is_read_afterwards(db: &TestDatabase) {
        let store = db.store();
        let wave = WaveId::random();
        store.write(|tx| quotas::insert_cells(tx, wave, &one_cell())).unwrap();
        assert_eq!(store.read(|tx| quotas::cells(tx, wave)).unwrap(), one_cell());
    }

    fn a_write_that_refuses_leaves_nothing(db: &TestDatabase) {
        let store = db.store();
        let wave = WaveId::random();
        let refused: Result<(), _> = store.write(|tx| {
            quotas::insert_cells(tx, wave, &one_cell())?;
            Err(StoreError::Absent("essai"))
        });
        assert_eq!(refused, Err(StoreError::Absent("essai")));
        assert_eq!(store.read(|tx| quotas::cells(tx, wave)).unwrap().0, []);
    }

    fn a_write_that_panics_leaves_nothing_and_the_next_one_works(db: &TestDatabase) {
        let store = db.store();
        let wave = WaveId::random();
        for _ in 0..8 {
            let panicked = catch_unwind(AssertUnwindSafe(|| {
                store.write(|tx| -> Result<(), StoreError> {
                    quotas::insert_cells(tx, wave, &one_cell())?;
                    panic!("on purpose");
                })
            }));
            assert!(panicked.is_err());
        }
        // Nor does it hold a lock: another process writes the very same rows at once.
        let other = db.open_with(StoreOptions { readers: 1, writers: 1, wait_max: Duration::from_millis(200) });
        assert_eq!(other.read(|tx| quotas::cells(tx, wave)).unwrap().0, []);
        other.write(|tx| quotas::insert_cells(tx, wave, &one_cell())).unwrap();
        assert_eq!(store.read(|tx| quotas::cells(tx, wave)).unwrap(), one_cell());
        store.write(|tx| quotas::lock_cells(tx, wave)).unwrap();
    }

    fn a_failed_statement_whose_error_is_dropped_is_not_taken_for_success(db: &TestDatabase) {
        let store = db.store();
        let (taken, fresh) = (WaveId::random(), WaveId::random());
        store.write(|tx| quotas::insert_cells(tx, taken, &one_cell())).unwrap();
        let outcome = store.write(|tx| {
            quotas::insert_cells(tx, fresh, &one_cell())?;
            let _ = quotas::insert_cells(tx, taken, &one_cell());
            Ok(())
        });
        let kept = !store.read(|tx| quotas::cells(tx, fresh)).unwrap().0.is_empty();
        assert_eq!(outcome.is_ok(), kept, "{outcome:?}");
    }

    fn the_clock_is_the_databases_and_moves_inside_a_transaction(db: &TestDatabase) {
        let store = db.store();
        let (before, after) = store
            .write(|tx| {
                let before = tx.now()?;
                thread::sleep(Duration::from_millis(20));
                Ok((before, tx.now()?))
            })
            .unwrap();
        assert!(after - before >= chrono::TimeDelta::milliseconds(19), "{before} {after}");
        assert!((chrono::Utc::now() - store.health().unwrap()).abs() < chrono::TimeDelta::seconds(60));
    }

    fn a_read_sees_one_instant_however_many_statements_it_takes(db: &TestDatabase) {
        let store = db.store();
        let wave = WaveId::random();
        let (before, after) = store
            .read(|tx| {
                let before = quotas::cells(tx, wave)?;
                store.write(|tx| quotas::insert_cells(tx, wave, &one_cell()))?;
                Ok((before, quotas::cells(tx, wave)?))
            })
            .unwrap();
        assert_eq!((before.0, after.0), (vec![], vec![]));
        assert_eq!(store.read(|tx| quotas::cells(tx, wave)).unwrap(), one_cell());
    }

    fn a_lock_held_by_another_process_is_waited_for_then_busy(db: &TestDatabase) {
        db.store();
        let wave = WaveId::random();
        let holder = db.open();
        holder.write(|tx| quotas::insert_cells(tx, wave, &one_cell())).unwrap();
        let other = db.open_with(StoreOptions { readers: 1, writers: 1, wait_max: Duration::from_millis(100) });
        let refused = holder.write(|tx| {
            quotas::lock_cells(tx, wave)?;
            Ok(other.write(|tx| quotas::lock_cells(tx, wave)))
        });
        assert!(matches!(refused, Ok(Err(StoreError::Busy(_)))), "{refused:?}");
        other.write(|tx| quotas::lock_cells(tx, wave)).unwrap();
    }

    fn when_every_connection_is_taken_one_waits_then_hears_busy(db: &TestDatabase) {
        db.store();
        let store = db.open_with(StoreOptions { readers: 1, writers: 1, wait_max: Duration::from_millis(100) });
        let (hold, held) = (mpsc::channel::<()>(), mpsc::channel::<()>());
        let holder = thread::spawn({
            let store = store.clone();
            move || {
                store.write(|tx| {
                    tx.now()?;
                    held.0.send(()).unwrap();
                    hold.1.recv().unwrap();
                    Ok(())
                })
            }
        });
        held.1.recv().unwrap();
        let refused = store.write(|tx| tx.now());
        assert!(matches!(refused, Err(StoreError::Busy(_))), "{refused:?}");
        hold.0.send(()).unwrap();
        holder.join().unwrap().unwrap();
        store.write(|tx| tx.now()).unwrap();
    }

    fn the_asynchronous_doors_do_the_same(db: &TestDatabase) {
        let store = db.store();
        let wave = WaveId::random();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let cells = runtime.block_on(async {
            store.write_async(move |tx| quotas::insert_cells(tx, wave, &one_cell())).await?;
            store.read_async(move |tx| quotas::cells(tx, wave)).await
        });
        assert_eq!(cells, Ok(one_cell()));
        let panicked = runtime.block_on(store.write_async(|_| -> Result<(), StoreError> { panic!("on purpose") }));
        assert!(matches!(panicked, Err(StoreError::Broken(_))), "{panicked:?}");
        runtime.block_on(store.write_async(|tx| tx.now())).unwrap();
    }
}

#[test]
fn a_server_that_cut_its_connections_is_met_again_by_the_next_call() {
    let db = TestDatabase::postgres();
    let store = db.store();
    let wave = WaveId::random();
    store.read(|tx| tx.now()).unwrap();
    let others = "FROM pg_stat_activity \
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'";
    let count = || db.lines(&format!("SELECT CAST(COUNT(*) AS TEXT) AS line {others}"));
    assert_ne!(count(), ["0"], "the store keeps its connections");
    db.execute(&format!("SELECT pg_terminate_backend(pid) {others}")).unwrap();
    let from = Instant::now();
    while count() != ["0"] {
        assert!(from.elapsed() < Duration::from_secs(30), "the server still holds {:?} connections", count());
        thread::sleep(Duration::from_millis(10));
    }
    store.write(|tx| quotas::insert_cells(tx, wave, &one_cell())).unwrap();
    assert_eq!(store.read(|tx| quotas::cells(tx, wave)).unwrap(), one_cell());
}

#[test]
fn a_server_lost_in_the_middle_of_a_write_is_told_and_then_met_again() {
    let db = TestDatabase::postgres();
    let store = db.store();
    let wave = WaveId::random();
    let lost = store.write(|tx| {
        tx.now()?;
        db.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
             WHERE datname = current_database() AND state = 'idle in transaction'",
        )
        .unwrap();
        quotas::insert_cells(tx, wave, &one_cell())
    });
    assert!(matches!(lost, Err(StoreError::Unreachable { .. })), "{lost:?}");
    assert_eq!(store.read(|tx| quotas::cells(tx, wave)).unwrap().0, []);
    store.write(|tx| quotas::insert_cells(tx, wave, &one_cell())).unwrap();
}
