//! Intervals of numbers. Rounding to the nearest never changes the order of two numbers, so that what is computed on the
//! ends bounds what is computed inside; only overflow has to be told apart.

use std::ops::RangeInclusive;

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Interval {
    pub low: f64,
    pub high: f64,
    /// Whether the ends themselves are out.
    pub is_low_out: bool,
    pub is_high_out: bool,
}

/// A result, and whether it may also be no number at all.
pub(super) type Bounded = (Interval, bool);

impl Interval {
    pub const ALL: Self = Self { low: f64::MIN, high: f64::MAX, is_low_out: false, is_high_out: false };

    pub fn closed(range: RangeInclusive<f64>) -> Self {
        Self { low: *range.start(), high: *range.end(), is_low_out: false, is_high_out: false }
    }

    pub fn point(number: f64) -> Self {
        Self::closed(number..=number)
    }

    pub fn single(self) -> Option<f64> {
        (self.low == self.high).then_some(self.low)
    }

    pub fn meets(self, other: Self) -> bool {
        let (low, high) = (self.low.max(other.low), self.high.min(other.high));
        // The ends may be out of an open interval.
        low < high || (low == high && !self.is_end_out(low) && !other.is_end_out(low))
    }

    fn is_end_out(self, end: f64) -> bool {
        (self.is_low_out && end == self.low) || (self.is_high_out && end == self.high)
    }

    /// Whether some number of this one is less than some number of the other.
    pub fn may_be_less(self, other: Self) -> bool {
        self.low < other.high
    }

    pub fn hull(self, other: Self) -> Self {
        Self::closed(self.low.min(other.low)..=self.high.max(other.high))
    }

    fn contains_zero(self) -> bool {
        self.low <= 0.0 && self.high >= 0.0
    }

    /// From the values at the ends; one that overflowed may be missing, or anything up to there.
    pub fn of_ends(ends: &[f64]) -> Bounded {
        let may_overflow = ends.iter().any(|end| !end.is_finite());
        if may_overflow || ends.is_empty() {
            return (Self::ALL, true);
        }
        let low = ends.iter().copied().fold(f64::MAX, f64::min);
        let high = ends.iter().copied().fold(f64::MIN, f64::max);
        (Self::closed(low..=high), false)
    }

    pub fn plus(self, other: Self) -> Bounded {
        Self::of_ends(&[self.low + other.low, self.high + other.high])
    }

    pub fn minus(self, other: Self) -> Bounded {
        Self::of_ends(&[self.low - other.high, self.high - other.low])
    }

    pub fn times(self, other: Self) -> Bounded {
        let (a, b) = (self, other);
        Self::of_ends(&[a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high])
    }

    pub fn divided_by(self, other: Self) -> Bounded {
        if other.contains_zero() {
            return (Self::ALL, true);
        }
        let (a, b) = (self, other);
        Self::of_ends(&[a.low / b.low, a.low / b.high, a.high / b.low, a.high / b.high])
    }

    /// The remainder has the sign of what is divided, and is no larger than either.
    pub fn modulo(self, other: Self) -> Bounded {
        if let Some((a, b)) = self.single().zip(other.single()) {
            return Self::of_ends(&[a % b]);
        }
        let size = |interval: Self| interval.low.abs().max(interval.high.abs());
        let most = size(self).min(size(other));
        let low = if self.low >= 0.0 { 0.0 } else { -most };
        let high = if self.high <= 0.0 { 0.0 } else { most };
        (Self::closed(low..=high), other.contains_zero())
    }

    pub fn negated(self) -> Self {
        Self { low: -self.high, high: -self.low, is_low_out: self.is_high_out, is_high_out: self.is_low_out }
    }

    pub fn abs(self) -> Self {
        if self.low >= 0.0 {
            self
        } else if self.high <= 0.0 {
            self.negated()
        } else {
            Self::closed(0.0..=self.high.max(-self.low))
        }
    }

    /// Through a function that keeps order.
    pub fn through(self, of: impl Fn(f64) -> f64) -> Bounded {
        Self::of_ends(&[of(self.low), of(self.high)])
    }
}
