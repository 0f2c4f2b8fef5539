//! Tabulated values, and the identities that would not hold if a constant were wrong.

use proptest::prelude::*;

use super::matrix::{Cholesky, Matrix};
use super::sum::{ExactSums, exact_sum};
use super::{beta, gamma, normal};

fn near(got: f64, want: f64) {
    assert!((got - want).abs() <= 1e-13 + 1e-12 * want.abs(), "{got} is not {want}");
}

#[test]
fn the_distributions_are_those_of_the_tables() {
    near(normal::quantile(0.975), 1.959_963_984_540_054);
    near(normal::quantile(0.5), 0.0);
    near(normal::quantile(1e-10), -6.361_340_902_404_056);
    near(normal::two_sided(1.959_963_984_540_054), 0.05);
    near(beta::student_two_sided_quantile(0.95, 1.0), 12.706_204_736_174_698);
    near(beta::student_two_sided_quantile(0.95, 10.0), 2.228_138_851_986_273);
    near(beta::student_two_sided_quantile(0.99, 999.0), 2.580_759_637_267_637);
    near(gamma::chi_squared_upper(3.841_458_820_694_124, 1.0), 0.05);
    near(gamma::chi_squared_upper(31.410_432_844_230_92, 20.0), 0.05);
    near(beta::fisher_upper(4.964_602_743_730_711, 1.0, 10.0), 0.05);
    near(gamma::ln_gamma(0.5), 0.572_364_942_924_700_1);
    near(gamma::ln_gamma(101.0), 363.739_375_555_563_5);
    near(beta::quantile(0.975, 1.0, 99.0), 1.0 - 0.025f64.powf(1.0 / 99.0));
    near(beta::regularized(0.3, 2.0, 3.0), 0.3483);
}

#[test]
fn far_tails_keep_their_digits() {
    // P(|N| > 10) and a t with many degrees of freedom.
    near(normal::two_sided(10.0) / 1.523_970_604_832_094_6e-23, 1.0);
    assert!(beta::student_two_sided(38.0, 1e6) > 0.0);
}

#[test]
fn a_column_that_depends_on_the_others_is_left_out() {
    // Columns (1,0,1), (0,1,1), their sum: rank 2.
    let rows = [[1.0, 0.0, 1.0], [0.0, 1.0, 1.0], [1.0, 1.0, 2.0]];
    let mut gram = Matrix::new(3);
    for row in rows {
        for (a, x) in row.iter().enumerate() {
            for (b, y) in row.iter().enumerate() {
                gram.add(a, b, x * y);
            }
        }
    }
    let factor = Cholesky::new(&gram, 1e-10);
    assert_eq!(factor.rank(), 2);
    let right = [4.0, 5.0, 9.0];
    let solution = factor.solve(&right);
    for (row, want) in right.iter().enumerate() {
        let got: f64 = (0..3).map(|column| gram.at(row, column) * solution[column]).sum();
        near(got, *want);
    }
}

proptest! {
    #[test]
    fn a_sum_is_the_same_in_any_order(mut terms in prop::collection::vec(-1e12f64..1e12, 1..60)) {
        terms.push(1e-9);
        let here = exact_sum(terms.iter().copied());
        let mut sums = ExactSums::new(1e12, 100, 2);
        terms.reverse();
        for term in &terms {
            sums.add(1, *term);
        }
        prop_assert_eq!(here.to_bits(), exact_sum(terms.iter().copied()).to_bits());
        let plain: f64 = terms.iter().sum();
        prop_assert!((here - plain).abs() <= 1e-12 * terms.iter().map(|term| term.abs()).sum::<f64>());
        prop_assert!((sums.values()[1] - here).abs() <= 1e-12 * here.abs());
    }

    #[test]
    fn a_positive_system_is_solved(values in prop::collection::vec(-3.0f64..3.0, 24), right in prop::collection::vec(-3.0f64..3.0, 4)) {
        let mut matrix = Matrix::new(4);
        for row in values.chunks(4) {
            for a in 0..4 {
                for b in 0..4 {
                    matrix.add(a, b, row[a] * row[b]);
                }
            }
        }
        (0..4).for_each(|at| matrix.add(at, at, 1.0));
        let solution = Cholesky::new(&matrix, 1e-14).solve(&right);
        for (row, want) in right.iter().enumerate() {
            let got: f64 = (0..4).map(|column| matrix.at(row, column) * solution[column]).sum();
            prop_assert!((got - want).abs() < 1e-9);
        }
    }

    #[test]
    fn a_quantile_is_where_the_tail_is(p in 0.001f64..0.999, a in 0.2f64..500.0, b in 0.2f64..500.0) {
        prop_assert!((beta::regularized(beta::quantile(p, a, b), a, b) - p).abs() < 1e-9);
    }
}

#[test]
fn a_sum_with_something_that_is_no_number_is_no_number() {
    assert!(exact_sum([1.0, f64::NAN].into_iter()).is_nan());
    assert!(exact_sum([1.0, f64::INFINITY].into_iter()).is_nan());
    assert_eq!(exact_sum([].into_iter()), 0.0);
    assert_eq!(
        exact_sum([0.1, 0.2, -0.3, 1e300, -1e300].into_iter()),
        exact_sum([1e300, 0.1, -1e300, 0.2, -0.3].into_iter())
    );
}
