//! From lines to people: each line is a contact, or has its faults told with its number. A faulty line is left out, the
//! others stay.

use std::collections::BTreeMap;

use super::{BadEmail, CELL_CHARS_MAX, Column, Contact, Email, Line, Mapping, Profile, Sheet};
use crate::domain::fault::near_or_all;
use crate::domain::id::{OptionCode, QuestionId};
use crate::domain::questionnaire::{Language, Questionnaire};

/// Something wrong in one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineFault {
    pub line: usize,
    /// The title of the column.
    pub column: String,
    pub what: String,
    pub expected: Option<String>,
}

/// What a file gives.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reading {
    /// With the line each stands on.
    pub contacts: Vec<(usize, Contact)>,
    pub faults: Vec<LineFault>,
}

/// Reads every line; without a column of addresses, every line would be at fault, and one refusal says it.
pub fn read(sheet: &Sheet, mapping: &Mapping, q: &Questionnaire) -> Result<Reading, String> {
    if !mapping.contains(&Column::Email) {
        let titles = sheet.header.join(", ");
        return Err(format!("aucune colonne n’est celle des adresses électroniques ; colonnes du fichier : {titles}"));
    }
    let mut reading = Reading::default();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for line in &sheet.lines {
        let reader = LineReader { line, mapping, header: &sheet.header, q };
        match reader.contact() {
            Err(faults) => reading.faults.extend(faults),
            Ok(contact) => match seen.get(&contact.email.key()) {
                Some(first) => {
                    let what = format!("même adresse qu’à la ligne {first} : la première est gardée");
                    reading.faults.push(reader.fault(&Column::Email, what, None));
                }
                None => {
                    seen.insert(contact.email.key(), line.number);
                    reading.contacts.push((line.number, contact));
                }
            },
        }
    }
    Ok(reading)
}

struct LineReader<'a> {
    line: &'a Line,
    mapping: &'a Mapping,
    header: &'a [String],
    q: &'a Questionnaire,
}

impl LineReader<'_> {
    fn contact(&self) -> Result<Contact, Vec<LineFault>> {
        let mut faults = Vec::new();
        let email = Email::parse(self.cell(&Column::Email));
        if let Err(bad) = &email {
            faults.push(self.fault(&Column::Email, bad.to_string(), Some(BadEmail::EXPECTED.to_owned())));
        }
        let language = self.language().unwrap_or_else(|fault| {
            faults.push(fault);
            Language::Fr
        });
        let mut profile = Profile::new();
        for column in self.mapping {
            let Column::Profile(id) = column else { continue };
            match self.category(id) {
                Ok(None) => {}
                Ok(Some(code)) => drop(profile.insert(id.clone(), code)),
                Err(fault) => faults.push(fault),
            }
        }
        let mut name = |column: Column| {
            let text = self.cell(&column);
            if text.chars().count() > CELL_CHARS_MAX {
                faults.push(self.fault(
                    &column,
                    "texte trop long".to_owned(),
                    Some(format!("au plus {CELL_CHARS_MAX} caractères")),
                ));
            }
            Some(text.to_owned()).filter(|text| !text.is_empty())
        };
        let (title, first_name) = (name(Column::Title), name(Column::FirstName));
        let (last_name, organisation) = (name(Column::LastName), name(Column::Organisation));
        match email {
            Ok(email) if faults.is_empty() => {
                Ok(Contact { email, title, first_name, last_name, organisation, language, profile })
            }
            _ => Err(faults),
        }
    }

    fn cell(&self, wanted: &Column) -> &str {
        let place = self.mapping.iter().position(|column| column == wanted);
        place.and_then(|place| self.line.cells.get(place)).map_or("", String::as_str)
    }

    /// French unless another one is said.
    fn language(&self) -> Result<Language, LineFault> {
        let text = self.cell(&Column::Language).to_lowercase();
        let language = match text.as_str() {
            "" | "fr" | "français" | "francais" | "french" => Language::Fr,
            "en" | "anglais" | "english" => Language::En,
            _ => {
                return Err(self.fault(
                    &Column::Language,
                    format!("langue inconnue : « {text} »"),
                    Some("fr ou en".to_owned()),
                ));
            }
        };
        Ok(language)
    }

    /// By its code or by its label in any language; nothing where the cell is empty.
    fn category(&self, id: &QuestionId) -> Result<Option<OptionCode>, LineFault> {
        let column = Column::Profile(id.clone());
        let text = self.cell(&column);
        if text.is_empty() {
            return Ok(None);
        }
        let categories = self.q.categories(id).unwrap_or_default();
        let is_label = |label: &String| label.to_lowercase() == text.to_lowercase();
        let found = categories
            .iter()
            .find(|(code, _)| code.as_str() == text)
            .or_else(|| categories.iter().find(|(_, labels)| labels.0.values().any(is_label)));
        match found {
            Some((code, _)) => Ok(Some((*code).clone())),
            None => {
                let expected = near_or_all(text, categories.iter().map(|(code, _)| code.as_str()));
                Err(self.fault(&column, format!("catégorie inconnue de {id} : « {text} »"), expected))
            }
        }
    }

    fn fault(&self, column: &Column, what: String, expected: Option<String>) -> LineFault {
        let place = self.mapping.iter().position(|known| known == column);
        let title = place.and_then(|place| self.header.get(place)).cloned().unwrap_or_default();
        LineFault { line: self.line.number, column: title, what, expected }
    }
}
