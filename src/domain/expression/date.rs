//! Dates as answers give them: a day, a month or a year. A partial date stands for every day it may be; a comparison is
//! decided when all of them agree, and otherwise unknown.

use chrono::{Datelike, NaiveDate};

/// Every day a date may be, both ends included, as days of the common era.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartialDate {
    first: i32,
    last: i32,
}

impl PartialDate {
    /// A day, a month (no day) or a year (neither); `None` for a date the calendar does not have.
    pub fn new(year: i32, month: Option<u32>, day: Option<u32>) -> Option<Self> {
        let first = NaiveDate::from_ymd_opt(year, month.unwrap_or(1), day.unwrap_or(1))?;
        let last = match (month, day) {
            (None, Some(_)) => return None,
            (Some(_), Some(_)) => first,
            (Some(12) | None, None) => NaiveDate::from_ymd_opt(year, 12, 31)?,
            (Some(month), None) => NaiveDate::from_ymd_opt(year, month + 1, 1)?.pred_opt()?,
        };
        Some(Self { first: first.num_days_from_ce(), last: last.num_days_from_ce() })
    }

    /// Reads `2020-05-17`, `2020-05` or `2020`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let year = digits(parts.next()?, 4)?;
        let month = parts.next().map(|month| digits(month, 2));
        let day = parts.next().map(|day| digits(day, 2));
        match (month, day, parts.next()) {
            (None, None, None) => Self::new(i32::try_from(year).ok()?, None, None),
            (Some(month), None, None) => Self::new(i32::try_from(year).ok()?, Some(month?), None),
            (Some(month), Some(day), None) => Self::new(i32::try_from(year).ok()?, Some(month?), Some(day?)),
            _ => None,
        }
    }

    /// Whether it is one day.
    pub fn is_whole(self) -> bool {
        self.first == self.last
    }

    pub(super) fn days(self) -> (i32, i32) {
        (self.first, self.last)
    }

    /// `self = other`, where every completion agrees.
    pub(super) fn equals(self, other: Self) -> Option<bool> {
        if self.last < other.first || other.last < self.first {
            return Some(false);
        }
        (self.is_whole() && other.is_whole()).then_some(true)
    }

    /// `self < other`, where every completion agrees.
    pub(super) fn is_before(self, other: Self) -> Option<bool> {
        if self.last < other.first {
            return Some(true);
        }
        (self.first >= other.last).then_some(false)
    }
}

fn digits(text: &str, length: usize) -> Option<u32> {
    let are_digits = text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    are_digits.then(|| text.parse().ok()).flatten()
}
