//! A release figure by figure, in the order of its tables, columns and rows: what every file that has one line a figure
//! is made from. A hidden figure has its line too, so that nobody takes it for an oversight.

use crate::domain::arithmetic::decimal::fixed;
use crate::domain::release::{
    AgainstRest, ReleaseContent, Released, ReleasedCell, ReleasedColumn, ReleasedMeasure, ReleasedMeasureRow,
    ReleasedRow, ReleasedRowKind, ReleasedTable, ReleasedTest,
};
use crate::domain::table::MeasureKind;

/// One figure, with all it stands on.
#[derive(Clone, Copy)]
pub(super) struct Figure<'a> {
    pub released: &'a Released,
    pub table: &'a ReleasedTable,
    pub column: &'a ReleasedColumn,
    pub row: Row<'a>,
}

/// Its row, and what may be read there.
#[derive(Clone, Copy)]
pub(super) enum Row<'a> {
    Answer(&'a ReleasedRow, Option<&'a ReleasedCell>),
    Measure(&'a ReleasedMeasureRow, Option<&'a ReleasedMeasure>),
}

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Nature {
    Option,
    OfWhich,
    Net,
    NoAnswer,
    Mean,
    Median,
}

/// A number stored whole, times ten to the power of its decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Number {
    pub stored: i64,
    pub decimals: u8,
}

/// How a figure may be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    Shown,
    SmallBase,
    Hidden,
}

/// Every figure of a release.
pub(super) fn figures(released: &Released) -> impl Iterator<Item = Figure<'_>> {
    released.content().tables.iter().flat_map(move |table| of_table(released, table))
}

/// Every figure of one table.
pub(super) fn of_table<'a>(released: &'a Released, table: &'a ReleasedTable) -> impl Iterator<Item = Figure<'a>> {
    let figures = move |column| rows(table, column).map(move |row| Figure { released, table, column, row });
    table.columns.iter().flat_map(figures)
}

/// Of one column: answers, then measures.
pub(super) fn rows<'a>(table: &'a ReleasedTable, column: &'a ReleasedColumn) -> impl Iterator<Item = Row<'a>> {
    let shown = column.shown.as_ref();
    let cell = move |at: usize| shown.and_then(|shown| shown.cells.get(at)?.as_ref());
    let measure = move |at: usize| shown.and_then(|shown| shown.measures.get(at)?.as_ref());
    let answers = table.rows.iter().enumerate().map(move |(at, row)| Row::Answer(row, cell(at)));
    answers.chain(table.measures.iter().enumerate().map(move |(at, row)| Row::Measure(row, measure(at))))
}

impl<'a> Row<'a> {
    /// The code of the option or the net; `no_answer`, `mean`, `median`.
    pub fn code(self) -> &'a str {
        match self {
            Self::Answer(row, _) => &row.code,
            Self::Measure(..) => self.nature().as_str(),
        }
    }

    pub fn nature(self) -> Nature {
        match self {
            Self::Answer(row, _) => match row.kind {
                ReleasedRowKind::Option if row.is_of_which => Nature::OfWhich,
                ReleasedRowKind::Option => Nature::Option,
                ReleasedRowKind::Net => Nature::Net,
                ReleasedRowKind::NoAnswer => Nature::NoAnswer,
            },
            Self::Measure(row, _) => match row.kind {
                MeasureKind::Mean => Nature::Mean,
                MeasureKind::Median => Nature::Median,
            },
        }
    }

    pub fn label(self) -> &'a str {
        match self {
            Self::Answer(row, _) => &row.label,
            Self::Measure(row, _) => &row.label,
        }
    }

    pub fn is_hidden(self) -> bool {
        matches!(self, Self::Answer(_, None) | Self::Measure(_, None))
    }

    /// The percentage, the mean or the median.
    pub fn value(self) -> Option<Number> {
        self.number(|cell| cell.percent, |measure| measure.value)
    }

    pub fn low(self) -> Option<Number> {
        self.number(|cell| cell.low, |measure| measure.low)
    }

    pub fn high(self) -> Option<Number> {
        self.number(|cell| cell.high, |measure| measure.high)
    }

    fn number(self, share: fn(&ReleasedCell) -> u32, measured: fn(&ReleasedMeasure) -> i64) -> Option<Number> {
        match self {
            Self::Answer(_, cell) => cell.map(|cell| Number { stored: share(cell).into(), decimals: 0 }),
            Self::Measure(row, found) => found.map(|found| Number { stored: measured(found), decimals: row.decimals }),
        }
    }

    pub fn standard_error(self) -> Option<f64> {
        match self {
            Self::Answer(_, cell) => cell.and_then(|cell| cell.se),
            Self::Measure(_, measure) => measure.and_then(|measure| measure.se),
        }
    }

    pub fn standard_error_weights_only(self) -> Option<f64> {
        match self {
            Self::Answer(_, cell) => cell.and_then(|cell| cell.se_weights_only),
            Self::Measure(_, measure) => measure.and_then(|measure| measure.se_weights_only),
        }
    }

    /// Columns of the same variable whose figure is significantly lower.
    pub fn letters(self) -> &'a [String] {
        match self {
            Self::Answer(_, cell) => cell.map_or(&[], |cell| &cell.letters),
            Self::Measure(_, measure) => measure.map_or(&[], |measure| &measure.letters),
        }
    }

    pub fn against_rest(self) -> Option<AgainstRest> {
        match self {
            Self::Answer(_, cell) => cell.and_then(|cell| cell.rest),
            Self::Measure(..) => None,
        }
    }
}

impl Nature {
    /// As files for machines have it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Option => "option",
            Self::OfWhich => "of_which",
            Self::Net => "net",
            Self::NoAnswer => "no_answer",
            Self::Mean => "mean",
            Self::Median => "median",
        }
    }
}

impl<'a> Figure<'a> {
    pub fn content(&self) -> &'a ReleaseContent {
        self.released.content()
    }

    pub fn is_percentage(&self) -> bool {
        matches!(self.row, Row::Answer(..))
    }

    /// Unweighted: of a measure, those who gave a number.
    pub fn base_n(&self) -> Option<u32> {
        match self.row {
            Row::Answer(..) => self.column.shown.as_ref().map(|shown| shown.base_n),
            Row::Measure(_, measure) => measure.map(|measure| measure.base_n),
        }
    }

    pub fn effective_n(&self) -> Option<u32> {
        self.column.shown.as_ref().map(|shown| shown.effective_n)
    }

    /// None where there is no base to read.
    pub fn is_base_rough(&self) -> Option<bool> {
        self.column.shown.as_ref().map(|shown| shown.base_is_rough)
    }

    /// What names the column beside figures of others.
    pub fn letter(&self) -> Option<&'a str> {
        self.column.shown.as_ref().and_then(|shown| shown.letter.as_deref())
    }

    pub fn status(&self) -> Status {
        match &self.column.shown {
            Some(_) if self.row.is_hidden() => Status::Hidden,
            Some(shown) if shown.is_small_base => Status::SmallBase,
            Some(_) => Status::Shown,
            None => Status::Hidden,
        }
    }

    /// `%`, or what the measure is in.
    pub fn unit(&self) -> Option<&'a str> {
        match self.row {
            Row::Answer(..) => Some("%"),
            Row::Measure(row, _) => row.unit.as_deref(),
        }
    }

    /// Of a crosstab, not of its rows: beside figures of columns that were compared.
    pub fn test(&self) -> Option<&'a ReleasedTest> {
        let is_compared = self.letter().is_some();
        self.table.tests.iter().find(|test| is_compared && Some(&test.variable) == self.column.variable.as_ref())
    }
}

impl Number {
    pub fn written(self, mark: char) -> String {
        fixed(self.stored, self.decimals, mark)
    }

    /// By way of its text: the nearest there is to what is read.
    pub fn real(self) -> f64 {
        self.written('.').parse().unwrap_or(f64::NAN)
    }
}
