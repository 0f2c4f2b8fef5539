//! One sheet a question: exact wording, who was asked, then the bands of the plan and a line an answer. A grid or a ranking
//! has its tables one under the other, under the same bands.

use rust_xlsxwriter::{Format, Url, Worksheet, XlsxError};

use super::super::figures::{Row, Status, rows};
use super::super::words::{self, HIDDEN, Sign};
use super::look::{LINE_POINTS, Look, lines};
use super::sheets::Group;
use super::{CONTENTS, SIMULATED, printed};
use crate::domain::release::{Released, ReleasedColumn, ReleasedRow, ReleasedRowKind, ReleasedTable, ShownColumn};

const LABEL_WIDTH: f64 = 42.0;
const LABEL_CHARS: usize = 44;
const HEAD_CHARS: usize = 11;
const COLUMN_WIDTH: f64 = 9.0;
const BOUND_WIDTH: f64 = 6.0;
/// Columns of the sheet the total takes: the figure, then the bounds of its interval.
const TOTAL_COLUMNS: u16 = 3;
/// In percent: labels, the total and `PAGE_COLUMNS` categories fill the width of an A4 laid down.
const PRINT_SCALE: u16 = 58;
const PAGE_COLUMNS: usize = 13;
/// A wording is read over as many columns, even where the plan has fewer.
const HEAD_COLUMNS_MIN: u16 = 9;
const HEAD_COLUMNS_MAX: u16 = 14;

pub(super) fn write(
    sheet: &mut Worksheet,
    look: &Look,
    released: &Released,
    group: &Group<'_>,
) -> Result<(), XlsxError> {
    printed(sheet, released);
    let Some(first) = group.tables.first() else { return Ok(()) };
    let mut pen = Pen { sheet, look, row: 0, last: last_column(first) };
    pen.widths()?;
    pen.head(released, first)?;
    let bands = pen.row;
    pen.bands(first)?;
    pen.sheet.set_freeze_panes(pen.row, 1)?.set_repeat_rows(bands, pen.row - 1)?;
    pen.sheet.set_print_scale(PRINT_SCALE).set_repeat_columns(0, TOTAL_COLUMNS)?;
    pen.sheet.set_vertical_page_breaks(&page_breaks(first))?;
    for table in &group.tables {
        pen.table(table)?;
    }
    pen.legend(released, group)
}

/// Where a column of the table stands on the sheet.
fn place(column: usize) -> u16 {
    let column = u16::try_from(column).unwrap_or(u16::MAX - TOTAL_COLUMNS);
    if column == 0 { 1 } else { column + TOTAL_COLUMNS }
}

/// Before each variable whose categories do not fit on the page under way.
fn page_breaks(table: &ReleasedTable) -> Vec<u32> {
    let (mut breaks, mut at, mut taken) = (Vec::new(), 1, 0);
    for columns in crossed(table).chunk_by(|left, right| left.variable == right.variable) {
        if taken > 0 && taken + columns.len() > PAGE_COLUMNS {
            breaks.push(u32::from(place(at)));
            taken = 0;
        }
        at += columns.len();
        taken += columns.len();
    }
    breaks
}

/// Every column but that of everybody.
fn crossed(table: &ReleasedTable) -> &[ReleasedColumn] {
    table.columns.get(1..).unwrap_or(&[])
}

fn last_column(table: &ReleasedTable) -> u16 {
    place(table.columns.len().saturating_sub(1)).max(TOTAL_COLUMNS)
}

struct Pen<'a> {
    sheet: &'a mut Worksheet,
    look: &'a Look,
    row: u32,
    last: u16,
}

impl Pen<'_> {
    fn widths(&mut self) -> Result<(), XlsxError> {
        self.sheet.set_column_width(0, LABEL_WIDTH)?;
        self.sheet.set_column_range_width(1, self.last.max(HEAD_COLUMNS_MIN), COLUMN_WIDTH)?;
        self.sheet.set_column_range_width(2, TOTAL_COLUMNS, BOUND_WIDTH)?;
        Ok(())
    }

    /// A text across the sheet, as high as it needs.
    fn across(&mut self, text: &str, format: &Format, line_points: u32) -> Result<(), XlsxError> {
        let end = self.last.clamp(HEAD_COLUMNS_MIN, HEAD_COLUMNS_MAX);
        self.sheet.merge_range(self.row, 0, self.row, end, text, format)?;
        // About one character a unit of width, and a little less in bold.
        let width = 55 + 9 * usize::from(end - TOTAL_COLUMNS);
        self.sheet.set_row_height(self.row, line_points * lines(text, width))?;
        self.row += 1;
        Ok(())
    }

    fn head(&mut self, released: &Released, table: &ReleasedTable) -> Result<(), XlsxError> {
        let content = released.content();
        let back = Url::new(format!("internal:'{CONTENTS}'!A1")).set_text("← Sommaire");
        self.sheet.write_url_with_format(self.row, 0, back, &self.look.link)?;
        if content.is_simulated {
            self.sheet.write_string_with_format(self.row, 1, SIMULATED, &self.look.alert)?;
        }
        self.row += 1;
        self.across(&table.text, &self.look.wording, 17)?;
        let several = if table.is_multiple {
            " Plusieurs réponses possibles\u{a0}: leur somme peut passer 100\u{a0}%."
        } else {
            ""
        };
        self.across(
            &format!("{} — Question posée {}.{several}", table.question, table.base_label),
            &self.look.text,
            LINE_POINTS,
        )?;
        self.across(&words::mention(content), &self.look.quiet, 13)?;
        self.row += 1;
        Ok(())
    }

    /// Two lines: the variables, each over its categories, then the categories.
    fn bands(&mut self, table: &ReleasedTable) -> Result<(), XlsxError> {
        let (band, head) = (self.look.band.clone(), self.look.head.clone());
        let (upper, lower) = (self.row, self.row + 1);
        self.sheet.write_string_with_format(upper, 0, "En\u{a0}%", &band)?;
        self.sheet.write_blank(lower, 0, &head)?;
        let total = table.columns.first().map_or("Ensemble", |column| column.label.as_str());
        self.sheet.merge_range(upper, 1, upper, TOTAL_COLUMNS, total, &band)?;
        for (at, text) in [(1, "Ensemble"), (2, "de"), (3, "à")] {
            self.sheet.write_string_with_format(lower, at, text, &head)?;
        }
        let crossed = crossed(table);
        let mut at = 1;
        for columns in crossed.chunk_by(|left, right| left.variable == right.variable) {
            let (from, to) = (place(at), place(at + columns.len() - 1));
            let label = columns.first().and_then(|column| column.variable_label.as_deref()).unwrap_or_default();
            if from == to {
                self.sheet.write_string_with_format(upper, from, label, &band)?;
            } else {
                self.sheet.merge_range(upper, from, upper, to, label, &band)?;
            }
            for (place, column) in (from..).zip(columns) {
                self.sheet.write_string_with_format(lower, place, &column.label, &head)?;
            }
            at += columns.len();
        }
        self.sheet.set_row_height(upper, height(crossed, |column| column.variable_label.as_deref(), 60))?;
        self.sheet.set_row_height(lower, height(crossed, |column| Some(&column.label), HEAD_CHARS))?;
        self.row += 2;
        Ok(())
    }

    fn table(&mut self, table: &ReleasedTable) -> Result<(), XlsxError> {
        if let Some(item) = &table.item_label {
            self.sheet.write_string_with_format(self.row, 0, item, &self.look.block)?;
            for column in 1..=self.last {
                self.sheet.write_blank(self.row, column, &self.look.block)?;
            }
            self.row += 1;
        }
        self.bases("Base brute", table, |shown| shown.base_n)?;
        self.bases("Base effective", table, |shown| shown.effective_n)?;
        if table.columns.iter().any(|column| letter(column).is_some()) {
            self.texts("Lettre de la colonne", table, |column| letter(column).map(str::to_owned))?;
        }
        for line in 0..table.rows.len() + table.measures.len() {
            self.line(table, line)?;
        }
        self.tests(table)?;
        self.row += 1;
        Ok(())
    }

    fn bases(&mut self, label: &str, table: &ReleasedTable, of: fn(&ShownColumn) -> u32) -> Result<(), XlsxError> {
        self.sheet.write_string_with_format(self.row, 0, label, &self.look.letters)?;
        for (at, column) in table.columns.iter().enumerate() {
            match &column.shown {
                Some(shown) => {
                    let format = self.look.base(shown.is_small_base, shown.base_is_rough);
                    self.sheet.write_number_with_format(self.row, place(at), of(shown), &format)?
                }
                None => self.sheet.write_string_with_format(self.row, place(at), HIDDEN, &self.look.hidden)?,
            };
        }
        self.ruled()?;
        self.row += 1;
        Ok(())
    }

    fn texts<'t>(
        &mut self,
        label: &str,
        table: &'t ReleasedTable,
        of: impl Fn(&'t ReleasedColumn) -> Option<String>,
    ) -> Result<(), XlsxError> {
        self.sheet.write_string_with_format(self.row, 0, label, &self.look.letters)?;
        for (at, column) in table.columns.iter().enumerate() {
            match of(column) {
                Some(text) => self.sheet.write_string_with_format(self.row, place(at), text, &self.look.letter)?,
                None => self.sheet.write_blank(self.row, place(at), &self.look.letter)?,
            };
        }
        self.ruled()?;
        self.row += 1;
        Ok(())
    }

    /// An answer or a measure, and under it the columns it is higher than, where there are any.
    fn line(&mut self, table: &ReleasedTable, line: usize) -> Result<(), XlsxError> {
        let row_of = |column| rows(table, column).nth(line);
        let Some(first) = table.columns.first().and_then(row_of) else { return Ok(()) };
        let (label, format) = self.label(first);
        self.sheet.write_string_with_format(self.row, 0, &label, &format)?;
        self.sheet.set_row_height(self.row, LINE_POINTS * lines(&label, LABEL_CHARS))?;
        for (at, column) in table.columns.iter().enumerate() {
            if let Some(row) = row_of(column) {
                self.figure(place(at), column, row)?;
            }
        }
        self.interval(first)?;
        self.row += 1;
        if table.columns.iter().filter_map(row_of).any(|row| !row.letters().is_empty()) {
            let letters = |column| {
                let letters = row_of(column)?.letters().join(" ");
                (!letters.is_empty()).then_some(letters)
            };
            self.texts("supérieur aux colonnes", table, letters)?;
        }
        Ok(())
    }

    fn label(&self, row: Row<'_>) -> (String, Format) {
        match row {
            Row::Answer(ReleasedRow { kind: ReleasedRowKind::Net, label, .. }, _) => {
                (label.clone(), self.look.net.clone())
            }
            Row::Answer(row, _) if row.is_of_which => (format!("dont {}", row.label), self.look.part.clone()),
            Row::Answer(row, _) if row.net.is_some() => (row.label.clone(), self.look.part.clone()),
            Row::Answer(row, _) => (row.label.clone(), self.look.label.clone()),
            Row::Measure(row, _) => (row.label.clone(), self.look.net.clone()),
        }
    }

    fn figure(&mut self, at: u16, column: &ReleasedColumn, row: Row<'_>) -> Result<(), XlsxError> {
        let Some(value) = value(row) else {
            self.sheet.write_string_with_format(self.row, at, HIDDEN, &self.look.hidden)?;
            return Ok(());
        };
        let is_small = column.shown.as_ref().is_some_and(|shown| shown.is_small_base);
        let status = if is_small { Status::SmallBase } else { Status::Shown };
        let is_net = matches!(row, Row::Answer(ReleasedRow { kind: ReleasedRowKind::Net, .. }, _));
        self.sheet.write_number_with_format(self.row, at, value, &self.look.figure(row, status, is_net))?;
        Ok(())
    }

    /// Of the total only: those of the categories are in the sheet of every figure.
    fn interval(&mut self, row: Row<'_>) -> Result<(), XlsxError> {
        for (at, bound) in [(2, row.low()), (3, row.high())] {
            if let Some(bound) = bound {
                let value = scaled(row, bound.real());
                self.sheet.write_number_with_format(self.row, at, value, &self.look.bound(row))?;
            }
        }
        Ok(())
    }

    /// Whether answers depend on each variable crossed.
    fn tests(&mut self, table: &ReleasedTable) -> Result<(), XlsxError> {
        if table.tests.is_empty() {
            return Ok(());
        }
        self.sheet.write_string_with_format(self.row, 0, "Dépendance (Rao et Scott), p", &self.look.letters)?;
        for (at, column) in table.columns.iter().enumerate() {
            let is_first = table.columns.iter().position(|other| other.variable == column.variable) == Some(at);
            let test = table.tests.iter().find(|test| is_first && Some(&test.variable) == column.variable.as_ref());
            match test {
                Some(test) => {
                    self.sheet.write_number_with_format(self.row, place(at), test.p_value, &self.look.p_value)?
                }
                None => self.sheet.write_blank(self.row, place(at), &self.look.letter)?,
            };
        }
        self.ruled()?;
        self.row += 1;
        Ok(())
    }

    /// The line goes on under the bounds of the interval, where there are none.
    fn ruled(&mut self) -> Result<(), XlsxError> {
        for column in 2..=TOTAL_COLUMNS {
            self.sheet.write_blank(self.row, column, &self.look.letter)?;
        }
        Ok(())
    }

    fn legend(&mut self, released: &Released, group: &Group<'_>) -> Result<(), XlsxError> {
        let columns = || group.tables.iter().flat_map(|table| table.columns.iter().map(move |column| (*table, column)));
        let is_hidden = columns().any(|(table, column)| rows(table, column).any(Row::is_hidden));
        let shown = || columns().filter_map(|(_, column)| column.shown.as_ref());
        let has_rest = columns().any(|(table, column)| rows(table, column).any(|row| row.against_rest().is_some()));
        let is_met = |sign: Sign| match sign {
            Sign::Hidden => is_hidden,
            Sign::SmallBase => shown().any(|shown| shown.is_small_base),
            Sign::RoughBase => shown().any(|shown| shown.base_is_rough),
            Sign::AgainstRest => has_rest,
            Sign::Letter => shown().any(|shown| shown.letter.is_some()),
        };
        self.across("«\u{a0}de… à…\u{a0}»\u{a0}: intervalle à 95\u{a0}% du chiffre d’ensemble.", &self.look.quiet, 13)?;
        for (sign, meaning) in words::signs(released.content()).into_iter().filter(|(sign, _)| is_met(*sign)) {
            self.across(&format!("{}\u{a0}: {meaning}", sign.as_str()), &self.look.quiet, 13)?;
        }
        Ok(())
    }
}

fn letter(column: &ReleasedColumn) -> Option<&str> {
    column.shown.as_ref().and_then(|shown| shown.letter.as_deref())
}

/// A percentage is a part of one: the cell's format says it in percent.
fn value(row: Row<'_>) -> Option<f64> {
    row.value().map(|number| scaled(row, number.real()))
}

fn scaled(row: Row<'_>, value: f64) -> f64 {
    if matches!(row, Row::Answer(..)) { value / 100.0 } else { value }
}

/// In points, for the longest of the labels in columns of so many characters.
fn height<'a>(
    columns: &'a [ReleasedColumn],
    label: impl Fn(&'a ReleasedColumn) -> Option<&'a str>,
    chars: usize,
) -> u32 {
    /// Taller than this, a head is not read any more.
    const LINES_MAX: usize = 7;
    let lines = columns.iter().filter_map(label).map(|text| text.chars().count() / chars + 1).max().unwrap_or(1);
    13 * u32::try_from(lines.clamp(2, LINES_MAX)).unwrap_or(2)
}
