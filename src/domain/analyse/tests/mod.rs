//! Whole numbers that add up, cells that protect one another, and requests in odd shapes.

mod order;

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

/// The first reason of a refusal: line, column and text.
fn refused(request: &str, file: &[u8]) -> (u64, u64, String) {
    let read = |_: &str| Ok(file.to_vec());
    let answer = answer(request, &read);
    assert!(answer.is_refused, "{}", answer.value);
    let reason = &answer.value["reasons"][0];
    let place = |key: &str| reason[key].as_u64().unwrap();
    (place("line"), place("column"), reason["message"].as_str().unwrap().to_owned())
}

#[test]
fn bounds_on_a_post_stratification_are_refused_and_not_forgotten() {
    let (_, _, why) = refused(
        r#"{"kind":"weighting","data":{"file":"x.csv"},"input":{"method":"poststratification","bounds_on_g":[0.5,2],
            "margins":[{"variable":"g","targets":{"a":0.5,"b":0.5}}]}}"#,
        b"g\na\nb\n",
    );
    assert!(why.contains("bounds_on_g"), "{why}");
}

#[test]
fn an_empty_file_and_a_quote_never_closed_have_a_place() {
    let request = r#"{"kind":"design_effect","data":{"file":"x.csv"},"input":{"by":"g"}}"#;
    let (line, column, why) = refused(request, b"");
    assert_eq!((line, column), (1, 1), "{why}");
    let (line, column, why) = refused(request, b"g,ville\na,\"dit \"\"Lyon\"\"\"\nb,\"Nice\na,Lille\n");
    assert_eq!((line, column), (3, 3), "{why}");
    let read = |_: &str| Ok(b"g,ville\na,\"Lille\"\"\"\nb,tube de 5\"\"".to_vec());
    assert_eq!(answer(request, &read).value["by"][1]["n"], 1, "quotes inside a plain value are its own");
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

/// The code, category and message of the first reason of a request on « poll.csv ».
fn first_reason(kind: &str, input: &str) -> (String, String, String) {
    let answer = ask(&format!(r#"{{"kind":"{kind}","data":{{"file":"poll.csv"}},"input":{{{input}}}}}"#));
    let text = |key: &str| answer["reasons"][0][key].as_str().unwrap_or_default().to_owned();
    assert!(answer["reasons"].is_array(), "{answer}");
    (text("code"), text("category"), text("message"))
}

#[test]
fn a_misspelt_part_is_refused_with_its_nearest_and_not_left_out() {
    let on = r#""variable":"q","missing":"exclude""#;
    let nets = [
        ("estimate", format!(r#"{on},"estimand":"net","nets":{{"tous":["oui","nno"]}}"#)),
        ("estimate", format!(r#"{on},"estimand":"net","categories":["oui","nno"]"#)),
        ("estimate", format!(r#"{on},"estimand":"net","nets":{{"tous":["oui"]}},"exclude_for_expressed":"nno""#)),
        ("estimate", format!(r#"{on},"estimand":"proportion","domain":{{"variable":"q","categories":["oui","nno"]}}"#)),
        ("estimate", format!(r#"{on},"estimand":"balance","positive":["oui"],"negative":["nno"]"#)),
        ("difference_test", r#""variable":"q","group":"g","rows":[["oui","nno"]]"#.to_owned()),
        (
            "difference_test",
            r#""tests":[{"type":"domain_minus_rest","name":"t","variable":"q","categories":["oui","nno"],"group":"g","category":"a"}]"#
                .to_owned(),
        ),
        ("trend_test", r#""variable":"q","rows":{"tous":["oui","nno"]},"waves":[{"file":"poll.csv","label":"1"},{"file":"poll.csv","label":"2"}]"#.to_owned()),
    ];
    for (kind, input) in nets {
        let (code, category, message) = first_reason(kind, &input);
        assert_eq!((code.as_str(), category.as_str()), ("empty_category", "nno"), "{kind} {input}: {message}");
        assert!(message.contains("vouliez-vous dire non"), "{message}");
    }
    // An option nobody chose may be asked for by its name: its share is 0.
    let zero = ask(&format!(
        r#"{{"kind":"estimate","data":{{"file":"poll.csv"}},"input":{{{on},"estimand":"proportion","categories":["nsp"]}}}}"#
    ));
    assert_eq!(zero["categories"][0]["share"], 0.0, "{zero}");
}

#[test]
fn a_category_twice_and_a_name_twice_are_refused() {
    let message = |kind: &str, input: &str| first_reason(kind, input).2;
    let on = r#""variable":"q","missing":"exclude""#;
    let twice = message("estimate", &format!(r#"{on},"estimand":"balance","positive":["oui"],"negative":["oui"]"#));
    assert!(twice.contains("« oui »"), "{twice}");
    let placed = message("crosstab", r#""rows":"q","columns":"g","column_order":["a","b","a"]"#);
    assert!(placed.contains("« a » est placé deux fois"), "{placed}");
    let nowhere = message("crosstab", r#""rows":"q","columns":"g","recode":{"o":"oui","n":"non"},"row_order":["o"]"#);
    assert!(nowhere.contains("« n »"), "{nowhere}");
    let hidden = r#""requests":[{"name":"m","type":"total","variable":"y","missing":"exclude"},{"name":"m","type":"mean","variable":"y","missing":"exclude"}]"#;
    assert!(message("estimate", hidden).contains("« m »"));
    let alone = message("difference_test", r#""variable":"q","rows":["oui"],"tests":[]"#);
    assert!(alone.contains("group"), "{alone}");
}

#[test]
fn a_negative_weight_is_refused_but_where_the_linear_method_just_gave_it() {
    let negative = |weights: &str, file: &'static [u8]| {
        let read = |_: &str| Ok(file.to_vec());
        let request = format!(
            r#"{{"kind":"crosstab","data":{{"file":"x.csv"}},"input":{{"rows":"q","columns":"g","weights":{weights}}}}}"#
        );
        answer(&request, &read).value
    };
    let file = b"g,q,w,x\na,o,1,0\na,n,-2,1\nb,o,3,1\nb,n,1,9\n";
    for weights in [r#"{"column":"w"}"#, "[1,-2,3,1]", r#"{"$csv":"x.csv","column":"w"}"#] {
        let refused = negative(weights, file);
        assert_eq!(
            (&refused["reasons"][0]["code"], &refused["reasons"][0]["row"]),
            (&"invalid_weight".into(), &2.into()),
            "{weights}: {refused}"
        );
    }
    let linear = r#"{"calibration":{"method":"linear","margins":[{"variable":"g","targets":{"a":0.5,"b":0.5}}],
        "numeric_totals":[{"variable":"x","total":-16}]}}"#;
    let answered = negative(linear, file);
    let sums: Vec<Vec<f64>> = serde_json::from_value(answered["weighted"].clone()).unwrap();
    assert!(sums.iter().flatten().any(|sum| *sum < 0.0), "{answered}");
    let column: f64 = sums.iter().map(|row| row[1]).sum();
    assert!((column - 2.0).abs() < 1e-9, "{answered}");
}

#[test]
fn a_level_that_is_no_fraction_is_refused_wherever_it_stands_and_a_negative_z_too() {
    let requests = [
        ("estimate", r#""estimand":"proportion","variable":"q","missing":"exclude""#),
        ("difference_test", r#""variable":"q","group":"g","rows":["oui"]"#),
        ("margin_of_error", r#""n":[1000],"p":[0.5]"#),
    ];
    for (kind, input) in requests {
        for level in ["95", "0", "1", "-0.95"] {
            let (code, _, why) = first_reason(kind, &format!(r#"{input},"level":{level}"#));
            assert!(
                code == "bad_request" && why.contains("input.level") && why.contains("0.95"),
                "{kind} {level}: {why}"
            );
        }
        let answered =
            ask(&format!(r#"{{"kind":"{kind}","data":{{"file":"poll.csv"}},"input":{{{input},"level":0.9}}}}"#));
        assert!(answered["reasons"].is_null(), "{answered}");
    }
    for z in ["-1.96", "0"] {
        assert!(first_reason("margin_of_error", &format!(r#""n":[1000],"p":[0.5],"z":{z}"#)).2.contains("z :"));
    }
}

#[test]
fn a_key_nobody_reads_is_refused_at_every_level_with_the_nearest_known_one() {
    let on = r#""kind":"estimate","data":{"file":"poll.csv"}"#;
    let asked = r#""estimand":"proportion","variable":"q","missing":"exclude""#;
    let margins = r#""margins":[{"variable":"g","targets":{"a":0.5,"b":0.5}}]"#;
    let test =
        r#""type":"domain_minus_rest","name":"t","variable":"q","categories":["oui"],"group":"g","category":"a""#;
    let cases = [
        (format!(r#"{{{on},"input":{{{asked},"varience":"calibrated"}}}}"#), "input : ", "« varience »", "variance"),
        (
            format!(r#"{{{on},"input":{{{asked},"variance":"calibratd"}}}}"#),
            "input.variance : ",
            "« calibratd »",
            "calibrated",
        ),
        (format!(r#"{{{on},"imput":{{{asked}}}}}"#), "", "« imput »", "input"),
        (
            format!(r#"{{"kind":"estimate","data":{{"file":"poll.csv","separater":";"}},"input":{{{asked}}}}}"#),
            "data : ",
            "« separater »",
            "separator",
        ),
        (
            format!(r#"{{{on},"input":{{{asked},"weights":{{"colum":"y"}}}}}}"#),
            "input.weights : ",
            "« colum »",
            "column",
        ),
        (
            format!(
                r#"{{{on},"input":{{{asked},"weights":{{"calibration":{{"method":"raking",{margins},"bounds":[0.3,3]}}}}}}}}"#
            ),
            "input.weights.calibration : ",
            "« bounds »",
            "bounds_on_g",
        ),
        (
            format!(
                r#"{{"kind":"weighting","data":{{"file":"poll.csv"}},"input":{{"method":"raking","margins":[{{"variable":"g","target":{{"a":1}}}}]}}}}"#
            ),
            "input.margins[0] : ",
            "« target »",
            "targets",
        ),
        (
            format!(r#"{{{on},"input":{{{asked},"design":{{"stratum":"g"}}}}}}"#),
            "input.design : ",
            "« stratum »",
            "strata",
        ),
        (
            format!(
                r#"{{"kind":"difference_test","data":{{"file":"poll.csv"}},"input":{{"tests":[{{{test},"mising":"exclude"}}]}}}}"#
            ),
            "input.tests[0] : ",
            "« mising »",
            "",
        ),
        (
            r#"{"kind":"disclosure","data":{"file":"poll.csv"},"input":{"rows":"q","columns":"g","treshold":5}}"#
                .to_owned(),
            "input : ",
            "« treshold »",
            "threshold",
        ),
    ];
    for (request, place, key, near) in cases {
        let reason = ask(&request)["reasons"][0].clone();
        let why = reason["message"].as_str().unwrap_or_default().to_owned();
        assert!(why.starts_with(place) && why.contains(key) && why.contains(near), "{request}\n{why}");
        assert!(reason["line"] == 1 && reason["column"].as_u64().unwrap() > 1, "{reason}");
    }
}

#[test]
fn a_rule_this_engine_does_not_have_and_a_key_without_effect_are_refused() {
    let refused = |request: &str| {
        let answer = ask(request);
        assert_eq!(answer["status"], "refused", "{answer}");
        answer["reasons"][0]["message"].as_str().unwrap().to_owned()
    };
    let rounding = r#"{"kind":"rounding","input":{"rule":"half up","vectors":{"a":[1,2]}}}"#;
    assert!(refused(rounding).contains("« half up »"));
    let bare = r#"{"kind":"disclosure","data":{"file":"poll.csv"},"input":{"rows":"q","columns":"g","threshold":5,"publish_margins":false}}"#;
    assert!(refused(bare).contains("publish_margins"));
    let mixed = r#"{"kind":"disclosure","data":{"file":"poll.csv"},"input":{"rows":"q","columns":"g","threshold":5,"hide_below":3}}"#;
    assert!(refused(mixed).contains("hide_below"));
    let level = r#"{"kind":"margin_of_error","level":0.99,"input":{"n":[1000],"p":[0.5]}}"#;
    assert!(refused(level).contains("input"));
    let rows = r#"{"kind":"design_effect","data":{"file":"poll.csv","rows":6},"input":{}}"#;
    assert!(refused(rows).contains("5 lignes"));
    let unread = r#"{"kind":"estimate","data":{"file":"poll.csv"},"input":{"estimand":"proportion","variable":"q","missing":"exclude","nets":{"tous":["oui"]}}}"#;
    assert!(refused(unread).contains("input.nets"));
    let two =
        r#"{"kind":"design_effect","data":{"file":"poll.csv"},"input":{"weights":{"column":"y","from_case":"w01"}}}"#;
    assert!(refused(two).contains("from_case"));
    let more = r#"{"kind":"margin_of_error","input":{"n":[1000],"p":[0.5]}} {"n":[10]}"#;
    assert!(refused(more).contains("trailing"));
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
