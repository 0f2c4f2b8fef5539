//! What changed between two versions, in classes, each with what it does to a field in progress and to a series.
//! Two versions are compared as they are read: the order of keys in a file, its comments and its spaces are nothing.

mod class;
mod kind;
mod question;
#[cfg(test)]
mod tests;
mod typo;
mod whole;

use std::fmt;

use serde::Serialize;

use super::{Language, Questionnaire, Text};
use typo::is_typo;

pub use class::{ChangeClass, Consequence, Series};

/// One thing that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    pub class: ChangeClass,
    pub place: Place,
    /// Nothing where something was added.
    pub before: Option<String>,
    /// Nothing where something was removed.
    pub after: Option<String>,
}

/// Where: of what, which of its codes, which of its parts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    pub of: Of,
    /// An option, a row, a category or a net.
    pub code: Option<String>,
    /// In French.
    pub part: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "type", content = "id", rename_all = "snake_case")]
pub enum Of {
    Questionnaire,
    Section(String),
    Question(String),
    Computed(String),
    Hidden(String),
    EndPage(String),
    Nomenclature(String),
}

impl Change {
    pub fn consequence(&self) -> Consequence {
        self.class.consequence()
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.of {
            Of::Questionnaire => f.write_str("questionnaire")?,
            Of::Section(id) => write!(f, "section {id}")?,
            Of::Question(id) | Of::Computed(id) | Of::Hidden(id) => f.write_str(id)?,
            Of::EndPage(id) => write!(f, "page de fin {id}")?,
            Of::Nomenclature(id) => write!(f, "nomenclature {id}")?,
        }
        if let Some(code) = &self.code {
            write!(f, ", {code}")?;
        }
        write!(f, ", {}", self.part)
    }
}

/// Class and place, as in « libellé (JC_UTILITE, texte) ».
impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.class.french(), self.place)
    }
}

/// Changes told by name in one line before the rest is counted.
const NAMED_MAX: usize = 12;

/// The changes in one line, each by its class and its place.
pub fn named(changes: &[Change]) -> String {
    let mut names: Vec<String> = changes.iter().take(NAMED_MAX).map(ToString::to_string).collect();
    if let Some(more) = changes.len().checked_sub(NAMED_MAX).filter(|more| *more > 0) {
        names.push(format!("et {more} autre(s)"));
    }
    names.join(" ; ")
}

/// Everything that changed, the gravest classes first, then in the order of the questionnaire. The number of the version
/// is not a change.
pub fn diff(before: &Questionnaire, after: &Questionnaire) -> Vec<Change> {
    let languages = after.languages.iter().copied().filter(|language| before.languages.contains(language)).collect();
    let mut found = Found { languages, changes: Vec::new() };
    whole::compare(&mut found, before, after);
    for (_, question) in after.questions() {
        if let Some((_, earlier)) = before.question(question.id.as_str()) {
            question::compare(&mut found, earlier, question);
        }
    }
    let rank = |class| ChangeClass::ALL.iter().position(|one| *one == class);
    found.changes.sort_by_key(|change| rank(change.class));
    found.changes
}

/// The changes found so far.
struct Found {
    /// Those both versions have.
    languages: Vec<Language>,
    changes: Vec<Change>,
}

/// What is compared: the thing, and one of its codes.
#[derive(Clone)]
struct Spot {
    of: Of,
    code: Option<String>,
}

impl Spot {
    fn of(of: Of) -> Self {
        Self { of, code: None }
    }

    fn code(&self, code: impl fmt::Display) -> Self {
        Self { of: self.of.clone(), code: Some(code.to_string()) }
    }
}

impl Found {
    fn push(
        &mut self,
        spot: &Spot,
        class: ChangeClass,
        part: &'static str,
        before: Option<String>,
        after: Option<String>,
    ) {
        let place = Place { of: spot.of.clone(), code: spot.code.clone(), part };
        self.changes.push(Change { class, place, before, after });
    }

    /// A change of that class if the two values, as they are told, are not the same.
    fn value<T: PartialEq>(
        &mut self,
        spot: &Spot,
        class: ChangeClass,
        part: &'static str,
        (before, after): (&T, &T),
        told: impl Fn(&T) -> Option<String>,
    ) {
        if before != after {
            self.push(spot, class, part, told(before), told(after));
        }
    }

    /// Texts in the languages both have: a typo, or a change of that class.
    fn text(&mut self, spot: &Spot, class: ChangeClass, part: &'static str, (before, after): (&Text, &Text)) {
        for language in self.languages.clone() {
            let (before, after) = (before.get(language), after.get(language));
            if before != after {
                let class = if is_typo(before, after) { ChangeClass::Typo } else { class };
                self.push(spot, class, part, Some(before.to_owned()), Some(after.to_owned()));
            }
        }
    }

    /// The same where there may be no text at all.
    fn optional_text(
        &mut self,
        spot: &Spot,
        class: ChangeClass,
        part: &'static str,
        texts: (Option<&Text>, Option<&Text>),
    ) {
        match texts {
            (Some(before), Some(after)) => self.text(spot, class, part, (before, after)),
            (None, None) => {}
            (before, after) => self.push(spot, class, part, before.map(french), after.map(french)),
        }
    }
}

fn french(text: &Text) -> String {
    text.get(Language::Fr).to_owned()
}

/// What both lists have, in the order of each: where something changed place the two differ.
fn common_orders(before: &[String], after: &[String]) -> (Vec<String>, Vec<String>) {
    let kept = |list: &[String], other: &[String]| list.iter().filter(|one| other.contains(one)).cloned().collect();
    (kept(before, after), kept(after, before))
}
