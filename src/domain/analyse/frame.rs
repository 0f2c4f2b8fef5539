//! A CSV file as columns: only those a request names, as categories or as numbers. Nothing is guessed: another separator,
//! another encoding, a row too short, a number that is none, are faults with their line and column.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use csv::{ByteRecord, ReaderBuilder};

use crate::domain::calibration::{Coded, MISSING, Sample};
use crate::domain::fault::{Fault, Faults, did_you_mean, record_start};

/// Faults told before the reading stops: a file wrong everywhere is wrong once.
const FAULTS_MAX: usize = 20;
const COLUMNS_MAX: usize = 10_000;
/// Names told when a column is not there.
const NAMES_TOLD_MAX: usize = 40;
const BOM: &[u8] = b"\xef\xbb\xbf";
const OTHER_SEPARATORS: [u8; 3] = [b';', b'\t', b'|'];

/// The columns a request names. One may be wanted in several ways.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    pub categories: BTreeSet<String>,
    pub numbers: BTreeSet<String>,
    /// Numbers whose faults are reasons of the method, not of the file: base weights. They become not a number.
    pub lenient: BTreeSet<String>,
}

impl Wanted {
    pub fn category(&mut self, name: &str) {
        self.categories.insert(name.to_owned());
    }

    pub fn number(&mut self, name: &str) {
        self.numbers.insert(name.to_owned());
    }
}

/// Reads the wanted columns. Empty is missing: `MISSING` for a category, not a number for a number.
pub fn read(file: &str, bytes: &[u8], separator: u8, wanted: &Wanted) -> Result<Sample<'static>, Faults> {
    let bytes = bytes.strip_prefix(BOM).unwrap_or(bytes);
    let mut reading = Reading { file, bytes, separator, faults: Vec::new() };
    reading.check_encoding()?;
    let mut reader = ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(bytes);
    let header = match reader.byte_headers() {
        Ok(header) => header.clone(),
        Err(error) => return Err(reading.malformed(&error)),
    };
    let names = reading.names(&header)?;
    let mut columns = reading.columns(&names, wanted)?;
    let mut record = ByteRecord::new();
    let (mut rows, mut last) = (0, reading.place(&header));
    loop {
        match reader.read_byte_record(&mut record) {
            Ok(false) => {
                reading.check_quotes(last);
                break;
            }
            Ok(true) => {
                rows += 1;
                last = reading.place(&record);
                reading.row(&record, names.len(), &mut columns);
            }
            Err(error) => return Err(reading.malformed(&error)),
        }
        if reading.faults.len() >= FAULTS_MAX {
            break;
        }
    }
    if reading.faults.is_empty() { Ok(sample(rows, columns)) } else { Err(Faults(reading.faults)) }
}

struct Reading<'a> {
    file: &'a str,
    bytes: &'a [u8],
    separator: u8,
    faults: Vec<Fault>,
}

/// A wanted column being filled.
struct Filling {
    name: String,
    at: usize,
    kind: Kind,
}

enum Kind {
    Category { known: HashMap<Vec<u8>, u32>, of_row: Vec<u32> },
    Number { values: Vec<f64>, is_lenient: bool },
}

impl Reading<'_> {
    fn fault(&self, (line, column): (usize, usize), place: &str, what: String, expected: Option<String>) -> Fault {
        Fault { file: self.file.to_owned(), line, column, length: 0, place: place.to_owned(), what, expected }
    }

    /// What is wrong from the first character on.
    fn whole(&self, what: String) -> Faults {
        Faults(vec![self.fault((1, 1), "", what, None)])
    }

    fn malformed(&self, error: &csv::Error) -> Faults {
        let line = error.position().and_then(|at| usize::try_from(at.line()).ok()).unwrap_or(1);
        Faults(vec![self.fault((line, 1), "", format!("CSV mal formé : {error}"), None)])
    }

    /// A quote never closed makes one value of the rest of the file, and its rows vanish; only the last record, which
    /// begins at `start`, can have one.
    fn check_quotes(&mut self, (line, start): (usize, usize)) {
        let text = self.bytes.get(start..).unwrap_or_default();
        let Some(at) = open_quote(text, self.separator) else { return };
        let before = String::from_utf8_lossy(text.get(..at).unwrap_or_default()).into_owned();
        let tail = before.rsplit('\n').next().unwrap_or_default();
        let place = (line + before.matches('\n').count(), tail.chars().count() + 1);
        let what = "ce guillemet n’est jamais fermé : la suite du fichier ne ferait qu’une valeur".to_owned();
        let expected = Some("un guillemet à la fin de la valeur ; doublé, il fait partie du texte".to_owned());
        self.faults.push(self.fault(place, "", what, expected));
    }

    fn check_encoding(&self) -> Result<(), Faults> {
        let Err(error) = std::str::from_utf8(self.bytes) else { return Ok(()) };
        let valid = self.bytes.get(..error.valid_up_to()).unwrap_or_default();
        let line = valid.iter().filter(|byte| **byte == b'\n').count() + 1;
        let start = valid.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        let tail = String::from_utf8_lossy(valid.get(start..).unwrap_or_default());
        let byte = self.bytes.get(error.valid_up_to()).copied().unwrap_or_default();
        let utf16 = self.bytes.starts_with(&[0xff, 0xfe]) || self.bytes.starts_with(&[0xfe, 0xff]);
        let what = if utf16 {
            "le fichier est en UTF-16".to_owned()
        } else {
            format!("l’octet 0x{byte:02X} n’est pas de l’UTF-8 : fichier en Windows-1252, ou deux encodages mêlés")
        };
        let place = (line, tail.chars().count() + 1);
        Err(Faults(vec![self.fault(place, "", what, Some("un fichier entièrement en UTF-8".to_owned()))]))
    }

    fn names(&mut self, header: &ByteRecord) -> Result<Vec<String>, Faults> {
        let names: Vec<String> = header.iter().map(|name| String::from_utf8_lossy(name).into_owned()).collect();
        if names.iter().all(String::is_empty) {
            return Err(self.whole("le fichier est vide : il faut une ligne de noms de colonnes".to_owned()));
        }
        if names.len() > COLUMNS_MAX {
            return Err(self.whole(format!("{} colonnes, {COLUMNS_MAX} au plus", names.len())));
        }
        if let [alone] = names.as_slice() {
            self.check_separator(alone)?;
        }
        let mut seen = BTreeSet::new();
        for (at, name) in names.iter().enumerate() {
            if !seen.insert(name) {
                let place = (1, self.column_of(0, at));
                let what = format!("la colonne « {name} » est là deux fois");
                self.faults.push(self.fault(place, name, what, Some("un nom par colonne".to_owned())));
            }
        }
        if self.faults.is_empty() { Ok(names) } else { Err(Faults(std::mem::take(&mut self.faults))) }
    }

    /// A header of one column that holds another separator is a file read with the wrong one.
    fn check_separator(&self, header: &str) -> Result<(), Faults> {
        let others = OTHER_SEPARATORS.iter().chain(b",").filter(|other| **other != self.separator);
        let found = others.filter_map(|other| header.find(char::from(*other)).map(|at| (at, *other))).min();
        let Some((at, other)) = found else { return Ok(()) };
        let column = header.get(..at).map_or(0, |before| before.chars().count()) + 1;
        let shown = |separator: u8| {
            if separator == b'\t' { "tabulation".to_owned() } else { char::from(separator).to_string() }
        };
        let what = format!("les colonnes semblent séparées par « {} »", shown(other));
        let expected = format!("« {} », ou dire le séparateur du fichier", shown(self.separator));
        Err(Faults(vec![self.fault((1, column), "", what, Some(expected))]))
    }

    fn columns(&self, names: &[String], wanted: &Wanted) -> Result<Vec<Filling>, Faults> {
        let (mut columns, mut faults) = (Vec::new(), Vec::new());
        let mut want = |name: &String, kind: Kind| match names.iter().position(|known| known == name) {
            Some(at) => columns.push(Filling { name: name.clone(), at, kind }),
            None => {
                let near = did_you_mean(name, names.iter().map(String::as_str));
                let expected = match near {
                    Some(near) => format!("vouliez-vous dire « {near} » ?"),
                    None => names.iter().take(NAMES_TOLD_MAX).cloned().collect::<Vec<_>>().join(", "),
                };
                faults.push(self.fault(
                    (1, 1),
                    name,
                    "cette colonne n’est pas dans le fichier".to_owned(),
                    Some(expected),
                ));
            }
        };
        for name in &wanted.categories {
            want(name, Kind::Category { known: HashMap::new(), of_row: Vec::new() });
        }
        for name in wanted.numbers.union(&wanted.lenient) {
            want(name, Kind::Number { values: Vec::new(), is_lenient: !wanted.numbers.contains(name) });
        }
        if faults.is_empty() { Ok(columns) } else { Err(Faults(faults)) }
    }

    fn row(&mut self, record: &ByteRecord, width: usize, columns: &mut [Filling]) {
        let (line, start) = self.place(record);
        if record.len() != width {
            let what = format!("{} valeurs sur cette ligne", record.len());
            let expected =
                format!("{width}, comme de noms de colonnes ; un texte avec séparateur se met entre guillemets");
            self.faults.push(self.fault((line, 1), "", what, Some(expected)));
            return;
        }
        for column in columns {
            let field = record.get(column.at).unwrap_or_default();
            match &mut column.kind {
                Kind::Category { known, of_row } => of_row.push(code(known, field)),
                Kind::Number { values, is_lenient } => match number(field, self.separator) {
                    Some(value) => values.push(value),
                    None if *is_lenient => values.push(f64::NAN),
                    None => {
                        let place = (line, self.column_of(start, column.at));
                        let what = format!("« {} » n’est pas un nombre fini", String::from_utf8_lossy(field));
                        let expected = "un nombre comme 12 ou 0.35, ou rien quand la valeur manque".to_owned();
                        self.faults.push(self.fault(place, &column.name, what, Some(expected)));
                    }
                },
            }
        }
    }

    /// Line and first byte of a record. The reader counts lines up to where it says the record begins.
    fn place(&self, record: &ByteRecord) -> (usize, usize) {
        let Some(at) = record.position() else { return (1, 0) };
        let (told, start) = (usize::try_from(at.byte()).unwrap_or(0), record_start(self.bytes, Some(at)));
        let passed = self.bytes.get(told..start).unwrap_or_default().iter().filter(|byte| **byte == b'\n').count();
        (usize::try_from(at.line()).unwrap_or(0) + passed, start)
    }

    /// Column of a field, in characters from 1, on the line its record begins; quoted separators are passed over.
    fn column_of(&self, start: usize, field: usize) -> usize {
        let text = String::from_utf8_lossy(
            self.bytes
                .get(start..)
                .unwrap_or_default()
                .get(..65_536)
                .unwrap_or(self.bytes.get(start..).unwrap_or_default()),
        )
        .into_owned();
        let (mut passed, mut is_quoted) = (0, false);
        for (at, character) in text.chars().enumerate() {
            if passed == field {
                return at + 1;
            }
            match character {
                '"' => is_quoted = !is_quoted,
                '\n' if !is_quoted => break,
                other if !is_quoted && other == char::from(self.separator) => passed += 1,
                _ => {}
            }
        }
        1
    }
}

/// Where a reader of CSV stands, byte after byte.
#[derive(Clone, Copy)]
enum Standing {
    FieldStart,
    Plain,
    /// Since the quote at this byte.
    Quoted(usize),
    /// After the second of two quotes, which one more would open again.
    Closed(usize),
}

/// The quote still open where the text ends.
fn open_quote(text: &[u8], separator: u8) -> Option<usize> {
    let step = |standing: Standing, (at, byte): (usize, &u8)| match (standing, *byte) {
        (Standing::FieldStart, b'"') => Standing::Quoted(at),
        (Standing::Quoted(opened), b'"') => Standing::Closed(opened),
        (Standing::Quoted(opened), _) => Standing::Quoted(opened),
        (Standing::Closed(opened), b'"') => Standing::Quoted(opened),
        (_, b'\n' | b'\r') => Standing::FieldStart,
        (_, other) if other == separator => Standing::FieldStart,
        _ => Standing::Plain,
    };
    match text.iter().enumerate().fold(Standing::FieldStart, step) {
        Standing::Quoted(opened) => Some(opened),
        _ => None,
    }
}

fn code(known: &mut HashMap<Vec<u8>, u32>, field: &[u8]) -> u32 {
    if field.is_empty() {
        return MISSING;
    }
    if let Some(code) = known.get(field) {
        return *code;
    }
    let next = u32::try_from(known.len()).unwrap_or(MISSING - 1);
    known.insert(field.to_vec(), next);
    next
}

/// Decimal commas are read where the comma does not separate columns.
fn number(field: &[u8], separator: u8) -> Option<f64> {
    if field.is_empty() {
        return Some(f64::NAN);
    }
    let text = std::str::from_utf8(field).ok()?.trim();
    let parsed = text
        .parse::<f64>()
        .ok()
        .or_else(|| if separator == b',' { None } else { text.replacen(',', ".", 1).parse().ok() });
    parsed.filter(|value| value.is_finite())
}

fn sample(rows: usize, columns: Vec<Filling>) -> Sample<'static> {
    let mut sample = Sample { rows, ..Sample::default() };
    for Filling { name, kind, .. } in columns {
        match kind {
            Kind::Category { known, of_row } => {
                sample.categories.insert(name, sorted(known, of_row));
            }
            Kind::Number { values, .. } => {
                sample.numbers.insert(name, Cow::Owned(values));
            }
        }
    }
    sample
}

/// Codes in the order of their bytes: nothing depends on which row came first.
fn sorted(known: HashMap<Vec<u8>, u32>, mut of_row: Vec<u32>) -> Coded<'static> {
    let codes: BTreeMap<Vec<u8>, u32> = known.into_iter().collect();
    let mut place = vec![MISSING; codes.len()];
    for (new, old) in codes.values().enumerate() {
        if let Some(slot) = usize::try_from(*old).ok().and_then(|old| place.get_mut(old)) {
            *slot = u32::try_from(new).unwrap_or(MISSING);
        }
    }
    for code in &mut of_row {
        *code = usize::try_from(*code).ok().and_then(|old| place.get(old)).copied().unwrap_or(MISSING);
    }
    let codes = codes.into_keys().map(|code| String::from_utf8_lossy(&code).into_owned()).collect();
    Coded { codes: Cow::Owned(codes), of_row: Cow::Owned(of_row) }
}
