//! The key of a wave as readers say it.

use crate::domain::wave::paris;

/// « octobre 2019 » for `2019-10` (and `2019-10b`, its correction), « 2008 » for a year.
pub fn wave_words(key: &str) -> String {
    let month = key.get(..7).and_then(|month| paris::day(&[month, "-01"].concat()));
    let words = month.map(paris::day_words);
    words.as_deref().and_then(|words| words.strip_prefix("1er ")).unwrap_or(key).to_owned()
}

#[cfg(test)]
mod tests {
    use super::wave_words;

    #[test]
    fn a_wave_is_said_by_its_month_or_its_year() {
        assert_eq!(["2019-10", "2020-05b", "2008"].map(wave_words), ["octobre 2019", "mai 2020", "2008"]);
    }
}
