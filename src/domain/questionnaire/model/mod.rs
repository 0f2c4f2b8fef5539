//! The questionnaire as the service runs it: sections, questions, options, nets, computed variables.
//! It is only made by `parse` (from a file) or read back from its canonical JSON; it holds no answer. Fields that keep
//! their default value are not written in the canonical JSON, so that the format can grow without changing digests.

mod computed;
mod index;
mod kind;
mod lists;
mod question;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::expression::Expr;
use crate::domain::id::{Digest, EndId, NomenclatureId, QuestionId, SectionId, StudySlug};
use index::Index;

pub use computed::{Band, Category, Computed, ComputedRule, Gives};
pub use kind::{
    AnswerOption, Beside, DatePrecision, DeclaredMissing, Display, Item, Kind, Net, Poles, Rotation, TextFormat,
};
pub use lists::Lists;
pub use question::{Carried, Carry, Exit, ExitKind, Hidden, HiddenSource, Mandatory, Origin, Question, Role, Skip};

/// A language of the texts. French comes first everywhere.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    #[default]
    Fr,
    En,
}

/// One text in each language of the questionnaire.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Text(pub BTreeMap<Language, String>);

impl Text {
    pub fn french(text: &str) -> Self {
        Self(BTreeMap::from([(Language::Fr, text.to_owned())]))
    }

    /// The text in that language, else in the first one there is.
    pub fn get(&self, language: Language) -> &str {
        self.0.get(&language).or_else(|| self.0.values().next()).map_or("", String::as_str)
    }
}

/// One immutable version. Ids and codes are permanent; a change is a new version with a new digest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Questionnaire {
    pub study: StudySlug,
    pub version: u32,
    pub languages: Vec<Language>,
    pub title: Text,
    /// Announced length.
    pub minutes: u16,
    /// Where the wording comes from, printed wherever the questionnaire is shown whole.
    pub notice: Text,
    pub sections: Vec<Section>,
    /// Sections shown in an order drawn for each respondent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub orders: Vec<SectionOrder>,
    /// Variables nobody is asked: given by the link, or drawn. Their slots come after those of the questions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hidden: Vec<Hidden>,
    /// Variables derived from answers, in dependency order: age bands, region of a département…
    pub computed: Vec<Computed>,
    /// Pages that end an interview, where the service's own words are not enough.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ends: Vec<EndPage>,
    /// Lists too long for a file of questions, each by the digest of its content.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub nomenclatures: BTreeMap<NomenclatureId, Digest>,
    /// Their content, attached by whoever loads the version; equality ignores it.
    #[serde(skip)]
    pub lists: Lists,
    #[serde(skip)]
    pub index: Index,
}

/// What one page shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Section {
    pub id: SectionId,
    pub title: Text,
    pub intro: Option<Text>,
    pub show_if: Option<Expr>,
    pub questions: Vec<Question>,
    /// Order of the questions on the page.
    #[serde(default, skip_serializing_if = "is_default")]
    pub rotation: Rotation,
    /// What the answers of this page must agree on, tried when it is sent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<Check>,
}

/// These sections, which follow each other, change places among themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionOrder {
    pub sections: Vec<SectionId>,
    pub rotation: Rotation,
}

/// A rule between answers. It is broken when `must` is false; what is unknown breaks nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Check {
    pub must: Expr,
    pub severity: Severity,
    pub text: Text,
    /// The question the message stands beside: one of the section.
    pub question: QuestionId,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The page is refused.
    Error,
    /// Told once; the page passes when it is sent again.
    Warning,
    /// Told on the next page.
    Info,
}

/// The words of an end of the interview.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndPage {
    pub id: EndId,
    pub on: EndKind,
    pub title: Text,
    pub text: Text,
}

/// A full quota always has one neutral text: no page of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndKind {
    Completed,
    ScreenedOut,
    Refused,
}

impl Section {
    /// A page without conditions.
    pub fn plain(id: SectionId, title: Text, questions: Vec<Question>) -> Self {
        Self { id, title, intro: None, show_if: None, questions, rotation: Rotation::None, checks: Vec::new() }
    }
}

impl Questionnaire {
    /// A first version in French, without anything but its sections.
    pub fn plain(study: StudySlug, title: Text, sections: Vec<Section>) -> Self {
        Self {
            study,
            version: 1,
            languages: vec![Language::Fr],
            title,
            minutes: 4,
            notice: Text::default(),
            sections,
            orders: Vec::new(),
            hidden: Vec::new(),
            computed: Vec::new(),
            ends: Vec::new(),
            nomenclatures: BTreeMap::new(),
            lists: Lists::default(),
            index: Index::default(),
        }
    }

    /// Every question with its slot: its position over all sections, which never changes in a version.
    pub fn questions(&self) -> impl Iterator<Item = (usize, &Question)> {
        self.sections.iter().flat_map(|section| &section.questions).enumerate()
    }

    /// How many slots answers have: one a question, then one a hidden variable.
    pub fn slots(&self) -> usize {
        self.sections.iter().map(|section| section.questions.len()).sum::<usize>() + self.hidden.len()
    }

    pub fn question(&self, id: &str) -> Option<(usize, &Question)> {
        let (slot, section, position) = self.index.question(self, id)?;
        Some((slot, self.sections.get(section)?.questions.get(position)?))
    }

    /// The question of a slot; none for a hidden variable.
    pub fn question_at(&self, slot: usize) -> Option<&Question> {
        let (section, position) = self.index.place(self, slot)?;
        self.sections.get(section)?.questions.get(position)
    }

    /// A hidden variable and its slot.
    pub fn hidden(&self, id: &str) -> Option<(usize, &Hidden)> {
        let first = self.slots() - self.hidden.len();
        self.hidden
            .iter()
            .enumerate()
            .find(|(_, hidden)| hidden.id.as_str() == id)
            .map(|(at, found)| (first + at, found))
    }

    /// Slot of the first question of a section.
    pub fn first_slot(&self, section: usize) -> usize {
        self.sections.iter().take(section).map(|section| section.questions.len()).sum()
    }

    pub fn section(&self, id: &SectionId) -> Option<(usize, &Section)> {
        self.sections.iter().enumerate().find(|(_, section)| &section.id == id)
    }
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
