//! The kinds of question and what is chosen in them: options, rows, bounds, nets.

use serde::{Deserialize, Serialize};

use super::{Text, is_default};
use crate::domain::answer::Date;
use crate::domain::expression::Expr;
use crate::domain::id::{AttributeId, NetId, NomenclatureId, OptionCode};

/// Numbers are whole: one with decimals is stored times a power of ten. In kinds without a choice, `options` hold the
/// declared non-answers only.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Kind {
    /// A score from 0 to 10 is one too: options that carry a value, shown as a scale.
    Single {
        options: Vec<AnswerOption>,
        display: Display,
        rotation: Rotation,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        poles: Option<Poles>,
    },
    Multiple {
        options: Vec<AnswerOption>,
        ticks_min: u16,
        ticks_max: u16,
        rotation: Rotation,
    },
    /// One choice a row.
    Grid {
        items: Vec<Item>,
        options: Vec<AnswerOption>,
        rotation: Rotation,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        poles: Option<Poles>,
    },
    Number {
        min: i64,
        max: i64,
        unit: Option<Text>,
        #[serde(default, skip_serializing_if = "is_default")]
        decimals: u8,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        options: Vec<AnswerOption>,
    },
    /// A number a row; with `total`, they sum to it.
    Numbers {
        items: Vec<Item>,
        min: i64,
        max: i64,
        unit: Option<Text>,
        decimals: u8,
        total: Option<i64>,
        options: Vec<AnswerOption>,
    },
    /// The best first, as many as `ranks_max`.
    Ranking {
        options: Vec<AnswerOption>,
        ranks_min: u16,
        ranks_max: u16,
        rotation: Rotation,
    },
    Text {
        format: TextFormat,
        chars_max: u16,
        options: Vec<AnswerOption>,
    },
    Date {
        precision: DatePrecision,
        /// Whether the day, or the month, may be left out.
        partial: bool,
        min: Option<Date>,
        max: Option<Date>,
        options: Vec<AnswerOption>,
    },
    /// An entry of a nomenclature, found by what is typed; only these attributes of it are kept in the data set.
    Entry {
        nomenclature: NomenclatureId,
        keep: Vec<AttributeId>,
        options: Vec<AnswerOption>,
    },
    /// Something to read.
    Note,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Display {
    #[default]
    Radio,
    DropDown,
    /// A list to search in.
    Searchable,
    /// In one line, from one pole to the other.
    Scale,
}

/// What the ends of a scale mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Poles {
    pub low: Text,
    pub high: Text,
}

/// Order of options (of rows, in a grid). Anchored options keep their place at the bottom.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rotation {
    #[default]
    None,
    Random,
    ReverseHalf,
    /// The same circle, begun anywhere.
    Rotate,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextFormat {
    Line,
    Paragraph,
    Email,
    Phone,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DatePrecision {
    Year,
    Month,
    Day,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AnswerOption {
    pub code: OptionCode,
    pub label: Text,
    /// What it means, shown under the label.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<Text>,
    /// What it counts for in a mean.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<i64>,
    /// A declared non-answer: it counts in the base and never in a net.
    pub missing: Option<DeclaredMissing>,
    /// Closes the others in a multiple question.
    pub exclusive: bool,
    /// Stays at the bottom whatever the rotation.
    pub anchored: bool,
    /// « autre, précisez ».
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beside: Option<Beside>,
    /// No longer proposed; its code is never given another meaning.
    pub retired: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub show_if: Option<Expr>,
}

/// What may be written beside an option.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Beside {
    Text { chars_max: u16 },
    Number { min: i64, max: i64 },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeclaredMissing {
    Nsp,
    Refusal,
}

/// A row of a grid, or one of several numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Item {
    pub code: OptionCode,
    pub label: Text,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub show_if: Option<Expr>,
}

impl Item {
    /// A row always shown.
    pub fn plain(code: OptionCode, label: Text) -> Self {
        Self { code, label, show_if: None }
    }
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

/// Digits of a number written beside an option, with its sign.
const BESIDE_DIGITS_MAX: usize = 11;

impl Beside {
    /// Longest text there, in characters.
    pub fn chars_max(self) -> usize {
        match self {
            Self::Text { chars_max } => usize::from(chars_max),
            Self::Number { .. } => BESIDE_DIGITS_MAX,
        }
    }
}

impl AnswerOption {
    /// An option without anything beside it.
    pub fn plain(code: OptionCode, label: Text) -> Self {
        Self {
            code,
            label,
            help: None,
            value: None,
            missing: None,
            exclusive: false,
            anchored: false,
            beside: None,
            retired: false,
            show_if: None,
        }
    }
}

impl Kind {
    /// What may be chosen; in kinds that ask for something else, the declared non-answers.
    pub fn options(&self) -> &[AnswerOption] {
        match self {
            Self::Single { options, .. }
            | Self::Multiple { options, .. }
            | Self::Grid { options, .. }
            | Self::Number { options, .. }
            | Self::Numbers { options, .. }
            | Self::Ranking { options, .. }
            | Self::Text { options, .. }
            | Self::Date { options, .. }
            | Self::Entry { options, .. } => options,
            Self::Note => &[],
        }
    }

    /// The rows.
    pub fn items(&self) -> &[Item] {
        match self {
            Self::Grid { items, .. } | Self::Numbers { items, .. } => items,
            _ => &[],
        }
    }

    /// What holds texts, to change them: options, rows, unit, poles.
    pub(in crate::domain::questionnaire) fn parts_mut(
        &mut self,
    ) -> (&mut [AnswerOption], &mut [Item], Option<&mut Text>, Option<&mut Poles>) {
        match self {
            Self::Single { options, poles, .. } => (options, &mut [], None, poles.as_mut()),
            Self::Grid { items, options, poles, .. } => (options, items, None, poles.as_mut()),
            Self::Number { options, unit, .. } => (options, &mut [], unit.as_mut(), None),
            Self::Numbers { items, options, unit, .. } => (options, items, unit.as_mut(), None),
            Self::Multiple { options, .. }
            | Self::Ranking { options, .. }
            | Self::Text { options, .. }
            | Self::Date { options, .. }
            | Self::Entry { options, .. } => (options, &mut [], None, None),
            Self::Note => (&mut [], &mut [], None, None),
        }
    }

    pub fn rotation(&self) -> Rotation {
        match self {
            Self::Single { rotation, .. }
            | Self::Multiple { rotation, .. }
            | Self::Grid { rotation, .. }
            | Self::Ranking { rotation, .. } => *rotation,
            _ => Rotation::None,
        }
    }

    /// Whether every proposed option but the declared non-answers carries a value: means make sense.
    pub fn is_scored(&self) -> bool {
        let mut scored = self.options().iter().filter(|option| option.missing.is_none()).peekable();
        matches!(self, Self::Single { .. } | Self::Grid { .. })
            && scored.peek().is_some()
            && scored.all(|option| option.value.is_some())
    }
}
