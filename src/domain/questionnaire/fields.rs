//! Reading a TOML table field by field: every fault is noted with its place and reading goes on. What was not taken
//! when a table is closed is a field nobody knows. Texts are in `wording`, lists in `lists`, numbers in `numbers`.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::reading::Reading;
use crate::domain::expression::Expr;
use crate::domain::fault::near_or_all;
use crate::domain::id::BadName;

/// What a value is, in the words of who writes it.
pub(in crate::domain) fn toml_type(value: &DeValue) -> &'static str {
    match value {
        DeValue::String(_) => "un texte",
        DeValue::Integer(_) => "un nombre entier",
        DeValue::Float(_) => "un nombre à virgule",
        DeValue::Boolean(_) => "vrai ou faux (true, false)",
        DeValue::Datetime(_) => "une date",
        DeValue::Array(_) => "une liste",
        DeValue::Table(_) => "une table",
    }
}

/// A table being read.
pub(in crate::domain) struct Fields<'i> {
    pub(super) table: DeTable<'i>,
    pub(super) span: Range<usize>,
    pub place: String,
    pub(super) known: Vec<&'static str>,
}

impl<'i> Fields<'i> {
    pub fn new(table: Spanned<DeTable<'i>>, place: impl Into<String>) -> Self {
        let span = table.span();
        Self { table: table.into_inner(), span, place: place.into(), known: Vec::new() }
    }

    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    pub fn at(&self, key: &str) -> String {
        if self.place.is_empty() { key.to_owned() } else { format!("{}.{key}", self.place) }
    }

    pub fn take(&mut self, key: &'static str) -> Option<Spanned<DeValue<'i>>> {
        self.known.push(key);
        self.table.remove(key)
    }

    pub fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// The keys nobody took so far.
    pub fn left(&self) -> Vec<Spanned<String>> {
        self.table.keys().map(|key| Spanned::new(key.span(), key.get_ref().to_string())).collect()
    }

    /// What is left, by key: for a table whose keys are names.
    pub fn take_all(&mut self) -> Vec<(Spanned<String>, Spanned<DeValue<'i>>)> {
        let table = std::mem::take(&mut self.table);
        table.into_iter().map(|(key, value)| (Spanned::new(key.span(), key.into_inner().into_owned()), value)).collect()
    }

    /// Ends the reading of the table: what was not taken is unknown.
    pub fn close(self, reading: &mut Reading) {
        for (key, _) in &self.table {
            let name: &str = key.get_ref();
            let expected = near_or_all(name, self.known.iter().copied());
            reading.fault(key.span(), &self.place, format!("champ inconnu : {name}"), expected);
        }
    }

    pub(super) fn missing(&self, reading: &mut Reading, key: &str, expected: &str) {
        let what = format!("le champ {key} manque");
        reading.fault(self.span.clone(), &self.place, what, Some(expected.to_owned()));
    }

    pub(super) fn wrong_type(&self, reading: &mut Reading, key: &str, value: &Spanned<DeValue>, expected: &str) {
        let what = format!("c'est {}", toml_type(value.get_ref()));
        reading.fault(value.span(), &self.at(key), what, Some(expected.to_owned()));
    }

    pub fn optional_string(&mut self, reading: &mut Reading, key: &'static str) -> Option<Spanned<String>> {
        let value = self.take(key)?;
        let span = value.span();
        match value.get_ref() {
            DeValue::String(text) => Some(Spanned::new(span, text.clone().into_owned())),
            _ => {
                self.wrong_type(reading, key, &value, "un texte entre guillemets");
                None
            }
        }
    }

    pub fn string(&mut self, reading: &mut Reading, key: &'static str) -> Option<Spanned<String>> {
        if !self.table.contains_key(key) {
            self.known.push(key);
            self.missing(reading, key, "un texte entre guillemets");
            return None;
        }
        self.optional_string(reading, key)
    }

    /// A name, parsed by its only constructor.
    pub fn name<T>(
        &mut self,
        reading: &mut Reading,
        key: &'static str,
        parse: fn(&str) -> Result<T, BadName>,
    ) -> Option<T> {
        let text = self.string(reading, key)?;
        reading.places.insert(self.at(key), text.span());
        match parse(text.get_ref()) {
            Ok(name) => Some(name),
            Err(bad) => {
                let what = format!("« {} » n'est pas {}", bad.given, bad.what);
                reading.fault(text.span(), &self.at(key), what, Some(bad.rule.to_owned()));
                None
            }
        }
    }

    pub fn boolean(&mut self, reading: &mut Reading, key: &'static str) -> bool {
        let Some(value) = self.take(key) else { return false };
        value.get_ref().as_bool().unwrap_or_else(|| {
            self.wrong_type(reading, key, &value, "true ou false");
            false
        })
    }

    /// One word of a closed list; without the field, what `absent` says, or a fault.
    pub fn choice<T: Copy>(
        &mut self,
        reading: &mut Reading,
        key: &'static str,
        words: &[(&str, T)],
        absent: Option<T>,
    ) -> Option<T> {
        let accepted = || words.iter().map(|(word, _)| *word);
        if !self.table.contains_key(key) {
            self.known.push(key);
            if absent.is_none() {
                self.missing(reading, key, &accepted().collect::<Vec<_>>().join(", "));
            }
            return absent;
        }
        let given = self.optional_string(reading, key)?;
        let found = words.iter().find(|(word, _)| word == given.get_ref()).map(|(_, value)| *value);
        if found.is_none() {
            let expected = near_or_all(given.get_ref(), accepted());
            reading.fault(given.span(), &self.at(key), format!("mot inconnu : {}", given.get_ref()), expected);
        }
        found.or(absent)
    }

    pub fn condition(&mut self, reading: &mut Reading, key: &'static str) -> Option<Expr> {
        let text = self.optional_string(reading, key)?;
        let place = self.at(key);
        reading.places.insert(place.clone(), text.span());
        match Expr::parse(text.get_ref()) {
            Ok(condition) => Some(condition),
            Err(error) => {
                reading.fault_in(&place, error);
                None
            }
        }
    }

    pub fn required_condition(&mut self, reading: &mut Reading, key: &'static str) -> Option<Expr> {
        if !self.table.contains_key(key) {
            self.known.push(key);
            self.missing(reading, key, "une condition entre guillemets");
            return None;
        }
        self.condition(reading, key)
    }
}
