//! Reading lists: of tables, each to be read in its turn, or of names.

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
