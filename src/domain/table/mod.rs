//! Tables: each question of the plan, total and by each break, with nets, bases and intervals. Not yet fit to leave:
//! only `disclosure` makes what may.

pub(crate) mod base;
mod columns;
mod count;
#[cfg(test)]
pub(crate) mod fixture;
pub(crate) mod measure;
#[cfg(test)]
pub(crate) mod mixed;
pub(crate) mod ranking;
mod rows;
mod tally;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::data_set::{DataSet, Values, grid_column};
use crate::domain::estimate::{Influences, Moments, Share};
use crate::domain::halves::halves;
use crate::domain::id::{NetId, OptionCode, QuestionId};
use crate::domain::questionnaire::{DeclaredMissing, Item, Kind, Language, Question, Questionnaire, Text};
pub use crate::domain::table::count::Evidence;
use crate::domain::table::count::{Cast, Counting};
use crate::domain::table::tally::Cells;
use crate::domain::wave::WaveSpec;

/// From so many entries on, each of a respondent in a question by a break, two threads make the tables of half of the
/// questions each.
const ENTRIES_ALONE: usize = 50_000;

/// One question, or one row of a grid.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    pub question: QuestionId,
    /// The exact wording.
    pub text: String,
    /// The row, for a grid or several numbers; for a ranking, the first rank or all of them.
    pub item: Option<OptionCode>,
    pub item_label: Option<String>,
    /// Percentages of respondents that may pass 100 in all: several answers were possible.
    pub is_multiple: bool,
    /// Who was asked, as in « à tous ».
    pub base_label: String,
    pub rows: Vec<TableRow>,
    /// Means and medians, for scores and numbers.
    pub measures: Vec<MeasureRow>,
    /// The total first.
    pub columns: Vec<TableColumn>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct TableRow {
    pub kind: RowKind,
    pub label: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowKind {
    Option {
        code: OptionCode,
        missing: Option<DeclaredMissing>,
        part: Option<Part>,
    },
    Net {
        id: NetId,
        codes: Vec<OptionCode>,
    },
    /// Shown and left without an answer: in the base, and so in the table, where the question may be skipped.
    NoAnswer,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeasureRow {
    pub kind: MeasureKind,
    pub label: String,
    /// Told to so many decimals.
    pub decimals: u8,
    pub unit: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MeasureKind {
    Mean,
    Median,
}

impl MeasureKind {
    /// What the address of a figure calls it, where an answer has its code.
    pub fn address(self) -> &'static str {
        match self {
            Self::Mean => "moyenne",
            Self::Median => "mediane",
        }
    }
}

/// What is measured over those who gave a number, with its interval at 95 %.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measure {
    pub value: f64,
    pub low: f64,
    pub high: f64,
    /// Of a mean: by the residuals of the calibration, and with weights as given. None of a median.
    pub errors: Option<Errors>,
    /// Those who gave one.
    pub n: u32,
    /// The weighted total of values, all counted positive, and what its two largest contributors bring to it: disclosure
    /// judges dominance on them, and they never leave.
    pub parts: Parts,
}

/// What the largest respondents bring to a weighted total of values, all counted positive.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Parts {
    pub total: f64,
    pub largest: f64,
    pub second: f64,
}

/// The standard errors of a figure, on its own scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Errors {
    pub calibrated: f64,
    pub weights_only: f64,
}

/// The net an option stands under, and whether it is named in « dont … ».
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub net: NetId,
    pub is_of_which: bool,
}

/// The total, or one category of a break.
#[derive(Debug, Clone, PartialEq)]
pub struct TableColumn {
    pub category: Option<Category>,
    pub label: String,
    /// Those asked.
    pub base: Moments,
    /// One a row; `None` when nobody is in the base.
    pub cells: Vec<Option<Share>>,
    /// Respondents of each row, unweighted: what disclosure is judged on, and never leaves.
    pub counts: Vec<u32>,
    /// One a row of measures; `None` when nobody gave a number.
    pub measures: Vec<Option<Measure>>,
    /// For comparisons with other columns.
    pub evidence: Evidence,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    pub variable: QuestionId,
    pub variable_label: String,
    pub code: OptionCode,
}

/// What the plan asks for and these tables cannot give.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    #[error("la question {0} du plan de tableaux n'est pas dans le questionnaire")]
    UnknownQuestion(QuestionId),
    #[error("la question {0} demande un texte, une date, une entrée de liste ou rien : elle n'a pas de tableau")]
    NotTabulated(QuestionId),
    #[error("le croisement {0} n'est pas une variable qualitative du questionnaire")]
    UnknownBreak(QuestionId),
    #[error("le fichier de données n'a pas la colonne {0} de cette version du questionnaire")]
    AbsentColumn(String),
    #[error("{weights} poids pour {rows} réponses")]
    WeightsMismatch { weights: usize, rows: usize },
}

/// Every table of the wave's plan, in its order, with weights as given. Weights are in row order. As `tabulate_with`,
/// each variance that of given weights (`share` of `estimate`): not for publication where a calibration made them.
pub fn tabulate(q: &Questionnaire, spec: &WaveSpec, data: &DataSet, weights: &[f64]) -> Result<Vec<Table>, PlanError> {
    tabulate_with(q, spec, data, &Influences::simple(weights))
}

/// Every table of the wave's plan, in its order: `influences` hold the weights, in row order, and the calibration whose
/// residuals make the variances.
///
/// A share is `Σ_m w/Σ_b w`, a fraction: `m` those of the row, `b` the base, which is those asked, non-answers among
/// them. A mean is `Σ w y/Σ w` over those who gave a number, in the question's unit. Variances are Deville and
/// Särndal's (1992, §3), intervals those of `printed`, `m ± t se` and Woodruff 1952. Not for strata or clusters; not to
/// be shown before `disclosure`.
pub fn tabulate_with(
    q: &Questionnaire,
    spec: &WaveSpec,
    data: &DataSet,
    influences: &Influences<'_>,
) -> Result<Vec<Table>, PlanError> {
    if influences.sample_n() != data.rows {
        return Err(PlanError::WeightsMismatch { weights: influences.sample_n(), rows: data.rows });
    }
    let cells = Cells::of(influences);
    let heads = columns::heads(q, &spec.tables.breaks, data, cells.as_ref())?;
    let tables = |questions: &[QuestionId]| {
        let counting = Counting::new(data, &heads, influences, cells.as_ref());
        let tables: Result<Vec<_>, _> = questions.iter().map(|id| tables_of(q, spec, id, &counting)).collect();
        tables.map(|tables| tables.into_iter().flatten().collect::<Vec<Table>>())
    };
    let questions = &spec.tables.questions;
    if data.rows.saturating_mul(heads.len()).saturating_mul(questions.len()) < ENTRIES_ALONE {
        return tables(questions);
    }
    let (some, others) = questions.split_at(questions.len() / 2);
    let parts: Result<Vec<_>, _> = halves(&[some, others], |_, questions| tables(questions)).into_iter().collect();
    Ok(parts?.into_iter().flatten().collect())
}

/// The tables of one question of the plan: one, or one an item.
fn tables_of(
    q: &Questionnaire,
    spec: &WaveSpec,
    id: &QuestionId,
    counting: &Counting<'_>,
) -> Result<Vec<Table>, PlanError> {
    if q.computed.iter().any(|computed| &computed.id == id) {
        return Ok(vec![computed_table(q, id, counting)?]);
    }
    let (_, question) = q.question(id.as_str()).ok_or_else(|| PlanError::UnknownQuestion(id.clone()))?;
    let subject = Subject { question, text: filled(&question.text, &spec.texts), base_label: base::label(q, question) };
    match &question.kind {
        Kind::Text { .. } | Kind::Date { .. } | Kind::Entry { .. } | Kind::Note => {
            Err(PlanError::NotTabulated(id.clone()))
        }
        Kind::Single { .. } | Kind::Multiple { .. } | Kind::Number { .. } => Ok(vec![subject.table(None, counting)?]),
        Kind::Ranking { ranks_max, .. } => subject.ranking(*ranks_max, counting),
        Kind::Grid { items, .. } | Kind::Numbers { items, .. } => {
            items.iter().map(|item| subject.table(Some(item), counting)).collect()
        }
    }
}

impl Table {
    /// The same table with its columns in this order, without what comparisons need.
    pub(crate) fn arranged(&self, order: &[usize]) -> Self {
        Self {
            question: self.question.clone(),
            text: self.text.clone(),
            item: self.item.clone(),
            item_label: self.item_label.clone(),
            is_multiple: self.is_multiple,
            base_label: self.base_label.clone(),
            rows: self.rows.clone(),
            measures: self.measures.clone(),
            columns: order.iter().filter_map(|place| self.columns.get(*place)).map(TableColumn::bare).collect(),
        }
    }
}

impl TableColumn {
    fn bare(&self) -> Self {
        Self {
            category: self.category.clone(),
            label: self.label.clone(),
            base: self.base,
            cells: self.cells.clone(),
            counts: self.counts.clone(),
            measures: self.measures.clone(),
            evidence: Evidence::default(),
        }
    }
}

/// A question on its way to its tables.
struct Subject<'a> {
    question: &'a Question,
    text: String,
    base_label: String,
}

impl Subject<'_> {
    fn table(&self, item: Option<&Item>, counting: &Counting<'_>) -> Result<Table, PlanError> {
        let id = &self.question.id;
        let name = item.map_or_else(|| id.to_string(), |item| grid_column(id, item));
        let column = counting.data.column(&name).ok_or(PlanError::AbsentColumn(name))?;
        let part = item.map(|item| (item.code.clone(), french(&item.label)));
        Ok(self.table_of(part, &column.values, counting))
    }

    /// The table of one column; `part` is what of the question it is about.
    fn table_of(&self, part: Option<(OptionCode, String)>, values: &Values, counting: &Counting<'_>) -> Table {
        let rows = rows::of(self.question);
        let measures = measure::rows_of(&self.question.kind);
        let cast = Cast { rows: &rows, measures: &measures, values, options: self.question.kind.options() };
        let (item, item_label) = part.unzip();
        Table {
            question: self.question.id.clone(),
            text: self.text.clone(),
            item,
            item_label,
            is_multiple: matches!(values, Values::Ticks { .. }),
            base_label: self.base_label.clone(),
            columns: counting.columns(&cast),
            rows,
            measures,
        }
    }
}

/// A computed variable of the plan: its categories, « à tous ».
fn computed_table(q: &Questionnaire, id: &QuestionId, counting: &Counting<'_>) -> Result<Table, PlanError> {
    let computed = q.computed.iter().find(|computed| &computed.id == id);
    let computed = computed.ok_or_else(|| PlanError::UnknownQuestion(id.clone()))?;
    let column = counting.data.column(id.as_str()).ok_or_else(|| PlanError::AbsentColumn(id.to_string()))?;
    let measures = measure::of_computed(computed);
    let rows = if measures.is_empty() { rows::of_computed(computed) } else { vec![rows::no_answer("Non calculé")] };
    let cast = Cast { rows: &rows, measures: &measures, values: &column.values, options: &[] };
    Ok(Table {
        question: id.clone(),
        text: french(&computed.label),
        item: None,
        item_label: None,
        is_multiple: false,
        base_label: base::TO_ALL.to_owned(),
        columns: counting.columns(&cast),
        rows,
        measures,
    })
}

fn french(text: &Text) -> String {
    text.get(Language::Fr).to_owned()
}

/// The French text with the wave's values in its `{…}`.
pub(crate) fn filled(text: &Text, values: &BTreeMap<String, String>) -> String {
    values.iter().fold(french(text), |text, (key, value)| text.replace(&format!("{{{key}}}"), value))
}
