//! Taking up an interview again: by the code its pages show, on another device, and by nobody who guesses.

use crate::client::Reply;
use crate::database::TestDatabase;
use crate::on_both_databases;
use crate::service::{Caller, OPEN, READY, Service, by};
use crate::small_wave;

const WAVE: &str = "/e/petite-etude-2020-02";
/// Well made, and nobody's: the check of twelve times the same character is right.
const NOBODYS: &str = "2222-2222-2222";
const WRONG_A_MINUTE: usize = 10;

/// The code a page shows at its foot.
fn code(page: &str) -> String {
    let shown = page.split("class=\"code\">").nth(1).unwrap_or_else(|| panic!("no code on {page}"));
    shown.split('<').next().unwrap().to_owned()
}

fn resumed(service: &Service, wave: &str, code: &str) -> Reply {
    service.post(&format!("{wave}/reprendre"), &format!("code={}", code.replace(' ', "+")), &Caller::default())
}

on_both_databases! {
    fn the_code_of_a_page_takes_the_interview_up_on_another_device(db: &TestDatabase) {
        let service = Service::start(db);
        service.open(OPEN, small_wave::PAST);
        let phone = service.respondent(OPEN);
        service.post(&format!("{WAVE}/page/consentement"), "CONSENT=oui", &phone);
        let code = code(&service.get(&format!("{WAVE}/page/vous"), &phone).text());
        for typed in [code.clone(), code.to_lowercase(), code.replace('-', " ")] {
            let reply = resumed(&service, WAVE, &typed);
            assert_eq!((reply.status, reply.header("location")), (303, Some("/e/petite-etude-2020-02/page/vous")), "{typed}");
        }
        let computer = resumed(&service, WAVE, &code).caller();
        assert_eq!(service.post(&format!("{WAVE}/page/vous"), "S_SEXE=femme&S_AGE=42", &computer).status, 303);
        let page = service.get(&format!("{WAVE}/page/avis"), &phone);
        assert!(page.status == 200 && page.text().contains(&code), "both go on with the same interview, and see the same code");
        service.post(&format!("{WAVE}/page/avis"), "AVIS=utile", &computer);
        assert_eq!(resumed(&service, WAVE, &code).header("location"), Some("/e/petite-etude-2020-02/fin"));
        assert_eq!(db.lines("SELECT disposition AS line FROM interviews"), ["completed"]);
    }

    fn a_resumed_browser_keeps_its_code_through_the_first_page(db: &TestDatabase) {
        let service = Service::start(db);
        service.open(OPEN, small_wave::PAST);
        let phone = service.respondent(OPEN);
        let before = code(&service.get(&format!("{WAVE}/page/consentement"), &phone).text());
        let again = service.post(WAVE, "", &phone).caller();
        assert_eq!(code(&service.get(&format!("{WAVE}/page/consentement"), &again).text()), before);
        assert_eq!(db.lines("SELECT mode AS line FROM interviews"), ["open"]);
    }

    fn a_personal_link_has_a_code_too_and_both_lead_to_one_interview(db: &TestDatabase) {
        let service = Service::start(db);
        service.open(OPEN, small_wave::PAST);
        let link = service.run(service.app.make_invitations(&by("inviter"), &small_wave::slug(OPEN), 1)).unwrap().remove(0);
        let path = link.strip_prefix("http://127.0.0.1:8080").unwrap();
        let begun = service.post(path, "", &Caller::default()).caller();
        let code = code(&service.get(&format!("{WAVE}/page/consentement"), &begun).text());
        assert_eq!(resumed(&service, WAVE, &code).cookie(), service.post(path, "", &Caller::default()).cookie());
        assert_eq!(db.lines("SELECT mode AS line FROM interviews"), ["invitation"]);
    }

    fn once_the_wave_is_closed_a_personal_link_leads_whoever_answered_to_their_receipt(db: &TestDatabase) {
        let service = Service::start(db);
        service.open(OPEN, small_wave::PAST);
        let slug = small_wave::slug(OPEN);
        let links = service.run(service.app.make_invitations(&by("inviter"), &slug, 3)).unwrap();
        let paths: Vec<_> = links.iter().map(|link| link.strip_prefix("http://127.0.0.1:8080").unwrap()).collect();
        let [answered, begun] = [paths[0], paths[1]].map(|path| service.post(path, "", &Caller::default()).caller());
        for (page, form) in [("consentement", "CONSENT=oui"), ("vous", "S_SEXE=femme&S_AGE=42"), ("avis", "AVIS=utile")] {
            assert_eq!(service.post(&format!("{WAVE}/page/{page}"), form, &answered).status, 303);
        }
        assert_eq!(service.post(&format!("{WAVE}/page/consentement"), "CONSENT=oui", &begun).status, 303);
        service.run(service.app.close_wave(&by("closer"), &slug)).unwrap();
        let receipt = db.lines("SELECT receipt AS line FROM interviews WHERE receipt IS NOT NULL").remove(0);
        let landing = service.get(paths[0], &Caller::default()).text();
        assert!(landing.contains("Revoir la page de fin") && !landing.contains("Cette enquête est close"), "{landing}");
        let again = service.post(paths[0], "", &Caller::default()).caller();
        assert!(service.get(&format!("{WAVE}/fin"), &again).text().contains(&receipt));
        for path in &paths[1..] {
            let landing = service.get(path, &Caller::default()).text();
            assert!(landing.contains("Cette enquête est close") && !landing.contains("<form"), "{landing}");
        }
    }

    fn what_is_no_code_of_this_wave_is_told_and_changes_nothing(db: &TestDatabase) {
        let service = Service::start(db);
        service.open(OPEN, small_wave::PAST);
        service.open(READY, small_wave::PAST);
        let of_other = service.respondent(READY);
        let of_other = code(&service.get("/e/petite-etude-2020-01/page/consentement", &of_other).text());
        let slipped = if of_other.starts_with('A') { of_other.replacen('A', "B", 1) } else { ["A", &of_other[1..]].concat() };
        for (typed, said) in [
            ("", "Écrivez votre code"),
            ("ABCD", "douze caractères"),
            (slipped.as_str(), "mal recopié"),
            ("OOOO-OOOO-OOOO", "mal recopié"),
            (NOBODYS, "n’ouvre aucun"),
            (of_other.as_str(), "n’ouvre aucun"),
        ] {
            let page = resumed(&service, WAVE, typed);
            assert!(page.status == 422 && page.text().contains(said), "{typed}: {} {}", page.status, page.text());
            assert!(page.header("set-cookie").is_none() && page.text().contains("<title>Erreur"));
        }
    }

    fn codes_are_not_guessed_fast_and_right_ones_do_not_count(db: &TestDatabase) {
        let service = Service::start(db);
        service.open(OPEN, small_wave::PAST);
        let phone = service.respondent(OPEN);
        let code = code(&service.get(&format!("{WAVE}/page/consentement"), &phone).text());
        for _ in 0..WRONG_A_MINUTE + 5 {
            assert_eq!(resumed(&service, WAVE, &code).status, 303);
        }
        let statuses: Vec<_> = (0..=WRONG_A_MINUTE).map(|_| resumed(&service, WAVE, NOBODYS).status).collect();
        assert_eq!((statuses[0], statuses[WRONG_A_MINUTE - 1], statuses[WRONG_A_MINUTE]), (422, 422, 429), "{statuses:?}");
        assert_eq!(resumed(&service, WAVE, "ABCD").status, 422, "a slip costs nothing");
    }

    fn sealing_closes_every_code(db: &TestDatabase) {
        let service = Service::start(db);
        service.open(OPEN, small_wave::PAST);
        let phone = service.respondent(OPEN);
        let code = code(&service.get(&format!("{WAVE}/page/consentement"), &phone).text());
        for number in 0..2 {
            service.interview(OPEN, number, "femme", "utile");
        }
        service.run(async {
            service.app.close_wave(&by("closer"), &small_wave::slug(OPEN)).await.unwrap();
            service.app.seal_wave(&by("sealer"), &small_wave::slug(OPEN)).await.unwrap();
        });
        assert_eq!(resumed(&service, WAVE, &code).status, 422);
    }
}
