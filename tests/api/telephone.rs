//! Telephone entry: an interviewer with the right account begins, on the same pages; the audit says who, never whom.

use sonde::app::account::{Actor, Role};
use sonde::app::respondent::Place;
use sonde::app::run_wave::Opening;

use crate::database::TestDatabase;
use crate::on_both_databases;
use crate::service::{OPEN, READY, Service, by};
use crate::small_wave;

fn by_telephone(service: &Service, key: &str) {
    service.run(async {
        service.app.load_wave(&by("loader"), small_wave::bundle_by_telephone(key)).await.unwrap();
        service.app.open_wave(&by("opener"), &small_wave::slug(key), Opening::Simulated).await.unwrap();
    });
}

on_both_databases! {
    fn an_interviewer_begins_as_many_interviews_as_they_make_calls(db: &TestDatabase) {
        let service = Service::start(db);
        by_telephone(&service, OPEN);
        let (interviewer, slug) = (service.staff("enquete@example.org"), small_wave::slug(OPEN));
        let begun: Vec<_> =
            (0..2).map(|_| service.run(service.app.start_cati(&interviewer, &slug, &[])).unwrap()).collect();
        assert!(begun.iter().all(|one| matches!(one.at, Place::Section(_))));
        assert_ne!(begun[0].session, begun[1].session);
        assert_eq!(db.lines("SELECT mode AS line FROM interviews"), ["cati", "cati"]);
        let audit = service.run(service.app.wave_audit(&slug)).unwrap();
        let calls: Vec<_> = audit.iter().filter(|line| line.action == "cati_started").collect();
        assert_eq!(calls.len(), 2);
        assert!(calls.iter().all(|line| line.actor == "enquete@example.org" && line.detail.is_empty()));
    }

    fn nobody_else_begins_by_telephone_and_no_wave_that_does_not_say_so(db: &TestDatabase) {
        let service = Service::start(db);
        by_telephone(&service, OPEN);
        service.open(READY, small_wave::PAST);
        let begin = |actor: &Actor, key| {
            let outcome = service.run(service.app.start_cati(actor, &small_wave::slug(key), &[]));
            outcome.map_err(|error| error.code()).err()
        };
        let researcher = Actor::Account(service.account("lit@example.org", Role::Researcher));
        assert_eq!(begin(&researcher, OPEN), Some("not_allowed"));
        assert_eq!(begin(&by("jobs"), OPEN), Some("person_needed"));
        assert_eq!(begin(&service.staff("enquete@example.org"), READY), Some("access_mode_off"));
        assert_eq!(db.lines("SELECT mode AS line FROM interviews"), [] as [&str; 0]);
    }
}
