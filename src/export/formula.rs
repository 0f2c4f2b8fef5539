//! Texts a spreadsheet would take for formulas, in files it opens without asking (OWASP, « CSV injection »). Every text of
//! every file of the CSV kind goes through here; a workbook's texts are written as texts, and need none of it.

use std::borrow::Cow;

/// What a formula begins with. Full-width signs are those of a spreadsheet in Chinese or Japanese.
const BEGINNINGS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// A text that looks like a formula is led by an apostrophe. Codes such as `-` are texts too.
pub(super) fn harmless(text: &str) -> Cow<'_, str> {
    if begins_a_formula(text) && !is_number(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// Numbers below zero too: for whoever writes them elsewhere.
pub(super) fn begins_a_formula(text: &str) -> bool {
    text.starts_with(BEGINNINGS)
}

/// A figure below zero is a number, not a formula: with a point, or as the French write it.
fn is_number(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('-') else { return false };
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    match rest.split_once(['.', ',']) {
        Some((whole, fraction)) => is_digits(whole) && is_digits(fraction),
        None => is_digits(rest),
    }
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn a_text_that_looks_like_a_formula_is_led_by_an_apostrophe() {
        for text in ["=1+1", "+33", "-1+1", "-", "@cmd", "\tx", "\rx", "\n=1", "＝1", "-1,2,3", "-1e5", "-inf", "-.5"]
        {
            assert_eq!(harmless(text), format!("'{text}"));
        }
    }

    #[test]
    fn numbers_and_plain_texts_are_left_alone() {
        for text in ["Très fort = oui", "-0.3", "-0,3", "-12", "12", "", "'=1"] {
            assert_eq!(harmless(text), text);
        }
    }
}
