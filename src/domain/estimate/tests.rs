//! What variances, intervals and quantiles promise for any sample.

mod influence;

use std::borrow::Cow;

use proptest::prelude::*;

use super::*;
use crate::domain::arithmetic::mixing::Stream;
use crate::domain::arithmetic::number;
use crate::domain::calibration::{Calibration, Coded, MarginTargets, Method, Recipe, Sample, calibrate};

/// Group, answer and weight of a respondent.
type Row = (u32, f64, f64);

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let some: Vec<Row> = vec![(0, 0.0, 1.0), (0, 1.0, 1.0), (1, 0.0, 1.0), (1, 1.0, 1.0), (2, 1.0, 2.0), (2, 0.0, 1.0)];
    prop::collection::vec((0u32..3, 0u8..2, 0.2f64..4.0), 10..80)
        .prop_map(move |more| [some.clone(), more.into_iter().map(|(g, y, w)| (g, f64::from(y), w)).collect()].concat())
}

fn columns(rows: &[Row]) -> (Vec<u32>, Vec<f64>, Vec<f64>) {
    (
        rows.iter().map(|row| row.0).collect(),
        rows.iter().map(|row| row.1).collect(),
        rows.iter().map(|row| row.2).collect(),
    )
}

fn raked(groups: &[u32]) -> Calibration {
    let codes = ["a", "b", "c"].map(str::to_owned);
    let mut sample = Sample { rows: groups.len(), ..Sample::default() };
    let coded = Coded { codes: Cow::Owned(codes.to_vec()), of_row: Cow::Owned(groups.to_vec()) };
    sample.categories.insert("group".to_owned(), coded);
    let margin = MarginTargets::one("group", codes.into_iter().zip([0.5, 0.3, 0.2]));
    calibrate(&sample, &Recipe::shares(Method::Raking, vec![margin])).unwrap()
}

fn mean(weights: &[f64], y: &[f64]) -> Linearised {
    Linearised::mean(weights, y, &vec![true; y.len()]).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_share_and_its_complement_are_equally_sure(rows in rows()) {
        let (_, y, weights) = columns(&rows);
        let other: Vec<f64> = y.iter().map(|y| 1.0 - y).collect();
        let design = Design::simple(&weights);
        let (yes, no) = (mean(&weights, &y).estimate(&design).unwrap(), mean(&weights, &other).estimate(&design).unwrap());
        prop_assert!(yes.se >= 0.0 && (yes.se - no.se).abs() < 1e-12 && (yes.value + no.value - 1.0).abs() < 1e-12);
        let critical = Critical::new(0.95, design.degrees_of_freedom(None), number(y.len()));
        for kind in IntervalKind::ALL {
            let of = |estimate: Estimate| interval(kind, estimate.value, estimate.se, 50.0, &critical).unwrap();
            let (yes_interval, no_interval) = (of(yes), of(no));
            prop_assert!(yes_interval.low < yes.value && yes.value < yes_interval.high, "{kind:?}");
            prop_assert!((yes_interval.low + no_interval.high - 1.0).abs() < 1e-7, "{kind:?} {yes_interval:?} {no_interval:?}");
            if !matches!(kind, IntervalKind::Mean | IntervalKind::NormalZ) {
                prop_assert!(yes_interval.low >= 0.0 && yes_interval.high <= 1.0);
            }
        }
    }

    #[test]
    fn no_bit_of_a_standard_error_depends_on_the_order(rows in rows().prop_shuffle()) {
        let mut sorted = rows.clone();
        sorted.sort_by(|left, right| left.partial_cmp(right).unwrap());
        let se = |rows: &[Row]| {
            let (groups, y, weights) = columns(rows);
            let design = Design { strata: Some(&groups), ..Design::simple(&weights) };
            let calibration = raked(&groups);
            let calibrated = Design { calibration: Some((&calibration, None)), ..Design::simple(&calibration.weights) };
            let (here, there) = (mean(&weights, &y).estimate(&design), mean(&calibration.weights, &y).estimate(&calibrated));
            (here.unwrap().se.to_bits(), there.unwrap().se.to_bits())
        };
        prop_assert_eq!(se(&rows), se(&sorted));
    }

    #[test]
    fn what_was_calibrated_on_is_known_without_error(rows in rows()) {
        let (groups, _, _) = columns(&rows);
        let calibration = raked(&groups);
        let design = Design { calibration: Some((&calibration, None)), ..Design::simple(&calibration.weights) };
        let is_a: Vec<f64> = groups.iter().map(|group| f64::from(u8::from(*group == 0))).collect();
        let estimate = mean(&calibration.weights, &is_a).estimate(&design).unwrap();
        prop_assert!((estimate.value - 0.5).abs() < 1e-9 && estimate.se < 1e-9, "{estimate:?}");
        prop_assert!(mean(&calibration.weights, &is_a).estimate(&design.weights_only()).unwrap().se > 1e-3);
    }

    #[test]
    fn a_sample_twice_as_large_has_half_the_variance(rows in rows()) {
        let (_, y, weights) = columns(&rows);
        let n = number(y.len());
        let (y2, weights2) = ([y.clone(), y.clone()].concat(), [weights.clone(), weights.clone()].concat());
        let one = mean(&weights, &y).estimate(&Design::simple(&weights)).unwrap().se.powi(2);
        let two = mean(&weights2, &y2).estimate(&Design::simple(&weights2)).unwrap().se.powi(2);
        let factor = (2.0 * n / (2.0 * n - 1.0)) / (n / (n - 1.0)) / 2.0;
        prop_assert!((two - one * factor).abs() < 1e-12);
    }

    #[test]
    fn no_design_gives_a_negative_variance(rows in rows(), cluster_of in prop::collection::vec(0u32..9, 100), at in [-2f64..2.0, -2f64..2.0, -2f64..2.0]) {
        let (groups, y, weights) = columns(&rows);
        let calibration = raked(&groups);
        let clusters: Vec<u32> = groups.iter().zip(&cluster_of).map(|(group, cluster)| 10 * group + cluster).collect();
        let population = vec![200.0; y.len()];
        let simple = Design::simple(&weights);
        let calibrated = Design { calibration: Some((&calibration, None)), ..Design::simple(&calibration.weights) };
        for design in [simple, calibrated] {
            for strata in [None, Some(groups.as_slice())] {
                for clusters in [None, Some(clusters.as_slice())] {
                    for population in [None, Some(population.as_slice())] {
                        let design = Design { strata, clusters, population, ..design };
                        let in_group = |group: u32| mean(design.weights, &groups.iter().map(|one| f64::from(u8::from(*one == group))).collect::<Vec<_>>());
                        let parts = [mean(design.weights, &y), in_group(0), in_group(1)];
                        let covariance = design.covariance(&parts.each_ref().map(|part| &part.z)).unwrap();
                        let own: f64 = (0..3).map(|part| at[part].powi(2) * covariance.at(part, part)).sum();
                        prop_assert!((0..3).all(|part| covariance.at(part, part) >= 0.0), "{covariance:?}");
                        prop_assert!(covariance.quadratic(&at) >= -1e-9 * own, "{covariance:?}");
                        let whole = Linearised::combination(&[(at[0], &parts[0]), (at[1], &parts[1]), (at[2], &parts[2])]);
                        let se = whole.estimate(&design).unwrap().se;
                        prop_assert!(se >= 0.0 && (se.powi(2) - covariance.quadratic(&at)).abs() <= 1e-9 * own.max(1e-12), "{se}");
                    }
                }
            }
        }
    }

    #[test]
    fn another_unit_and_another_origin_change_an_estimate_as_they_change_values(
        rows in rows(), unit in prop_oneof![-1e3f64..-1e-3, 1e-3f64..1e3], origin in -1e3f64..1e3, scale in 1e-6f64..1e6, p in 0.05f64..0.95,
    ) {
        let (groups, y, weights) = columns(&rows);
        let values: Vec<f64> = groups.iter().zip(&y).map(|(group, y)| f64::from(*group) + 5.0 * y).collect();
        let other: Vec<f64> = values.iter().map(|value| unit * value + origin).collect();
        let scaled: Vec<f64> = weights.iter().map(|weight| weight * scale).collect();
        let (here, there) = (Design::simple(&weights), Design { strata: Some(&groups), ..Design::simple(&scaled) });
        let here = Design { strata: Some(&groups), ..here };
        let (one, two) = (mean(&weights, &values).estimate(&here).unwrap(), mean(&scaled, &other).estimate(&there).unwrap());
        let slack = 1e-9 * (unit.abs() * 7.0 + origin.abs());
        prop_assert!((unit * one.value + origin - two.value).abs() <= slack, "{one:?} {two:?}");
        prop_assert!((unit.abs() * one.se - two.se).abs() <= slack, "{one:?} {two:?}");
        let everybody = vec![true; y.len()];
        let quantile = |weights: &[f64], values: &[f64], p| Distribution::new(weights, values, &everybody).unwrap().quantile(p, QuantileRule::School);
        let found = quantile(&scaled, &other, if unit > 0.0 { p } else { 1.0 - p });
        // Where exactly `p` is reached, the last bit of a weight says which of two values it is.
        let near = [p - 1e-9, p, p + 1e-9].map(|p| unit * quantile(&weights, &values, p) + origin);
        prop_assert!(near.iter().any(|value| (value - found).abs() <= slack), "{near:?} {found}");
    }

    #[test]
    fn one_stratum_and_clusters_of_one_are_the_simple_design(rows in rows()) {
        let (_, y, weights) = columns(&rows);
        let one = vec![7; y.len()];
        let each: Vec<u32> = (0..u32::try_from(y.len()).unwrap()).collect();
        let simple = Design::simple(&weights);
        let other = Design { strata: Some(&one), clusters: Some(&each), ..simple };
        let se = |design: &Design| mean(&weights, &y).estimate(design).unwrap().se;
        prop_assert!((se(&simple) - se(&other)).abs() < 1e-14);
        prop_assert_eq!(simple.degrees_of_freedom(None), other.degrees_of_freedom(None));
    }

    #[test]
    fn the_fast_share_of_tables_is_the_linearised_one(rows in rows()) {
        let (groups, y, weights) = columns(&rows);
        let domain: Vec<bool> = groups.iter().map(|group| *group > 0).collect();
        let of = |is_in: &dyn Fn(usize) -> bool| Moments::of((0..y.len()).filter(|row| is_in(*row)).map(|row| weights[row]));
        let members = of(&|row| domain[row] && y[row] == 1.0);
        let fast = share(&members, &of(&|row| domain[row]), u32::try_from(y.len()).unwrap()).unwrap();
        let slow = Linearised::mean(&weights, &y, &domain).unwrap().estimate(&Design::simple(&weights)).unwrap();
        prop_assert!((fast.share - slow.value).abs() < 1e-12 && (fast.standard_error - slow.se).abs() < 1e-12);
    }

    #[test]
    fn a_quantile_has_its_share_under_it(rows in rows(), p in 0.01f64..0.99) {
        let (groups, y, weights) = columns(&rows);
        let values: Vec<f64> = groups.iter().zip(&y).map(|(group, y)| f64::from(*group) + y / 2.0).collect();
        let everybody = vec![true; y.len()];
        let distribution = Distribution::new(&weights, &values, &everybody).unwrap();
        let total: f64 = weights.iter().sum();
        let quantile = distribution.quantile(p, QuantileRule::Math);
        let up_to = |limit: f64| weights.iter().zip(&values).filter(|(_, value)| **value <= limit).map(|(w, _)| w).sum::<f64>() / total;
        prop_assert!(up_to(quantile) >= p - 1e-9 && up_to(quantile - 0.25) < p + 1e-9);
        let (low, high) = distribution.woodruff(p, &values, &everybody, &Design::simple(&weights), 1.96).unwrap();
        prop_assert!(low.is_none_or(|low| low <= quantile) && high.is_none_or(|high| high >= quantile));
    }
}

/// A sample where the answer depends on the group, so that calibrating counts.
fn poll(rows: usize) -> (Vec<u32>, Vec<f64>) {
    let groups: Vec<u32> = (0..rows).map(|row| u32::try_from(row * 7 % 11 % 3).unwrap()).collect();
    let y = groups.iter().enumerate().map(|(row, group)| f64::from(u8::from(row * 13 % 10 < 2 + 3 * *group as usize)));
    let y = y.collect();
    (groups, y)
}

#[test]
fn replicates_agree_with_the_linearisation() {
    let (groups, y) = poll(600);
    let calibration = raked(&groups);
    let design = Design { calibration: Some((&calibration, None)), ..Design::simple(&calibration.weights) };
    let linearised = mean(&calibration.weights, &y).estimate(&design).unwrap().se;
    let mut share = |weights: &[f64]| {
        let total: f64 = weights.iter().sum();
        vec![weights.iter().zip(&y).map(|(weight, y)| weight * y).sum::<f64>() / total]
    };
    let jackknife = jackknife(&calibration, None, &mut share).unwrap()[0].sqrt();
    assert!((jackknife / linearised - 1.0).abs() < 0.02, "{jackknife} {linearised}");
    let mut state = 1u64;
    let mut draw = |size: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % size
    };
    let bootstrap = bootstrap(&calibration, None, 800, &mut draw, &mut share).unwrap()[0].sqrt();
    assert!((bootstrap / linearised - 1.0).abs() < 0.1, "{bootstrap} {linearised}");
}

/// Samples of one population drawn again and again: the variance of the calibrated share over them, the mean of its
/// linearised variances, that of its jackknife, and that of the variances with weights as given.
fn drawn_again(times: usize, size: usize) -> [f64; 4] {
    let mut stream = Stream::of(20);
    let mut below = |bound: u64| u32::try_from(stream.draw() % bound).unwrap();
    let (mut shares, mut sums) = (Vec::new(), [0.0; 3]);
    for _ in 0..times {
        let rows: Vec<(u32, f64)> = (0..size)
            .map(|_| {
                let group = [0, 0, 0, 0, 0, 1, 1, 1, 2, 2].into_iter().nth(below(10) as usize).unwrap();
                (group, f64::from(u8::from(below(10) < 2 + 3 * group)))
            })
            .collect();
        let (groups, y): (Vec<u32>, Vec<f64>) = rows.into_iter().unzip();
        let calibration = raked(&groups);
        let design = Design { calibration: Some((&calibration, None)), ..Design::simple(&calibration.weights) };
        let share = mean(&calibration.weights, &y);
        let mut of = |weights: &[f64]| {
            vec![weights.iter().zip(&y).map(|(weight, y)| weight * y).sum::<f64>() / weights.iter().sum::<f64>()]
        };
        let found = [
            share.estimate(&design).unwrap().se.powi(2),
            jackknife(&calibration, None, &mut of).unwrap()[0],
            share.estimate(&design.weights_only()).unwrap().se.powi(2),
        ];
        shares.push(share.value);
        sums.iter_mut().zip(found).for_each(|(sum, found)| *sum += found / number(times));
    }
    let centre = shares.iter().sum::<f64>() / number(times);
    let variance = shares.iter().map(|share| (share - centre).powi(2)).sum::<f64>() / (number(times) - 1.0);
    [variance, sums[0], sums[1], sums[2]]
}

#[test]
fn variances_by_linearisation_and_by_replicates_are_in_expectation_that_of_samples_drawn_again() {
    // The variance over 600 samples is itself known within 6 % (one standard error).
    let [drawn, linearised, jackknife, weights_only] = drawn_again(600, 160);
    assert!((linearised / drawn - 1.0).abs() < 0.15, "{linearised} {drawn}");
    assert!((jackknife / linearised - 1.0).abs() < 0.05, "{jackknife} {linearised}");
    assert!(weights_only / drawn > 1.2, "the margin explains the answer: {weights_only} {drawn}");
}

#[test]
fn a_whole_population_has_no_variance_and_a_size_too_small_is_refused() {
    let (weights, y) = (vec![1.0; 4], vec![0.0, 1.0, 1.0, 0.0]);
    let of = |population: &[f64]| {
        mean(&weights, &y)
            .estimate(&Design { population: Some(population), ..Design::simple(&weights) })
            .map(|found| found.se)
    };
    assert_eq!(of(&[4.0; 4]).unwrap(), 0.0);
    assert!(of(&[8.0; 4]).unwrap() > 0.0);
    assert_eq!(of(&[3.0; 4]), Err(DesignFault::BadPopulation));
    assert_eq!(of(&[8.0, 8.0, 8.0, 9.0]), Err(DesignFault::BadPopulation));
    assert_eq!(mean(&[1.0], &[1.0]).estimate(&Design::simple(&[1.0])), Err(DesignFault::OneCluster));
}
