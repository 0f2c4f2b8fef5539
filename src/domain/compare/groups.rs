//! Differences between groups of one sample. Groups are domains of the whole sample: their covariance is not 0 after a
//! calibration, and overlapping groups share respondents. Both are in the joint linearisation.

use crate::domain::arithmetic::beta::Student;
use crate::domain::arithmetic::matrix::Matrix;
use crate::domain::estimate::{Design, DesignFault, Linearised};

/// Means of one variable in several groups, with their joint covariance.
#[derive(Debug, Clone)]
pub struct GroupMeans {
    pub means: Vec<f64>,
    pub covariance: Matrix,
}

/// A difference `a − b` of two groups, by position.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    pub a: usize,
    pub b: usize,
    pub difference: f64,
    pub se: f64,
    pub t: f64,
    /// Two-sided, Student's with the sample's degrees of freedom.
    pub p_value: f64,
}

/// Means of `y` in each group (`V(p_a − p_b) = V_a + V_b − 2 C_ab` with `C` of the same linearised variables). `None` when a
/// group weighs nothing. A subgroup against the total is to be asked as the subgroup against the rest.
///
/// `C_ab` is the covariance of `Σ w z_a` and `Σ w z_b` under the design, `z = (y − m)/W` of each (Woodruff 1971, JASA
/// 66:411; R's `svyby(covmat = TRUE)`). Means in the unit of `y`, covariances in its square. Not for two samples: one
/// file, one design.
pub fn group_means(design: &Design, y: &[f64], groups: &[Vec<bool>]) -> Result<Option<GroupMeans>, DesignFault> {
    let means: Option<Vec<Linearised>> =
        groups.iter().map(|group| Linearised::mean(design.weights, y, group)).collect();
    let Some(means) = means else { return Ok(None) };
    let (values, z): (Vec<f64>, Vec<Vec<f64>>) = means.into_iter().map(|mean| (mean.value, mean.z)).unzip();
    Ok(Some(GroupMeans { means: values, covariance: design.covariance(&z)? }))
}

/// Every pair of groups, first against the later ones.
///
/// `t = (m_a − m_b)/√(V_a + V_b − 2 C_ab)` with Student's p value at `df`, the degrees of freedom of the design (Kish
/// 1965, for the covariance; R's `svycontrast`). Differences in the unit of the means; p values are of one test each:
/// many together go through `holm` first. Not for groups chosen because they looked apart.
pub fn pairs(groups: &GroupMeans, df: f64) -> Vec<Difference> {
    let (count, student) = (groups.means.len(), Student::new(df));
    (0..count)
        .flat_map(|a| (a + 1..count).map(move |b| (a, b)))
        .filter_map(|(a, b)| pair(groups, a, b, &student))
        .collect()
}

/// One pair.
fn pair(groups: &GroupMeans, a: usize, b: usize, student: &Student) -> Option<Difference> {
    let covariance = &groups.covariance;
    let variance = covariance.at(a, a) + covariance.at(b, b) - 2.0 * covariance.at(a, b);
    let value = groups.means.get(a)? - groups.means.get(b)?;
    Some(tested(a, b, value, variance.max(0.0).sqrt(), student))
}

/// The difference of two linearised estimates of one sample, whatever their domains share.
///
/// `t = (θ_a − θ_b)/√V(Σ w (z_a − z_b))`, Student's with `df` (Woodruff 1971, JASA 66:411), in the unit of the
/// estimates, which must be one. Not for independent samples, whose variances add; nor for shares of 0 or 1 on both
/// sides, which show no error.
pub fn difference(design: &Design, a: &Linearised, b: &Linearised, df: f64) -> Result<Difference, DesignFault> {
    let estimate = a.minus(b).estimate(design)?;
    Ok(tested(0, 1, estimate.value, estimate.se, &Student::new(df)))
}

fn tested(a: usize, b: usize, difference: f64, se: f64, student: &Student) -> Difference {
    // Two groups that are equal and do not vary are not different.
    let t = if difference == 0.0 { 0.0 } else { difference / se };
    Difference { a, b, difference, se, t, p_value: student.two_sided(t) }
}
