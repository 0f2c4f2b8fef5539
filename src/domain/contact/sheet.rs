//! A contact file as lines of cells. CSV as spreadsheets write it: comma, semicolon or tabulation, UTF-8 or the
//! Windows-1252 of a French Excel. A workbook is read elsewhere and comes here as cells.

use csv::ReaderBuilder;
use thiserror::Error;

use crate::domain::fault::record_start;

/// Largest file read, in bytes.
pub const FILE_BYTES_MAX: usize = 2 * 1024 * 1024;
/// Most lines after the header.
pub const LINES_MAX: usize = 20_000;
pub const COLUMNS_MAX: usize = 60;
pub const CELL_CHARS_MAX: usize = 300;

/// What Windows-1252 says between 0x80 and 0x9F; the rest is as in Latin-1.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// One line and its number in the file, from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub number: usize,
    pub cells: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    pub header: Vec<String>,
    /// Those that say something, in order.
    pub lines: Vec<Line>,
}

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BadSheet {
    #[error("le fichier est vide — attendu : une ligne de titres, puis une ligne par personne")]
    Empty,
    #[error("le fichier fait {0} octets — au plus {FILE_BYTES_MAX} ; coupez-le en plusieurs")]
    Large(usize),
    #[error("le fichier a plus de {LINES_MAX} lignes ; coupez-le en plusieurs")]
    Long,
    #[error("le fichier a {0} colonnes — au plus {COLUMNS_MAX} ; ne gardez que celles qui servent")]
    Wide(usize),
    #[error("le fichier n’a qu’une ligne de titres : personne à inviter")]
    NoLine,
    #[error("texte illisible — attendu : un fichier CSV en UTF-8, ou un classeur .xlsx")]
    NotText,
    #[error("CSV mal formé, ligne {line} : {why}")]
    Malformed { line: usize, why: String },
    #[error("classeur illisible : {0} — attendu : un classeur .xlsx non protégé, ou un fichier CSV")]
    Workbook(String),
}

impl Sheet {
    /// The cells of a file, the first line that says something being the header.
    pub fn of(lines: impl IntoIterator<Item = Line>) -> Result<Self, BadSheet> {
        let tidy = |line: Line| Line { cells: line.cells.iter().map(|cell| tidied(cell)).collect(), ..line };
        let says = |line: &Line| line.cells.iter().any(|cell| !cell.is_empty());
        let mut kept = lines.into_iter().map(tidy).filter(says);
        let mut header = kept.next().ok_or(BadSheet::Empty)?.cells;
        while header.last().is_some_and(String::is_empty) {
            header.pop();
        }
        if header.len() > COLUMNS_MAX {
            return Err(BadSheet::Wide(header.len()));
        }
        let lines: Vec<Line> = kept.by_ref().take(LINES_MAX).collect();
        match (lines.is_empty(), kept.next()) {
            (_, Some(_)) => Err(BadSheet::Long),
            (true, None) => Err(BadSheet::NoLine),
            (false, None) => Ok(Self { header, lines }),
        }
    }

    pub fn from_csv(bytes: &[u8]) -> Result<Self, BadSheet> {
        if bytes.len() > FILE_BYTES_MAX {
            return Err(BadSheet::Large(bytes.len()));
        }
        let text = text_of(bytes)?;
        let delimiter = delimiter(&text);
        let mut reader =
            ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
        let mut lines = Vec::new();
        let mut count = LineCount { text: &text, at: 0, line: 1 };
        for record in reader.records() {
            let record = record
                .map_err(|error| BadSheet::Malformed { line: count.of(error.position()), why: error.to_string() })?;
            let number = count.of(record.position());
            lines.push(Line { number, cells: record.iter().map(str::to_owned).collect() });
            if lines.len() > LINES_MAX + 1 {
                return Err(BadSheet::Long);
            }
        }
        Self::of(lines)
    }
}

/// Lines of a text, for offsets that only grow.
struct LineCount<'t> {
    text: &'t str,
    at: usize,
    line: usize,
}

impl LineCount<'_> {
    /// The line of a record.
    fn of(&mut self, position: Option<&csv::Position>) -> usize {
        let start = record_start(self.text.as_bytes(), position);
        self.line += self.text.get(self.at..start).map_or(0, |passed| passed.matches('\n').count());
        self.at = self.at.max(start);
        self.line
    }
}

/// One space where there were several or a line break, none around.
fn tidied(cell: &str) -> String {
    cell.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// UTF-8, else Windows-1252: a zero byte is neither.
fn text_of(bytes: &[u8]) -> Result<String, BadSheet> {
    if bytes.contains(&0) {
        return Err(BadSheet::NotText);
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    Ok(match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|byte| windows_1252(*byte)).collect(),
    })
}

fn windows_1252(byte: u8) -> char {
    let special = byte.checked_sub(0x80).and_then(|place| WINDOWS_1252.get(usize::from(place)));
    special.copied().unwrap_or(char::from(byte))
}

/// The one of the three that parts the header most often; a comma where none does.
fn delimiter(text: &str) -> u8 {
    let header = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |delimiter: &u8| header.bytes().filter(|byte| byte == delimiter).count();
    // The last of equals wins: a comma.
    [b'\t', b';', b','].into_iter().max_by_key(count).unwrap_or(b',')
}
