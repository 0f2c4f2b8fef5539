//! Looking at a page under every screen and every scheme: by axe-core, by the checks of `structure`, and in pictures. What is
//! wrong is gathered, and told at the end with the states it was seen in.

use std::collections::{BTreeMap, BTreeSet};

use sonde::domain::questionnaire::Language;

use crate::axe::{self, Asked};
use crate::phone::{Browser, Scheme};
use crate::structure;

const SCREENS: [(u32, Scheme, Asked); 4] = [
    (1280, Scheme::Light, Asked::Everything),
    (390, Scheme::Light, Asked::Everything),
    (390, Scheme::Dark, Asked::Contrast),
    (1280, Scheme::Dark, Asked::Contrast),
];

pub struct Looks {
    /// What pictures are called by, before the state and the language.
    name: String,
    pub language: Language,
    pub seen: BTreeSet<String>,
    /// What is wrong, and in which states.
    wrong: BTreeMap<String, Vec<String>>,
}

impl Looks {
    pub fn new(name: &str, language: Language) -> Self {
        Self { name: name.to_owned(), language, seen: BTreeSet::new(), wrong: BTreeMap::new() }
    }

    /// The page this browser shows; one already seen in that state is not looked at again.
    pub async fn at(&mut self, browser: &Browser, state: &str) {
        if !self.seen.insert(state.to_owned()) {
            return;
        }
        let mut found = Vec::new();
        let (language, reads) = (browser.told("return document.documentElement.lang").await, self.language.code());
        if language != reads {
            found.push(format!("in {language} for somebody who reads {reads}"));
        }
        for (width, scheme, asked) in SCREENS {
            browser.screen(width, scheme).await;
            let at = format!("{width} {scheme:?}");
            found.extend(axe::wrong(browser, asked).await.into_iter().map(|what| format!("{at}: {what}")));
            browser.portrait(&format!("{}-{reads}-{state}-{scheme:?}", self.name), width).await;
        }
        browser.screen(320, Scheme::Light).await;
        found.extend(structure::wrong(browser).await);
        for what in found {
            self.wrong.entry(what).or_default().push(state.to_owned());
        }
    }

    /// Fails if anything was wrong anywhere.
    pub fn told(self) {
        let (name, language, seen) = (self.name, self.language, self.seen.len());
        let told: Vec<_> =
            self.wrong.iter().map(|(what, states)| format!("{what}\n    in {}", states.join(", "))).collect();
        assert!(told.is_empty(), "{name}, {language:?}, {seen} states:\n{}", told.join("\n"));
        println!("{name}, {language:?}: {seen} states");
    }
}
