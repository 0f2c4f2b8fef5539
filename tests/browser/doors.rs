//! The pages around a questionnaire, in both languages: the doors of a panel and of a kiosk, ways out, rights, privacy, letters,
//! every kind of refusal. Each is looked at by axe-core, in light and dark, on a phone and on a desk, and by the checks of
//! `structure`.

use diesel::connection::SimpleConnection as _;
use sonde::domain::questionnaire::Language;

use crate::axe;
use crate::looks::Looks;
use crate::pages::{secrets, send_form};
use crate::phone::{Browser, Script};
use crate::service::{Service, free_address};
use crate::states::in_time;
use crate::two_tongues::{CHILD, CONSENT, LATER, MAN, OPINION, Page, SLUG, TwoTongues, WOMAN, WOMEN, somebody};

/// Places one address may hold, however few there are.
const ALWAYS_GRANTED: usize = 10;
/// What no wave has, and what is nobody's.
const NOBODYS_LINK: &str = "/i/aaaaaaaaaaaaaaaaaaaaaaaaaa";
const NOBODYS_CODE: &str = "2222-2222-2222";

/// One browser that goes from door to door.
struct Tour<'w> {
    browser: Browser,
    wave: &'w TwoTongues,
    looks: Looks,
}

impl<'w> Tour<'w> {
    async fn new(wave: &'w TwoTongues, language: Language) -> Self {
        let mut tour = Self {
            browser: Browser::resizable(wave.service.address, Script::On).await,
            wave,
            looks: Looks::new("portes", language),
        };
        tour.settle().await;
        tour
    }

    /// A browser that reads this language, and looks for faults.
    async fn settle(&mut self) {
        axe::load(&self.browser).await;
        self.browser.reads(self.looks.language).await;
    }

    /// The same at another service, as another person.
    async fn moved_to(self, service: &Service) -> Self {
        self.browser.close().await;
        let mut tour = Self { browser: Browser::resizable(service.address, Script::On).await, ..self };
        tour.settle().await;
        tour
    }

    /// Another person at the same browser.
    async fn forget(&self) {
        self.browser.driver.delete_all_cookies().await.expect("the cookies go");
    }

    async fn open(&mut self, path: &str, state: &str) {
        self.browser.go(path).await;
        self.at(state).await;
    }

    async fn at(&mut self, state: &str) {
        assert!(!self.looks.seen.contains(state), "{state} is looked at twice");
        self.looks.at(&self.browser, state).await;
    }

    async fn send(&self, form: &str, fields: &[(&str, &str)]) {
        send_form(&self.browser, form, fields).await;
    }

    /// Begins where the browser is, and answers these pages.
    async fn begin(&self, pages: &[Page]) {
        self.send("main form.start", &[]).await;
        for (section, fields) in pages {
            assert_eq!(self.browser.at().await, format!("/e/{SLUG}/page/{section}"));
            self.send("main form", fields).await;
        }
    }

    async fn complete(&self) {
        self.begin(&[CONSENT, MAN, OPINION]).await;
        assert!(self.browser.at().await.ends_with("/relecture"));
        self.send("main form", &[]).await;
    }

    /// The page that asks whether one takes part, its whole text folded, then unfolded.
    async fn consent(&mut self) {
        self.browser.go(&format!("/e/{SLUG}")).await;
        self.begin(&[]).await;
        self.at("consentement").await;
        self.browser.click("main details > summary").await;
        self.at("consentement-deplie").await;
        self.forget().await;
    }

    async fn doors(&mut self) {
        let panel = |member: &str| format!("/e/{SLUG}/panel?pid={member}");
        self.open(&panel("m1"), "panel-accueil").await;
        self.complete().await;
        self.at("panel-fin").await;
        self.forget().await;
        self.browser.go(&panel("m2")).await;
        self.begin(&[CONSENT, CHILD]).await;
        self.at("panel-hors-champ").await;
        self.forget().await;
        self.open(&self.wave.kiosk(), "borne-accueil").await;
        self.begin(&[CONSENT]).await;
        self.at("borne-page").await;
        self.send("main form", MAN.1).await;
        self.send("main form", OPINION.1).await;
        self.at("borne-relecture").await;
        self.send("main form", &[]).await;
        self.at("borne-fin").await;
        self.forget().await;
        self.open(&self.wave.link(), "invitation-accueil").await;
        self.begin(&[CONSENT]).await;
        self.forget().await;
        self.open(&format!("/e/{SLUG}/reprendre"), "reprendre").await;
        self.send("main form", &[("code", "")]).await;
        self.at("reprendre-vide").await;
        self.send("main form", &[("code", NOBODYS_CODE)]).await;
        self.at("reprendre-inconnu").await;
        self.open(&format!("/e/{LATER}"), "pas-encore").await;
    }

    async fn full(&mut self) {
        for _ in 0..WOMEN {
            somebody(&self.wave.service, &[CONSENT, WOMAN, OPINION], true).await;
        }
        self.browser.go(&format!("/e/{SLUG}")).await;
        self.begin(&[CONSENT, WOMAN]).await;
        self.at("complet").await;
        self.forget().await;
        self.browser.go(&format!("/e/{SLUG}/panel?pid=m3")).await;
        self.begin(&[CONSENT, WOMAN]).await;
        self.at("panel-complet").await;
        self.forget().await;
    }

    async fn rights(&mut self) -> (String, String) {
        let path = format!("/e/{SLUG}/mes-reponses");
        self.browser.go(&format!("/e/{SLUG}")).await;
        self.complete().await;
        let kept = secrets(&self.browser).await;
        self.forget().await;
        self.browser.go(&format!("/e/{SLUG}")).await;
        self.complete().await;
        self.at("fin").await;
        let (receipt, code) = secrets(&self.browser).await;
        self.forget().await;
        self.open(&path, "droits").await;
        self.send("main form", &[("_recu", "ABCD-EFGH-2345"), ("_code", "x")]).await;
        self.at("droits-inconnu").await;
        self.send("main form", &[("_recu", &receipt), ("_code", &code)]).await;
        self.at("droits-reponses").await;
        self.send("main form[action$='/correction']:has([value=avis])", &[]).await;
        self.at("droits-correction").await;
        self.send("main form", &[("AVIS", "rare")]).await;
        self.at("droits-corrige").await;
        self.send("main form[action$='/retrait']", &[]).await;
        self.at("droits-sans-confirmer").await;
        self.send("main form[action$='/retrait']", &[("_confirme", "oui")]).await;
        self.at("droits-retire").await;
        self.open(&format!("/e/{SLUG}/vie-privee"), "vie-privee").await;
        kept
    }

    async fn letters(&mut self) {
        let path = self.wave.unsubscribe(self.looks.language.code());
        self.open(&path, "desinscription").await;
        self.send("main form", &[]).await;
        self.at("desinscrit").await;
    }

    async fn refusals(&mut self) {
        for (path, state) in [
            ("/e/rien-2020-01", "404-vague"),
            (NOBODYS_LINK, "404-lien"),
            ("/desinscription/rien", "404-courrier"),
            (&format!("/e/{SLUG}/mes-reponses/retrait"), "405"),
        ] {
            self.open(path, state).await;
        }
        let mut lock = self.wave.database();
        lock.batch_execute("BEGIN IMMEDIATE").expect("nobody else writes");
        self.browser.go(&format!("/e/{SLUG}")).await;
        self.send("main form.start", &[]).await;
        self.at("503").await;
        lock.batch_execute("ROLLBACK").expect("the others go on");
    }

    /// At a service that is guarded as it is by default.
    async fn guarded(self) -> Self {
        let wave = self.wave;
        let settings = |starts| {
            [("SONDE_STARTS_PER_MINUTE", starts), ("SONDE_START_DELAY_SECONDS", "1"), ("SONDE_HELD_SHARE_PERCENT", "5")]
        };
        let open = wave.installation.serve_at(free_address(), &[("SONDE_HELD_SHARE_PERCENT", "5")]);
        for _ in 0..ALWAYS_GRANTED {
            somebody(&open, &[CONSENT, MAN], false).await;
        }
        let mut tour = self.moved_to(&open).await;
        tour.browser.go(&format!("/e/{SLUG}")).await;
        tour.begin(&[CONSENT, MAN]).await;
        tour.at("429-places").await;
        let paced = wave.installation.serve_at(free_address(), &settings("1"));
        let mut tour = tour.moved_to(&paced).await;
        tour.browser.go(&format!("/e/{SLUG}")).await;
        tour.send("main form.start", &[("_ticket", "x")]).await;
        tour.at("encore-une-fois").await;
        tour.send("main form.start", &[]).await;
        tour.at("429").await;
        tour.moved_to(&wave.service).await
    }

    /// Last: the wave is over.
    async fn over(&mut self, (receipt, code): (String, String)) {
        self.browser.go(&format!("/e/{SLUG}")).await;
        self.begin(&[CONSENT]).await;
        self.wave.installation.done(&["wave", "close", SLUG]);
        self.send("main form", MAN.1).await;
        self.at("close-avant-la-fin").await;
        self.forget().await;
        self.open(&format!("/e/{SLUG}"), "close").await;
        self.wave.installation.done(&["wave", "seal", SLUG]);
        self.browser.go(&format!("/e/{SLUG}/mes-reponses")).await;
        self.send("main form", &[("_recu", &receipt), ("_code", &code)]).await;
        self.at("410-scelle").await;
    }
}

async fn toured(language: Language) {
    let wave = TwoTongues::open();
    let mut tour = Tour::new(&wave, language).await;
    tour.consent().await;
    tour.doors().await;
    tour.full().await;
    let kept = tour.rights().await;
    tour.letters().await;
    tour.refusals().await;
    let mut tour = tour.guarded().await;
    tour.over(kept).await;
    tour.browser.close().await;
    tour.looks.told();
}

#[test]
fn every_page_around_a_questionnaire_is_accessible_in_french() {
    in_time(toured(Language::Fr));
}

#[test]
fn every_page_around_a_questionnaire_is_accessible_in_english() {
    in_time(toured(Language::En));
}
