//! The sealed data set: completed interviews as columns, without identity, time or order of arrival. Everything after
//! sealing is a pure function of it.
//!
//! Of the five kinds of missing, a completed interview has four: not asked and no answer are entries of their own,
//! « ne se prononce pas » and refusal are options like others, or declared entries where the question asks for something
//! else than a choice. Not reached belongs to interviews that never get here.

mod choices;
mod reading;
#[cfg(test)]
pub(crate) mod tests;
mod variable;

use crate::domain::answer::Answers;
use crate::domain::questionnaire::Questionnaire;
use reading::Interview;

pub use choices::{Choices, entry_of};
pub use variable::{
    Of, SECTIONS_COLUMN, Variable, beside_column, entry_column, grid_column, order_column, questions_column,
    rank_column, variables,
};

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

/// What one response holds in one column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Entry<T> {
    /// The branch was closed.
    NotAsked,
    /// Shown and left without an answer; also a computed variable no rule gives a category.
    NoAnswer,
    /// A declared non-answer to a question that does not ask for a choice: its position in `declared`.
    Declared(u16),
    Given(T),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// Position in `codes`.
    Category { codes: Vec<String>, values: Choices },
    /// Ticked positions in `codes`, ascending; nothing ticked is `NoAnswer`.
    Ticks { codes: Vec<String>, values: Vec<Entry<Vec<u16>>> },
    /// Times ten to the power of `decimals`.
    Number { decimals: u8, declared: Vec<String>, values: Vec<Entry<i64>> },
    /// Verbatims; dates as ISO 8601 writes them, whole or not.
    Text { declared: Vec<String>, values: Vec<Entry<String>> },
    /// Positions in `codes`, in the order this person saw them.
    Order { codes: Vec<String>, values: Vec<Entry<Vec<u16>>> },
}

/// One value before rows are turned into columns. Its order is what rows are sorted by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Cell {
    Category(Entry<u16>),
    Positions(Entry<Vec<u16>>),
    Number(Entry<i64>),
    Text(Entry<String>),
}

impl<T> Entry<T> {
    pub fn given(&self) -> Option<&T> {
        match self {
            Self::Given(value) => Some(value),
            Self::NotAsked | Self::NoAnswer | Self::Declared(_) => None,
        }
    }

    /// Whether this response is in the base of the question.
    pub fn is_asked(&self) -> bool {
        !matches!(self, Self::NotAsked)
    }
}

impl DataSet {
    /// From completed interviews, in any order. Only what counts is kept; consent, which everybody here has given, and
    /// what was asked to reach people by stay out. Orders shown are kept, never what drew them.
    pub fn of(q: &Questionnaire, interviews: &[Answers]) -> Self {
        Self::led_by(&[], q, interviews)
    }

    /// The same people, those alike in these columns together: cells of a calibration on them are then runs of rows, which
    /// tables count by. Still in an order of content alone.
    pub fn led_by(leading: &[&str], q: &Questionnaire, interviews: &[Answers]) -> Self {
        let variables = variables(q);
        let place = |name: &&str| variables.iter().position(|variable| variable.name == *name);
        let leading: Vec<usize> = leading.iter().filter_map(place).collect();
        let row = |answers: &Answers| {
            let interview = Interview::of(q, answers);
            variables.iter().map(|variable| interview.cell(variable)).collect()
        };
        let mut rows: Vec<Vec<Cell>> = interviews.iter().map(row).collect();
        rows.sort_unstable_by(|left, right| {
            led(&leading, left).cmp(led(&leading, right)).then_with(|| left.cmp(right))
        });
        let mut columns: Vec<Column> = variables.iter().map(|variable| variable.empty_column(q)).collect();
        for row in &mut rows {
            for (column, cell) in columns.iter_mut().zip(row.drain(..)) {
                column.values.push(cell);
            }
        }
        Self { rows: rows.len(), columns }
    }

    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The categories of a single question, a row of a grid or a computed variable, and where each row stands.
    pub fn category(&self, name: &str) -> Option<(&[String], &Choices)> {
        match &self.column(name)?.values {
            Values::Category { codes, values } => Some((codes, values)),
            _ => None,
        }
    }
}

fn led<'a>(leading: &'a [usize], row: &'a [Cell]) -> impl Iterator<Item = Option<&'a Cell>> {
    leading.iter().map(|at| row.get(*at))
}

impl Values {
    pub fn len(&self) -> usize {
        match self {
            Self::Category { values, .. } => values.len(),
            Self::Ticks { values, .. } | Self::Order { values, .. } => values.len(),
            Self::Number { values, .. } => values.len(),
            Self::Text { values, .. } => values.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether this response is in the base of the column.
    pub fn is_asked(&self, row: usize) -> bool {
        match self {
            Self::Category { values, .. } => values.get(row).is_some_and(Entry::is_asked),
            Self::Ticks { values, .. } | Self::Order { values, .. } => values.get(row).is_some_and(Entry::is_asked),
            Self::Number { values, .. } => values.get(row).is_some_and(Entry::is_asked),
            Self::Text { values, .. } => values.get(row).is_some_and(Entry::is_asked),
        }
    }

    /// Column and cell come from the same variable: kinds always agree.
    fn push(&mut self, cell: Cell) {
        match (self, cell) {
            (Self::Category { values, .. }, Cell::Category(entry)) => values.push(entry),
            (Self::Ticks { values, .. } | Self::Order { values, .. }, Cell::Positions(entry)) => values.push(entry),
            (Self::Number { values, .. }, Cell::Number(entry)) => values.push(entry),
            (Self::Text { values, .. }, Cell::Text(entry)) => values.push(entry),
            _ => debug_assert!(false, "a cell of another kind than its column"),
        }
    }
}
