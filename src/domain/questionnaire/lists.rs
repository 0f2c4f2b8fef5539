//! Reading lists: of tables, each to be read in its turn, or of names.

use std::ops::Range;

use toml::Spanned;
use toml::de::DeValue;

use super::fields::Fields;
use super::reading::Reading;
use crate::domain::id::BadName;

impl<'i> Fields<'i> {
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

    /// A table under a field.
    pub fn sub(&mut self, reading: &mut Reading, key: &'static str) -> Option<Fields<'i>> {
        let value = self.take(key)?;
        let place = self.at(key);
        self.element(reading, key, value, place)
    }

    /// The tables under a field, by the names the file gives them: `[scales.accord]`.
    pub fn named(&mut self, reading: &mut Reading, key: &'static str) -> Vec<(Spanned<String>, Fields<'i>)> {
        let Some(mut tables) = self.sub(reading, key) else { return Vec::new() };
        let mut named = Vec::new();
        for (name, value) in tables.take_all() {
            let place = tables.at(name.get_ref());
            let fields = tables.element(reading, name.get_ref(), value, place);
            named.extend(fields.map(|fields| (name, fields)));
        }
        named.sort_by_key(|(name, _)| name.span().start);
        named
    }

    /// A list of whole numbers.
    pub fn integers(&mut self, reading: &mut Reading, key: &'static str, bounds: Range<i64>) -> Vec<i64> {
        let Some(value) = self.take(key) else { return Vec::new() };
        let expected = format!("une liste de nombres entiers de {} à {}", bounds.start, bounds.end);
        let DeValue::Array(elements) = value.get_ref() else {
            self.wrong_type(reading, key, &value, &expected);
            return Vec::new();
        };
        let number = |element: &Spanned<DeValue>| match element.get_ref() {
            DeValue::Integer(digits) => i64::from_str_radix(digits.as_str(), digits.radix()).ok(),
            _ => None,
        };
        let numbers: Vec<i64> =
            elements.iter().filter_map(number).filter(|n| bounds.start <= *n && *n <= bounds.end).collect();
        if numbers.len() < elements.len() {
            reading.fault(value.span(), &self.at(key), "nombre hors des bornes", Some(expected));
        }
        numbers
    }

    /// A list of texts.
    pub fn texts(&mut self, reading: &mut Reading, key: &'static str, count_max: usize) -> Vec<String> {
        let Some(value) = self.take(key) else { return Vec::new() };
        let texts: Option<Vec<String>> = match value.get_ref() {
            DeValue::Array(elements) => elements.iter().map(|one| one.get_ref().as_str().map(str::to_owned)).collect(),
            _ => None,
        };
        let texts = texts.filter(|texts| texts.len() <= count_max);
        if texts.is_none() {
            self.wrong_type(reading, key, &value, &format!("une liste de {count_max} textes au plus"));
        }
        texts.unwrap_or_default()
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
