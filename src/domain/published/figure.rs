//! One printed number, and what a reader must know of it.

use serde::Serialize;

use crate::domain::id::{NetId, OptionCode, QuestionId, StudySlug};

/// What a percentage and a mean have in common: what was asked, of whom, when, and where it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed {
    pub study: StudySlug,
    /// A year, or a month: `2008`, `2020-05`.
    pub wave: String,
    pub audience: String,
    pub question: QuestionId,
    /// The row of a grid.
    pub item: Option<OptionCode>,
    /// Number interviewed, when it was published.
    pub base_n: Option<u32>,
    /// An address, or a reference where there is none.
    pub source: String,
    pub geo: String,
    /// The part of the universe it bears on; the whole of it without one.
    pub subpopulation: Option<String>,
    pub comparability: Comparability,
    pub note: Option<String>,
    /// In its file, from 1.
    pub line: usize,
}

/// How far the number may be set beside another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparability {
    /// Wording and object agree between sources.
    Identical,
    /// The series or the wave was deduced.
    Presumed,
    /// One point: nothing to compare it to.
    Single,
    /// Sources disagree: every one is kept, none is the value.
    Conflict,
}

/// A whole percent of the base, as printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedFigure {
    pub printed: Printed,
    pub of: Of,
    pub percent: u32,
}

/// What the percentage is of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Of {
    Option(OptionCode),
    Net(NetId),
}

/// A mean, as printed, in tenths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedScore {
    pub printed: Printed,
    pub metric: Metric,
    pub tenths: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    /// A score from 0 to 10; never « x people in ten ».
    #[serde(rename = "mean_0_10")]
    MeanOfTen,
    /// A number of things.
    MeanCount,
}

impl PublishedFigure {
    /// The option's code or the net's id.
    pub fn code(&self) -> &str {
        match &self.of {
            Of::Option(code) => code.as_str(),
            Of::Net(id) => id.as_str(),
        }
    }
}

impl Printed {
    /// The same question put to the same people about the same part of the universe.
    pub(super) fn same_place(&self, other: &Self) -> bool {
        self.same_question(other) && self.item == other.item
    }

    pub(super) fn same_question(&self, other: &Self) -> bool {
        self.study == other.study
            && self.wave == other.wave
            && self.audience == other.audience
            && self.question == other.question
            && self.geo == other.geo
            && self.subpopulation == other.subpopulation
    }

    /// The wave, as its results would be addressed.
    pub fn slug(&self) -> String {
        format!("{}-{}", self.study, self.wave)
    }

    /// Whether the source can be followed.
    pub fn is_address(&self) -> bool {
        self.source.starts_with("https://") || self.source.starts_with("http://")
    }
}
