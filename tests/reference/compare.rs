//! An answer against what was expected, at the tolerance of the case.

use serde_json::Value;

/// What differs, each with its place.
pub fn differences(got: &Value, want: &Value, tolerance: &Value) -> Vec<String> {
    let mut found = Vec::new();
    compare(got, want, &mut Vec::new(), tolerance, &mut found);
    found
}

fn compare(got: &Value, want: &Value, place: &mut Vec<String>, tolerance: &Value, found: &mut Vec<String>) {
    match want {
        Value::Object(fields) if fields.contains_key("$csv") => {
            let weights = crate::case::column(fields["$csv"].as_str().unwrap());
            compare(got, &Value::from(weights), place, tolerance, found);
        }
        Value::Object(fields) => {
            for (key, want) in fields {
                place.push(key.clone());
                match got.get(key) {
                    Some(got) => compare(got, want, place, tolerance, found),
                    None => found.push(format!("{}: absent", place.join("."))),
                }
                place.pop();
            }
        }
        Value::Array(list) => match got.as_array().filter(|got| got.len() == list.len()) {
            Some(got) => got.iter().zip(list).for_each(|(got, want)| compare(got, want, place, tolerance, found)),
            None => found.push(format!("{}: not a list of {}: {got}", place.join("."), list.len())),
        },
        Value::Number(want) => {
            let want = want.as_f64().unwrap();
            if !got.as_f64().is_some_and(|got| is_near(got, want, place, tolerance)) {
                found.push(format!("{}: {got}, not {want}", place.join(".")));
            }
        }
        plain if got == plain => {}
        plain => found.push(format!("{}: {got}, not {plain}", place.join("."))),
    }
}

/// The innermost key that has a tolerance gives it.
fn is_near(got: f64, want: f64, place: &[String], tolerance: &Value) -> bool {
    let own = place.iter().rev().find_map(|key| tolerance.get(key));
    let own = own.unwrap_or(&tolerance["default"]);
    (got - want).abs() <= own["abs"].as_f64().unwrap() + own["rel"].as_f64().unwrap() * want.abs()
}

#[test]
fn a_figure_beyond_its_tolerance_is_a_difference() {
    let tolerance = serde_json::json!({ "default": { "rel": 0, "abs": 0.1 }, "se": { "rel": 0, "abs": 0.0 } });
    let want = serde_json::json!({ "rows": [{ "share": 1.0, "se": 1.0 }] });
    let got = |share: f64, se: f64| serde_json::json!({ "rows": [{ "share": share, "se": se }] });
    assert_eq!(differences(&got(1.05, 1.0), &want, &tolerance), Vec::<String>::new());
    assert_eq!(differences(&got(1.2, 1.0), &want, &tolerance).len(), 1);
    assert_eq!(differences(&got(1.0, 1.05), &want, &tolerance).len(), 1);
    assert_eq!(differences(&serde_json::json!({ "rows": [] }), &want, &tolerance).len(), 1);
    assert_eq!(
        differences(&serde_json::json!({ "rows": [{ "share": f64::NAN, "se": 1.0 }] }), &want, &tolerance).len(),
        1
    );
}
