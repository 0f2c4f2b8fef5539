//! The answers of a column of choices, a byte each where there are few options: a fourth of the room, and what is counted
//! sixteen at a time. Read like a list of entries, whichever way it is kept.

use std::fmt;
use std::ops::Range;

use crate::domain::data_set::Entry;

/// Positions from here on have no byte of their own.
const POSITIONS: u8 = 254;
const NO_ANSWER: u8 = 254;
const NOT_ASKED: u8 = 255;
const BYTES: usize = 256;

/// The entry each byte stands for.
static ENTRY_OF_BYTE: [Entry<u16>; BYTES] = entries();

/// Entries of choices in row order.
#[derive(Clone)]
pub struct Choices {
    kept: Kept,
    /// Every byte a row may have; maybe some none has.
    seen: Box<[bool; BYTES]>,
}

#[derive(Clone, PartialEq)]
enum Kept {
    Bytes(Vec<u8>),
    /// Where an entry has no byte.
    Wide(Vec<Entry<u16>>),
}

#[expect(clippy::indexing_slicing, reason = "made by the compiler, which would refuse a place out of the table")]
const fn entries() -> [Entry<u16>; BYTES] {
    let mut entries = [Entry::NotAsked; BYTES];
    let (mut at, mut position) = (0, 0);
    while at + 2 < BYTES {
        entries[at] = Entry::Given(position);
        (at, position) = (at + 1, position + 1);
    }
    entries[at] = Entry::NoAnswer;
    entries
}

fn byte(entry: Entry<u16>) -> Option<u8> {
    match entry {
        Entry::Given(position) => u8::try_from(position).ok().filter(|byte| *byte < POSITIONS),
        Entry::NoAnswer => Some(NO_ANSWER),
        Entry::NotAsked => Some(NOT_ASKED),
        Entry::Declared(_) => None,
    }
}

/// The entry a byte stands for.
#[inline]
pub fn entry_of(byte: u8) -> &'static Entry<u16> {
    ENTRY_OF_BYTE.get(usize::from(byte)).unwrap_or(&Entry::NotAsked)
}

impl Choices {
    pub fn len(&self) -> usize {
        match &self.kept {
            Kept::Bytes(bytes) => bytes.len(),
            Kept::Wide(entries) => entries.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    #[inline]
    pub fn get(&self, row: usize) -> Option<&Entry<u16>> {
        match &self.kept {
            Kept::Bytes(bytes) => bytes.get(row).map(|byte| entry_of(*byte)),
            Kept::Wide(entries) => entries.get(row),
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = &Entry<u16>> + Clone {
        self.rows(0..self.len())
    }

    /// Those of these rows; none where there are not so many.
    pub fn rows(&self, rows: Range<usize>) -> impl Iterator<Item = &Entry<u16>> + Clone {
        let (bytes, wide) = match &self.kept {
            Kept::Bytes(bytes) => (bytes.get(rows).unwrap_or_default(), [].as_slice()),
            Kept::Wide(entries) => ([].as_slice(), entries.get(rows).unwrap_or_default()),
        };
        bytes.iter().map(|byte| entry_of(*byte)).chain(wide)
    }

    /// A byte a row, each that of an entry (`entry_of`); `None` where an entry has none.
    pub fn bytes(&self) -> Option<&[u8]> {
        match &self.kept {
            Kept::Bytes(bytes) => Some(bytes),
            Kept::Wide(_) => None,
        }
    }

    /// Bytes, ascending: no row has another.
    pub fn bytes_seen(&self) -> impl Iterator<Item = u8> {
        (0..=u8::MAX).zip(self.seen.iter()).filter(|(_, seen)| **seen).map(|(byte, _)| byte)
    }

    pub fn push(&mut self, entry: Entry<u16>) {
        match (&mut self.kept, byte(entry)) {
            (Kept::Bytes(bytes), Some(byte)) => {
                bytes.push(byte);
                self.see(byte);
            }
            (Kept::Bytes(_), None) => {
                self.widen();
                self.push(entry);
            }
            (Kept::Wide(entries), _) => entries.push(entry),
        }
    }

    /// Appends the entries at these places of a list; no place is out of it.
    pub fn extend_from(&mut self, list: &[Entry<u16>], places: &[u8]) {
        let of_place: Option<Vec<u8>> = list.iter().map(|entry| byte(*entry)).collect();
        match (&mut self.kept, of_place) {
            (Kept::Bytes(bytes), Some(mut of_place)) => {
                // Filled up to what a byte can name, so that no place is out of it.
                of_place.resize(BYTES, NOT_ASKED);
                let byte = |place: &u8| of_place.get(usize::from(*place)).copied().unwrap_or(NOT_ASKED);
                bytes.extend(places.iter().map(byte));
                of_place.iter().take(list.len()).for_each(|byte| self.see(*byte));
            }
            _ => {
                let entry = |place: &u8| list.get(usize::from(*place)).copied().unwrap_or(Entry::NotAsked);
                self.extend(places.iter().map(entry));
            }
        }
    }

    /// Keeps the first rows alone.
    pub fn truncate(&mut self, rows: usize) {
        match &mut self.kept {
            Kept::Bytes(bytes) => bytes.truncate(rows),
            Kept::Wide(entries) => entries.truncate(rows),
        }
    }

    pub fn to_vec(&self) -> Vec<Entry<u16>> {
        self.iter().copied().collect()
    }

    fn see(&mut self, byte: u8) {
        if let Some(seen) = self.seen.get_mut(usize::from(byte)) {
            *seen = true;
        }
    }

    /// Kept as entries from here on.
    fn widen(&mut self) {
        if let Kept::Bytes(bytes) = &self.kept {
            self.kept = Kept::Wide(bytes.iter().map(|byte| *entry_of(*byte)).collect());
        }
    }
}

impl Default for Choices {
    fn default() -> Self {
        Self { kept: Kept::Bytes(Vec::new()), seen: Box::new([false; BYTES]) }
    }
}

/// What rows have, and not what they had.
impl PartialEq for Choices {
    fn eq(&self, other: &Self) -> bool {
        self.kept == other.kept || (self.len() == other.len() && self.iter().eq(other.iter()))
    }
}

impl fmt::Debug for Choices {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_list().entries(self.iter()).finish()
    }
}

impl Extend<Entry<u16>> for Choices {
    fn extend<I: IntoIterator<Item = Entry<u16>>>(&mut self, entries: I) {
        entries.into_iter().for_each(|entry| self.push(entry));
    }
}

impl FromIterator<Entry<u16>> for Choices {
    fn from_iter<I: IntoIterator<Item = Entry<u16>>>(entries: I) -> Self {
        let mut choices = Self::default();
        choices.extend(entries);
        choices
    }
}

impl From<Vec<Entry<u16>>> for Choices {
    fn from(entries: Vec<Entry<u16>>) -> Self {
        entries.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn entries() -> impl Strategy<Value = Vec<Entry<u16>>> {
        let entry = prop_oneof![
            1 => Just(Entry::NotAsked),
            1 => Just(Entry::NoAnswer),
            4 => (0u16..6).prop_map(Entry::Given),
            2 => (250u16..256).prop_map(Entry::Given),
            1 => (0u16..3).prop_map(Entry::Declared)
        ];
        let few = prop::collection::vec((0u16..254).prop_map(Entry::Given), 0..20);
        prop_oneof![few, prop::collection::vec(entry, 0..40)]
    }

    proptest! {
        #[test]
        fn what_goes_in_comes_out_however_it_is_kept(given in entries(), more in entries(), kept in 0usize..40) {
            let mut choices = Choices::from(given.clone());
            prop_assert_eq!(choices.to_vec(), given.clone());
            prop_assert_eq!(choices.len(), given.len());
            let fits = given.iter().all(|entry| byte(*entry).is_some());
            prop_assert_eq!(choices.bytes().is_some(), fits, "{:?}", given);
            let seen: Vec<&Entry<u16>> = choices.bytes_seen().map(entry_of).collect();
            prop_assert!(!fits || given.iter().all(|entry| seen.contains(&entry)));
            for (row, entry) in given.iter().enumerate() {
                prop_assert_eq!(choices.get(row), Some(entry));
            }
            prop_assert_eq!(choices.get(given.len()), None);

            let places: Vec<u8> = (0u8..).take(more.len()).collect();
            choices.extend_from(&more, &places);
            let all = [given, more].concat();
            prop_assert_eq!(&choices, &Choices::from(all.clone()));
            let seen: Vec<&Entry<u16>> = choices.bytes_seen().map(entry_of).collect();
            prop_assert!(choices.bytes().is_none() || all.iter().all(|entry| seen.contains(&entry)));
            choices.truncate(kept);
            prop_assert_eq!(choices, all.into_iter().take(kept).collect::<Choices>());
        }
    }
}
