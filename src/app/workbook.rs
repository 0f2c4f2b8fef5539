//! A workbook of Excel or LibreOffice, as lines of cells. It is a compressed archive, and one may be made on purpose: what it
//! says of its sizes is not believed. Its parts are unfolded under one bound, and only what was unfolded is read.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _, Write as _};

use calamine::{Data, DataRef, Reader as _, Xlsx, XlsxError};
use zip::result::ZipResult;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use crate::domain::contact::{BadSheet, CELL_CHARS_MAX, COLUMNS_MAX, LINES_MAX, Line, Sheet};

/// What the parts of a workbook may unfold to, together.
const UNFOLDED_MIB_MAX: u64 = 32;
/// Bytes of text its cells may hold together: a shared text counts in each cell that names it.
const TEXT_BYTES_MAX: usize = 16 * 1024 * 1024;
/// Formats of numbers are not read: a date stays a number, and their patterns cost a reading for each style.
const STYLES: &str = "styles.xml";
/// How many texts the sheet says it shares: the reader makes room for as many.
const ANNOUNCED: &[u8] = b"uniqueCount";
/// Of the shortest of them, `<si/>`.
const SHARED_BYTES_MIN: u64 = 5;

/// The first sheet, cell by cell: a range would be as large as its last cell is far.
pub(super) fn sheet(bytes: &[u8]) -> Result<Sheet, BadSheet> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(unfolded(bytes)?)).map_err(|error| unread(&error))?;
    let first = book.sheet_names().first().cloned().ok_or(BadSheet::Empty)?;
    let mut cells = book.worksheet_cells_reader(&first).map_err(|error| unread(&error))?;
    let mut lines: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    let mut text_bytes = 0;
    while let Some(cell) = cells.next_cell().map_err(|error| unread(&error))? {
        let (row, column) = cell.get_position();
        let (row, column) = (usize::try_from(row).unwrap_or(usize::MAX), usize::try_from(column).unwrap_or(usize::MAX));
        let text = text(cell.get_value());
        if text.is_empty() {
            continue;
        }
        if column >= COLUMNS_MAX {
            return Err(BadSheet::Wide(column + 1));
        }
        text_bytes += text.len();
        if text_bytes > TEXT_BYTES_MAX {
            let why = "ses cellules tiennent trop de texte pour des contacts";
            return Err(BadSheet::Workbook(why.to_owned()));
        }
        let line = lines.entry(row).or_default();
        line.resize(line.len().max(column + 1), String::new());
        if let Some(place) = line.get_mut(column) {
            *place = text;
        }
        if lines.len() > LINES_MAX + 1 {
            return Err(BadSheet::Long);
        }
    }
    Sheet::of(lines.into_iter().map(|(row, cells)| Line { number: row + 1, cells }))
}

/// One character too many is kept, and told where the cell is read.
fn text(value: &DataRef) -> String {
    let begun = |text: &str| text.chars().take(CELL_CHARS_MAX + 1).collect();
    match value {
        DataRef::Empty | DataRef::Error(_) => String::new(),
        DataRef::SharedString(text) => begun(text),
        DataRef::String(text) => begun(text),
        other => begun(&Data::from(other.clone()).to_string()),
    }
}

/// The same archive with nothing left to unfold, and only the parts that are read.
fn unfolded(bytes: &[u8]) -> Result<Vec<u8>, BadSheet> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged())?;
    let names: Vec<String> = archive.file_names().filter(|name| is_read(name)).map(str::to_owned).collect();
    let mut copy = ZipWriter::new(Cursor::new(Vec::new()));
    let mut left = UNFOLDED_MIB_MAX * 1024 * 1024;
    for name in names {
        let part = archive.by_name(&name).map_err(|_| damaged())?;
        let mut content = Vec::new();
        part.take(left + 1).read_to_end(&mut content).map_err(|_| damaged())?;
        let unfolded = u64::try_from(content.len()).unwrap_or(u64::MAX);
        left = left.checked_sub(unfolded).ok_or_else(too_large)?;
        if announces_too_much(&content) {
            return Err(BadSheet::Workbook("il annonce plus de textes qu’il n’en contient".to_owned()));
        }
        kept(&mut copy, &name, &content).map_err(|_| damaged())?;
    }
    Ok(copy.finish().map_err(|_| damaged())?.into_inner())
}

fn kept(copy: &mut ZipWriter<Cursor<Vec<u8>>>, name: &str, content: &[u8]) -> ZipResult<()> {
    copy.start_file(name, SimpleFileOptions::default().compression_method(CompressionMethod::Stored))?;
    Ok(copy.write_all(content)?)
}

fn is_read(name: &str) -> bool {
    (name.ends_with(".xml") || name.ends_with(".rels")) && !name.ends_with(STYLES)
}

/// The reader makes room for as many texts as are announced, before it meets the first.
fn announces_too_much(content: &[u8]) -> bool {
    let most = u64::try_from(content.len()).unwrap_or(u64::MAX) / SHARED_BYTES_MIN;
    let places = content.windows(ANNOUNCED.len()).enumerate().filter(|(_, window)| *window == ANNOUNCED);
    places.filter_map(|(at, _)| content.get(at + ANNOUNCED.len()..)).any(|rest| number(rest) > most)
}

/// Of an attribute, after its name.
fn number(rest: &[u8]) -> u64 {
    let is_before = |byte: &&u8| byte.is_ascii_whitespace() || matches!(**byte, b'=' | b'"' | b'\'' | b'+');
    let digits = rest.iter().skip_while(is_before).take_while(|byte| byte.is_ascii_digit());
    digits.fold(0, |number: u64, digit| number.saturating_mul(10).saturating_add(u64::from(digit - b'0')))
}

fn too_large() -> BadSheet {
    BadSheet::Workbook(format!("il se déplie en plus de {UNFOLDED_MIB_MAX} Mio, trop grand pour des contacts"))
}

fn damaged() -> BadSheet {
    BadSheet::Workbook("l’archive est abîmée".to_owned())
}

fn unread(error: &XlsxError) -> BadSheet {
    BadSheet::Workbook(match error {
        XlsxError::Password => "il est protégé par un mot de passe".to_owned(),
        _ => "son contenu n’est pas celui d’un classeur".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const RELATIONS: &str = r#"<Relationships><Relationship Id="r" Type="x/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
    const BOOK: &str = r#"<workbook xmlns:r="r"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
    const BOOK_RELATIONS: &str = r#"<Relationships><Relationship Id="rId1" Type="x/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;

    /// A workbook of these shared texts and this sheet.
    fn made(shared: &str, sheet: &str) -> Vec<u8> {
        let mut book = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in [
            ("_rels/.rels", RELATIONS),
            ("xl/workbook.xml", BOOK),
            ("xl/_rels/workbook.xml.rels", BOOK_RELATIONS),
            ("xl/sharedStrings.xml", shared),
            ("xl/worksheets/sheet1.xml", sheet),
        ] {
            book.start_file(name, SimpleFileOptions::default()).unwrap();
            book.write_all(content.as_bytes()).unwrap();
        }
        book.finish().unwrap().into_inner()
    }

    fn refusal(bytes: &[u8]) -> String {
        sheet(bytes).unwrap_err().to_string()
    }

    const SHARED: &str = r#"<sst uniqueCount="2"><si><t>Courriel</t></si><si><t>lea@exemple.fr</t></si></sst>"#;
    const LINES: &str = r#"<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2" t="s"><v>1</v></c></row></sheetData></worksheet>"#;

    #[test]
    fn a_workbook_made_by_hand_is_read() {
        let sheet = sheet(&made(SHARED, LINES)).unwrap();
        assert_eq!(
            (sheet.header, sheet.lines[0].cells.clone()),
            (vec!["Courriel".to_owned()], vec!["lea@exemple.fr".to_owned()])
        );
    }

    #[test]
    fn a_workbook_that_announces_texts_it_does_not_hold_is_refused_before_room_is_made_for_them() {
        for announced in ["99999999999999", "4000000000", "18446744073709551615", "1000"] {
            for written in [format!("uniqueCount=\"{announced}\""), format!("uniqueCount = '{announced}'")] {
                let shared = SHARED.replace("uniqueCount=\"2\"", &written);
                assert!(refusal(&made(&shared, LINES)).contains("plus de textes qu’il n’en contient"), "{written}");
            }
        }
    }

    /// The sizes of an archive are what its maker wrote: here small ones, over forty mebibytes.
    #[test]
    fn a_workbook_that_lies_about_its_sizes_is_measured_as_it_unfolds() {
        let bomb = [SHARED, &" ".repeat(40 * 1024 * 1024)].concat();
        let mut bytes = made(&bomb, LINES);
        let size = u32::try_from(bomb.len()).unwrap().to_le_bytes();
        let places: Vec<usize> = (0..bytes.len() - 4).filter(|at| bytes[*at..*at + 4] == size).collect();
        assert!(!places.is_empty(), "the archive tells its sizes");
        for at in places {
            bytes[at..at + 4].copy_from_slice(&100_u32.to_le_bytes());
        }
        assert!(bytes.len() < 100_000);
        let refused = refusal(&bytes);
        assert!(refused.contains("plus de 32 Mio"), "{refused}");
    }

    #[test]
    fn a_long_text_named_by_every_cell_does_not_fill_the_memory() {
        let shared = format!("<sst><si><t>{}</t></si></sst>", "é".repeat(100_000));
        let cells: String = (0..40).map(|_| "<c t=\"s\"><v>0</v></c>").collect();
        let rows: String = (0..2_000).map(|_| format!("<row>{cells}</row>")).collect();
        let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
        assert!(refusal(&made(&shared, &sheet)).contains("trop de texte"));
    }
}
