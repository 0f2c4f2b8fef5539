//! A question, and what stands around its kind: what it is for, when it is asked, where an answer leads.

use serde::{Deserialize, Serialize};

use super::kind::{Kind, Net};
use super::{Category, Text};
use crate::domain::expression::Expr;
use crate::domain::id::{EndId, OptionCode, QuestionId, SectionId};

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
    /// Answers that jump to a later section, tried after the exits.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skips: Vec<Skip>,
    /// Options, or rows, that depend on an earlier answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carry: Option<Carry>,
    /// How many of its rows each person is asked about, drawn among those open; without it, all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draw: Option<u16>,
    /// What draws the order of its options: questions that say the same see one list in one order. Without it, its id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_as: Option<String>,
    /// A check of attention: the question says itself to choose this option, and whoever chooses another was not reading.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attention: Option<OptionCode>,
    /// Whether it comes from the bank of harmonised questions.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_harmonised: bool,
}

/// What a question is for. Only `Profile` may decide a quota cell: the board of a quota on an opinion
/// would show results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Consent,
    Profile,
    Opinion,
    /// Something to reach the person by: never in the data set, forgotten at sealing.
    Contact,
}

/// Whether the wording was published or rebuilt from what was published about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    Documented,
    Reconstructed,
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

/// `when` is tried on the answers as they stand once the section is sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Exit {
    pub when: Expr,
    pub end: ExitKind,
    /// Its own page; without it, the one of its kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<EndId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExitKind {
    /// Out of the target.
    ScreenedOut,
    /// Consent not given: nothing is kept but the count.
    Refused,
}

/// To a section further on; those between are not shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Skip {
    pub when: Expr,
    pub to: SectionId,
}

/// The options (the rows of a grid or of several numbers) are those of an earlier question, by code; which ones are
/// proposed depends on its answer. Options the other question does not have are always proposed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carry {
    pub from: QuestionId,
    pub which: Carried,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Carried {
    Chosen,
    NotChosen,
}

/// A variable nobody is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hidden {
    pub id: QuestionId,
    pub label: Text,
    pub categories: Vec<Category>,
    pub source: HiddenSource,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum HiddenSource {
    /// By the address that starts the interview, under this name; an unknown value counts as none.
    Given { parameter: String, default: Option<OptionCode> },
    /// A split-ballot arm: the least filled for its share, one share a category.
    Arm { shares: Vec<u16> },
}

impl Question {
    /// A mandatory opinion without conditions.
    pub fn plain(id: QuestionId, text: Text, kind: Kind) -> Self {
        Self {
            id,
            role: Role::Opinion,
            origin: Origin::Reconstructed,
            variant: None,
            text,
            help: None,
            kind,
            mandatory: Mandatory::Hard,
            show_if: None,
            nets: Vec::new(),
            exits: Vec::new(),
            skips: Vec::new(),
            carry: None,
            draw: None,
            order_as: None,
            attention: None,
            is_harmonised: false,
        }
    }

    /// What draws the order of its options.
    pub fn order_key(&self) -> &str {
        self.order_as.as_deref().unwrap_or(self.id.as_str())
    }
}
