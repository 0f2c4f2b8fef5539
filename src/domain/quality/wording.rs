//! Texts written alike by several people: copied whole, or with a few words changed. Short ones (« rien », « je ne sais
//! pas ») say the same in good faith and are not looked at.

use std::collections::{BTreeMap, BTreeSet};

use super::Flag;
use super::chance::{Mark, mark};
use crate::domain::answer::{Answer, Answers};
use crate::domain::questionnaire::{Kind, Questionnaire, Role, TextFormat};

/// Words under which a text is anybody's.
const WORDS_MIN: usize = 6;
/// Words that follow each other, compared together.
const RUN: usize = 3;
/// Runs two texts share, of all those either has.
const ALIKE_PERCENT_MIN: usize = 60;
/// A run used by more people than this is a turn of phrase.
const COMMON_MIN: usize = 50;
/// Others named beside one person at most.
const TOLD_MAX: usize = 20;

/// The flag of each interview with such a text, by its place.
pub(super) fn find(q: &Questionnaire, answers: &[Answers]) -> BTreeMap<usize, Flag> {
    let mut found: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    let is_open = |format: &TextFormat| matches!(format, TextFormat::Line | TextFormat::Paragraph);
    for (slot, question) in q.questions() {
        let Kind::Text { format, .. } = &question.kind else { continue };
        if is_open(format) && question.role == Role::Opinion {
            in_question(answers, slot, &mut found);
        }
    }
    let flag = |with: BTreeSet<usize>| Flag::OpenText { with: with.into_iter().collect() };
    found.into_iter().map(|(at, with)| (at, flag(with))).collect()
}

fn in_question(answers: &[Answers], slot: usize, found: &mut BTreeMap<usize, BTreeSet<usize>>) {
    let texts: BTreeMap<usize, (Mark, BTreeSet<Mark>)> = answers
        .iter()
        .enumerate()
        .filter_map(|(at, answers)| match answers.get(slot) {
            Some(Answer::Text(text)) => Some((at, runs(text)?)),
            _ => None,
        })
        .collect();
    copied_whole(&texts, found);
    let mut users: BTreeMap<Mark, Vec<usize>> = BTreeMap::new();
    for (at, (_, runs)) in &texts {
        for run in runs {
            users.entry(*run).or_default().push(*at);
        }
    }
    let mut shared: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for users in users.values().filter(|users| users.len() <= COMMON_MIN) {
        for (rank, one) in users.iter().enumerate() {
            for other in users.iter().skip(rank + 1) {
                *shared.entry((*one, *other)).or_default() += 1;
            }
        }
    }
    let length = |at: &usize| texts.get(at).map_or(0, |(_, runs)| runs.len());
    for ((one, other), count) in shared {
        let all = (length(&one) + length(&other)).saturating_sub(count).max(1);
        if count * 100 / all >= ALIKE_PERCENT_MIN {
            found.entry(one).or_default().insert(other);
            found.entry(other).or_default().insert(one);
        }
    }
}

/// One text in many hands, whatever their number.
fn copied_whole(texts: &BTreeMap<usize, (Mark, BTreeSet<Mark>)>, found: &mut BTreeMap<usize, BTreeSet<usize>>) {
    let mut holders: BTreeMap<Mark, Vec<usize>> = BTreeMap::new();
    for (at, (whole, _)) in texts {
        holders.entry(*whole).or_default().push(*at);
    }
    for holders in holders.into_values().filter(|holders| holders.len() > 1) {
        for at in &holders {
            let others = holders.iter().filter(|other| *other != at).take(TOLD_MAX);
            found.entry(*at).or_default().extend(others);
        }
    }
}

/// A text as a whole and by its runs of words; `None` when it is too short to be anybody's own.
fn runs(text: &str) -> Option<(Mark, BTreeSet<Mark>)> {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let of_runs = || words.windows(RUN).map(|run| mark(run.join(" ").as_bytes())).collect();
    (words.len() >= WORDS_MIN).then(|| (mark(words.join(" ").as_bytes()), of_runs()))
}
