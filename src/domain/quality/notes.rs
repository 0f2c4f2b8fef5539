//! What the method notice says of the field's quality: counts and usual times, nobody's own. Made once, at sealing, from what
//! is then forgotten.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::speed::quantile;
use super::{Case, Flag, Ground};

/// People under which a time is not told: it would be somebody's.
const CASES_MIN: usize = 10;

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FieldNotes {
    /// Completed interviews that count.
    pub counted: usize,
    /// Of those that count or were set aside: how many had each flag.
    pub flagged: BTreeMap<String, usize>,
    /// Set aside by a person, by ground.
    pub excluded: BTreeMap<String, usize>,
    /// Taken back by the respondents themselves.
    pub withdrawn: usize,
    /// Interviews by the class of their device, the last one used.
    pub devices: BTreeMap<String, usize>,
    /// Usual seconds of a whole interview.
    pub seconds_median: Option<u32>,
    pub pages: Vec<PageNote>,
    /// Times somebody sent a page again.
    pub pages_sent_again: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageNote {
    pub page: String,
    pub people: usize,
    pub seconds_median: u32,
    pub seconds_ninth_decile: u32,
}

impl FieldNotes {
    /// `pages`: the names of the sections.
    pub fn of(
        cases: &[Case],
        flags: &[Vec<Flag>],
        pages: &[String],
        excluded: &BTreeMap<Ground, usize>,
        withdrawn: usize,
    ) -> Self {
        let set_aside: usize = excluded.values().sum();
        let mut notes = Self { counted: cases.len().saturating_sub(set_aside), withdrawn, ..Self::default() };
        notes.excluded = excluded.iter().map(|(ground, count)| (ground.as_str().to_owned(), *count)).collect();
        for flag in flags.iter().flatten() {
            *notes.flagged.entry(flag.ground().as_str().to_owned()).or_default() += 1;
        }
        let mut by_page: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
        let mut totals = Vec::new();
        for times in cases.iter().map(|case| &case.times).filter(|times| !times.is_empty()) {
            for page in times {
                by_page.entry(page.section).or_default().push(page.seconds);
                notes.pages_sent_again += u64::from(page.visits.saturating_sub(1));
            }
            totals.push(times.iter().fold(0, |sum: u32, page| sum.saturating_add(page.seconds)));
            if let Some(last) = times.last() {
                *notes.devices.entry(last.device.as_str().to_owned()).or_default() += 1;
            }
        }
        notes.seconds_median = (totals.len() >= CASES_MIN).then(|| quantile(totals, 1, 2));
        let told = by_page.into_iter().filter(|(_, seconds)| seconds.len() >= CASES_MIN);
        notes.pages = told.filter_map(|(at, seconds)| page_note(pages.get(at)?, seconds)).collect();
        notes
    }
}

fn page_note(page: &str, seconds: Vec<u32>) -> Option<PageNote> {
    let people = seconds.len();
    let decile = quantile(seconds.clone(), 9, 10);
    (people > 0).then(|| PageNote {
        page: page.to_owned(),
        people,
        seconds_median: quantile(seconds, 1, 2),
        seconds_ninth_decile: decile,
    })
}
