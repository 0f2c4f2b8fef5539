//! Some tables of a release, as whoever reads it picked them: questions, and the variables they are crossed with. Nothing is made
//! that the release does not hold: a pick only leaves lines out.

use std::collections::BTreeSet;

use crate::app::AppError;
use crate::app::read_release::StoredRelease;
use crate::domain::id::QuestionId;
use crate::domain::release::{ReleaseContent, ReleasedColumn, ReleasedTable};
use crate::export;

/// What was picked. Totals always come along.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pick {
    pub questions: BTreeSet<QuestionId>,
    pub breaks: BTreeSet<QuestionId>,
}

impl Pick {
    pub fn has(&self, table: &ReleasedTable) -> bool {
        self.questions.contains(&table.question)
    }

    pub fn has_column(&self, column: &ReleasedColumn) -> bool {
        column.variable.as_ref().is_none_or(|variable| self.breaks.contains(variable))
    }

    /// Names among those picked that the plan does not have.
    pub fn unknown(&self, content: &ReleaseContent) -> Vec<QuestionId> {
        let has_table = |id: &QuestionId| content.tables.iter().any(|table| &table.question == id);
        let has_break = |id: &QuestionId| breaks(content).iter().any(|(known, _)| known == id);
        let questions = self.questions.iter().filter(|id| !has_table(id));
        questions.chain(self.breaks.iter().filter(|id| !has_break(id))).cloned().collect()
    }
}

/// The variables tables are crossed with, in the order of the plan, each with what it is called.
pub fn breaks(content: &ReleaseContent) -> Vec<(QuestionId, String)> {
    let mut found: Vec<(QuestionId, String)> = Vec::new();
    for column in content.tables.iter().flat_map(|table| &table.columns) {
        let Some(variable) = &column.variable else { continue };
        if !found.iter().any(|(known, _)| known == variable) {
            let label = column.variable_label.clone().unwrap_or_else(|| variable.to_string());
            found.push((variable.clone(), label));
        }
    }
    found
}

/// The picked lines of the release's CSV file.
pub fn picked_csv(stored: &StoredRelease, pick: &Pick) -> Result<Vec<u8>, AppError> {
    export::csv::write_some(&stored.released, |table, column| pick.has(table) && pick.has_column(column))
        .map_err(|error| AppError::Internal(error.to_string()))
}
