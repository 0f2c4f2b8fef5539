//! What is typed: a text, a date, an entry of a nomenclature.

use toml::de::DeValue;

use super::{besides, non_answers};
use crate::domain::answer::Date;
use crate::domain::fault::near_or;
use crate::domain::id::{AttributeId, NomenclatureId};
use crate::domain::questionnaire::fields::Fields;
use crate::domain::questionnaire::reading::Reading;
use crate::domain::questionnaire::{DatePrecision, Kind, TextFormat};

/// Longest text a person may be asked for.
pub const TEXT_ANSWER_CHARS_MAX: u16 = 4_000;

pub(in crate::domain::questionnaire) const FORMATS: [(&str, TextFormat); 4] = [
    ("line", TextFormat::Line),
    ("paragraph", TextFormat::Paragraph),
    ("email", TextFormat::Email),
    ("phone", TextFormat::Phone),
];
pub(in crate::domain::questionnaire) const PRECISIONS: [(&str, DatePrecision); 3] =
    [("day", DatePrecision::Day), ("month", DatePrecision::Month), ("year", DatePrecision::Year)];

pub(super) fn read_text(reading: &mut Reading, fields: &mut Fields) -> Kind {
    let format = fields.choice(reading, "format", &FORMATS, Some(TextFormat::Line)).unwrap_or(TextFormat::Line);
    let chars_max = fields.small(reading, "chars_max", 1..i64::from(TEXT_ANSWER_CHARS_MAX));
    let options = non_answers(reading, fields);
    Kind::Text { format, chars_max: chars_max.unwrap_or(usual_length(format)), options }
}

/// The longest an answer is where the file does not say.
fn usual_length(format: TextFormat) -> u16 {
    match format {
        TextFormat::Line => 200,
        TextFormat::Paragraph => 2_000,
        // RFC 5321, less the angle brackets.
        TextFormat::Email => 254,
        TextFormat::Phone => 30,
    }
}

pub(super) fn read_date(reading: &mut Reading, fields: &mut Fields) -> Kind {
    let precision = fields.choice(reading, "precision", &PRECISIONS, Some(DatePrecision::Day));
    let partial = fields.boolean(reading, "partial");
    let (min, max) = (read_day(reading, fields, "min"), read_day(reading, fields, "max"));
    if min.zip(max).is_some_and(|(min, max)| min > max) {
        reading.fault(fields.span(), &fields.place, "dates renversées", Some("min avant max".to_owned()));
    }
    let options = non_answers(reading, fields);
    Kind::Date { precision: precision.unwrap_or(DatePrecision::Day), partial, min, max, options }
}

/// A bound, as text or in TOML's own form.
fn read_day(reading: &mut Reading, fields: &mut Fields, key: &'static str) -> Option<Date> {
    let value = fields.take(key)?;
    let expected = "une date entre guillemets : \"2020-05-20\", \"2020-05\" ou \"2020\"";
    let text = match value.get_ref() {
        DeValue::String(text) => text.to_string(),
        DeValue::Datetime(date) => date.to_string(),
        _ => {
            fields.wrong_type(reading, key, &value, expected);
            return None;
        }
    };
    let date = Date::parse(&text).ok();
    if date.is_none() {
        reading.fault(value.span(), &fields.at(key), "date impossible", Some(expected.to_owned()));
    }
    date
}

pub(super) fn read_entry(reading: &mut Reading, fields: &mut Fields) -> Option<Kind> {
    let name = fields.name(reading, "nomenclature", NomenclatureId::parse);
    let keep = fields.names(reading, "keep", AttributeId::parse);
    let options = besides(reading, fields);
    let nomenclature = name?;
    let library = reading.neighbours;
    let Some(list) = library.nomenclatures.get(&nomenclature) else {
        let known = library.nomenclatures.keys().map(NomenclatureId::as_str);
        let otherwise = || format!("le fichier nomenclatures/{nomenclature}.toml");
        let expected = near_or(nomenclature.as_str(), known, otherwise);
        let what = format!("nomenclature inconnue : {nomenclature}");
        reading.fault_at(&fields.at("nomenclature"), what, expected);
        return None;
    };
    for attribute in keep.iter().filter(|attribute| list.attribute_of(attribute).is_none()) {
        let known: Vec<&str> = list.attributes().iter().map(|attribute| attribute.id.as_str()).collect();
        let what = format!("{nomenclature} n'a pas d'attribut {attribute}");
        reading.fault(fields.span(), &fields.at("keep"), what, Some(known.join(", ")));
    }
    Some(Kind::Entry { nomenclature, keep, options })
}
