//! Weighted quantiles and their intervals.

use crate::domain::arithmetic::sum::exact_sum;
use crate::domain::estimate::{Design, DesignFault, Interval, Linearised};

/// A share of 1e-14 under the one asked still reaches it: sums of weights are rounded.
const REACHED: f64 = 1.0 - 1e-14;

/// Where between two values a quantile falls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuantileRule {
    /// The smallest value whose distribution function reaches p: always an observed value, apt for scores. Definition 1
    /// of Hyndman and Fan 1996 on weights.
    Math,
    /// The same, and the midpoint with the next value where p is reached exactly: their definition 2, R survey's
    /// « school ».
    School,
    /// Hyndman and Fan 1996 (Am. Stat. 50) type 7 on weights: interpolated, apt for amounts.
    HyndmanFan7,
}

/// The weighted distribution of a variable over a domain: values ascending, and the share of weight up to each.
pub struct Distribution {
    values: Vec<f64>,
    weights: Vec<f64>,
    cumulated: Vec<f64>,
    total: f64,
}

impl Distribution {
    /// `F(v) = Σ w 1[y ≤ v] / Σ w` over the domain, `v` in the unit of `y`: the weighted distribution function
    /// (Woodruff 1952, JASA 47:635). Rows of weight 0 or under are left out, so not for the linear method where it made
    /// some negative. `None` when the domain weighs nothing.
    pub fn new(weights: &[f64], y: &[f64], domain: &[bool]) -> Option<Self> {
        let rows = weights.iter().zip(y).zip(domain);
        let mut pairs: Vec<(f64, f64)> = rows
            .filter(|((weight, _), is_in)| **is_in && **weight > 0.0)
            .map(|((weight, y), _)| (*y, *weight))
            .collect();
        // By value, then weight: what is cumulated does not depend on the order of rows.
        pairs.sort_unstable_by(|left, right| left.0.total_cmp(&right.0).then(left.1.total_cmp(&right.1)));
        let total = exact_sum(pairs.iter().map(|(_, weight)| *weight));
        if total.is_nan() || total <= 0.0 {
            return None;
        }
        // Two doubles carry the sum: rounded once a million weights later too, it reaches what it reaches exactly.
        let (mut sum, mut lost) = (0.0, 0.0);
        let cumulated = pairs.iter().map(|(_, weight)| {
            let next = sum + weight;
            // Weights and sums are positive, and a sum is no smaller than what is added but at the beginning (Neumaier 1974).
            lost += if sum >= *weight { (sum - next) + weight } else { (weight - next) + sum };
            sum = next;
            sum + lost
        });
        let cumulated = cumulated.collect();
        let (values, weights) = pairs.into_iter().unzip();
        Some(Self { values, weights, cumulated, total })
    }

    /// The value that a share `p` of the weight stands at or under, `p` a fraction, in the unit of the values:
    /// `F⁻¹(p)`, and between two values as the rule says (Hyndman and Fan 1996, Am. Stat. 50:361, definitions 1, 2 and
    /// 7). `School` and `HyndmanFan7` may give a value nobody has: not for codes. Far tails of few respondents are
    /// their largest answers.
    pub fn quantile(&self, p: f64, rule: QuantileRule) -> f64 {
        match rule {
            QuantileRule::Math => self.inverse(p),
            QuantileRule::School => self.school(p),
            QuantileRule::HyndmanFan7 => self.interpolated(p),
        }
    }

    fn reaching(&self, p: f64) -> usize {
        let wanted = p * self.total * REACHED;
        self.cumulated.partition_point(|sum| *sum < wanted).min(self.values.len().saturating_sub(1))
    }

    fn value(&self, at: usize) -> f64 {
        self.values.get(at).copied().unwrap_or(f64::NAN)
    }

    fn inverse(&self, p: f64) -> f64 {
        self.value(self.reaching(p))
    }

    fn school(&self, p: f64) -> f64 {
        let at = self.reaching(p);
        let sum = self.cumulated.get(at).copied().unwrap_or(f64::NAN);
        let is_tie = (sum - p * self.total).abs() <= self.total * (1.0 - REACHED);
        if is_tie && at + 1 < self.values.len() {
            f64::midpoint(self.value(at), self.value(at + 1))
        } else {
            self.value(at)
        }
    }

    /// R survey's `hf7`: the value of rank k stands at (weight before it) / (weight of all but the last).
    fn interpolated(&self, p: f64) -> f64 {
        let last = self.weights.last().copied().unwrap_or(0.0);
        let wanted = p * (self.total - last);
        let at = self.cumulated.partition_point(|sum| *sum <= wanted);
        if at + 1 >= self.values.len() {
            return self.value(self.values.len().saturating_sub(1));
        }
        let before = at.checked_sub(1).and_then(|at| self.cumulated.get(at)).copied().unwrap_or(0.0);
        let weight = self.weights.get(at).copied().unwrap_or(f64::NAN);
        let part = ((wanted - before) / weight).clamp(0.0, 1.0);
        self.value(at) + part * (self.value(at + 1) - self.value(at))
    }

    /// Woodruff 1952 (JASA 47:635): the `p ± t se` interval of the share at or under the quantile, brought back to values
    /// by the `Math` rule. An end whose share leaves 0–1 is open. Not for a median of few distinct values.
    pub fn woodruff(
        &self,
        p: f64,
        y: &[f64],
        domain: &[bool],
        design: &Design,
        critical: f64,
    ) -> Result<(Option<f64>, Option<f64>), DesignFault> {
        let quantile = self.inverse(p);
        let under: Vec<f64> = y.iter().map(|y| if *y <= quantile { 1.0 } else { 0.0 }).collect();
        let Some(share) = Linearised::mean(design.weights, &under, domain) else { return Ok((None, None)) };
        let estimate = share.estimate(design)?;
        let Interval { low, high } = super::normal_interval(estimate.value, estimate.se, critical);
        let back = |share: f64| (0.0..=1.0).contains(&share).then(|| self.inverse(share));
        Ok((back(low), back(high)))
    }
}
