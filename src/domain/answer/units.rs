//! Numbers as they are stored, whole, and as conditions read them, with their decimals.

use crate::domain::arithmetic::decimal::ten_to;
use crate::domain::questionnaire::{AnswerOption, Kind};

impl Kind {
    /// Decimals of its numbers.
    pub fn decimals(&self) -> u8 {
        match self {
            Self::Number { decimals, .. } | Self::Numbers { decimals, .. } => *decimals,
            _ => 0,
        }
    }

    /// Bounds of its numbers, as conditions read them.
    pub fn number_bounds(&self) -> Option<(f64, f64)> {
        match self {
            Self::Number { min, max, .. } | Self::Numbers { min, max, .. } => {
                Some((as_read(*min, self.decimals()), as_read(*max, self.decimals())))
            }
            _ => None,
        }
    }
}

impl AnswerOption {
    /// What it counts for; a declared non-answer counts for nothing.
    pub fn score(&self) -> Option<f64> {
        self.value.filter(|_| self.missing.is_none()).map(|value| as_read(value, 0))
    }
}

/// A stored number as conditions read it.
pub(super) fn as_read(number: i64, decimals: u8) -> f64 {
    double(number) / ten_to(decimals)
}

/// The nearest double: exact up to fifteen digits, and bounds of questions have fewer.
fn double(number: i64) -> f64 {
    let low = u32::try_from(number & i64::from(u32::MAX)).unwrap_or(0);
    let high = i32::try_from(number >> 32).unwrap_or(0);
    f64::from(high) * 4_294_967_296.0 + f64::from(low)
}
