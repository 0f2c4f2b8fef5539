//! What a wave's own `[pages]` change of the respondents' pages: a review before sending, colours, a logo.

use crate::client::Request;
use crate::database::TestDatabase;
use crate::on_both_databases;
use crate::service::{Caller, OPEN, Service, by};
use crate::small_wave;
use sonde::app::run_wave::Opening;
use sonde::domain::wave::WaveBundle;

const KEY: &str = "2020-06";
const PLACE: &str = "/e/petite-etude-2020-06";
const DRAWING: &str =
    "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 8 8\"><rect width=\"8\" height=\"8\"/></svg>";

fn bundle(pages: &str) -> WaveBundle {
    let mut bundle = small_wave::bundle(KEY, small_wave::FAR);
    bundle.wave.1 = [&bundle.wave.1, "\n[pages]\n", pages, "\n"].concat();
    bundle.neighbours.insert("logos/rameau.svg".to_owned(), DRAWING.to_owned());
    bundle
}

fn opened(db: &TestDatabase, pages: &str) -> Service {
    let service = Service::start(db);
    service.run(service.app.load_wave(&by("loader"), bundle(pages))).unwrap();
    service.run(service.app.open_wave(&by("opener"), &small_wave::slug(KEY), Opening::Simulated)).unwrap();
    service
}

/// Sends a page, and gives where it leads.
fn sent(service: &Service, who: &Caller, page: &str, form: &str) -> String {
    let reply = service.post(&format!("{PLACE}/{page}"), form, who);
    assert_eq!(reply.status, 303, "{page}: {}", reply.text());
    reply.header("location").expect("a place").to_owned()
}

fn reviewed(service: &Service, who: &Caller) -> String {
    for (page, form) in [("page/consentement", "CONSENT=oui"), ("page/vous", "S_SEXE=femme&S_AGE=42")] {
        assert!(sent(service, who, page, form).contains("/page/"));
    }
    assert_eq!(sent(service, who, "page/avis", "AVIS=utile"), format!("{PLACE}/relecture"));
    service.get(&format!("{PLACE}/relecture"), who).text()
}

fn completed(service: &Service) -> u32 {
    service.run(service.app.wave_status(&small_wave::slug(KEY))).unwrap().cells.first().map_or(0, |cell| cell.completed)
}

on_both_databases! {
    fn everything_is_read_again_and_sent_once(db: &TestDatabase) {
        let service = opened(db, "review = true");
        let who = service.respondent(KEY);
        let page = reviewed(&service, &who);
        for said in ["Vérifiez vos réponses", "Une femme", "42", "Utile", "page/avis?relecture", "Envoyer mes réponses"] {
            assert!(page.contains(said), "{said} is not in {page}");
        }
        assert!(page.contains("Étape 4 sur 4") && page.contains("<progress max=\"4\" value=\"3\""), "{page}");
        assert!(page.contains("<a href=\"/e/petite-etude-2020-06/page/avis\">Page précédente</a>"), "{page}");
        assert!(page.contains("elles ne peuvent plus être modifiées"), "why the profile has no link: {page}");
        assert_eq!(completed(&service), 0, "nothing is sent before the button");
        assert_eq!(sent(&service, &who, "relecture", ""), format!("{PLACE}/fin"));
        assert_eq!(sent(&service, &who, "relecture", ""), format!("{PLACE}/fin"), "a double click");
        assert_eq!(completed(&service), 1);
        assert!(service.get(&format!("{PLACE}/fin"), &who).text().contains("Votre reçu"));
    }

    fn the_accessibility_statement_leads_back_to_the_survey_it_was_opened_from(db: &TestDatabase) {
        let service = opened(db, "");
        let landing = service.get(PLACE, &Caller::default()).text();
        let address = "/accessibilite?lang=fr&amp;enquete=petite-etude-2020-06";
        assert!(landing.contains(address), "{landing}");
        let english = |address: &str| {
            service.send(Request::new("GET", address).header("accept-language", "en"), &Caller::default())
        };
        let back = "<a href=\"/e/petite-etude-2020-06\">Retour à l’enquête</a>";
        let told = english(&address.replace("&amp;", "&")).text();
        assert!(told.contains(back) && told.contains("lang=en"), "{told}");
        for nowhere in ["enquete=absente-2020-01", "enquete=../console"] {
            let told = english(&format!("/accessibilite?lang=fr&{nowhere}"));
            assert!(told.status == 200 && !told.text().contains("Retour à l’enquête"), "{}", told.text());
        }
    }

    fn what_is_changed_from_the_review_leads_back_to_it(db: &TestDatabase) {
        let service = opened(db, "review = true");
        let who = service.respondent(KEY);
        let page = reviewed(&service, &who);
        assert!(!page.contains("page/vous?relecture"), "a profile that took its place no longer changes");
        let changed = service.get(&format!("{PLACE}/page/avis?relecture"), &who).text();
        assert!(changed.contains("name=\"_relecture\"") && changed.contains("Revenir à la vérification"), "{changed}");
        assert_eq!(sent(&service, &who, "page/consentement", "CONSENT=oui&_relecture=1"), format!("{PLACE}/relecture"));
        assert_eq!(sent(&service, &who, "page/avis", "AVIS=inutile&_relecture=1"), format!("{PLACE}/relecture"));
        assert!(service.get(&format!("{PLACE}/relecture"), &who).text().contains("Inutile"));
    }

    fn the_review_is_for_whoever_has_answered_everything(db: &TestDatabase) {
        let service = opened(db, "review = true");
        let who = service.respondent(KEY);
        for (asked, method) in [("GET", "lecture"), ("POST", "envoi")] {
            let reply = service.send(Request::new(asked, &format!("{PLACE}/relecture")).form(""), &who);
            assert_eq!(reply.header("location"), Some("/e/petite-etude-2020-06/page/consentement"), "{method}");
        }
        assert_eq!(completed(&service), 0);
        // Taken up again by the address of the wave, it is where it was left.
        reviewed(&service, &who);
        assert!(service.get(PLACE, &who).text().contains("/relecture"), "the landing leads back to the review");
    }

    fn a_first_page_says_why_in_its_own_words_else_in_those_of_its_privacy_notice(db: &TestDatabase) {
        let service = Service::start(db);
        let notice = "\n[privacy]\ncontroller = \"Observatoire\"\ncontact = \"a@exemple.example\"\npurpose = \"Pour la notice.\"\nlegal_basis = \"consent\"\n";
        for (key, pages, said) in [
            ("2020-06", "purpose = \"Pour savoir.\"", "Pour savoir."),
            ("2020-07", "review = true", "Pour la notice."),
        ] {
            let mut bundle = small_wave::bundle(key, small_wave::FAR);
            bundle.wave.1 = [&bundle.wave.1, "\n[pages]\n", pages, notice].concat();
            service.run(service.app.load_wave(&by("loader"), bundle)).unwrap();
            service.run(service.app.open_wave(&by("opener"), &small_wave::slug(key), Opening::Simulated)).unwrap();
            let page = service.get(&format!("/e/petite-etude-{key}"), &Caller::default()).text();
            let lead = page.split("<p class=\"lead\">").nth(1).and_then(|rest| rest.split("</p>").next());
            assert_eq!(lead, Some(said), "{page}");
        }
    }

    fn a_page_without_its_interview_leads_back_in_and_says_so_once(db: &TestDatabase) {
        let service = opened(db, "review = true");
        let nobody = Caller::default();
        let lost = format!("{PLACE}?perdu");
        for reply in [
            service.get(&format!("{PLACE}/page/vous"), &nobody),
            service.post(&format!("{PLACE}/page/vous"), "S_SEXE=femme", &nobody),
            service.post(&format!("{PLACE}/relecture"), "", &nobody),
        ] {
            assert_eq!((reply.status, reply.header("location")), (303, Some(lost.as_str())));
        }
        let told = "ne retrouve plus votre questionnaire";
        let page = service.get(&lost, &nobody).text();
        assert!(page.contains(told) && page.contains("action=\"/e/petite-etude-2020-06?perdu\""), "{page}");
        assert!(!service.get(PLACE, &nobody).text().contains(told), "whoever comes by the plain address has lost nothing");
        let known = service.respondent(KEY);
        assert!(!service.get(&lost, &known).text().contains(told), "whose interview is known has not either");
    }

    fn only_the_sites_a_wave_names_may_show_its_pages_inside_theirs(db: &TestDatabase) {
        let service = opened(db, "frames = [\"https://www.exemple.fr\", \"https://autre.exemple.fr\"]");
        service.open(OPEN, small_wave::FAR);
        let who = service.respondent(KEY);
        let headers = |address: &str| {
            let reply = service.get(address, &who);
            let header = |name: &str| reply.header(name).map(str::to_owned);
            (header("content-security-policy").expect("a policy"), header("x-frame-options"))
        };
        for address in [PLACE.to_owned(), format!("{PLACE}/page/consentement")] {
            let (policy, old) = headers(&address);
            assert!(policy.ends_with("frame-ancestors https://www.exemple.fr https://autre.exemple.fr"), "{policy}");
            assert!(!policy.contains("unsafe"), "{policy}");
            assert_eq!(old, None, "{address}");
        }
        for elsewhere in ["/e/petite-etude-2020-02", "/console", "/resultats", "/accessibilite", "/e/absente-2020-01"] {
            let (policy, old) = headers(elsewhere);
            assert!(policy.ends_with("frame-ancestors 'none'"), "{elsewhere}: {policy}");
            assert_eq!(old.as_deref(), Some("DENY"), "{elsewhere}");
        }
    }

    fn cookies_are_lent_to_the_sites_that_show_the_wave_and_only_where_they_are_secure(db: &TestDatabase) {
        let plain = opened(db, "frames = [\"https://www.exemple.fr\"]");
        plain.open(OPEN, small_wave::FAR);
        let secure = Service::start_at(db, "https://sonde.example");
        for (service, place, expected) in [
            (&secure, PLACE, "SameSite=None; Secure; Path=/e/petite-etude-2020-06; Max-Age=2592000; Partitioned"),
            (&secure, "/e/petite-etude-2020-02", "SameSite=Lax; Secure; Path=/e/petite-etude-2020-02; Max-Age=2592000"),
            (&plain, PLACE, "SameSite=Lax; Path=/e/petite-etude-2020-06; Max-Age=2592000"),
        ] {
            let begun = service.post(place, "", &Caller::default());
            let cookies: Vec<_> = begun.headers.iter().filter(|(name, _)| name == "set-cookie").collect();
            assert_eq!(cookies.len(), 2, "the interview and its witness: {cookies:?}");
            for (_, cookie) in cookies {
                assert!(cookie.starts_with("sonde_") && cookie.ends_with(&format!("; HttpOnly; {expected}")), "{cookie}");
            }
        }
    }

    fn respondents_pages_stay_in_no_cache_and_tell_no_site_where_one_comes_from(db: &TestDatabase) {
        let service = opened(db, "review = true");
        let who = service.respondent(KEY);
        reviewed(&service, &who);
        for page in ["", "/page/consentement", "/page/avis", "/relecture", "/fin"] {
            let reply = service.get(&format!("{PLACE}{page}"), &who);
            assert_eq!(reply.header("cache-control"), Some("no-store"), "{page}");
            assert_eq!(reply.header("referrer-policy"), Some("no-referrer"), "{page}");
            assert_eq!(reply.header("x-content-type-options"), Some("nosniff"), "{page}");
        }
    }

    fn a_wave_lends_its_colours_and_its_logo(db: &TestDatabase) {
        let look = "accent = \"#8a1538\"\nlogo = \"rameau.svg\"\nlogo_says = \"Le RAMEAU\"\npurpose = \"Pour savoir.\"";
        let service = opened(db, look);
        let nobody = Caller::default();
        let page = service.get(PLACE, &nobody).text();
        assert!(page.contains("<img class=\"logo\" src=\"/e/petite-etude-2020-06/marque/logo.svg\" alt=\"Le RAMEAU\">"), "{page}");
        assert!(page.contains("Pour savoir."));
        let colours = service.get(&format!("{PLACE}/marque/couleurs.css"), &nobody);
        assert_eq!((colours.status, colours.header("content-type")), (200, Some("text/css; charset=utf-8")));
        assert!(colours.text().contains("--accent: #8a1538"));
        let logo = service.get(&format!("{PLACE}/marque/logo.svg"), &nobody);
        assert_eq!((logo.text().as_str(), logo.header("content-type")), (DRAWING, Some("image/svg+xml")));
        assert_eq!(service.get(&format!("{PLACE}/marque/logo.png"), &nobody).status, 404);
    }
}
