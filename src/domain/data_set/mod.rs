//! The sealed data set: completed interviews as columns, without identity, time or order of arrival. Everything after
//! sealing is a pure function of it.
//!
//! Of the five kinds of missing, a completed interview has four: not asked and no answer are entries of their own,
//! « ne se prononce pas » and refusal are options like others. Not reached belongs to interviews that never get here.

#[cfg(test)]
mod tests;

use crate::domain::answer::{Answer, Answers};
use crate::domain::id::QuestionId;
use crate::domain::questionnaire::{Computed, Item, Kind, Question, Questionnaire, Role};
use crate::domain::route;

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
    Given(T),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// Position in `codes`.
    Category {
        codes: Vec<String>,
        values: Vec<Entry<u16>>,
    },
    /// Ticked positions in `codes`, ascending; nothing ticked is `NoAnswer`.
    Ticks {
        codes: Vec<String>,
        values: Vec<Entry<Vec<u16>>>,
    },
    Number(Vec<Entry<i64>>),
}

/// One value before rows are turned into columns. Its order is what rows are sorted by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Cell {
    Category(Entry<u16>),
    Ticks(Entry<Vec<u16>>),
    Number(Entry<i64>),
}

impl<T> Entry<T> {
    pub fn given(&self) -> Option<&T> {
        match self {
            Self::Given(value) => Some(value),
            Self::NotAsked | Self::NoAnswer => None,
        }
    }

    /// Whether this response is in the base of the question.
    pub fn is_asked(&self) -> bool {
        !matches!(self, Self::NotAsked)
    }
}

impl DataSet {
    /// From completed interviews, in any order. Only what counts is kept; consent, which everybody here has given, and
    /// the texts of « autre » stay out.
    pub fn of(q: &Questionnaire, interviews: &[Answers]) -> Self {
        let mut rows: Vec<Vec<Cell>> = interviews.iter().map(|answers| row(q, answers)).collect();
        rows.sort_unstable();
        let mut columns = empty_columns(q);
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
    pub fn category(&self, name: &str) -> Option<(&[String], &[Entry<u16>])> {
        match &self.column(name)?.values {
            Values::Category { codes, values } => Some((codes, values)),
            Values::Ticks { .. } | Values::Number(_) => None,
        }
    }
}

impl Values {
    pub fn len(&self) -> usize {
        match self {
            Self::Category { values, .. } => values.len(),
            Self::Ticks { values, .. } => values.len(),
            Self::Number(values) => values.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The columns are made from the same questionnaire as the rows: kinds always agree.
    fn push(&mut self, cell: Cell) {
        match (self, cell) {
            (Self::Category { values, .. }, Cell::Category(entry)) => values.push(entry),
            (Self::Ticks { values, .. }, Cell::Ticks(entry)) => values.push(entry),
            (Self::Number(values), Cell::Number(entry)) => values.push(entry),
            _ => debug_assert!(false, "a cell of another kind than its column"),
        }
    }
}

/// The name of the column of one row of a grid.
pub fn grid_column(question: &QuestionId, item: &Item) -> String {
    format!("{question}:{}", item.code)
}

fn is_kept(question: &Question) -> bool {
    question.role != Role::Consent
}

fn empty_columns(q: &Questionnaire) -> Vec<Column> {
    let asked = q.questions().map(|(_, question)| question).filter(|question| is_kept(question)).flat_map(columns_of);
    let computed = q.computed.iter().map(|computed| Column {
        name: computed.id.to_string(),
        values: Values::Category {
            codes: computed.categories.iter().map(|category| category.code.to_string()).collect(),
            values: Vec::new(),
        },
    });
    asked.chain(computed).collect()
}

fn columns_of(question: &Question) -> Vec<Column> {
    let codes = || question.kind.options().iter().map(|option| option.code.to_string()).collect();
    let values = || Values::Category { codes: codes(), values: Vec::new() };
    let name = question.id.to_string();
    match &question.kind {
        Kind::Single { .. } => vec![Column { name, values: values() }],
        Kind::Multiple { .. } => vec![Column { name, values: Values::Ticks { codes: codes(), values: Vec::new() } }],
        Kind::Number { .. } => vec![Column { name, values: Values::Number(Vec::new()) }],
        Kind::Numbers { .. }
        | Kind::Ranking { .. }
        | Kind::Text { .. }
        | Kind::Date { .. }
        | Kind::Entry { .. }
        | Kind::Note => Vec::new(),
        Kind::Grid { items, .. } => {
            items.iter().map(|item| Column { name: grid_column(&question.id, item), values: values() }).collect()
        }
    }
}

/// The cells of one interview, in the order of `empty_columns`.
fn row(q: &Questionnaire, answers: &Answers) -> Vec<Cell> {
    let counted = route::counted(q, answers);
    let open = open_slots(q, &counted);
    let mut cells = Vec::new();
    for (slot, question) in q.questions().filter(|(_, question)| is_kept(question)) {
        let is_open = open.get(slot).copied().unwrap_or(false);
        cells.extend(cells_of(question, counted.get(slot), is_open));
    }
    cells.extend(q.computed.iter().map(|computed| Cell::Category(computed_entry(q, computed, &counted, &open))));
    cells
}

fn open_slots(q: &Questionnaire, counted: &Answers) -> Vec<bool> {
    let mut open = vec![false; q.slots()];
    for slot in (0..q.sections.len()).flat_map(|section| route::shown(q, counted, section)) {
        if let Some(is_open) = open.get_mut(slot) {
            *is_open = true;
        }
    }
    open
}

fn entry<T>(is_open: bool, value: Option<T>) -> Entry<T> {
    match value {
        _ if !is_open => Entry::NotAsked,
        None => Entry::NoAnswer,
        Some(value) => Entry::Given(value),
    }
}

fn cells_of(question: &Question, answer: Option<&Answer>, is_open: bool) -> Vec<Cell> {
    match (&question.kind, answer) {
        (Kind::Single { .. }, Some(Answer::One(position))) => vec![Cell::Category(entry(is_open, Some(*position)))],
        (Kind::Single { .. }, _) => vec![Cell::Category(entry(is_open, None))],
        (Kind::Multiple { .. }, Some(Answer::Many(ticks))) if !ticks.is_empty() => {
            vec![Cell::Ticks(entry(is_open, Some(ticks.clone())))]
        }
        (Kind::Multiple { .. }, _) => vec![Cell::Ticks(entry(is_open, None))],
        (Kind::Number { .. }, Some(Answer::Number(number))) => vec![Cell::Number(entry(is_open, Some(*number)))],
        (Kind::Number { .. }, _) => vec![Cell::Number(entry(is_open, None))],
        (
            Kind::Numbers { .. }
            | Kind::Ranking { .. }
            | Kind::Text { .. }
            | Kind::Date { .. }
            | Kind::Entry { .. }
            | Kind::Note,
            _,
        ) => Vec::new(),
        (Kind::Grid { items, .. }, answer) => {
            let given = match answer {
                Some(Answer::Rows(rows)) => rows.as_slice(),
                _ => &[],
            };
            let at = |item: usize| given.get(item).copied().flatten();
            (0..items.len()).map(|item| Cell::Category(entry(is_open, at(item)))).collect()
        }
    }
}

fn computed_entry(q: &Questionnaire, computed: &Computed, counted: &Answers, open: &[bool]) -> Entry<u16> {
    let code = counted.category(q, &computed.id);
    let position = code.and_then(|code| computed.categories.iter().position(|category| &category.code == code));
    entry(is_source_open(q, computed, open), position.and_then(|position| u16::try_from(position).ok()))
}

/// A variable computed from a question not asked is not asked; one computed from another follows it.
fn is_source_open(q: &Questionnaire, computed: &Computed, open: &[bool]) -> bool {
    let earlier = || q.computed.iter().take_while(|other| other.id != computed.id);
    computed.rule.sources().into_iter().any(|of| match q.question(of.as_str()) {
        Some((slot, _)) => open.get(slot).copied().unwrap_or(false),
        // Dependency order: the source stands before, so the walk ends. A hidden variable is always there.
        None => match earlier().find(|other| &other.id == of) {
            Some(source) => is_source_open(q, source, open),
            None => q.hidden(of.as_str()).is_some(),
        },
    })
}
