//! Telephone entry: an interviewer with the right account begins, on the same pages; the audit says who, never whom.

use sonde::app::account::{Actor, Role};
use sonde::app::respondent::Place;
use sonde::app::run_wave::Opening;

use crate::database::TestDatabase;
use crate::on_both_databases;
use crate::service::{Caller, OPEN, READY, Service, by};
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

    fn the_whole_text_of_the_consent_is_unfolded_for_whoever_reads_it_aloud_and_folded_for_the_others(db: &TestDatabase) {
        let service = Service::start(db);
        let (mut bundle, slug) = (small_wave::bundle_by_telephone(OPEN), small_wave::slug(OPEN));
        bundle.questionnaire.1 = bundle.questionnaire.1.replace("Enquête de {institut}.", &"Enquête de {institut}. ".repeat(20));
        service.run(service.app.load_wave(&by("loader"), bundle)).unwrap();
        service.run(service.app.open_wave(&by("opener"), &slug, Opening::Simulated)).unwrap();
        let called = service.run(service.app.start_cati(&service.staff("enquete@example.org"), &slug, &[])).unwrap();
        let came = service.run(service.app.start_open(&slug, None, &[])).unwrap();
        let shown = [called, came].map(|started| {
            let cookies = vec![format!("sonde_e_{slug}={}", started.session.reveal())];
            service.get(&format!("/e/{slug}/page/consentement"), &Caller { token: None, cookies }).text()
        });
        assert!(shown[0].contains("<details class=\"full-text\" open>"), "{}", shown[0]);
        assert!(shown[1].contains("<details class=\"full-text\"><summary>Lire l’information complète</summary>"), "{}", shown[1]);
        for page in &shown {
            assert!(page.contains("<dt>Vos droits</dt>") && page.contains("l’Institut d’essai. Enquête de"), "{page}");
        }
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

    fn a_contact_is_called_several_times_and_the_next_call_is_known(db: &TestDatabase) {
        let service = Service::start(db);
        by_telephone(&service, OPEN);
        let pollster = service.signed_in("enquete@example.org", Role::Pollster);
        let note = |form: &str| service.post("/console/vagues/petite-etude-2020-02/appels", form, &pollster);
        let noted = |form: &str| note(form).header("location").unwrap_or_default().to_owned();
        let sheet = "/console/vagues/petite-etude-2020-02/entretien";
        assert_eq!(noted("contact=A-12&issue=no_answer&rendez_vous="), format!("{sheet}?appel=1"));
        assert_eq!(noted("contact=A-12&issue=call_back&rendez_vous=2026-11-24T18%3A30"), format!("{sheet}?appel=2"));
        assert_eq!(noted("contact=B-7&issue=busy"), format!("{sheet}?appel=1"));
        assert_eq!(noted("contact=C-1&issue=refused"), format!("{sheet}?appel=1"));
        let page = service.get(sheet, &pollster).text();
        let (first, second) = (page.find("A-12").unwrap(), page.find("B-7").unwrap());
        assert!(first < second && page.contains("24 novembre 2026"), "appointments first: {page}");
        assert!(!page.contains("C-1"), "who refused is not called again");
        assert!(page.contains("2.11") && page.contains("4 appels"), "{page}");
        assert_eq!(db.lines("SELECT contact || outcome AS line FROM calls ORDER BY contact, attempt"),
            ["A-12no_answer", "A-12call_back", "B-7busy", "C-1refused"]);
    }

    fn a_call_that_cannot_be_is_told_beside_its_field(db: &TestDatabase) {
        let service = Service::start(db);
        by_telephone(&service, OPEN);
        let pollster = service.signed_in("enquete@example.org", Role::Pollster);
        let note = |form: &str| service.post("/console/vagues/petite-etude-2020-02/appels", form, &pollster);
        assert_eq!(note("contact=C-1&issue=refused").status, 303);
        for (form, why) in [
            ("contact=C-1&issue=no_answer", "ce contact est clos"),
            ("contact=0612345678&issue=busy", "un numéro de téléphone"),
            ("contact=A-1&issue=", "choisissez l’issue"),
            ("contact=A-1&issue=busy&rendez_vous=demain", "une date et une heure"),
            ("contact=A-1&issue=refused&rendez_vous=2026-11-24T18%3A30", "clôt le contact"),
        ] {
            let page = note(form);
            assert!(page.status == 422 && page.text().contains(why), "{form}: {} {}", page.status, page.text());
        }
        assert_eq!(db.lines("SELECT contact AS line FROM calls"), ["C-1"]);
    }

    fn a_call_is_tied_to_no_interview(db: &TestDatabase) {
        let service = Service::start(db);
        by_telephone(&service, OPEN);
        let columns = if db.is_postgres() {
            "SELECT column_name AS line FROM information_schema.columns WHERE table_name = 'calls'"
        } else {
            "SELECT name AS line FROM pragma_table_info('calls')"
        };
        let mut columns = db.lines(columns);
        columns.sort();
        assert_eq!(columns, ["appointment_at", "attempt", "called_at", "called_by", "contact", "outcome", "wave_id"]);
    }
}
