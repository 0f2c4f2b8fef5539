//! A release: what leaves, frozen, with its digest. It holds no instant of processing and no internal id: the same
//! responses always give the same bytes. No constructor here: see `disclosure`.
//!
//! Formats. 1 has percentages, intervals and bases; 2 adds standard errors, letters, the sign against the rest, the tests of
//! crosstabs, figures hidden inside a column, bases told roughly and what disclosure cost; 3 adds what the method notice
//! says and the findings declared. All are optional, so that releases of formats 1 and 2 are read, and served, as they were
//! frozen.

mod cite;
mod differences;
mod figure;
mod findings;
#[cfg(test)]
pub(crate) mod fixture;
mod headline;
mod notice;
mod period;
pub mod profile;
pub mod territory;
mod trend;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::arithmetic::decimal::fixed;
use crate::domain::disclosure::DisclosureRule;
pub use crate::domain::disclosure::{BadRelease, Released};
use crate::domain::id::{Digest, NetId, OptionCode, QuestionId, StudySlug, WaveSlug};
use crate::domain::questionnaire::DeclaredMissing;
pub use crate::domain::release::differences::{Difference, differences, hidden_otherwise};
pub use crate::domain::release::figure::{FigureName, FigureRow, FigureValue, ReleasedFigure};
pub use crate::domain::release::findings::Finding;
pub use crate::domain::release::notice::{MARGIN_SHARES, NoticeFacts, ReleasedDisposition, margin_of_error};
pub use crate::domain::release::period::{month_words, period_words};
pub use crate::domain::release::trend::{Change, ColumnTrend, Direction, NoTrend, RowTrend, Trend, Withheld, trend};
use crate::domain::table::MeasureKind;
use crate::domain::table::base::TO_ALL;
use crate::domain::wave::Parties;

/// The format written today.
pub const FORMAT: u32 = 3;

fn first_format() -> u32 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_first_format(format: &u32) -> bool {
    *format == first_format()
}

/// What a release says. Plain to read; only inside a `Released` may it leave.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleaseContent {
    /// Which fields there may be.
    #[serde(default = "first_format", skip_serializing_if = "is_first_format")]
    pub format: u32,
    pub wave: ReleasedWave,
    pub parties: Parties,
    /// « données simulées », to be said wherever a figure is shown.
    pub is_simulated: bool,
    /// Completed interviews kept.
    pub base_n: u32,
    pub weighting: WeightingSummary,
    pub disclosure: DisclosureRule,
    /// How percentages were rounded and what the interval is, in French.
    pub reading: Vec<String>,
    pub headline: QuestionId,
    /// The declared line, its figures in braces; without one a sentence is made.
    pub sentence: Option<String>,
    /// Declared findings, their figures in braces; without any, some are taken from the tables.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<String>,
    /// What the method notice says that nothing else here does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<NoticeFacts>,
    pub tables: Vec<ReleasedTable>,
    /// What disclosure took away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hidden: Option<HiddenShare>,
}

/// Columns of crosstabs and figures inside shown columns, in all and hidden, over the tables of a release. Those that fall
/// under a threshold, and those hidden to protect them, are not told apart.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HiddenShare {
    pub columns: u32,
    pub columns_hidden: u32,
    /// Shown with a base told roughly.
    pub columns_rough: u32,
    pub figures: u32,
    pub figures_hidden: u32,
    /// Territorial variables left out because nearly everybody of a small population answered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub national: Vec<QuestionId>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleasedWave {
    pub slug: WaveSlug,
    pub study: StudySlug,
    pub key: String,
    pub title: String,
    pub audience: String,
    pub universe: String,
    pub mode: String,
    /// As declared, last day included.
    pub fieldwork_start: NaiveDate,
    pub fieldwork_end: NaiveDate,
    pub questionnaire_version: u32,
    pub questionnaire_digest: Digest,
    /// Where the wording comes from.
    pub questionnaire_notice: String,
}

/// Two decimals at most: enough to judge the weights, too little to find one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WeightingSummary {
    pub method: String,
    pub scheme_version: u32,
    pub margins: Vec<MarginSource>,
    pub design_effect: f64,
    pub effective_n: u32,
    pub weight_min: f64,
    pub weight_max: f64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MarginSource {
    pub label: String,
    pub source: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleasedTable {
    pub question: QuestionId,
    pub text: String,
    pub item: Option<OptionCode>,
    pub item_label: Option<String>,
    pub is_multiple: bool,
    pub base_label: String,
    pub rows: Vec<ReleasedRow>,
    /// Means and medians, for scores and numbers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub measures: Vec<ReleasedMeasureRow>,
    /// The total first.
    pub columns: Vec<ReleasedColumn>,
    /// Of each variable crossed, whether answers depend on it; none where there is nothing to test.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tests: Vec<ReleasedTest>,
}

/// Rao and Scott's test of a crosstab, over its shown columns of at least `LETTER_BASE_MIN` respondents.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleasedTest {
    pub variable: QuestionId,
    /// Columns compared.
    pub columns: u32,
    /// To two decimals.
    pub f: f64,
    /// To three decimals; 0 is less than 0.0005.
    pub p_value: f64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleasedRow {
    pub label: String,
    pub kind: ReleasedRowKind,
    /// Option code or net id; `no_answer` for those who gave none.
    pub code: String,
    pub missing: Option<DeclaredMissing>,
    /// The net this option stands under.
    pub net: Option<NetId>,
    /// Named in « dont … »: still a percentage of the whole base.
    pub is_of_which: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReleasedRowKind {
    Option,
    Net,
    NoAnswer,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleasedMeasureRow {
    pub kind: MeasureKind,
    pub label: String,
    /// Its figures are times ten to this power.
    pub decimals: u8,
    pub unit: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleasedColumn {
    /// Both absent for the total.
    pub variable: Option<QuestionId>,
    pub variable_label: Option<String>,
    pub category: Option<OptionCode>,
    pub label: String,
    /// Absent when the column is hidden.
    pub shown: Option<ShownColumn>,
}

/// A column that may be read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShownColumn {
    /// What names it beside figures of other columns of its variable; absent of a column too small to be compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub letter: Option<String>,
    /// Unweighted.
    pub base_n: u32,
    /// Bases here are to the nearest twenty: the exact one would tell that of a hidden column.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub base_is_rough: bool,
    /// Kish, to the nearest respondent.
    pub effective_n: u32,
    /// To be read with care.
    pub is_small_base: bool,
    /// One a row; `None` where so few answered so that it is hidden, or where it would tell such a figure.
    pub cells: Vec<Option<ReleasedCell>>,
    /// One a row of measures; `None` where too few gave a number.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub measures: Vec<Option<ReleasedMeasure>>,
}

/// Whole percents; the interval at 95 % is rounded outwards.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleasedCell {
    pub percent: u32,
    pub low: u32,
    pub high: u32,
    /// Standard error, in points, rounded up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub se: Option<f64>,
    /// The same with weights as given, whatever made them: what institutes quote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub se_weights_only: Option<f64>,
    /// Columns of the same variable whose figure is significantly lower.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub letters: Vec<String>,
    /// Against everybody else who was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rest: Option<AgainstRest>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgainstRest {
    Above,
    Below,
}

/// A mean or a median, whole once multiplied by ten to the power of the row's decimals; the interval at 95 % is rounded
/// outwards.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleasedMeasure {
    pub value: i64,
    pub low: i64,
    pub high: i64,
    /// Those who gave a number, unweighted.
    pub base_n: u32,
    /// Standard error, in the unit of the figure; none of a median, rounded up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub se: Option<f64>,
    /// The same with weights as given, whatever made them: what institutes quote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub se_weights_only: Option<f64>,
    /// Columns of the same variable whose figure is significantly lower.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub letters: Vec<String>,
}

impl ReleaseContent {
    /// The table of a question (the first row, for a grid).
    pub fn table(&self, question: &QuestionId) -> Option<&ReleasedTable> {
        self.tables.iter().find(|table| &table.question == question)
    }

    /// The tables of each question together, in the order of the plan.
    pub fn questions(&self) -> impl Iterator<Item = &[ReleasedTable]> {
        self.tables.chunk_by(|left, right| left.question == right.question)
    }
}

impl ReleasedRow {
    /// Whether it is an answer this net gathers.
    pub fn is_part_of(&self, net: &Self) -> bool {
        net.kind == ReleasedRowKind::Net && self.net.as_ref().is_some_and(|id| id.as_str() == net.code)
    }
}

impl ReleasedMeasureRow {
    /// A figure of this row as it is read in French: every decimal, after a comma.
    pub fn written(&self, figure: i64) -> String {
        fixed(figure, self.decimals, ',').replace('-', "−")
    }

    /// A figure of this row as a number, to compare it with others.
    pub fn number(&self, figure: i64) -> f64 {
        fixed(figure, self.decimals, '.').parse().unwrap_or(f64::NAN)
    }
}

impl ReleasedTable {
    /// Whether nobody was left out of the question.
    pub fn is_asked_to_all(&self) -> bool {
        self.base_label == TO_ALL
    }

    /// The column of a category, hidden or not; that of everybody is of none, and of no variable.
    pub fn column(&self, variable: Option<&QuestionId>, category: Option<&OptionCode>) -> Option<&ReleasedColumn> {
        let is_it =
            |column: &&ReleasedColumn| column.variable.as_ref() == variable && column.category.as_ref() == category;
        self.columns.iter().find(is_it)
    }

    /// The total column, when it may be read.
    pub fn total(&self) -> Option<&ShownColumn> {
        self.columns.first().and_then(|column| column.shown.as_ref())
    }

    /// Measures of the total with their figures.
    pub fn total_measures(&self) -> impl Iterator<Item = (&ReleasedMeasureRow, Option<ReleasedMeasure>)> {
        self.measures.iter().zip(self.total().into_iter().flat_map(|total| total.measures.iter().cloned()))
    }

    /// Rows of the total with their figures, where they may be read.
    pub fn total_rows(&self) -> impl Iterator<Item = (&ReleasedRow, Option<ReleasedCell>)> {
        self.rows.iter().zip(self.total().into_iter().flat_map(|total| total.cells.iter().cloned()))
    }
}

#[cfg(test)]
mod tests {
    use super::{MeasureKind, ReleasedMeasureRow};

    #[test]
    fn a_measure_is_written_with_every_decimal_after_a_comma() {
        let with = |decimals, figure| {
            let row = ReleasedMeasureRow { kind: MeasureKind::Mean, label: String::new(), decimals, unit: None };
            row.written(figure)
        };
        assert_eq!(
            [with(1, 64), with(1, 70), with(2, 5), with(0, 42), with(1, -3)],
            ["6,4", "7,0", "0,05", "42", "−0,3"]
        );
    }
}
