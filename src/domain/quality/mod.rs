//! Signs that an interview was not answered in earnest: what a person should look at. A flag never excludes anybody; it says
//! what was seen, measured against the wave itself, and somebody decides.
//!
//! Nothing here reads a device or an address: only answers and whole seconds. Nothing a flag says tells an answer.

mod attention;
mod chance;
mod decision;
mod device;
mod lines;
mod notes;
mod speed;
#[cfg(test)]
mod tests;
mod twins;
mod wording;

use crate::domain::answer::Answers;
use crate::domain::questionnaire::Questionnaire;
use crate::domain::route::Walk;

pub use decision::{BadDecision, Decision, Ground, REASON_CHARS_MAX};
pub use device::Device;
pub use notes::{FieldNotes, PageNote};
pub use speed::{PACE_CASES_MIN, Pace};

/// Seconds a page counts for at most: past it, nobody was reading.
pub const PAGE_SECONDS_MAX: u32 = 3_600;

/// The time one person spent on one page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageTime {
    pub section: usize,
    /// Whole, over all visits.
    pub seconds: u32,
    /// Times the page was sent.
    pub visits: u32,
    pub device: Device,
}

/// One interview, with its answers in the version of the wave.
#[derive(Debug, Clone)]
pub struct Case {
    pub answers: Answers,
    /// By section; empty for an interview without pages.
    pub times: Vec<PageTime>,
}

/// What was seen. Other interviews are named by their place in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flag {
    /// Its pages took this share of what they usually take, in percent.
    Speed { percent: u32 },
    /// One and the same answer to every row, in so many of the grids it was asked.
    StraightLines { straight: usize, grids: usize },
    /// The same content as these, or nearly, at the same pace where both have one.
    Duplicate { with: Vec<usize>, percent: u32 },
    /// Declared checks of attention that were not followed.
    Attention { failed: usize, asked: usize },
    /// A text written as these others have.
    OpenText { with: Vec<usize> },
}

impl Flag {
    pub fn ground(&self) -> Ground {
        match self {
            Self::Speed { .. } => Ground::Speed,
            Self::StraightLines { .. } => Ground::StraightLines,
            Self::Duplicate { .. } => Ground::Duplicate,
            Self::Attention { .. } => Ground::Attention,
            Self::OpenText { .. } => Ground::OpenText,
        }
    }
}

/// The flags of each interview, in the order given; always the same for the same list.
pub fn flags(questionnaire: &Questionnaire, cases: &[Case]) -> Vec<Vec<Flag>> {
    let counted: Vec<Answers> =
        cases.iter().map(|case| Walk::of(questionnaire, &case.answers).counted().clone()).collect();
    let pace = Pace::of(cases.iter().map(|case| case.times.as_slice()));
    let lines = lines::Lines::of(questionnaire, &counted);
    let twins = twins::find(questionnaire, &counted, cases);
    let texts = wording::find(questionnaire, &counted);
    let speed = |at: usize| cases.get(at).and_then(|case| pace.flag(&case.times));
    counted
        .iter()
        .enumerate()
        .map(|(at, answers)| {
            let found = [
                speed(at),
                lines.flag(answers),
                twins.get(&at).cloned(),
                attention::flag(questionnaire, answers),
                texts.get(&at).cloned(),
            ];
            found.into_iter().flatten().collect()
        })
        .collect()
}
