//! A contact file as it was sent: CSV, or a workbook of Excel or LibreOffice. A workbook is a compressed archive: what it
//! would unfold to is bounded before and while it is read.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, DataRef, Reader as _, Xlsx};

use crate::domain::contact::{BadSheet, CELL_CHARS_MAX, COLUMNS_MAX, FILE_BYTES_MAX, LINES_MAX, Line, Sheet};

/// What a workbook may unfold to, in bytes.
const UNFOLDED_BYTES_MAX: u64 = 64 * 1024 * 1024;
const ARCHIVE: &[u8] = b"PK\x03\x04";

/// The sheet of a file, whatever its name says it is.
pub fn sheet(bytes: &[u8]) -> Result<Sheet, BadSheet> {
    if bytes.len() > FILE_BYTES_MAX {
        return Err(BadSheet::Large(bytes.len()));
    }
    if bytes.starts_with(ARCHIVE) { workbook(bytes) } else { Sheet::from_csv(bytes) }
}

/// The first sheet, cell by cell: a range would be as large as its last cell is far.
fn workbook(bytes: &[u8]) -> Result<Sheet, BadSheet> {
    let bad = |error: calamine::XlsxError| BadSheet::Workbook(error.to_string());
    if unfolded_bytes(bytes) > UNFOLDED_BYTES_MAX {
        return Err(BadSheet::Workbook("il se déplierait en un fichier trop grand".to_owned()));
    }
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(bad)?;
    let first = book.sheet_names().first().cloned().ok_or(BadSheet::Empty)?;
    let mut cells = book.worksheet_cells_reader(&first).map_err(bad)?;
    let mut lines: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    while let Some(cell) = cells.next_cell().map_err(bad)? {
        let (row, column) = cell.get_position();
        let (row, column) = (usize::try_from(row).unwrap_or(usize::MAX), usize::try_from(column).unwrap_or(usize::MAX));
        let text = text(cell.get_value());
        if text.is_empty() {
            continue;
        }
        if column >= COLUMNS_MAX {
            return Err(BadSheet::Wide(column + 1));
        }
        let line = lines.entry(row).or_default();
        line.resize(line.len().max(column + 1), String::new());
        if let Some(place) = line.get_mut(column) {
            // One character too many is told where the cell is read.
            *place = text.chars().take(CELL_CHARS_MAX + 1).collect();
        }
        if lines.len() > LINES_MAX + 1 {
            return Err(BadSheet::Long);
        }
    }
    Sheet::of(lines.into_iter().map(|(row, cells)| Line { number: row + 1, cells }))
}

fn text(value: &DataRef) -> String {
    match value {
        DataRef::Empty | DataRef::Error(_) => String::new(),
        other => Data::from(other.clone()).to_string(),
    }
}

/// What the entries of the archive say they unfold to, together.
fn unfolded_bytes(bytes: &[u8]) -> u64 {
    const ENTRY: &[u8] = b"PK\x01\x02";
    const SIZE_AT: usize = 24;
    let entries = bytes.windows(SIZE_AT + 4).filter(|window| window.starts_with(ENTRY));
    let sizes = entries.filter_map(|window| window.last_chunk::<4>()).map(|size| u64::from(u32::from_le_bytes(*size)));
    sizes.sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workbook_is_read_with_the_numbers_of_its_lines() {
        let sheet = sheet(include_bytes!("../../tests/api/files/contacts.xlsx")).unwrap();
        assert_eq!(sheet.header, ["Prénom", "Courriel", "Téléphone"]);
        let line = Line { number: 3, cells: ["Léa", "lea@exemple.fr", "612345678"].map(str::to_owned).to_vec() };
        assert_eq!(sheet.lines, [line], "a number without its decimals");
    }

    #[test]
    fn a_workbook_that_would_fill_the_memory_is_refused() {
        let far = sheet(include_bytes!("../../tests/api/files/far-cell.xlsx"));
        assert_eq!(far, Err(BadSheet::Wide(16_384)), "one cell at the other end of a sheet");
        let bomb = include_bytes!("../../tests/api/files/unfolding.xlsx");
        let refused = sheet(bomb).unwrap_err().to_string();
        assert!(refused.contains("trop grand"), "{refused}");
    }

    #[test]
    fn a_workbook_cut_anywhere_is_refused_and_never_panics() {
        let whole = include_bytes!("../../tests/api/files/contacts.xlsx");
        for end in 0..whole.len() {
            assert!(sheet(&whole[..end]).is_err(), "{end}");
        }
    }
}
