//! JSON into typed requests, and what is wrong with it told field by field: the place, why, and what is accepted.

use serde::de::DeserializeOwned;
use serde_json::error::Category;
use validator::ValidationErrorsKind;

use crate::web::body::{refuse_nul, told};
use crate::web::error::Refusal;
use crate::web::problem::ProblemItem;

pub fn parse<T: DeserializeOwned>(text: &str) -> Result<T, Refusal> {
    refuse_nul(text)?;
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().iter().next().map_or_else(String::new, |_| error.path().to_string());
        refusal(&path, error.inner())
    })?;
    reader.end().map_err(|error| refusal("", &error))?;
    Ok(value)
}

/// Text that is not JSON is unreadable; JSON that is not what the type wants is told with its place.
fn refusal(path: &str, error: &serde_json::Error) -> Refusal {
    let (line, column) = (error.line(), error.column());
    let why = match error.classify() {
        Category::Data => {
            let item = told::item("body", path, &error.to_string());
            return Refusal::BadFields(vec![ProblemItem { line: Some(line), column: Some(column), ..item }]);
        }
        Category::Eof => "le JSON s'arrête avant sa fin",
        Category::Syntax | Category::Io => "le JSON est mal formé",
    };
    Refusal::UnreadableBody { why: format!("{why} (ligne {line}, colonne {column})") }
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

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its refusals are looked at")]
    struct Named {
        name: String,
        inner: Inner,
        rank: u8,
    }

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its refusals are looked at")]
    struct Inner {
        text: String,
    }

    fn told(text: &str) -> (String, String, Option<String>) {
        match parse::<Named>(text) {
            Err(Refusal::BadFields(items)) => {
                let item = items.into_iter().next().unwrap();
                (item.place, item.what, item.accepted)
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_place_of_a_fault_is_its_path_and_no_value_is_repeated() {
        let cases = [
            (r#"{"name":123456789012}"#, "name", "valeur d'un type inattendu", Some("un texte")),
            (r#"{"name":"a","inner":{"text":[7]}}"#, "inner.text", "valeur d'un type inattendu", Some("un texte")),
            (r#"{"name":"a","inner":"b"}"#, "inner", "valeur d'un type inattendu", Some("un objet")),
            (r#"{"rank":-1}"#, "rank", "valeur d'un type inattendu", Some("un nombre entier positif")),
            (r#"{"inner":{}}"#, "inner.text", "champ manquant", None),
            (r#"{"inner":{"x":1}}"#, "inner.x", "champ inconnu", Some("champs acceptés : text")),
            (r#"{"x":1}"#, "x", "champ inconnu", Some("champs acceptés : name, inner, rank")),
            (r#"{"name":"a","name":"b"}"#, "name", "champ répété", None),
            ("12", "body", "valeur d'un type inattendu", Some("un objet")),
        ];
        for (text, place, what, accepted) in cases {
            assert_eq!(told(text), (place.to_owned(), what.to_owned(), accepted.map(str::to_owned)), "{text}");
        }
    }

    #[test]
    fn broken_json_is_told_in_french_with_its_place() {
        let why = |text| parse::<Named>(text).unwrap_err().to_string();
        assert!(why("{").contains("le JSON s'arrête avant sa fin (ligne 1, colonne 1)"), "{}", why("{"));
        assert!(why("{,}").contains("le JSON est mal formé (ligne 1, colonne 2)"), "{}", why("{,}"));
        assert!(parse::<serde_json::Value>("{} x").unwrap_err().to_string().contains("mal formé (ligne 1, colonne 4)"));
    }

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
