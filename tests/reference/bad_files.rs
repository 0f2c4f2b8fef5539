//! Files as people send them: each trap of CSV is a reason with its line and column, or read right; never a panic, never
//! a wrong number.

use serde_json::{Value, json};

use crate::cases::analyse;

/// What the program answers for this file, weighting on sex with half of each.
fn weighted(bytes: &[u8], more: &Value) -> (Value, i32) {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("reponses.csv");
    std::fs::write(&file, bytes).unwrap();
    let mut input = json!({
        "method": "raking", "margins": [{ "variable": "sexe", "targets": { "femme": 0.5, "homme": 0.5 } }],
    });
    for (key, value) in more.as_object().unwrap() {
        input[key] = value.clone();
    }
    analyse(&json!({ "kind": "weighting", "data": { "file": file }, "input": input }).to_string())
}

fn weights(bytes: &[u8]) -> Vec<f64> {
    let (answer, status) = weighted(bytes, &json!({}));
    assert_eq!((answer["status"].as_str(), status), (Some("converged"), 0), "{answer}");
    serde_json::from_value(answer["weights"].clone()).unwrap()
}

/// The one reason of a refusal: its line and column.
fn refused_at(bytes: &[u8], more: &Value) -> (u64, u64, String) {
    let (answer, status) = weighted(bytes, more);
    assert_eq!((answer["status"].as_str(), status), (Some("refused"), 1), "{answer}");
    let reason = &answer["reasons"][0];
    assert_eq!(reason["code"], "bad_file", "{answer}");
    let place = |key: &str| reason[key].as_u64().unwrap();
    (place("line"), place("column"), reason["message"].as_str().unwrap().to_owned())
}

#[test]
fn a_mark_at_the_beginning_carriage_returns_and_quotes_change_nothing() {
    let want = vec![0.75, 0.75, 1.5];
    let near = |got: Vec<f64>| got.iter().zip(&want).all(|(got, want)| (got - want).abs() < 1e-12);
    assert!(near(weights(b"sexe,commune\nfemme,Lille\nfemme,Lyon\nhomme,Nice\n")));
    assert!(near(weights(b"\xef\xbb\xbfsexe,commune\r\nfemme,Lille\r\nfemme,Lyon\r\nhomme,Nice\r\n")));
    assert!(near(weights(
        b"\"sexe\",\"commune\"\n\"femme\",\"Lille, Nord\"\nfemme,\"dit \"\"Lyon\"\"\"\nhomme,\"a\nb\"\n"
    )));
}

#[test]
fn a_fault_is_told_at_its_line_whatever_ends_lines() {
    for end in ["\n", "\r\n", "\n\n"] {
        let text = ["sexe,commune", "femme,Lille", "femme", "homme,Nice", ""].join(end);
        let (line, _, why) = refused_at(text.as_bytes(), &json!({}));
        assert_eq!(line, if end == "\n\n" { 5 } else { 3 }, "{end:?}: {why}");
        let unclosed = ["sexe,commune", "femme,Lille", "homme,\"Nice", ""].join(end);
        let (line, column, why) = refused_at(unclosed.as_bytes(), &json!({}));
        assert_eq!((line, column), (if end == "\n\n" { 5 } else { 3 }, 7), "{end:?}: {why}");
    }
}

#[test]
fn a_quote_inside_a_value_opens_nothing() {
    assert_eq!(weights(b"sexe,commune\nfemme,Lille\nfemme,Lyon\nhomme, \"Nice\n").len(), 3);
}

#[test]
fn a_wrong_separator_is_seen_on_the_header() {
    let (line, column, why) = refused_at(b"sexe;age\nfemme;30\n", &json!({}));
    assert_eq!((line, column), (1, 5), "{why}");
    assert!(why.contains("« ; »"), "{why}");
}

#[test]
fn another_encoding_is_seen_where_it_begins() {
    let (line, column, why) = refused_at(
        "sexe,ville\nfemme,Nîmes\nhomme,"
            .as_bytes()
            .iter()
            .chain(b"N\xeemes\n")
            .copied()
            .collect::<Vec<u8>>()
            .as_slice(),
        &json!({}),
    );
    assert_eq!((line, column), (3, 8), "{why}");
    assert!(why.contains("0xEE"), "{why}");
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain("sexe\n".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert!(refused_at(&utf16, &json!({})).2.contains("UTF-16"));
}

#[test]
fn a_column_twice_a_column_absent_and_a_short_row_are_told() {
    let (line, column, why) = refused_at(b"sexe,age,sexe\nfemme,30,homme\n", &json!({}));
    assert_eq!((line, column), (1, 10), "{why}");
    let (line, _, why) = refused_at(b"sex,age\nfemme,30\n", &json!({}));
    assert_eq!(line, 1);
    assert!(why.contains("« sex »"), "{why}");
    let (line, column, why) = refused_at(b"sexe,age\nfemme,30\nhomme\n", &json!({}));
    assert_eq!((line, column), (3, 1), "{why}");
}

#[test]
fn what_is_no_finite_number_is_told_with_its_place() {
    for text in ["NaN", "inf", "-Infinity", "douze", "1e999", "1,5"] {
        let file = format!("sexe,age\nfemme,30\nhomme,\"{text}\"\n");
        let more = json!({ "numeric_totals": [{ "variable": "age", "total": 60 }] });
        let (line, column, why) = refused_at(file.as_bytes(), &more);
        assert_eq!((line, column), (3, 7), "{text}: {why}");
    }
}

#[test]
fn weights_that_cannot_be_are_reasons_of_the_method() {
    for text in ["-1", "NaN", "inf", "", "x"] {
        let file = format!("sexe,w\nfemme,1\nhomme,{text}\n");
        let (answer, status) = weighted(file.as_bytes(), &json!({ "base_weight": "w" }));
        assert_eq!((answer["status"].as_str(), status), (Some("infeasible"), 0), "{text}");
        assert_eq!(
            (&answer["reasons"][0]["code"], &answer["reasons"][0]["row"]),
            (&json!("invalid_weight"), &json!(2))
        );
    }
}

#[test]
fn nobody_one_row_and_an_empty_file_have_their_reasons() {
    let (line, column, why) = refused_at(b"", &json!({}));
    assert!((line, column) == (1, 1) && why.contains("vide"), "{why}");
    let (answer, _) = weighted(b"sexe\n", &json!({}));
    assert_eq!(answer["reasons"][0]["code"], "no_respondent");
    let (answer, _) = weighted(b"sexe\nfemme\n", &json!({}));
    assert_eq!(answer["reasons"][0]["code"], "empty_category");
}

#[test]
fn a_quote_never_closed_is_told_where_it_opens() {
    let (line, column, why) = refused_at(b"sexe,ville\nfemme,Lyon\nhomme,\"Nice\nfemme,Lille\n", &json!({}));
    assert_eq!((line, column), (3, 7), "{why}");
}

#[test]
fn weights_over_twelve_orders_of_magnitude_still_meet_the_margin() {
    let mut file = "sexe,w\n".to_owned();
    for power in -6..=6 {
        file.push_str(&format!("femme,1e{power}\nhomme,{}\n", 3.0 * 10f64.powi(-power)));
    }
    let (answer, _) = weighted(file.as_bytes(), &json!({ "base_weight": "w" }));
    assert_eq!(answer["status"], "converged", "{answer}");
    assert!(answer["max_margin_share_error"].as_f64().unwrap() < 1e-12);
}

#[test]
fn a_target_written_twice_is_refused_and_not_forgotten() {
    let request = r#"{"kind": "weighting", "data": {"file": "data/structural_zero.csv"},
        "input": {"method": "raking", "margins": [{"variable": "a", "targets": {"a1": 0.3, "a1": 0.4, "a2": 0.6}}]}}"#;
    let (answer, status) = analyse(request);
    assert_eq!(status, 1);
    assert!(answer["reasons"][0]["message"].as_str().unwrap().contains("« a1 »"), "{answer}");
}
