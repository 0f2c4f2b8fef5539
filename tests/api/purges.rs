//! The retention a wave file declares, applied on its date and not before.

use chrono::{TimeDelta, Utc};
use sonde::app::purge_expired::{Purge, PurgeTurn, Stage};
use sonde::store::purges::Purged;

use crate::database::TestDatabase;
use crate::on_both_databases;
use crate::service::{Caller, PUBLIC, READY, Service, by};
use crate::small_wave;

/// As if the field had closed so long ago.
#[expect(clippy::disallowed_methods, reason = "days are shifted, which no race of clocks would show")]
fn closed_days_ago(db: &TestDatabase, days: i64) {
    let instant = (Utc::now() - TimeDelta::days(days)).format("%Y-%m-%d %H:%M:%S%.6f");
    db.execute(&format!("UPDATE waves SET closed_at = '{instant}' WHERE closed_at IS NOT NULL")).unwrap();
}

fn stages(purges: &[Purge]) -> Vec<(&str, bool)> {
    purges.iter().map(|purge| (purge.what.as_str(), purge.stage == Stage::Due)).collect()
}

fn taken(service: &Service) -> Vec<Purge> {
    let turn = service.run(service.app.purge_expired()).unwrap();
    assert!(turn.failed.is_empty(), "{:?}", turn.failed);
    turn.taken
}

fn addresses(db: &TestDatabase) -> usize {
    db.lines("SELECT email AS line FROM invitations WHERE email IS NOT NULL").len()
}

on_both_databases! {
    fn identities_then_responses_go_on_their_dates_and_what_was_released_stays(db: &TestDatabase) {
        let service = Service::start(db);
        service.published(PUBLIC, &["utile", "inutile", "incontournable"]);
        service.run(service.app.make_invitations(&by("pollster"), &small_wave::slug(PUBLIC), 3)).unwrap();
        db.execute("UPDATE invitations SET email = 'quelquun@example.org'").unwrap();
        let released = service.get("/api/v1/releases/petite-etude-2020-04", &Caller::default()).body;

        let list = || service.run(service.app.list_purges()).unwrap();
        let purge = || taken(&service);
        assert_eq!(stages(&list()), [("identities", false), ("responses", false)]);
        assert_eq!(purge(), []);
        assert_eq!(addresses(db), 3, "nothing goes before its date");

        closed_days_ago(db, 91);
        assert_eq!(stages(&list()), [("identities", true), ("responses", false)]);
        assert_eq!(addresses(db), 3, "a list takes nothing");
        let taken = purge();
        assert_eq!(taken.iter().map(|purge| (purge.what.as_str(), purge.rows)).collect::<Vec<_>>(), [("identities", 3)]);
        assert_eq!(addresses(db), 0);
        assert_eq!(purge(), [], "once");
        let told = list();
        assert_eq!((told[0].stage, told[0].rows), (Stage::Done, 3), "what went is told by what was noted of it");

        closed_days_ago(db, 1826);
        let taken = purge();
        assert_eq!(taken.iter().map(|purge| purge.what.as_str()).collect::<Vec<_>>(), ["responses"]);
        assert_eq!(db.lines("SELECT digest AS line FROM sealed_sets WHERE length(file) > 0"), Vec::<String>::new());
        assert_eq!(db.lines("SELECT digest AS line FROM sealed_sets").len(), 1, "its digest stays");
        assert_eq!(db.lines("SELECT receipt AS line FROM interviews WHERE receipt IS NOT NULL"), Vec::<String>::new());
        assert_eq!(service.get("/api/v1/releases/petite-etude-2020-04", &Caller::default()).body, released);
        let told = db.lines("SELECT detail AS line FROM audit WHERE action = 'purged' ORDER BY at");
        assert_eq!(told[0], "identities : 3");
        assert_eq!(told.len(), 2);
    }

    fn a_wave_that_was_never_sealed_keeps_nothing_past_its_date(db: &TestDatabase) {
        let service = Service::start(db);
        service.open(PUBLIC, small_wave::PAST);
        assert_eq!(service.interview(PUBLIC, 1, "femme", "utile").status, 201);
        service.run(service.app.close_wave(&by("closer"), &small_wave::slug(PUBLIC))).unwrap();
        closed_days_ago(db, 2000);
        assert_eq!(taken(&service).len(), 2);
        assert_eq!(db.lines("SELECT disposition AS line FROM interviews WHERE length(answers) > 0"), Vec::<String>::new());
    }

    fn a_wave_that_cannot_be_purged_keeps_back_no_other(db: &TestDatabase) {
        let service = Service::start(db);
        for (key, number) in [(READY, 1), (PUBLIC, 2)] {
            service.open(key, small_wave::PAST);
            assert_eq!(service.interview(key, number, "femme", "utile").status, 201);
            service.run(service.app.close_wave(&by("closer"), &small_wave::slug(key))).unwrap();
        }
        closed_days_ago(db, 91);
        let first = format!("SELECT id FROM waves WHERE slug = '{}'", small_wave::slug(READY));
        db.execute(&format!("UPDATE interviews SET version = 99 WHERE wave_id = ({first})")).unwrap();
        let turn = service.run(service.app.purge_expired()).unwrap();
        let slugs = |turn: &PurgeTurn| turn.taken.iter().map(|purge| purge.wave.clone()).collect::<Vec<_>>();
        assert_eq!(slugs(&turn), [small_wave::slug(PUBLIC)]);
        let failed: Vec<_> = turn.failed.iter().map(|one| (one.wave.clone(), one.what)).collect();
        assert_eq!(failed, [(small_wave::slug(READY), Some(Purged::Identities))], "told, and not taken as done");
        db.execute("UPDATE interviews SET version = 1").unwrap();
        let turn = service.run(service.app.purge_expired()).unwrap();
        assert_eq!((slugs(&turn), turn.failed.len()), (vec![small_wave::slug(READY)], 0), "the next turn tries again");
    }
}
