//! Estimates as linearised variables: the value, and for each row the `z` whose total has the estimate's variance
//! (Woodruff 1971, JASA 66; Deville 1999, Survey Methodology 25).

use crate::domain::arithmetic::number;
use crate::domain::arithmetic::sum::exact_sum;
use crate::domain::estimate::{Design, DesignFault};

/// A value and its linearised variable, 0 outside the domain.
#[derive(Debug, Clone, PartialEq)]
pub struct Linearised {
    pub value: f64,
    pub z: Vec<f64>,
}

/// A value with its standard error, on the scale of the value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    pub value: f64,
    pub se: f64,
}

impl Linearised {
    /// The total `Σ w y` over the domain: `z = y`, 0 outside (Särndal, Swensson and Wretman 1992, ch. 10, on domains).
    ///
    /// In the unit of `y` times that of the weights: with weights of mean 1 it is of the sample, not of the population.
    /// Not for a count per head, which is a mean: the variance of a total counts also that of the domain's size.
    pub fn total(weights: &[f64], y: &[f64], domain: &[bool]) -> Self {
        let z: Vec<f64> = y.iter().zip(domain).map(|(y, is_in)| if *is_in { *y } else { 0.0 }).collect();
        Self { value: exact_sum(weights.iter().zip(&z).map(|(weight, z)| weight * z)), z }
    }

    /// The mean `m = Σ w y / W` over the domain, `W = Σ w`: `z = (y − m)/W`. A share is the mean of a variable of 0 and 1.
    /// `None` when the domain weighs nothing. What `y` is outside the domain does not matter.
    ///
    /// Taylor's linearisation of a ratio (Woodruff 1971, JASA 66:411; Särndal, Swensson and Wretman 1992, §5.8); `m`
    /// has the unit of `y`. Not for a domain of a few respondents, where a ratio is not near its tangent.
    pub fn mean(weights: &[f64], y: &[f64], domain: &[bool]) -> Option<Self> {
        let inside = || weights.iter().zip(y).zip(domain).filter(|(_, is_in)| **is_in).map(|(pair, _)| pair);
        let weight = exact_sum(inside().map(|(weight, _)| *weight));
        let value = exact_sum(inside().map(|(weight, y)| weight * y)) / weight;
        if !(weight > 0.0 && value.is_finite()) {
            return None;
        }
        let z = y.iter().zip(domain).map(|(y, is_in)| if *is_in { (y - value) / weight } else { 0.0 }).collect();
        Some(Self { value, z })
    }

    /// The difference of two estimates: `z_a − z_b`, so that what they share counts once (`combination` with 1 and −1,
    /// and its source). Both in one unit and of the same rows. Not for two independent samples, whose variances add.
    #[must_use]
    pub fn minus(&self, other: &Self) -> Self {
        let z = self.z.iter().zip(&other.z).map(|(left, right)| left - right).collect();
        Self { value: self.value - other.value, z }
    }

    /// A sum of estimates with coefficients: an index, a balance. `Σ c_k θ_k` has `z = Σ c_k z_k`, exactly (Deville
    /// 1999, Survey Methodology 25:193, whose linearisation adds up so). In the unit of `c_k θ_k`, one for all parts.
    /// Parts are of the same sample, row for row; not for products or ratios of estimates, which need their own
    /// derivative.
    pub fn combination(parts: &[(f64, &Self)]) -> Self {
        let rows = parts.first().map_or(0, |(_, part)| part.z.len());
        let mut whole = Self { value: 0.0, z: vec![0.0; rows] };
        for (coefficient, part) in parts {
            whole.value += coefficient * part.value;
            for (z, other) in whole.z.iter_mut().zip(&part.z) {
                *z += coefficient * other;
            }
        }
        whole
    }

    /// The value with `se = √V(Σ w z)`, in the unit of the value (Woodruff 1971, JASA 66:411; `Design::covariance` for
    /// V). Not for a share of 0 or 1, whose `z` are all 0 and whose error so reads 0, nor for biases that are not of
    /// sampling.
    pub fn estimate(&self, design: &Design) -> Result<Estimate, DesignFault> {
        Ok(Estimate { value: self.value, se: design.variance(&self.z)?.sqrt() })
    }
}

/// The weighted variance of the values of a domain, `n/(n−1) Σ w (y − m)² / W` (R's `svyvar`): the spread of answers,
/// not of the estimate. `n` are the domain's respondents, `m` their weighted mean, `W = Σ w`; in the unit of `y`,
/// squared. No number under two respondents. Not for a standard error, which is `Linearised::estimate`'s.
pub fn spread_of_values(weights: &[f64], y: &[f64], domain: &[bool]) -> f64 {
    let inside = || weights.iter().zip(y).zip(domain).filter(|(_, is_in)| **is_in).map(|(pair, _)| pair);
    let weight = exact_sum(inside().map(|(weight, _)| *weight));
    let mean = exact_sum(inside().map(|(weight, y)| weight * y)) / weight;
    let n = number(inside().count());
    n / (n - 1.0) * exact_sum(inside().map(|(weight, y)| weight * (y - mean).powi(2))) / weight
}
