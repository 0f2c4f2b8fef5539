//! What stands between braces in a text: `{institut}`, which the wave gives, and `${ID|repli}`, what the person answered
//! to ID, or the words after the bar while there is nothing to say.

use std::collections::BTreeSet;

use super::Questionnaire;
use crate::domain::expression::Name;
use crate::domain::id::{OptionCode, QuestionId};

/// Longest words shown in place of an answer, in characters.
pub const FALLBACK_CHARS_MAX: usize = 200;

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece<'t> {
    Plain(&'t str),
    /// The wave gives it.
    Wave(&'t str),
    /// The answer to a question (or a row of it), a computed or a hidden variable; else these words.
    Piped {
        name: Name,
        fallback: &'t str,
    },
}

/// The parts of a text, in order; or the one that is not well formed.
pub fn pieces(text: &str) -> Result<Vec<Piece<'_>>, &str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, tail) = rest.split_at(at);
        let bad = || tail.char_indices().nth(20).map_or(tail, |(end, _)| tail.split_at(end).0);
        let (inner, after) = tail.strip_prefix('{').and_then(|inner| inner.split_once('}')).ok_or_else(bad)?;
        let (plain, piece) = match before.strip_suffix('$') {
            Some(plain) => (plain, piped(inner)),
            None => (before, Some(inner).filter(|name| is_name(name)).map(Piece::Wave)),
        };
        if !plain.is_empty() {
            pieces.push(Piece::Plain(plain));
        }
        pieces.push(piece.ok_or_else(bad)?);
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Plain(rest));
    }
    Ok(pieces)
}

/// What stands between the braces of `${…}`; `None` where it is not well formed.
pub fn piped(inner: &str) -> Option<Piece<'_>> {
    let (name, fallback) = inner.split_once('|')?;
    let (question, item) = match name.split_once('.') {
        Some((question, item)) => (question, Some(OptionCode::parse(item).ok()?)),
        None => (name, None),
    };
    let name = Name { question: QuestionId::parse(question).ok()?, item };
    let is_sound = !fallback.trim().is_empty() && fallback.chars().count() <= FALLBACK_CHARS_MAX;
    is_sound.then_some(Piece::Piped { name, fallback })
}

fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(|c| c.is_ascii_lowercase() || c == '_')
}

/// The text with the wave's placeholder of that name replaced.
pub(super) fn filled(text: &str, name: &str, value: &str) -> String {
    text.replace(&["{", name, "}"].concat(), value)
}

/// The names the wave gives, in order.
pub(super) fn wave_names(text: &str) -> Vec<&str> {
    let pieces = pieces(text).unwrap_or_default();
    pieces.into_iter().filter_map(|piece| if let Piece::Wave(name) = piece { Some(name) } else { None }).collect()
}

impl Questionnaire {
    /// Every placeholder of every text that a wave has to give a value for.
    pub fn placeholders(&self) -> BTreeSet<&str> {
        self.texts().flat_map(|text| text.0.values()).flat_map(|text| wave_names(text)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_between_braces() {
        assert_eq!(wave_names("par {institut} pour {commanditaire}."), vec!["institut", "commanditaire"]);
        assert_eq!(wave_names("rien"), Vec::<&str>::new());
    }

    #[test]
    fn an_answer_stands_between_dollar_and_braces_with_words_to_fall_back_on() {
        let name = |text: &str| Name { question: QuestionId::parse(text).unwrap(), item: None };
        assert_eq!(
            pieces("À ${VILLE|votre commune}, {institut} ?"),
            Ok(vec![
                Piece::Plain("À "),
                Piece::Piped { name: name("VILLE"), fallback: "votre commune" },
                Piece::Plain(", "),
                Piece::Wave("institut"),
                Piece::Plain(" ?"),
            ])
        );
        let row = Name { item: Some(OptionCode::parse("a").unwrap()), ..name("NOTES") };
        assert_eq!(pieces("${NOTES.a|x}"), Ok(vec![Piece::Piped { name: row, fallback: "x" }]));
        assert_eq!(wave_names("${VILLE|votre commune}"), Vec::<&str>::new());
    }

    #[test]
    fn what_is_not_well_formed_is_refused() {
        for (text, bad) in [
            ("a {b", "{b"),
            ("a } b", "} b"),
            ("{Nom}", "{Nom}"),
            ("{}", "{}"),
            ("${VILLE}", "{VILLE}"),
            ("${VILLE|}", "{VILLE|}"),
            ("${|x}", "{|x}"),
            ("${VILLE.|x}", "{VILLE.|x}"),
            ("{VILLE|x}", "{VILLE|x}"),
        ] {
            assert_eq!(pieces(text), Err(bad), "{text}");
        }
    }
}
