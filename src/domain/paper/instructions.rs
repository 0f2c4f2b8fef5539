//! How a question is answered, in the words an interviewer reads.

use super::text::{listed, plain, sentence};
use crate::domain::check::form::written;
use crate::domain::check::message::date_in_words;
use crate::domain::id::AttributeId;
use crate::domain::questionnaire::{DatePrecision, Display, Kind, Language, Poles, Questionnaire, Text, TextFormat};

pub(super) fn instruction(q: &Questionnaire, kind: &Kind, language: Language) -> String {
    let words = match kind {
        Kind::Single { display, poles, .. } => {
            format!("une seule réponse{}{}", shown_as(*display), ends(poles.as_ref(), language))
        }
        Kind::Multiple { ticks_min, ticks_max, options, .. } => {
            let every = usize::from(*ticks_max) >= options.len();
            format!(
                "plusieurs réponses possibles{}",
                if every { least(*ticks_min) } else { within(*ticks_min, *ticks_max) }
            )
        }
        Kind::Grid { poles, .. } => format!("une réponse par ligne{}", ends(poles.as_ref(), language)),
        Kind::Number { min, max, unit, decimals, .. } => {
            format!("un nombre{}{}", bounds(*min, *max, *decimals), in_unit(unit.as_ref(), language))
        }
        Kind::Numbers { min, max, unit, decimals, total, .. } => {
            let sum = total.map_or_else(String::new, |total| format!(" ; le total fait {}", written(total, *decimals)));
            format!("un nombre par ligne{}{}{sum}", bounds(*min, *max, *decimals), in_unit(unit.as_ref(), language))
        }
        Kind::Ranking { ranks_min, ranks_max, .. } => {
            format!("classer, le premier d’abord{}", within(*ranks_min, *ranks_max))
        }
        Kind::Text { format, chars_max, .. } => text_words(*format, *chars_max),
        Kind::Date { precision, partial, min, max, .. } => {
            let from = min.map_or_else(String::new, |min| format!(", à partir de {}", date_in_words(language, min)));
            let to = max.map_or_else(String::new, |max| format!(", jusqu’à {}", date_in_words(language, max)));
            format!("{}{from}{to}", date_words(*precision, *partial))
        }
        Kind::Entry { nomenclature, keep, .. } => {
            let list = q.lists.get(nomenclature);
            let label = |id: &AttributeId| {
                let attribute = list.and_then(|list| list.attribute_of(id));
                attribute
                    .map_or_else(|| id.to_string(), |attribute| plain(attribute.label.get(language)).to_lowercase())
            };
            let kept: Vec<String> = keep.iter().map(label).collect();
            let kept = if kept.is_empty() {
                "rien n’en est gardé".to_owned()
            } else {
                format!("on n’en garde que : {}", listed(&kept))
            };
            let name = list.map_or_else(|| nomenclature.to_string(), |list| plain(list.label().get(language)));
            format!("une entrée de la liste « {name} », cherchée par ce qui est tapé ; {kept}")
        }
        Kind::Note => "à lire, rien à répondre".to_owned(),
    };
    sentence(&words)
}

fn shown_as(display: Display) -> &'static str {
    match display {
        Display::Radio => "",
        Display::DropDown => ", dans une liste déroulante",
        Display::Searchable => ", dans une liste où l’on cherche",
        Display::Scale => ", sur une échelle",
    }
}

fn ends(poles: Option<&Poles>, language: Language) -> String {
    let told = |poles: &Poles| {
        format!(", de « {} » à « {} »", plain(poles.low.get(language)), plain(poles.high.get(language)))
    };
    poles.map_or_else(String::new, told)
}

fn least(min: u16) -> String {
    if min > 1 { format!(", {min} au moins") } else { String::new() }
}

fn within(min: u16, max: u16) -> String {
    match (min, max) {
        (min, max) if min == max => format!(", exactement {max}"),
        (0 | 1, max) => format!(", {max} au plus"),
        (min, max) => format!(", de {min} à {max}"),
    }
}

fn bounds(min: i64, max: i64, decimals: u8) -> String {
    let precision = match decimals {
        0 => " entier".to_owned(),
        1 => ", avec une décimale au plus,".to_owned(),
        many => format!(", avec {many} décimales au plus,"),
    };
    format!("{precision} de {} à {}", written(min, decimals), written(max, decimals))
}

fn in_unit(unit: Option<&Text>, language: Language) -> String {
    unit.map_or_else(String::new, |unit| format!(", en {}", unit.get(language)))
}

fn text_words(format: TextFormat, chars_max: u16) -> String {
    match format {
        TextFormat::Line => format!("réponse ouverte d’une ligne, {chars_max} caractères au plus"),
        TextFormat::Paragraph => format!("réponse ouverte, {chars_max} caractères au plus"),
        TextFormat::Email => "une adresse électronique".to_owned(),
        TextFormat::Phone => "un numéro de téléphone".to_owned(),
    }
}

fn date_words(precision: DatePrecision, partial: bool) -> &'static str {
    match (precision, partial) {
        (DatePrecision::Year, _) => "une année",
        (DatePrecision::Month, false) => "un mois et son année",
        (DatePrecision::Month, true) => "une année, et le mois s’il est connu",
        (DatePrecision::Day, false) => "une date",
        (DatePrecision::Day, true) => "une date ; le jour et le mois peuvent manquer",
    }
}
