//! Reading numbers as people write them: a comma or a point, any of the spaces a keyboard or a paste gives, the unit
//! after. They are kept whole, times a power of ten.

use super::field::{Asked, Given, Reader, Told};
use super::form::row_field;
use super::message;
use crate::domain::answer::Answer;
use crate::domain::questionnaire::{Item, Language, Text};

/// Longest number that is looked at, in characters.
const CHARS_MAX: usize = 60;

pub(super) struct Bounds<'a> {
    pub min: i64,
    pub max: i64,
    pub unit: Option<&'a Text>,
    pub decimals: u8,
}

impl Bounds<'_> {
    /// The number, or what to say.
    pub fn read(&self, text: &str, language: Language) -> Result<i64, String> {
        match self.parse(text) {
            None if self.decimals == 0 => Err(message::whole_number(language)),
            None => Err(message::decimal_number(language, self.decimals)),
            Some(number) if number < self.min || number > self.max => {
                Err(message::bounds(language, self.min, self.max, self.decimals))
            }
            Some(number) => Ok(number),
        }
    }

    fn parse(&self, text: &str) -> Option<i64> {
        if text.chars().count() > CHARS_MAX {
            return None;
        }
        let bare: String = self.without_unit(text).chars().filter(|c| !c.is_whitespace()).collect();
        let (is_negative, bare) = match bare.strip_prefix(['-', '\u{2212}']) {
            Some(rest) => (true, rest),
            None => (false, bare.as_str()),
        };
        let (whole, fraction) = bare.split_once([',', '.']).unwrap_or((bare, ""));
        let (places, is_decimal) = (usize::from(self.decimals), bare.contains([',', '.']));
        let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let is_sound = is_digits(whole) && is_digits(fraction) && !(whole.is_empty() && fraction.is_empty());
        // More decimals than are asked for may be meant as thousands: nobody guesses.
        if !is_sound || fraction.len() > places || is_decimal && places == 0 {
            return None;
        }
        let number: i64 = format!("{whole}{fraction:0<places$}").parse().ok()?;
        Some(if is_negative { -number } else { number })
    }

    fn without_unit<'t>(&self, text: &'t str) -> &'t str {
        let units = self.unit.into_iter().flat_map(|unit| unit.0.values());
        let mut bare = units.filter_map(|unit| {
            let at = text.len().checked_sub(unit.len())?;
            let (number, end) = text.split_at_checked(at)?;
            (!unit.is_empty() && end.to_lowercase() == unit.to_lowercase()).then_some(number)
        });
        bare.next().unwrap_or(text)
    }
}

impl<'a> Reader<'a> {
    pub(super) fn number(&self, asked: Asked<'a>, bounds: &Bounds<'_>) -> Given {
        let Some(text) = self.value(asked.id())? else { return Ok(None) };
        let number = bounds.read(text, self.language).map_err(|message| asked.told(message))?;
        Ok(Some(Answer::Number(number)))
    }

    /// Several numbers. Where they make a total, the rows left empty of a sum already right are zeros.
    pub(super) fn numbers(&mut self, asked: Asked<'a>, items: &'a [Item], bounds: &Bounds<'_>, total: Option<i64>) {
        let had = self.numbers_had(asked);
        let read: Vec<_> = items.iter().map(|item| self.row_number(asked, item, bounds)).collect();
        let is_given = |row: usize| asked.has_item(row) && !matches!(read.get(row), Some(Ok(None)));
        if !(0..items.len()).any(is_given) {
            return self.no_numbers(asked, items);
        }
        if self.answers_missing(asked) {
            let given = self.or_missing(asked, Ok(Some(Answer::Numbers(Vec::new()))));
            return self.keep(asked, given);
        }
        let is_sound = read.iter().enumerate().all(|(row, read)| read.is_ok() || !asked.has_item(row));
        let sum = read.iter().flatten().flatten().fold(0i64, |sum, number| sum.saturating_add(*number));
        let fills = is_sound && total == Some(sum) && bounds.min <= 0 && bounds.max >= 0;
        let mut rows = Vec::with_capacity(items.len());
        for (row, (item, read)) in items.iter().zip(read).enumerate() {
            let before = had.get(row).copied().flatten();
            rows.push(match read {
                _ if !asked.has_item(row) => before,
                Ok(Some(number)) => Some(number),
                Ok(None) if fills => Some(0),
                Ok(None) if total.is_some_and(|total| total != sum) => None,
                Ok(None) if self.is_absent(asked, Some(row), row_field(asked.id(), item.code.as_str())) => before,
                Ok(None) => None,
                Err(told) => {
                    let message = message::row(&told.message, item.label.get(self.language));
                    self.fault(asked.slot, Some(row), told.field, message);
                    before
                }
            });
        }
        match total {
            Some(total) if is_sound && sum != total => {
                let unit = bounds.unit.map(|unit| unit.get(self.language));
                let message = message::sum(self.language, sum, total, bounds.decimals, unit);
                let field = self.first_field(asked);
                self.fault(asked.slot, None, field, message);
            }
            Some(_) if !is_sound => {}
            _ => self.answers.set(asked.slot, Some(Answer::Numbers(rows))),
        }
    }

    fn numbers_had(&self, asked: Asked<'a>) -> Vec<Option<i64>> {
        match self.answers.get(asked.slot) {
            Some(Answer::Numbers(rows)) => rows.clone(),
            _ => Vec::new(),
        }
    }

    fn row_number(&self, asked: Asked<'a>, item: &Item, bounds: &Bounds<'_>) -> Result<Option<i64>, Told> {
        let field = row_field(asked.id(), item.code.as_str());
        let Some(text) = self.value(&field)? else { return Ok(None) };
        bounds.read(text, self.language).map(Some).map_err(|message| Told { field, message })
    }

    fn answers_missing(&self, asked: Asked<'a>) -> bool {
        self.values(&super::form::missing_field(asked.id())).next().is_some()
    }

    /// No row at all: a declared non-answer, or each row is missed.
    fn no_numbers(&mut self, asked: Asked<'a>, items: &'a [Item]) {
        if self.answers_missing(asked) {
            let given = self.or_missing(asked, Ok(None));
            return self.keep(asked, given);
        }
        let mut is_missed = false;
        for (row, item) in items.iter().enumerate().filter(|(row, _)| asked.has_item(*row)) {
            is_missed |= self.is_absent(asked, Some(row), row_field(asked.id(), item.code.as_str()));
        }
        if !is_missed {
            self.answers.set(asked.slot, None);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, decimals: u8) -> Option<i64> {
        let unit = Text::french("km/h");
        Bounds { min: i64::MIN, max: i64::MAX, unit: Some(&unit), decimals }.parse(text)
    }

    #[test]
    fn numbers_are_kept_times_a_power_of_ten() {
        for (text, number) in [
            ("12", 1200),
            ("12,5", 1250),
            ("12.5", 1250),
            ("12,50", 1250),
            (",5", 50),
            ("12,", 1200),
            ("1\u{202f}250,5", 125_050),
            ("-0,05", -5),
            ("\u{2212}3", -300),
            ("90 km/h", 9000),
            ("90 KM/H", 9000),
            ("90km/h", 9000),
        ] {
            assert_eq!(read(text, 2), Some(number), "{text}");
        }
    }

    #[test]
    fn what_may_be_read_in_two_ways_is_not_read() {
        for text in ["1.250", "1,250", "1,2,3", "1.250,5", "--1", "+1", "1e3", ",", "-", "km/h", "½", "٣", "90 km"] {
            assert_eq!(read(text, 2), None, "{text}");
        }
        assert_eq!((read("12,0", 0), read("12,", 0), read("12", 0)), (None, None, Some(12)));
        assert_eq!((read(&"9".repeat(19), 2), read(&"9".repeat(61), 0)), (None, None));
    }
}
