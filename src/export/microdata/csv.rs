//! Responses as CSV for machines: UTF-8, commas, one line a response, the numbers of the dictionary; the codebook says what
//! they mean. A text a spreadsheet would take for a formula is led by an apostrophe.

use std::io::{self, Write as _};
use std::ops::Range;

use super::choice::Choice;
use super::dictionary::{Field, Missing, MissingKind, Source};
use super::page::{Page, Short};
use super::sink::Sink;
use super::value::{ordered, whole};
use super::{Microdata, Progress, blocks};
use crate::domain::arithmetic::decimal::fixed;
use crate::domain::data_set::{DataSet, Entry, Values};
use crate::export::formula::begins_a_formula;

pub(super) const NEW_LINE: &str = "\n";
/// Numbers as near each other as this are written once, and copied.
const TABLE_NUMBERS_MAX: i64 = 4_096;

pub(super) fn write(of: &Microdata<'_>, sink: &mut Sink<'_>, progress: Progress<'_>) -> io::Result<u64> {
    let fields = &of.dictionary.fields;
    let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
    sink.write_all(names.join(",").as_bytes())?;
    sink.write_all(NEW_LINE.as_bytes())?;
    let last = fields.len().saturating_sub(1);
    let end = |at: usize| if at == last { NEW_LINE } else { "," };
    let cells: Vec<Cells<'_>> = fields.iter().enumerate().map(|(at, field)| Cells::of(of, field, end(at))).collect();
    rows(of.data.rows, &cells, sink, progress)?;
    Ok(of.rows())
}

/// Every row, cell after cell.
pub(super) fn rows(rows: usize, cells: &[Cells<'_>], sink: &mut Sink<'_>, progress: Progress<'_>) -> io::Result<()> {
    blocks::write(rows, sink, progress, |range: Range<usize>, page: &mut Page| {
        for row in range {
            for cell in cells {
                cell.write(row, page);
            }
        }
    })
}

/// One column of the file, with what its values are written as, separator included.
pub(super) enum Cells<'a> {
    Serial {
        end: &'static str,
    },
    Weight {
        weights: &'a [f64],
        end: &'static str,
    },
    Category(Choice<'a, Short>),
    /// The same where a number is too long to be copied whole.
    LongCategory {
        choice: Choice<'a, i64>,
        end: &'static str,
    },
    Tick {
        values: &'a [Entry<Vec<u16>>],
        position: u16,
        no: Short,
        yes: Short,
        not_asked: Short,
        no_answer: Short,
    },
    Number {
        values: &'a [Entry<i64>],
        first: i64,
        near: Vec<Short>,
        decimals: u8,
        declared: &'a [i64],
        missing: Missing,
        end: &'static str,
    },
    Text {
        values: &'a [Entry<String>],
        end: &'static str,
    },
    Order {
        values: &'a [Entry<Vec<u16>>],
        numbers: &'a [i64],
        end: &'static str,
    },
    Why {
        values: &'a [Entry<String>],
        declared: Vec<Short>,
        given: Short,
        not_asked: Short,
        no_answer: Short,
    },
    /// A date without its dashes, as Triple-S has it.
    Day {
        values: &'a [Entry<String>],
        end: &'static str,
    },
    /// Ticks as one text of 0 and 1; blank where not asked.
    Bits {
        values: &'a [Entry<Vec<u16>>],
        len: usize,
        end: &'static str,
    },
    Blank {
        end: &'static str,
    },
}

impl<'a> Cells<'a> {
    pub fn of(of: &'a Microdata<'_>, field: &'a Field, end: &'static str) -> Self {
        Self::renumbered(of.data, of.weights, field, end, &|value| value)
    }

    /// The same with other numbers for codes.
    pub fn renumbered(
        data: &'a DataSet,
        weights: Option<&'a [f64]>,
        field: &'a Field,
        end: &'static str,
        number: &dyn Fn(i64) -> i64,
    ) -> Self {
        let column = field.column_at().and_then(|column| data.columns.get(column)).map(|column| &column.values);
        let prepared = |value: i64| Short::of(&format!("{}{end}", number(value)));
        let short = |value: i64| prepared(value).unwrap_or_default();
        match (&field.source, column) {
            (Source::Serial, _) => Self::Serial { end },
            (Source::Weight, _) => Self::Weight { weights: weights.unwrap_or_default(), end },
            (Source::Coded { values: numbers, missing, .. }, Some(Values::Category { values, .. })) => {
                let kinds = [MissingKind::NotAsked, MissingKind::NoAnswer].map(|kind| missing.of(kind));
                if numbers.iter().chain(&kinds).all(|value| prepared(*value).is_some()) {
                    Self::Category(Choice::of(values, numbers, *missing, short))
                } else {
                    Self::LongCategory { choice: Choice::of(values, numbers, *missing, number), end }
                }
            }
            (Source::Ticked { position, missing, .. }, Some(Values::Ticks { values, .. })) => Self::Tick {
                values,
                position: *position,
                no: short(0),
                yes: short(1),
                not_asked: short(missing.of(MissingKind::NotAsked)),
                no_answer: short(missing.of(MissingKind::NoAnswer)),
            },
            (Source::Number { decimals, declared, missing, .. }, Some(Values::Number { values, .. })) => {
                let (first, near) = near(values, *decimals, end);
                Self::Number { values, first, near, decimals: *decimals, declared, missing: *missing, end }
            }
            (Source::Text { .. } | Source::Date { .. }, Some(Values::Text { values, .. })) => {
                Self::Text { values, end }
            }
            (Source::Order { values: numbers, .. }, Some(Values::Order { values, .. })) => {
                Self::Order { values, numbers, end }
            }
            (Source::Why { declared, missing, .. }, Some(Values::Text { values, .. })) => Self::Why {
                values,
                declared: declared.iter().map(|value| short(*value)).collect(),
                given: short(0),
                not_asked: short(missing.of(MissingKind::NotAsked)),
                no_answer: short(missing.of(MissingKind::NoAnswer)),
            },
            _ => Self::Blank { end },
        }
    }

    #[inline]
    fn write(&self, row: usize, page: &mut Page) {
        match self {
            Self::Category(choice) => page.short(choice.get(row).unwrap_or_default()),
            Self::Tick { values, position, no, yes, not_asked, no_answer } => page.short(match values.get(row) {
                Some(Entry::Given(ticks)) if ticks.contains(position) => *yes,
                Some(Entry::Given(_)) => *no,
                Some(Entry::NotAsked) => *not_asked,
                _ => *no_answer,
            }),
            Self::Number { values, first, near, .. } => {
                let place =
                    values.get(row).and_then(Entry::given).and_then(|number| usize::try_from(number - first).ok());
                match place.and_then(|place| near.get(place)) {
                    Some(text) => page.short(*text),
                    None => self.number(row, page),
                }
            }
            Self::Why { values, declared, given, not_asked, no_answer } => page.short(match values.get(row) {
                Some(Entry::Given(_)) => *given,
                Some(Entry::Declared(place)) => declared.get(usize::from(*place)).copied().unwrap_or(*no_answer),
                Some(Entry::NotAsked) => *not_asked,
                Some(Entry::NoAnswer) | None => *no_answer,
            }),
            _ => self.rare(row, page),
        }
    }

    /// A number far from the others, or none.
    fn number(&self, row: usize, page: &mut Page) {
        let Self::Number { values, decimals, declared, missing, end, .. } = self else { return };
        let text = match values.get(row) {
            Some(Entry::Given(number)) => fixed(*number, *decimals, '.'),
            Some(entry) => whole(entry, *missing, declared, |_| None).to_string(),
            None => String::new(),
        };
        page.long(text.as_bytes());
        page.long(end.as_bytes());
    }

    fn rare(&self, row: usize, page: &mut Page) {
        let end = match self {
            Self::Serial { end } => {
                digits(row + 1, page);
                end
            }
            Self::Weight { weights, end } => {
                if let Some(weight) = weights.get(row) {
                    real(*weight, page);
                }
                end
            }
            Self::Text { values, end } => {
                if let Some(text) = values.get(row).and_then(Entry::given) {
                    quoted(text, page);
                }
                end
            }
            Self::Order { values, numbers, end } => {
                if let Some(order) = values.get(row).and_then(Entry::given) {
                    page.long(ordered(order, numbers).as_bytes());
                }
                end
            }
            Self::Day { values, end } => {
                let day = values.get(row).and_then(Entry::given).map_or("", String::as_str);
                page.long(day.replace('-', "").as_bytes());
                end
            }
            Self::Bits { values, len, end } => {
                bits(values.get(row), *len, page);
                end
            }
            Self::LongCategory { choice, end } => {
                let number = choice.get(row).map_or_else(String::new, |number| number.to_string());
                page.long(number.as_bytes());
                end
            }
            Self::Blank { end } => end,
            Self::Category(_) | Self::Tick { .. } | Self::Number { .. } | Self::Why { .. } => {
                return;
            }
        };
        page.long(end.as_bytes());
    }
}

/// The shortest text that reads back as the same number.
fn real(number: f64, page: &mut Page) {
    // The fastest writer of numbers at hand; it leaves « .0 » after a whole one.
    if serde_json::to_writer(&mut *page, &number).is_ok() && page.written().ends_with(b".0") {
        page.cut(page.len().saturating_sub(2));
    }
}

fn digits(mut number: usize, page: &mut Page) {
    let mut text = [0u8; 20];
    let mut at = text.len();
    loop {
        at -= 1;
        if let (Some(place), Ok(digit)) = (text.get_mut(at), u8::try_from(number % 10)) {
            *place = b'0' + digit;
        }
        number /= 10;
        if number == 0 {
            break;
        }
    }
    page.long(text.get(at..).unwrap_or(&[]));
}

/// Always between quotes: a program that took them for a number would drop the zeros they begin with.
fn bits(entry: Option<&Entry<Vec<u16>>>, len: usize, page: &mut Page) {
    let none = Vec::new();
    let ticks = match entry {
        Some(Entry::Given(ticks)) => ticks,
        Some(Entry::NotAsked) | None => return,
        Some(Entry::NoAnswer | Entry::Declared(_)) => &none,
    };
    page.long(b"\"");
    for place in (0u16..).take(len) {
        page.long(if ticks.contains(&place) { b"1" } else { b"0" });
    }
    page.long(b"\"");
}

/// Numbers close to each other, written once.
fn near(values: &[Entry<i64>], decimals: u8, end: &str) -> (i64, Vec<Short>) {
    let given = || values.iter().filter_map(Entry::given).copied();
    let (Some(first), Some(last)) = (given().min(), given().max()) else { return (0, Vec::new()) };
    if last.checked_sub(first).is_none_or(|span| span >= TABLE_NUMBERS_MAX) {
        return (first, Vec::new());
    }
    let text = |number| Short::of(&[&fixed(number, decimals, '.'), end].concat());
    // One that is too long makes the table useless, and every number is written out.
    (first, (first..=last).map(text).collect::<Option<Vec<Short>>>().unwrap_or_default())
}

/// As RFC 4180 has it; a text that begins like a formula is led by an apostrophe (OWASP, « CSV injection »).
fn quoted(text: &str, page: &mut Page) {
    let is_formula = begins_a_formula(text);
    if !is_formula && !text.contains([',', '"', '\n', '\r']) {
        // An empty text was given: it is told from one that was not.
        return page.long(if text.is_empty() { b"\"\"" } else { text.as_bytes() });
    }
    page.long(if is_formula { b"\"'" } else { b"\"" });
    page.long(text.replace('"', "\"\"").as_bytes());
    page.long(b"\"");
}
