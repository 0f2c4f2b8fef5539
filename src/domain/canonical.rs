//! One text for one value: what digests are over. Keys are sorted here, by ourselves: whether `serde_json` sorts them
//! depends on features another dependency may switch on.

use std::fmt::Write as _;

use serde::Serialize;
use serde_json::Value;

/// Compact JSON with the keys of every object sorted by their bytes.
///
/// The value must be one that JSON can say (texts as keys); one that is not gives `null`, whole.
pub fn json(value: &impl Serialize) -> String {
    let mut text = String::new();
    write_value(&mut text, &serde_json::to_value(value).unwrap_or(Value::Null));
    text
}

fn write_value(text: &mut String, value: &Value) {
    match value {
        Value::Object(fields) => {
            let mut sorted: Vec<_> = fields.iter().collect();
            sorted.sort_by(|a, b| a.0.cmp(b.0));
            text.push('{');
            for (position, (key, value)) in sorted.into_iter().enumerate() {
                text.push_str(if position > 0 { "," } else { "" });
                write_scalar(text, &Value::String(key.clone()));
                text.push(':');
                write_value(text, value);
            }
            text.push('}');
        }
        Value::Array(items) => {
            text.push('[');
            for (position, item) in items.iter().enumerate() {
                text.push_str(if position > 0 { "," } else { "" });
                write_value(text, item);
            }
            text.push(']');
        }
        scalar => write_scalar(text, scalar),
    }
}

fn write_scalar(text: &mut String, scalar: &Value) {
    // Writing to a `String` cannot fail.
    let _ = write!(text, "{scalar}");
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn keys_are_sorted_at_every_depth_and_lists_keep_their_order() {
        let value = json!({ "b": [3, { "z": 1, "a": "« é »\n" }], "a": null, "é": 0.5 });
        assert_eq!(super::json(&value), r#"{"a":null,"b":[3,{"a":"« é »\n","z":1}],"é":0.5}"#);
    }
}
