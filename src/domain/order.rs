//! Order of options and rows: a pure function of (interview seed, question), so that Back, reload and resume show the
//! same order. The generator is written out here: the order shown is part of the data, and a library that changed
//! its stream between versions would change the order of an interview under way.

use crate::domain::answer::Answers;
use crate::domain::id::QuestionId;
use crate::domain::questionnaire::{AnswerOption, Kind, Questionnaire, Rotation};

/// Positions of the options this person is shown, in order: those not retired that these answers open.
pub fn options_shown(q: &Questionnaire, answers: &Answers, slot: usize) -> Vec<usize> {
    let Some(question) = q.question_at(slot) else { return Vec::new() };
    // In a grid it is the rows that change places.
    let is_grid = matches!(question.kind, Kind::Grid { .. });
    let rotation = if is_grid { Rotation::None } else { question.kind.rotation() };
    options(answers.seed(), &question.id, question.kind.options(), rotation)
}

/// Positions of the rows this person is shown, in order.
pub fn items_shown(q: &Questionnaire, answers: &Answers, slot: usize) -> Vec<usize> {
    let Some(question) = q.question_at(slot) else { return Vec::new() };
    items(answers.seed(), &question.id, question.kind.items().len(), question.kind.rotation())
}

/// Positions of the options in the order shown; retired ones are left out, anchored ones stay last.
pub fn options(seed: u64, question: &QuestionId, options: &[AnswerOption], rotation: Rotation) -> Vec<usize> {
    let proposed = options.iter().enumerate().filter(|(_, option)| !option.retired);
    let (anchored, mut free): (Vec<_>, Vec<_>) = proposed.partition(|(_, option)| option.anchored);
    rotate(seed, question, &mut free, rotation);
    free.into_iter().chain(anchored).map(|(position, _)| position).collect()
}

/// Positions of the rows of a grid in the order shown.
pub fn items(seed: u64, question: &QuestionId, count: usize, rotation: Rotation) -> Vec<usize> {
    let mut rows: Vec<usize> = (0..count).collect();
    rotate(seed, question, &mut rows, rotation);
    rows
}

fn rotate<T>(seed: u64, question: &QuestionId, list: &mut [T], rotation: Rotation) {
    let mut draws = SplitMix64 { state: seed ^ fnv1a(question.as_str()) };
    match rotation {
        Rotation::None => {}
        Rotation::Random => shuffle(&mut draws, list),
        Rotation::Rotate => list.rotate_left(draws.up_to(list.len().saturating_sub(1))),
        Rotation::ReverseHalf => {
            if draws.next() >> 63 == 1 {
                list.reverse();
            }
        }
    }
}

/// Fisher and Yates, from the end: every order is as likely as any other.
fn shuffle<T>(draws: &mut SplitMix64, list: &mut [T]) {
    for last in (1..list.len()).rev() {
        list.swap(last, draws.up_to(last));
    }
}

/// FNV-1a over 64 bits: gives each question of an interview its own stream.
fn fnv1a(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

/// Steele, Lea and Flood, « Fast splittable pseudorandom number generators », OOPSLA 2014.
struct SplitMix64 {
    state: u64,
}

impl SplitMix64 {
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.state ^ (self.state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 to `last`, all equally likely: draws past the last whole multiple of the count are thrown
    /// away (at most one in two, so that the loop ends at once in practice).
    fn up_to(&mut self, last: usize) -> usize {
        let Some(count) = u64::try_from(last).ok().and_then(|last| last.checked_add(1)) else { return 0 };
        let fair = u64::MAX - u64::MAX % count;
        loop {
            let draw = self.next();
            if draw < fair {
                // Smaller than `count`, which came from a usize.
                return usize::try_from(draw % count).unwrap_or(0);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::domain::id::OptionCode;
    use crate::domain::questionnaire::Text;

    fn question() -> QuestionId {
        QuestionId::parse("FRAG_PRIO").unwrap()
    }

    fn option(code: &str, anchored: bool, retired: bool) -> AnswerOption {
        AnswerOption { anchored, retired, ..AnswerOption::plain(OptionCode::parse(code).unwrap(), Text::french(code)) }
    }

    fn list() -> Vec<AnswerOption> {
        let mut list: Vec<_> = ["a", "b", "c", "d"].map(|code| option(code, false, false)).into();
        list.insert(2, option("nsp", true, false));
        list.insert(1, option("old", false, true));
        list
    }

    #[test]
    fn the_generator_gives_the_published_stream() {
        let mut draws = SplitMix64 { state: 1_234_567 };
        assert_eq!([draws.next(), draws.next()], [6_457_827_717_110_365_317, 3_203_168_211_198_807_973]);
    }

    #[test]
    fn the_same_interview_always_sees_the_same_order() {
        let seen = items(7, &question(), 9, Rotation::Random);
        assert_eq!(seen, items(7, &question(), 9, Rotation::Random));
        assert_ne!(seen, items(8, &question(), 9, Rotation::Random));
        assert_ne!(seen, items(7, &QuestionId::parse("FRAG").unwrap(), 9, Rotation::Random));
    }

    #[test]
    fn anchored_options_stay_last_and_retired_ones_are_gone() {
        for seed in 0..50 {
            let mut shown = options(seed, &question(), &list(), Rotation::Random);
            assert_eq!(shown.pop(), Some(3));
            shown.sort_unstable();
            assert_eq!(shown, [0, 2, 4, 5]);
        }
        assert_eq!(options(1, &question(), &list(), Rotation::None), [0, 2, 4, 5, 3]);
    }

    #[test]
    fn half_of_the_respondents_see_the_list_reversed_below_nothing() {
        let (straight, reversed) = ([0, 2, 4, 5, 3], [5, 4, 2, 0, 3]);
        let mut seen = [0, 0];
        for seed in 0..1000 {
            match options(seed, &question(), &list(), Rotation::ReverseHalf) {
                order if order == straight => seen[0] += 1,
                order if order == reversed => seen[1] += 1,
                order => panic!("{order:?}"),
            }
        }
        assert!(seen[0] > 430 && seen[1] > 430, "{seen:?}");
    }

    #[test]
    fn every_order_is_as_likely_as_any_other() {
        let mut seen: BTreeMap<Vec<usize>, u32> = BTreeMap::new();
        for seed in 0..24_000 {
            *seen.entry(items(seed, &question(), 4, Rotation::Random)).or_default() += 1;
        }
        assert_eq!(seen.len(), 24);
        // Expected 1 000 each, standard deviation 31.
        assert!(seen.values().all(|&count| (850..1150).contains(&count)), "{seen:?}");
    }

    #[test]
    fn nothing_and_one_row_have_one_order() {
        assert_eq!(items(1, &question(), 0, Rotation::Random), [] as [usize; 0]);
        assert_eq!(items(1, &question(), 1, Rotation::ReverseHalf), [0]);
    }
}
