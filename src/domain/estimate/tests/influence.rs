//! Sums of groups give the variances that going over respondents gives; margins that leave respondents outside have the
//! variance of their replicates.

use super::*;
use crate::domain::calibration::Infeasible;

fn grouped(influences: &Influences, count: usize, of_row: impl Fn(usize) -> Vec<usize>) -> Vec<Group> {
    let mut groups = influences.groups(count);
    for row in 0..influences.sample_n() {
        of_row(row).into_iter().for_each(|group| influences.add(&mut groups, group, row));
    }
    influences.finished(&groups)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn sums_of_groups_give_the_variances_of_the_residuals(rows in rows()) {
        let (groups, y, _) = columns(&rows);
        let calibration = raked(&groups);
        let weights = &calibration.weights;
        let slow = Design { calibration: Some((&calibration, None)), ..Design::simple(weights) };
        for (influences, design) in
            [(Influences::calibrated(weights, &calibration).unwrap(), slow), (Influences::simple(weights), slow.weights_only())]
        {
            // Columns by a break that is no margin, and the members among them.
            let column = |row: usize| row % 2;
            let found = grouped(&influences, 4, |row| {
                [Some(column(row)), (y[row] == 1.0).then_some(2 + column(row))].into_iter().flatten().collect()
            });
            let domains: Vec<Vec<bool>> = (0..2).map(|at| (0..y.len()).map(|row| column(row) == at).collect()).collect();
            let means: Vec<Linearised> =
                domains.iter().map(|domain| Linearised::mean(weights, &y, domain).unwrap()).collect();
            let z: Vec<&Vec<f64>> = means.iter().map(|mean| &mean.z).collect();
            let want = design.covariance(&z).unwrap();
            let scores: Vec<Score> = (0..2).map(|at| found[at].share(&found[2 + at]).unwrap()).collect();
            for at in 0..2 {
                prop_assert!((scores[at].value - means[at].value).abs() < 1e-12);
                prop_assert!((scores[at].variance() - want.at(at, at)).abs() < 1e-12 * (1.0 + want.at(at, at)));
                let values: Vec<(usize, f64)> =
                    (0..y.len()).filter(|row| column(*row) == at).map(|row| (row, y[row])).collect();
                let mean = influences.mean(&values).unwrap();
                prop_assert!((mean.variance() - want.at(at, at)).abs() < 1e-12);
            }
            prop_assert!((scores[0].covariance_apart(&scores[1]) - want.at(0, 1)).abs() < 1e-12);
        }
    }

    #[test]
    fn what_is_left_of_a_group_is_the_group_of_the_others(rows in rows()) {
        let (groups, y, _) = columns(&rows);
        let calibration = raked(&groups);
        let influences = Influences::calibrated(&calibration.weights, &calibration).unwrap();
        let found = grouped(&influences, 3, |row| if y[row] == 1.0 { vec![0, 1] } else { vec![0, 2] });
        let rest = found[0].without(&found[1]);
        prop_assert_eq!(rest.moments.n, found[2].moments.n);
        let (left, right) = (&rest.influence, &found[2].influence);
        let own = found[2].moments.squares;
        let far = left.covariance(left, own) - right.covariance(right, own);
        prop_assert!(far.abs() < 1e-6 * own.max(1.0), "{far}");
    }
}

/// Three groups, the last of which the margin leaves outside; two halves that cover everybody.
fn partly(groups: &[u32], halves: &[u32]) -> Result<Calibration, Vec<Infeasible>> {
    let coded = |codes: &[&str], of_row: &[u32]| Coded {
        codes: Cow::Owned(codes.iter().map(|code| (*code).to_owned()).collect()),
        of_row: Cow::Owned(of_row.to_vec()),
    };
    let mut sample = Sample { rows: groups.len(), ..Sample::default() };
    sample.categories.insert("group".to_owned(), coded(&["a", "b", "c"], groups));
    sample.categories.insert("half".to_owned(), coded(&["x", "y"], halves));
    let mut margin = MarginTargets::one("group", ["a", "b"].map(str::to_owned).into_iter().zip([0.55, 0.45]));
    margin.uncovered = vec![vec!["c".to_owned()]];
    let other = MarginTargets::one("half", ["x", "y"].map(str::to_owned).into_iter().zip([0.6, 0.4]));
    let mut recipe = Recipe::shares(Method::Raking, vec![margin, other]);
    recipe.total = Some(number(groups.len()));
    calibrate(&sample, &recipe)
}

#[test]
fn margins_that_leave_respondents_outside_have_the_variance_of_their_replicates() {
    let rows = 400;
    let groups: Vec<u32> = (0..rows).map(|row| u32::from(row * 7 % 20 > 11) + u32::from(row * 7 % 20 > 17)).collect();
    let halves: Vec<u32> = (0..rows).map(|row| u32::from(row * 3 % 7 > 3)).collect();
    let y = |row: usize| {
        let chance = 3 + 4 * u32::min(groups[row], 1) + 2 * halves[row];
        f64::from(u8::from(u32::try_from(row * 13 % 10).unwrap() < chance))
    };
    let answers: Vec<f64> = (0..groups.len()).map(y).collect();
    let mean = |weights: &[f64], y: &[f64]| {
        weights.iter().zip(y).map(|(weight, y)| weight * y).sum::<f64>() / weights.iter().sum::<f64>()
    };
    let calibration = partly(&groups, &halves).unwrap();
    let replicate = |out: usize| {
        let kept =
            |of: &[u32]| of.iter().enumerate().filter(|(at, _)| *at != out).map(|(_, code)| *code).collect::<Vec<_>>();
        let others: Vec<f64> = (0..groups.len()).filter(|at| *at != out).map(|at| answers[at]).collect();
        mean(&partly(&kept(&groups), &kept(&halves)).unwrap().weights, &others)
    };
    let found: Vec<f64> = (0..groups.len()).map(replicate).collect();
    let n = number(found.len());
    let centre = found.iter().sum::<f64>() / n;
    let jackknife = ((n - 1.0) / n * found.iter().map(|one| (one - centre).powi(2)).sum::<f64>()).sqrt();
    let se = |calibration: Option<&Calibration>, weights: &[f64]| {
        let design = Design { calibration: calibration.map(|one| (one, None)), ..Design::simple(weights) };
        super::mean(weights, &answers).estimate(&design).unwrap().se
    };
    let (linearised, plain) = (se(Some(&calibration), &calibration.weights), se(None, &calibration.weights));
    assert!((jackknife / linearised - 1.0).abs() < 0.03, "{jackknife} {linearised}");
    assert!((jackknife / plain - 1.0).abs() > 0.06, "the margins must explain the answer: {jackknife} {plain}");
    // What the margin fixes, among those it covers, is known without error.
    let covered: Vec<bool> = groups.iter().map(|group| *group < 2).collect();
    let is_a: Vec<f64> = groups.iter().map(|group| f64::from(u8::from(*group == 0))).collect();
    let design = Design { calibration: Some((&calibration, None)), ..Design::simple(&calibration.weights) };
    let known = Linearised::mean(&calibration.weights, &is_a, &covered).unwrap().estimate(&design).unwrap();
    assert!((known.value - 0.55).abs() < 1e-8 && known.se < 1e-8, "{known:?}");
}
