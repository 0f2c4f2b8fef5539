//! What raking promises for any sample, and the reasons it gives when it cannot.

mod methods;

use proptest::prelude::*;

use super::*;
use crate::domain::data_set::{Column, DataSet, Entry, Values};

fn code(text: &str) -> OptionCode {
    OptionCode::parse(text).unwrap()
}

fn column(name: &str, codes: &[&str], values: Vec<Option<u16>>) -> Column {
    let values = values.into_iter().map(|value| value.map_or(Entry::NoAnswer, Entry::Given)).collect();
    Column {
        name: name.to_owned(),
        values: Values::Category { codes: codes.iter().map(|code| (*code).to_owned()).collect(), values },
    }
}

/// Sex with a third answer that has no margin, and three ages.
fn sample(rows: &[(u16, u16)]) -> DataSet {
    let sex = column("SEXE", &["homme", "femme", "autre"], rows.iter().map(|row| Some(row.0)).collect());
    let age = column("AGE", &["jeune", "adulte", "age"], rows.iter().map(|row| Some(row.1)).collect());
    DataSet { rows: rows.len(), columns: vec![sex, age] }
}

fn margin(variables: &[&str], targets: &[(&str, f64)], uncovered: &[&str]) -> TargetMargin {
    let codes = |text: &str| -> Vec<OptionCode> { text.split('*').map(code).collect() };
    TargetMargin {
        id: variables.join("_"),
        label: variables.join(" × "),
        variables: variables.iter().map(|name| QuestionId::parse(name).unwrap()).collect(),
        targets: targets.iter().map(|(text, share)| Target { codes: codes(text), share: *share }).collect(),
        uncovered: uncovered.iter().map(|text| codes(text)).collect(),
        source: "source".to_owned(),
    }
}

fn scheme(margins: Vec<TargetMargin>) -> Scheme {
    Scheme { version: 1, margins, rounds_max: 5_000, tolerance: 1e-11 }
}

fn sex(share_of_men: f64) -> TargetMargin {
    margin(&["SEXE"], &[("homme", share_of_men), ("femme", 1.0 - share_of_men)], &["autre"])
}

fn age(young: f64, adult: f64) -> TargetMargin {
    margin(&["AGE"], &[("jeune", young), ("adulte", adult), ("age", 1.0 - young - adult)], &[])
}

/// Every combination at least once, so that any positive margins can be met.
fn samples() -> impl Strategy<Value = Vec<(u16, u16)>> {
    let every = (0..3).flat_map(|sex| (0..3).map(move |age| (sex, age))).collect::<Vec<(u16, u16)>>();
    prop::collection::vec((0u16..3, 0u16..3), 0..60).prop_map(move |more| [every.clone(), more].concat())
}

fn targets() -> impl Strategy<Value = (f64, f64, f64)> {
    (0.2..0.8, 0.15..0.4, 0.15..0.4)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn raked_margins_match_and_weights_are_positive((men, young, adult) in targets(), rows in samples()) {
        let weighting = weigh(&sample(&rows), &scheme(vec![sex(men), age(young, adult)])).unwrap();
        for fit in &weighting.diagnostics.margins {
            prop_assert!((fit.weighted - fit.target).abs() < 1e-9, "{fit:?}");
        }
        prop_assert!(weighting.weights.iter().all(|weight| *weight > 0.0));
        let total: f64 = weighting.weights.iter().sum();
        prop_assert!((total - number(rows.len())).abs() < 1e-9);
    }

    #[test]
    fn the_order_of_rows_changes_no_bit((men, young, adult) in targets(), rows in samples().prop_shuffle()) {
        let scheme = scheme(vec![sex(men), age(young, adult)]);
        let mut sorted = rows.clone();
        sorted.sort_unstable();
        let (here, there) = (weigh(&sample(&rows), &scheme).unwrap(), weigh(&sample(&sorted), &scheme).unwrap());
        prop_assert_eq!(&here.diagnostics, &there.diagnostics);
        for (row, weight) in rows.iter().zip(&here.weights) {
            let same = sorted.iter().position(|other| other == row).unwrap();
            prop_assert_eq!(weight.to_bits(), there.weights[same].to_bits());
        }
    }

    #[test]
    fn a_redundant_margin_changes_nothing((men, young, adult) in targets(), rows in samples()) {
        let plain = vec![sex(men), age(young, adult)];
        let redundant = [plain.clone(), vec![age(young, adult)]].concat();
        let plain = weigh(&sample(&rows), &scheme(plain)).unwrap().weights;
        let redundant = weigh(&sample(&rows), &scheme(redundant)).unwrap().weights;
        for (plain, redundant) in plain.iter().zip(&redundant) {
            prop_assert!((plain - redundant).abs() < 1e-9);
        }
    }

    #[test]
    fn one_margin_alone_is_post_stratification(rows in samples(), (_, young, adult) in targets()) {
        let weights = weigh(&sample(&rows), &scheme(vec![age(young, adult)])).unwrap().weights;
        let of_age = |age: u16| number(rows.iter().filter(|row| row.1 == age).count());
        let shares = [young, adult, 1.0 - young - adult];
        for (row, weight) in rows.iter().zip(&weights) {
            let want = shares[usize::from(row.1)] * number(rows.len()) / of_age(row.1);
            prop_assert!((weight - want).abs() < 1e-9);
        }
    }
}

#[test]
fn a_category_outside_a_margin_keeps_its_weight_there() {
    // Two men, one woman, one other: the three covered are brought to one half each, the other stays at 1.
    let rows = [(0, 0), (0, 0), (1, 0), (2, 0)];
    let weights = weigh(&sample(&rows), &scheme(vec![sex(0.5)])).unwrap().weights;
    for (got, want) in weights.iter().zip([0.75, 0.75, 1.5, 1.0]) {
        assert!((got - want).abs() < 1e-12, "{weights:?}");
    }
}

#[test]
fn crossed_variables_make_one_margin() {
    let crossed = margin(&["SEXE", "AGE"], &[("homme*jeune", 0.6), ("femme*jeune", 0.4)], &["autre*jeune"]);
    let weights = weigh(&sample(&[(0, 0), (1, 0), (2, 0)]), &scheme(vec![crossed])).unwrap().weights;
    for (got, want) in weights.iter().zip([1.2, 0.8, 1.0]) {
        assert!((got - want).abs() < 1e-12, "{weights:?}");
    }
}

#[test]
fn every_reason_is_told_at_once_in_words_that_say_what_to_do() {
    let mut data = sample(&[(0, 0), (0, 1), (2, 1)]);
    data.columns.push(column("CSP", &["cadres", "ouvriers"], vec![Some(0), None, Some(1)]));
    let margins = vec![
        margin(&["SEXE"], &[("homme", 0.5), ("femme", 0.5)], &[]),
        margin(&["AGE"], &[("jeune", 1.0), ("adulte", 0.0)], &[]),
        margin(&["CSP"], &[("cadres", 0.3), ("ouvriers", 0.3)], &[]),
        margin(&["REGION"], &[("11", 1.0)], &[]),
    ];
    let reasons = weigh(&data, &scheme(margins)).unwrap_err();
    let told: Vec<String> = reasons.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "marge « SEXE » : 1 réponse(s) dans la catégorie autre, que la marge ne connaît pas ; ajoutez sa part, \
             regroupez-la avec une autre, ou déclarez-la hors marge",
            "marge « SEXE », catégorie femme : personne n'a répondu alors que 50,0 % de la population y est ; \
             regroupez-la avec une catégorie voisine, ou retirez cette marge",
            "marge « AGE », catégorie adulte : 2 réponse(s) alors que la part visée est nulle ; écartez ces réponses, \
             ou donnez sa vraie part à la catégorie",
            "marge « CSP » : les parts font 60,0 % au lieu de 100 % ; vérifiez qu'aucune catégorie ne manque ou n'est \
             comptée deux fois",
            "marge « CSP » : 1 réponse(s) sans valeur sur ses variables ; écartez ces réponses, déclarez la catégorie \
             hors marge, ou retirez cette marge",
            "marge « REGION » : la variable REGION n'est pas une variable qualitative du fichier ; corrigez le nom de \
             la variable ou retirez cette marge",
        ]
    );
}

#[test]
fn a_share_that_is_no_share_is_refused() {
    for share in [f64::NAN, -0.5, 1.5] {
        let margins = vec![margin(&["SEXE"], &[("homme", share), ("femme", 0.5)], &["autre"])];
        let reasons = weigh(&sample(&[(0, 0), (1, 0)]), &scheme(margins)).unwrap_err();
        assert!(matches!(reasons.as_slice(), [Infeasible::InvalidShare { .. }]), "{reasons:?}");
    }
}

#[test]
fn without_a_margin_everybody_counts_for_one() {
    let weighting = weigh(&sample(&[(0, 0), (1, 2), (2, 1)]), &scheme(vec![])).unwrap();
    assert_eq!(weighting.weights, [1.0, 1.0, 1.0]);
    let told = weighting.diagnostics;
    assert_eq!((told.method.as_str(), told.effective_n, told.design_effect), (UNWEIGHTED, 3.0, 1.0));
    assert_eq!(weigh(&sample(&[]), &scheme(vec![])), Err(vec![Infeasible::NoRespondent]));
}

#[test]
fn nobody_cannot_be_weighted() {
    assert_eq!(weigh(&sample(&[]), &scheme(vec![sex(0.5)])).unwrap_err(), [Infeasible::NoRespondent]);
}

#[test]
fn margins_the_sample_cannot_meet_together_say_which_and_by_how_much() {
    // All men are young and all women adult: the shares of sex and age must agree, and do not.
    let rows = [(0, 0), (0, 0), (1, 1)];
    let ages = margin(&["AGE"], &[("jeune", 0.6), ("adulte", 0.4)], &[]);
    let reasons = weigh(&sample(&rows), &scheme(vec![sex(0.5), ages])).unwrap_err();
    let [Infeasible::InconsistentMargins { margin, deviation, .. }] = reasons.as_slice() else {
        panic!("{reasons:?}");
    };
    // Sex implies half of the weight in each age; adults are asked to be 0.4.
    assert_eq!(margin, "AGE");
    assert!((deviation - 0.25).abs() < 1e-9, "{deviation}");
}

#[test]
fn too_few_rounds_are_told_apart_from_contradiction() {
    let rows = [(0, 0), (0, 1), (0, 1), (1, 0), (1, 0), (1, 1), (0, 2), (1, 2), (1, 2)];
    let short = Scheme { rounds_max: 2, ..scheme(vec![sex(0.7), age(0.5, 0.2)]) };
    let reasons = weigh(&sample(&rows), &short).unwrap_err();
    assert!(matches!(reasons.as_slice(), [Infeasible::NotConverged { rounds: 2, .. }]), "{reasons:?}");
}
