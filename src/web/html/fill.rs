//! Texts of questionnaires on their way to a page: `{institut}` and the like get the wave's values, and blank lines
//! make paragraphs.

use std::borrow::Cow;
use std::collections::BTreeMap;

use maud::{Markup, html};

/// The text with each `{name}` replaced by the wave's value. A name without value stays as it is: it shows.
pub fn filled<'t>(text: &'t str, values: &BTreeMap<String, String>) -> Cow<'t, str> {
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
    fn values_replace_their_names_and_are_not_read_again() {
        let values = BTreeMap::from([("a".to_owned(), "{b}".to_owned()), ("b".to_owned(), "deux".to_owned())]);
        assert_eq!(filled("{a} {b} {c} {", &values), "{b} deux {c} {");
    }
}
