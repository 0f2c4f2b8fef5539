//! Intervals for a proportion, from the share, its standard error and degrees of freedom. All are computed from the
//! linearised standard error, so they hold for any design; none covers what a quota sample leaves to selection.

use crate::domain::arithmetic::{beta, normal};

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    pub low: f64,
    pub high: f64,
}

/// The ways of R's `svyciprop`, and two of the trade's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IntervalKind {
    /// `p ± t se`. Leaves 0–1 near its ends: for display only.
    Mean,
    /// On the logit scale, the default of `svyciprop`: `expit(logit p ± t se/(p(1−p)))`, the delta method on log odds
    /// (Newcombe 2001, Am. Stat. 55:200, for the simple sample). `Xlogit` is the same number. Covers too little for
    /// rare answers.
    Logit,
    Xlogit,
    /// On the angular scale: `sin²(asin √p ± t se/(2√(p(1−p))))`, where the binomial's variance hardly depends on p
    /// (Anscombe 1948, Biometrika 35:246). No better for rare answers.
    Asin,
    /// Korn and Graubard 1998 (Survey Methodology 24:193): Clopper–Pearson with `n* = p(1−p)/se² (t_{n−1}/t_df)²`. The
    /// safest for small shares.
    Beta,
    /// Shares whose scaled binomial deviance `2n*[p̂ ln(p̂/p) + (1−p̂) ln((1−p̂)/(1−p))]` is under `t²` (Rao and Scott 1984).
    Likelihood,
    /// Wilson 1927 (JASA 22) with `n* = p(1−p)/se²` and the normal quantile.
    WilsonNeff,
    /// `p ± z se`.
    NormalZ,
}

/// Two-sided critical values of one level, made once for many intervals.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Critical {
    pub level: f64,
    /// Student's, with the degrees of freedom of the estimate.
    pub t: f64,
    /// Student's, with those of the sample's size, for `Beta`.
    pub t_sample: f64,
    pub z: f64,
}

impl IntervalKind {
    pub const ALL: [Self; 8] = [
        Self::Logit,
        Self::Likelihood,
        Self::Asin,
        Self::Beta,
        Self::Mean,
        Self::Xlogit,
        Self::WilsonNeff,
        Self::NormalZ,
    ];

    /// The stable name, in answers.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mean => "mean",
            Self::Logit => "logit",
            Self::Xlogit => "xlogit",
            Self::Asin => "asin",
            Self::Beta => "beta",
            Self::Likelihood => "likelihood",
            Self::WilsonNeff => "wilson_neff",
            Self::NormalZ => "normal_z",
        }
    }
}

impl Critical {
    /// `level` is a fraction, as 0.95; `df` are the estimate's degrees of freedom, `n` the respondents of its base.
    ///
    /// `P(|T_df| ≤ t) = level` for `t` (Student 1908), the same with `n − 1` for `t_sample` (Korn and Graubard 1998),
    /// and of the normal for `z`. The three are numbers of standard errors. `t` is no number when `df` is not above 0.
    pub fn new(level: f64, df: f64, n: f64) -> Self {
        let student = |df: f64| if df > 0.0 { beta::student_two_sided_quantile(level, df) } else { f64::NAN };
        let t = student(df);
        let same = (n - 1.0 - df).abs() < 0.5;
        let t_sample = if same { t } else { student(n - 1.0) };
        Self { level, t, t_sample, z: normal::quantile(f64::midpoint(1.0, level)) }
    }
}

/// One interval of a share. `kish_n` is the effective base of the domain, which stands in for `p(1−p)/se²` when the share
/// is 0 or 1 and the linearised variance says nothing; only `Beta` and `WilsonNeff` exist then.
///
/// `share`, `se` and both ends are fractions. Formula and source of each kind stand beside it in `IntervalKind`. Not
/// for a share that a margin fixes, whose error is 0, nor for a mean that is no proportion: `normal_interval`.
pub fn interval(kind: IntervalKind, share: f64, se: f64, kish_n: f64, critical: &Critical) -> Option<Interval> {
    let is_inside = share > 0.0 && share < 1.0 && se > 0.0;
    let spread = share * (1.0 - share);
    let n = if is_inside { spread / (se * se) } else { kish_n };
    if !is_inside && !matches!(kind, IntervalKind::Beta | IntervalKind::WilsonNeff) {
        return None;
    }
    let Critical { level, t, t_sample, z } = *critical;
    Some(match kind {
        IntervalKind::Mean => Interval { low: share - t * se, high: share + t * se },
        IntervalKind::NormalZ => normal_interval(share, se, z),
        IntervalKind::Logit | IntervalKind::Xlogit => {
            let (centre, half) = ((share / (1.0 - share)).ln(), t * se / spread);
            let expit = |x: f64| 1.0 / (1.0 + (-x).exp());
            Interval { low: expit(centre - half), high: expit(centre + half) }
        }
        IntervalKind::Asin => {
            let (centre, half) = (share.sqrt().asin(), t * se / (2.0 * spread.sqrt()));
            let square = |angle: f64| angle.clamp(0.0, std::f64::consts::FRAC_PI_2).sin().powi(2);
            Interval { low: square(centre - half), high: square(centre + half) }
        }
        IntervalKind::Beta => {
            let n = if is_inside { n * (t_sample / t).powi(2) } else { n };
            clopper_pearson(share, n, level)
        }
        IntervalKind::Likelihood => likelihood(share, n, t * t),
        IntervalKind::WilsonNeff => wilson(share, n, z),
    })
}

/// Effective respondents on the rarer side of a share under which the logit interval is not trusted. A convention: the
/// `n min(p, 1−p) ≥ 10` of textbooks (which Brown, Cai and DasGupta 2001, Stat. Sci. 16:101, review), with the
/// effective base.
pub const RARE_MIN: f64 = 10.0;
/// Standard errors under which a figure is one the calibration fixed.
const FIXED: f64 = 1e-9;

/// The interval that is printed beside a share: on the logit scale; Korn and Graubard's where fewer than `RARE_MIN`
/// effective respondents are on one side; Wilson's on Kish's base for a share of 0 or 1; the share itself where the
/// calibration fixes it.
///
/// Effective respondents of the rarer side are `min(p, 1−p) p(1−p)/se²`; the choice by that number is the project's
/// own, its parts are sourced in `IntervalKind`. Fractions. Not for one family of figures that must all be of one kind:
/// `interval`.
pub fn printed(share: f64, se: f64, kish_n: f64, critical: &Critical) -> Interval {
    let is_whole = share <= 0.0 || share >= 1.0;
    if !is_whole && se < FIXED {
        return Interval { low: share, high: share };
    }
    let rarer = share.min(1.0 - share);
    let kind = match share * (1.0 - share) / (se * se) * rarer {
        _ if is_whole => IntervalKind::WilsonNeff,
        effective if effective < RARE_MIN => IntervalKind::Beta,
        _ => IntervalKind::Logit,
    };
    let is_told = |found: &Interval| found.low.is_finite() && found.high.is_finite();
    let found = interval(kind, share, se, kish_n, critical).filter(is_told);
    found.unwrap_or_else(|| wilson(share, kish_n, critical.z))
}

/// `estimate ± c se`, in the unit of the estimate; `critical` is `c`, the normal's `z` or Student's `t` of `Critical`.
/// By the normal approximation of a linearised estimate (Woodruff 1971, JASA 66:411). Not for shares near 0 or 1, where
/// an end leaves 0–1 and the coverage falls short: `printed`.
pub fn normal_interval(estimate: f64, se: f64, critical: f64) -> Interval {
    Interval { low: estimate - critical * se, high: estimate + critical * se }
}

/// Wilson 1927 (JASA 22:209): `(p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n)`; it never leaves 0–1.
///
/// `p` is the share, a fraction; `n` the `effective_n`, `p(1−p)/se²` or Kish's base, in respondents; `z` the normal's
/// critical value. It knows no degrees of freedom: not for a design of few clusters (`IntervalKind::Beta`).
pub fn wilson(share: f64, effective_n: f64, z: f64) -> Interval {
    let square = z * z / effective_n;
    let centre = (share + square / 2.0) / (1.0 + square);
    let half = z / (1.0 + square) * (share * (1.0 - share) / effective_n + square / (4.0 * effective_n)).sqrt();
    let low = if share <= 0.0 { 0.0 } else { (centre - half).max(0.0) };
    let high = if share >= 1.0 { 1.0 } else { (centre + half).min(1.0) };
    Interval { low, high }
}

/// Clopper and Pearson 1934 (Biometrika 26) with a size that need not be whole. A share of 0 or 1 keeps two-sided α/2.
fn clopper_pearson(share: f64, n: f64, level: f64) -> Interval {
    let alpha = 1.0 - level;
    let (yes, no) = (n * share, n * (1.0 - share));
    let low = if share <= 0.0 { 0.0 } else { beta::quantile(alpha / 2.0, yes, no + 1.0) };
    let high = if share >= 1.0 {
        1.0
    } else if share <= 0.0 {
        // The quantile of a beta with first parameter 1, in closed form.
        1.0 - (alpha / 2.0).powf(1.0 / n)
    } else {
        beta::quantile(1.0 - alpha / 2.0, yes + 1.0, no)
    };
    let low = if share >= 1.0 { (alpha / 2.0).powf(1.0 / n) } else { low };
    Interval { low, high }
}

/// By halving: the deviance grows away from the share on both sides.
fn likelihood(share: f64, n: f64, limit: f64) -> Interval {
    let deviance = |p: f64| 2.0 * n * (share * (share / p).ln() + (1.0 - share) * ((1.0 - share) / (1.0 - p)).ln());
    let edge = |outside: f64| {
        let (mut within, mut beyond) = (share, outside);
        for _ in 0..100 {
            let middle = f64::midpoint(within, beyond);
            if deviance(middle) < limit { within = middle } else { beyond = middle }
        }
        within
    };
    Interval { low: edge(0.0), high: edge(1.0) }
}
