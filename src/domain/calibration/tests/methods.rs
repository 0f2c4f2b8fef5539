//! What every method promises for any sample: targets met and bounds kept, or reasons; the same bits in any order.

use std::borrow::Cow;

use proptest::prelude::*;

use crate::domain::calibration::*;

const SEX: [&str; 2] = ["femme", "homme"];
const AGE: [&str; 3] = ["a", "b", "c"];
const BOUNDS: Bounds = Bounds { low: 0.1, high: 6.0 };
const METHODS: [Method; 5] = [
    Method::Raking,
    Method::Linear,
    Method::Logit(BOUNDS),
    Method::TruncatedLinear(BOUNDS),
    Method::TruncatedRaking(BOUNDS),
];

/// Sex, age, income and base weight of a respondent.
type Row = (u32, u32, f64, f64);

fn coded(codes: &[&str], of_row: Vec<u32>) -> Coded<'static> {
    Coded { codes: codes.iter().map(|code| (*code).to_owned()).collect(), of_row: Cow::Owned(of_row) }
}

fn sample(rows: &[Row]) -> Sample<'static> {
    let mut sample = Sample { rows: rows.len(), ..Sample::default() };
    sample.categories.insert("sex".to_owned(), coded(&SEX, rows.iter().map(|row| row.0).collect()));
    sample.categories.insert("age".to_owned(), coded(&AGE, rows.iter().map(|row| row.1).collect()));
    sample.numbers.insert("income".to_owned(), Cow::Owned(rows.iter().map(|row| row.2).collect()));
    sample.base = Some(Cow::Owned(rows.iter().map(|row| row.3).collect()));
    sample
}

fn margin(variable: &str, codes: &[&str], shares: &[f64]) -> MarginTargets {
    MarginTargets::one(variable, codes.iter().map(|code| (*code).to_owned()).zip(shares.iter().copied()))
}

fn recipe(method: Method, men: f64, (a, b): (f64, f64)) -> Recipe {
    let margins = vec![margin("sex", &SEX, &[1.0 - men, men]), margin("age", &AGE, &[a, b, 1.0 - a - b])];
    Recipe { rescale_base: true, ..Recipe::shares(method, margins) }
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let every: Vec<Row> = (0..2).flat_map(|sex| (0..3).map(move |age| (sex, age, f64::from(sex + age), 1.0))).collect();
    let more = prop::collection::vec((0u32..2, 0u32..3, 0f64..9.0, 0.2f64..4.0), 0..50);
    more.prop_map(move |more| [every.clone(), more].concat())
}

fn shares() -> impl Strategy<Value = (f64, (f64, f64))> {
    (0.3f64..0.7, (0.2f64..0.4, 0.2f64..0.4))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn every_method_meets_its_targets_within_its_bounds_or_says_why((men, ages) in shares(), rows in rows(), at in 0usize..5) {
        let method = METHODS[at];
        match calibrate(&sample(&rows), &recipe(method, men, ages)) {
            Ok(calibration) => {
                prop_assert!(calibration.largest_deviation <= TOLERANCE_DEFAULT);
                for fit in calibration.fits() {
                    prop_assert!((fit.after - fit.target).abs() < 1e-9, "{fit:?}");
                }
                let spread = calibration.spread();
                if let Some(bounds) = method.bounds() {
                    prop_assert!(spread.g_min >= bounds.low - 1e-12 && spread.g_max <= bounds.high + 1e-12, "{spread:?}");
                }
                if method == Method::Raking {
                    prop_assert!(spread.weight_min > 0.0);
                }
            }
            Err(reasons) => prop_assert!(
                matches!(reasons.as_slice(), [Infeasible::BoundsTooTight { .. }]) && method.bounds().is_some(),
                "{reasons:?}"
            ),
        }
    }

    #[test]
    fn the_order_of_rows_changes_no_bit_of_any_method((men, ages) in shares(), rows in rows().prop_shuffle(), at in 0usize..5) {
        let mut sorted = rows.clone();
        sorted.sort_by(|left, right| left.partial_cmp(right).unwrap());
        let mut recipe = recipe(METHODS[at], men, ages);
        recipe.totals.push(NumericTotal { variable: "income".to_owned(), total: 3.5 * number(rows.len()) });
        recipe.total = Some(number(rows.len()));
        let (here, there) = (calibrate(&sample(&rows), &recipe), calibrate(&sample(&sorted), &recipe));
        match (here, there) {
            (Ok(here), Ok(there)) => for (row, weight) in rows.iter().zip(&here.weights) {
                let same = sorted.iter().position(|other| other == row).unwrap();
                prop_assert_eq!(weight.to_bits(), there.weights[same].to_bits());
            },
            (Err(here), Err(there)) => prop_assert_eq!(here, there),
            _ => prop_assert!(false, "feasible in one order only"),
        }
    }

    #[test]
    fn the_scale_of_base_weights_changes_nothing((men, ages) in shares(), rows in rows(), scale in 1e-6f64..1e6) {
        let scaled: Vec<Row> = rows.iter().map(|row| (row.0, row.1, row.2, row.3 * scale)).collect();
        for method in [Method::Raking, Method::Linear] {
            let recipe = Recipe { total: Some(1000.0), rescale_base: false, ..recipe(method, men, ages) };
            let here = calibrate(&sample(&rows), &recipe).unwrap().weights;
            let there = calibrate(&sample(&scaled), &recipe).unwrap().weights;
            for (here, there) in here.iter().zip(&there) {
                prop_assert!((here - there).abs() <= 1e-9 * here.abs().max(1.0));
            }
        }
    }

    #[test]
    fn weights_are_those_of_any_other_unit_of_the_population_and_of_what_is_counted(
        (men, ages) in shares(), rows in rows(), at in 0usize..5, scale in 1e-3f64..1e6, unit in 1e-3f64..1e3,
    ) {
        let asked = |total: f64, unit: f64| {
            let mut recipe = Recipe { total: Some(total), ..recipe(METHODS[at], men, ages) };
            recipe.totals.push(NumericTotal { variable: "income".to_owned(), total: unit * 1.4 * total });
            let rows: Vec<Row> = rows.iter().map(|row| (row.0, row.1, row.2 * unit, row.3)).collect();
            calibrate(&sample(&rows), &recipe)
        };
        match (asked(100.0, 1.0), asked(100.0 * scale, unit)) {
            (Ok(here), Ok(there)) => for (here, there) in here.weights.iter().zip(&there.weights) {
                prop_assert!((here * scale - there).abs() <= 1e-7 * scale, "{here} {}", there / scale);
            },
            (Err(_), Err(_)) => (),
            (here, there) => prop_assert!(false, "feasible in one unit only: {:?} {:?}", here.err(), there.err()),
        }
    }

    #[test]
    fn weighting_within_groups_is_weighting_each_alone((men, ages) in shares(), rows in rows()) {
        let mut whole = sample(&rows);
        let income = |share: f64| vec![margin("sex", &SEX, &[1.0 - share, share])];
        let group = |code: &str, share: f64| Group { code: code.to_owned(), margins: income(share), totals: Vec::new(), total: None };
        let groups = [group("a", men), group("b", ages.0), group("c", ages.1)];
        let plain = Recipe::shares(Method::Raking, Vec::new());
        let within = within(&mut whole, &plain, "age", &groups).unwrap();
        let together = calibrate(&whole, &within).unwrap().weights;
        for (at, group) in groups.iter().enumerate() {
            let alone: Vec<Row> = rows.iter().filter(|row| row.1 as usize == at).copied().collect();
            let weights = calibrate(&sample(&alone), &Recipe::shares(Method::Raking, group.margins.clone())).unwrap().weights;
            let same = rows.iter().zip(&together).filter(|(row, _)| row.1 as usize == at).map(|(_, weight)| weight);
            for (here, there) in same.zip(&weights) {
                prop_assert!((here - there).abs() < 1e-9 * there.max(1.0), "{here} {there}");
            }
        }
    }

    #[test]
    fn whatever_is_asked_the_answer_is_met_or_has_reasons(
        rows in prop::collection::vec((0u32..2, 0u32..3, -9f64..9.0, 0f64..2.0), 1..12),
        men in 0f64..1.0, a in 0f64..0.5, b in 0f64..0.5, at in 0usize..5, low in 0f64..1.2, high in 0.8f64..3.0,
    ) {
        let method = match METHODS[at] {
            Method::Logit(_) => Method::Logit(Bounds { low, high }),
            Method::TruncatedLinear(_) => Method::TruncatedLinear(Bounds { low, high }),
            Method::TruncatedRaking(_) => Method::TruncatedRaking(Bounds { low, high }),
            other => other,
        };
        match calibrate(&sample(&rows), &recipe(method, men, (a, b))) {
            Ok(calibration) => {
                prop_assert!(calibration.weights.iter().all(|weight| weight.is_finite()));
                for fit in calibration.fits() {
                    prop_assert!((fit.after - fit.target).abs() < 1e-8, "{fit:?}");
                }
            }
            Err(reasons) => {
                prop_assert!(!reasons.is_empty());
                let gave_up = reasons.iter().any(|reason| matches!(reason, Infeasible::NotConverged { .. }));
                prop_assert!(!gave_up, "{method:?} {reasons:?}");
            }
        }
    }
}

/// By hand: groups a and b have base weights 1 and 3, 2 and 6; halves of 4 and of 8, or of what is asked in all.
#[test]
fn a_group_weighs_what_its_base_weights_do_and_not_how_many_it_has() {
    let rows: Vec<Row> = vec![
        (0, 0, 0.0, 1.0),
        (1, 0, 0.0, 3.0),
        (0, 1, 0.0, 2.0),
        (1, 1, 0.0, 6.0),
        (0, 2, 0.0, 1.0),
        (1, 2, 0.0, 1.0),
    ];
    let of = |total: Option<f64>| {
        let mut whole = sample(&rows);
        let halves = Recipe::shares(Method::Raking, vec![margin("sex", &SEX, &[0.5, 0.5])]);
        let recipe = within(&mut whole, &Recipe { total, ..halves }, "age", &[]).unwrap();
        calibrate(&whole, &recipe).unwrap().weights
    };
    let near =
        |found: &[f64], wanted: [f64; 6]| found.iter().zip(wanted).all(|(found, wanted)| (found - wanted).abs() < 1e-9);
    let found = of(None);
    assert!(near(&found, [2.0, 2.0, 4.0, 4.0, 1.0, 1.0]), "{found:?}");
    let found = of(Some(1400.0));
    assert!(near(&found, [200.0, 200.0, 400.0, 400.0, 100.0, 100.0]), "{found:?}");
}

#[test]
fn bounds_that_are_too_tight_or_no_bounds_are_named() {
    let rows: Vec<Row> = vec![(0, 0, 1.0, 1.0), (0, 1, 1.0, 1.0), (0, 2, 1.0, 1.0), (1, 0, 1.0, 1.0)];
    let tight = Bounds { low: 0.9, high: 1.1 };
    for method in [Method::Logit(tight), Method::TruncatedLinear(tight), Method::TruncatedRaking(tight)] {
        let reasons = calibrate(&sample(&rows), &recipe(method, 0.5, (0.5, 0.25))).err().unwrap();
        assert!(matches!(reasons.as_slice(), [Infeasible::BoundsTooTight { .. }]), "{reasons:?}");
    }
    let wrong = Method::Logit(Bounds { low: 1.2, high: 3.0 });
    let reasons = calibrate(&sample(&rows), &recipe(wrong, 0.5, (0.5, 0.25))).err().unwrap();
    assert!(matches!(reasons.as_slice(), [Infeasible::InvalidBounds { .. }]), "{reasons:?}");
}

#[test]
fn weights_of_zero_do_not_pass_for_positive_ones() {
    // Women are all young: raking to 30 % of women and 30 % of young people leaves young men with nothing.
    let rows: Vec<Row> = vec![(0, 0, 1.0, 1.0), (1, 0, 1.0, 1.0), (1, 1, 1.0, 1.0)];
    let margins = vec![
        margin("sex", &SEX, &[0.3, 0.7]),
        MarginTargets::one("age", [("a".to_owned(), 0.3), ("b".to_owned(), 0.7)]),
    ];
    let reasons = calibrate(&sample(&rows), &Recipe::shares(Method::Raking, margins)).err().unwrap();
    assert!(matches!(reasons.as_slice(), [Infeasible::InconsistentMargins { .. }]), "{reasons:?}");
}

#[test]
fn counts_and_shares_give_the_same_weights() {
    let rows: Vec<Row> = vec![(0, 0, 1.0, 1.0), (0, 1, 1.0, 2.0), (1, 2, 1.0, 1.0), (1, 0, 1.0, 3.0), (1, 1, 1.0, 1.0)];
    let shares = Recipe { total: Some(400.0), ..recipe(Method::Raking, 0.5, (0.5, 0.25)) };
    let mut counts = shares.clone();
    counts.unit = Unit::Count;
    counts.total = None;
    for target in counts.margins.iter_mut().flat_map(|margin| &mut margin.targets) {
        target.1 *= 400.0;
    }
    let weights = |recipe: &Recipe| calibrate(&sample(&rows), recipe).unwrap().weights;
    for (share, count) in weights(&shares).iter().zip(weights(&counts)) {
        assert!((share - count).abs() < 1e-9);
    }
}

#[test]
fn reasons_of_base_weights_bounds_and_margins_come_together() {
    let rows: Vec<Row> = vec![(0, 0, 1.0, -1.0), (0, 1, f64::NAN, 1.0)];
    let mut recipe = recipe(Method::Logit(Bounds { low: 2.0, high: 3.0 }), 0.5, (0.5, 0.25));
    recipe.totals.push(NumericTotal { variable: "income".to_owned(), total: 10.0 });
    let reasons = calibrate(&sample(&rows), &recipe).err().unwrap();
    let codes: Vec<_> = reasons.iter().map(|reason| serde_json::to_value(reason).unwrap()["code"].clone()).collect();
    assert_eq!(codes, ["invalid_weight", "invalid_bounds", "empty_category", "empty_category", "missing_value"]);
}

/// The reasons of a weighting apart in each age that cannot be done.
fn refused_within(recipe: &Recipe, groups: &[Group]) -> Vec<Infeasible> {
    let rows: Vec<Row> = vec![(0, 0, 1.0, 1.0), (1, 0, 2.0, 1.0), (0, 1, 3.0, 1.0), (1, 1, 4.0, 1.0)];
    within(&mut sample(&rows), recipe, "age", groups).err().unwrap_or_default()
}

fn group(code: &str, total: Option<f64>) -> Group {
    let margins = vec![margin("sex", &SEX, &[0.5, 0.5])];
    Group { code: code.to_owned(), margins, totals: Vec::new(), total }
}

#[test]
fn what_is_asked_of_everybody_is_not_lost_in_the_groups() {
    let lost = |margin: &str| Infeasible::NotByGroup { variable: "age".to_owned(), margin: margin.to_owned() };
    let margins = vec![margin("sex", &SEX, &[0.5, 0.5])];
    let mut recipe = Recipe::shares(Method::Raking, margins);
    assert_eq!(refused_within(&recipe, &[group("a", None), group("b", None)]), [lost("sex")]);
    recipe.totals.push(NumericTotal { variable: "income".to_owned(), total: 10.0 });
    assert_eq!(refused_within(&recipe, &[]), [lost("income")]);
    recipe.margins.clear();
    assert_eq!(refused_within(&recipe, &[group("a", None), group("b", None)]), [lost("income")]);
}

#[test]
fn a_group_nobody_is_in_and_totals_of_groups_that_miss_the_whole_are_told() {
    let plain = Recipe::shares(Method::Raking, Vec::new());
    let nobody = refused_within(&plain, &[group("a", None), group("b", None), group("z", None)]);
    assert!(matches!(nobody.as_slice(), [Infeasible::EmptyCategory { category, .. }] if category == "z"), "{nobody:?}");
    let whole = Recipe { total: Some(100.0), ..plain };
    let sums = refused_within(&whole, &[group("a", Some(70.0)), group("b", Some(20.0))]);
    let is_told =
        |reason: &Infeasible| matches!(reason, Infeasible::InconsistentTotals { margin, .. } if margin == "age");
    assert!(sums.len() == 1 && sums.iter().all(is_told), "{sums:?}");
    assert_eq!(refused_within(&whole, &[group("a", Some(70.0)), group("b", Some(30.0))]), []);
}

#[test]
fn groups_with_numeric_totals_alone_keep_their_sizes() {
    let rows: Vec<Row> = vec![(0, 0, 1.0, 1.0), (1, 0, 2.0, 1.0), (0, 1, 3.0, 1.0), (1, 1, 4.0, 1.0)];
    let mut sample = sample(&rows);
    let group = |code: &str, size: f64, income: f64| Group {
        code: code.to_owned(),
        margins: Vec::new(),
        totals: vec![NumericTotal { variable: "income".to_owned(), total: income }],
        total: Some(size),
    };
    let groups = [group("a", 30.0, 50.0), group("b", 12.0, 40.0)];
    let recipe = within(&mut sample, &Recipe::shares(Method::Raking, Vec::new()), "age", &groups).unwrap();
    let weights = calibrate(&sample, &recipe).unwrap().weights;
    for (got, want) in weights.iter().zip([10.0, 20.0, 8.0, 4.0]) {
        assert!((got - want).abs() < 1e-6, "{weights:?}");
    }
}
