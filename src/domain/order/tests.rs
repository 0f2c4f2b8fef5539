use std::collections::BTreeMap;

use super::*;
use crate::domain::id::{OptionCode, QuestionId, SectionId};
use crate::domain::questionnaire::tests::covid;
use crate::domain::questionnaire::{Item, SectionOrder, Text};

fn id(text: &str) -> QuestionId {
    QuestionId::parse(text).unwrap()
}

fn code(text: &str) -> OptionCode {
    OptionCode::parse(text).unwrap()
}

fn option(text: &str, anchored: bool, retired: bool) -> AnswerOption {
    AnswerOption { anchored, retired, ..AnswerOption::plain(code(text), Text::french(text)) }
}

fn list() -> Vec<AnswerOption> {
    let mut list: Vec<_> = ["a", "b", "c", "d"].map(|code| option(code, false, false)).into();
    list.insert(2, option("nsp", true, false));
    list.insert(1, option("old", false, true));
    list
}

fn grid(name: &str, rows: &[&str], rotation: Rotation) -> Question {
    let items = rows.iter().map(|row| Item::plain(code(row), Text::french(row))).collect();
    Question::plain(id(name), Text::french("?"), Kind::Grid { items, options: list(), rotation, poles: None })
}

fn rows(question: &Question, seed: u64) -> Vec<usize> {
    items_of(question, seed, None)
}

/// Fixed: a person who comes back after an update of the service finds the order seen before.
#[test]
fn the_order_of_a_seed_is_fixed() {
    let nine = ["a", "b", "c", "d", "e", "f", "g", "h", "i"];
    assert_eq!(rows(&grid("G", &nine, Rotation::Random), 7), [6, 2, 5, 0, 4, 1, 7, 8, 3]);
}

#[test]
fn the_same_interview_always_sees_the_same_order() {
    let nine = ["a", "b", "c", "d", "e", "f", "g", "h", "i"];
    let question = grid("G", &nine, Rotation::Random);
    assert_eq!(rows(&question, 7), rows(&question, 7));
    assert_ne!(rows(&question, 7), rows(&question, 8));
    assert_ne!(rows(&question, 7), rows(&grid("H", &nine, Rotation::Random), 7));
}

#[test]
fn anchored_options_stay_last_and_retired_ones_are_gone() {
    for seed in 0..50 {
        let mut shown = ordered(seed, "Q", &list(), Rotation::Random);
        assert_eq!(shown.pop(), Some(3));
        shown.sort_unstable();
        assert_eq!(shown, [0, 2, 4, 5]);
    }
    assert_eq!(ordered(1, "Q", &list(), Rotation::None), [0, 2, 4, 5, 3]);
}

#[test]
fn half_of_the_respondents_see_the_list_reversed_below_nothing() {
    let (straight, reversed) = ([0, 2, 4, 5, 3], [5, 4, 2, 0, 3]);
    let mut seen = [0, 0];
    for seed in 0..1000 {
        match ordered(seed, "Q", &list(), Rotation::ReverseHalf) {
            order if order == straight => seen[0] += 1,
            order if order == reversed => seen[1] += 1,
            order => panic!("{order:?}"),
        }
    }
    assert!(seen[0] > 430 && seen[1] > 430, "{seen:?}");
}

#[test]
fn every_order_is_as_likely_as_any_other() {
    let question = grid("G", &["a", "b", "c", "d"], Rotation::Random);
    let mut seen: BTreeMap<Vec<usize>, u32> = BTreeMap::new();
    for seed in 0..24_000 {
        *seen.entry(rows(&question, seed)).or_default() += 1;
    }
    assert_eq!(seen.len(), 24);
    // Expected 1 000 each, standard deviation 31.
    assert!(seen.values().all(|&count| (850..1150).contains(&count)), "{seen:?}");
}

#[test]
fn a_circle_begins_anywhere_as_often() {
    let question = grid("G", &["a", "b", "c", "d"], Rotation::Rotate);
    let mut seen: BTreeMap<Vec<usize>, u32> = BTreeMap::new();
    for seed in 0..4_000 {
        *seen.entry(rows(&question, seed)).or_default() += 1;
    }
    assert_eq!(seen.keys().cloned().collect::<Vec<_>>(), [[0, 1, 2, 3], [1, 2, 3, 0], [2, 3, 0, 1], [3, 0, 1, 2]]);
    assert!(seen.values().all(|&count| (850..1150).contains(&count)), "{seen:?}");
}

/// Whatever is left out of it or added to it, and whatever the question is called.
#[test]
fn a_list_used_again_keeps_its_order() {
    for rotation in [Rotation::Random, Rotation::ReverseHalf] {
        for seed in 0..200 {
            let mut whole = grid("G", &["a", "b", "c", "d", "e"], rotation);
            let mut part = grid("H", &["a", "b", "d", "z"], rotation);
            (whole.order_as, part.order_as) = (Some("domaines".to_owned()), Some("domaines".to_owned()));
            let names = |question: &Question| -> Vec<String> {
                let items = question.kind.items();
                let shown = rows(question, seed).into_iter().map(|at| items[at].code.to_string());
                shown.filter(|code| ["a", "b", "d"].contains(&code.as_str())).collect()
            };
            assert_eq!(names(&whole), names(&part), "{rotation:?} {seed}");
        }
    }
}

#[test]
fn nothing_and_one_row_have_one_order() {
    assert_eq!(rows(&grid("G", &[], Rotation::Random), 1), [] as [usize; 0]);
    assert_eq!(rows(&grid("G", &[], Rotation::Rotate), 1), [] as [usize; 0]);
    assert_eq!(rows(&grid("G", &["a"], Rotation::ReverseHalf), 1), [0]);
}

#[test]
fn sections_change_places_among_themselves_only() {
    let mut q = covid();
    let named = |name: &str| SectionId::parse(name).unwrap();
    let ids: Vec<SectionId> = q.sections[5..8].iter().map(|section| section.id.clone()).collect();
    assert_eq!(sections(&q, 3), (0..q.sections.len()).collect::<Vec<_>>());
    q.orders = vec![SectionOrder { sections: ids, rotation: Rotation::Random }];
    let mut seen = BTreeMap::new();
    for seed in 0..300 {
        let mut order = sections(&q, seed);
        let tail = order.split_off(8);
        let group = order.split_off(5);
        assert_eq!((order, tail), ((0..5).collect(), (8..q.sections.len()).collect::<Vec<_>>()));
        *seen.entry(group).or_insert(0) += 1;
    }
    assert_eq!(seen.len(), 6);
    q.orders[0].sections[0] = named("nulle-part");
    assert_eq!(sections(&q, 3), (0..q.sections.len()).collect::<Vec<_>>());
}

#[test]
fn questions_change_places_and_what_is_read_stays() {
    let mut q = covid();
    q.sections[1].rotation = Rotation::ReverseHalf;
    q.sections[1].questions.insert(0, Question::plain(id("LISEZ"), Text::french("…"), Kind::Note));
    let mut seen: Vec<_> = (0..40).map(|seed| questions_in_order(&q, seed, 1, &[1, 2, 3])).collect();
    seen.sort();
    seen.dedup();
    assert_eq!(seen, [[1, 2, 3], [1, 3, 2]]);
}
