//! A line through waves.

use crate::domain::arithmetic::matrix::Matrix;
use crate::domain::arithmetic::normal;

/// One wave's estimate at an instant, in whatever unit of time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WaveValue {
    pub time: f64,
    pub value: f64,
}

/// The slope of the weighted line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LinearTrend {
    /// Change of the estimate for one unit of time.
    pub slope: f64,
    pub se: f64,
    /// Two-sided, normal.
    pub p_value: f64,
}

/// The slope of the line through the waves, each weighted by the inverse of its variance, with the variance that their
/// joint covariance gives it: `b = Σ c_i y_i`, `V(b) = c' V c` (Kish 1965, §12.4, for the covariance of overlapping samples).
/// `None` under three waves or when all are at one instant: two waves are a difference. Never across waves whose question
/// or universe changed; see `comparable`.
///
/// `c_i = (t_i − t̄)/v_i / Σ_j (t_j − t̄)²/v_j`, `t̄ = Σ t_i/v_i / Σ 1/v_i`, with `v_i = V_ii` the variance of wave i's
/// `y_i` and `t_i` its instant. The slope is in units of `y` for one of `t`, its p value the normal's. A wave of
/// variance 0 would take all the weight: `None`.
pub fn linear_trend(waves: &[WaveValue], covariance: &Matrix) -> Option<LinearTrend> {
    if waves.len() < 3 || covariance.size() != waves.len() {
        return None;
    }
    let weights: Vec<f64> = (0..waves.len()).map(|at| 1.0 / covariance.at(at, at)).collect();
    let total: f64 = weights.iter().sum();
    let centre = waves.iter().zip(&weights).map(|(wave, weight)| weight * wave.time).sum::<f64>() / total;
    let spread: f64 = waves.iter().zip(&weights).map(|(wave, weight)| weight * (wave.time - centre).powi(2)).sum();
    if !(spread > 0.0 && spread.is_finite()) {
        return None;
    }
    let coefficients: Vec<f64> =
        waves.iter().zip(&weights).map(|(wave, weight)| weight * (wave.time - centre) / spread).collect();
    let slope: f64 = coefficients.iter().zip(waves).map(|(coefficient, wave)| coefficient * wave.value).sum();
    let se = covariance.quadratic(&coefficients).max(0.0).sqrt();
    let z = if slope == 0.0 { 0.0 } else { slope / se };
    Some(LinearTrend { slope, se, p_value: normal::two_sided(z) })
}
