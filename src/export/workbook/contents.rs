//! The first sheet: which publication this is, its headline, and a link to each question.

use rust_xlsxwriter::{Url, Worksheet, XlsxError};

use super::super::words;
use super::look::{LINE_POINTS, Look, lines};
use super::sheets::Group;
use super::{NOTES, REGISTER, SIMULATED, printed};
use crate::domain::release::Released;

const HEADS: [&str; 4] = ["Feuille", "Question, texte exact", "Posée", "Base brute"];

/// About as many characters as a line of the column holds, and of the columns together.
const WORDING_CHARS: usize = 84;
const IDENTITY_CHARS: usize = 135;

pub(super) fn write(
    sheet: &mut Worksheet,
    look: &Look,
    released: &Released,
    groups: &[Group<'_>],
) -> Result<(), XlsxError> {
    printed(sheet, released);
    for (column, width) in [(0, 26.0), (1, 86.0), (2, 34.0), (3, 12.0)] {
        sheet.set_column_width(column, width)?;
    }
    let mut row = presentation(sheet, look, released)? + 1;
    for (column, head) in (0u16..).zip(HEADS) {
        sheet.write_string_with_format(row, column, head, &look.band)?;
    }
    sheet.set_freeze_panes(row + 1, 0)?.set_repeat_rows(row, row)?;
    for group in groups {
        row += 1;
        let Some(table) = group.tables.first() else { continue };
        link(sheet, look, row, &group.sheet)?;
        sheet.set_row_height(row, LINE_POINTS * lines(&table.text, WORDING_CHARS))?;
        sheet.write_string_with_format(row, 1, &table.text, &look.label)?;
        sheet.write_string_with_format(row, 2, &table.base_label, &look.label)?;
        match table.total() {
            Some(total) => sheet.write_number_with_format(
                row,
                3,
                total.base_n,
                &look.base(total.is_small_base, total.base_is_rough),
            )?,
            None => sheet.write_string_with_format(row, 3, words::HIDDEN, &look.hidden)?,
        };
    }
    for (name, what) in [
        (NOTES, "Méthode, redressement, règle de secret, signes employés"),
        (REGISTER, "Tous les chiffres, un par ligne, avec leurs intervalles"),
    ] {
        row += 1;
        link(sheet, look, row, name)?;
        sheet.write_string_with_format(row, 1, what, &look.label)?;
    }
    Ok(())
}

fn link(sheet: &mut Worksheet, look: &Look, row: u32, name: &str) -> Result<(), XlsxError> {
    let url = Url::new(format!("internal:'{name}'!A1")).set_text(name);
    sheet.write_url_with_format(row, 0, url, &look.link)?;
    Ok(())
}

/// The first free row below.
fn presentation(sheet: &mut Worksheet, look: &Look, released: &Released) -> Result<u32, XlsxError> {
    let content = released.content();
    sheet.write_string_with_format(0, 0, &content.wave.title, &look.title)?;
    sheet.set_row_height(0, 22)?;
    let mut row = 1;
    if content.is_simulated {
        sheet.write_string_with_format(
            row,
            0,
            format!("{SIMULATED}\u{a0}: ces chiffres ne sont pas ceux d’une enquête."),
            &look.alert,
        )?;
        row += 1;
    }
    for (head, text) in words::identity(released) {
        sheet.write_string_with_format(row, 0, head, &look.strong)?;
        sheet.merge_range(row, 1, row, 3, &text, &look.text)?;
        sheet.set_row_height(row, LINE_POINTS * lines(&text, IDENTITY_CHARS))?;
        row += 1;
    }
    Ok(row)
}
