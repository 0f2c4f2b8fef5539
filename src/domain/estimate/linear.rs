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
    /// The total `Σ w y` over the domain: `z = y`.
    pub fn total(weights: &[f64], y: &[f64], domain: &[bool]) -> Self {
        let z: Vec<f64> = y.iter().zip(domain).map(|(y, is_in)| if *is_in { *y } else { 0.0 }).collect();
        Self { value: exact_sum(weights.iter().zip(&z).map(|(weight, z)| weight * z)), z }
    }

    /// The mean `m = Σ w y / W` over the domain, `W = Σ w`: `z = (y − m)/W`. A share is the mean of a variable of 0 and 1.
    /// `None` when the domain weighs nothing. What `y` is outside the domain does not matter.
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

    /// The difference of two estimates: `z_a − z_b`, so that what they share counts once.
    #[must_use]
    pub fn minus(&self, other: &Self) -> Self {
        let z = self.z.iter().zip(&other.z).map(|(left, right)| left - right).collect();
        Self { value: self.value - other.value, z }
    }

    /// A sum of estimates with coefficients: an index, a balance.
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

    pub fn estimate(&self, design: &Design) -> Result<Estimate, DesignFault> {
        Ok(Estimate { value: self.value, se: design.variance(&self.z)?.sqrt() })
    }
}

/// The weighted variance of the values of a domain, `n/(n−1) Σ w (y − m)² / W` (R's `svyvar`): the spread of answers, not
/// of the estimate.
pub fn spread_of_values(weights: &[f64], y: &[f64], domain: &[bool]) -> f64 {
    let inside = || weights.iter().zip(y).zip(domain).filter(|(_, is_in)| **is_in).map(|(pair, _)| pair);
    let weight = exact_sum(inside().map(|(weight, _)| *weight));
    let mean = exact_sum(inside().map(|(weight, y)| weight * y)) / weight;
    let n = number(inside().count());
    n / (n - 1.0) * exact_sum(inside().map(|(weight, y)| weight * (y - mean).powi(2))) / weight
}
