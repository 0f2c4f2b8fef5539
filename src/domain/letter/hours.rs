//! When a letter may leave: at the hours and on the days of the plan, Paris time, on a public holiday only if it says so.

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc, Weekday};
use chrono_tz::Europe::Paris;

use super::{Hours, is_holiday};

/// Longest search: no plan closes a whole month.
const DAYS_MAX: i64 = 31;

impl Default for Hours {
    /// Half past eight in the morning to half past seven in the evening, Monday to Friday.
    fn default() -> Self {
        let at = |hour| NaiveTime::from_hms_opt(hour, 30, 0).unwrap_or(NaiveTime::MIN);
        let days = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];
        Self { from: at(8), to: at(19), days: days.to_vec(), alsace_moselle: false, on_holidays: false }
    }
}

impl Hours {
    /// This instant if letters may leave at it, else the next one at which they may.
    pub fn next(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let local = now.with_timezone(&Paris);
        let today = local.date_naive();
        if self.is_day(today) && local.time() < self.to {
            return if local.time() >= self.from { now } else { self.opening(today).unwrap_or(now) };
        }
        let days = (1..=DAYS_MAX).filter_map(|days| today.checked_add_signed(TimeDelta::try_days(days)?));
        days.filter(|day| self.is_day(*day)).find_map(|day| self.opening(day)).unwrap_or(now)
    }

    fn is_day(&self, day: NaiveDate) -> bool {
        self.days.contains(&day.weekday()) && (self.on_holidays || !is_holiday(day, self.alsace_moselle))
    }

    /// An hour the clocks skip is no opening; of one they show twice, the first.
    fn opening(&self, day: NaiveDate) -> Option<DateTime<Utc>> {
        Paris.from_local_datetime(&day.and_time(self.from)).earliest().map(|instant| instant.to_utc())
    }
}
