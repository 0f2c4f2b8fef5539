//! The retention a wave file declares, applied on its date and not before.

use chrono::{TimeDelta, Utc};
use sonde::app::purge_expired::{Purge, PurgeTurn, Stage};
use sonde::app::run_wave::Opening;
use sonde::domain::telephone::CallOutcome;
use sonde::store::purges::Purged;

use crate::canary::{holding, lies_on_disk};
use crate::client::Request;
use crate::database::TestDatabase;
use crate::service::{Caller, OPEN, PUBLIC, READY, Service, by};
use crate::{contacts, on_both_databases, panel, small_form, small_wave};

/// Where somebody is named, beside the answers.
const NAMED: [&str; 5] = ["contacts", "mailings", "invitations", "panel_entries", "calls"];

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

/// A wave with one row of each: a contact, a letter to them, an address beside their invitation, a member of a panel, a call.
fn open_with_everybody(service: &Service, db: &TestDatabase) {
    let slug = small_wave::slug(OPEN);
    let bundle = panel::through_panel(small_wave::bundle_by_telephone(OPEN), 9, true);
    service.run(service.app.load_wave(&by("loader"), bundle)).unwrap();
    service.run(service.app.open_wave(&by("opener"), &slug, Opening::Simulated)).unwrap();
    contacts::load_letters(service);
    contacts::import(service, "email\nlea@example.org\n");
    assert_eq!(service.run(service.app.send_invitations(&by("pollster"), &slug)).unwrap(), 1);
    // It left: a letter that did not goes with the field.
    db.execute("UPDATE mailings SET outcome = 'sent', settled_at = due_at").unwrap();
    db.execute("UPDATE invitations SET email = 'lea@example.org'").unwrap();
    panel::begun(service, &panel::signed(service, "pid=m17"));
    let interviewer = service.staff("enquete@example.org");
    service.run(service.app.note_call(&interviewer, &slug, "A-12", CallOutcome::Busy, None)).unwrap();
}

/// The same rows again, as if another wave had them.
fn copy_to_another_wave(db: &TestDatabase) {
    let columns = db.columns();
    for table in NAMED {
        let of_table = columns.iter().filter_map(|place| place.split_once('.')).filter(|(name, _)| *name == table);
        let own: Vec<&str> = of_table.map(|(_, column)| column).filter(|column| *column != "wave_id").collect();
        let own = own.join(", ");
        db.execute(&format!("INSERT INTO {table} (wave_id, {own}) SELECT wave_id + 1, {own} FROM {table}")).unwrap();
    }
}

/// How many rows name somebody, table by table: of the wave, or of the other.
fn named(db: &TestDatabase, of: &str) -> [usize; 5] {
    let wave = if of == "the wave" { "=" } else { "<>" };
    NAMED.map(|table| {
        let is_named = if table == "invitations" { "email IS NOT NULL" } else { "1 = 1" };
        let query =
            format!("SELECT 'x' AS line FROM {table} WHERE wave_id {wave} (SELECT id FROM waves) AND {is_named}");
        db.lines(&query).len()
    })
}

on_both_databases! {
    fn whoever_was_written_to_called_or_sent_by_a_panel_is_forgotten_on_the_date(db: &TestDatabase) {
        let service = Service::start(db);
        open_with_everybody(&service, db);
        copy_to_another_wave(db);
        service.run(service.app.close_wave(&by("closer"), &small_wave::slug(OPEN))).unwrap();
        let purge = || taken(&service);
        closed_days_ago(db, 89);
        assert_eq!(purge(), []);
        assert_eq!((named(db, "the wave"), named(db, "another")), ([1; 5], [1; 5]), "the day before its date");
        closed_days_ago(db, 91);
        let due = service.run(service.app.list_purges()).unwrap();
        assert_eq!((stages(&due), due[0].rows), (vec![("identities", true), ("responses", false)], 5));
        assert_eq!(purge()[0].rows, 5);
        assert_eq!((named(db, "the wave"), named(db, "another")), ([0; 5], [1; 5]), "another wave's stay");
        assert_eq!(db.lines("SELECT 'x' AS line FROM invitations").len(), 2, "the invitation stays, and names nobody");
    }

    fn an_address_that_was_asked_for_goes_with_the_identities_and_the_answers_stay(db: &TestDatabase) {
        let service = Service::start(db);
        service.run(service.app.load_wave(&by("loader"), small_form::bundle())).unwrap();
        service.run(service.app.open_wave(&by("opener"), &small_form::slug(), Opening::Simulated)).unwrap();
        let entry = small_form::entry("Potager").replacen("potager@prive.example", "canaricontact@prive.example", 1);
        let sent = Request::new("POST", "/e/petit-formulaire-2020-06/reponse").header("idempotency-key", "test-entry-potager-0001");
        assert_eq!(sent.json(&entry).send(service.address).status, 201);
        service.run(service.app.close_wave(&by("closer"), &small_form::slug())).unwrap();
        closed_days_ago(db, 91);
        assert_eq!(holding(db, "canaricontact"), ["interviews.answers"]);
        assert_eq!(lies_on_disk(db, "canaricontact"), !db.is_postgres());
        let taken = taken(&service);
        assert_eq!((stages(&taken), taken[0].rows), (vec![("identities", false)], 1));
        assert_eq!(holding(db, "canaricontact"), [] as [&str; 0]);
        assert!(!lies_on_disk(db, "canaricontact"), "nor in what the database leaves on the disk");
        assert_eq!(holding(db, "des voisins"), ["interviews.answers"], "it is an answer like another");
    }

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
