//! Raking against R survey, and the margins that cannot be met.

use serde_json::Value;
use sonde::domain::calibration::{Infeasible, weigh};

use crate::case::Case;

fn weights_are_those_of_r(id: &str) {
    let case = Case::read(id);
    let weighting = weigh(&case.data(), &case.scheme()).unwrap();
    let want = case.expected_weights();
    assert_eq!(weighting.weights.len(), want.len());
    for (got, want) in weighting.weights.iter().zip(&want) {
        case.assert_near("weights", *got, &Value::from(*want));
    }
    let diagnostics = &weighting.diagnostics;
    case.assert_near("sum_weights", weighting.weights.iter().sum(), case.expected("sum_weights"));
    case.assert_near("weight_min", diagnostics.weight_min, case.expected("weight_min"));
    case.assert_near("weight_max", diagnostics.weight_max, case.expected("weight_max"));
    case.assert_near("deff_kish", diagnostics.design_effect, case.expected("deff_kish"));
    case.assert_near("n_eff_kish", diagnostics.effective_n, case.expected("n_eff_kish"));
    let worst = diagnostics.margins.iter().map(|fit| (fit.weighted - fit.target).abs()).fold(0.0, f64::max);
    assert!(worst <= case.expected_at_most("max_margin_share_error"), "{id}: {worst}");
}

#[test]
fn five_margins_give_the_weights_of_r() {
    weights_are_those_of_r("w01_raking_5_margins");
}

#[test]
fn two_margins_give_the_weights_of_r() {
    weights_are_those_of_r("w06_raking_two_margins");
}

#[test]
fn another_wave_gives_the_weights_of_r() {
    weights_are_those_of_r("w07_raking_wave_2019");
}

#[test]
fn a_margin_nested_in_another_gives_the_weights_of_r() {
    weights_are_those_of_r("w13_redundant_nested_margins");
}

#[test]
fn shares_rounded_by_print_are_scaled_to_one() {
    weights_are_those_of_r("w14_rounded_shares");
}

/// The code, margin and category of each reason.
fn reasons(id: &str) -> Vec<Value> {
    let case = Case::read(id);
    let reasons = weigh(&case.data(), &case.scheme()).unwrap_err();
    reasons.iter().map(|reason: &Infeasible| serde_json::to_value(reason).unwrap()).collect()
}

fn refused_as_expected(id: &str) {
    let (case, got) = (Case::read(id), reasons(id));
    let want = case.expected("reasons").as_array().unwrap();
    assert_eq!(got.len(), want.len(), "{got:?}");
    for (got, want) in got.iter().zip(want) {
        assert_eq!(got["code"], want["code"]);
        let names = [("variable", "margin"), ("category", "category"), ("count", "respondents")];
        for (theirs, ours) in names.iter().filter(|(theirs, _)| want.get(*theirs).is_some()) {
            assert_eq!(got[*ours], want[*theirs], "{got}");
        }
    }
}

#[test]
fn a_target_nobody_belongs_to_is_refused() {
    refused_as_expected("i01_empty_category");
}

#[test]
fn shares_that_do_not_sum_to_one_are_refused() {
    refused_as_expected("i02_shares_do_not_sum_to_one");
}

#[test]
fn respondents_where_the_target_is_zero_are_refused() {
    refused_as_expected("i03_zero_target_with_respondents");
}

#[test]
fn respondents_in_a_category_without_target_are_refused() {
    refused_as_expected("i04_unknown_category");
}

#[test]
fn nested_margins_that_contradict_one_another_are_refused() {
    refused_as_expected("i05_inconsistent_nested_margins");
}

#[test]
fn missing_values_on_a_margin_are_refused() {
    refused_as_expected("i07_missing_value_on_margin");
}

#[test]
fn margins_the_sample_cannot_meet_together_are_refused() {
    refused_as_expected("i09_structural_zeros");
}
