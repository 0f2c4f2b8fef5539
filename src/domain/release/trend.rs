//! What changed from one release to another, figure by figure: two samples drawn apart, one question in one wording, one
//! universe. Only what both releases tell is read, so that nothing comes out of what either hides. Not for samples with
//! respondents in common (`compare`, `sonde analyse` on the data), and never for figures of two audiences.
//!
//! Difference of two independent estimates: `d = p₂ − p₁`, `V(d) = se₁² + se₂² + u²/6`, in the unit of the figure. `se` are
//! the released standard errors, which are rounded up; `u` is the last digit released: each figure is within `u/2` of what
//! it was rounded from, which as a uniform error has variance `u²/12`. Two-sided normal test, p values by Holm (1979) over
//! the answers, nets and measures of a column together; the interval is of the difference alone, at 95 %.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use serde::Serialize;

use crate::domain::arithmetic::normal;
use crate::domain::compare::{Figure, LETTER_BASE_MIN, Standing, Verdict, WhyNot, comparable, holm};
use crate::domain::estimate::{Z_95, normal_interval};
use crate::domain::id::{OptionCode, QuestionId};
use crate::domain::release::{
    ReleaseContent, ReleasedColumn, ReleasedRow, ReleasedRowKind, ReleasedTable, ShownColumn,
};

/// A change is told at this level.
const LEVEL: f64 = 0.95;

/// Why two releases make no trend of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoTrend {
    #[error("la question n’est pas dans les résultats des deux vagues")]
    AbsentQuestion,
    #[error("{0}")]
    Forbidden(WhyNot),
    #[error(
        "ce ne sont pas les mêmes personnes qui sont interrogées\u{a0}: deux publics se lisent côte à côte, sans écart"
    )]
    OtherAudience,
    #[error("la question n’a pas été posée aux mêmes personnes d’une vague à l’autre (base différente)")]
    OtherBase,
    #[error("la liste des réponses a changé d’une vague à l’autre\u{a0}: l’écart n’est pas une évolution")]
    OtherAnswers,
    #[error("le mode de recueil a changé d’une vague à l’autre\u{a0}: l’écart n’est pas une évolution")]
    OtherMode,
    #[error("l’une des vagues est simulée")]
    Simulated,
}

/// Why one column or one figure has no change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Withheld {
    #[error("masqué dans la première vague")]
    HiddenBefore,
    #[error("masqué dans la seconde vague")]
    HiddenAfter,
    #[error("absent de l’une des vagues")]
    Absent,
    #[error("sur trop peu de personnes pour être comparé")]
    SmallBase,
    #[error("sans erreur type publiée")]
    NoError,
    #[error("le sous-total ne réunit pas les mêmes réponses")]
    OtherParts,
}

/// One question, or one row of a grid.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Trend {
    pub question: QuestionId,
    pub item: Option<OptionCode>,
    /// The total first, then the categories of the later release that the earlier one has too.
    pub columns: Vec<ColumnTrend>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ColumnTrend {
    pub variable: Option<QuestionId>,
    pub category: Option<OptionCode>,
    pub label: String,
    /// One a row of the later table, then one a row of measures; or why the column has none.
    pub changes: Result<Vec<RowTrend>, Withheld>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RowTrend {
    /// Code of the answer, id of the net, or name of the measure.
    pub code: String,
    pub label: String,
    pub change: Result<Change, Withheld>,
}

/// In points for a percentage, in the unit of the figure for a mean.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Change {
    pub before: f64,
    pub after: f64,
    pub difference: f64,
    pub se: f64,
    pub low: f64,
    pub high: f64,
    /// By Holm over the answers of the column.
    pub p_value: f64,
    pub direction: Direction,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    Up,
    Down,
    /// No change that may be told.
    Stable,
}

/// The change of one question between two releases, the earlier first.
pub fn trend(
    before: &ReleaseContent,
    after: &ReleaseContent,
    question: &QuestionId,
    item: Option<&OptionCode>,
) -> Result<Trend, NoTrend> {
    let of = |table: &&ReleasedTable| &table.question == question && table.item.as_ref() == item;
    let (old, new) = (before.tables.iter().find(of), after.tables.iter().find(of));
    let (Some(old), Some(new)) = (old, new) else { return Err(NoTrend::AbsentQuestion) };
    refuse(before, after, old, new)?;
    let column = |column: &ReleasedColumn| ColumnTrend {
        variable: column.variable.clone(),
        category: column.category.clone(),
        label: column.label.clone(),
        changes: match old.column(column.variable.as_ref(), column.category.as_ref()) {
            Some(other) => changes((old, other), (new, column)),
            None => Err(Withheld::Absent),
        },
    };
    let columns = new.columns.iter().map(column).collect();
    Ok(Trend { question: question.clone(), item: item.cloned(), columns })
}

fn refuse(
    before: &ReleaseContent,
    after: &ReleaseContent,
    old: &ReleasedTable,
    new: &ReleasedTable,
) -> Result<(), NoTrend> {
    let figure = |content: &ReleaseContent, table: &ReleasedTable| Figure {
        question: table.question.to_string(),
        answer: String::new(),
        wording: format!("{}\n{}", table.text, table.item_label.as_deref().unwrap_or_default()),
        audience: content.wave.audience.clone(),
        universe: content.wave.universe.clone(),
        wave: content.wave.slug.to_string(),
        base_n: Some(content.base_n),
        standing: Standing::Comparable,
    };
    match comparable(&figure(before, old), &figure(after, new)) {
        Verdict::Trend { .. } => {}
        Verdict::SideBySide => return Err(NoTrend::OtherAudience),
        Verdict::Forbidden(why) => return Err(NoTrend::Forbidden(why)),
    }
    let options = |table: &ReleasedTable| -> BTreeSet<String> {
        let options = table.rows.iter().filter(|row| row.kind == ReleasedRowKind::Option);
        options.map(|row| row.code.clone()).collect()
    };
    let why = [
        (before.is_simulated != after.is_simulated, NoTrend::Simulated),
        (before.wave.mode != after.wave.mode, NoTrend::OtherMode),
        (old.base_label != new.base_label, NoTrend::OtherBase),
        (options(old) != options(new) || old.is_multiple != new.is_multiple, NoTrend::OtherAnswers),
    ];
    why.into_iter().find(|(is_so, _)| *is_so).map_or(Ok(()), |(_, why)| Err(why))
}

type Placed<'a> = (&'a ReleasedTable, &'a ReleasedColumn);

fn changes((old, before): Placed<'_>, (new, after): Placed<'_>) -> Result<Vec<RowTrend>, Withheld> {
    let first = before.shown.as_ref().ok_or(Withheld::HiddenBefore)?;
    let second = after.shown.as_ref().ok_or(Withheld::HiddenAfter)?;
    if [first, second].iter().any(|shown| !is_large(shown.base_n)) {
        return Err(Withheld::SmallBase);
    }
    let answer = |(at, row): (usize, &ReleasedRow)| RowTrend {
        code: row.code.clone(),
        label: row.label.clone(),
        change: percents((old, first), (new, second), at, row),
    };
    let measure = |at: usize| means((old, first), (new, second), at);
    let answers = new.rows.iter().enumerate().map(answer);
    let mut rows: Vec<RowTrend> = answers.chain((0..new.measures.len()).filter_map(measure)).collect();
    adjust(&mut rows);
    Ok(rows)
}

fn is_large(base_n: u32) -> bool {
    usize::try_from(base_n).is_ok_and(|n| n >= LETTER_BASE_MIN)
}

type Shown<'a> = (&'a ReleasedTable, &'a ShownColumn);

fn percents(
    (old, first): Shown<'_>,
    (new, second): Shown<'_>,
    at: usize,
    row: &ReleasedRow,
) -> Result<Change, Withheld> {
    let same = |other: &ReleasedRow| other.kind == row.kind && other.code == row.code;
    let place = old.rows.iter().position(same).ok_or(Withheld::Absent)?;
    if parts(old, row) != parts(new, row) {
        return Err(Withheld::OtherParts);
    }
    let cell = |shown: &'_ ShownColumn, at: usize| shown.cells.get(at).cloned().flatten();
    let before = cell(first, place).ok_or(Withheld::HiddenBefore)?;
    let after = cell(second, at).ok_or(Withheld::HiddenAfter)?;
    let errors = before.se.zip(after.se).ok_or(Withheld::NoError)?;
    Ok(change([f64::from(before.percent), f64::from(after.percent)], errors, 1.0))
}

/// The answers a net gathers.
fn parts<'a>(table: &'a ReleasedTable, net: &ReleasedRow) -> BTreeSet<&'a str> {
    table.rows.iter().filter(|row| row.is_part_of(net)).map(|row| row.code.as_str()).collect()
}

fn means((old, first): Shown<'_>, (new, second): Shown<'_>, at: usize) -> Option<RowTrend> {
    let row = new.measures.get(at)?;
    let told = || {
        let same = |other: &crate::domain::release::ReleasedMeasureRow| {
            other.kind == row.kind && other.unit == row.unit && other.decimals == row.decimals
        };
        let place = old.measures.iter().position(same).ok_or(Withheld::Absent)?;
        let measure = |shown: &'_ ShownColumn, at: usize| shown.measures.get(at).cloned().flatten();
        let before = measure(first, place).ok_or(Withheld::HiddenBefore)?;
        let after = measure(second, at).ok_or(Withheld::HiddenAfter)?;
        if !(is_large(before.base_n) && is_large(after.base_n)) {
            return Err(Withheld::SmallBase);
        }
        let errors = before.se.zip(after.se).ok_or(Withheld::NoError)?;
        let unit = 10f64.powi(-i32::from(row.decimals));
        let value = |value: i64| i32::try_from(value).map_or(f64::NAN, f64::from) * unit;
        Ok(change([before.value, after.value].map(value), errors, unit))
    };
    Some(RowTrend { code: format!("{:?}", row.kind).to_lowercase(), label: row.label.clone(), change: told() })
}

/// Before p values are adjusted: the direction is told then.
fn change([before, after]: [f64; 2], errors: (f64, f64), unit: f64) -> Change {
    let difference = after - before;
    let se = (errors.0.powi(2) + errors.1.powi(2) + unit * unit / 6.0).sqrt();
    let interval = normal_interval(difference, se, Z_95);
    let p_value = normal::two_sided(difference / se);
    let (low, high) = (interval.low, interval.high);
    Change { before, after, difference, se, low, high, p_value, direction: Direction::Stable }
}

fn adjust(rows: &mut [RowTrend]) {
    let raw: Vec<f64> = rows.iter().filter_map(|row| Some(row.change.as_ref().ok()?.p_value)).collect();
    let changes = rows.iter_mut().filter_map(|row| row.change.as_mut().ok());
    for (change, p_value) in changes.zip(holm(&raw)) {
        change.p_value = p_value;
        change.direction = match change.difference {
            difference if p_value < 1.0 - LEVEL && difference > 0.0 => Direction::Up,
            difference if p_value < 1.0 - LEVEL && difference < 0.0 => Direction::Down,
            _ => Direction::Stable,
        };
    }
}
