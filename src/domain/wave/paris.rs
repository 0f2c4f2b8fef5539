//! Dates and instants of a wave file: days and hours are those of Paris, and an hour the clocks skip or repeat is never
//! guessed.

use chrono::{
    DateTime, Datelike, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, SecondsFormat, TimeDelta, TimeZone,
    Timelike as _, Utc,
};
use chrono_tz::Europe::Paris;

use crate::domain::questionnaire::Language;

/// Why a text is not an instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BadInstant {
    /// Not of the form read.
    Unreadable,
    /// The clocks skip this hour: the instants it could have meant.
    Skipped([DateTime<Utc>; 2]),
    /// The clocks show this hour twice: the instants it could mean.
    Repeated([DateTime<Utc>; 2]),
}

/// `2020-05-07T06:00` in Paris; an offset or `Z` is read as said.
pub fn instant(text: &str) -> Result<DateTime<Utc>, BadInstant> {
    for form in ["%Y-%m-%dT%H:%M:%S%:z", "%Y-%m-%dT%H:%M%:z"] {
        if let Ok(instant) = DateTime::parse_from_str(&text.replace('Z', "+00:00"), form) {
            return Ok(instant.to_utc());
        }
    }
    let forms = ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M"];
    let local = forms.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
    from_paris(local.ok_or(BadInstant::Unreadable)?)
}

/// `2020-05-07`.
pub fn day(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|_| text.len() == 10)
}

/// The first instant of a day, Paris time.
pub fn start_of(day: NaiveDate) -> Option<DateTime<Utc>> {
    from_paris(day.and_time(NaiveTime::MIN)).ok()
}

/// The first instant after a day, Paris time. Clocks never change at midnight there.
pub fn end_of(day: NaiveDate) -> Option<DateTime<Utc>> {
    from_paris(day.succ_opt()?.and_time(NaiveTime::MIN)).ok()
}

/// As in `2020-05-07T04:00:00Z`.
pub fn utc(instant: DateTime<Utc>) -> String {
    instant.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// As in “7 May 2020 at 06:00 (Paris time)”.
pub fn words_in(language: Language, instant: DateTime<Utc>) -> String {
    let Language::En = language else { return words(instant) };
    let local = instant.with_timezone(&Paris);
    local.format("%-d %B %Y at %H:%M (Paris time)").to_string()
}

/// As in « 7 mai 2020 à 6 h (heure de Paris) ».
pub fn words(instant: DateTime<Utc>) -> String {
    format!("{} (heure de Paris)", moment_words(instant))
}

/// The same where all that stands around is in Paris time: « 7 mai 2020 à 6 h », « à 6 h 05 ».
pub fn moment_words(instant: DateTime<Utc>) -> String {
    let local = instant.with_timezone(&Paris);
    let hour = if local.minute() == 0 { "%-H\u{a0}h" } else { "%-H\u{a0}h\u{a0}%M" };
    format!("{} à {}", day_words(local.date_naive()), local.format(hour))
}

/// The day of an instant in Paris.
pub fn day_of(instant: DateTime<Utc>) -> NaiveDate {
    instant.with_timezone(&Paris).date_naive()
}

/// The day of an instant in Paris, in words.
pub fn date_words(instant: DateTime<Utc>) -> String {
    day_words(day_of(instant))
}

/// The same, in a language.
pub fn date_words_in(language: Language, instant: DateTime<Utc>) -> String {
    day_words_in(language, day_of(instant))
}

/// As in « 7 mai 2020 », « 7 May 2020 ».
pub fn day_words_in(language: Language, day: NaiveDate) -> String {
    match language {
        Language::Fr => day_words(day),
        Language::En => day.format("%-d %B %Y").to_string(),
    }
}

/// As in « 7 mai 2020 ».
pub fn day_words(day: NaiveDate) -> String {
    const MONTHS: [&str; 12] = [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ];
    let month = usize::try_from(day.month0()).ok().and_then(|month| MONTHS.get(month)).copied().unwrap_or_default();
    let number = if day.day() == 1 { "1er".to_owned() } else { day.day().to_string() };
    format!("{number} {month} {}", day.year())
}

fn from_paris(local: NaiveDateTime) -> Result<DateTime<Utc>, BadInstant> {
    match Paris.from_local_datetime(&local) {
        LocalResult::Single(instant) => Ok(instant.to_utc()),
        LocalResult::Ambiguous(first, second) => Err(BadInstant::Repeated([first.to_utc(), second.to_utc()])),
        LocalResult::None => {
            let at_offset =
                |hours: i64| TimeDelta::try_hours(hours).and_then(|offset| local.checked_sub_signed(offset));
            let (summer, winter) = (at_offset(2), at_offset(1));
            let candidates = summer.zip(winter).ok_or(BadInstant::Unreadable)?;
            Err(BadInstant::Skipped([candidates.0.and_utc(), candidates.1.and_utc()]))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn an_hour_is_that_of_paris_in_summer_and_in_winter() {
        assert_eq!(instant("2020-05-07T06:00"), Ok(at("2020-05-07T04:00:00Z")));
        assert_eq!(instant("2020-01-07T06:00:30"), Ok(at("2020-01-07T05:00:30Z")));
    }

    #[test]
    fn an_instant_is_told_in_both_languages() {
        let embargo = at("2020-05-01T04:05:00Z");
        assert_eq!(words_in(Language::Fr, embargo), "1er mai 2020 à 6\u{a0}h\u{a0}05 (heure de Paris)");
        assert_eq!(moment_words(at("2020-05-01T04:00:00Z")), "1er mai 2020 à 6\u{a0}h");
        assert_eq!(words_in(Language::En, embargo), "1 May 2020 at 06:05 (Paris time)");
    }

    #[test]
    fn an_hour_shown_twice_is_not_guessed() {
        let both = [at("2020-10-25T00:30:00Z"), at("2020-10-25T01:30:00Z")];
        assert_eq!(instant("2020-10-25T02:30"), Err(BadInstant::Repeated(both)));
        assert_eq!(instant("2020-10-25T02:30+01:00"), Ok(both[1]));
        assert_eq!(instant("2020-10-25T00:30:00Z"), Ok(both[0]));
    }

    #[test]
    fn an_hour_the_clocks_skip_is_not_guessed() {
        let both = [at("2020-03-29T00:30:00Z"), at("2020-03-29T01:30:00Z")];
        assert_eq!(instant("2020-03-29T02:30"), Err(BadInstant::Skipped(both)));
    }

    #[test]
    fn what_is_not_an_instant_is_unreadable() {
        for text in ["2020-05-07", "7 mai 2020", "2020-05-07 06:00", "2020-13-07T06:00", ""] {
            assert_eq!(instant(text), Err(BadInstant::Unreadable), "{text}");
        }
    }

    #[test]
    fn a_day_ends_at_the_next_midnight_of_paris() {
        assert_eq!(day("2020-05-04").and_then(end_of), Some(at("2020-05-04T22:00:00Z")));
        assert_eq!(day("2020-5-4"), None);
        assert_eq!(day("2020-02-30"), None);
    }
}
