//! A release as a workbook: a contents sheet with links, one sheet a question with the columns of the plan as bands, notes,
//! and a sheet of every figure to filter. Percentages are numbers with a format; nothing is a formula.

mod contents;
mod look;
mod notes;
mod question;
mod register;
mod sheets;

use rust_xlsxwriter::{DocProperties, Workbook, XlsxError};

use self::look::Look;
use super::{ExportError, ReleaseFile, count, figures};
use crate::domain::release::Released;

const CONTENTS: &str = "Sommaire";
const NOTES: &str = "Notes";
const REGISTER: &str = "Données";
const SIMULATED: &str = "Données simulées";

pub(super) fn file(released: &Released) -> Result<ReleaseFile, ExportError> {
    Ok(ReleaseFile {
        name: "classeur.xlsx",
        media_type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        bytes: bytes(released)?,
        rows: count(figures::figures(released)),
    })
}

fn bytes(released: &Released) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    book.set_properties(&properties(released)?);
    let look = Look::new();
    let groups = sheets::groups(released.content());
    contents::write(book.add_worksheet().set_name(CONTENTS)?, &look, released, &groups)?;
    for group in &groups {
        question::write(book.add_worksheet().set_name(&group.sheet)?, &look, released, group)?;
    }
    notes::write(book.add_worksheet().set_name(NOTES)?, &look, released)?;
    register::write(book.add_worksheet().set_name(REGISTER)?, &look, released)?;
    book.save_to_buffer()
}

/// Dated by the last day of the fieldwork, not by the clock: the same release always gives the same bytes.
fn properties(released: &Released) -> Result<DocProperties, XlsxError> {
    let content = released.content();
    let (wave, parties) = (&content.wave, &content.parties);
    let day = look::date(wave.fieldwork_end)?;
    let properties = DocProperties::new()
        .set_title(&wave.title)
        .set_subject(format!("{}, {}", wave.audience, wave.universe))
        .set_author(&parties.fieldwork_institute)
        .set_company(&parties.sponsor)
        .set_category(if content.is_simulated { SIMULATED } else { "Données recueillies" })
        .set_keywords(wave.slug.as_str())
        .set_comment(format!("Publication {}", released.digest()))
        .set_creation_datetime(&day);
    Ok(properties)
}

/// The foot and the head of every printed page, and how it is laid on it.
fn printed(sheet: &mut rust_xlsxwriter::Worksheet, released: &Released) {
    /// Excel keeps 255 characters of a header.
    const TITLE_CHARS: usize = 100;
    const A4: u8 = 9;
    let content = released.content();
    let title: String = content.wave.title.chars().take(TITLE_CHARS).collect::<String>().replace('&', "&&");
    let mark = if content.is_simulated { SIMULATED } else { "" };
    let digest: String = released.digest().hex().chars().take(12).collect();
    sheet
        .set_paper_size(A4)
        .set_landscape()
        .set_print_fit_to_pages(1, 0)
        .set_margins(0.4, 0.4, 0.6, 0.6, 0.3, 0.3)
        .set_header(format!("&L&9{title}&R&9&B{mark}"))
        .set_footer(format!("&L&8Publication {digest}&C&8&A&R&8&P / &N"))
        .set_screen_gridlines(false);
}
