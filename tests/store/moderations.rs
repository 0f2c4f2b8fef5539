//! What became of an entry: one decision at a time, a public name that is its own, and rules the tables hold by themselves.

use sonde::domain::moderation::EntryStatus;
use sonde::store::columns::Role;
use sonde::store::ids::{AccountId, InterviewId, PublicId, WaveId};
use sonde::store::moderations::{self, ModerationRow};

use crate::database::TestDatabase;
use crate::fixtures::{account, is_conflict, minute, open_wave};
use crate::on_both_databases;

fn decided(wave_id: WaveId, by: AccountId, status: EntryStatus) -> ModerationRow {
    ModerationRow {
        wave_id,
        interview_id: InterviewId::random(),
        status,
        public_id: (status == EntryStatus::Published).then(PublicId::random),
        reason: (status == EntryStatus::Withdrawn).then(|| "doublon".to_owned()),
        moderated_by: by,
        moderated_at: minute(0).into(),
    }
}

on_both_databases! {
    fn of_two_who_decide_from_the_same_status_one_is_told_it_has_moved(db: &TestDatabase) {
        let store = db.store();
        let (wave, by) = (open_wave(&store, "2020-05"), account(&store, "lea@example.org", Role::Pollster));
        let row = decided(wave, by, EntryStatus::Reviewed);
        store.write(|tx| moderations::insert(tx, &row)).unwrap();
        assert!(is_conflict(&store.write(|tx| moderations::insert(tx, &row))), "the first decision is made once");
        let published = ModerationRow { interview_id: row.interview_id, ..decided(wave, by, EntryStatus::Published) };
        let withdrawn = ModerationRow { interview_id: row.interview_id, ..decided(wave, by, EntryStatus::Withdrawn) };
        let moved = |row: &ModerationRow| store.write(|tx| moderations::change(tx, EntryStatus::Reviewed, row)).unwrap();
        assert_eq!([moved(&published), moved(&withdrawn)], [true, false]);
        let kept = store.read(|tx| moderations::of_interview(tx, wave, row.interview_id)).unwrap();
        assert_eq!(kept, Some(published));
    }

    fn a_public_name_is_one_entry_of_one_wave(db: &TestDatabase) {
        let store = db.store();
        let by = account(&store, "lea@example.org", Role::Pollster);
        let (wave, other) = (open_wave(&store, "2020-05"), open_wave(&store, "2020-06"));
        let row = decided(wave, by, EntryStatus::Published);
        let name = row.public_id.unwrap();
        store.write(|tx| moderations::insert(tx, &row)).unwrap();
        let same = ModerationRow { public_id: Some(name), ..decided(wave, by, EntryStatus::Published) };
        assert!(is_conflict(&store.write(|tx| moderations::insert(tx, &same))));
        let found = |wave| store.read(|tx| moderations::by_public_id(tx, wave, name)).unwrap().map(|row| row.interview_id);
        assert_eq!((found(wave), found(other)), (Some(row.interview_id), None));
    }

    fn only_what_is_published_is_listed_the_newest_first(db: &TestDatabase) {
        let store = db.store();
        let (wave, by) = (open_wave(&store, "2020-05"), account(&store, "lea@example.org", Role::Pollster));
        let rows: Vec<ModerationRow> = (0..4)
            .map(|at| ModerationRow { moderated_at: minute(at).into(), ..decided(wave, by, EntryStatus::Published) })
            .collect();
        let hidden = [EntryStatus::Proposed, EntryStatus::Reviewed, EntryStatus::Withdrawn];
        let others = hidden.map(|status| decided(wave, by, status));
        for row in rows.iter().chain(&others) {
            store.write(|tx| moderations::insert(tx, row)).unwrap();
        }
        assert_eq!(store.read(|tx| moderations::count_published(tx, wave)).unwrap(), 4);
        let page = store.read(|tx| moderations::published(tx, wave, 2, 1)).unwrap();
        assert_eq!(page, [rows[2].clone(), rows[1].clone()]);
        assert_eq!(store.read(|tx| moderations::of_wave(tx, wave)).unwrap().len(), 7);
    }

    fn the_tables_refuse_what_is_published_without_a_name_or_withdrawn_without_a_reason(db: &TestDatabase) {
        let store = db.store();
        let (wave, by) = (open_wave(&store, "2020-05"), account(&store, "lea@example.org", Role::Pollster));
        let nameless = ModerationRow { public_id: None, ..decided(wave, by, EntryStatus::Published) };
        let unsaid = ModerationRow { reason: None, ..decided(wave, by, EntryStatus::Withdrawn) };
        for row in [nameless, unsaid] {
            assert!(store.write(|tx| moderations::insert(tx, &row)).is_err(), "{row:?}");
        }
    }
}
