//! JSON into typed requests, and what is wrong with it told field by field: the place, why, and what is accepted.

use serde::de::DeserializeOwned;
use validator::ValidationErrorsKind;

use crate::web::body::refuse_nul;
use crate::web::error::Refusal;
use crate::web::problem::ProblemItem;

pub fn parse<T: DeserializeOwned>(text: &str) -> Result<T, Refusal> {
    refuse_nul(text)?;
    serde_json::from_str(text).map_err(|error| match error.classify() {
        serde_json::error::Category::Data => Refusal::BadFields(vec![data_item(&error)]),
        _ => Refusal::UnreadableBody { why: error.to_string() },
    })
}

/// Says which field, when serde's message names one.
fn data_item(error: &serde_json::Error) -> ProblemItem {
    let message = error.to_string();
    let mut quoted = message.split('`');
    let name = quoted.nth(1).unwrap_or("body").to_owned();
    let what = if message.starts_with("unknown field") {
        "champ inconnu"
    } else if message.starts_with("missing field") {
        "champ manquant"
    } else if message.starts_with("duplicate field") {
        "champ répété"
    } else {
        "valeur d'un type inattendu"
    };
    ProblemItem {
        line: Some(error.line()),
        column: Some(error.column()),
        accepted: Some(message),
        ..ProblemItem::at(&name, what)
    }
}

/// The rules of `validator` as items: field, why, what is accepted.
pub fn rules_broken(errors: &validator::ValidationErrors) -> Vec<ProblemItem> {
    let mut items = Vec::new();
    for (field, kind) in errors.errors() {
        match kind {
            ValidationErrorsKind::Field(list) => {
                for error in list {
                    let accepted = error.message.as_ref().map(ToString::to_string);
                    let what = why_of(error.code.as_ref());
                    items.push(ProblemItem { accepted, ..ProblemItem::at(field, what) });
                }
            }
            ValidationErrorsKind::Struct(inner) => items.extend(nested(field, inner)),
            ValidationErrorsKind::List(entries) => {
                items.extend(entries.values().flat_map(|inner| nested(field, inner)));
            }
        }
    }
    items.sort_by(|a, b| a.place.cmp(&b.place));
    items
}

fn nested(field: &str, inner: &validator::ValidationErrors) -> Vec<ProblemItem> {
    let prefixed = |item: ProblemItem| ProblemItem { place: [field, ".", &item.place].concat(), ..item };
    rules_broken(inner).into_iter().map(prefixed).collect()
}

fn why_of(code: &str) -> &'static str {
    match code {
        "email" => "ce n'est pas une adresse électronique",
        "length" => "longueur refusée",
        "range" => "valeur hors des bornes",
        _ => "valeur refusée",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nul_is_refused_even_escaped() {
        assert!(parse::<serde_json::Value>(r#"{"a":"\u0000"}"#).is_err());
    }

    #[test]
    fn deep_json_is_a_refusal_and_not_a_crash() {
        let deep = "[".repeat(100_000);
        assert!(matches!(parse::<serde_json::Value>(&deep), Err(Refusal::UnreadableBody { .. })));
    }
}
