//! Every figure, one a line, to be filtered: what the CSV for Excel holds, with types.

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use super::super::figures::{Figure, figures};
use super::super::french::{HEADS, Value, line};
use super::look::{Look, date, measured};
use super::printed;
use crate::domain::release::Released;

/// Widths by place: texts are wide, figures are not.
const WIDTH: f64 = 13.0;
const WIDE: [(u16, f64); 6] = [(1, 30.0), (2, 28.0), (7, 60.0), (8, 26.0), (11, 26.0), (12, 30.0)];

pub(super) fn write(sheet: &mut Worksheet, look: &Look, released: &Released) -> Result<(), XlsxError> {
    printed(sheet, released);
    let last = u16::try_from(HEADS.len()).unwrap_or(1).saturating_sub(1);
    sheet.set_column_range_width(0, last, WIDTH)?;
    for (column, width) in WIDE {
        sheet.set_column_width(column, width)?;
    }
    for (column, head) in (0u16..).zip(HEADS) {
        sheet.write_string_with_format(0, column, head, &look.band)?;
    }
    sheet.set_row_height(0, 32)?;
    let day = Format::new().set_num_format("dd/mm/yyyy");
    let mut row = 0;
    for figure in figures(released) {
        row += 1;
        record(sheet, row, &figure, &day)?;
    }
    sheet.set_freeze_panes(1, 0)?.set_repeat_rows(0, 0)?.autofilter(0, 0, row, last)?;
    Ok(())
}

/// A number shows as many decimals as it has.
fn record(sheet: &mut Worksheet, row: u32, figure: &Figure<'_>, as_day: &Format) -> Result<(), XlsxError> {
    for (column, value) in (0u16..).zip(line(figure)) {
        match value {
            Value::Nothing => continue,
            Value::Text(text) => sheet.write_string(row, column, text.as_ref())?,
            Value::Number(number) => {
                let format = Format::new().set_num_format(measured(number.decimals, None));
                sheet.write_number_with_format(row, column, number.real(), &format)?
            }
            Value::Real(real) => sheet.write_number(row, column, real)?,
            Value::Day(day) => sheet.write_datetime_with_format(row, column, date(day)?, as_day)?,
        };
    }
    Ok(())
}
