//! One value of a file as what it should be: a text, a number within bounds, a list; else a fault at its place.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeArray, DeValue};

use super::Fields;
use crate::domain::fault::Source;
use crate::domain::id::BadName;
use crate::domain::questionnaire::fields::toml_type;

/// Longest text of one field, in characters.
const TEXT_CHARS_MAX: usize = 2000;
/// Most elements of one list.
const LIST_MAX: usize = 500;

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
pub(super) fn number_of(source: &mut Source, place: String, value: &Spanned<DeValue>) -> Option<f64> {
    let number = float_of(source, place.clone(), value)?;
    if number < 0.0 {
        source.fault(value.span(), place, format!("{number} est négatif"), Some("0 ou plus".to_owned()));
        return None;
    }
    Some(number)
}

pub(super) fn float_of(source: &mut Source, place: String, value: &Spanned<DeValue>) -> Option<f64> {
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

pub(in crate::domain) fn text_of(
    source: &mut Source,
    place: String,
    value: &Spanned<DeValue>,
) -> Option<Spanned<String>> {
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

pub(super) fn texts_of(source: &mut Source, place: String, value: &Spanned<DeValue>) -> Option<Vec<Spanned<String>>> {
    let list = array_of(source, place.clone(), value)?;
    let texts: Vec<_> = list.iter().filter_map(|item| text_of(source, place.clone(), item)).collect();
    (texts.len() == list.len()).then_some(texts)
}

pub(super) fn array_of<'v, 'f>(
    source: &mut Source,
    place: String,
    value: &'v Spanned<DeValue<'f>>,
) -> Option<&'v DeArray<'f>> {
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

pub(super) fn parsed<T>(
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

pub(super) fn wrong_type(source: &mut Source, span: Range<usize>, place: String, given: &DeValue, expected: &str) {
    source.fault(span, place, format!("c'est {}", toml_type(given)), Some(expected.to_owned()));
}
