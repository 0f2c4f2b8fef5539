//! Reading texts: how long, on how many lines, and whether an address or a telephone number may be one. Nothing is sent to
//! find out.

use super::field::{Asked, Given, Reader};
use super::message;
use crate::domain::answer::Answer;
use crate::domain::contact::is_address;
use crate::domain::questionnaire::TextFormat;

/// Digits of an international number without its « + »: ITU-T E.164, and the shortest in use.
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 7..=15;
/// Digits of a French number, with the first 0.
const FRENCH_DIGITS: usize = 10;

impl<'a> Reader<'a> {
    pub(super) fn text(&self, asked: Asked<'a>, format: TextFormat, chars_max: u16) -> Given {
        let Some(text) = self.value(asked.id())? else { return Ok(None) };
        let read = match format {
            TextFormat::Paragraph => self.paragraph(text, chars_max),
            TextFormat::Line => self.line(text, chars_max),
            TextFormat::Email => self.line(text, chars_max).and_then(|text| match is_address(&text) {
                true => Ok(text),
                false => Err(message::email(self.language)),
            }),
            TextFormat::Phone => self.line(text, chars_max).and_then(|text| match is_phone(&text) {
                true => Ok(text),
                false => Err(message::phone(self.language)),
            }),
        };
        read.map(|text| Some(Answer::Text(text))).map_err(|message| asked.told(message))
    }

    /// A text on one line.
    pub(super) fn line(&self, text: &str, chars_max: u16) -> Result<String, String> {
        if text.chars().any(char::is_control) {
            return Err(message::one_line(self.language));
        }
        self.bounded(text.to_owned(), chars_max)
    }

    fn paragraph(&self, text: &str, chars_max: u16) -> Result<String, String> {
        // Browsers send the lines of a text apart by CR LF, which would count twice.
        let text = text.replace("\r\n", "\n");
        if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
            return Err(message::unreadable(self.language));
        }
        self.bounded(text, chars_max)
    }

    fn bounded(&self, text: String, chars_max: u16) -> Result<String, String> {
        let length = text.chars().count();
        if length > usize::from(chars_max) {
            return Err(message::too_long(self.language, chars_max));
        }
        Ok(text)
    }
}

/// Whether it may be called: a French number, or an international one with its « + » or « 00 ».
fn is_phone(text: &str) -> bool {
    // « +33 (0)6 … »: the zero is for who calls from the country.
    let text = text.replacen("(0)", "", 1);
    let bare: String =
        text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '.' | '-' | '/' | '(' | ')')).collect();
    let abroad = bare.strip_prefix('+').or_else(|| bare.strip_prefix("00"));
    match abroad {
        Some(number) => match number.strip_prefix("33") {
            Some(french) => is_digits(french) && french.len() == FRENCH_DIGITS - 1 && !french.starts_with('0'),
            None => is_digits(number) && PHONE_DIGITS.contains(&number.len()) && !number.starts_with('0'),
        },
        None => {
            let is_french = bare.starts_with('0') && bare.get(1..2).is_some_and(|digit| digit != "0");
            is_digits(&bare) && bare.len() == FRENCH_DIGITS && is_french
        }
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_might_ring() {
        for text in [
            "06 12 34 56 78",
            "0612345678",
            "+33 6 12 34 56 78",
            "+33 (0)6.12.34.56.78",
            "0033612345678",
            "+32 2 555 12 12",
        ] {
            assert!(is_phone(text), "{text}");
        }
        for text in [
            "612345678",
            "06 12 34 56 7",
            "0012",
            "00 12 34 56 78 90 12 34 56",
            "+33 06 12 34 56 78",
            "+0 612345678",
            "06 12 34 56 7a",
            "+",
            "+٣٣٦١٢٣٤٥٦٧٨",
        ] {
            assert!(!is_phone(text), "{text}");
        }
    }
}
