//! The lines of a file come in whatever order the pollster's software wrote them: no figure may depend on it.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::super::answer;

/// One line each: key, group, half, answer, value, weight, stratum, two ticks.
type Line = (u32, usize, usize, usize, u32, u32, usize, [bool; 2]);

pub(super) const HEADER: &str = "id,g,h,q,y,w,s,t_a,t_b";

fn lines() -> impl Strategy<Value = Vec<Line>> {
    let line = (0usize..3, 0usize..2, 0usize..3, 0u32..10_000, 1u32..5_000, 0usize..2, any::<[bool; 2]>());
    prop::collection::vec(line, 60..160).prop_map(|lines| {
        let every = (0..3).flat_map(|g| (0..2).map(move |h| (g, h, g, 10 * 7, 1_000, h, [true, false])));
        let all = every.chain(lines).zip(0u32..);
        all.map(|((g, h, q, y, w, s, ticks), id)| (id, g, h, q, y, w, s, ticks)).collect()
    })
}

fn written(lines: &[Line]) -> Vec<u8> {
    let mut file = format!("{HEADER}\n");
    for (id, g, h, q, y, w, s, ticks) in lines {
        let (g, h, q, s) = (["a", "b", "c"][*g], ["x", "y"][*h], ["oui", "non", "nsp"][*q], ["n", "m"][*s]);
        let (y, w, [a, b]) = (f64::from(*y) / 7.0, f64::from(*w) / 999.0, ticks.map(u8::from));
        file.push_str(&format!("{id},{g},{h},{q},{y},{w},{s},{a},{b}\n"));
    }
    file.into_bytes()
}

pub(super) fn asked(file: &[u8], kind: &str, input: &Value) -> Value {
    let request = json!({ "kind": kind, "data": { "file": "lines.csv" }, "input": input });
    answer(&request.to_string(), &|_| Ok(file.to_vec())).value
}

fn calibration(method: &str) -> Value {
    json!({
        "method": method, "base_weight": "w", "rescale_base": true,
        "margins": [
            { "variable": "g", "targets": { "a": 0.4, "b": 0.35, "c": 0.25 } },
            { "variable": "h", "targets": { "x": 0.55, "y": 0.45 } },
        ],
    })
}

/// Of every kind that reads a file.
pub(super) fn requests() -> Vec<(&'static str, Value)> {
    let weights = json!({ "calibration": calibration("raking") });
    let with = |more: Value| {
        let mut input = json!({ "weights": weights, "variance": "calibrated" });
        more.as_object().unwrap().iter().for_each(|(key, value)| input[key] = value.clone());
        input
    };
    let wave = json!({ "file": "lines.csv", "weights": weights, "label": "1" });
    vec![
        ("estimate", with(json!({ "estimand": "proportion", "variable": "q" }))),
        ("estimate", with(json!({ "estimand": "net", "variable": "q", "categories": ["oui", "nsp"] }))),
        (
            "estimate",
            with(
                json!({ "estimand": "mean", "variable": "y", "domain": { "variable": "g", "categories": ["a", "b"] } }),
            ),
        ),
        ("estimate", with(json!({ "estimand": "quantile", "variable": "y", "probs": [0.1, 0.5, 0.9] }))),
        ("estimate", with(json!({ "estimand": "balance", "variable": "q", "positive": ["oui"], "negative": ["non"] }))),
        (
            "estimate",
            with(json!({ "estimand": "index", "variable": "q", "scores": { "oui": 100, "non": 0, "nsp": 50 } })),
        ),
        (
            "estimate",
            json!({ "weights": { "column": "w" }, "design": { "strata": "s", "cluster": "id" },
                "requests": [{ "name": "m", "type": "total", "variable": "y", "by": "h" }] }),
        ),
        ("crosstab", json!({ "weights": weights, "rows": "q", "columns": "g" })),
        (
            "difference_test",
            json!({ "weights": weights, "variable": "q", "rows": ["oui", ["oui", "nsp"]], "group": "g",
                "tests": [
                    { "type": "mean_regression", "name": "m", "variable": "y", "group": "h", "a": "x", "b": "y" },
                    { "type": "domain_minus_rest", "name": "d", "variable": "q", "categories": ["oui"], "group": "g", "category": "a" },
                ] }),
        ),
        (
            "trend_test",
            json!({ "waves": [wave, wave], "respondent_key": "id", "variable": "q", "rows": { "oui": "oui" } }),
        ),
        ("multiple_response", json!({ "weights": weights, "variables": ["t_a", "t_b"], "nets": { "ab": ["a", "b"] } })),
        ("design_effect", json!({ "weights": weights, "by": "g" })),
        ("disclosure", json!({ "rows": "q", "columns": "g", "threshold": 5 })),
        ("disclosure", json!({ "columns": ["g", "h"], "hide_below": 10, "caution_below": 30 })),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn no_answer_depends_on_the_order_of_lines((before, after) in lines().prop_flat_map(|lines| (Just(lines.clone()), Just(lines).prop_shuffle()))) {
        let (here, there) = (written(&before), written(&after));
        for (kind, input) in requests() {
            let found = asked(&here, kind, &input);
            prop_assert!(found.get("reasons").is_none(), "{kind} {input}: {found}");
            // As text: to the last digit.
            prop_assert_eq!(found.to_string(), asked(&there, kind, &input).to_string(), "{} {}", kind, input);
        }
    }

    #[test]
    fn the_weight_of_a_line_goes_with_it((before, after) in lines().prop_flat_map(|lines| (Just(lines.clone()), Just(lines).prop_shuffle()))) {
        for method in ["raking", "linear"] {
            let of = |lines: &[Line]| {
                let mut found = asked(&written(lines), "weighting", &calibration(method));
                let weights: Vec<Value> = found["weights"].take().as_array().unwrap().clone();
                let mut of_line: Vec<(u32, String)> = lines.iter().map(|line| line.0).zip(weights.iter().map(Value::to_string)).collect();
                of_line.sort();
                (of_line, found.to_string())
            };
            prop_assert_eq!(of(&before), of(&after));
        }
    }
}
