//! The same content twice, without looking at any device: answers nearly all alike, or alike enough at the very same pace,
//! and too unusual together for two strangers to have given them.
//!
//! Every pair is not compared. Attributes are dealt into a few bands; two interviews that differ in fewer attributes than
//! there are bands agree on a whole band, and only those meet. A band that many share tells nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::chance::{Mark, Shares, mark, together};
use super::{Case, Flag};
use crate::domain::answer::{Answer, Answers};
use crate::domain::questionnaire::{Kind, Questionnaire, Role};

const BANDS: usize = 4;
/// A band shared by more than this is common, and compares nobody.
const BUCKET_MAX: usize = 50;
/// Of the answers either gave, how many must be alike.
const ALIKE_PERCENT_MIN: usize = 95;
/// The same, where the pages took the same seconds.
const ALIKE_IN_STEP_PERCENT_MIN: usize = 70;
/// Pages two interviews must share to have a pace to compare.
const PACE_PAGES_MIN: usize = 4;
/// Answers go together, so that coincidences are less surprising than the sum of their parts: this much of it counts.
const SURPRISE_SHARE: f64 = 0.75;
/// Pairs of strangers as alike as that expected in the whole wave, at most.
const STRANGERS_MAX: f64 = 0.01;

/// What is compared of one interview.
struct Print {
    content: Vec<Option<Mark>>,
    /// Seconds by section.
    pace: BTreeMap<usize, u32>,
}

/// The flag of each interview that has a twin, by its place.
pub(super) fn find(q: &Questionnaire, answers: &[Answers], cases: &[Case]) -> BTreeMap<usize, Flag> {
    let prints: Vec<Print> = answers.iter().zip(cases).map(|(answers, case)| print(q, answers, case)).collect();
    let shares = shares(&prints);
    let mut found: BTreeMap<usize, (BTreeSet<usize>, usize)> = BTreeMap::new();
    for (one, other) in pairs(&prints) {
        let Some(percent) = alike(&prints, &shares, one, other) else { continue };
        for (of, with) in [(one, other), (other, one)] {
            let entry = found.entry(of).or_default();
            entry.0.insert(with);
            entry.1 = entry.1.max(percent);
        }
    }
    let flag = |(with, percent): (BTreeSet<usize>, usize)| Flag::Duplicate {
        with: with.into_iter().collect(),
        percent: u32::try_from(percent).unwrap_or(100),
    };
    found.into_iter().map(|(at, twins)| (at, flag(twins))).collect()
}

/// Everything that was answered but consent and contacts, one mark an answer, one a row of a grid.
fn print(q: &Questionnaire, answers: &Answers, case: &Case) -> Print {
    let mut content = Vec::new();
    for (slot, question) in q.questions() {
        if matches!(question.role, Role::Consent | Role::Contact) {
            continue;
        }
        let answer = answers.get(slot);
        match (&question.kind, answer) {
            (Kind::Grid { items, .. }, answer) => {
                let chosen = |row: usize| match answer {
                    Some(Answer::Rows(rows)) => rows.get(row).copied().flatten().map(u64::from),
                    _ => None,
                };
                content.extend((0..items.len()).map(chosen));
            }
            (_, answer) => content.push(answer.map(|answer| mark(format!("{answer:?}").as_bytes()))),
        }
    }
    Print { content, pace: case.times.iter().map(|page| (page.section, page.seconds)).collect() }
}

struct AllShares {
    content: Vec<Shares>,
    pace: BTreeMap<usize, Shares>,
}

fn shares(prints: &[Print]) -> AllShares {
    let width = prints.iter().map(|print| print.content.len()).max().unwrap_or(0);
    let mut all = AllShares { content: vec![Shares::default(); width], pace: BTreeMap::new() };
    for print in prints {
        for (share, mark) in all.content.iter_mut().zip(&print.content) {
            mark.iter().for_each(|mark| share.add(*mark));
        }
        for (section, seconds) in &print.pace {
            all.pace.entry(*section).or_default().add((*seconds).into());
        }
    }
    all
}

/// Those who agree on a whole band of their answers, or on the time of every page.
fn pairs(prints: &[Print]) -> BTreeSet<(usize, usize)> {
    let mut buckets: BTreeMap<(usize, Mark), Vec<usize>> = BTreeMap::new();
    for (at, print) in prints.iter().enumerate() {
        for band in 0..BANDS {
            let of_band = || print.content.iter().skip(band).step_by(BANDS);
            if of_band().any(Option::is_some) {
                let key = together(of_band().map(|mark| mark.map_or(0, |mark| mark.wrapping_add(1))));
                buckets.entry((band, key)).or_default().push(at);
            }
        }
        if print.pace.len() >= PACE_PAGES_MIN {
            let key = together(
                print.pace.iter().flat_map(|(page, seconds)| [mark(&page.to_be_bytes()), u64::from(*seconds)]),
            );
            buckets.entry((BANDS, key)).or_default().push(at);
        }
    }
    let mut pairs = BTreeSet::new();
    for bucket in buckets.into_values().filter(|bucket| (2..=BUCKET_MAX).contains(&bucket.len())) {
        for (rank, one) in bucket.iter().enumerate() {
            pairs.extend(bucket.iter().skip(rank + 1).map(|other| (*one, *other)));
        }
    }
    pairs
}

/// How many of their answers are alike, in percent, when two strangers would not have been.
fn alike(prints: &[Print], shares: &AllShares, one: usize, other: usize) -> Option<usize> {
    let (one, other) = (prints.get(one)?, prints.get(other)?);
    let (mut same, mut all, mut surprise) = (0_usize, 0_usize, 0.0);
    for ((a, b), share) in one.content.iter().zip(&other.content).zip(&shares.content) {
        if a.is_none() && b.is_none() {
            continue;
        }
        all += 1;
        if let (Some(a), true) = (a, a == b) {
            same += 1;
            surprise += share.surprise(*a);
        }
    }
    let in_step = one.pace.len() >= PACE_PAGES_MIN && one.pace == other.pace;
    if in_step {
        let of_page = |(page, seconds): (&usize, &u32)| {
            shares.pace.get(page).map_or(0.0, |share| share.surprise((*seconds).into()))
        };
        surprise += one.pace.iter().map(of_page).sum::<f64>();
    }
    let percent = same * 100 / all.max(1);
    let wanted = if in_step { ALIKE_IN_STEP_PERCENT_MIN } else { ALIKE_PERCENT_MIN };
    (percent >= wanted && surprise * SURPRISE_SHARE >= threshold(prints.len())).then_some(percent)
}

/// Nats past which fewer than [`STRANGERS_MAX`] pairs of strangers are expected among so many people.
fn threshold(people: usize) -> f64 {
    let people = f64::from(u32::try_from(people).unwrap_or(u32::MAX));
    (people * (people - 1.0) / 2.0).max(1.0).ln() - STRANGERS_MAX.ln()
}
