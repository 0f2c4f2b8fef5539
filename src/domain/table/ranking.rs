//! The two tables of a ranking: what comes first, and what is named at any rank.

use super::count::Counting;
use super::{PlanError, Subject, Table};
use crate::domain::data_set::{Entry, Values, rank_column};
use crate::domain::id::{BadName, OptionCode};

/// Codes and labels of the two readings.
pub(crate) const FIRST: (&str, &str) = ("premier", "Cité en premier");
pub(crate) const ANYWHERE: (&str, &str) = ("total", "Cité au total");

impl Subject<'_> {
    /// First rank, then all of them where there are several.
    pub(super) fn ranking(&self, ranks_max: u16, counting: &Counting<'_>) -> Result<Vec<Table>, PlanError> {
        let column = |rank: usize| {
            let name = rank_column(&self.question.id, rank);
            counting.data.column(&name).map(|column| &column.values).ok_or(PlanError::AbsentColumn(name))
        };
        let ranks = (1..=usize::from(ranks_max)).map(column).collect::<Result<Vec<_>, _>>()?;
        let named = |(code, label): (&str, &str)| Ok((OptionCode::parse(code)?, label.to_owned()));
        let part = |which| named(which).map_err(|error: BadName| PlanError::AbsentColumn(error.to_string()));
        let Some(first) = ranks.first() else { return Ok(Vec::new()) };
        let mut tables = vec![self.table_of(Some(part(FIRST)?), first, counting)];
        if ranks.len() > 1 {
            tables.push(self.table_of(Some(part(ANYWHERE)?), &anywhere(&ranks), counting));
        }
        Ok(tables)
    }
}

/// The same response at all its ranks, as ticks.
fn anywhere(ranks: &[&Values]) -> Values {
    let columns = ranks.iter().filter_map(|values| match values {
        Values::Category { codes, values } => Some((codes, values)),
        _ => None,
    });
    let (codes, columns): (Vec<_>, Vec<_>) = columns.unzip();
    let row = |row: usize| {
        let entries = || columns.iter().filter_map(|values| values.get(row));
        let mut ticks: Vec<u16> = entries().filter_map(Entry::given).copied().collect();
        ticks.sort_unstable();
        ticks.dedup();
        match entries().next() {
            Some(first) if !first.is_asked() => Entry::NotAsked,
            _ if ticks.is_empty() => Entry::NoAnswer,
            _ => Entry::Given(ticks),
        }
    };
    let rows = columns.first().map_or(0, |values| values.len());
    Values::Ticks {
        codes: codes.first().map_or_else(Vec::new, |codes| (*codes).clone()),
        values: (0..rows).map(row).collect(),
    }
}
