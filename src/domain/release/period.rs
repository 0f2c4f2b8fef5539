//! When people were asked, in words: a figure is dated by its field work, never by its publication.

use chrono::{Datelike, NaiveDate};

use crate::domain::questionnaire::Language;
use crate::domain::wave::paris::{day_words, day_words_in};

/// As in « mai 2020 », « avril-mai 2020 », « décembre 2019-janvier 2020 ».
pub fn month_words(start: NaiveDate, end: NaiveDate, language: Language) -> String {
    let month = |day: NaiveDate| match language {
        Language::Fr => day_words(day).split(' ').nth(1).unwrap_or_default().to_owned(),
        Language::En => day.format("%B").to_string(),
    };
    match (start.year() == end.year(), start.month() == end.month()) {
        (true, true) => format!("{} {}", month(end), end.year()),
        (true, false) => format!("{}-{} {}", month(start), month(end), end.year()),
        (false, _) => format!("{} {}-{} {}", month(start), start.year(), month(end), end.year()),
    }
}

/// As in « du 28 avril au 4 mai 2020 »: a year is said once, and never left out.
pub fn period_words(start: NaiveDate, end: NaiveDate, language: Language) -> String {
    let (whole, last) = (day_words_in(language, start), day_words_in(language, end));
    if start == end {
        return match language {
            Language::Fr => format!("le {last}"),
            Language::En => format!("on {last}"),
        };
    }
    let year = format!(" {}", start.year());
    let first = match (start.year() == end.year(), start.month() == end.month()) {
        (true, true) => whole.split(' ').next().unwrap_or_default(),
        (true, false) => whole.trim_end_matches(&year),
        (false, _) => &whole,
    };
    match language {
        Language::Fr => format!("du {first} au {last}"),
        Language::En => format!("from {first} to {last}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_year_is_said_once_and_never_left_out() {
        let fr = |start, end| [month_words, period_words].map(|words| words(day(start), day(end), Language::Fr));
        assert_eq!(fr("2020-04-28", "2020-05-04"), ["avril-mai 2020", "du 28 avril au 4 mai 2020"]);
        assert_eq!(fr("2019-10-01", "2019-10-09"), ["octobre 2019", "du 1er au 9 octobre 2019"]);
        let turn = ["décembre 2019-janvier 2020", "du 30 décembre 2019 au 2 janvier 2020"];
        assert_eq!(fr("2019-12-30", "2020-01-02"), turn);
        assert_eq!(fr("2020-05-07", "2020-05-07"), ["mai 2020", "le 7 mai 2020"]);
        assert_eq!(period_words(day("2019-10-01"), day("2019-10-09"), Language::En), "from 1 to 9 October 2019");
        let en = period_words(day("2020-04-28"), day("2020-05-04"), Language::En);
        assert_eq!(en, "from 28 April to 4 May 2020");
    }
}
