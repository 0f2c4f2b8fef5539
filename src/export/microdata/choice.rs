//! A column of one choice, with what each of its values is written as, made once: most of the speed of a file of codes.

use super::dictionary::{Missing, MissingKind};
use super::value::whole;
use crate::domain::data_set::{Choices, Entry, entry_of};

/// Values of a byte.
const BYTES: usize = 256;

pub(super) enum Choice<'a, T> {
    /// A byte a row: what each byte is written as.
    Bytes { bytes: &'a [u8], table: Box<[T; BYTES]> },
    /// Where an entry has no byte.
    Wide { values: &'a Choices, given: Vec<T>, not_asked: T, no_answer: T },
}

impl<'a, T: Copy> Choice<'a, T> {
    /// `numbers` are those of the codes, by position.
    pub fn of(values: &'a Choices, numbers: &[i64], missing: Missing, made: impl Fn(i64) -> T) -> Self {
        let number = |place: &u16| numbers.get(usize::from(*place)).copied();
        match values.bytes() {
            Some(bytes) => {
                let entry = |byte: usize| entry_of(u8::try_from(byte).unwrap_or(u8::MAX));
                let table = std::array::from_fn(|byte| made(whole(entry(byte), missing, &[], number)));
                Self::Bytes { bytes, table: Box::new(table) }
            }
            None => Self::Wide {
                values,
                given: numbers.iter().map(|number| made(*number)).collect(),
                not_asked: made(missing.of(MissingKind::NotAsked)),
                no_answer: made(missing.of(MissingKind::NoAnswer)),
            },
        }
    }

    /// What this row is written as.
    #[inline]
    pub fn get(&self, row: usize) -> Option<T> {
        match self {
            Self::Bytes { bytes, table } => table.get(usize::from(*bytes.get(row)?)).copied(),
            Self::Wide { values, given, not_asked, no_answer } => Some(match values.get(row)? {
                Entry::Given(place) => given.get(usize::from(*place)).copied().unwrap_or(*no_answer),
                Entry::NotAsked => *not_asked,
                Entry::NoAnswer | Entry::Declared(_) => *no_answer,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_past_a_byte_is_written_like_the_others() {
        let numbers: Vec<i64> = (1000..1400).collect();
        let missing = Missing::below(0);
        let narrow = [Entry::Given(3), Entry::NotAsked, Entry::NoAnswer];
        for last in [Entry::Given(7), Entry::Given(300), Entry::Given(400)] {
            let entries: Vec<Entry<u16>> = narrow.into_iter().chain([last]).collect();
            let values: Choices = entries.iter().copied().collect();
            let choice = Choice::of(&values, &numbers, missing, |number| number);
            assert_eq!(matches!(choice, Choice::Wide { .. }), last != Entry::Given(7));
            let slowly = |entry| Some(whole(entry, missing, &[], |place| numbers.get(usize::from(*place)).copied()));
            for (row, entry) in entries.iter().enumerate() {
                assert_eq!(choice.get(row), slowly(entry), "{entry:?}");
            }
            assert_eq!(choice.get(entries.len()), None);
        }
    }
}
