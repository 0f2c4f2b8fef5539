//! Shares by three sums (count, weight, squared weight), so that one pass over the responses serves every row and column
//! of a table. The variance takes the weights as given (`weights_only`): conservative when the margins explain the
//! answer. `design` holds the general variances, with calibration residuals, strata, clusters.

use crate::domain::estimate::interval::{Interval, wilson};

/// Two-sided 95 %.
pub const Z_95: f64 = 1.959_963_984_540_054;

/// What is known of a group of respondents.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Moments {
    pub n: u32,
    pub weight: f64,
    pub squares: f64,
}

/// A share of a base, as a fraction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    pub share: f64,
    pub standard_error: f64,
    /// The size of the simple random sample that would be as precise; used by the interval.
    pub effective_n: f64,
}

impl Moments {
    pub fn of(weights: impl IntoIterator<Item = f64>) -> Self {
        let mut moments = Self::default();
        for weight in weights {
            moments.add(weight);
        }
        moments
    }

    pub fn add(&mut self, weight: f64) {
        self.n = self.n.saturating_add(1);
        self.weight += weight;
        self.squares += weight * weight;
    }

    /// Kish 1965, *Survey Sampling*: `(Σw)² / Σw²`; 0 for nobody.
    pub fn effective_n(&self) -> f64 {
        if self.squares > 0.0 { self.weight * self.weight / self.squares } else { 0.0 }
    }

    /// Kish's design effect by unequal weights alone: `n Σw² / (Σw)²`; `None` for nobody.
    pub fn design_effect(&self) -> Option<f64> {
        (self.squares > 0.0).then(|| f64::from(self.n) / self.effective_n())
    }
}

/// The share of `base` that `members` are, in a sample of `sample_n` respondents; `None` when the base weighs nothing.
///
/// Linearised variance of a ratio in a domain, with replacement, each respondent a cluster (Woodruff 1971; what R survey's
/// `svymean` gives): with `z = w (y − p) / W` in the base and 0 outside, `V = n/(n−1) Σ z²`, whose mean is 0. Split between
/// members and others it needs their squared weights only: `Σz² = [(1−p)² Σ₁w² + p² Σ₀w²] / W²`.
pub fn share(members: &Moments, base: &Moments, sample_n: u32) -> Option<Share> {
    if base.weight <= 0.0 || !base.weight.is_finite() {
        return None;
    }
    let others = base.n.saturating_sub(members.n);
    if members.n == 0 || others == 0 {
        let share = if others == 0 { 1.0 } else { 0.0 };
        return Some(Share { share, standard_error: 0.0, effective_n: base.effective_n() });
    }
    let share = members.weight / base.weight;
    let spread = (1.0 - share).powi(2) * members.squares + share.powi(2) * (base.squares - members.squares).max(0.0);
    let sample_n = f64::from(sample_n.max(2));
    let variance = sample_n / (sample_n - 1.0) * spread / (base.weight * base.weight);
    Some(Share { share, standard_error: variance.sqrt(), effective_n: share * (1.0 - share) / variance })
}

impl Share {
    /// Wilson 1927 (JASA 22) at 95 %, on the effective base `p(1−p)/se²`; on Kish's when the share is 0 or 1, where the
    /// linearised variance says nothing. It never leaves 0–1.
    pub fn interval(&self) -> Interval {
        wilson(self.share, self.effective_n, Z_95)
    }
}

/// Half width in points of the 95 % interval « par référence à la méthode aléatoire »: `1,96 √(p(1−p)/n)`, as the law of
/// 1977 and the trade print it. It covers no selection bias.
pub fn margin_of_error_points(share: f64, n: f64) -> f64 {
    196.0 * (share * (1.0 - share) / n).sqrt()
}
