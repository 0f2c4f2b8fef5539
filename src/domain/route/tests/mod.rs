mod rules;

use proptest::prelude::*;

use super::*;
use crate::domain::answer::Answer;
use crate::domain::answer::tests::any_answers;
use crate::domain::questionnaire::tests::covid;

fn before(q: &Questionnaire, answers: &Answers, section: usize) -> Option<usize> {
    Walk::of(q, answers).before(section)
}

fn reached(q: &Questionnaire, answers: &Answers) -> Next {
    Walk::of(q, answers).reached(q)
}

fn path(q: &Questionnaire, answers: &Answers) -> Vec<usize> {
    Walk::of(q, answers).steps.into_iter().map(|step| step.section).collect()
}

fn progress(q: &Questionnaire, answers: &Answers, section: usize) -> (usize, usize) {
    Walk::of(q, answers).progress(q, section)
}

fn slot(q: &Questionnaire, id: &str) -> usize {
    q.question(id).unwrap().0
}

fn section(q: &Questionnaire, id: &str) -> usize {
    q.sections.iter().position(|section| section.id.as_str() == id).unwrap()
}

/// Consent, a woman of 42, Corse-du-Sud, and this answer to the question of the study.
fn interview(q: &Questionnaire, utility: Option<u16>) -> Answers {
    let mut answers = Answers::none(q);
    for (id, answer) in [
        ("CONSENT", Answer::One(0)),
        ("S_SEXE", Answer::One(1)),
        ("S_AGE", Answer::Number(42)),
        ("S_DEPT", Answer::One(19)),
        ("S_AGGLO", Answer::One(0)),
        ("S_CSP", Answer::One(2)),
        ("COVID_TOUCHE", Answer::One(0)),
        ("FRAG_PRIO", Answer::Many(vec![0])),
    ] {
        answers.set(slot(q, id), Some(answer));
    }
    answers.set(slot(q, "JC_UTILITE"), utility.map(Answer::One));
    answers
}

#[test]
fn the_interview_starts_at_consent() {
    let q = covid();
    assert_eq!(first(&q), 0);
    assert_eq!(reached(&q, &Answers::none(&q)), Next::Section(0));
    assert_eq!(before(&q, &Answers::none(&q), 0), None);
}

#[test]
fn reasons_are_asked_by_what_was_said() {
    let q = covid();
    let reasons = section(&q, "raisons");
    let asked = |utility| shown(&q, &interview(&q, utility), reasons);
    assert_eq!(asked(Some(1)), [slot(&q, "JC_POURQUOI")]);
    assert_eq!(asked(Some(4)), [slot(&q, "JC_FREINS")]);
    assert_eq!(asked(Some(5)), [] as [usize; 0]);
    assert_eq!(asked(None), [] as [usize; 0]);
}

#[test]
fn a_closed_section_is_stepped_over_both_ways() {
    let q = covid();
    let (question, effects) = (section(&q, "jouer-collectif"), section(&q, "effets"));
    let without_opinion = interview(&q, Some(5));
    assert_eq!(after(&q, &without_opinion, question), Next::Section(effects));
    assert_eq!(before(&q, &without_opinion, effects), Some(question));
    assert_eq!(progress(&q, &without_opinion, effects), (5, 7));
    let with_opinion = interview(&q, Some(0));
    assert_eq!(after(&q, &with_opinion, question), Next::Section(section(&q, "raisons")));
    assert_eq!(progress(&q, &with_opinion, effects), (6, 8));
}

#[test]
fn exits_end_the_interview_at_their_section() {
    let q = covid();
    let mut answers = interview(&q, Some(0));
    answers.set(slot(&q, "S_AGE"), Some(Answer::Number(17)));
    let you = section(&q, "vous");
    assert_eq!(after(&q, &answers, 0), Next::Section(you));
    assert_eq!(after(&q, &answers, you), Next::ScreenedOut);
    assert_eq!(reached(&q, &answers), Next::ScreenedOut);
    assert_eq!(path(&q, &answers), [0, you]);
    answers.set(0, Some(Answer::One(1)));
    assert_eq!(after(&q, &answers, 0), Next::Refused);
    assert_eq!(counted(&q, &answers).get(slot(&q, "S_AGE")), None);
}

#[test]
fn an_answer_on_a_branch_closed_since_is_kept_and_does_not_count() {
    let q = covid();
    let why = slot(&q, "JC_POURQUOI");
    let mut answers = interview(&q, Some(0));
    answers.set(why, Some(Answer::Many(vec![6])));
    answers.set_text(why, 6, Some("par civisme".into()));
    assert_eq!(counted(&q, &answers), answers);
    answers.set(slot(&q, "JC_UTILITE"), Some(Answer::One(3)));
    assert!(answers.get(why).is_some());
    let counted = counted(&q, &answers);
    assert_eq!((counted.get(why), counted.text(why, 6)), (None, None));
    assert!(counted.get(slot(&q, "JC_UTILITE")).is_some());
}

/// A condition must not see what the walk has closed, or a stale answer would open a branch.
#[test]
fn an_answer_set_aside_opens_nothing() {
    let mut q = covid();
    let effects = section(&q, "effets");
    q.sections[effects].show_if = Some(Expr::parse("selected(JC_POURQUOI, 'rapidite')").unwrap());
    let mut answers = interview(&q, Some(0));
    answers.set(slot(&q, "JC_POURQUOI"), Some(Answer::Many(vec![2])));
    assert!(!shown(&q, &answers, effects).is_empty());
    answers.set(slot(&q, "JC_UTILITE"), Some(Answer::One(3)));
    assert!(shown(&q, &answers, effects).is_empty());
}

#[test]
fn the_furthest_section_is_the_first_with_something_left_to_answer() {
    let q = covid();
    assert_eq!(reached(&q, &interview(&q, None)), Next::Section(section(&q, "jouer-collectif")));
    let mut answers = interview(&q, Some(5));
    let effects = Next::Section(section(&q, "effets"));
    assert_eq!(reached(&q, &answers), effects);
    answers.set(slot(&q, "JC_QUI"), Some(Answer::One(0)));
    answers.set(slot(&q, "MOBILISATION"), Some(Answer::One(0)));
    answers.set(slot(&q, "JC_EFFETS"), Some(Answer::Rows(vec![Some(0), None, Some(0)])));
    assert_eq!(reached(&q, &answers), effects);
    answers.set(slot(&q, "JC_EFFETS"), Some(Answer::Rows(vec![Some(0), Some(0), Some(0)])));
    assert_eq!(reached(&q, &answers), Next::Section(section(&q, "engagement")));
    answers.set(slot(&q, "ENG_COVID"), Some(Answer::Many(vec![0])));
    answers.set(slot(&q, "ENG_ENVIE"), Some(Answer::One(0)));
    assert_eq!(reached(&q, &answers), Next::Completed);
}

proptest! {
    #[test]
    fn routing_always_ends_and_only_goes_forward(answers in any_answers()) {
        let q = covid();
        let mut next = Next::Section(first(&q));
        let mut seen = Vec::new();
        while let Next::Section(section) = next {
            prop_assert!(seen.last().is_none_or(|last| *last < section));
            prop_assert_eq!(before(&q, &answers, section), seen.last().copied());
            prop_assert!(!shown(&q, &answers, section).is_empty());
            seen.push(section);
            next = after(&q, &answers, section);
        }
        prop_assert_eq!(seen, path(&q, &answers));
    }

    #[test]
    fn what_counts_counts_again_the_same(answers in any_answers()) {
        let q = covid();
        let once = counted(&q, &answers);
        prop_assert_eq!(counted(&q, &once), once.clone());
        prop_assert_eq!(path(&q, &once), path(&q, &answers));
    }
}
