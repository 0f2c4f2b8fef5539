//! A code a respondent copies by hand, to go on elsewhere or to prove that answers are theirs: twelve characters in three
//! groups, none that is taken for another, the last one a check so that a slip is told at once and no other interview is ever
//! met by mistake. What a code opens is for whoever derives it to say.

use std::fmt;

use thiserror::Error;

/// Digits and capitals without 0, 1, I, L, O: 31, a prime, which is what makes the check certain.
const ALPHABET: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";
const CHARS: usize = 12;
const GROUP: usize = 4;

/// Eleven characters that are drawn or derived (54 bits), one that follows from them.
#[derive(Clone, PartialEq, Eq)]
pub struct HandCode([u8; CHARS]);

/// Why what was typed is no code. Says nothing of which codes exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum BadCode {
    #[error("{0} caractères au lieu de {CHARS}")]
    Length(usize),
    #[error("« {0} » ne figure dans aucun code")]
    Character(char),
    #[error("un caractère au moins est mal recopié")]
    Mistyped,
}

impl HandCode {
    /// From bytes drawn at random or derived from a secret; all of them count.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        let mut rest = u128::from_be_bytes(bytes);
        let mut values = [0_u8; CHARS];
        for value in values.iter_mut().take(CHARS - 1) {
            *value = u8::try_from(rest % 31).unwrap_or_default();
            rest /= 31;
        }
        let missing = (31 - weighed(&values)) % 31;
        if let Some(last) = values.last_mut() {
            *last = u8::try_from(missing).unwrap_or_default();
        }
        Self(values)
    }

    /// As typed: capitals or not, with or without spaces and hyphens.
    pub fn parse(text: &str) -> Result<Self, BadCode> {
        let mut values = [0_u8; CHARS];
        let mut count = 0;
        for typed in text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}'..='\u{2015}' | '.')) {
            let capital = typed.to_ascii_uppercase();
            let place = ALPHABET.iter().position(|known| char::from(*known) == capital);
            let value = place.and_then(|place| u8::try_from(place).ok()).ok_or(BadCode::Character(typed))?;
            if let Some(slot) = values.get_mut(count) {
                *slot = value;
            }
            count += 1;
        }
        match count {
            CHARS if weighed(&values).is_multiple_of(31) => Ok(Self(values)),
            CHARS => Err(BadCode::Mistyped),
            _ => Err(BadCode::Length(count)),
        }
    }

    /// As printed: three groups of four.
    pub fn reveal(&self) -> String {
        let mut text = String::with_capacity(CHARS + 2);
        for (position, value) in self.0.iter().enumerate() {
            if position > 0 && position.is_multiple_of(GROUP) {
                text.push('-');
            }
            text.extend(ALPHABET.get(usize::from(*value)).copied().map(char::from));
        }
        text
    }
}

/// Each place has a weight of its own, none of them 0 modulo a prime: one wrong character, or two that changed places,
/// always changes the sum (as ISBN-10 does modulo 11).
fn weighed(values: &[u8; CHARS]) -> u32 {
    let weights = (1..).zip(values.iter().rev());
    weights.map(|(weight, value): (u32, &u8)| weight * u32::from(*value)).sum::<u32>() % 31
}

impl fmt::Debug for HandCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HandCode(…)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_code_comes_back_however_it_is_typed(bytes: [u8; 16]) {
            let code = HandCode::from_bytes(bytes);
            let printed = code.reveal();
            prop_assert_eq!(printed.len(), 14);
            for typed in [printed.to_lowercase(), printed.replace('-', ""), format!(" {} ", printed.replace('-', " "))] {
                prop_assert_eq!(HandCode::parse(&typed), Ok(code.clone()));
            }
        }

        #[test]
        fn one_wrong_character_is_always_seen(bytes: [u8; 16], place in 0..12_usize, by in 1..31_u8) {
            let mut values = HandCode::from_bytes(bytes).0;
            values[place] = (values[place] + by) % 31;
            prop_assert_eq!(HandCode::parse(&HandCode(values).reveal()), Err(BadCode::Mistyped));
        }

        #[test]
        fn two_characters_that_changed_places_are_always_seen(bytes: [u8; 16], a in 0..12_usize, b in 0..12_usize) {
            let mut values = HandCode::from_bytes(bytes).0;
            prop_assume!(values[a] != values[b]);
            values.swap(a, b);
            prop_assert_eq!(HandCode::parse(&HandCode(values).reveal()), Err(BadCode::Mistyped));
        }
    }

    #[test]
    fn what_is_no_code_is_told_why() {
        assert_eq!(HandCode::parse("ABCD"), Err(BadCode::Length(4)));
        assert_eq!(HandCode::parse("ABCD-EFGH-JKMN-P"), Err(BadCode::Length(13)));
        assert_eq!(HandCode::parse("OBCD-EFGH-JKMN"), Err(BadCode::Character('O')));
        assert_eq!(HandCode::parse(&"é".repeat(400)), Err(BadCode::Character('é')));
    }
}
