//! Cells and interviews: what the collector stands on.

use std::thread;

use sonde::domain::quota::{Cell, CellId, Cells};
use sonde::domain::wave::{CloseReason, Disposition};
use sonde::store::columns::PackedCells;
use sonde::store::ids::{HashBytes, InterviewId, WaveId};
use sonde::store::interviews::{CompletedRow, InterviewRow};
use sonde::store::{Backend, Store, StoreError, collecting, interviews, quotas, waves};

use crate::database::TestDatabase;
use crate::fixtures::{is_conflict, minute, open_wave, started};
use crate::on_both_databases;

fn cell(max: u32) -> Cell {
    Cell { target: max, max, completed: 0, reserved: 0 }
}

/// One more completed in cell 1, read and written under the lock, as the collector does.
fn take_one(store: &Store, wave: WaveId) -> Result<bool, StoreError> {
    store.write(|tx| {
        let cells = quotas::lock_cells(tx, wave)?;
        if cells.0[1].completed == cells.0[1].max {
            return Ok(false);
        }
        let mut after = cells.clone();
        after.0[1].completed += 1;
        collecting::save_cells(tx, wave, &cells, &after)?;
        Ok(true)
    })
}

fn insert(store: &Store, rows: &[InterviewRow]) {
    store.write(|tx| rows.iter().try_for_each(|row| interviews::insert(tx, row))).unwrap();
}

on_both_databases! {
    fn nodes_that_race_for_a_cell_fill_it_exactly(db: &TestDatabase) {
        let store = db.store();
        let wave = open_wave(&store, "2020-05");
        store.write(|tx| quotas::insert_cells(tx, wave, &Cells(vec![cell(1000), cell(30)]))).unwrap();
        let nodes: Vec<Store> = (0..3).map(|_| db.open()).collect();
        let taken: usize = thread::scope(|scope| {
            let nodes: Vec<_> = nodes
                .iter()
                .map(|node| scope.spawn(move || (0..20).filter(|_| take_one(node, wave).unwrap()).count()))
                .collect();
            nodes.into_iter().map(|node| node.join().unwrap()).sum()
        });
        assert_eq!(taken, 30);
        assert_eq!(store.read(|tx| quotas::cells(tx, wave)).unwrap().0[1].completed, 30);
    }

    fn counts_that_do_not_fit_are_refused_and_leave_the_others(db: &TestDatabase) {
        let store = db.store();
        let wave = open_wave(&store, "2020-05");
        let before = Cells(vec![cell(5), cell(5)]);
        store.write(|tx| quotas::insert_cells(tx, wave, &before)).unwrap();
        let over = Cell { completed: 3, reserved: 3, ..cell(5) };
        let within = Cell { completed: 1, ..cell(5) };
        let refused = store.write(|tx| collecting::save_cells(tx, wave, &before, &Cells(vec![within, over])));
        assert!(matches!(refused, Err(StoreError::Broken(_))), "{refused:?}");
        assert_eq!(store.read(|tx| quotas::cells(tx, wave)).unwrap().0, [cell(5), cell(5)]);
        let (three, moved) = (vec![cell(5); 3], vec![cell(5), cell(5), within]);
        let unknown = store.write(|tx| collecting::save_cells(tx, wave, &Cells(three), &Cells(moved)));
        assert!(matches!(unknown, Err(StoreError::Absent(_))), "{unknown:?}");
    }

    fn cells_are_not_saved_in_a_wave_that_closed_since_it_was_looked_at(db: &TestDatabase) {
        let store = db.store();
        let wave = open_wave(&store, "2020-06");
        let before = Cells(vec![cell(5), cell(5)]);
        store.write(|tx| quotas::insert_cells(tx, wave, &before)).unwrap();
        assert!(store.write(|tx| waves::close(tx, wave, minute(1), CloseReason::ByHand)).unwrap());
        // On SQLite nobody can close it in the middle of a batch, which has looked at it in the same write.
        if store.backend() == Backend::Postgres {
            assert!(matches!(take_one(&store, wave), Err(StoreError::Busy(_))));
            assert_eq!(store.read(|tx| quotas::cells(tx, wave)).unwrap(), before);
        }
    }

    fn an_interview_comes_back_as_it_was_written(db: &TestDatabase) {
        let store = db.store();
        let row = InterviewRow {
            cells: PackedCells::pack(&[CellId(0), CellId(300)]),
            holds_places: true,
            lease_until: Some(minute(30).into()),
            link: Some(HashBytes::random()),
            receipt: Some("ABCD-1234".to_owned()),
            answers: vec![0, 255, 7],
            seed: i64::MIN,
            ..started(WaveId::random())
        };
        insert(&store, std::slice::from_ref(&row));
        assert_eq!(store.read(|tx| interviews::by_id(tx, row.wave_id, row.id)).unwrap(), Some(row.clone()));
        let link = row.link.unwrap();
        assert_eq!(store.read(|tx| interviews::by_link(tx, row.wave_id, link)).unwrap(), Some(row.clone()));
        assert!(is_conflict(&store.write(|tx| interviews::insert(tx, &row))));
    }

    fn many_are_read_at_once_and_only_those_asked_for(db: &TestDatabase) {
        let store = db.store();
        let (wave, other) = (WaveId::random(), WaveId::random());
        let rows = [started(wave), started(wave), started(other), started(other)];
        // The same id in both waves: only the pair is a key.
        let twin = InterviewRow { wave_id: other, ..rows[0].clone() };
        insert(&store, &rows);
        insert(&store, &[twin]);
        let keys = [(wave, rows[0].id), (other, rows[2].id), (wave, InterviewId::random())];
        let mut found: Vec<_> = store.read(|tx| interviews::many_by_id(tx, &keys)).unwrap();
        found.sort_by_key(|row| row.wave_id == other);
        assert_eq!(found, [rows[0].clone(), rows[2].clone()]);
        assert_eq!(store.read(|tx| interviews::many_by_id(tx, &[])).unwrap(), []);
    }

    fn places_are_counted_again_from_the_interviews(db: &TestDatabase) {
        let store = db.store();
        let wave = WaveId::random();
        let cells = PackedCells::pack(&[CellId(0), CellId(2)]);
        let completed = InterviewRow { disposition: Disposition::Completed, cells: cells.clone(), ..started(wave) };
        let holding = InterviewRow { holds_places: true, cells: cells.clone(), ..started(wave) };
        let lapsed = InterviewRow { cells: cells.clone(), ..started(wave) };
        let full = InterviewRow { disposition: Disposition::QuotaFull, cells, ..started(wave) };
        insert(&store, &[completed.clone(), InterviewRow { id: InterviewId::random(), ..completed }, holding, lapsed, full]);
        let places = store.read(|tx| interviews::recount_places(tx, wave)).unwrap();
        assert_eq!(places.into_iter().collect::<Vec<_>>(), [(CellId(0), (2, 1)), (CellId(2), (2, 1))]);
        let counts = store.read(|tx| interviews::dispositions(tx, wave)).unwrap();
        assert_eq!(counts.into_iter().collect::<Vec<_>>(), [(Disposition::Started, 2), (Disposition::Completed, 2), (Disposition::QuotaFull, 1)]);
    }

    fn only_completed_answers_go_to_the_sealing(db: &TestDatabase) {
        let store = db.store();
        let wave = WaveId::random();
        let completed = InterviewRow { disposition: Disposition::Completed, answers: vec![9], seed: 7, ..started(wave) };
        let rejected = InterviewRow { disposition: Disposition::Rejected, answers: vec![8], ..started(wave) };
        let elsewhere = InterviewRow { wave_id: WaveId::random(), ..completed.clone() };
        insert(&store, &[completed, rejected, elsewhere, started(wave)]);
        let sealed = CompletedRow { version: 1, seed: 7, answers: vec![9] };
        assert_eq!(store.read(|tx| interviews::completed_answers(tx, wave)).unwrap(), [sealed]);
    }

    fn a_lease_lapses_at_its_instant_for_those_who_hold_places(db: &TestDatabase) {
        let store = db.store();
        let wave = WaveId::random();
        let now = store.read(|tx| tx.now()).unwrap();
        let at = |minutes| Some((now + chrono::TimeDelta::minutes(minutes)).into());
        let over = InterviewRow { holds_places: true, lease_until: at(-1), ..started(wave) };
        let running = InterviewRow { holds_places: true, lease_until: at(1), ..started(wave) };
        let given_back = InterviewRow { lease_until: at(-1), ..started(wave) };
        insert(&store, &[over.clone(), running, given_back]);
        let lapsed = store.write(|tx| collecting::lock_lapsed(tx, wave, 10)).unwrap();
        assert_eq!(lapsed.iter().map(|row| row.id).collect::<Vec<_>>(), [over.id]);
    }

    fn sealing_strips_the_interviews_of_one_wave_and_no_others(db: &TestDatabase) {
        let store = db.store();
        let (wave, other) = (WaveId::random(), WaveId::random());
        let whole = |wave| InterviewRow {
            link: Some(HashBytes::random()),
            seed: 7,
            answers: vec![1, 2, 3],
            cells: PackedCells::pack(&[CellId(0)]),
            receipt: Some("AAAA-BBBB-CCCC".to_owned()),
            ..started(wave)
        };
        let rows = [whole(wave), whole(other)];
        insert(&store, &rows);
        assert_eq!(store.write(|tx| interviews::strip(tx, wave)).unwrap(), 1);
        let stored = |row: &InterviewRow| store.read(|tx| interviews::by_id(tx, row.wave_id, row.id)).unwrap().unwrap();
        let bare = stored(&rows[0]);
        assert_eq!((bare.link, bare.seed, bare.answers.len(), bare.cells.is_empty()), (None, 0, 0, true));
        assert_eq!(bare.receipt, rows[0].receipt);
        assert_eq!(stored(&rows[1]), rows[1]);
    }
}
