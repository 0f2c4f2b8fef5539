//! Files with too little in them, or too much: reasons for every kind of request, and never a figure that is none.

use serde_json::{Value, json};

use super::super::answer;
use super::order::{HEADER, asked, requests};

/// Reasons, or figures all of which are numbers.
fn is_sound(found: &Value) -> bool {
    fn has_null(value: &Value) -> bool {
        match value {
            Value::Null => true,
            Value::Array(values) => values.iter().any(has_null),
            Value::Object(fields) => fields.values().any(has_null),
            _ => false,
        }
    }
    let is_refused = ["infeasible", "refused"].iter().any(|status| found["status"] == *status);
    if is_refused { found["reasons"].as_array().is_some_and(|reasons| !reasons.is_empty()) } else { !has_null(found) }
}

#[test]
fn an_empty_table_has_reasons_for_every_kind_of_request() {
    for (kind, input) in requests() {
        for file in [String::new(), format!("{HEADER}\n")] {
            let found = asked(file.as_bytes(), kind, &input);
            assert!(found["reasons"].is_array() || kind == "disclosure", "{kind} {input}: {found}");
            assert!(is_sound(&found), "{kind} {input}: {found}");
        }
    }
}

#[test]
fn what_is_no_number_is_refused_with_its_line_and_column_whatever_is_asked() {
    for text in ["NaN", "inf", "-inf", "1e400", "1,5", "x"] {
        let file = format!("{HEADER}\n1,a,x,oui,1,1,n,1,0\n2,b,y,non,\"{text}\",1,m,0,1\n3,c,x,nsp,2,1,n,1,1\n");
        let input = json!({ "estimand": "mean", "variable": "y" });
        let found = asked(file.as_bytes(), "estimate", &input);
        let reason = &found["reasons"][0];
        assert_eq!((&reason["line"], &reason["column"]), (&json!(3), &json!(11)), "{text}: {found}");
    }
}

#[test]
fn one_line_has_reasons_or_sound_figures() {
    let file = format!("{HEADER}\n1,a,x,oui,1.5,1,n,1,0\n");
    // Of a table of counts a hidden one is nothing.
    for (kind, input) in requests().into_iter().filter(|(kind, _)| *kind != "disclosure") {
        let found = asked(file.as_bytes(), kind, &input);
        assert!(is_sound(&found), "{kind} {input}: {found}");
    }
}

#[test]
fn a_margin_given_twice_is_one_and_two_that_differ_are_told() {
    let file = format!("{HEADER}\n1,a,x,oui,1,1,n,1,0\n2,b,y,non,2,1,m,0,1\n3,a,y,non,2,1,m,0,1\n");
    let margin = |share: f64| json!({ "variable": "g", "targets": { "a": share, "b": 1.0 - share } });
    let of = |margins: Value| asked(file.as_bytes(), "weighting", &json!({ "method": "raking", "margins": margins }));
    let (once, twice) = (of(json!([margin(0.5)])), of(json!([margin(0.5), margin(0.5)])));
    let weights = |found: &Value| -> Vec<f64> { serde_json::from_value(found["weights"].clone()).unwrap() };
    assert!(weights(&once).iter().zip(weights(&twice)).all(|(one, other)| (one - other).abs() < 1e-12));
    let told = of(json!([margin(0.5), margin(0.4)]));
    assert_eq!(told["status"], "infeasible", "{told}");
}

#[test]
fn a_category_no_margin_knows_is_named_with_its_count() {
    let file = format!("{HEADER}\n1,a,x,oui,1,1,n,1,0\n2,b,y,non,2,1,m,0,1\n3,c,y,non,2,1,m,0,1\n");
    let input = json!({ "method": "raking", "margins": [{ "variable": "g", "targets": { "a": 0.5, "b": 0.5 } }] });
    let found = asked(file.as_bytes(), "weighting", &input);
    let reason = &found["reasons"][0];
    assert_eq!((&reason["code"], &reason["category"]), (&json!("unknown_category"), &json!("c")), "{found}");
}

/// Run by name, `--ignored`: a minute or so without optimisation. The runner of tests ends what takes more than three.
#[test]
#[ignore = "ten million lines"]
fn ten_million_lines_are_weighted() {
    const ROWS: usize = 10_000_000;
    let mut file = b"sexe,age\n".to_vec();
    for row in 0..ROWS {
        let line: &[u8] =
            [&b"femme,jeune\n"[..], b"homme,jeune\n", b"femme,adulte\n", b"homme,adulte\n", b"femme,adulte\n"][row % 5];
        file.extend_from_slice(line);
    }
    let request = json!({ "kind": "weighting", "data": { "file": "x.csv" }, "input": { "method": "raking", "margins": [
        { "variable": "sexe", "targets": { "femme": 0.52, "homme": 0.48 } },
        { "variable": "age", "targets": { "jeune": 0.3, "adulte": 0.7 } },
    ] } });
    let found = answer(&request.to_string(), &|_| Ok(file.clone())).value;
    assert_eq!((&found["status"], found["weights"].as_array().unwrap().len()), (&json!("converged"), ROWS));
}
