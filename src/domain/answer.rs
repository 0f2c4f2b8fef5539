//! The answers of one interview, by slot of the questionnaire version, and their packed form: the smallest
//! layout both databases can hold, a few bytes a question.

use std::collections::BTreeMap;

use thiserror::Error;

use crate::domain::id::{OptionCode, QuestionId};
use crate::domain::questionnaire::Questionnaire;

/// An answer holds positions in the question's options, never texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    One(u16),
    /// Ascending, without repetition.
    Many(Vec<u16>),
    /// One a row of the grid.
    Rows(Vec<Option<u16>>),
    Number(i64),
}

/// Not an error of the respondent: bytes that no version of ours has written.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("packed answers do not fit the questionnaire version: {0}")]
pub struct BadPack(pub &'static str);

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answers {
    slots: Vec<Option<Answer>>,
    /// « autre, précisez », by slot and option.
    texts: BTreeMap<(u16, u16), String>,
}

impl Answers {
    pub fn none(questionnaire: &Questionnaire) -> Self {
        Self { slots: vec![None; questionnaire.questions().count()], texts: BTreeMap::new() }
    }
    pub fn get(&self, slot: usize) -> Option<&Answer> {
        self.slots.get(slot).and_then(Option::as_ref)
    }
    pub fn set(&mut self, slot: usize, answer: Option<Answer>) {
        let _ = (slot, answer);
        todo!()
    }
    pub fn text(&self, slot: usize, option: usize) -> Option<&str> {
        let _ = (slot, option);
        todo!()
    }
    pub fn set_text(&mut self, slot: usize, option: usize, text: Option<String>) {
        let _ = (slot, option, text);
        todo!()
    }
    pub fn pack(&self) -> Vec<u8> {
        todo!()
    }
    pub fn unpack(questionnaire: &Questionnaire, bytes: &[u8]) -> Result<Self, BadPack> {
        let _ = (questionnaire, bytes);
        todo!()
    }
    /// The category of a single question or of a computed variable; `None` while unknown.
    pub fn category<'q>(&self, questionnaire: &'q Questionnaire, variable: &QuestionId) -> Option<&'q OptionCode> {
        let _ = (questionnaire, variable);
        todo!()
    }
}
