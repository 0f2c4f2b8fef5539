//! Every state of every page of every wave this project ships: landing, each page as it opens and with its faults, each way
//! out, the end. Each is looked at by axe-core, in light and dark, on a phone and on a desk, and by the checks of
//! `structure`.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use crate::axe::{self, Asked};
use crate::phone::{Browser, Scheme, Script};
use crate::shipped::{Shipped, Visitor, WAVES, ways_out};
use crate::structure;

/// Enough respondents that every section is opened by one of them; a wave that needs more is told.
const VISITORS_MAX: u64 = 12;
const WAVE_WAIT: Duration = Duration::from_secs(170);

/// Sends the page as somebody would who reads nothing: letters where digits are wanted, no choice at all.
const SEND_BADLY: &str = r#"
    const form = document.querySelector("main form");
    for (const field of form.querySelectorAll("input.number, .date input")) field.value = "abc";
    for (const field of form.querySelectorAll("input:checked")) field.checked = false;
    for (const field of form.querySelectorAll("select")) field.value = "";
    HTMLFormElement.prototype.submit.call(form);
"#;

struct Look<'s> {
    browser: Browser,
    shipped: &'s Shipped,
    name: String,
    visitors: u64,
    seen: BTreeSet<String>,
    /// What is wrong, and in which states.
    wrong: BTreeMap<String, Vec<String>>,
}

impl<'s> Look<'s> {
    async fn new(shipped: &'s Shipped) -> Self {
        let browser = Browser::resizable(shipped.service.address, Script::On).await;
        axe::load(&browser).await;
        Self {
            browser,
            shipped,
            name: shipped.spec.slug.to_string(),
            visitors: 0,
            seen: BTreeSet::new(),
            wrong: BTreeMap::new(),
        }
    }

    /// The page the browser shows, under every screen and every scheme.
    async fn at(&mut self, state: &str) {
        if !self.seen.insert(state.to_owned()) {
            return;
        }
        let mut found = Vec::new();
        for (width, scheme, asked) in [
            (1280, Scheme::Light, Asked::Everything),
            (390, Scheme::Light, Asked::Everything),
            (390, Scheme::Dark, Asked::Contrast),
            (1280, Scheme::Dark, Asked::Contrast),
        ] {
            self.browser.screen(width, scheme).await;
            let at = format!("{width} {scheme:?}");
            found.extend(axe::wrong(&self.browser, asked).await.into_iter().map(|what| format!("{at}: {what}")));
            self.browser.portrait(&format!("{}-{state}-{scheme:?}", self.name), width).await;
        }
        self.browser.screen(320, Scheme::Light).await;
        found.extend(structure::wrong(&self.browser).await);
        for what in found {
            self.wrong.entry(what).or_default().push(state.to_owned());
        }
    }

    async fn open(&mut self, visitor: &Visitor<'_>, path: &str, state: &str) {
        self.browser.take_cookie(&visitor.cookie, &self.shipped.path()).await;
        self.browser.go(path).await;
        self.at(state).await;
    }

    /// The page as it opens, then as it comes back when it was filled badly.
    async fn page(&mut self, visitor: &Visitor<'_>, section: &str) {
        if self.seen.contains(section) {
            return;
        }
        self.open(visitor, &visitor.at, section).await;
        self.browser.replaced_by(SEND_BADLY).await;
        if self.browser.at().await == visitor.at {
            self.at(&format!("{section}-fautes")).await;
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
        self.open(&visitor, &visitor.at, "fin").await;
    }

    /// Everybody who may be sent away from this section, each to the end that is theirs.
    async fn leave(&mut self, section: &str) {
        for (name, value) in ways_out(&self.shipped.questionnaire, section) {
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
            }
        }
    }
}

async fn looked_at(name: &str) {
    let shipped = Shipped::open(name);
    let mut look = Look::new(&shipped).await;
    look.browser.go(shipped.landing(0)).await;
    look.at("accueil").await;
    let sections: Vec<String> = shipped.questionnaire.sections.iter().map(|section| section.id.to_string()).collect();
    for _ in 0..VISITORS_MAX {
        look.walk().await;
        if sections.iter().all(|section| look.seen.contains(section)) {
            break;
        }
    }
    for section in &sections {
        assert!(look.seen.contains(section), "nobody of {VISITORS_MAX} was shown {section}");
        look.leave(section).await;
    }
    let (wrong, seen) = (look.wrong, look.seen.len());
    look.browser.close().await;
    let told: Vec<_> = wrong.iter().map(|(what, states)| format!("{what}\n    in {}", states.join(", "))).collect();
    assert!(wrong.is_empty(), "{name}, {seen} states:\n{}", told.join("\n"));
    println!("{name}: {seen} states");
}

fn in_time(wave: usize) {
    let threads = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let bounded = async { tokio::time::timeout(WAVE_WAIT, looked_at(WAVES[wave])).await };
    threads.expect("a runtime").block_on(bounded).expect("the browser answers in time");
}

macro_rules! waves {
    ($($name:ident $wave:literal;)*) => {
        $(#[test] fn $name() { in_time($wave); })*
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
