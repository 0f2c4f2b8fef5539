//! Adjusted p values, letters, tests of tables, and the rules of what may be compared.

use proptest::prelude::*;

use super::*;
use crate::domain::estimate::Design;

/// Row, column and weight of a respondent; every cell has somebody.
fn respondents() -> impl Strategy<Value = Vec<(usize, usize, f64)>> {
    let every: Vec<_> = (0..3).flat_map(|row| (0..2).map(move |column| (row, column, 1.0))).collect();
    prop::collection::vec((0usize..3, 0usize..2, 0.2f64..4.0), 20..80)
        .prop_map(move |more| [every.clone(), more].concat())
}

fn crossing(respondents: &[(usize, usize, f64)]) -> (Crossing, Vec<f64>) {
    let cell_of = respondents.iter().map(|(row, column, _)| Some(row * 2 + column)).collect();
    (Crossing { rows: 3, columns: 2, cell_of }, respondents.iter().map(|one| one.2).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn holm_is_above_benjamini_and_hochberg_above_the_raw(p in prop::collection::vec(0f64..1.0, 1..12)) {
        let (holm, bh) = (holm(&p), benjamini_hochberg(&p));
        for ((holm, bh), p) in holm.iter().zip(&bh).zip(&p) {
            prop_assert!(*holm >= *bh - 1e-15 && *bh >= *p - 1e-15 && *holm <= 1.0);
        }
    }

    #[test]
    fn three_sums_a_cell_are_enough(respondents in respondents()) {
        let (table, weights) = crossing(&respondents);
        let design = Design::simple(&weights);
        let groups: Vec<Vec<bool>> = (0..2).map(|column| respondents.iter().map(|one| one.1 == column).collect()).collect();
        let y: Vec<f64> = respondents.iter().map(|one| f64::from(u8::from(one.0 != 1))).collect();
        let slow = group_means(&design, &y, &groups).unwrap().unwrap();
        let fast = CrossMoments::new(&table, &weights).unwrap().shares(&[0, 2]).unwrap();
        for at in 0..2 {
            prop_assert!((slow.means[at] - fast.means[at]).abs() < 1e-12);
            prop_assert!((slow.covariance.at(at, at) - fast.covariance.at(at, at)).abs() < 1e-12);
        }
        prop_assert!(slow.covariance.at(0, 1).abs() < 1e-12);
    }

    #[test]
    fn a_stratum_for_all_changes_no_test(respondents in respondents()) {
        let (table, weights) = crossing(&respondents);
        let one = vec![0; weights.len()];
        let simple = Design::simple(&weights);
        let tested = |design: &Design| TestTable::new(design, &table).unwrap().unwrap();
        let (here, there) = (tested(&simple), tested(&Design { strata: Some(&one), ..simple }));
        let (f, g) = (here.rao_scott().unwrap().f, there.rao_scott().unwrap().f);
        prop_assert!((f.statistic - g.statistic).abs() < 1e-9 && (f.p_value - g.p_value).abs() < 1e-9);
        let (w, v) = (here.wald().unwrap().plain, there.wald().unwrap().plain);
        prop_assert!((w.statistic - v.statistic).abs() < 1e-7 * w.statistic.max(1.0));
    }
}

#[test]
fn equal_weights_make_rao_and_scott_nearly_pearson() {
    let cell_of: Vec<Option<usize>> = (0..400).map(|at| Some([0, 0, 0, 1, 2, 3, 3, 1][at % 8])).collect();
    let weights = vec![1.0; 400];
    let table = Crossing { rows: 2, columns: 2, cell_of };
    let test = TestTable::new(&Design::simple(&weights), &table).unwrap().unwrap().rao_scott().unwrap();
    // 150, 100, 50, 100: X² by hand is 400 (150·100 − 100·50)² / (250·150·200·200).
    assert!((test.chi_squared.statistic - 400.0 * 10_000f64.powi(2) / 1.5e9).abs() < 1e-9);
    assert!((test.f.statistic / test.chi_squared.statistic - 1.0).abs() < 0.2, "{test:?}");
}

#[test]
fn an_empty_cell_is_tested_all_the_same() {
    // 30, 20, 0 by 20, 25, 5: the metric is that of the margins, and Pearson by hand is 2 + 0.556 + 5.
    let counts = [30, 20, 20, 25, 0, 5];
    let cell_of = counts.iter().enumerate().flat_map(|(cell, count)| vec![Some(cell); *count]).collect::<Vec<_>>();
    let weights = vec![1.0; cell_of.len()];
    let table = Crossing { rows: 3, columns: 2, cell_of };
    let test = TestTable::new(&Design::simple(&weights), &table).unwrap().unwrap().rao_scott().unwrap();
    assert!((test.chi_squared.statistic - 7.5556).abs() < 1e-3, "{test:?}");
    assert!((test.f.statistic - 7.5556 / 2.0).abs() < 0.5 && (0.01..0.05).contains(&test.f.p_value), "{test:?}");
}

#[test]
fn the_higher_column_shows_the_letter_of_the_lower() {
    let pair = |a: usize, b: usize, difference: f64| Difference { a, b, difference, se: 0.1, t: 0.0, p_value: 0.0 };
    let pairs = [pair(0, 1, 0.2), pair(0, 2, -0.1), pair(1, 2, -0.3)];
    assert_eq!(letters(3, &pairs, &[0.01, 0.2, 0.001], 0.95), ["B", "", "B"]);
    assert_eq!(letters(3, &pairs, &[0.06, 0.2, 0.051], 0.95), ["", "", ""]);
    assert_eq!([letter(0), letter(25), letter(26), letter(53)], ["A", "Z", "AA", "BB"]);
}

#[test]
fn an_empty_column_has_nothing_to_test() {
    let table = Crossing { rows: 2, columns: 2, cell_of: vec![Some(0), Some(2), Some(0), None] };
    assert!(TestTable::new(&Design::simple(&[1.0; 4]), &table).unwrap().is_none());
}

#[test]
fn a_line_through_three_equal_waves_is_flat() {
    let mut covariance = crate::domain::arithmetic::matrix::Matrix::new(3);
    (0..3).for_each(|at| covariance.set(at, at, 0.01));
    let wave = |time: f64, value: f64| WaveValue { time, value };
    let flat = linear_trend(&[wave(2015.0, 0.4), wave(2017.0, 0.4), wave(2020.0, 0.4)], &covariance).unwrap();
    assert!(flat.slope.abs() < 1e-12 && flat.p_value > 0.999);
    // Least squares by hand on 0, 1, 2: slope (y₂ − y₀)/2, variance 0.01/2.
    let steep = linear_trend(&[wave(0.0, 0.1), wave(1.0, 0.2), wave(2.0, 0.9)], &covariance).unwrap();
    assert!((steep.slope - 0.4).abs() < 1e-12 && (steep.se - 0.005f64.sqrt()).abs() < 1e-12);
    assert!(linear_trend(&[wave(0.0, 0.1), wave(1.0, 0.2)], &covariance).is_none());
}

fn figure(question: &str, answer: &str, audience: &str, universe: &str, wave: &str) -> Figure {
    Figure {
        question: question.to_owned(),
        answer: answer.to_owned(),
        wording: "v1".to_owned(),
        audience: audience.to_owned(),
        universe: universe.to_owned(),
        wave: wave.to_owned(),
        base_n: None,
        standing: Standing::Comparable,
    }
}

#[test]
fn the_curves_that_would_lie_are_forbidden() {
    let urgence = figure("PART_URGENCE", "urgent", "citoyens", "18+", "2012-01");
    let innov = figure("PART_INNOV", "oui", "citoyens", "18+", "2015-09");
    assert_eq!(comparable(&urgence, &innov), Verdict::Forbidden(WhyNot::OtherQuestion));
    let tpe = figure("JC_UTILITE", "st_utile", "entreprises", "TPE-PME", "2020-06");
    let all = figure("JC_UTILITE", "st_utile", "entreprises", "toutes", "2021-09");
    assert_eq!(comparable(&tpe, &all), Verdict::Forbidden(WhyNot::OtherUniverse));
    let exist = figure("PART_EXISTE", "oui", "associations", "toutes", "2021-09");
    assert!(matches!(comparable(&all, &exist), Verdict::Forbidden(WhyNot::OtherQuestion)));
    let part = figure("JC_UTILITE", "incontournable", "entreprises", "toutes", "2021-09");
    assert_eq!(comparable(&all, &part), Verdict::Forbidden(WhyNot::OtherAnswer));
}

#[test]
fn one_question_to_one_universe_is_a_trend_and_to_two_audiences_stands_side_by_side() {
    let before = figure("PART_INNOV", "oui", "citoyens", "18+", "2015-09");
    let after = figure("PART_INNOV", "oui", "citoyens", "18+", "2019-10");
    assert_eq!(comparable(&before, &after), Verdict::Trend { may_be_tested: false });
    let known = |figure: &Figure| Figure { base_n: Some(2_000), ..figure.clone() };
    assert_eq!(comparable(&known(&before), &known(&after)), Verdict::Trend { may_be_tested: true });
    let mayors = figure("PART_INNOV", "oui", "maires", "maires", "2016-11");
    assert_eq!(comparable(&after, &mayors), Verdict::SideBySide);
    let reworded = Figure { wording: "v2".to_owned(), ..after.clone() };
    assert_eq!(comparable(&before, &reworded), Verdict::Forbidden(WhyNot::OtherWording));
    let disputed = Figure { standing: Standing::Disputed, ..after.clone() };
    let single = Figure { standing: Standing::Single, ..after };
    for other in [&before, &mayors] {
        assert_eq!(comparable(other, &disputed), Verdict::Forbidden(WhyNot::Conflict));
        assert_eq!(comparable(&single, other), Verdict::Forbidden(WhyNot::Single));
    }
}
