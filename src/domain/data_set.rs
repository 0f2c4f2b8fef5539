//! The sealed data set: completed interviews as columns, without identity, time or order of arrival. Everything after
//! sealing is a pure function of it.

use crate::domain::answer::Answers;
use crate::domain::questionnaire::Questionnaire;

/// Rows are sorted by content, so that the same responses always give the same data set.
#[derive(Debug, Clone, PartialEq)]
pub struct DataSet {
    pub rows: usize,
    pub columns: Vec<Column>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// `JC_UTILITE`, `JC_EFFETS:rapide` (row of a grid), `AGE` (computed)…
    pub name: String,
    pub values: Values,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// Position in `codes`; `None` is « not asked ».
    Category {
        codes: Vec<String>,
        values: Vec<Option<u16>>,
    },
    /// Ticked positions in `codes`; `None` is « not asked ».
    Ticks {
        codes: Vec<String>,
        values: Vec<Option<Vec<u16>>>,
    },
    Number(Vec<Option<i64>>),
}

impl DataSet {
    /// From completed interviews, in any order. Only what counts is kept; texts of « autre » stay out until coded.
    pub fn of(q: &Questionnaire, interviews: &[Answers]) -> Self {
        let _ = (q, interviews);
        todo!()
    }
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }
}
