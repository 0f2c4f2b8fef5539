//! Reading the tables of a wave or simulation file: each field is asked for by name, wrong types and unknown fields are told at
//! their place. What the values mean is not decided here.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use crate::domain::fault::{Source, did_you_mean};
use crate::domain::id::BadName;

/// Longest text of one field, in characters.
const TEXT_CHARS_MAX: usize = 2000;
/// Most elements of one list.
const LIST_MAX: usize = 500;

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
                let near = did_you_mean(name, self.known.iter().copied());
                let expected = near.map_or_else(|| self.known.join(", "), |near| format!("{near} ?"));
                source.fault(key.span(), self.at(name), "champ inconnu", Some(expected));
            }
        }
    }
}

/// The table a value is.
pub(in crate::domain) fn fields_of<'f>(
    source: &mut Source,
    place: String,
    value: &'f Spanned<DeValue<'f>>,
) -> Option<Fields<'f>> {
    match value.get_ref() {
        DeValue::Table(table) => Some(Fields { table, span: value.span(), place, known: Vec::new() }),
        other => {
            wrong_type(source, value.span(), place, other, "une table");
            None
        }
    }
}

/// The whole number a value is, within bounds (the end excluded).
pub(in crate::domain) fn integer_of<T>(
    source: &mut Source,
    place: String,
    value: &Spanned<DeValue>,
    bounds: Range<u32>,
) -> Option<Spanned<T>>
where
    T: TryFrom<u32>,
{
    let DeValue::Integer(integer) = value.get_ref() else {
        wrong_type(source, value.span(), place, value.get_ref(), "un nombre entier");
        return None;
    };
    let number = u32::from_str_radix(integer.as_str(), integer.radix()).ok().filter(|number| bounds.contains(number));
    let number = number.and_then(|number| T::try_from(number).ok());
    if number.is_none() {
        let expected = format!("un nombre entier de {} à {}", bounds.start, bounds.end.saturating_sub(1));
        source.fault(value.span(), place, format!("{integer} est hors limites"), Some(expected));
    }
    number.map(|number| Spanned::new(value.span(), number))
}

/// A number that is not negative.
fn number_of(source: &mut Source, place: String, value: &Spanned<DeValue>) -> Option<f64> {
    let number = float_of(source, place.clone(), value)?;
    if number < 0.0 {
        source.fault(value.span(), place, format!("{number} est négatif"), Some("0 ou plus".to_owned()));
        return None;
    }
    Some(number)
}

fn float_of(source: &mut Source, place: String, value: &Spanned<DeValue>) -> Option<f64> {
    let number = match value.get_ref() {
        DeValue::Float(float) => float.as_str().parse::<f64>().ok(),
        DeValue::Integer(integer) if integer.radix() == 10 => integer.as_str().parse::<f64>().ok(),
        other => {
            wrong_type(source, value.span(), place, other, "un nombre");
            return None;
        }
    };
    let finite = number.filter(|number| number.is_finite());
    if finite.is_none() {
        source.fault(value.span(), place, "nombre illisible", Some("un nombre fini".to_owned()));
    }
    finite
}

fn text_of(source: &mut Source, place: String, value: &Spanned<DeValue>) -> Option<Spanned<String>> {
    let Some(text) = value.get_ref().as_str() else {
        wrong_type(source, value.span(), place, value.get_ref(), "un texte");
        return None;
    };
    let fits = !text.trim().is_empty() && text.chars().count() <= TEXT_CHARS_MAX;
    if !fits || text.chars().any(|c| c.is_control() && c != '\n') {
        let expected = format!("de 1 à {TEXT_CHARS_MAX} caractères, sans caractère de commande");
        source.fault(value.span(), place, "texte vide, trop long ou illisible", Some(expected));
        return None;
    }
    Some(Spanned::new(value.span(), text.trim().to_owned()))
}

fn texts_of(source: &mut Source, place: String, value: &Spanned<DeValue>) -> Option<Vec<Spanned<String>>> {
    let list = array_of(source, place.clone(), value)?;
    let texts: Vec<_> = list.iter().filter_map(|item| text_of(source, place.clone(), item)).collect();
    (texts.len() == list.len()).then_some(texts)
}

fn array_of<'v, 'f>(source: &mut Source, place: String, value: &'v Spanned<DeValue<'f>>) -> Option<&'v DeArray<'f>> {
    let DeValue::Array(list) = value.get_ref() else {
        wrong_type(source, value.span(), place, value.get_ref(), "une liste");
        return None;
    };
    let count = list.iter().count();
    if count == 0 || count > LIST_MAX {
        source.fault(value.span(), place, format!("liste de {count} éléments"), Some(format!("de 1 à {LIST_MAX}")));
        return None;
    }
    Some(list)
}

fn parsed<T>(
    source: &mut Source,
    place: String,
    text: &Spanned<String>,
    parse: impl Fn(&str) -> Result<T, BadName>,
) -> Option<Spanned<T>> {
    match parse(text.get_ref()) {
        Ok(name) => Some(Spanned::new(text.span(), name)),
        Err(bad) => {
            source.fault(
                text.span(),
                place,
                format!("« {} » n'est pas {}", bad.given, bad.what),
                Some(bad.rule.to_owned()),
            );
            None
        }
    }
}

fn wrong_type(source: &mut Source, span: Range<usize>, place: String, given: &DeValue, expected: &str) {
    let given = match given {
        DeValue::String(_) => "un texte",
        DeValue::Integer(_) => "un nombre entier",
        DeValue::Float(_) => "un nombre à virgule",
        DeValue::Boolean(_) => "un booléen",
        DeValue::Datetime(_) => "une date",
        DeValue::Array(_) => "une liste",
        DeValue::Table(_) => "une table",
    };
    source.fault(span, place, format!("c'est {given}"), Some(expected.to_owned()));
}
