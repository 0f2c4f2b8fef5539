//! JSON in one form only (RFC 8785): keys in order, no space, so that equal values have equal digests. Whole numbers
//! only: our models hold no others here, and none past 2^53.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

/// The canonical JSON of a value.
///
/// # Panics
/// If a map has keys that are not texts: a fault of the program, never of a file.
pub fn canonical_json<T: Serialize>(value: &T) -> String {
    #[expect(clippy::expect_used, reason = "the models derive Serialize with text keys only")]
    let value = serde_json::to_value(value).expect("a model is always JSON");
    let mut json = String::new();
    write(&value, &mut json);
    json
}

fn write(value: &Value, json: &mut String) {
    match value {
        Value::Object(fields) => {
            // RFC 8785 orders keys by UTF-16 unit; ours are ASCII, where bytes give the same order.
            let ordered: BTreeMap<&String, &Value> = fields.iter().collect();
            bracketed(json, ['{', '}'], ordered, |json, (key, value)| {
                json.push_str(&Value::from(key.as_str()).to_string());
                json.push(':');
                write(value, json);
            });
        }
        Value::Array(elements) => bracketed(json, ['[', ']'], elements, |json, element| write(element, json)),
        // serde_json writes texts with the escapes of RFC 8785, and nothing else.
        scalar => json.push_str(&scalar.to_string()),
    }
}

fn bracketed<T>(
    json: &mut String,
    [open, close]: [char; 2],
    elements: impl IntoIterator<Item = T>,
    mut one: impl FnMut(&mut String, T),
) {
    json.push(open);
    for (position, element) in elements.into_iter().enumerate() {
        if position > 0 {
            json.push(',');
        }
        one(json, element);
    }
    json.push(close);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_sorted_and_escapes_are_those_of_the_rfc() {
        let value = serde_json::json!({"b": [1, -2, null, true], "a": "é\n\u{1}\"/", "A": {}});
        assert_eq!(canonical_json(&value), "{\"A\":{},\"a\":\"é\\n\\u0001\\\"/\",\"b\":[1,-2,null,true]}");
    }
}
