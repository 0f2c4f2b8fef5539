//! The questionnaire as the service runs it: sections, questions, options, nets, computed variables.
//! It is only made by `parse` (from a file) or read back from its canonical JSON; it holds no answer.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::expression::Expr;
use crate::domain::id::{NetId, OptionCode, QuestionId, SectionId, StudySlug};

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
    /// Variables derived from answers, in dependency order: age bands, region of a département…
    pub computed: Vec<Computed>,
}

/// What one page shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Section {
    pub id: SectionId,
    pub title: Text,
    pub intro: Option<Text>,
    pub show_if: Option<Expr>,
    pub questions: Vec<Question>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Question {
    pub id: QuestionId,
    pub role: Role,
    pub origin: Origin,
    /// The variant of a harmonised question, as in `crise`.
    pub variant: Option<String>,
    pub text: Text,
    pub help: Option<Text>,
    pub kind: Kind,
    pub mandatory: Mandatory,
    pub show_if: Option<Expr>,
    pub nets: Vec<Net>,
    /// Answers that end the interview, tried in order when the section is sent.
    pub exits: Vec<Exit>,
}

/// What a question is for. Only `Profile` may decide a quota cell: the board of a quota on an opinion
/// would show results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Consent,
    Profile,
    Opinion,
}

/// Whether the wording was published or rebuilt from what was published about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    Documented,
    Reconstructed,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Kind {
    Single { options: Vec<AnswerOption>, display: Display, rotation: Rotation },
    Multiple { options: Vec<AnswerOption>, ticks_min: u16, ticks_max: u16, rotation: Rotation },
    Grid { items: Vec<Item>, options: Vec<AnswerOption>, rotation: Rotation },
    Number { min: i64, max: i64, unit: Option<Text> },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Display {
    Radio,
    DropDown,
}

/// Order of options (of rows, in a grid). Anchored options keep their place at the bottom.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rotation {
    #[default]
    None,
    Random,
    ReverseHalf,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mandatory {
    /// The page is refused without an answer.
    #[default]
    Hard,
    /// Asked again once, then let through.
    Soft,
    Off,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerOption {
    pub code: OptionCode,
    pub label: Text,
    /// A declared non-answer: it counts in the base and never in a net.
    pub missing: Option<DeclaredMissing>,
    /// Closes the others in a multiple question.
    pub exclusive: bool,
    /// Stays at the bottom whatever the rotation.
    pub anchored: bool,
    /// « autre, précisez »: longest text accepted beside this option, in characters.
    pub text_chars_max: Option<u16>,
    /// No longer proposed; its code is never given another meaning.
    pub retired: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeclaredMissing {
    Nsp,
    Refusal,
}

/// A row of a grid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    pub code: OptionCode,
    pub label: Text,
}

/// A sum of options, as in « utile, dont incontournable ». Computed on weighted counts, on the same base
/// as the options.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Net {
    pub id: NetId,
    pub label: Text,
    pub codes: Vec<OptionCode>,
    /// The parts named in « dont … », as percentages of the whole.
    pub of_which: Vec<OptionCode>,
}

/// `when` is tried on the answers as they stand once the section is sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Exit {
    pub when: Expr,
    pub end: ExitKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExitKind {
    /// Out of the target.
    ScreenedOut,
    /// Consent not given: nothing is kept but the count.
    Refused,
}

/// A categorical variable derived from answers. A value outside every rule is missing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Computed {
    pub id: QuestionId,
    pub label: Text,
    pub categories: Vec<Item>,
    pub rule: ComputedRule,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ComputedRule {
    /// Bands of a number, bounds included.
    Bands { of: QuestionId, bands: Vec<Band> },
    /// Category of each code of a single question.
    Lookup { of: QuestionId, map: BTreeMap<OptionCode, OptionCode> },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Band {
    pub code: OptionCode,
    pub from: i64,
    pub to: i64,
}

impl Questionnaire {
    /// Every question with its slot: its position over all sections, which never changes in a version.
    pub fn questions(&self) -> impl Iterator<Item = (usize, &Question)> {
        self.sections.iter().flat_map(|section| &section.questions).enumerate()
    }

    pub fn question(&self, id: &str) -> Option<(usize, &Question)> {
        self.questions().find(|(_, question)| question.id.as_str() == id)
    }

    /// Slot of the first question of a section.
    pub fn first_slot(&self, section: usize) -> usize {
        self.sections.iter().take(section).map(|section| section.questions.len()).sum()
    }

    pub fn section(&self, id: &SectionId) -> Option<(usize, &Section)> {
        self.sections.iter().enumerate().find(|(_, section)| &section.id == id)
    }
}

impl Kind {
    /// The options of a single, multiple or grid question; none for a number.
    pub fn options(&self) -> &[AnswerOption] {
        match self {
            Self::Single { options, .. } | Self::Multiple { options, .. } | Self::Grid { options, .. } => options,
            Self::Number { .. } => &[],
        }
    }

    pub fn items(&self) -> &[Item] {
        match self {
            Self::Grid { items, .. } => items,
            _ => &[],
        }
    }
}
