//! Texts of questionnaires on their way to a page: `{institut}` and the like get the wave's values, and blank lines
//! make paragraphs.

use std::borrow::Cow;
use std::collections::BTreeMap;

use maud::{Markup, html};

use crate::domain::piping;

/// What a space before it is bound to.
const BOUND: [char; 7] = [':', ';', '?', '!', '»', '%', '€'];

/// The text as a page shows it: values in their places, and French punctuation kept with its word.
pub fn shown<'t>(text: &'t str, values: &BTreeMap<String, String>) -> Cow<'t, str> {
    typeset(piping::wave_words(text, values))
}

/// The spaces of French punctuation made unbreakable, so that no line starts with a colon. One look at each space: pages
/// are full of labels, and most have nothing to change.
pub fn typeset(text: Cow<'_, str>) -> Cow<'_, str> {
    let is_bound = |at: &usize| {
        let (before, after) = text.split_at(*at);
        before.ends_with('«') || after.strip_prefix(' ').is_some_and(|next| next.starts_with(BOUND))
    };
    let mut bound = text.match_indices(' ').map(|(at, _)| at).filter(is_bound).peekable();
    if bound.peek().is_none() {
        drop(bound);
        return text;
    }
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = 0;
    for at in bound {
        out.extend([text.get(rest..at).unwrap_or_default(), "\u{a0}"]);
        rest = at + 1;
    }
    out.push_str(text.get(rest..).unwrap_or_default());
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
}
