//! Reading numbers: whole, or with decimals written out, which are stored times a power of ten.

use std::ops::Range;

use toml::de::DeValue;

use super::fields::Fields;
use super::reading::Reading;

/// Most decimals a number may have.
pub const DECIMALS_MAX: u8 = 4;

/// Bounds of a number as it is written, and as it is stored with so many decimals.
pub(super) fn bounds(decimals: u8) -> Range<i64> {
    let power = 10_i64.pow(u32::from(decimals.min(DECIMALS_MAX)));
    i64::from(i32::MIN) * power..i64::from(i32::MAX) * power
}

impl Fields<'_> {
    /// A whole number between bounds.
    pub fn integer(&mut self, reading: &mut Reading, key: &'static str, bounds: Range<i64>) -> Option<i64> {
        let value = self.take(key)?;
        let expected = format!("un nombre entier de {} à {}", bounds.start, bounds.end);
        let number = match value.get_ref() {
            DeValue::Integer(digits) => i64::from_str_radix(digits.as_str(), digits.radix()).ok(),
            _ => {
                self.wrong_type(reading, key, &value, &expected);
                return None;
            }
        };
        let inside = number.filter(|number| bounds.start <= *number && *number <= bounds.end);
        if inside.is_none() {
            reading.fault(value.span(), &self.at(key), "nombre hors des bornes", Some(expected));
        }
        inside
    }

    pub fn required_integer(&mut self, reading: &mut Reading, key: &'static str, bounds: Range<i64>) -> Option<i64> {
        if !self.table.contains_key(key) {
            self.known.push(key);
            self.missing(reading, key, &format!("un nombre entier de {} à {}", bounds.start, bounds.end));
            return None;
        }
        self.integer(reading, key, bounds)
    }

    /// A whole number that has a smaller type.
    pub fn small<T: TryFrom<i64>>(
        &mut self,
        reading: &mut Reading,
        key: &'static str,
        bounds: Range<i64>,
    ) -> Option<T> {
        self.integer(reading, key, bounds).and_then(|number| T::try_from(number).ok())
    }

    /// How many decimals: none unless said.
    pub fn decimals(&mut self, reading: &mut Reading) -> u8 {
        self.small(reading, "decimals", 0..i64::from(DECIMALS_MAX)).unwrap_or(0)
    }

    /// A number with at most so many decimals, times the power of ten that makes it whole.
    pub fn scaled(&mut self, reading: &mut Reading, key: &'static str, decimals: u8) -> Option<i64> {
        let value = self.take(key)?;
        let expected = expected(decimals);
        let written = match value.get_ref() {
            DeValue::Integer(digits) => {
                i64::from_str_radix(digits.as_str(), digits.radix()).ok().map(|n| n.to_string())
            }
            DeValue::Float(digits) => Some(digits.as_str().to_owned()),
            _ => {
                self.wrong_type(reading, key, &value, &expected);
                return None;
            }
        };
        let bounds = bounds(decimals);
        let number = written.and_then(|text| scale(&text, decimals));
        let inside = number.filter(|number| bounds.start <= *number && *number <= bounds.end);
        if inside.is_none() {
            reading.fault(value.span(), &self.at(key), "nombre hors des bornes ou trop précis", Some(expected));
        }
        inside
    }

    pub fn required_scaled(&mut self, reading: &mut Reading, key: &'static str, decimals: u8) -> Option<i64> {
        if !self.table.contains_key(key) {
            self.known.push(key);
            self.missing(reading, key, &expected(decimals));
            return None;
        }
        self.scaled(reading, key, decimals)
    }
}

fn expected(decimals: u8) -> String {
    let (least, most) = (i32::MIN, i32::MAX);
    match decimals {
        0 => format!("un nombre entier de {least} à {most}"),
        1 => format!("un nombre de {least} à {most}, une décimale au plus"),
        _ => format!("un nombre de {least} à {most}, {decimals} décimales au plus"),
    }
}

/// « 1.25 » with two decimals is 125; a number that says more than its decimals hold is none.
fn scale(text: &str, decimals: u8) -> Option<i64> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let fraction = fraction.trim_end_matches('0');
    let missing = usize::from(decimals).checked_sub(fraction.len())?;
    let all = [whole, fraction, &"0".repeat(missing)].concat();
    let is_plain = all.bytes().all(|byte| byte.is_ascii_digit());
    all.parse::<i64>().ok().filter(|_| is_plain).map(|number| sign * number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_stored_exactly_or_not_at_all() {
        assert_eq!(scale("1.25", 2), Some(125));
        assert_eq!(scale("-0.5", 2), Some(-50));
        assert_eq!(scale("12", 1), Some(120));
        assert_eq!(scale("1.50", 1), Some(15));
        assert_eq!([scale("1.25", 1), scale("1e3", 2), scale("inf", 0), scale("nan", 2)], [None; 4]);
        assert_eq!(scale("99999999999999999999", 0), None);
    }
}
