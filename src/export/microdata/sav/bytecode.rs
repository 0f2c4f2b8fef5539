//! Rows in bytecode: eight commands, then what those that say so leave in full. A small whole number is its command; so are
//! eight spaces, and a number that is not there.

use chrono::NaiveDate;

use super::super::Microdata;
use super::super::choice::Choice;
use super::super::dictionary::{Missing, MissingKind, Source};
use super::super::page::{Page, Short};
use super::super::value::{days_since, ordered, real, scaled, whole};
use super::layout::{Layout, STRING_BYTES_MAX};
use super::records::cut;
use crate::domain::data_set::{Entry, Values};

const COMMANDS: usize = 8;
/// What is added to a small number to make its command.
pub(super) const BIAS: u8 = 100;
const FULL: u8 = 253;
const SPACES: u8 = 254;
const NOT_THERE: u8 = 255;
const SECONDS_A_DAY: i64 = 86_400;

/// Commands and what they leave, appended to a page. A page is whole: it holds a multiple of eight commands, but the last,
/// which zeros fill up.
pub(super) struct Bytecode<'a> {
    page: &'a mut Page,
    /// Where the eight commands stand, and how many are said.
    at: usize,
    said: usize,
}

impl<'a> Bytecode<'a> {
    pub fn new(page: &'a mut Page) -> Self {
        Self { page, at: 0, said: COMMANDS }
    }

    #[inline]
    fn command(&mut self, command: u8) {
        if self.said == COMMANDS {
            self.at = self.page.len();
            self.page.short(ZEROS);
            self.said = 0;
        }
        self.page.set(self.at + self.said, command);
        self.said += 1;
    }

    #[inline]
    fn full(&mut self, bytes: [u8; 8]) {
        self.command(FULL);
        self.page.short(Short::whole(bytes));
    }

    #[inline]
    fn cell(&mut self, cell: Cell) {
        match cell {
            Cell::Command(command) => self.command(command),
            Cell::Full(bytes) => self.full(bytes),
        }
    }

    /// A text on so many bytes, spaces after it.
    fn text(&mut self, text: &[u8], width: usize) {
        for from in (0..width).step_by(8) {
            let mut cell = [b' '; 8];
            let part = text.get(from.min(text.len())..text.len().min(from + 8)).unwrap_or(&[]);
            if let Some(room) = cell.get_mut(..part.len()) {
                room.copy_from_slice(part);
            }
            if cell == [b' '; 8] { self.command(SPACES) } else { self.full(cell) }
        }
    }
}

const ZEROS: Short = Short::whole([0; 8]);

/// A number, ready.
#[derive(Debug, Clone, Copy)]
pub(super) enum Cell {
    Command(u8),
    Full([u8; 8]),
}

impl Cell {
    fn of(number: i64) -> Self {
        match number.checked_add(BIAS.into()).map(u8::try_from) {
            Some(Ok(command @ 1..=251)) => Self::Command(command),
            _ => Self::Full(real(number).to_le_bytes()),
        }
    }

    fn real(number: f64) -> Self {
        Self::Full(number.to_le_bytes())
    }
}

/// One variable, with what its values are written as.
pub(super) enum Cells<'a> {
    Serial,
    Weight(&'a [f64]),
    Category(Choice<'a, Cell>),
    Tick { values: &'a [Entry<Vec<u16>>], position: u16, not_asked: Cell, no_answer: Cell },
    Number { values: &'a [Entry<i64>], decimals: u8, declared: &'a [i64], missing: Missing },
    Text { values: &'a [Entry<String>], segments: &'a [usize], width: usize },
    Date { values: &'a [Entry<String>] },
    Order { values: &'a [Entry<Vec<u16>>], numbers: &'a [i64], segments: &'a [usize], width: usize },
    Why { values: &'a [Entry<String>], declared: &'a [i64], missing: Missing },
    Nothing,
}

impl<'a> Cells<'a> {
    pub fn of(of: &'a Microdata<'_>, layout: &'a Layout<'_>) -> Self {
        let field = layout.field;
        let column = field.column_at().and_then(|column| of.data.columns.get(column)).map(|column| &column.values);
        let (segments, width) = (layout.segments.as_slice(), layout.width);
        match (&field.source, column) {
            (Source::Serial, _) => Self::Serial,
            (Source::Weight, _) => Self::Weight(of.weights.unwrap_or_default()),
            (Source::Coded { values: numbers, missing, .. }, Some(Values::Category { values, .. })) => {
                Self::Category(Choice::of(values, numbers, *missing, Cell::of))
            }
            (Source::Ticked { position, missing, .. }, Some(Values::Ticks { values, .. })) => Self::Tick {
                values,
                position: *position,
                not_asked: Cell::of(missing.of(MissingKind::NotAsked)),
                no_answer: Cell::of(missing.of(MissingKind::NoAnswer)),
            },
            (Source::Number { decimals, declared, missing, .. }, Some(Values::Number { values, .. })) => {
                Self::Number { values, decimals: *decimals, declared, missing: *missing }
            }
            (Source::Text { .. }, Some(Values::Text { values, .. })) => Self::Text { values, segments, width },
            (Source::Date { .. }, Some(Values::Text { values, .. })) => Self::Date { values },
            (Source::Order { values: numbers, .. }, Some(Values::Order { values, .. })) => {
                Self::Order { values, numbers, segments, width }
            }
            (Source::Why { declared, missing, .. }, Some(Values::Text { values, .. })) => {
                Self::Why { values, declared, missing: *missing }
            }
            _ => Self::Nothing,
        }
    }

    #[inline]
    pub fn write(&self, row: usize, out: &mut Bytecode<'_>) {
        match self {
            Self::Category(choice) => out.cell(choice.get(row).unwrap_or(Cell::Command(NOT_THERE))),
            Self::Tick { values, position, not_asked, no_answer } => out.cell(match values.get(row) {
                Some(Entry::Given(ticks)) => Cell::of(i64::from(ticks.contains(position))),
                Some(Entry::NotAsked) => *not_asked,
                _ => *no_answer,
            }),
            Self::Number { values, decimals, declared, missing } => out.cell(match values.get(row) {
                Some(Entry::Given(number)) if *decimals > 0 => Cell::real(scaled(*number, *decimals)),
                Some(Entry::Given(number)) => Cell::of(*number),
                Some(entry) => Cell::of(whole(entry, *missing, declared, |_| None)),
                None => Cell::Command(NOT_THERE),
            }),
            Self::Weight(weights) => {
                out.cell(weights.get(row).map_or(Cell::Command(NOT_THERE), |weight| Cell::real(*weight)))
            }
            Self::Serial => out.cell(Cell::of(i64::try_from(row).map_or(i64::MAX, |row| row + 1))),
            Self::Why { values, declared, missing } => out.cell(match values.get(row) {
                Some(entry) => Cell::of(whole(entry, *missing, declared, |_| Some(0))),
                None => Cell::Command(NOT_THERE),
            }),
            Self::Date { values } => out.cell(seconds(values.get(row)).map_or(Cell::Command(NOT_THERE), Cell::of)),
            Self::Text { values, segments, width } => {
                let text = values.get(row).and_then(Entry::given).map_or("", String::as_str);
                string(text, segments, *width, out);
            }
            Self::Order { values, numbers, segments, width } => {
                let order =
                    values.get(row).and_then(Entry::given).map_or_else(String::new, |order| ordered(order, numbers));
                string(&order, segments, *width, out);
            }
            Self::Nothing => out.command(NOT_THERE),
        }
    }
}

/// Seconds since the first day of the Gregorian calendar.
fn seconds(entry: Option<&Entry<String>>) -> Option<i64> {
    let first = NaiveDate::from_ymd_opt(1582, 10, 14)?;
    Some(days_since(first, entry?.given()?)? * SECONDS_A_DAY)
}

/// A long string is cut every 255 bytes, whatever its segments are declared as.
fn string(text: &str, segments: &[usize], width: usize, out: &mut Bytecode<'_>) {
    let mut rest = cut(text, width).as_bytes();
    for segment in segments {
        let (part, after) = rest.split_at(rest.len().min(STRING_BYTES_MAX));
        out.text(part, *segment);
        rest = after;
    }
}
