//! Letters of a wave to the people it invites: their texts by step and language, the days and hours they leave at, who
//! gets none. Pure: an instant comes in, an instant or a text comes out.

mod fate;
mod holidays;
mod hours;
mod parse;
mod placeholder;
#[cfg(test)]
mod tests;
mod write;

use std::collections::BTreeMap;

use chrono::{NaiveTime, Weekday};

use crate::domain::questionnaire::Language;

pub use fate::{Fate, Situation, Suppression, is_full_for};
pub use holidays::is_holiday;
pub use placeholder::Placeholder;
pub use write::{Block, Filling, Inline, Written};

/// Most steps a wave may have: an invitation and its reminders.
pub const STEPS_MAX: usize = 6;
pub const SUBJECT_CHARS_MAX: usize = 150;
pub const TEXT_CHARS_MAX: usize = 6_000;
pub const AFTER_DAYS_MAX: u32 = 60;
/// Letters a minute to one domain, at most and unless said.
pub const PACE_MAX: u32 = 6_000;
pub const PACE: u32 = 60;

/// What the file of the letters of a wave says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterPlan {
    /// Shown as the sender's name.
    pub from_name: String,
    pub reply_to: Option<String>,
    pub hours: Hours,
    /// Letters a minute to one domain.
    pub per_domain_a_minute: u32,
    /// The invitation, then the reminders.
    pub steps: Vec<Step>,
}

/// When letters may leave: days and hours of Paris.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hours {
    pub from: NaiveTime,
    pub to: NaiveTime,
    pub days: Vec<Weekday>,
    /// Whether Good Friday and the 26th of December are holidays too.
    pub alsace_moselle: bool,
    /// Whether letters leave on public holidays too.
    pub on_holidays: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// As in `invitation`, `reminder-1`; permanent once somebody got it.
    pub id: String,
    /// Days after the letter before, 0 for the invitation.
    pub after_days: u32,
    pub texts: BTreeMap<Language, LetterText>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterText {
    pub subject: String,
    pub text: String,
    /// On the button; a usual one where the file says none.
    pub button: Option<String>,
}

impl LetterPlan {
    pub fn step(&self, id: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.id == id)
    }

    /// The one after it.
    pub fn next(&self, id: &str) -> Option<&Step> {
        let place = self.steps.iter().position(|step| step.id == id)?;
        self.steps.get(place + 1)
    }

    pub fn languages(&self) -> Vec<Language> {
        self.steps.first().map(|step| step.texts.keys().copied().collect()).unwrap_or_default()
    }
}

impl Step {
    /// In that language, else in French, else in the first one there is.
    pub fn text(&self, language: Language) -> Option<(Language, &LetterText)> {
        let known = |wanted: Language| self.texts.get(&wanted).map(|text| (wanted, text));
        let first = || self.texts.iter().next().map(|(language, text)| (*language, text));
        known(language).or_else(|| known(Language::Fr)).or_else(first)
    }
}
