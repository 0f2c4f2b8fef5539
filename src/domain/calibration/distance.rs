//! The calibration functions of Deville and Särndal 1992 (JASA 87:376, table 1) and Deville, Särndal and Sautory 1993
//! (JASA 88:1013): `F(u)` gives `g` from `u = x'λ`, with its derivative and its primitive, which the dual needs.

use crate::domain::calibration::recipe::{Bounds, Method};

/// Where `x'λ` is cut before `exp`: beyond, the step is refused anyway.
const EXPONENT_MAX: f64 = 700.0;

/// One distance; bounds may be infinite for the truncated ones.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Distance {
    Exponential,
    Linear,
    Logit(Bounds),
    TruncatedLinear(Bounds),
    TruncatedExponential(Bounds),
}

/// `F(u)`, `F'(u)` and `G(u)` with `G' = F`, `G(0)` being any constant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Point {
    pub g: f64,
    pub slope: f64,
    pub primitive: f64,
}

impl From<Method> for Distance {
    /// Post-stratification is raking on one margin, which the first steps solve; it has its own closed form anyway.
    fn from(method: Method) -> Self {
        match method {
            Method::PostStratification | Method::Raking => Self::Exponential,
            Method::Linear => Self::Linear,
            Method::Logit(bounds) => Self::Logit(bounds),
            Method::TruncatedLinear(bounds) => Self::TruncatedLinear(bounds),
            Method::TruncatedRaking(bounds) => Self::TruncatedExponential(bounds),
        }
    }
}

impl Distance {
    /// `F(u)`, its derivative and an antiderivative at `u = x'λ`: `F` is the factor `g = w/d` of a respondent whose calibration
    /// variables are `x` (Deville and Särndal 1992, JASA 87: `1 + u`, `e^u`, their logit between bounds and their
    /// truncated linear); the antiderivative is what the dual adds up. Without units. Bounded distances give
    /// their bound where `u` is far; raking, infinity from the exponent on that no double holds. Not the distance between
    /// `w` and `d`: of it no solver here has need.
    #[inline]
    pub fn at(self, u: f64) -> Point {
        match self {
            Self::Exponential => {
                let g = if u > EXPONENT_MAX { f64::INFINITY } else { u.exp() };
                Point { g, slope: g, primitive: g }
            }
            Self::Linear => Point { g: 1.0 + u, slope: 1.0, primitive: u + u * u / 2.0 },
            Self::Logit(bounds) => logit(bounds, u),
            Self::TruncatedLinear(bounds) => cut(bounds, u, 1.0 + u, 1.0, u + u * u / 2.0, |g| {
                let u = g - 1.0;
                (u, u + u * u / 2.0)
            }),
            Self::TruncatedExponential(bounds) => {
                let g = u.min(EXPONENT_MAX).exp();
                cut(bounds, u, g, g, g, |g| (g.ln(), g))
            }
        }
    }
}

/// `F = [L(U−1) + U(1−L)E] / [(U−1) + (1−L)E]` with `E = exp(Au)`, `A = (U−L)/((1−L)(U−1))`; `F' = A(F−L)(U−F)/(U−L)`;
/// `G = Lu + (U−L)/A · ln[(U−1) + (1−L)E]`.
fn logit(Bounds { low, high }: Bounds, u: f64) -> Point {
    let (below, above) = (1.0 - low, high - 1.0);
    let a = (high - low) / (below * above);
    let exponent = a * u;
    // The larger of the two terms is taken out, so that neither overflows.
    let (weight, log) = if exponent > 0.0 {
        let e = (-exponent).exp();
        (below / (above * e + below), exponent + (above * e + below).ln())
    } else {
        let e = exponent.exp();
        (below * e / (above + below * e), (above + below * e).ln())
    };
    let slope = a * (high - low) * weight * (1.0 - weight);
    Point { g: low + (high - low) * weight, slope, primitive: low * u + (high - low) / a * log }
}

/// Between the bounds the point as it is; beyond, constant, with the primitive carried on from the bound.
fn cut(bounds: Bounds, u: f64, g: f64, slope: f64, primitive: f64, at_bound: impl Fn(f64) -> (f64, f64)) -> Point {
    let bound = if g < bounds.low {
        bounds.low
    } else if g > bounds.high {
        bounds.high
    } else {
        return Point { g, slope, primitive };
    };
    let (edge, there) = at_bound(bound);
    // With a lower bound of 0 the exponential never reaches it: its edge is infinite and this is not reached.
    Point { g: bound, slope: 0.0, primitive: there + bound * (u - edge) }
}
