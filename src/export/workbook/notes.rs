//! How the figures were made and how to read them.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::super::words;
use super::look::{self, LINE_POINTS, Look};
use super::printed;
use crate::domain::release::Released;

/// About as many characters as a line of the wide column holds.
const LINE_CHARS: usize = 110;

pub(super) fn write(sheet: &mut Worksheet, look: &Look, released: &Released) -> Result<(), XlsxError> {
    printed(sheet, released);
    sheet.set_column_width(0, 26)?.set_column_width(1, 118)?;
    sheet.write_string_with_format(0, 0, "Notes", &look.title)?;
    let content = released.content();
    let mut pen = Pen { sheet, look, row: 2 };
    pen.section("Publication", words::identity(released))?;
    pen.section("Signes employés", words::signs(content).into_iter().map(|(sign, meaning)| (sign.as_str(), meaning)))?;
    pen.section("Lecture", content.reading.iter().map(|line| ("", line.clone())))?;
    pen.section("Redressement", words::weighting(content).into_iter().map(|line| ("", line)))?;
    pen.section("Questionnaire", [("", content.wave.questionnaire_notice.clone())])?;
    Ok(())
}

struct Pen<'a> {
    sheet: &'a mut Worksheet,
    look: &'a Look,
    row: u32,
}

impl Pen<'_> {
    fn section<'t>(
        &mut self,
        title: &str,
        lines: impl IntoIterator<Item = (&'t str, String)>,
    ) -> Result<(), XlsxError> {
        self.sheet.write_string_with_format(self.row, 0, title, &self.look.block)?;
        self.sheet.write_blank(self.row, 1, &self.look.block)?;
        self.row += 1;
        for (head, text) in lines.into_iter().filter(|(_, text)| !text.is_empty()) {
            self.sheet.write_string_with_format(self.row, 0, head, &self.look.strong)?;
            self.sheet.write_string_with_format(self.row, 1, &text, &self.look.text)?;
            self.sheet.set_row_height(self.row, LINE_POINTS * look::lines(&text, LINE_CHARS))?;
            self.row += 1;
        }
        self.row += 1;
        Ok(())
    }
}
