//! Figures as readers of each language expect them.

pub use crate::domain::check::message::grouped as number;
use crate::domain::questionnaire::Language;

/// Thousands apart, by a narrow space that does not break.
pub fn count(value: u64) -> String {
    number(Language::Fr, &value.to_string())
}

/// With a comma.
pub fn decimal(value: f64) -> String {
    value.to_string().replace('.', ",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_has_its_signs() {
        assert_eq!(number(Language::Fr, "-1234567,5"), "-1\u{202f}234\u{202f}567,5");
        assert_eq!(number(Language::En, "-1234567,5"), "-1,234,567.5");
        assert_eq!(number(Language::En, "0.25"), "0.25");
    }

    #[test]
    fn thousands_stand_apart() {
        assert_eq!([0, 999, 1000, 1_234_567].map(count), ["0", "999", "1\u{202f}000", "1\u{202f}234\u{202f}567"]);
    }
}
