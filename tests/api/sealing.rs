//! After sealing nobody finds the interview of a personal link again, not even whoever kept the links and the whole
//! database: what stays is how each interview ended, and its receipt.

use sonde::app::run_wave::Opening;
use sonde::domain::telephone::CallOutcome;

use crate::database::TestDatabase;
use crate::on_both_databases;
use crate::service::{Caller, OPEN, Service, by};
use crate::small_wave;

const WAVE: &str = "/e/petite-etude-2020-02";

/// A personal link of the wave, as the address that follows the host.
fn link(service: &Service) -> String {
    let links = service.run(service.app.make_invitations(&by("pollster"), &small_wave::slug(OPEN), 1)).unwrap();
    format!("/i/{}", links[0].rsplit('/').next().unwrap())
}

/// Goes through the interview of the link up to this page, and gives the browser that did.
fn invited(service: &Service, link: &str, pages: &[(&str, &str)]) -> Caller {
    let browser = service.post(link, "", &Caller::default()).caller();
    for (section, form) in pages {
        assert_eq!(service.post(&format!("{WAVE}/page/{section}"), form, &browser).status, 303);
    }
    browser
}

const PAGES: [(&str, &str); 3] =
    [("consentement", "CONSENT=oui"), ("vous", "S_SEXE=femme&S_AGE=42"), ("avis", "AVIS=utile")];

fn close_and_seal(service: &Service) {
    let slug = small_wave::slug(OPEN);
    service.run(async {
        service.app.close_wave(&by("closer"), &slug).await.unwrap();
        service.app.seal_wave(&by("sealer"), &slug).await.unwrap();
    });
}

on_both_databases! {
    fn after_sealing_a_personal_link_finds_no_interview(db: &TestDatabase) {
        let service = Service::start(db);
        service.open(OPEN, small_wave::PAST);
        let (done, halfway) = (link(&service), link(&service));
        let before = [invited(&service, &done, &PAGES), invited(&service, &halfway, &PAGES[..2])];
        let again = service.post(&done, "", &Caller::default());
        assert_eq!(again.cookie(), before[0].cookies.first().cloned(), "while it lasts, the link finds its interview");
        close_and_seal(&service);
        let rows = db.lines("SELECT CAST(COUNT(*) AS TEXT) AS line FROM interviews");
        for (link, browser) in [&done, &halfway].into_iter().zip(&before) {
            assert!(service.get(link, &Caller::default()).text().contains("Cette enquête est close"));
            let reply = service.post(link, "", &Caller::default());
            assert_eq!((reply.status, reply.header("location")), (303, Some("/e/petite-etude-2020-02/fin")));
            assert_ne!(reply.cookie(), browser.cookies.first().cloned(), "the link no longer gives its interview");
            let stranger = Caller { cookies: reply.cookies(), ..Caller::default() };
            let end = service.get(&format!("{WAVE}/fin"), &stranger);
            assert_eq!((end.status, end.header("location")), (303, Some(WAVE)), "no interview, so no receipt either");
            assert!(service.get(WAVE, &stranger).text().contains("Cette enquête est close"));
        }
        assert_eq!(db.lines("SELECT CAST(COUNT(*) AS TEXT) AS line FROM interviews"), rows);
    }

    fn a_dump_after_sealing_shows_receipts_and_dispositions_only(db: &TestDatabase) {
        let service = Service::start(db);
        service.open(OPEN, small_wave::PAST);
        invited(&service, &link(&service), &PAGES);
        invited(&service, &link(&service), &PAGES[..2]);
        assert_eq!(service.interview(OPEN, 1, "homme", "inutile").status, 201);
        let telling = "SELECT disposition AS line FROM interviews \
            WHERE link IS NOT NULL OR length(answers) > 0 OR length(cells) > 0 OR body_digest IS NOT NULL OR holds_places \
            OR seed <> 0 \
            ORDER BY disposition";
        assert_eq!(db.lines(telling).len(), 3, "before: everybody's row tells something");
        close_and_seal(&service);
        assert_eq!(db.lines(telling), Vec::<String>::new());
        let ended = db.lines("SELECT disposition || CASE WHEN receipt IS NULL THEN '' ELSE ' with receipt' END AS line \
            FROM interviews ORDER BY disposition, receipt");
        assert_eq!(ended, ["abandoned", "completed with receipt", "completed with receipt"]);
        let salts = "SELECT slug AS line FROM waves WHERE link_salt IS NOT NULL";
        assert_eq!(db.lines(salts), Vec::<String>::new(), "the key of the links is destroyed");
    }

    fn a_whole_interview_sent_again_after_sealing_keeps_its_receipt(db: &TestDatabase) {
        let service = Service::start(db);
        service.open(OPEN, small_wave::PAST);
        let first = service.interview(OPEN, 1, "femme", "utile");
        close_and_seal(&service);
        let again = service.interview(OPEN, 1, "femme", "utile");
        assert_eq!((first.status, &first.body), (again.status, &again.body));
    }

    fn what_is_kept_of_a_person_tells_neither_the_instant_nor_the_way_they_answered(db: &TestDatabase) {
        let service = Service::start(db);
        service.run(async {
            service.app.load_wave(&by("loader"), small_wave::bundle_by_telephone(OPEN)).await.unwrap();
            service.app.open_wave(&by("opener"), &small_wave::slug(OPEN), Opening::Simulated).await.unwrap();
        });
        let slug = small_wave::slug(OPEN);
        invited(&service, &link(&service), &PAGES);
        db.execute("UPDATE interviews SET ended_on = '2020-05-01 00:00:00.000000'").unwrap();
        assert_eq!(service.run(service.app.note_completions()).unwrap(), 1);
        db.execute("UPDATE invitations SET completed_on = '2020-05-02 00:00:00.000000' WHERE completed_on IS NOT NULL").unwrap();
        invited(&service, &link(&service), &PAGES);
        invited(&service, &link(&service), &PAGES);
        let name = if db.is_postgres() { "encode(id, 'hex')" } else { "lower(hex(id))" };
        let aside = db.lines(&format!("SELECT {name} AS line FROM interviews ORDER BY id")).remove(0);
        let pollster = service.staff("pollster@example.org");
        let reason = ("other", "c’est Léa Roux, la nièce du maire");
        service.run(async {
            service.app.exclude_interview(&pollster, &slug, &aside, reason).await.unwrap();
            service.app.note_call(&pollster, &slug, "A-12", CallOutcome::CallBack, Some(chrono::DateTime::UNIX_EPOCH)).await.unwrap();
            service.app.note_call(&pollster, &slug, "A-12", CallOutcome::Completed, None).await.unwrap();
        });
        db.execute("UPDATE calls SET called_at = '2020-05-01 18:30:12.500000' WHERE attempt = 1").unwrap();
        let telling = [
            "SELECT reason AS line FROM exclusions WHERE reason <> ''",
            "SELECT contact AS line FROM calls WHERE CAST(called_at AS TEXT) NOT LIKE '% 00:00:00%' OR appointment_at IS NOT NULL",
        ];
        assert!(telling.iter().all(|query| !db.lines(query).is_empty()), "before");
        let days = "SELECT DISTINCT CAST(completed_on AS TEXT) AS line FROM invitations WHERE completed_on IS NOT NULL";
        close_and_seal(&service);
        let mut leaks: Vec<&str> = telling.into_iter().filter(|query| !db.lines(query).is_empty()).collect();
        // That they answered, and not which day.
        leaks.extend((db.lines(days).len() != 1).then_some(days));
        assert_eq!(leaks, Vec::<&str>::new());
        assert_eq!(db.lines("SELECT ground AS line FROM exclusions"), ["other"]);
        let calls = db.lines("SELECT outcome || ' ' || substr(CAST(called_at AS TEXT), 1, 10) AS line FROM calls ORDER BY attempt");
        assert!(calls[0] == "call_back 2020-05-01" && calls[1].starts_with("completed 2"), "{calls:?}");
    }
}
