//! Whole numbers, one policy for a whole release: each percentage to the nearest unit, halves up, from the unrounded
//! share. Nets come from unrounded counts, and rounding keeps order, so a net is never under one of its parts; sums may
//! make 99 or 101, which is said and not mended.

use crate::domain::arithmetic;
use crate::domain::estimate::Interval;
use crate::domain::table::Measure;

/// What a share may miss of a half by the arithmetic of fractions alone: 28,5 % is kept as 28,499999999999996.
const HALF_SLACK: f64 = 1e-9;

pub(super) fn percent(share: f64) -> u32 {
    whole((share * 100.0 + HALF_SLACK).round()).min(100)
}

/// From which share on, and under which, a percentage reads so.
pub(super) fn shares_read_as(percent: u32) -> (f64, f64) {
    let middle = f64::from(percent);
    (((middle - 0.5) / 100.0).max(0.0), (middle + 0.5) / 100.0)
}

/// Rounded outwards, so that the interval never claims more than it has.
pub(super) fn interval(interval: Interval) -> (u32, u32) {
    let low = (interval.low * 100.0 + HALF_SLACK).floor();
    let high = (interval.high * 100.0 - HALF_SLACK).ceil();
    (whole(low).min(100), whole(high).min(100))
}

pub(super) fn respondents(effective_n: f64) -> u32 {
    whole(effective_n.round())
}

pub(super) fn hundredths(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

/// Value, low and high times ten to the power of `decimals`: the value to the nearest, the interval outwards.
pub(super) fn scaled(measure: &Measure, decimals: u8) -> [i64; 3] {
    let power = 10f64.powi(i32::from(decimals));
    let value = (measure.value * power + HALF_SLACK).round();
    let (low, high) = ((measure.low * power + HALF_SLACK).floor(), (measure.high * power - HALF_SLACK).ceil());
    [value, low.min(value), high.max(value)].map(|figure| format!("{figure:.0}").parse().unwrap_or(0))
}

/// A value below 0 is 0.
fn whole(value: f64) -> u32 {
    u32::try_from(arithmetic::whole(value)).unwrap_or(0)
}
