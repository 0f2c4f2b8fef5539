//! Reading a TOML table field by field: every fault is noted with its place and reading goes on. What was not taken
//! when a table is closed is a field nobody knows.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::domain::expression::{Expr, ExprError};
use crate::domain::fault::{Source, did_you_mean};
use crate::domain::id::BadName;
use crate::domain::questionnaire::{Language, Text, placeholder};

/// Longest text a person reads, in characters.
pub const TEXT_CHARS_MAX: usize = 4_000;

/// Where each thing of the model stands in the file, by place, as in `JC_FREINS.show_if`.
pub(super) type Places = BTreeMap<String, Range<usize>>;

/// One reading: the text, the faults so far, the places of things.
pub(super) struct Reading<'a> {
    pub text: &'a str,
    pub source: Source<'a>,
    pub places: Places,
    pub languages: Vec<Language>,
    /// Whether the model has everything the file names. Where it has not, checking names would only tell again what
    /// was told.
    pub is_complete: bool,
}

impl Reading<'_> {
    pub fn fault(&mut self, span: Range<usize>, place: &str, what: impl Into<String>, expected: Option<String>) {
        self.source.fault(span, place, what, expected);
    }

    /// A fault at a known place; where the place itself is not in the file, at the nearest thing around it.
    pub fn fault_at(&mut self, place: &str, what: impl Into<String>, expected: Option<String>) {
        let span = self.span_of(place);
        self.source.fault(span, place, what, expected);
    }

    /// A fault inside a condition, at its own place in the text of the condition.
    pub fn fault_in(&mut self, place: &str, error: ExprError) {
        let span = self.span_of(place);
        let inner = self.text.get(span.clone()).unwrap_or_default();
        let quotes = match inner.as_bytes() {
            [a, b, c, ..] if a == b && b == c => 3,
            _ => 1,
        };
        // With escapes in the text, offsets no longer match: the start of the condition is near enough.
        let offset = if inner.contains('\\') { 0 } else { quotes + error.offset };
        let start = span.start.saturating_add(offset).min(span.end);
        self.source.fault(start..span.end, place, error.message, error.expected);
    }

    fn span_of(&self, place: &str) -> Range<usize> {
        let mut place = place;
        loop {
            if let Some(span) = self.places.get(place) {
                return span.clone();
            }
            match place.rfind('.') {
                Some(end) => place = place.get(..end).unwrap_or_default(),
                None => return 0..0,
            }
        }
    }
}

/// A table being read.
pub(super) struct Fields<'i> {
    table: DeTable<'i>,
    span: Range<usize>,
    pub place: String,
    known: Vec<&'static str>,
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

    /// What is left, by key: for a table whose keys are names.
    pub fn take_all(&mut self) -> Vec<(Spanned<String>, Spanned<DeValue<'i>>)> {
        let table = std::mem::take(&mut self.table);
        table.into_iter().map(|(key, value)| (Spanned::new(key.span(), key.into_inner().into_owned()), value)).collect()
    }

    /// Ends the reading of the table: what was not taken is unknown.
    pub fn close(self, reading: &mut Reading) {
        for (key, _) in &self.table {
            let name: &str = key.get_ref();
            let expected = match did_you_mean(name, self.known.iter().copied()) {
                Some(near) => format!("vouliez-vous dire {near} ?"),
                None => self.known.join(", "),
            };
            reading.fault(key.span(), &self.place, format!("champ inconnu : {name}"), Some(expected));
        }
    }

    fn missing(&self, reading: &mut Reading, key: &str, expected: &str) {
        let what = format!("le champ {key} manque");
        reading.fault(self.span.clone(), &self.place, what, Some(expected.to_owned()));
    }

    fn wrong_type(&self, reading: &mut Reading, key: &str, value: &Spanned<DeValue>, expected: &str) {
        let what = format!("{} n'est pas du bon type", value.get_ref().type_str());
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

    /// A whole number between bounds.
    pub fn integer(&mut self, reading: &mut Reading, key: &'static str, bounds: Range<i64>) -> Option<i64> {
        let value = self.take(key)?;
        let expected = format!("un nombre entier de {} à {}", bounds.start, bounds.end);
        let number = match value.get_ref() {
            DeValue::Integer(digits) => i64::from_str_radix(digits.as_str(), digits.radix()).ok(),
            _ => {
                self.wrong_type(reading, key, &value, &expected);
                return None;
            }
        };
        let inside = number.filter(|number| bounds.start <= *number && *number <= bounds.end);
        if inside.is_none() {
            reading.fault(value.span(), &self.at(key), "nombre hors des bornes", Some(expected));
        }
        inside
    }

    pub fn required_integer(&mut self, reading: &mut Reading, key: &'static str, bounds: Range<i64>) -> Option<i64> {
        if !self.table.contains_key(key) {
            self.known.push(key);
            self.missing(reading, key, &format!("un nombre entier de {} à {}", bounds.start, bounds.end));
            return None;
        }
        self.integer(reading, key, bounds)
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
        let accepted = || words.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(", ");
        if !self.table.contains_key(key) {
            self.known.push(key);
            if absent.is_none() {
                self.missing(reading, key, &accepted());
            }
            return absent;
        }
        let given = self.optional_string(reading, key)?;
        let found = words.iter().find(|(word, _)| word == given.get_ref()).map(|(_, value)| *value);
        if found.is_none() {
            reading.fault(given.span(), &self.at(key), format!("mot inconnu : {}", given.get_ref()), Some(accepted()));
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

    pub fn optional_text(&mut self, reading: &mut Reading, key: &'static str) -> Option<Text> {
        let value = self.take(key)?;
        let span = value.span();
        let DeValue::Table(table) = value.get_ref() else {
            self.wrong_type(reading, key, &value, &format!("un texte par langue : {key}.fr = \"…\""));
            return None;
        };
        let place = self.at(key);
        let mut text = Text::default();
        for (language, wording) in table {
            if let Some((language, wording)) = read_wording(reading, &place, language, wording) {
                text.0.insert(language, wording);
            }
        }
        for language in reading.languages.clone() {
            if !text.0.contains_key(&language) && table.get(language.code()).is_none() {
                let expected = format!("{key}.{}", language.code());
                reading.fault(span.clone(), &place, "texte absent dans une langue du questionnaire", Some(expected));
            }
        }
        Some(text)
    }

    pub fn text(&mut self, reading: &mut Reading, key: &'static str) -> Text {
        if !self.table.contains_key(key) {
            self.known.push(key);
            self.missing(reading, key, &format!("{key}.fr = \"…\""));
            return Text::default();
        }
        self.optional_text(reading, key).unwrap_or_default()
    }

    /// A list of tables; each is placed by its position until it says its name.
    pub fn list(&mut self, reading: &mut Reading, key: &'static str, count_max: usize) -> Vec<Fields<'i>> {
        let Some(value) = self.take(key) else { return Vec::new() };
        let span = value.span();
        if !value.get_ref().is_array() {
            self.wrong_type(reading, key, &value, "une liste");
            return Vec::new();
        }
        let DeValue::Array(elements) = value.into_inner() else { return Vec::new() };
        if elements.len() > count_max {
            let what = format!("{} éléments dans {key}", elements.len());
            reading.fault(span, &self.place, what, Some(format!("{count_max} au plus")));
        }
        let mut list = Vec::new();
        for (position, element) in elements.into_iter().enumerate() {
            let place = format!("{}[{position}]", self.at(key));
            list.extend(self.element(reading, key, element, place));
        }
        list
    }

    fn element(
        &self,
        reading: &mut Reading,
        key: &str,
        element: Spanned<DeValue<'i>>,
        place: String,
    ) -> Option<Fields<'i>> {
        let span = element.span();
        if !element.get_ref().is_table() {
            self.wrong_type(reading, key, &element, "une table { … }");
            reading.is_complete = false;
            return None;
        }
        match element.into_inner() {
            DeValue::Table(table) => Some(Fields { table, span, place, known: Vec::new() }),
            _ => None,
        }
    }

    /// A list of names.
    pub fn names<T>(
        &mut self,
        reading: &mut Reading,
        key: &'static str,
        parse: fn(&str) -> Result<T, BadName>,
    ) -> Vec<T> {
        let Some(value) = self.take(key) else { return Vec::new() };
        let DeValue::Array(elements) = value.get_ref() else {
            self.wrong_type(reading, key, &value, "une liste de textes");
            return Vec::new();
        };
        let mut names = Vec::new();
        for element in elements.iter() {
            match element.get_ref().as_str().map(parse) {
                Some(Ok(name)) => names.push(name),
                Some(Err(bad)) => {
                    let what = format!("« {} » n'est pas {}", bad.given, bad.what);
                    reading.fault(element.span(), &self.at(key), what, Some(bad.rule.to_owned()));
                }
                None => self.wrong_type(reading, key, element, "un texte entre guillemets"),
            }
        }
        names
    }
}

fn read_wording(
    reading: &mut Reading,
    place: &str,
    language: &Spanned<std::borrow::Cow<'_, str>>,
    wording: &Spanned<DeValue<'_>>,
) -> Option<(Language, String)> {
    let declared = reading.languages.iter().copied().find(|known| known.code() == language.get_ref().as_ref());
    let Some(declared) = declared else {
        let expected = reading.languages.iter().map(|known| known.code()).collect::<Vec<_>>().join(", ");
        let what = format!("langue absente de languages : {}", language.get_ref());
        reading.fault(language.span(), place, what, Some(expected));
        return None;
    };
    let place = format!("{place}.{}", declared.code());
    let text = wording.get_ref().as_str().map(str::trim).unwrap_or_default();
    let length = text.chars().count();
    if text.is_empty() {
        reading.fault(wording.span(), &place, "texte vide", Some("un texte entre guillemets".to_owned()));
    } else if length > TEXT_CHARS_MAX {
        let expected = format!("{TEXT_CHARS_MAX} caractères au plus");
        reading.fault(wording.span(), &place, format!("texte de {length} caractères"), Some(expected));
    } else if let Err(bad) = placeholder::names(text) {
        let expected = "{nom} : minuscules et soulignés entre accolades".to_owned();
        reading.fault(wording.span(), &place, format!("accolades mal formées : {bad}"), Some(expected));
    }
    Some((declared, text.to_owned()))
}
