//! Reading texts: how long, on how many lines, and whether an address or a telephone number may be one. Nothing is sent to
//! find out.

use super::field::{Asked, Given, Reader};
use super::message;
use crate::domain::answer::Answer;
use crate::domain::questionnaire::TextFormat;

/// Longest address and parts of one: RFC 5321, 4.5.3.1.
const EMAIL_BYTES_MAX: usize = 254;
const LOCAL_BYTES_MAX: usize = 64;
/// Longest part of a domain name: RFC 1035, 2.3.4.
const LABEL_BYTES_MAX: usize = 63;
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
            TextFormat::Email => self.line(text, chars_max).and_then(|text| match is_email(&text) {
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

/// Whether mail might be sent there.
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let is_local = !local.is_empty()
        && local.len() <= LOCAL_BYTES_MAX
        && !local.contains(|c: char| c.is_whitespace() || matches!(c, '@' | ',' | ';' | '<' | '>' | '(' | ')' | '"'))
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..");
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= LABEL_BYTES_MAX
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let end = domain.rsplit('.').next().unwrap_or_default();
    let is_domain = domain.contains('.') && domain.split('.').all(is_label);
    text.len() <= EMAIL_BYTES_MAX && is_local && is_domain && end.chars().count() > 1 && !is_digits(end)
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
    fn an_address_looks_like_one() {
        for text in ["a@b.fr", "jeanne.d-arc+avis@mairie.orleans.fr", "jean@mairie-éze.fr", "o'brien@x.co.uk"] {
            assert!(is_email(text), "{text}");
        }
        for text in [
            "a",
            "@b.fr",
            "a@",
            "a@b",
            "a@b.f",
            "a b@c.fr",
            "a@b..fr",
            "a@-b.fr",
            "a@b.fr,c@d.fr",
            ".a@b.fr",
            "a..b@c.fr",
            "a@b@c.fr",
            "a@b.12",
            "<a@b.fr>",
            "a@b fr.fr",
        ] {
            assert!(!is_email(text), "{text}");
        }
        assert!(!is_email(&format!("{}@b.fr", "a".repeat(65))));
    }

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
