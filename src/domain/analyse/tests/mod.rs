//! Whole numbers that add up, cells that protect one another, and requests in odd shapes.

mod bad;
mod order;
mod refusals;
mod replicates;

use proptest::prelude::*;

use super::rounding::largest_move;
use super::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn percentages_sum_to_a_hundred_and_move_by_less_than_one(values in prop::collection::vec(0f64..50.0, 1..12)) {
        prop_assume!(values.iter().sum::<f64>() > 0.0);
        let whole = largest_remainder(&values, 100).unwrap();
        prop_assert_eq!(whole.iter().sum::<u32>(), 100);
        prop_assert!(largest_move(&values, &whole) < 1.0);
    }

    #[test]
    fn published_parts_sum_to_their_published_net(values in prop::collection::vec(0.01f64..50.0, 5)) {
        let groups = vec![vec![0, 1], vec![2, 3], vec![4]];
        let (parents, children) = nets_first(&values, &groups, 100).unwrap();
        prop_assert_eq!(parents.iter().sum::<u32>(), 100);
        for (group, parent) in groups.iter().zip(parents) {
            prop_assert_eq!(group.iter().map(|at| children[*at]).sum::<u32>(), parent);
        }
    }

    #[test]
    fn a_higher_threshold_hides_no_fewer_small_cells_and_none_alone(
        counts in prop::collection::vec(prop::collection::vec(0u32..40, 4), 3), threshold in 2u32..15,
    ) {
        let (here, there) = (suppress(&counts, threshold), suppress(&counts, threshold + 3));
        prop_assert!(here.primary.is_subset(&there.primary) && here.primary.is_subset(&here.all));
        for row in 0..3 {
            prop_assert!(here.all.iter().filter(|cell| cell.0 == row).count() != 1);
        }
        for column in 0..4 {
            prop_assert!(here.all.iter().filter(|cell| cell.1 == column).count() != 1);
        }
    }

    #[test]
    fn no_text_makes_a_request_panic(text in "\\PC{0,200}") {
        let read = |_: &str| Err("introuvable".to_owned());
        prop_assert!(answer(&text, &read).is_refused);
    }

    #[test]
    fn no_bytes_make_a_file_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let read = |_: &str| Ok(bytes.clone());
        let request = r#"{"kind":"weighting","data":{"file":"x.csv"},"input":{"method":"raking","margins":[{"variable":"a","targets":{"b":1}}]}}"#;
        prop_assert_ne!(&answer(request, &read).value["status"], "converged");
    }
}

fn ask(request: &str) -> serde_json::Value {
    let read = |name: &str| match name {
        "poll.csv" => Ok(b"g,q,y\na,oui,1\na,non,2\nb,oui,3\nb,,4\na,oui,\n".to_vec()),
        _ => Err("introuvable".to_owned()),
    };
    answer(request, &read).value
}

#[test]
fn a_missing_value_is_refused_unless_it_is_to_be_left_out() {
    let request = |missing: &str| {
        format!(
            r#"{{"kind":"estimate","data":{{"file":"poll.csv"}},
                "input":{{"estimand":"proportion","variable":"q","missing":"{missing}"}}}}"#
        )
    };
    let refused = ask(&request("error"));
    assert_eq!((&refused["status"], &refused["reasons"][0]["code"]), (&"infeasible".into(), &"missing_value".into()));
    assert_eq!(refused["reasons"][0]["count"], 1);
    let answered = ask(&request("exclude"));
    assert_eq!(answered["base_unweighted"], 4);
    assert_eq!(answered["categories"][1]["share"], 0.75);
}

#[test]
fn a_balance_and_an_index_are_means_with_an_error_of_their_own() {
    let request = |more: &str| {
        format!(
            r#"{{"kind":"estimate","data":{{"file":"poll.csv"}},"input":{{"variable":"q","missing":"exclude",{more}}}}}"#
        )
    };
    let balance = ask(&request(r#""estimand":"balance","positive":["oui"],"negative":["non"]"#));
    assert_eq!(balance["value"], 0.5, "{balance}");
    let index = ask(&request(r#""estimand":"index","scores":{"oui":100,"non":0}"#));
    assert_eq!(index["value"], 75.0);
    // Both are linear in the share of « oui »: 2p − 1 and 100 p.
    let ratio = index["se"].as_f64().unwrap() / balance["se"].as_f64().unwrap();
    assert!((ratio - 50.0).abs() < 1e-9, "{ratio}");
    let unknown = ask(&request(r#""estimand":"index","scores":{"peut-être":1}"#));
    assert_eq!(unknown["reasons"][0]["code"], "empty_category");
}

#[test]
fn a_bootstrap_is_the_same_for_the_same_seed() {
    let request = |seed: u64| {
        format!(
            r#"{{"kind":"estimate","data":{{"file":"poll.csv"}},"input":{{"estimand":"net","variable":"q","missing":"exclude",
            "categories":["oui"],"bootstrap":{{"draws":50,"seed":{seed}}},
            "weights":{{"calibration":{{"method":"linear","margins":[{{"variable":"g","targets":{{"a":0.5,"b":0.5}}}}]}}}}}}}}"#
        )
    };
    let (here, again) = (ask(&request(3)), ask(&request(3)));
    assert_eq!(here, again);
    // Five rows in two groups: some draws lose a group, which is told and not hidden.
    let told = here["se_bootstrap_recalibrated"].is_number() || here["reasons"][0]["code"] == "no_replicates";
    assert!(told, "{here}");
}

#[test]
fn a_category_the_request_does_not_place_is_told() {
    let answer = ask(
        r#"{"kind":"crosstab","data":{"file":"poll.csv"},"input":{"rows":"q","columns":"g","column_order":["a"]}}"#,
    );
    assert_eq!(
        (&answer["reasons"][0]["code"], &answer["reasons"][0]["category"]),
        (&"unknown_category".into(), &"b".into())
    );
}

#[test]
fn the_variance_after_a_calibration_needs_the_calibration() {
    let answer = ask(r#"{"kind":"estimate","data":{"file":"poll.csv"},
            "input":{"estimand":"mean","variable":"y","missing":"exclude","variance":"calibrated"}}"#);
    assert_eq!(answer["status"], "refused");
    assert!(answer["reasons"][0]["message"].as_str().unwrap().contains("from_case"));
}

#[test]
fn an_unknown_kind_a_file_absent_and_another_case_are_refused_by_name() {
    let message = |request: &str| ask(request)["reasons"][0]["message"].as_str().unwrap().to_owned();
    assert!(message(r#"{"kind":"magic","input":{}}"#).contains("magic"));
    assert!(message(r#"{"kind":"design_effect","data":{"file":"no.csv"},"input":{}}"#).contains("introuvable"));
    let climb =
        r#"{"kind":"design_effect","data":{"file":"poll.csv"},"input":{"weights":{"from_case":"../../etc/x"}}}"#;
    assert!(message(climb).contains("identifiant"));
}

#[test]
fn a_table_of_one_row_keeps_its_margins_when_they_would_give_a_cell_away() {
    let ask = |columns: &str| {
        let read =
            |_: &str| Ok(["g,q\n", &"a,x\n".repeat(12), &"a,y\n".repeat(3), &"a,z\n".repeat(20)].concat().into_bytes());
        let request =
            format!(r#"{{"kind":"disclosure","data":{{"file":"x.csv"}},"input":{{{columns},"threshold":10}}}}"#);
        answer(&request, &read).value
    };
    let row = ask(r#""rows":"g","columns":"q""#);
    assert_eq!(row["published"], serde_json::json!([[12, null, 20]]));
    assert_eq!(row["row_totals"], serde_json::json!([null]), "35 − 12 − 20 is the hidden cell");
    assert_eq!(row["column_totals"], serde_json::json!([12, null, 20]), "its column total is the hidden cell");
    assert_eq!(row["margins"], "withheld");
    let column = ask(r#""rows":"q","columns":"g""#);
    assert_eq!((&column["row_totals"], &column["column_totals"]), (&row["column_totals"], &row["row_totals"]));
    assert!(suppress(&[vec![12, 15, 20]], 10).may_show_margins, "nothing is hidden");
}

/// An answer on boxes `t_a`, `t_b` and `nsp`, with nets of both.
fn boxes(file: &'static str) -> serde_json::Value {
    let read = |_: &str| Ok(file.as_bytes().to_vec());
    let request = r#"{"kind":"multiple_response","data":{"file":"x.csv"},
        "input":{"variables":["t_a","t_b"],"nsp_variable":"nsp","nets":{"tous":["a","b"]}}}"#;
    answer(request, &read).value
}

#[test]
fn a_row_of_boxes_filled_in_part_is_refused_and_an_empty_one_was_not_asked() {
    let told = boxes("t_a,t_b,nsp\n1,0,0\n,,\n0,,0\n");
    assert_eq!(told["status"], "refused", "{told}");
    let why = told["reasons"][0]["message"].as_str().unwrap();
    assert!(why.starts_with("t_b, ligne 3"), "{why}");
    assert_eq!(boxes("t_a,t_b,nsp\n1,0,0\n,,\n0,0,1\n")["base_unweighted"], 2);
}

#[test]
fn nets_and_nsp_of_boxes_have_a_standard_error_of_their_own() {
    let answer = boxes("t_a,t_b,nsp\n1,1,0\n1,0,0\n0,1,0\n0,0,1\n");
    // Of a share p of n = 4 without weights: sqrt(p (1 − p) / (n − 1)).
    let se = |share: f64| (share * (1.0 - share) / 3.0).sqrt();
    for (name, share, unweighted) in [("tous", 0.75, 3), ("nsp", 0.25, 1)] {
        let found = &answer["estimates"][name];
        assert_eq!(
            (&answer[name], &found["share"], &found["unweighted"]),
            (&share.into(), &share.into(), &unweighted.into())
        );
        assert!((found["se"].as_f64().unwrap() - se(share)).abs() < 1e-12, "{answer}");
    }
}

/// A subgroup of 4 of whom 2 say yes; of the rest, 1 of 4 of the other group and 3 of the 4 who are in no group.
#[test]
fn the_rest_is_everybody_else_who_was_asked_those_of_no_group_among_them() {
    let rows = [
        ("a", "oui"),
        ("a", "oui"),
        ("a", "non"),
        ("a", "non"),
        ("b", "oui"),
        ("b", "non"),
        ("b", "non"),
        ("b", "non"),
    ];
    let nowhere = [("", "oui"), ("", "oui"), ("", "oui"), ("", "non"), ("b", "")];
    let lines: String = rows.iter().chain(&nowhere).map(|(group, said)| format!("{group},{said}\n")).collect();
    let read = |_: &str| Ok(format!("g,q\n{lines}").into_bytes());
    let request = r#"{"kind":"difference_test","data":{"file":"x.csv"},"input":{"tests":[
        {"type":"domain_minus_rest","name":"d","variable":"q","categories":["oui"],"group":"g","category":"a"}]}}"#;
    let found = answer(request, &read).value;
    // By hand: 2/4 less (1 + 3)/8; who was not asked is in neither.
    assert!((found["d"]["difference"].as_f64().unwrap() - (0.5 - 4.0 / 8.0)).abs() < 1e-12, "{found}");
    let of_b = answer(&request.replace("\"category\":\"a\"", "\"category\":\"b\""), &read).value;
    assert!((of_b["d"]["difference"].as_f64().unwrap() - (0.25 - 5.0 / 8.0)).abs() < 1e-12, "{of_b}");
}
