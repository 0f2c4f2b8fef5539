//! Replicate variances where there are none, each with its own reason.

use super::answer;

/// A net of forty respondents of two groups and two strata, with more keys in the input.
fn net_of_forty(margins: &str, more: &str) -> serde_json::Value {
    let row = |at: usize| format!("{},{},s{}\n", ["a", "b", "c"][at % 3], ["oui", "non"][at / 3 % 2], at % 2);
    let file: String = std::iter::once("g,q,s\n".to_owned()).chain((0..40).map(row)).collect();
    let read = move |_: &str| Ok(file.as_bytes().to_vec());
    let request = format!(
        r#"{{"kind":"estimate","data":{{"file":"x.csv"}},"input":{{"estimand":"net","variable":"q","categories":["oui"]{more},
            "weights":{{"calibration":{{"method":"raking","margins":[{{"variable":"g",{margins}}}]}}}}}}}}"#
    );
    answer(&request, &read).value
}

#[test]
fn a_jackknife_that_would_not_be_one_says_why_and_the_other_methods_stand() {
    let whole = r#""targets":{"a":0.4,"b":0.3,"c":0.3}"#;
    assert!(net_of_forty(whole, "")["se_jackknife_jk1_recalibrated"].as_f64().unwrap() > 0.0);
    let outside = r#""targets":{"a":0.5,"b":0.5},"uncovered":["c"]"#;
    let cases = [
        (whole, r#","design":{"strata":"s"}"#, "sondage simple"),
        (whole, r#","design":{"cluster":"s"}"#, "sondage simple"),
        (outside, "", "hors d'elle"),
    ];
    for (margins, more, why) in cases {
        let answer = net_of_forty(margins, more);
        assert!(answer["se_residuals_design_weights"].as_f64().unwrap() > 0.0, "{answer}");
        assert!(answer["se_jackknife_jk1_recalibrated"].is_null(), "{answer}");
        let told = &answer["no_jackknife"][0];
        assert_eq!(told["code"], "no_replicates");
        assert!(told["message"].as_str().unwrap().contains(why), "{told}");
    }
    // A bootstrap is asked for: without it there is no answer.
    for (margins, design) in [(whole, r#","design":{"strata":"s"}"#), (outside, "")] {
        let answer = net_of_forty(margins, &format!(r#"{design},"bootstrap":{{"draws":50,"seed":1}}"#));
        assert_eq!(answer["reasons"][0]["code"], "no_replicates", "{answer}");
    }
}

#[test]
fn a_jackknife_of_too_many_rows_is_told_and_not_begun() {
    let file = ["g,q\n", &"a,oui\nb,non\n".repeat(10_001)].concat();
    let read = move |_: &str| Ok(file.as_bytes().to_vec());
    let request = r#"{"kind":"estimate","data":{"file":"x.csv"},"input":{"estimand":"net","variable":"q","categories":["oui"],
        "weights":{"calibration":{"method":"raking","margins":[{"variable":"g","targets":{"a":0.5,"b":0.5}}]}}}}"#;
    let answer = answer(request, &read).value;
    assert_eq!(answer["share"], 0.5);
    assert!(answer["no_jackknife"][0]["message"].as_str().unwrap().contains("20002 lignes"), "{answer}");
}
