//! An interview as a browser goes through it: pages, faults, back, resume, endings, and the same sent twice.

use crate::client::Request;
use crate::database::TestDatabase;
use crate::on_both_databases;
use crate::service::{Caller, OPEN, PUBLIC, READY, Service};
use crate::small_wave;

const WAVE: &str = "/e/petite-etude-2020-02";

fn page(section: &str) -> String {
    format!("{WAVE}/page/{section}")
}

/// Sends a page and says where it led.
fn sent(service: &Service, respondent: &Caller, section: &str, form: &str) -> String {
    let reply = service.post(&page(section), form, respondent);
    assert_eq!(reply.status, 303, "{section}: {}", reply.text());
    reply.header("location").unwrap().to_owned()
}

/// The receipt on the page of the end.
fn receipt(service: &Service, respondent: &Caller) -> String {
    service.get(&format!("{WAVE}/fin"), respondent).receipts().swap_remove(0)
}

on_both_databases! {
    fn a_respondent_goes_through_page_by_page_and_gets_a_receipt(db: &TestDatabase) {
        let service = Service::start(db);
        service.open(OPEN, small_wave::PAST);
        let respondent = service.respondent(OPEN);
        assert_eq!(sent(&service, &respondent, "consentement", "CONSENT=oui"), page("vous"));
        assert_eq!(sent(&service, &respondent, "vous", "S_SEXE=femme&S_AGE=42"), page("avis"));
        assert_eq!(sent(&service, &respondent, "avis", "AVIS=utile"), format!("{WAVE}/fin"));
        assert_eq!(receipt(&service, &respondent).len(), "AAAA-BBBB-CCCC".len());
    }

    fn a_fault_is_told_first_and_nothing_typed_is_lost(db: &TestDatabase) {
        let service = Service::start(db);
        service.open(OPEN, small_wave::PAST);
        let respondent = service.respondent(OPEN);
        sent(&service, &respondent, "consentement", "CONSENT=oui");
        let reply = service.post(&page("vous"), "S_SEXE=femme&S_AGE=quarante", &respondent);
        let html = reply.text();
        assert_eq!(reply.status, 422);
        assert!(html.contains("<title>Erreur\u{a0}: "), "the title says that there are faults");
        assert!(html.contains("href=\"#f-S_AGE\"") && html.contains("id=\"f-S_AGE\""), "the summary links to the field");
        assert!(html.contains("value=\"quarante\""), "what was typed is still there");
        assert!(html.contains("value=\"femme\" checked"), "what was right is still chosen");
        assert!(html.find("class=\"summary\"").unwrap() < html.find("<h1>").unwrap(), "faults come first");
    }

    fn markup_in_an_answer_comes_back_as_text(db: &TestDatabase) {
        let service = Service::start(db);
        service.open(OPEN, small_wave::PAST);
        let respondent = service.respondent(OPEN);
        sent(&service, &respondent, "consentement", "CONSENT=oui");
        let html = service.post(&page("vous"), "S_AGE=%22%3E%3Cscript%3Ealert(1)%3C/script%3E", &respondent).text();
        assert!(html.contains("&lt;script&gt;") && !html.contains("<script>"));
    }

    fn going_back_shows_what_was_answered_and_the_profile_stays(db: &TestDatabase) {
        let service = Service::start(db);
        service.open(OPEN, small_wave::PAST);
        let respondent = service.respondent(OPEN);
        sent(&service, &respondent, "consentement", "CONSENT=oui");
        sent(&service, &respondent, "vous", "S_SEXE=femme&S_AGE=42");
        let profile = service.get(&page("vous"), &respondent).text();
        assert!(profile.contains("value=\"femme\" checked disabled"), "settled: shown, not open to change");
        // A browser that sends another profile all the same changes nothing.
        sent(&service, &respondent, "vous", "S_SEXE=homme&S_AGE=30");
        let profile = service.get(&page("vous"), &respondent).text();
        assert!(profile.contains("value=\"femme\" checked") && !profile.contains("value=\"homme\" checked"));
    }

    fn a_page_not_reached_yet_leads_to_the_one_that_is(db: &TestDatabase) {
        let service = Service::start(db);
        service.open(OPEN, small_wave::PAST);
        let respondent = service.respondent(OPEN);
        let reply = service.get(&page("avis"), &respondent);
        assert_eq!((reply.status, reply.header("location")), (303, Some(page("consentement").as_str())));
        assert_eq!(service.get(&page("inconnue"), &respondent).status, 303);
    }

    fn whoever_refuses_may_change_their_mind(db: &TestDatabase) {
        let service = Service::start(db);
        service.open(OPEN, small_wave::PAST);
        let respondent = service.respondent(OPEN);
        assert_eq!(sent(&service, &respondent, "consentement", "CONSENT=non"), format!("{WAVE}/fin"));
        let end = service.get(&format!("{WAVE}/fin"), &respondent).text();
        assert!(end.contains("aucune réponse n’a été gardée") && end.contains("Vous pouvez fermer cette page."), "{end}");
        assert!(end.contains("Un choix fait par erreur\u{a0}? Revenir à la première page"), "{end}");
        let again = service.post(WAVE, "", &respondent);
        assert_eq!((again.status, again.header("location")), (303, Some(page("consentement").as_str())));
        assert_ne!(again.cookie(), respondent.cookies.first().cloned(), "another interview");
    }

    fn a_minor_is_told_politely_that_the_survey_is_for_others(db: &TestDatabase) {
        let service = Service::start(db);
        service.open(OPEN, small_wave::PAST);
        let respondent = service.respondent(OPEN);
        sent(&service, &respondent, "consentement", "CONSENT=oui");
        assert_eq!(sent(&service, &respondent, "vous", "S_SEXE=homme&S_AGE=12"), format!("{WAVE}/fin"));
        assert!(service.get(&format!("{WAVE}/fin"), &respondent).text().contains("s’adresse à un autre public"));
    }

    fn a_full_cell_is_told_in_words_that_do_not_name_it(db: &TestDatabase) {
        let service = Service::start(db);
        service.open(OPEN, small_wave::PAST);
        for number in 0..20 {
            assert_eq!(service.interview(OPEN, number, "homme", "utile").status, 201);
        }
        let reply = service.interview(OPEN, 20, "homme", "utile");
        assert_eq!((reply.status, reply.json()["interview"]["disposition"].as_str()), (200, Some("quota_full")));
        let respondent = service.respondent(OPEN);
        sent(&service, &respondent, "consentement", "CONSENT=oui");
        assert_eq!(sent(&service, &respondent, "vous", "S_SEXE=homme&S_AGE=42"), format!("{WAVE}/fin"));
        let end = service.get(&format!("{WAVE}/fin"), &respondent).text();
        assert!(end.contains("assez de réponses") && !end.contains("homme") && !end.contains("Sexe"));
    }

    fn a_personal_link_resumes_on_another_device_and_reading_it_spends_nothing(db: &TestDatabase) {
        let service = Service::start(db);
        service.open(OPEN, small_wave::PAST);
        let by = crate::service::by("pollster");
        let links = service.run(service.app.make_invitations(&by, &small_wave::slug(OPEN), 1)).unwrap();
        let link = links[0].rsplit_once("/i/").map(|(_, token)| format!("/i/{token}")).unwrap();
        let scanner = Caller::default();
        for _ in 0..3 {
            let seen = service.get(&link, &scanner);
            assert_eq!((seen.status, seen.cookie()), (200, None));
        }
        let first = service.post(&link, "", &scanner);
        let phone = first.caller();
        sent(&service, &phone, "consentement", "CONSENT=oui");
        let second = service.post(&link, "", &Caller::default());
        assert_eq!(second.header("location"), Some(page("vous").as_str()), "taken up where it stood");
        assert_eq!(second.cookie(), first.cookie(), "the same interview");
        assert!(!first.header("location").unwrap().contains(link.trim_start_matches("/i/")), "the secret left the address");
    }

    fn the_same_interview_sent_twice_counts_once(db: &TestDatabase) {
        let service = Service::start(db);
        service.open(OPEN, small_wave::PAST);
        let first = service.interview(OPEN, 1, "femme", "utile");
        let second = service.interview(OPEN, 1, "femme", "utile");
        assert_eq!((first.status, first.body.clone()), (second.status, second.body));
        let other = service.interview(OPEN, 1, "femme", "inutile");
        assert_eq!((other.status, other.code().as_str()), (422, "key_reused"));
        let status = service.run(service.app.wave_status(&small_wave::slug(OPEN))).unwrap();
        assert_eq!(status.cells[0].completed, 1);
    }

    fn a_last_page_sent_twice_keeps_its_receipt(db: &TestDatabase) {
        let service = Service::start(db);
        service.open(OPEN, small_wave::PAST);
        let respondent = service.respondent(OPEN);
        sent(&service, &respondent, "consentement", "CONSENT=oui");
        sent(&service, &respondent, "vous", "S_SEXE=femme&S_AGE=42");
        sent(&service, &respondent, "avis", "AVIS=utile");
        let first = receipt(&service, &respondent);
        assert_eq!(sent(&service, &respondent, "avis", "AVIS=inutile"), format!("{WAVE}/fin"));
        assert_eq!(receipt(&service, &respondent), first);
    }

    fn unknown_fields_and_codes_of_a_whole_interview_are_named(db: &TestDatabase) {
        let service = Service::start(db);
        service.open(OPEN, small_wave::PAST);
        let body = r#"{"CONSENT":"oui","S_SEXE":"martien","S_AGE":42,"AVIS":"utile","PIRATE":"1"}"#;
        let reply = Request::new("POST", &format!("{WAVE}/reponse"))
            .header("idempotency-key", "une-cle-assez-longue")
            .json(body)
            .send(service.address);
        assert_eq!((reply.status, reply.code().as_str()), (422, "bad_answers"));
        let places: Vec<_> =
            reply.json()["items"].as_array().unwrap().iter().map(|item| item["place"].clone()).collect();
        assert!(places.contains(&"S_SEXE".into()), "{places:?}");
    }

    fn a_wave_that_is_not_open_yet_or_no_more_says_which(db: &TestDatabase) {
        let service = Service::start(db);
        service.load(READY, small_wave::PAST);
        service.published(PUBLIC, &["utile", "inutile"]);
        let stranger = Caller::default();
        let before = service.get("/e/petite-etude-2020-01", &stranger);
        let after = service.get("/e/petite-etude-2020-04", &stranger);
        assert!(before.text().contains("Cette enquête n’est pas encore ouverte"), "{}", before.text());
        assert!(after.text().contains("Cette enquête est close"), "{}", after.text());
        assert_eq!(service.interview(PUBLIC, 99, "femme", "utile").code(), "wave_not_open");
        assert_eq!(service.get("/e/petite-etude-2031-01", &stranger).status, 404);
    }
}
