//! Reading the tables of a wave or simulation file: each field is asked for by name, wrong types and unknown fields are told at
//! their place. What the values mean is not decided here.

mod value;

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::domain::fault::{Source, near_or_all};
use crate::domain::id::BadName;

use value::{array_of, float_of, number_of, parsed, texts_of, wrong_type};
pub(in crate::domain) use value::{fields_of, integer_of, text_of};

/// A table and the fields asked of it so far; `finish` tells the others.
pub(in crate::domain) struct Fields<'f> {
    table: &'f DeTable<'f>,
    span: Range<usize>,
    place: String,
    known: Vec<&'static str>,
}

impl<'f> Fields<'f> {
    pub(in crate::domain) fn root(table: &'f DeTable<'f>) -> Self {
        Self { table, span: 0..0, place: String::new(), known: Vec::new() }
    }

    /// As in `quotas.margins[2]`; empty at the root.
    pub(in crate::domain) fn place(&self) -> &str {
        &self.place
    }

    pub(in crate::domain) fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// Where a field of this table is, as in `fieldwork.start`.
    pub(in crate::domain) fn at(&self, key: &str) -> String {
        if self.place.is_empty() { key.to_owned() } else { format!("{}.{key}", self.place) }
    }

    /// A field that may be absent.
    pub(in crate::domain) fn value(&mut self, key: &'static str) -> Option<&'f Spanned<DeValue<'f>>> {
        self.known.push(key);
        self.table.iter().find(|(name, _)| name.get_ref() == key).map(|(_, value)| value)
    }

    pub(in crate::domain) fn has(&mut self, key: &'static str) -> bool {
        self.value(key).is_some()
    }

    /// A field that may be absent, read as `read` does; the outer `None` once a fault was noted.
    pub(in crate::domain) fn optional<T>(
        &mut self,
        source: &mut Source,
        key: &'static str,
        read: impl FnOnce(&mut Self, &mut Source, &'static str) -> Option<T>,
    ) -> Option<Option<T>> {
        if self.has(key) { read(self, source, key).map(Some) } else { Some(None) }
    }

    /// Whether the file says so; no where it says nothing.
    pub(in crate::domain) fn flag(&mut self, source: &mut Source, key: &'static str) -> Option<bool> {
        self.optional(source, key, Self::boolean).map(Option::unwrap_or_default)
    }

    /// A field that must be there.
    fn required(&mut self, source: &mut Source, key: &'static str, kind: &str) -> Option<&'f Spanned<DeValue<'f>>> {
        let value = self.value(key);
        if value.is_none() {
            source.fault(self.span(), self.at(key), "champ manquant", Some(format!("{key} = {kind}")));
        }
        value
    }

    /// A text, neither empty nor endless.
    pub(in crate::domain) fn text(&mut self, source: &mut Source, key: &'static str) -> Option<Spanned<String>> {
        let value = self.required(source, key, "\"…\"")?;
        text_of(source, self.at(key), value)
    }

    pub(in crate::domain) fn name<T>(
        &mut self,
        source: &mut Source,
        key: &'static str,
        parse: impl Fn(&str) -> Result<T, BadName>,
    ) -> Option<Spanned<T>> {
        let text = self.text(source, key)?;
        parsed(source, self.at(key), &text, parse)
    }

    /// A whole number within bounds.
    pub(in crate::domain) fn integer<T>(
        &mut self,
        source: &mut Source,
        key: &'static str,
        bounds: Range<u32>,
    ) -> Option<Spanned<T>>
    where
        T: TryFrom<u32>,
    {
        let value = self.required(source, key, "un nombre entier")?;
        integer_of(source, self.at(key), value, bounds)
    }

    pub(in crate::domain) fn float(&mut self, source: &mut Source, key: &'static str) -> Option<Spanned<f64>> {
        let value = self.required(source, key, "un nombre")?;
        float_of(source, self.at(key), value).map(|number| Spanned::new(value.span(), number))
    }

    /// A list of numbers, at least one, none negative.
    pub(in crate::domain) fn numbers(&mut self, source: &mut Source, key: &'static str) -> Option<Vec<f64>> {
        let value = self.required(source, key, "une liste de nombres")?;
        let place = self.at(key);
        let list = array_of(source, place.clone(), value)?;
        let numbers: Vec<_> = list.iter().filter_map(|item| number_of(source, place.clone(), item)).collect();
        (numbers.len() == list.len()).then_some(numbers)
    }

    /// Every field with a number that is not negative, under names the file chooses, in the order of the file.
    pub(in crate::domain) fn free_numbers(&self, source: &mut Source) -> Vec<(Spanned<String>, f64)> {
        let mut numbers = Vec::new();
        for (key, value) in self.table {
            let name = Spanned::new(key.span(), key.get_ref().to_string());
            numbers.extend(number_of(source, self.at(key.get_ref()), value).map(|number| (name, number)));
        }
        numbers.sort_by_key(|(name, _)| name.span().start);
        numbers
    }

    pub(in crate::domain) fn boolean(&mut self, source: &mut Source, key: &'static str) -> Option<bool> {
        let value = self.required(source, key, "true ou false")?;
        let boolean = value.get_ref().as_bool();
        if boolean.is_none() {
            wrong_type(source, value.span(), self.at(key), value.get_ref(), "true ou false");
        }
        boolean
    }

    /// A date or an instant, as text or in TOML's own form.
    pub(in crate::domain) fn moment(
        &mut self,
        source: &mut Source,
        key: &'static str,
        form: &str,
    ) -> Option<Spanned<String>> {
        let value = self.required(source, key, form)?;
        match value.get_ref() {
            DeValue::Datetime(moment) => Some(Spanned::new(value.span(), moment.to_string())),
            DeValue::String(text) => Some(Spanned::new(value.span(), text.to_string())),
            other => {
                wrong_type(source, value.span(), self.at(key), other, form);
                None
            }
        }
    }

    pub(in crate::domain) fn table(&mut self, source: &mut Source, key: &'static str) -> Option<Fields<'f>> {
        let value = self.required(source, key, "une table")?;
        fields_of(source, self.at(key), value)
    }

    /// A list of tables, at least one.
    pub(in crate::domain) fn tables(&mut self, source: &mut Source, key: &'static str) -> Option<Vec<Fields<'f>>> {
        let value = self.required(source, key, "une liste de tables")?;
        let list = array_of(source, self.at(key), value)?;
        let place = |position: usize| format!("{}[{}]", self.at(key), position + 1);
        let tables: Vec<_> =
            list.iter().enumerate().filter_map(|(i, item)| fields_of(source, place(i), item)).collect();
        (tables.len() == list.len()).then_some(tables)
    }

    /// A list of texts, at least one.
    pub(in crate::domain) fn texts(&mut self, source: &mut Source, key: &'static str) -> Option<Vec<Spanned<String>>> {
        let value = self.required(source, key, "une liste de textes")?;
        texts_of(source, self.at(key), value)
    }

    pub(in crate::domain) fn names<T>(
        &mut self,
        source: &mut Source,
        key: &'static str,
        parse: impl Fn(&str) -> Result<T, BadName>,
    ) -> Option<Vec<Spanned<T>>> {
        let texts = self.texts(source, key)?;
        let names: Vec<_> = texts.iter().filter_map(|text| parsed(source, self.at(key), text, &parse)).collect();
        (names.len() == texts.len()).then_some(names)
    }

    /// Lists of codes, none if the field is absent: `uncovered = [["autre", "*"]]`.
    pub(in crate::domain) fn lists(
        &mut self,
        source: &mut Source,
        key: &'static str,
    ) -> Option<Vec<Spanned<Vec<String>>>> {
        let Some(value) = self.value(key) else { return Some(Vec::new()) };
        let place = self.at(key);
        let list = array_of(source, place.clone(), value)?;
        let read = |source: &mut Source, item: &Spanned<DeValue>| {
            let texts = texts_of(source, place.clone(), item)?;
            Some(Spanned::new(item.span(), texts.into_iter().map(Spanned::into_inner).collect()))
        };
        let lists: Vec<_> = list.iter().filter_map(|item| read(source, item)).collect();
        (lists.len() == list.len()).then_some(lists)
    }

    /// Every field with a text, under names the file chooses.
    pub(in crate::domain) fn free_texts(&self, source: &mut Source) -> Vec<(Spanned<String>, Spanned<String>)> {
        let mut texts = Vec::new();
        for (key, value) in self.table {
            let name = Spanned::new(key.span(), key.get_ref().to_string());
            if let Some(text) = text_of(source, self.at(key.get_ref()), value) {
                texts.push((name, text));
            }
        }
        texts
    }

    /// Every field, under names the file chooses.
    pub(in crate::domain) fn entries(&self) -> impl Iterator<Item = (&'f str, Range<usize>, &'f Spanned<DeValue<'f>>)> {
        self.table.iter().map(|(key, value)| (key.get_ref().as_ref(), key.span(), value))
    }

    /// Tells every field nobody asked for.
    pub(in crate::domain) fn finish(self, source: &mut Source) {
        for (key, _) in self.table {
            let name = key.get_ref().as_ref();
            if !self.known.contains(&name) {
                let expected = near_or_all(name, self.known.iter().copied());
                source.fault(key.span(), self.at(name), "champ inconnu", expected);
            }
        }
    }
}
