//! A group beside the whole, question by question, brought to the lines that are read: the first sub-total of a question
//! that has one, the answers most given of a list, the rows of a grid that stand highest. The template of a fiche is here:
//! who they are, what is fragile, how they see « jouer collectif ».

use crate::domain::id::{OptionCode, QuestionId};
use crate::domain::release::territory::shown;
use crate::domain::release::{AgainstRest, ReleaseContent, ReleasedRow, ReleasedRowKind, ReleasedTable, ShownColumn};
use crate::domain::table::MeasureKind;

/// Lines kept of a list or of a grid.
const LINES: usize = 5;

/// A part of a fiche: its title, and the questions it takes, in this order, where the wave asked them.
pub const PARTS: [(&str, &[&str]); 3] = [
    (
        "Le territoire et l’engagement",
        &["TERR_ATTACH", "TERR_ECHELLE", "COVID_TOUCHE", "ENG_ACTION", "ENG_COVID", "ENG_ENVIE", "ODD_NOTORIETE"],
    ),
    ("Les fragilités", &["FRAG", "FRAG_PRIO", "FRAG_EVOL"]),
    (
        "La vision de « jouer collectif »",
        &["JC_UTILITE", "PART_INNOV", "DEVOIR_ALLIANCE", "MOBILISATION", "LEVIERS", "JC_POURQUOI", "JC_QUI"],
    ),
];

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
            Self::Category(variable, code) => shown(table, variable, code),
        }
    }
}

/// The questions of a part of the fiche that this release has.
pub fn part<'r>(content: &'r ReleaseContent, group: Group<'_>, questions: &[&str]) -> Vec<ProfileQuestion<'r>> {
    questions.iter().filter_map(|id| question(content, group, id)).collect()
}

/// One question, where the release has it.
pub fn question<'r>(content: &'r ReleaseContent, group: Group<'_>, id: &str) -> Option<ProfileQuestion<'r>> {
    let tables: Vec<&ReleasedTable> = content.tables.iter().filter(|table| table.question.as_str() == id).collect();
    let first = tables.first()?;
    let mut lines: Vec<ProfileLine> = if first.item.is_some() {
        tables.iter().filter_map(|table| of_item(table, group)).collect()
    } else {
        of_list(first, group)
    };
    let is_single_line = lines.len() == 1;
    if !is_single_line && (first.item.is_some() || first.is_multiple || !has_net(first)) {
        // The whole decides the order, so that fiches read alike and a hidden figure changes nothing in it.
        lines.sort_by_key(|line| std::cmp::Reverse(line.whole.map(|whole| whole.value)));
    }
    let left_out = lines.len().saturating_sub(LINES);
    lines.truncate(LINES);
    Some(ProfileQuestion { question: &first.question, text: &first.text, lines, left_out })
}

fn has_net(table: &ReleasedTable) -> bool {
    table.rows.iter().any(|row| row.kind == ReleasedRowKind::Net)
}

/// A row of a grid: its mean where it has one, its first sub-total otherwise.
fn of_item<'r>(table: &'r ReleasedTable, group: Group<'_>) -> Option<ProfileLine<'r>> {
    let label = table.item_label.as_deref()?;
    let mean = table.measures.iter().position(|row| row.kind == MeasureKind::Mean);
    if let Some(line) = mean.and_then(|at| measure(table, group, at, label)) {
        return Some(line);
    }
    let net = table.rows.iter().position(|row| row.kind == ReleasedRowKind::Net)?;
    share(table, group, net, label)
}

/// The first sub-total with what is named in it, of a question that has sub-totals; otherwise the answers, without those who
/// gave none. Of a list several of whose answers may be given, the answers, whatever sub-total it has.
fn of_list<'r>(table: &'r ReleasedTable, group: Group<'_>) -> Vec<ProfileLine<'r>> {
    let net = table.rows.iter().find(|row| row.kind == ReleasedRowKind::Net).filter(|_| !table.is_multiple);
    let is_kept = |row: &ReleasedRow| match net {
        Some(net) => row == net,
        None => row.kind == ReleasedRowKind::Option && row.missing.is_none() && row.code != "aucun",
    };
    let kept = table.rows.iter().enumerate().filter(|(_, row)| is_kept(row));
    kept.filter_map(|(at, row)| share(table, group, at, &row.label)).collect()
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
        unit: Unit::Measure { decimals },
        here: group.column(table).and_then(reading),
        whole: table.total().and_then(reading),
        rest: None,
    })
}
