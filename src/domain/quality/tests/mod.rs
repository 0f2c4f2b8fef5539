//! What is flagged and what is not, in waves drawn for the purpose.

mod population;

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::domain::answer::{Answer, Answers};
use population::{Part, Population, case, grid_answer, questionnaire};

fn grounds(flags: &[Flag]) -> BTreeSet<Ground> {
    flags.iter().map(Flag::ground).collect()
}

#[test]
fn cheaters_are_found_and_honest_people_hardly_ever() {
    let population = Population::drawn(7, 5_000, 500);
    let found = flags(&population.questionnaire, &population.cases);
    let mut flagged: BTreeMap<Part, (usize, usize)> = BTreeMap::new();
    for (part, flags) in population.parts.iter().zip(&found) {
        let entry = flagged.entry(*part).or_default();
        entry.1 += 1;
        entry.0 += usize::from(match part {
            Part::Honest => !flags.is_empty(),
            Part::Speeder => grounds(flags).contains(&Ground::Speed),
            Part::StraightLiner => grounds(flags).contains(&Ground::StraightLines),
            Part::Copy => grounds(flags).contains(&Ground::Duplicate),
            Part::Inattentive => grounds(flags).contains(&Ground::Attention),
            Part::TextCopier => grounds(flags).contains(&Ground::OpenText),
        });
    }
    println!("{flagged:?}");
    let (honest, all) = flagged[&Part::Honest];
    assert!(honest * 100 <= all, "{honest} of {all} honest people flagged");
    for (part, recall) in [
        (Part::Speeder, 95),
        (Part::StraightLiner, 95),
        (Part::Copy, 90),
        (Part::Inattentive, 70),
        (Part::TextCopier, 95),
    ] {
        let (found, all) = flagged[&part];
        assert!(found * 100 >= all * recall, "{part:?}: {found} of {all}");
    }
}

#[test]
fn the_same_list_gives_the_same_flags() {
    let population = Population::drawn(3, 300, 20);
    let twice = || flags(&population.questionnaire, &population.cases);
    assert_eq!(twice(), twice());
}

#[test]
fn nobody_is_fast_in_a_wave_too_small_to_have_a_pace() {
    let mut times = vec![[20; 4]; PACE_CASES_MIN - 2];
    times.push([1; 4]);
    let pages: Vec<Vec<PageTime>> = times.iter().map(|seconds| population::times(seconds)).collect();
    let pace = Pace::of(pages.iter().map(Vec::as_slice));
    assert_eq!(pace.flag(pages.last().unwrap()), None);
    let more: Vec<Vec<PageTime>> = pages.iter().cloned().chain([population::times(&[20; 4])]).collect();
    let pace = Pace::of(more.iter().map(Vec::as_slice));
    assert_eq!(pace.flag(pages.last().unwrap()), Some(Flag::Speed { percent: 5 }));
}

#[test]
fn whoever_was_asked_fewer_pages_is_not_a_speeder() {
    let mut pages: Vec<Vec<PageTime>> = vec![population::times(&[20, 20, 20, 20, 60, 60]); 40];
    pages.push(population::times(&[20, 20, 20]));
    let pace = Pace::of(pages.iter().map(Vec::as_slice));
    assert_eq!(pace.percent(pages.last().unwrap()), Some(100));
    assert_eq!(pace.percent(&population::times(&[1, 1])), None, "two pages are no pace");
}

#[test]
fn a_line_everybody_draws_is_an_opinion() {
    let questionnaire = questionnaire();
    let same = |at: usize| case(&questionnaire, &[(0, grid_answer(&[1; 6]))], at);
    let agreed: Vec<Case> = (0..60).map(same).collect();
    let found = flags(&questionnaire, &agreed);
    assert!(found.iter().all(|flags| !grounds(flags).contains(&Ground::StraightLines)), "{found:?}");
    let mut cases: Vec<Case> = (0..60)
        .map(|at: usize| {
            let row = |row: usize| u16::try_from((at + row * 7 + at * row) % 5).unwrap();
            case(&questionnaire, &[(0, grid_answer(&[row(0), row(1), row(2), row(3), row(4), row(5)]))], at)
        })
        .collect();
    cases.push(same(60));
    let found = flags(&questionnaire, &cases);
    assert!(grounds(found.last().unwrap()).contains(&Ground::StraightLines), "{:?}", found.last());
}

#[test]
fn people_who_agree_on_a_few_questions_are_nobodys_copy() {
    let questionnaire = questionnaire();
    let half = |at: usize, of: usize| Answer::One(u16::try_from(at / of % 2).unwrap());
    let agrees = |at: usize| case(&questionnaire, &[(2, half(at, 1)), (3, half(at, 2)), (4, half(at, 4))], at);
    let found = flags(&questionnaire, &(0..40).map(agrees).collect::<Vec<_>>());
    assert!(found.iter().all(Vec::is_empty), "{found:?}");
}

#[test]
fn short_answers_alike_are_nobodys_copy() {
    let questionnaire = questionnaire();
    let says = |text: &str, at| case(&questionnaire, &[(population::TEXT, Answer::Text(text.to_owned()))], at);
    let own = "Il faudrait que la mairie ouvre la salle des fêtes le soir aux associations du quartier";
    let found = flags(
        &questionnaire,
        &[says("Je ne sais pas", 0), says("je ne sais pas !", 1), says(own, 2), says(&format!("{own}, merci."), 3)],
    );
    assert_eq!(found[0], []);
    assert_eq!(found[2], [Flag::OpenText { with: vec![3] }]);
    assert_eq!(found[3], [Flag::OpenText { with: vec![2] }]);
}

#[test]
fn a_check_of_attention_left_without_answer_is_not_failed() {
    let questionnaire = questionnaire();
    let found = flags(
        &questionnaire,
        &[
            case(&questionnaire, &[(population::ATTENTION, Answer::One(2))], 0),
            case(&questionnaire, &[(population::ATTENTION, Answer::One(0))], 1),
            Case { answers: Answers::none(&questionnaire), times: Vec::new() },
        ],
    );
    assert_eq!(found, [vec![], vec![Flag::Attention { failed: 1, asked: 1 }], vec![]]);
}

#[test]
fn a_decision_has_a_known_ground_and_a_reason() {
    let read = |ground: &str, reason: &str| Decision::read(ground, reason);
    assert_eq!(read("speed", " trop vite "), Ok(Decision { ground: Ground::Speed, reason: "trop vite".to_owned() }));
    assert_eq!(read("speed", "  "), Err(BadDecision::ReasonMissing));
    assert_eq!(read("other", &"é".repeat(REASON_CHARS_MAX + 1)), Err(BadDecision::ReasonTooLong));
    assert_eq!(read("vitesse", "x"), Err(BadDecision::UnknownGround { given: "vitesse".to_owned() }));
}

#[test]
fn devices_are_told_apart_coarsely_and_never_by_name() {
    for (name, device) in [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Mobile/15E148", Device::Phone),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/130 Mobile Safari", Device::Phone),
        ("Mozilla/5.0 (Linux; Android 14; SM-X910) Chrome/130 Safari", Device::Tablet),
        ("Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X) Mobile/15E148", Device::Tablet),
        ("Mozilla/5.0 (X11; Linux x86_64) Firefox/140", Device::Computer),
        ("curl/8", Device::Unknown),
        ("", Device::Unknown),
    ] {
        assert_eq!(Device::of_browser(name), device, "{name}");
    }
}

#[test]
fn notes_count_and_name_nobody() {
    let population = Population::drawn(5, 200, 10);
    let found = flags(&population.questionnaire, &population.cases);
    let pages: Vec<String> = (0..4).map(|page| format!("p{page}")).collect();
    let excluded = BTreeMap::from([(Ground::Speed, 4), (Ground::Other, 1)]);
    let notes = FieldNotes::of(&population.cases, &found, &pages, &excluded, 2);
    assert_eq!((notes.counted, notes.withdrawn), (population.cases.len() - 5, 2));
    assert_eq!(notes.excluded["speed"], 4);
    assert_eq!(notes.pages.len(), 4);
    let few = FieldNotes::of(&population.cases[..9], &found[..9], &pages, &BTreeMap::new(), 0);
    assert_eq!((few.pages, few.seconds_median), (vec![], None), "times of nine people are theirs");
}
