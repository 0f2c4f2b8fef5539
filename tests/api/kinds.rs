//! A questionnaire with every kind of question and every rule, driven over HTTP as a browser drives it: what is shown is
//! what is sent back.

use std::collections::BTreeMap;

use sonde::app::account::Role;
use sonde::app::run_wave::Opening;
use sonde::domain::id::WaveSlug;
use sonde::domain::wave::WaveBundle;

use crate::client::Reply;
use crate::database::TestDatabase;
use crate::on_both_databases;
use crate::service::{Caller, Service, by};

pub const WAVE: &str = "/e/essai-2020-02";
const SECTIONS_MAX: usize = 10;

fn slug() -> WaveSlug {
    WaveSlug::parse("essai-2020-02").unwrap()
}

/// A file of `tests/questionnaires`, by the name a bundle gives it.
macro_rules! file {
    ($name:literal) => {
        ($name.to_owned(), include_str!(concat!("../questionnaires/", $name)).to_owned())
    };
}

pub fn bundle() -> WaveBundle {
    WaveBundle {
        wave: file!("essai/waves/2020-02.toml"),
        questionnaire: file!("essai/v1.toml"),
        margins: BTreeMap::from([("essai_age.csv".to_owned(), file!("margins/essai_age.csv").1)]),
        neighbours: BTreeMap::from([
            file!("bank/citoyens.toml"),
            file!("nomenclatures/communes.toml"),
            file!("nomenclatures/communes.csv"),
        ]),
    }
}

/// A browser in the middle of an interview.
pub struct Walk<'s> {
    pub service: &'s Service,
    pub caller: Caller,
    pub at: String,
}

fn opened(db: &TestDatabase) -> Service {
    opened_with(db, bundle())
}

pub fn opened_with(db: &TestDatabase, bundle: WaveBundle) -> Service {
    let service = Service::start(db);
    service.run(service.app.load_wave(&by("loader"), bundle)).unwrap_or_else(|error| panic!("{error:?}"));
    service.run(service.app.open_wave(&by("opener"), &slug(), Opening::Simulated)).unwrap();
    service
}

impl<'s> Walk<'s> {
    pub fn begun(service: &'s Service, parameters: &str) -> Self {
        let reply = service.post(&format!("{WAVE}{parameters}"), "", &Caller::default());
        let caller = reply.caller();
        let mut walk = Self { service, caller, at: reply.header("location").unwrap().to_owned() };
        walk.goes("CONSENT=oui");
        walk
    }

    pub fn page(&self) -> String {
        self.service.get(&self.at, &self.caller).text()
    }

    pub fn shows(&self, piece: &str) {
        assert!(self.page().contains(piece), "{piece} is not on {}:\n{}", self.at, self.page());
    }

    pub fn send(&self, form: &str) -> Reply {
        self.service.post(&self.at, form, &self.caller)
    }

    /// Sends the page, which passes.
    pub fn goes(&mut self, form: &str) {
        let reply = self.send(form);
        assert_eq!(reply.status, 303, "{} with {form}: {}", self.at, reply.text());
        self.at = reply.header("location").unwrap().to_owned();
    }

    pub fn is_at(&self, section: &str) -> bool {
        self.at.ends_with(&format!("/page/{section}"))
    }
}

/// What passes on each page.
fn answers(section: &str) -> &'static str {
    match section {
        "vous" => "S_AGE=42&S_ENFANTS=2&S_COMMUNE-missing=autre_commune",
        "marques" => "CONNUES=a&CONNUES=b",
        "preferences" => "PREFEREE=b&RANGS.1=gout&RANGS.2=prix",
        "notes" => "NOTE=7&NOTES.ville=10&NOTES.c=0&ACCORD=moyen&JC_UTILITE=utile",
        "nombres" => "TAUX=12,5&BUDGET.travail=60,5&BUDGET.reste=39,5",
        "ecrire" => "DEPUIS.month=5&DEPUIS.year=2019&MOTS=Merci+%26+bravo&COURRIEL=a%40b.fr",
        other => panic!("no answers for {other}"),
    }
}

impl Walk<'_> {
    fn section(&self) -> String {
        self.at.rsplit('/').next().unwrap().to_owned()
    }

    /// The fields of the usual answers that this page shows.
    pub fn usual(&self) -> String {
        let page = self.page();
        let shown = |field: &&str| page.contains(&format!("name=\"{}\"", field.split('=').next().unwrap()));
        answers(&self.section()).split('&').filter(shown).collect::<Vec<_>>().join("&")
    }

    pub fn until(mut self, section: &str) -> Self {
        for _ in 0..SECTIONS_MAX {
            if self.is_at(section) || self.at.ends_with("/fin") {
                break;
            }
            let form = self.usual();
            self.goes(&form);
        }
        self
    }
}

on_both_databases! {
    fn every_kind_is_shown_sent_and_led_to_its_own_end_page(db: &TestDatabase) {
        let service = opened(db);
        let walk = Walk::begun(&service, "").until("fin");
        walk.shows("Vos réponses sont enregistrées. l’Institut d’essai vous remercie.");
        walk.shows("class=\"receipt\"");
    }

    fn what_was_sent_in_each_kind_is_there_again_on_going_back(db: &TestDatabase) {
        let service = opened(db);
        let mut walk = Walk::begun(&service, "").until("ecrire");
        let at = |section: &str| format!("{WAVE}/page/{section}");
        for (section, pieces) in [
            ("vous", vec!["value=\"42\"", "name=\"S_COMMUNE-missing\" value=\"autre_commune\""]),
            ("marques", vec!["value=\"a\" checked", "value=\"b\" checked"]),
            ("preferences", vec!["value=\"b\" selected", "value=\"gout\" selected", "value=\"prix\" selected"]),
            ("notes", vec!["name=\"NOTE\" value=\"7\" checked", "name=\"NOTES.ville\" value=\"10\" checked"]),
            ("nombres", vec!["value=\"12,5\"", "name=\"BUDGET.travail\" value=\"60,5\""]),
        ] {
            walk.at = at(section);
            for piece in pieces {
                walk.shows(piece);
            }
        }
    }

    fn a_warning_is_told_once_and_passes_when_the_page_is_sent_again(db: &TestDatabase) {
        let service = opened(db);
        let mut walk = Walk::begun(&service, "");
        let form = "S_AGE=42&S_ENFANTS=12&S_COMMUNE-missing=autre_commune";
        let reply = walk.send(form);
        let page = reply.text();
        assert_eq!(reply.status, 422);
        assert!(page.contains("Plus de dix enfants\u{a0}: est-ce exact\u{a0}?") && page.contains("doubtful"), "{page}");
        assert!(!page.contains("<title>Erreur"), "a doubt is not an error");
        walk.goes(&format!("{form}&_soft={}", reply.field("_soft")));
        assert!(walk.is_at("marques"), "{}", walk.at);
    }

    fn a_question_only_wished_for_is_asked_again_once(db: &TestDatabase) {
        let service = opened(db);
        let mut walk = Walk::begun(&service, "");
        let form = "S_AGE=42&S_COMMUNE-missing=nsp";
        let reply = walk.send(form);
        let page = reply.text();
        assert!(page.contains("À vérifier") && page.contains("href=\"#f-S_ENFANTS\""), "{page}");
        walk.goes(&format!("{form}&_soft={}", reply.field("_soft")));
        assert!(walk.is_at("marques"));
    }

    fn an_exit_leads_to_the_page_it_names(db: &TestDatabase) {
        let service = opened(db);
        let mut walk = Walk::begun(&service, "");
        walk.goes("S_AGE=12&S_ENFANTS=0&S_COMMUNE-missing=nsp");
        walk.shows("Cette enquête s’adresse aux adultes.");
    }

    fn a_skip_leaves_out_the_pages_between(db: &TestDatabase) {
        let service = opened(db);
        let mut walk = Walk::begun(&service, "");
        walk.goes("S_AGE=95&S_ENFANTS=0&S_COMMUNE-missing=nsp");
        assert!(walk.is_at("ecrire"), "{}", walk.at);
    }

    fn options_follow_an_earlier_answer_and_the_address(db: &TestDatabase) {
        let service = opened(db);
        let mut walk = Walk::begun(&service, "?src=courriel").until("marques");
        walk.shows("Gamma");
        walk.goes("CONNUES=a");
        let page = walk.page();
        assert!(page.contains("Alpha") && !page.contains("Bêta"), "only what was chosen: {page}");
        walk.goes("PREFEREE=a&RANGS.1=gout&RANGS.2=prix");
        let walk = walk.until("notes");
        let page = walk.page();
        assert!(page.contains("name=\"NOTES.b\"") && !page.contains("name=\"NOTES.a\""), "only what was not: {page}");
    }

    fn an_address_without_its_parameter_gives_the_default(db: &TestDatabase) {
        let service = opened(db);
        let walk = Walk::begun(&service, "?src=%3Cscript%3E").until("marques");
        assert!(!walk.page().contains("Gamma"));
        let landing = walk.service.get(&format!("{WAVE}?src=courriel&autre=1"), &Caller::default()).text();
        assert!(landing.contains(&format!("action=\"{WAVE}?src=courriel\"")), "{landing}");
    }

    fn faults_of_each_kind_lead_to_a_field_of_the_page(db: &TestDatabase) {
        let service = opened(db);
        for (section, form) in [
            ("preferences", "PREFEREE=b&RANGS.1=gout&RANGS.2=gout"),
            ("notes", "NOTE=11&ACCORD=moyen"),
            ("nombres", "TAUX=12,57&BUDGET.travail=60&BUDGET.reste=30"),
            ("ecrire", "DEPUIS.month=14&DEPUIS.year=2019"),
        ] {
            let walk = Walk::begun(&service, "").until(section);
            let reply = walk.send(form);
            let page = reply.text();
            assert_eq!(reply.status, 422, "{section}");
            let links: Vec<_> = page.split("href=\"#f-").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
            assert!(!links.is_empty(), "{section}");
            for link in links {
                assert!(page.contains(&format!("id=\"f-{link}\"")), "{section}: {link}");
            }
        }
    }

    fn what_is_typed_is_never_read_as_markup_even_when_piped(db: &TestDatabase) {
        let service = opened(db);
        let mut walk = Walk::begun(&service, "").until("preferences");
        let reply = walk.send("PREFEREE=autre&PREFEREE--autre=%3Cb%3Egras%3C%2Fb%3E&RANGS.1=gout");
        assert!(reply.status == 303 || reply.text().contains("&lt;b&gt;gras"), "{}", reply.text());
        walk.goes("PREFEREE=autre&PREFEREE--autre=%3Cb%3Egras%3C%2Fb%3E&RANGS-missing=nsp");
        walk.at = format!("{WAVE}/page/preferences");
        walk.shows("value=\"&lt;b&gt;gras&lt;/b&gt;\"");
        walk.shows("name=\"RANGS-missing\" value=\"nsp\" checked");
    }

    fn a_commune_is_found_in_two_steps_and_piped_into_the_next_page(db: &TestDatabase) {
        let service = opened(db);
        let mut walk = Walk::begun(&service, "");
        let searched = walk.send("S_AGE=42&S_ENFANTS=&S_COMMUNE=35&_chercher=S_COMMUNE");
        let page = searched.text();
        assert_eq!(searched.status, 200, "looking for an entry takes nothing yet");
        assert!(page.contains("value=\"42\"") && !page.contains("class=\"summary\""), "{page}");
        assert!(page.contains("name=\"S_COMMUNE.entry\" value=\"35238\"") && page.contains("Saint-Malo"), "{page}");
        let several = walk.send("S_AGE=42&S_ENFANTS=2&S_COMMUNE=35");
        assert_eq!(several.status, 422);
        assert!(several.text().contains("href=\"#f-S_COMMUNE.entry\""), "{}", several.text());
        walk.goes("S_AGE=42&S_ENFANTS=2&S_COMMUNE=35&S_COMMUNE.entry=35360");
        walk.shows("Pensez à Vitré.");
        walk.at = format!("{WAVE}/page/vous");
        walk.shows("name=\"S_COMMUNE.entry\" value=\"35360\" checked");
    }

    fn an_interviewer_enters_answers_through_the_same_pages(db: &TestDatabase) {
        let service = opened(db);
        let pollster = service.signed_in("pollster@example.org", Role::Pollster);
        let desk = "/console/vagues/essai-2020-02/entretien";
        assert!(service.get(desk, &pollster).text().contains("Commencer un entretien"));
        let first = service.post(desk, "", &pollster);
        assert_eq!((first.status, first.header("location")), (303, Some(format!("{WAVE}/page/consentement").as_str())));
        let second = service.post(desk, "", &pollster);
        assert_ne!(first.cookie(), second.cookie(), "a new interview each time");
        let caller = first.caller();
        let mut walk = Walk { service: &service, caller, at: first.header("location").unwrap().to_owned() };
        walk.goes("CONSENT=oui");
        walk.until("fin").shows("class=\"receipt\"");
        assert_eq!(db.lines("SELECT mode AS line FROM interviews ORDER BY mode"), ["cati", "cati"]);
    }

    fn the_preview_shows_every_kind_and_every_option(db: &TestDatabase) {
        let service = opened(db);
        let pollster = service.signed_in("pollster@example.org", Role::Pollster);
        let whole = service.get("/console/vagues/essai-2020-02/apercu/entier", &pollster).text();
        for piece in ["Gamma", "name=\"NOTES.c\"", "name=\"S_COMMUNE\"", "si la variable « Formulation » (BRAS) est « Première »", "name=\"BUDGET.reste\""] {
            assert!(whole.contains(piece), "{piece}: {whole}");
        }
        let first = service.get("/console/vagues/essai-2020-02/apercu?BRAS=deux", &pollster).text();
        assert!(first.contains("value=\"deux\" selected"), "{first}");
    }
}
