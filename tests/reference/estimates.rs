//! Shares, nets, effective bases, intervals and margins of error against R survey and print.

use serde_json::Value;
use sonde::domain::data_set::DataSet;
use sonde::domain::estimate::{Moments, Share, margin_of_error_points, share};

use crate::case::{Case, codes};

fn moments(data: &DataSet, weights: &[f64], column: &str, is_member: impl Fn(&str) -> bool) -> Moments {
    let members = codes(data, column).into_iter().zip(weights).filter(|(code, _)| code.is_some_and(&is_member));
    Moments::of(members.map(|(_, weight)| *weight))
}

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect()
}

#[test]
fn effective_bases_are_those_of_kish() {
    let case = Case::read("k01_kish");
    let (data, weights) = (case.data(), case.weights());
    let all = Moments::of(weights.iter().copied());
    // Weights are raked to 1e-11, not to the last bit: the case's own tolerance (1e-9) holds with room.
    case.assert_near("deff_kish", all.design_effect().unwrap(), case.expected("deff_kish"));
    case.assert_near("n_eff", all.effective_n(), case.expected("n_eff"));
    for group in case.expected("by").as_array().unwrap() {
        let got = moments(&data, &weights, "age", |code| code == group["category"].as_str().unwrap());
        assert_eq!(u64::from(got.n), group["n"].as_u64().unwrap());
        case.assert_near("deff_kish", got.design_effect().unwrap(), &group["deff_kish"]);
        case.assert_near("n_eff", got.effective_n(), &group["n_eff"]);
    }
}

#[test]
fn shares_with_their_errors_and_intervals_are_those_of_r() {
    let case = Case::read("e01_proportions_q1_weights_only");
    let (data, weights) = (case.data(), case.weights());
    let base = Moments::of(weights.iter().copied());
    for want in case.expected("categories").as_array().unwrap() {
        let members = moments(&data, &weights, "q1", |code| code == want["category"].as_str().unwrap());
        let got = share(&members, &base, 1000).unwrap();
        case.assert_near("share", got.share, &want["share"]);
        case.assert_near("se", got.standard_error, &want["se"]);
        case.assert_near("wilson_neff", got.interval().low, &want["ci"]["wilson_neff"][0]);
        case.assert_near("wilson_neff", got.interval().high, &want["ci"]["wilson_neff"][1]);
    }
}

#[test]
fn nets_are_counted_on_all_and_on_those_who_say() {
    let case = Case::read("e02_nets_and_bases");
    let (data, weights) = (case.data(), case.weights());
    let says = |code: &str| code != case.input("exclude_for_expressed").as_str().unwrap();
    let bases = [("all", Moments::of(weights.iter().copied())), ("expressed", moments(&data, &weights, "q1", says))];
    for (name, base) in bases {
        for (net, parts) in case.input("nets").as_object().unwrap() {
            let members = moments(&data, &weights, "q1", |code| texts(parts).contains(&code));
            let want = &case.expected(name)[net];
            case.assert_near("share", share(&members, &base, 1000).unwrap().share, &want["share"]);
            case.assert_near("base_weighted", base.weight, &want["base_weighted"]);
            assert_eq!(u64::from(base.n), want["base_unweighted"].as_u64().unwrap());
        }
    }
}

#[test]
fn an_option_nobody_chose_still_has_an_interval() {
    let case = Case::read("e09_zero_share");
    let base = Moments::of(case.weights());
    let got = share(&Moments::default(), &base, 1000).unwrap();
    let want = &case.expected("categories")[0];
    assert_eq!((got.share, got.standard_error), (0.0, 0.0));
    case.assert_near("wilson_neff", got.interval().low, &want["ci"]["wilson_neff"][0]);
    case.assert_near("wilson_neff", got.interval().high, &want["ci"]["wilson_neff"][1]);
}

#[test]
fn several_answers_are_percentages_of_respondents_and_a_net_counts_each_once() {
    let case = Case::read("m01_multiple_response");
    let (data, weights) = (case.data(), case.weights());
    let base = Moments::of(weights.iter().copied());
    for want in case.expected("items").as_array().unwrap() {
        let column = format!("q2_{}", want["item"].as_str().unwrap());
        let got: Share = share(&moments(&data, &weights, &column, |code| code == "1"), &base, 1000).unwrap();
        case.assert_near("percent_of_respondents", got.share, &want["percent_of_respondents"]);
        case.assert_near("se", got.standard_error, &want["se"]);
    }
}

#[test]
fn margins_of_error_are_those_of_the_method_note() {
    let case = Case::read("k02_margin_of_error_table");
    let (sizes, shares) = (case.input("n").as_array().unwrap(), case.input("p").as_array().unwrap());
    for (n, row) in sizes.iter().zip(case.expected("points").as_array().unwrap()) {
        for (p, want) in shares.iter().zip(row.as_array().unwrap()) {
            let got = margin_of_error_points(p.as_f64().unwrap(), n.as_f64().unwrap());
            case.assert_near("points", got, want);
        }
    }
}
