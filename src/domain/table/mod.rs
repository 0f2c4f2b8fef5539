//! Tables: each question of the plan, total and by each break, with nets, bases and intervals. Not yet fit to leave:
//! only `disclosure` makes what may.

mod base;
mod columns;
#[cfg(test)]
pub(crate) mod fixture;
mod rows;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::domain::data_set::{DataSet, Values, grid_column};
use crate::domain::estimate::{Moments, Share, share};
use crate::domain::id::{NetId, OptionCode, QuestionId};
use crate::domain::questionnaire::{DeclaredMissing, Item, Kind, Language, Question, Questionnaire, Text};
use crate::domain::table::columns::Head;
use crate::domain::wave::WaveSpec;

/// One question, or one row of a grid.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    pub question: QuestionId,
    /// The exact wording.
    pub text: String,
    /// The row, for a grid.
    pub item: Option<OptionCode>,
    pub item_label: Option<String>,
    /// Percentages of respondents that may pass 100 in all: several answers were possible.
    pub is_multiple: bool,
    /// Who was asked, as in « à tous ».
    pub base_label: String,
    pub rows: Vec<TableRow>,
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
    #[error("la question {0} est numérique : tabulez plutôt ses tranches")]
    Number(QuestionId),
    #[error("le croisement {0} n'est pas une variable qualitative du questionnaire")]
    UnknownBreak(QuestionId),
    #[error("le fichier de données n'a pas la colonne {0} de cette version du questionnaire")]
    AbsentColumn(String),
    #[error("{weights} poids pour {rows} réponses")]
    WeightsMismatch { weights: usize, rows: usize },
}

/// Every table of the wave's plan, in its order. Weights are in row order.
pub fn tabulate(q: &Questionnaire, spec: &WaveSpec, data: &DataSet, weights: &[f64]) -> Result<Vec<Table>, PlanError> {
    if weights.len() != data.rows {
        return Err(PlanError::WeightsMismatch { weights: weights.len(), rows: data.rows });
    }
    let heads = columns::heads(q, &spec.tables.breaks, data)?;
    let mut tables = Vec::new();
    for id in &spec.tables.questions {
        if q.computed.iter().any(|computed| &computed.id == id) {
            tables.push(computed_table(q, id, &heads, data, weights)?);
            continue;
        }
        let (_, question) = q.question(id.as_str()).ok_or_else(|| PlanError::UnknownQuestion(id.clone()))?;
        let subject =
            Subject { question, text: filled(&question.text, &spec.texts), base_label: base::label(q, question) };
        match &question.kind {
            Kind::Number { .. }
            | Kind::Numbers { .. }
            | Kind::Ranking { .. }
            | Kind::Text { .. }
            | Kind::Date { .. }
            | Kind::Entry { .. }
            | Kind::Note => return Err(PlanError::Number(id.clone())),
            Kind::Single { .. } | Kind::Multiple { .. } => {
                tables.push(subject.table(None, &heads, data, weights)?);
            }
            Kind::Grid { items, .. } => {
                for item in items {
                    tables.push(subject.table(Some(item), &heads, data, weights)?);
                }
            }
        }
    }
    Ok(tables)
}

/// A question on its way to its tables.
struct Subject<'a> {
    question: &'a Question,
    text: String,
    base_label: String,
}

impl Subject<'_> {
    fn table(
        &self,
        item: Option<&Item>,
        heads: &[Head<'_>],
        data: &DataSet,
        weights: &[f64],
    ) -> Result<Table, PlanError> {
        let id = &self.question.id;
        let name = item.map_or_else(|| id.to_string(), |item| grid_column(id, item));
        let column = data.column(&name).ok_or(PlanError::AbsentColumn(name))?;
        let rows = rows::of(self.question);
        let memberships = rows::memberships(&rows, &column.values);
        Ok(Table {
            question: id.clone(),
            text: self.text.clone(),
            item: item.map(|item| item.code.clone()),
            item_label: item.map(|item| french(&item.label)),
            is_multiple: matches!(self.question.kind, Kind::Multiple { .. }),
            base_label: self.base_label.clone(),
            columns: columns_of(heads, rows.len(), &column.values, &memberships, weights),
            rows,
        })
    }
}

/// A computed variable of the plan: its categories, « à tous ».
fn computed_table(
    q: &Questionnaire,
    id: &QuestionId,
    heads: &[Head<'_>],
    data: &DataSet,
    weights: &[f64],
) -> Result<Table, PlanError> {
    let computed = q.computed.iter().find(|computed| &computed.id == id);
    let computed = computed.ok_or_else(|| PlanError::UnknownQuestion(id.clone()))?;
    let column = data.column(id.as_str()).ok_or_else(|| PlanError::AbsentColumn(id.to_string()))?;
    let rows = rows::of_computed(computed);
    let memberships = rows::memberships(&rows, &column.values);
    Ok(Table {
        question: id.clone(),
        text: french(&computed.label),
        item: None,
        item_label: None,
        is_multiple: false,
        base_label: base::TO_ALL.to_owned(),
        columns: columns_of(heads, rows.len(), &column.values, &memberships, weights),
        rows,
    })
}

fn columns_of(
    heads: &[Head<'_>],
    row_count: usize,
    values: &Values,
    memberships: &rows::Memberships,
    weights: &[f64],
) -> Vec<TableColumn> {
    let sample_n = u32::try_from(weights.len()).unwrap_or(u32::MAX);
    let mut columns = Vec::new();
    for head in heads {
        let mut bases = vec![Moments::default(); head.categories.len()];
        let mut members = vec![vec![Moments::default(); row_count]; head.categories.len()];
        for (response, weight) in weights.iter().enumerate().filter(|(response, _)| values.is_asked(*response)) {
            let Some(category) = head.category_of(response) else { continue };
            let (Some(base), Some(members)) = (bases.get_mut(category), members.get_mut(category)) else { continue };
            base.add(*weight);
            for row in memberships.rows_of(values, response) {
                if let Some(moments) = members.get_mut(*row) {
                    moments.add(*weight);
                }
            }
        }
        for ((category, base), members) in head.categories.iter().zip(bases).zip(members) {
            let cells = members.iter().map(|members| share(members, &base, sample_n)).collect();
            columns.push(TableColumn { category: category.0.clone(), label: category.1.clone(), base, cells });
        }
    }
    columns
}

fn french(text: &Text) -> String {
    text.get(Language::Fr).to_owned()
}

/// The French text with the wave's values in its `{…}`.
pub(crate) fn filled(text: &Text, values: &BTreeMap<String, String>) -> String {
    values.iter().fold(french(text), |text, (key, value)| text.replace(&format!("{{{key}}}"), value))
}
