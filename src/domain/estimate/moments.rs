//! Shares by three sums (count, weight, squared weight), so that one pass over the responses serves every row and column
//! of a table. The variance takes the weights as given (`weights_only`): conservative when the margins explain the
//! answer. `design` holds the general variances, with calibration residuals, strata, clusters.

use crate::domain::estimate::influence::{Group, Score};
use crate::domain::estimate::interval::{Critical, Interval, printed, wilson};

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
    /// With weights as given, whatever made them: what institutes quote.
    pub weights_only_error: f64,
    /// The size of the simple random sample that would be as precise.
    pub effective_n: f64,
    /// At 95 %.
    interval: Interval,
}

impl Moments {
    /// `n`, `Σ w` and `Σ w²` of a group, from the weights of its respondents, each above 0, in any unit (Kish 1965, §11.7,
    /// the sums of his design effect). Terms are added in their order: the last bits follow it, where cells of a
    /// calibration (`CellCounts`) do not.
    pub fn of(weights: impl IntoIterator<Item = f64>) -> Self {
        let mut moments = Self::default();
        for weight in weights {
            moments.add(weight);
        }
        moments
    }

    /// One more respondent of this weight: `n + 1`, `Σ w + w`, `Σ w² + w²`. A weight of 0 counts in `n`; one below 0, or no
    /// number, is to be refused before (`calibrate` does).
    pub fn add(&mut self, weight: f64) {
        self.n = self.n.saturating_add(1);
        self.weight += weight;
        self.squares += weight * weight;
    }

    /// Adds others, none of whom is here yet.
    pub fn join(&mut self, others: &Self) {
        self.n = self.n.saturating_add(others.n);
        self.weight += others.weight;
        self.squares += others.squares;
    }

    /// Kish 1965, *Survey Sampling*, §11.7: `(Σw)² / Σw²`, in respondents; 0 for nobody. Of unequal weights alone:
    /// blind to clusters and strata, and to what a calibration explains.
    pub fn effective_n(&self) -> f64 {
        if self.squares > 0.0 { self.weight * self.weight / self.squares } else { 0.0 }
    }

    /// Kish's design effect by unequal weights alone: `n Σw² / (Σw)²` (Kish 1965, §11.7), without unit; `None` for
    /// nobody. Blind to clusters, where the true one is larger, and to margins that explain the answer, where it is
    /// smaller.
    pub fn design_effect(&self) -> Option<f64> {
        (self.squares > 0.0).then(|| f64::from(self.n) / self.effective_n())
    }
}

/// The share of `base` that `members` are, in a sample of `sample_n` respondents; `None` when the base weighs nothing.
///
/// Linearised variance of a ratio in a domain, with replacement, each respondent a cluster (Woodruff 1971; what R survey's
/// `svymean` gives): with `z = w (y − p) / W` in the base and 0 outside, `V = n/(n−1) Σ z²`, whose mean is 0. Split between
/// members and others it needs their squared weights only: `Σz² = [(1−p)² Σ₁w² + p² Σ₀w²] / W²`.
///
/// `n` is `sample_n`, `W` the weight of the base, `p` and the error fractions, `Σ₁` over members and `Σ₀` over the rest
/// of the base. Not for strata or clusters, nor where the calibration's residuals are to count: `Design`, or
/// `share_of`.
pub fn share(members: &Moments, base: &Moments, sample_n: u32) -> Option<Share> {
    if base.weight <= 0.0 || !base.weight.is_finite() {
        return None;
    }
    let others = base.n.saturating_sub(members.n);
    if members.n == 0 || others == 0 {
        let share = if others == 0 { 1.0 } else { 0.0 };
        return Some(Share::weights_only(share, 0.0, base.effective_n()));
    }
    let share = members.weight / base.weight;
    let spread = (1.0 - share).powi(2) * members.squares + share.powi(2) * (base.squares - members.squares).max(0.0);
    let sample_n = f64::from(sample_n.max(2));
    let variance = sample_n / (sample_n - 1.0) * spread / (base.weight * base.weight);
    Some(Share::weights_only(share, variance.sqrt(), share * (1.0 - share) / variance))
}

/// The share of a group that members are, with the residuals of the calibration where there is one, and its score for
/// comparisons. `critical` are the values of the base's degrees of freedom, `base.n − 1`.
///
/// `p = W_m/W`, its variance that of `e = z − x'B`, `z = (1_m − p 1)/W` (`Influence::covariance`; Deville and Särndal
/// 1992, §3), and the effective base `p(1−p)/se²`, Kish's where the error is 0. Fractions; bases in respondents.
/// Members must be part of the base. Not for strata or clusters, which `Design` has.
pub fn share_of(members: &Group, base: &Group, critical: &Critical) -> Option<(Share, Score)> {
    let score = base.share(members)?;
    let (share, kish_n) = (score.value, base.moments.effective_n());
    let is_whole = members.moments.n == 0 || members.moments.n == base.moments.n;
    let (standard_error, weights_only_error) =
        if is_whole { (0.0, 0.0) } else { (score.standard_error(), score.weights_only_error()) };
    let effective_n = if standard_error > 0.0 { share * (1.0 - share) / standard_error.powi(2) } else { kish_n };
    let interval = printed(share, standard_error, kish_n, critical);
    Some((Share { share, standard_error, weights_only_error, effective_n, interval }, score))
}

impl Share {
    /// Wilson 1927 (JASA 22) at 95 %, on the effective base `p(1−p)/se²`; on Kish's when the share is 0 or 1, where the
    /// linearised variance says nothing. It never leaves 0–1.
    fn weights_only(share: f64, error: f64, effective_n: f64) -> Self {
        let interval = wilson(share, effective_n, Z_95);
        Self { share, standard_error: error, weights_only_error: error, effective_n, interval }
    }

    /// At 95 %, in fractions: of `share_of` that of `printed`; of `share`, without degrees of freedom, Wilson's (1927).
    /// It covers chance alone, and of a quota sample not what selection adds.
    pub fn interval(&self) -> Interval {
        self.interval
    }
}

/// Half width in points of the 95 % interval « par référence à la méthode aléatoire »: `1,96 √(p(1−p)/n)`, as the law of
/// 1977 and the trade print it. It covers no selection bias.
pub fn margin_of_error_points(share: f64, n: f64) -> f64 {
    196.0 * (share * (1.0 - share) / n).sqrt()
}
