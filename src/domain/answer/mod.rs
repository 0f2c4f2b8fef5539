//! The answers of one interview, by slot of the questionnaire version, and their packed form: the smallest
//! layout both databases can hold, a few bytes a question.

mod date;
mod pack;
mod translate;
mod units;
mod variable;

use std::collections::BTreeMap;

use crate::domain::questionnaire::Questionnaire;

pub use date::{BadDate, Date};
pub use pack::BadPack;
pub use variable::Facts;

/// Choices are positions in the question's options. `One` is also a declared non-answer to a question that asks for
/// something else than a choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    One(u16),
    /// Ascending, without repetition.
    Many(Vec<u16>),
    /// One a row of the grid.
    Rows(Vec<Option<u16>>),
    /// Times a power of ten, where the question has decimals.
    Number(i64),
    /// One a row.
    Numbers(Vec<Option<i64>>),
    /// The best first, without repetition.
    Ranked(Vec<u16>),
    Text(String),
    Date(Date),
    /// Position of an entry in its nomenclature.
    Entry(u32),
}

/// Answers of one interview, those on branches closed since included: see [`crate::domain::route::counted`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answers {
    /// What draws the orders this person sees. Kept beside the answers, not in their packed form.
    seed: u64,
    slots: Vec<Option<Answer>>,
    /// « autre, précisez », by slot and option.
    texts: BTreeMap<(u16, u16), String>,
}

impl Answer {
    /// Whether this option is chosen; in a grid, in any row.
    pub fn has(&self, option: u16) -> bool {
        match self {
            Self::One(chosen) => *chosen == option,
            Self::Many(chosen) | Self::Ranked(chosen) => chosen.contains(&option),
            Self::Rows(rows) => rows.contains(&Some(option)),
            Self::Number(_) | Self::Numbers(_) | Self::Text(_) | Self::Date(_) | Self::Entry(_) => false,
        }
    }

    /// One shape for one answer: ticks sorted, and nothing rather than an answer without content.
    fn normal(self) -> Option<Self> {
        match self {
            Self::Many(mut ticked) => {
                ticked.sort_unstable();
                ticked.dedup();
                (!ticked.is_empty()).then_some(Self::Many(ticked))
            }
            Self::Rows(rows) => rows.iter().any(Option::is_some).then_some(Self::Rows(rows)),
            Self::Numbers(rows) => rows.iter().any(Option::is_some).then_some(Self::Numbers(rows)),
            Self::Ranked(ranked) => (!ranked.is_empty()).then_some(Self::Ranked(ranked)),
            Self::Text(text) => (!text.is_empty()).then_some(Self::Text(text)),
            other => Some(other),
        }
    }
}

impl Answers {
    pub fn none(questionnaire: &Questionnaire) -> Self {
        Self { seed: 0, slots: vec![None; questionnaire.slots()], texts: BTreeMap::new() }
    }

    /// The same answers, of the person whose orders this number draws.
    pub fn with_seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    pub fn seed(&self) -> u64 {
        self.seed
    }

    pub fn get(&self, slot: usize) -> Option<&Answer> {
        self.slots.get(slot).and_then(Option::as_ref)
    }

    /// Replaces the answer of a slot. Ticks are put in order, an answer without content is no answer, and the texts
    /// of options no longer chosen go. A slot the version does not have is left alone.
    pub fn set(&mut self, slot: usize, answer: Option<Answer>) {
        let Some(place) = self.slots.get_mut(slot) else { return };
        *place = answer.and_then(Answer::normal);
        let kept = place.as_ref();
        self.texts.retain(|&(of, option), _| usize::from(of) != slot || kept.is_some_and(|answer| answer.has(option)));
    }

    /// Takes over one slot of other answers to the same version, with what is written beside its options.
    pub fn copy_slot(&mut self, from: &Self, slot: usize) {
        let (Some(place), Some(key)) = (self.slots.get_mut(slot), text_key(slot, 0)) else { return };
        place.clone_from(from.slots.get(slot).unwrap_or(&None));
        if !self.texts.is_empty() {
            self.texts.retain(|&(of, _), _| usize::from(of) != slot);
        }
        if !from.texts.is_empty() {
            let texts = from.texts.range(key..=(key.0, u16::MAX));
            self.texts.extend(texts.map(|(key, text)| (*key, text.clone())));
        }
    }

    /// Whether anything was written beside any option.
    pub fn has_texts(&self) -> bool {
        !self.texts.is_empty()
    }

    /// The text written beside an option.
    pub fn text(&self, slot: usize, option: usize) -> Option<&str> {
        self.texts.get(&text_key(slot, option)?).map(String::as_str)
    }

    /// Puts or removes the text beside an option. It only holds beside an option that is chosen: set the answer first.
    pub fn set_text(&mut self, slot: usize, option: usize, text: Option<String>) {
        let Some(key) = text_key(slot, option) else { return };
        match text.filter(|text| !text.is_empty() && self.get(slot).is_some_and(|answer| answer.has(key.1))) {
            Some(text) => self.texts.insert(key, text),
            None => self.texts.remove(&key),
        };
    }

    /// The same, with only the slots that are kept.
    pub fn only(&self, keep: impl Fn(usize) -> bool) -> Self {
        let mut kept = self.clone();
        for (slot, place) in kept.slots.iter_mut().enumerate() {
            if !keep(slot) {
                *place = None;
            }
        }
        kept.texts.retain(|&(slot, _), _| keep(usize::from(slot)));
        kept
    }

    pub fn is_empty(&self) -> bool {
        self.slots.iter().all(Option::is_none)
    }
}

fn text_key(slot: usize, option: usize) -> Option<(u16, u16)> {
    Some((u16::try_from(slot).ok()?, u16::try_from(option).ok()?))
}

#[cfg(test)]
pub(crate) mod tests;
