//! Every state of every page of every wave this project ships: landing, each page as it opens and with its faults, each way
//! out, the end. Each is looked at by axe-core, in light and dark, on a phone and on a desk, and by the checks of
//! `structure`.

use std::path::Path;
use std::time::Duration;

use sonde::domain::questionnaire::Language;
use toml::Value;

use crate::axe;
use crate::looks::Looks;
use crate::phone::{Browser, Script};
use crate::shipped::{Shipped, Visitor, WAVES, ways_out};
use crate::wave_folder::copy_folder;

/// Enough respondents that every section is opened by one of them, however rare: orders are drawn by the service, so that
/// who opens what changes from run to run. A wave that needs more is told.
const VISITORS_MAX: u64 = 200;
const WAVE_WAIT: Duration = Duration::from_secs(170);

/// What the name of a page with its faults ends with.
const FAULTS: &str = "fautes";

/// What a page shows on demand.
const FOLDED: &str = "main details:not([open])";

/// Sends the page as somebody would who reads nothing: letters where digits are wanted, no choice at all.
const SEND_BADLY: &str = r#"
    const form = document.querySelector("main form");
    for (const field of form.querySelectorAll("input.number, .date input")) field.value = "abc";
    for (const field of form.querySelectorAll("input:checked")) field.checked = false;
    for (const field of form.querySelectorAll("select")) field.value = "";
    HTMLFormElement.prototype.submit.call(form);
"#;

/// A page may be called like the end of the interview.
fn page_state(section: &str) -> String {
    format!("page-{section}")
}

struct Look<'s> {
    browser: Browser,
    shipped: &'s Shipped,
    visitors: u64,
    looks: Looks,
}

impl<'s> Look<'s> {
    async fn new(shipped: &'s Shipped) -> Self {
        let browser = Browser::resizable(shipped.service.address, Script::On).await;
        axe::load(&browser).await;
        browser.reads(shipped.language).await;
        let looks = Looks::new(shipped.spec.slug.as_str(), shipped.language);
        Self { browser, shipped, visitors: 0, looks }
    }

    async fn at(&mut self, state: &str) {
        self.looks.at(&self.browser, state).await;
    }

    async fn open(&mut self, visitor: &Visitor<'_>, path: &str, state: &str) {
        self.browser.take_cookie(&visitor.cookie, &self.shipped.path()).await;
        self.browser.go(path).await;
        self.at(state).await;
    }

    /// The page as it opens, then as it comes back when it was filled badly.
    async fn page(&mut self, visitor: &Visitor<'_>, section: &str) {
        let state = page_state(section);
        if self.looks.seen.contains(&state) {
            return;
        }
        self.open(visitor, &visitor.at, &state).await;
        if self.browser.has(FOLDED).await {
            self.browser.click(&format!("{FOLDED} > summary")).await;
            self.at(&format!("{state}-deplie")).await;
        }
        self.browser.replaced_by(SEND_BADLY).await;
        if self.browser.at().await == visitor.at {
            self.at(&format!("{state}-{FAULTS}")).await;
        }
    }

    async fn walk(&mut self) {
        self.visitors += 1;
        let mut visitor = self.shipped.visitor(self.visitors).await;
        while let Some(section) = visitor.section() {
            self.page(&visitor, &section).await;
            let fields = visitor.fields();
            let before = visitor.at.clone();
            assert!(visitor.send(&fields).await, "{before} refused {fields:?}");
            assert_ne!(before, visitor.at, "{fields:?}");
        }
        if visitor.at.ends_with("/relecture") {
            self.open(&visitor, &visitor.at, "relecture").await;
            assert!(visitor.send(&[]).await);
        }
        self.open(&visitor, &visitor.at, "fin").await;
    }

    /// Everybody who may be sent away from this section, each to the end that is theirs. Returns whether somebody was, or
    /// nobody may be.
    async fn leave(&mut self, section: &str) -> bool {
        let ways = ways_out(&self.shipped.questionnaire, section);
        let mut is_left = ways.is_empty();
        for (name, value) in ways {
            self.visitors += 1;
            let mut visitor = self.shipped.visitor(self.visitors).await;
            while visitor.section().is_some_and(|at| at != section) {
                let fields = visitor.fields();
                assert!(visitor.send(&fields).await, "{fields:?}");
            }
            let mut fields = visitor.fields();
            fields.retain(|(field, _)| *field != name);
            fields.push((name, value));
            if visitor.section().is_some() && visitor.send(&fields).await && visitor.section().is_none() {
                let html = visitor.read().await;
                let heading = html.split("<h1>").nth(1).and_then(|rest| rest.split("</h1>").next()).expect("a heading");
                let words: Vec<_> =
                    heading.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
                self.open(&visitor, &visitor.at, &format!("fin-{}", words.join("-"))).await;
                is_left = true;
            }
        }
        is_left
    }
}

async fn looked_at(name: &str) {
    walked(&Shipped::open(name)).await;
}

/// Every kind of question, in colours and with a logo of the wave's own, in English too, read again before it is sent.
pub const OWN_LOOK: &str = r##"
[pages]
review = true
purpose = "Savoir comment les pages se lisent quand une étude leur donne ses couleurs."
accent = "#8a1538"
logo = "essai.svg"
logo_says = "Institut d'essai"
"##;
const LOGO: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40"><rect width="40" height="40" rx="20" fill="#8a1538"/><path d="M52 12h60v5H52zm0 11h40v5H52z" fill="#8a1538"/></svg>"##;

/// Beside questionnaires, where a wave of this look finds it.
pub fn draw_logo(questionnaires: &Path) {
    let folder = questionnaires.join("logos");
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join("essai.svg"), LOGO).expect("a logo");
}

/// A file of French texts, with each of them in English too: the interface around them is what is read in English.
fn with_english(value: &mut Value) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(with_english),
        Value::Table(table) => {
            if let Some(french) = table.get("fr").filter(|text| text.is_str()).cloned() {
                table.entry("en").or_insert(french);
            }
            if let Some(languages) = table.get_mut("languages") {
                *languages = Value::from(vec!["fr", "en"]);
            }
            table.iter_mut().for_each(|(_, value)| with_english(value));
        }
        _ => {}
    }
}

/// The same of every file of the folder.
fn translate(folder: &Path) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            translate(&path);
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            let mut file = Value::Table(std::fs::read_to_string(&path).expect("a text").parse().expect("a TOML file"));
            with_english(&mut file);
            std::fs::write(&path, toml::to_string(&file).expect("a TOML file again")).expect("a file");
        }
    }
}

async fn own_look(language: Language) {
    let copy = tempfile::tempdir().expect("a folder");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/questionnaires");
    copy_folder(&source, copy.path());
    if language == Language::En {
        translate(&copy.path().join("essai"));
        translate(&copy.path().join("bank"));
        translate(&copy.path().join("nomenclatures"));
    }
    draw_logo(copy.path());
    let wave = copy.path().join("essai/waves/2020-02.toml");
    let text = std::fs::read_to_string(&wave).expect("the wave file");
    std::fs::write(&wave, [text.as_str(), OWN_LOOK].concat()).expect("the changed wave");
    let shipped = Shipped::open_in(copy.path(), "essai/waves/2020-02").read_in(language);
    walked(&shipped).await;
}

async fn walked(shipped: &Shipped) {
    let mut look = Look::new(shipped).await;
    let (language, slug) = (shipped.language.code(), &shipped.spec.slug);
    look.browser.go(&format!("/accessibilite?lang={language}&enquete={slug}")).await;
    look.at("declaration").await;
    look.browser.go(&format!("{}/reprendre", shipped.path())).await;
    look.at("reprendre").await;
    look.browser.go(shipped.landing(0)).await;
    look.at("accueil").await;
    let sections: Vec<String> = shipped.questionnaire.sections.iter().map(|section| section.id.to_string()).collect();
    for _ in 0..VISITORS_MAX {
        look.walk().await;
        if sections.iter().all(|section| look.looks.seen.contains(&page_state(section))) {
            break;
        }
    }
    for section in &sections {
        assert!(look.looks.seen.contains(&page_state(section)), "nobody of {VISITORS_MAX} was shown {section}");
        assert!(look.leave(section).await, "nobody was sent away from {section}");
    }
    assert!(look.looks.seen.iter().any(|state| state.ends_with(FAULTS)), "no page was seen with its faults");
    look.browser.close().await;
    look.looks.told();
}

#[test]
fn every_kind_in_colours_of_its_own_is_accessible_in_every_state() {
    in_time(own_look(Language::Fr));
}

#[test]
fn every_kind_is_accessible_in_every_state_in_english() {
    in_time(own_look(Language::En));
}

pub fn in_time(test: impl Future<Output = ()>) {
    let threads = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let bounded = async { tokio::time::timeout(WAVE_WAIT, test).await };
    threads.expect("a runtime").block_on(bounded).expect("the browser answers in time");
}

macro_rules! waves {
    ($($name:ident $wave:literal;)*) => {
        $(#[test] fn $name() { in_time(looked_at(WAVES[$wave])); })*
        /// A wave without its test would be looked at by nobody.
        #[test]
        fn every_shipped_wave_is_looked_at() {
            assert_eq!([$($wave),*].len(), WAVES.len());
        }
    };
}

waves! {
    associations_are_accessible_in_every_state 0;
    citizens_of_2019_are_accessible_in_every_state 1;
    local_officials_are_accessible_in_every_state 2;
    companies_of_2020_are_accessible_in_every_state 3;
    companies_of_2021_are_accessible_in_every_state 4;
    foundations_are_accessible_in_every_state 5;
    trajectories_are_accessible_in_every_state 6;
    innovative_practices_are_accessible_in_every_state 7;
    citizens_of_the_crisis_are_accessible_in_every_state 8;
}
