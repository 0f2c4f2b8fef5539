//! Requests and files that would give another figure than the one asked: each is refused, by its place and name.

use super::{answer, ask};

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
            r#"{"kind":"weighting","data":{"file":"poll.csv"},"input":{"method":"raking","margins":[{"variable":"g","target":{"a":1}}]}}"#.to_owned(),
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
    for more in [r#""type":"mean","by":"g""#, r#""type":"total""#] {
        let deff = format!(
            r#"{{"kind":"estimate","data":{{"file":"poll.csv"}},"input":{{"requests":[{{"name":"m","variable":"y","missing":"exclude","deff":"replace",{more}}}]}}}}"#
        );
        assert!(refused(&deff).contains("deff"));
    }
    let two =
        r#"{"kind":"design_effect","data":{"file":"poll.csv"},"input":{"weights":{"column":"y","from_case":"w01"}}}"#;
    assert!(refused(two).contains("from_case"));
    let more = r#"{"kind":"margin_of_error","input":{"n":[1000],"p":[0.5]}} {"n":[10]}"#;
    assert!(refused(more).contains("trailing"));
}
