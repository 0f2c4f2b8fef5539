//! Texts of questionnaires on their way to a page: `{institut}` and the like get the wave's values, and blank lines
//! make paragraphs.

use std::borrow::Cow;
use std::collections::BTreeMap;

use maud::{Markup, html};

/// The text as a page shows it: values in their places, and French punctuation kept with its word.
pub fn shown<'t>(text: &'t str, values: &BTreeMap<String, String>) -> Cow<'t, str> {
    typeset(filled(text, values))
}

/// The spaces of French punctuation made unbreakable, so that no line starts with a colon.
pub fn typeset(text: Cow<'_, str>) -> Cow<'_, str> {
    if !text.contains([':', ';', '?', '!', '«', '»', '%', '€']) {
        return text;
    }
    let mut out = text.into_owned();
    for mark in [":", ";", "?", "!", "»", "%", "€"] {
        out = out.replace(&[" ", mark].concat(), &["\u{a0}", mark].concat());
    }
    Cow::Owned(out.replace("« ", "«\u{a0}"))
}

/// The text with each `{name}` replaced by the wave's value. A name without value stays as it is: it shows.
fn filled<'t>(text: &'t str, values: &BTreeMap<String, String>) -> Cow<'t, str> {
    if !text.contains('{') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 64);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        match after.split_once('}') {
            Some((name, tail)) if values.contains_key(name) => {
                out.push_str(values.get(name).map_or("", String::as_str));
                rest = tail;
            }
            _ => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// One paragraph a block of lines.
pub fn paragraphs(text: &str) -> Markup {
    html! {
        @for block in text.split("\n\n").map(str::trim).filter(|block| !block.is_empty()) {
            p { (block) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn french_punctuation_keeps_to_its_word() {
        assert_eq!(
            shown("Quel âge ? « 18 ans » : 5 %", &BTreeMap::new()),
            "Quel âge\u{a0}? «\u{a0}18 ans\u{a0}»\u{a0}: 5\u{a0}%"
        );
    }

    #[test]
    fn values_replace_their_names_and_are_not_read_again() {
        let values = BTreeMap::from([("a".to_owned(), "{b}".to_owned()), ("b".to_owned(), "deux".to_owned())]);
        assert_eq!(filled("{a} {b} {c} {", &values), "{b} deux {c} {");
    }
}
