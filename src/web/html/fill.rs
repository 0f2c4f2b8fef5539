//! Texts of questionnaires on their way to a page: `{institut}` and the like get the wave's values, and blank lines
//! make paragraphs.

use std::borrow::Cow;
use std::collections::BTreeMap;

use maud::{Markup, html};

use crate::domain::piping;

/// The text as a page shows it: values in their places, and French punctuation kept with its word.
pub fn shown<'t>(text: &'t str, values: &BTreeMap<String, String>) -> Cow<'t, str> {
    typeset(piping::wave_words(text, values))
}

/// The spaces of French punctuation made unbreakable, so that no line starts with a colon.
pub fn typeset(text: Cow<'_, str>) -> Cow<'_, str> {
    // Most labels have none of these marks. Looked for byte by byte, « and » by the byte they begin with: pages are full
    // of labels.
    let may_have = |byte| matches!(byte, b':' | b';' | b'?' | b'!' | b'%' | 0xc2 | 0xe2);
    if !text.bytes().any(may_have) {
        return text;
    }
    let mut out = text.into_owned();
    for mark in [":", ";", "?", "!", "»", "%", "€"] {
        out = out.replace(&[" ", mark].concat(), &["\u{a0}", mark].concat());
    }
    Cow::Owned(out.replace("« ", "«\u{a0}"))
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
}
