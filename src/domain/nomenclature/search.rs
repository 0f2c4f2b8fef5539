//! Finding an entry by what is typed. Everything that can begin a match is sorted once, so that a search looks at the
//! matches and not at the list.

use std::collections::BTreeSet;

use super::Entry;
use crate::domain::accents::unaccented;

/// Most entries told for what is typed.
pub const FOUND_MAX: usize = 20;
/// What is typed past this many characters is not looked at.
pub const TYPED_CHARS_MAX: usize = 100;

#[derive(Debug, Clone, Default)]
pub(super) struct Index {
    /// A label from one of its words on, plain, and its entry; the whole label first has no word before it.
    words: Vec<(Box<str>, Start, u32)>,
    /// What else entries are found by.
    others: Vec<(Box<str>, u32)>,
    /// Entries in the order of their keys.
    keys: Vec<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Start {
    Label,
    Word,
}

impl Index {
    pub fn of(entries: &[Entry]) -> Self {
        let mut index = Self::default();
        for (position, entry) in entries.iter().enumerate() {
            let Ok(at) = u32::try_from(position) else { break };
            let label = plain(&entry.label);
            let starts = label.char_indices().filter(|(_, c)| *c == ' ').map(|(space, _)| space + 1);
            for start in std::iter::once(0).chain(starts) {
                let kind = if start == 0 { Start::Label } else { Start::Word };
                index.words.extend(label.get(start..).map(|tail| (tail.into(), kind, at)));
            }
            index.others.extend(entry.also.iter().map(|other| (plain(other).into(), at)));
            index.keys.push(at);
        }
        index.words.sort();
        index.others.sort();
        index.keys.sort_by_key(|at| key_of(entries, *at));
        index
    }

    pub fn position(&self, entries: &[Entry], key: &str) -> Option<usize> {
        let found = self.keys.binary_search_by_key(&key, |at| key_of(entries, *at)).ok()?;
        self.keys.get(found).and_then(|at| usize::try_from(*at).ok())
    }

    pub fn search(&self, entries: &[Entry], typed: &str) -> Vec<usize> {
        let typed = plain(&typed.chars().take(TYPED_CHARS_MAX).collect::<String>());
        let mut found = self.named(entries, &typed);
        let (numbers, words): (Vec<&str>, Vec<&str>) =
            typed.split(' ').partition(|part| part.starts_with(|c: char| c.is_ascii_digit()));
        if let [number] = numbers.as_slice() {
            let coded = starting(&self.others, number, |(other, _)| other).iter().map(|(_, at)| *at);
            if words.is_empty() {
                found.extend(coded.map(|at| (false, Start::Label, label_of(entries, at), at)));
            } else {
                let coded: BTreeSet<u32> = coded.collect();
                let named = self.named(entries, &words.join(" "));
                found.extend(named.into_iter().filter(|(.., at)| coded.contains(at)));
            }
        }
        found.sort_unstable();
        let mut positions: Vec<usize> = Vec::new();
        for at in found.into_iter().filter_map(|(.., at)| usize::try_from(at).ok()) {
            if positions.len() < FOUND_MAX && !positions.contains(&at) {
                positions.push(at);
            }
        }
        positions
    }

    /// Entries with a label, or the rest of it from a word on, that begins so: the whole label first.
    fn named<'e>(&self, entries: &'e [Entry], words: &str) -> Vec<Found<'e>> {
        if words.is_empty() {
            return Vec::new();
        }
        let starting = starting(&self.words, words, |(word, ..)| word).iter();
        starting
            .map(|(tail, start, at)| {
                let is_whole = **tail == *words && *start == Start::Label;
                (!is_whole, *start, label_of(entries, *at), *at)
            })
            .collect()
    }
}

/// In the order they are told: whether it is more than what was typed, from which word on, its label, the entry.
type Found<'e> = (bool, Start, &'e str, u32);

/// The part of a sorted list whose texts begin so.
fn starting<'l, T>(list: &'l [T], prefix: &str, text: impl Fn(&T) -> &str) -> &'l [T] {
    let start = list.partition_point(|item| text(item) < prefix);
    let tail = list.get(start..).unwrap_or_default();
    let end = tail.partition_point(|item| text(item).starts_with(prefix));
    tail.get(..end).unwrap_or_default()
}

fn key_of(entries: &[Entry], at: u32) -> &str {
    usize::try_from(at).ok().and_then(|at| entries.get(at)).map_or("", |entry| entry.key.as_str())
}

fn label_of(entries: &[Entry], at: u32) -> &str {
    usize::try_from(at).ok().and_then(|at| entries.get(at)).map_or("", |entry| entry.label.as_str())
}

/// Small letters without accents, words one space apart, « St » for what it stands for: two ways to write one name become
/// one.
fn plain(text: &str) -> String {
    let plain = unaccented(text);
    let words = plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(|word| match word {
        "st" => "saint",
        "ste" => "sainte",
        other => other,
    });
    words.collect::<Vec<_>>().join(" ")
}
