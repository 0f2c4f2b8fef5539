//! The rows of a nomenclature's data file.

use std::collections::BTreeMap;

use csv::{ReaderBuilder, StringRecord, Trim};

use super::read::{DATA_BYTES_MAX, ENTRIES_MAX};
use super::{Attribute, Entry};
use crate::domain::fault::{Source, near_or_all};
use crate::domain::id::OptionCode;

/// Longest label of an entry, in characters.
const LABEL_CHARS_MAX: usize = 200;
/// Past so many faults in one file, the rest says nothing new.
const FAULTS_MAX: usize = 20;

/// The columns a descriptor names.
pub(super) struct Columns {
    pub key: String,
    pub name: String,
    /// Values one space apart.
    pub search: Vec<String>,
    /// One an attribute.
    pub attributes: Vec<String>,
}

struct Positions {
    key: usize,
    name: usize,
    search: Vec<usize>,
    attributes: Vec<usize>,
}

/// The entries in the order of the file. What is wrong is noted.
pub(super) fn read_rows(source: &mut Source, text: &str, columns: &Columns, attributes: &[Attribute]) -> Vec<Entry> {
    if text.len() > DATA_BYTES_MAX {
        let expected = Some(format!("{DATA_BYTES_MAX} octets au plus"));
        source.fault_whole("", format!("fichier de {} octets", text.len()), expected);
        return Vec::new();
    }
    let mut reader = ReaderBuilder::new().trim(Trim::All).from_reader(text.as_bytes());
    let positions = match reader.headers() {
        Ok(headers) => positions(source, headers, columns),
        Err(error) => {
            source.fault_whole("", format!("CSV mal formé : {error}"), None);
            None
        }
    };
    let Some(positions) = positions else { return Vec::new() };
    let mut rows = Rows { source, positions, attributes, seen: BTreeMap::new(), faults: 0, entries: Vec::new() };
    for record in reader.records() {
        match record {
            Ok(record) => rows.read(&record),
            Err(error) => {
                let at = error.position().and_then(|at| usize::try_from(at.byte()).ok()).unwrap_or(0);
                rows.fault(at, format!("CSV mal formé : {error}"), None);
            }
        }
        if rows.faults >= FAULTS_MAX {
            break;
        }
        if rows.entries.len() > ENTRIES_MAX {
            rows.source.fault_whole("", "trop d'entrées", Some(format!("{ENTRIES_MAX} au plus")));
            break;
        }
    }
    let Rows { entries, faults, source, .. } = rows;
    if entries.is_empty() && faults == 0 {
        source.fault_whole("", "aucune entrée", Some("une ligne par entrée sous les noms des colonnes".to_owned()));
    }
    entries
}

fn positions(source: &mut Source, headers: &StringRecord, columns: &Columns) -> Option<Positions> {
    let known: Vec<&str> = headers.iter().collect();
    let mut find = |name: &str| {
        let position = known.iter().position(|header| *header == name);
        if position.is_none() {
            let expected = near_or_all(name, known.iter().copied());
            source.fault_whole(name, format!("le fichier n'a pas de colonne « {name} »"), expected);
        }
        position
    };
    let (key, name) = (find(&columns.key), find(&columns.name));
    let search: Vec<Option<usize>> = columns.search.iter().map(|column| find(column)).collect();
    let attributes: Vec<Option<usize>> = columns.attributes.iter().map(|column| find(column)).collect();
    Some(Positions {
        key: key?,
        name: name?,
        search: search.into_iter().collect::<Option<_>>()?,
        attributes: attributes.into_iter().collect::<Option<_>>()?,
    })
}

struct Rows<'r, 's> {
    source: &'r mut Source<'s>,
    positions: Positions,
    attributes: &'r [Attribute],
    seen: BTreeMap<OptionCode, usize>,
    faults: usize,
    entries: Vec<Entry>,
}

impl Rows<'_, '_> {
    fn fault(&mut self, at: usize, what: String, expected: Option<String>) {
        self.source.fault(at..at, "", what, expected);
        self.faults += 1;
    }

    fn read(&mut self, record: &StringRecord) {
        let at = record.position().and_then(|at| usize::try_from(at.byte()).ok()).unwrap_or(0);
        let field = |position: usize| record.get(position).unwrap_or_default();
        let key = match OptionCode::parse(field(self.positions.key)) {
            Ok(key) => key,
            Err(bad) => {
                return self.fault(at, format!("« {} » n'est pas {}", bad.given, bad.what), Some(bad.rule.to_owned()));
            }
        };
        let label = field(self.positions.name).to_owned();
        if label.is_empty() || label.chars().count() > LABEL_CHARS_MAX {
            let expected = Some(format!("de 1 à {LABEL_CHARS_MAX} caractères"));
            return self.fault(at, format!("nom de {key} vide ou trop long"), expected);
        }
        if self.seen.insert(key.clone(), at).is_some() {
            return self.fault(at, format!("clé déjà donnée plus haut : {key}"), None);
        }
        let also = self.positions.search.iter().flat_map(|column| field(*column).split_whitespace());
        let also = also.map(str::to_owned).collect();
        let mut values = Vec::new();
        for (attribute, column) in self.attributes.iter().zip(self.positions.attributes.clone()) {
            match value(attribute, field(column)) {
                Ok(value) => values.push(value),
                Err(expected) => {
                    let what = format!("{} de {key} : code inconnu « {} »", attribute.id, field(column));
                    return self.fault(at, what, Some(expected));
                }
            }
        }
        self.entries.push(Entry { key, label, also, values });
    }
}

/// Position of the category of that code; none for an empty cell. Else, what is accepted.
fn value(attribute: &Attribute, code: &str) -> Result<Option<u16>, String> {
    if code.is_empty() {
        return Ok(None);
    }
    let at = attribute.categories.iter().position(|category| category.code.as_str() == code);
    let known = || attribute.categories.iter().map(|category| category.code.as_str()).collect::<Vec<_>>().join(", ");
    at.and_then(|at| u16::try_from(at).ok()).map(Some).ok_or_else(known)
}
