//! A group beside the whole, question by question, brought to the lines that are read: the first sub-total of a question
//! that has one, the answers most given of a list, the rows of a grid that stand highest. The template of a fiche is here:
//! who they are, what is fragile, how they see « jouer collectif ».

#[cfg(test)]
mod tests;

use crate::domain::id::{OptionCode, QuestionId};
use crate::domain::release::{AgainstRest, ReleaseContent, ReleasedRow, ReleasedRowKind, ReleasedTable, ShownColumn};
use crate::domain::table::MeasureKind;
use crate::domain::table::ranking::ANYWHERE;

/// Lines kept of a question where nothing is said.
pub const LINES: usize = 5;

/// A question of the template, and how many lines it takes at most.
pub type Taken = (&'static str, usize);

/// A part of a fiche: its title, and the questions it takes, in this order, where the wave asked them. All together they fill
/// one A4 page.
pub const PARTS: [(&str, &[Taken]); 3] = [
    (
        "Le territoire et l’engagement",
        &[
            ("TERR_ATTACH", 1),
            ("TERR_ECHELLE", 2),
            ("COVID_TOUCHE", 2),
            ("ENG_ACTION", 3),
            ("ENG_COVID", 3),
            ("ENG_ENVIE", 1),
            ("ODD_NOTORIETE", 1),
        ],
    ),
    ("Les fragilités", &[("FRAG", 5), ("FRAG_PRIO", 3), ("FRAG_EVOL", 1)]),
    (
        "La vision de « jouer collectif »",
        &[
            ("JC_UTILITE", 2),
            ("PART_INNOV", 1),
            ("DEVOIR_ALLIANCE", 1),
            ("MOBILISATION", 1),
            ("LEVIERS", 2),
            ("JC_POURQUOI", 3),
            ("JC_QUI", 3),
        ],
    ),
];

/// Questions read by another of their sub-totals than the first: the one publications print.
const READ_BY: [(&str, &str); 1] = [("MOBILISATION", "st_insuffisante")];

/// One question of a profile.
#[derive(Debug, Clone, PartialEq)]
pub struct ProfileQuestion<'r> {
    pub question: &'r QuestionId,
    pub text: &'r str,
    pub lines: Vec<ProfileLine<'r>>,
    /// How many more there are, of a list or a grid.
    pub left_out: usize,
}

/// A figure of the group, and the same of the whole.
#[derive(Debug, Clone, PartialEq)]
pub struct ProfileLine<'r> {
    pub label: &'r str,
    /// « dont » of the line above.
    pub is_of_which: bool,
    pub unit: Unit,
    /// Absent where it is hidden.
    pub here: Option<Reading>,
    pub whole: Option<Reading>,
    /// Against everybody else, where the release says it; a mean has none.
    pub rest: Option<AgainstRest>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    Percent,
    /// Times ten to this power.
    Measure {
        decimals: u8,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    pub value: i64,
    pub low: i64,
    pub high: i64,
}

impl ProfileLine<'_> {
    /// The group less the whole, as printed.
    pub fn difference(&self) -> Option<i64> {
        Some(self.here?.value - self.whole?.value)
    }
}

/// Which column stands for the group.
#[derive(Debug, Clone, Copy)]
pub enum Group<'g> {
    Whole,
    Category(&'g QuestionId, &'g OptionCode),
}

impl Group<'_> {
    fn column<'r>(&self, table: &'r ReleasedTable) -> Option<&'r ShownColumn> {
        match self {
            Self::Whole => table.total(),
            Self::Category(variable, code) => table.column(Some(variable), Some(code))?.shown.as_ref(),
        }
    }
}

/// The questions of a part of the fiche that this release has.
pub fn part<'r>(content: &'r ReleaseContent, group: Group<'_>, questions: &[Taken]) -> Vec<ProfileQuestion<'r>> {
    questions.iter().filter_map(|(id, lines)| question(content, group, id, *lines)).collect()
}

/// One question, where the release has it, in so many lines.
pub fn question<'r>(
    content: &'r ReleaseContent,
    group: Group<'_>,
    id: &str,
    lines_max: usize,
) -> Option<ProfileQuestion<'r>> {
    let tables: Vec<&ReleasedTable> = content.tables.iter().filter(|table| table.question.as_str() == id).collect();
    let first = tables.first()?;
    let mut lines: Vec<ProfileLine> = tables.iter().filter_map(|table| of_item(table, group)).collect();
    let mut is_list = true;
    if lines.is_empty() {
        let is_every_rank =
            |table: &&&ReleasedTable| table.item.as_ref().is_some_and(|item| item.as_str() == ANYWHERE.0);
        let table = tables.iter().find(is_every_rank).unwrap_or(first);
        is_list = table.is_multiple || net_of(table).is_none();
        lines = of_list(table, group);
    }
    if lines.is_empty() {
        return None;
    }
    if is_list {
        // The whole decides the order, so that fiches read alike and a hidden figure changes nothing in it.
        lines.sort_by_key(|line| std::cmp::Reverse(line.whole.map(|whole| whole.value)));
    }
    let left_out = if is_list { lines.len().saturating_sub(lines_max) } else { 0 };
    lines.truncate(lines_max);
    Some(ProfileQuestion { question: &first.question, text: &first.text, lines, left_out })
}

/// The sub-total a question is read by, where it has one.
fn net_of(table: &ReleasedTable) -> Option<&ReleasedRow> {
    let nets = || table.rows.iter().filter(|row| row.kind == ReleasedRowKind::Net);
    let told = READ_BY.iter().find(|(id, _)| *id == table.question.as_str());
    told.and_then(|(_, net)| nets().find(|row| row.code == *net)).or_else(|| nets().next())
}

/// A row of a grid: its mean where it has one, its first sub-total otherwise.
fn of_item<'r>(table: &'r ReleasedTable, group: Group<'_>) -> Option<ProfileLine<'r>> {
    let label = table.item_label.as_deref()?;
    let mean = table.measures.iter().position(|row| row.kind == MeasureKind::Mean);
    if let Some(line) = mean.and_then(|at| measure(table, group, at, label)) {
        return Some(line);
    }
    let net = net_of(table)?;
    let at = table.rows.iter().position(|row| row == net)?;
    share(table, group, at, label)
}

/// The sub-total a question is read by with what is named in it; without one, the answers, without those who gave none. Of
/// a list several of whose answers may be given, the answers, whatever sub-total it has.
fn of_list<'r>(table: &'r ReleasedTable, group: Group<'_>) -> Vec<ProfileLine<'r>> {
    let net = net_of(table).filter(|_| !table.is_multiple);
    let is_kept = |row: &ReleasedRow| match net {
        Some(net) => row == net || (row.is_of_which && row.is_part_of(net)),
        None => row.kind == ReleasedRowKind::Option && row.missing.is_none() && row.code != "aucun",
    };
    let kept = table.rows.iter().enumerate().filter(|(_, row)| is_kept(row));
    let mut lines: Vec<(bool, ProfileLine)> = kept
        .filter_map(|(at, row)| {
            let is_of_which = net.is_some_and(|net| row != net);
            Some((is_of_which, ProfileLine { is_of_which, ..share(table, group, at, &row.label)? }))
        })
        .collect();
    lines.sort_by_key(|(is_of_which, _)| *is_of_which);
    lines.into_iter().map(|(_, line)| line).collect()
}

fn share<'r>(table: &'r ReleasedTable, group: Group<'_>, at: usize, label: &'r str) -> Option<ProfileLine<'r>> {
    let cell = |column: &'r ShownColumn| column.cells.get(at).and_then(Option::as_ref);
    let here = group.column(table).and_then(cell);
    let whole = table.total().and_then(cell);
    let reading = |cell: &crate::domain::release::ReleasedCell| Reading {
        value: cell.percent.into(),
        low: cell.low.into(),
        high: cell.high.into(),
    };
    Some(ProfileLine {
        label,
        is_of_which: false,
        unit: Unit::Percent,
        here: here.map(reading),
        whole: whole.map(reading),
        rest: here.and_then(|cell| cell.rest),
    })
}

fn measure<'r>(table: &'r ReleasedTable, group: Group<'_>, at: usize, label: &'r str) -> Option<ProfileLine<'r>> {
    let decimals = table.measures.get(at)?.decimals;
    let reading = |column: &ShownColumn| {
        let measure = column.measures.get(at)?.as_ref()?;
        Some(Reading { value: measure.value, low: measure.low, high: measure.high })
    };
    Some(ProfileLine {
        label,
        is_of_which: false,
        unit: Unit::Measure { decimals },
        here: group.column(table).and_then(reading),
        whole: table.total().and_then(reading),
        rest: None,
    })
}
