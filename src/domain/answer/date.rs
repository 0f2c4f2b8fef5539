//! A date as somebody remembers it: a year, perhaps a month, perhaps a day. Written as ISO 8601 writes it.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date {
    year: u16,
    /// From 1; 0 when it is not known, so that the order is that of the text.
    month: u8,
    day: u8,
}

#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("« {0} » n'est pas une date : 2020-05-20, 2020-05 ou 2020")]
pub struct BadDate(pub String);

impl Date {
    /// A day, a month or a year that exists.
    pub fn new(year: u16, month: Option<u8>, day: Option<u8>) -> Option<Self> {
        let (known_month, known_day) = (month.unwrap_or(0), day.unwrap_or(0));
        let is_month = month.is_none_or(|month| (1..=12).contains(&month));
        let is_day = day.is_none_or(|day| month.is_some_and(|month| (1..=days_in(year, month)).contains(&day)));
        let is_sound = (1..=9999).contains(&year) && is_month && is_day;
        is_sound.then_some(Self { year, month: known_month, day: known_day })
    }

    pub fn parse(text: &str) -> Result<Self, BadDate> {
        let bad = || BadDate(text.chars().take(40).collect());
        let mut parts = text.split('-');
        let part = |text: Option<&str>, length: usize| match text {
            None => Ok(None),
            Some(digits) if digits.len() == length && digits.bytes().all(|byte| byte.is_ascii_digit()) => {
                digits.parse::<u16>().map(Some).map_err(|_| bad())
            }
            Some(_) => Err(bad()),
        };
        let year = part(parts.next(), 4)?.ok_or_else(bad)?;
        let month = part(parts.next(), 2)?.and_then(|month| u8::try_from(month).ok());
        let day = part(parts.next(), 2)?.and_then(|day| u8::try_from(day).ok());
        if parts.next().is_some() {
            return Err(bad());
        }
        Self::new(year, month, day).ok_or_else(bad)
    }

    /// The same date, no more precise than another.
    pub fn cut_as(self, other: Self) -> Self {
        let month = if other.month > 0 { self.month } else { 0 };
        Self { year: self.year, month, day: if month > 0 && other.day > 0 { self.day } else { 0 } }
    }

    pub fn year(self) -> u16 {
        self.year
    }

    pub fn month(self) -> Option<u8> {
        (self.month > 0).then_some(self.month)
    }

    pub fn day(self) -> Option<u8> {
        (self.day > 0).then_some(self.day)
    }
}

fn days_in(year: u16, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 31,
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month() {
            write!(f, "-{month:02}")?;
        }
        if let Some(day) = self.day() {
            write!(f, "-{day:02}")?;
        }
        Ok(())
    }
}

impl TryFrom<String> for Date {
    type Error = BadDate;
    fn try_from(text: String) -> Result<Self, BadDate> {
        Self::parse(&text)
    }
}

impl From<Date> for String {
    fn from(date: Date) -> String {
        date.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_months_and_years_that_exist_are_read_and_written_alike() {
        for text in ["2020-02-29", "2020-05", "1999"] {
            assert_eq!(Date::parse(text).unwrap().to_string(), text);
        }
        for text in ["2019-02-29", "1900-02-29", "2020-13", "2020-00", "20-05-20", "2020-05-20-1", "", "2020-5", "0000"]
        {
            assert!(Date::parse(text).is_err(), "{text}");
        }
    }
}
