//! The words of the published numbers: titles of studies, texts of questions, labels of options and nets. Historical
//! questions are in no questionnaire of ours, so their words have a file of their own.

use std::collections::{BTreeMap, BTreeSet};

use super::read::each;
use super::{Printed, Published};
use crate::domain::fault::Source;

const COLUMNS: [&str; 4] = ["kind", "question", "code", "label"];
const KINDS: [&str; 7] = ["study", "audience", "question", "item", "code", "subpopulation", VARIANT];
/// The context a wave put a question in, its code that of the wave: known of some, required of none.
const VARIANT: &str = "variant";

/// Words by what they name: kind, question (empty for studies, audiences and subpopulations), code.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Labels(BTreeMap<(String, String, String), String>);

impl Labels {
    pub fn study<'l>(&'l self, slug: &'l str) -> &'l str {
        self.get("study", "", slug)
    }

    pub fn audience<'l>(&'l self, code: &'l str) -> &'l str {
        self.get("audience", "", code)
    }

    pub fn subpopulation<'l>(&'l self, code: &'l str) -> &'l str {
        self.get("subpopulation", "", code)
    }

    pub fn question<'l>(&'l self, id: &'l str) -> &'l str {
        self.get("question", id, "")
    }

    pub fn item<'l>(&'l self, question: &'l str, code: &'l str) -> &'l str {
        self.get("item", question, code)
    }

    /// An option or a net.
    pub fn code<'l>(&'l self, question: &'l str, code: &'l str) -> &'l str {
        self.get("code", question, code)
    }

    /// The context in which a wave asked the question, where it is known.
    pub fn variant(&self, question: &str, wave: &str) -> Option<&str> {
        self.0.get(&(VARIANT.to_owned(), question.to_owned(), wave.to_owned())).map(String::as_str)
    }

    /// The words, or the bare name: `complete` has told what is missing.
    fn get<'l>(&'l self, kind: &str, question: &'l str, code: &'l str) -> &'l str {
        let bare = if code.is_empty() { question } else { code };
        self.0.get(&(kind.to_owned(), question.to_owned(), code.to_owned())).map_or(bare, String::as_str)
    }
}

/// Reads the file; faults are noted in the source.
pub(super) fn read(source: &mut Source, text: &str) -> Labels {
    let mut labels = Labels::default();
    each(source, text, &COLUMNS, |row| {
        let (Some(kind), Some(label)) = (row.filled("kind"), row.filled("label")) else { return };
        if !KINDS.contains(&kind.as_str()) {
            row.wrong("kind", format!("inconnu : « {kind} »"), Some(KINDS.join(", ")));
            return;
        }
        let key = (kind, row.text("question").to_owned(), row.text("code").to_owned());
        if labels.0.contains_key(&key) {
            row.wrong("code", "ce nom a déjà un libellé plus haut".to_owned(), None);
            return;
        }
        labels.0.insert(key, label);
    });
    labels
}

/// Every name of the published numbers has its words, and no words are left over.
pub(super) fn complete(published: &Published, source: &mut Source) {
    let mut named = BTreeSet::new();
    for figure in &published.figures {
        named.extend(names(&figure.printed));
        named.insert(("code", figure.printed.question.to_string(), figure.code().to_owned()));
    }
    named.extend(published.scores.iter().flat_map(|score| names(&score.printed)));
    named.extend(published.derived().map(|(question, code)| ("code", question, code)));
    for (kind, question, code) in &named {
        let key = ((*kind).to_owned(), question.clone(), code.clone());
        if !published.labels.0.contains_key(&key) {
            let expected = format!("{kind},{question},{code},\"…\"");
            source.fault_whole(*kind, "un nom des chiffres publiés n'a pas de libellé", Some(expected));
        }
    }
    let places =
        published.figures.iter().map(|one| &one.printed).chain(published.scores.iter().map(|one| &one.printed));
    named.extend(places.map(|printed| (VARIANT, printed.question.to_string(), printed.slug())));
    for (kind, question, code) in published.labels.0.keys() {
        if !named.contains(&(kind.as_str(), question.clone(), code.clone())) {
            let what = format!("« {kind},{question},{code} » ne nomme aucun chiffre publié");
            source.fault_whole(kind, what, None);
        }
    }
}

fn names(printed: &Printed) -> Vec<(&'static str, String, String)> {
    let question = printed.question.to_string();
    let mut names = vec![
        ("study", String::new(), printed.study.to_string()),
        ("audience", String::new(), printed.audience.clone()),
        ("question", question.clone(), String::new()),
    ];
    names.extend(printed.item.as_ref().map(|item| ("item", question, item.to_string())));
    names.extend(printed.subpopulation.as_ref().map(|part| ("subpopulation", String::new(), part.clone())));
    names
}
