//! A contact file as it was sent: CSV, or a workbook of Excel or LibreOffice. Read away from the threads that answer
//! respondents: it may be long, and made on purpose.

use crate::app::{AppError, workbook};
use crate::domain::contact::{BadSheet, FILE_BYTES_MAX, Sheet};

const ARCHIVE: &[u8] = b"PK\x03\x04";

/// The sheet of a file, whatever its name says it is.
pub fn sheet(bytes: &[u8]) -> Result<Sheet, BadSheet> {
    if bytes.len() > FILE_BYTES_MAX {
        return Err(BadSheet::Large(bytes.len()));
    }
    if bytes.starts_with(ARCHIVE) { workbook::sheet(bytes) } else { Sheet::from_csv(bytes) }
}

/// What is made of the sheet of a file, on a thread of its own.
pub(super) async fn read<T, F>(bytes: &[u8], work: F) -> Result<T, AppError>
where
    T: Send + 'static,
    F: FnOnce(Sheet) -> Result<T, AppError> + Send + 'static,
{
    let bytes = bytes.to_vec();
    let refused = |why: BadSheet| AppError::BadContacts(why.to_string());
    let read = tokio::task::spawn_blocking(move || work(sheet(&bytes).map_err(refused)?));
    match read.await {
        Ok(read) => read,
        // The reader of workbooks counts on what they say: one that lies is refused like any other.
        Err(error) if error.is_panic() => Err(refused(BadSheet::Workbook("il se contredit".to_owned()))),
        Err(error) => Err(AppError::Internal(format!("reading contacts: {error}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::contact::Line;

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
