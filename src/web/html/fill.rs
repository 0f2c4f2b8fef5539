//! Texts of questionnaires on their way to a page: `{institut}` and the like get the wave's values, and blank lines
//! make paragraphs.

use std::borrow::Cow;
use std::collections::BTreeMap;

use maud::{Markup, html};

use crate::domain::piping;

/// What a space before it is bound to.
const BOUND: [char; 7] = [':', ';', '?', '!', '»', '%', '€'];

/// Digits between two narrow spaces.
const THOUSANDS: usize = 3;

/// The text as a page shows it: values in their places, and French punctuation kept with its word.
pub fn shown<'t>(text: &'t str, values: &BTreeMap<String, String>) -> Cow<'t, str> {
    typeset(piping::wave_words(text, values))
}

/// French as a printer sets it: spaces of punctuation that no line ends on, narrow ones inside numbers, curved apostrophes.
/// Hyphens stay what they are, a line may end on one: unbreakable ones are read badly aloud. One look at each sign: pages are
/// full of labels, and most have nothing to change.
pub fn typeset(text: Cow<'_, str>) -> Cow<'_, str> {
    let set = |(at, sign): (usize, &str)| Some((at, set_as(&text, at, sign)?));
    let mut changes = text.match_indices([' ', '\'']).filter_map(set).peekable();
    if changes.peek().is_none() {
        drop(changes);
        return text;
    }
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = 0;
    for (at, sign) in changes {
        out.extend([text.get(rest..at).unwrap_or_default(), sign]);
        rest = at + 1;
    }
    out.push_str(text.get(rest..).unwrap_or_default());
    Cow::Owned(out)
}

/// With a capital first: what is written to stand inside a sentence may begin one.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// What stands in the place of this sign, where it is another.
fn set_as(text: &str, at: usize, sign: &str) -> Option<&'static str> {
    let (before, after) = text.split_at_checked(at)?;
    let after = after.strip_prefix(sign)?;
    let follows_letter = before.ends_with(char::is_alphabetic);
    match sign {
        " " if before.ends_with('«') || after.starts_with(BOUND) => Some("\u{a0}"),
        " " => is_thousands(before, after).then_some("\u{202f}"),
        _ if !follows_letter || is_in_address(before, after) => None,
        _ => after.starts_with(char::is_alphabetic).then_some("’"),
    }
}

/// « 100 000 », and not « 2020 100 ».
fn is_thousands(before: &str, after: &str) -> bool {
    let is_digit = |byte: &u8| byte.is_ascii_digit();
    let ahead = before.bytes().rev().take_while(is_digit).count();
    (1..=THOUSANDS).contains(&ahead) && after.bytes().take_while(is_digit).count() == THOUSANDS
}

/// What is copied is left as it is.
fn is_in_address(before: &str, after: &str) -> bool {
    let start = before.rsplit(char::is_whitespace).next().unwrap_or_default();
    let end = after.split(char::is_whitespace).next().unwrap_or_default();
    [start, end].iter().any(|part| part.contains(['@', '/']))
}

/// One paragraph a block of lines; an electronic address in it opens a letter, and stays in one piece.
pub fn paragraphs(text: &str) -> Markup {
    html! {
        @for block in text.split("\n\n").map(str::trim).filter(|block| !block.is_empty()) {
            p { @for word in block.split_inclusive(char::is_whitespace) { (linked(word)) } }
        }
    }
}

fn linked(word: &str) -> Markup {
    let is_around = |c: char| !c.is_alphanumeric();
    let address = word.trim_matches(is_around);
    let is_address = address.split_once('@').is_some_and(|(name, domain)| !name.is_empty() && domain.contains('.'));
    let around = if is_address { word.split_once(address) } else { None };
    html! {
        @match around {
            Some((before, after)) => { (before) a.address href={ "mailto:" (address) } { (address) } (after) },
            None => (word),
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
    fn numbers_and_apostrophes_are_set_as_in_print() {
        let set = |text: &'static str| typeset(text.into()).into_owned();
        assert_eq!(set("De 20 000 à 1 000 000 habitants"), "De 20\u{202f}000 à 1\u{202f}000\u{202f}000 habitants");
        assert_eq!(set("En 2020 100 communes, au 01 23 45 67 89"), "En 2020 100 communes, au 01 23 45 67 89");
        assert_eq!(set("S'agit-elle d'ici ? 'Oui'"), "S’agit-elle d’ici\u{a0}? 'Oui'");
        assert_eq!(set("rendez-vous@d'ici.fr et a/l'autre"), "rendez-vous@d'ici.fr et a/l'autre");
    }

    #[test]
    fn an_address_in_a_paragraph_opens_a_letter() {
        let said = paragraphs("Écrivez à (ecrire@exemple.fr).\n\n@ ou a@b").into_string();
        let link = "<p>Écrivez à (<a class=\"address\" href=\"mailto:ecrire@exemple.fr\">ecrire@exemple.fr</a>).</p>";
        assert_eq!(said, [link, "<p>@ ou a@b</p>"].concat());
    }
}
