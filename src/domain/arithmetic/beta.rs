//! The incomplete beta function, and what is read from it: Student's t, Fisher's F, the beta quantiles of exact
//! intervals.

use super::gamma::{LAST_TERM, TERMS_MAX, TINY, ln_gamma};
use super::normal;

/// Newton steps a quantile may take, each kept inside its bracket.
const STEPS_MAX: u32 = 200;

/// `I_x(a, b)`: Abramowitz and Stegun 26.5.8 by Lentz's continued fraction, on the side where it converges fast.
pub fn regularized(x: f64, a: f64, b: f64) -> f64 {
    if !(x.is_finite() && a > 0.0 && b > 0.0) {
        return f64::NAN;
    }
    if x <= 0.0 {
        0.0
    } else if x >= 1.0 {
        1.0
    } else {
        tail(x, 1.0 - x, a, b, ln_beta(a, b))
    }
}

/// `I_x(a, b)` with `y = 1 − x` given apart, so that neither loses digits near 0, and `ln B(a, b)`.
fn tail(x: f64, y: f64, a: f64, b: f64, ln_beta: f64) -> f64 {
    let front = (a * x.ln() + b * y.ln() - ln_beta).exp();
    if x < (a + 1.0) / (a + b + 2.0) { front * fraction(x, a, b) / a } else { 1.0 - front * fraction(y, b, a) / b }
}

fn fraction(x: f64, a: f64, b: f64) -> f64 {
    let away = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / away(1.0 - (a + b) * x / (a + 1.0));
    let mut value = d;
    for step in 1..=TERMS_MAX {
        let m = f64::from(step);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / away(1.0 + even * d);
        c = away(1.0 + even / c);
        value *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / away(1.0 + odd * d);
        c = away(1.0 + odd / c);
        value *= d * c;
        if (d * c - 1.0).abs() < LAST_TERM {
            break;
        }
    }
    value
}

/// `P(|t_df| > |t|) = I_x(df/2, 1/2)`, `x = df/(df + t²)` (Abramowitz and Stegun 26.5.27). For many of the same degrees
/// of freedom make one `Student`.
pub fn student_two_sided(t: f64, df: f64) -> f64 {
    Student::new(df).two_sided(t)
}

/// Student's distribution, with what depends on its degrees of freedom alone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Student {
    df: f64,
    ln_beta: f64,
}

impl Student {
    /// Student's law of `df` degrees of freedom, with `ln B(df/2, 1/2)` kept, for many values of one design (Abramowitz and
    /// Stegun 26.7.1). `df` is a number above 0, whole or not: others give no p value but no number. For the normal law
    /// use `normal`, not a large `df`.
    pub fn new(df: f64) -> Self {
        Self { df, ln_beta: ln_beta(df / 2.0, 0.5) }
    }

    /// `P(|t_df| > |t|) = I_x(df/2, 1/2)`, `x = df/(df + t²)` (Abramowitz and Stegun 26.5.27). No number when `df` is
    /// not above 0.
    pub fn two_sided(&self, t: f64) -> f64 {
        let (df, square) = (self.df, t * t);
        if t.is_nan() || df.is_nan() || df <= 0.0 {
            f64::NAN
        } else if square.is_infinite() {
            0.0
        } else if square == 0.0 {
            1.0
        } else {
            tail(df / (df + square), square / (df + square), df / 2.0, 0.5, self.ln_beta)
        }
    }
}

fn ln_beta(a: f64, b: f64) -> f64 {
    ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b)
}

/// The t that is exceeded in absolute value with probability `1 − level`, in standard errors; `level` a fraction under
/// 1, `df` above 0, which the caller makes sure of. The root of `Student::two_sided`, by Newton's steps on the density
/// kept in a bracket (Press et al. 1992, *Numerical Recipes*, §9.4).
pub fn student_two_sided_quantile(level: f64, df: f64) -> f64 {
    let wanted = 1.0 - level;
    let density = |t: f64| {
        let constant = ln_gamma(f64::midpoint(df, 1.0)) - ln_gamma(df / 2.0) - 0.5 * (df * std::f64::consts::PI).ln();
        (constant - f64::midpoint(df, 1.0) * (t * t / df).ln_1p()).exp()
    };
    let start = normal::quantile(f64::midpoint(1.0, level));
    // The quantile of t is beyond the normal one: double until the tail is small enough, then close in.
    let mut high = start.max(1.0);
    let student = Student::new(df);
    while student.two_sided(high) > wanted && high < 1e300 {
        high *= 2.0;
    }
    close_in(0.0, high, start, |t| wanted - student.two_sided(t), |t| 2.0 * density(t))
}

/// `P(F_{df1, df2} > f) = I_x(df2/2, df1/2)`, `x = df2/(df2 + df1 f)` (Abramowitz and Stegun 26.5.28); the degrees of
/// freedom need not be whole, and must be above 0.
pub fn fisher_upper(f: f64, df1: f64, df2: f64) -> f64 {
    if f.is_nan() {
        return f64::NAN;
    }
    if f <= 0.0 {
        return 1.0;
    }
    let sum = df2 + df1 * f;
    tail(df2 / sum, df1 * f / sum, df2 / 2.0, df1 / 2.0, ln_beta(df2 / 2.0, df1 / 2.0))
}

/// The `x` at which `I_x(a, b)` is `p`, a fraction: the root by Newton's steps on the density, kept in 0–1 by halving
/// (Press et al. 1992, *Numerical Recipes*, §9.4), from the normal curve of the beta's mean and variance. `a` and `b`
/// above 0.
pub fn quantile(p: f64, a: f64, b: f64) -> f64 {
    if p <= 0.0 || p >= 1.0 {
        return p.clamp(0.0, 1.0);
    }
    let constant = ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b);
    let density = |x: f64| (constant + (a - 1.0) * x.ln() + (b - 1.0) * (-x).ln_1p()).exp();
    // From the normal curve of the same mean and variance: some steps nearer than the mean.
    let mean = a / (a + b);
    let near = mean + normal::quantile(p) * (mean * (1.0 - mean) / (a + b + 1.0)).sqrt();
    let start = if near > 0.0 && near < 1.0 { near } else { mean };
    let ln_beta = ln_beta(a, b);
    close_in(0.0, 1.0, start, |x| tail(x, 1.0 - x, a, b, ln_beta) - p, density)
}

/// The root of an increasing function: Newton, and halving the bracket where Newton leaves it.
fn close_in(mut low: f64, mut high: f64, start: f64, gap: impl Fn(f64) -> f64, slope: impl Fn(f64) -> f64) -> f64 {
    let mut at = start;
    for _ in 0..STEPS_MAX {
        let miss = gap(at);
        if miss < 0.0 {
            low = at
        } else {
            high = at
        }
        let newton = at - miss / slope(at);
        let next = if newton > low && newton < high { newton } else { f64::midpoint(low, high) };
        if (next - at).abs() <= 1e-15 * next.abs() {
            return next;
        }
        at = next;
    }
    at
}
