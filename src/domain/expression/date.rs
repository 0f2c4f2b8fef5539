//! Dates in comparisons. A partial date stands for every day it may be; a comparison is decided when all of them agree,
//! and otherwise unknown.

use chrono::{Datelike, NaiveDate};

use crate::domain::answer::Date;

/// Every day a date may be, both ends included, as days of the common era.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Days {
    pub first: i32,
    pub last: i32,
}

impl Days {
    /// Those of `2020-05-17`, of `2020-05` or of `2020`.
    pub fn parse(text: &str) -> Option<Self> {
        Date::parse(text).ok().and_then(Self::of)
    }

    /// `None` for a date outside the calendar, which [`Date`] does not let through.
    pub fn of(date: Date) -> Option<Self> {
        let (year, month, day) = (i32::from(date.year()), date.month().map(u32::from), date.day().map(u32::from));
        let first = NaiveDate::from_ymd_opt(year, month.unwrap_or(1), day.unwrap_or(1))?;
        let last = match (month, day) {
            (Some(_), Some(_)) => first,
            (Some(12) | None, _) => NaiveDate::from_ymd_opt(year, 12, 31)?,
            (Some(month), None) => NaiveDate::from_ymd_opt(year, month + 1, 1)?.pred_opt()?,
        };
        Some(Self { first: first.num_days_from_ce(), last: last.num_days_from_ce() })
    }

    /// Whether it is one day.
    pub fn is_whole(self) -> bool {
        self.first == self.last
    }

    /// `self = other`, where every completion agrees.
    pub fn equals(self, other: Self) -> Option<bool> {
        if self.last < other.first || other.last < self.first {
            return Some(false);
        }
        (self.is_whole() && other.is_whole()).then_some(true)
    }

    /// `self < other`, where every completion agrees.
    pub fn is_before(self, other: Self) -> Option<bool> {
        if self.last < other.first {
            return Some(true);
        }
        (self.first >= other.last).then_some(false)
    }
}
