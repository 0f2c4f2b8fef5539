//! The format as a JSON Schema, so that an editor completes, explains and underlines. `tables` and `kinds` say what each
//! table of a file may hold, from the same lists of words and the same limits as the reader; a test holds their fields
//! to those the reader knows.

mod kinds;
mod shape;
mod tables;

#[cfg(test)]
mod tests;

use serde_json::{Map, Value, json};

use super::Language;
use crate::domain::expression::TEXT_BYTES_MAX;
use crate::domain::id::NAME_CHARS_MAX;
use shape::{Field, Name, Shape, Table};

/// The schema of a questionnaire file: JSON Schema, draft 2020-12.
pub fn json_schema() -> Value {
    let mut schema = of_table(&tables::root());
    if let Value::Object(fields) = &mut schema {
        fields.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
        fields.insert("title".to_owned(), json!("Questionnaire de Sonde"));
        fields.insert("$defs".to_owned(), json!({ "text": text(), "condition": condition() }));
    }
    schema
}

fn of_table(table: &Table) -> Value {
    let describe = |field: &Field| (field.name.to_owned(), described(field));
    let properties: Map<String, Value> = table.fields.iter().map(describe).collect();
    let required: Vec<&str> = table.fields.iter().filter(|field| field.is_required).map(|field| field.name).collect();
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

fn described(field: &Field) -> Value {
    let mut value = of_shape(&field.shape);
    if let Value::Object(fields) = &mut value {
        fields.insert("description".to_owned(), json!(field.help));
    }
    value
}

fn of_shape(shape: &Shape) -> Value {
    match shape {
        Shape::Text => json!({ "$ref": "#/$defs/text" }),
        Shape::Condition => json!({ "$ref": "#/$defs/condition" }),
        Shape::Words(words) => json!({ "enum": words }),
        Shape::Name(name) => of_name(*name),
        Shape::Names(name) => json!({ "type": "array", "items": of_name(*name) }),
        Shape::String => json!({ "type": "string" }),
        Shape::Integer(min, max) => json!({ "type": "integer", "minimum": min, "maximum": max }),
        Shape::Integers => json!({ "type": "array", "items": { "type": "integer", "minimum": 1 } }),
        Shape::Number => json!({ "type": "number" }),
        Shape::Bound => json!({ "type": "string" }),
        Shape::Boolean => json!({ "type": "boolean" }),
        Shape::Languages => {
            let codes = Language::ALL.map(Language::code);
            json!({ "type": "array", "items": { "enum": codes }, "uniqueItems": true, "minItems": 1 })
        }
        Shape::Table(inner) => of_table(inner),
        Shape::List(inner, most) => json!({ "type": "array", "items": of_table(inner), "maxItems": most }),
        Shape::Named(inner) => json!({ "type": "object", "additionalProperties": of_table(inner) }),
        Shape::AnyOf(tables, most) => {
            let tables: Vec<Value> = tables.iter().map(of_table).collect();
            json!({ "type": "array", "items": { "anyOf": tables }, "maxItems": most })
        }
    }
}

fn of_name(name: Name) -> Value {
    json!({ "type": "string", "pattern": name.pattern(), "maxLength": NAME_CHARS_MAX })
}

/// One text a language, the French one first.
fn text() -> Value {
    let one = |language: Language| (language.code().to_owned(), json!({ "type": "string", "minLength": 1 }));
    let languages: Map<String, Value> = Language::ALL.into_iter().map(one).collect();
    json!({ "type": "object", "properties": languages, "required": ["fr"], "additionalProperties": false })
}

fn condition() -> Value {
    json!({ "type": "string", "minLength": 1, "maxLength": TEXT_BYTES_MAX })
}
