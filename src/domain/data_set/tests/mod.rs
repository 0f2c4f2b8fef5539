//! From interviews to columns: what is kept, what is missing and why, and that arrival leaves no trace.

pub(crate) mod kinds;

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::domain::answer::Answer;
use crate::domain::expression::Expr;
use crate::domain::id::OptionCode;
use crate::domain::questionnaire::{
    Band, Category, Computed, ComputedRule, Item, Kind, Mandatory, Question, Questionnaire, Role, Section, Text,
};
use crate::domain::table::fixture;

/// The wave of the fixture, with a number, its bands and a filtered grid; slots 0 to 4.
fn questionnaire() -> Questionnaire {
    let mut q = fixture::questionnaire();
    let first = q.sections[0].clone();
    let item = |code: &str| Item::plain(OptionCode::parse(code).unwrap(), Text::french(code));
    let category = |code: &str| Category { code: OptionCode::parse(code).unwrap(), label: Text::french(code) };
    let years = Question {
        id: fixture::id("S_AGE"),
        kind: Kind::Number { min: 0, max: 120, unit: None, decimals: 0, options: vec![] },
        mandatory: Mandatory::Off,
        ..first.questions[0].clone()
    };
    let grid = Question {
        id: fixture::id("JC_EFFETS"),
        kind: Kind::Grid {
            items: vec![item("rapide"), item("juste")],
            options: first.questions[1].kind.options().to_vec(),
            rotation: Default::default(),
            poles: None,
        },
        nets: Vec::new(),
        ..first.questions[1].clone()
    };
    let show_if = Some(Expr::parse("JC_UTILITE = 'utile'").unwrap());
    let id = crate::domain::id::SectionId::parse("suite").unwrap();
    q.sections.push(Section { id, show_if, questions: vec![years, grid], ..first });
    let band = |code: &str, from, to| Band { code: OptionCode::parse(code).unwrap(), from, to };
    q.computed = vec![Computed {
        id: fixture::id("TRANCHE"),
        label: Text::french("Tranche"),
        categories: vec![category("18-24"), category("25+")],
        rule: ComputedRule::Bands { of: fixture::id("S_AGE"), bands: vec![band("18-24", 18, 24), band("25+", 25, 99)] },
    }];
    q
}

fn interview(q: &Questionnaire, given: &[Option<Answer>]) -> Answers {
    let mut answers = Answers::none(q);
    for (slot, answer) in given.iter().enumerate() {
        answers.set(slot, answer.clone());
    }
    answers
}

fn one(position: u16) -> Option<Answer> {
    Some(Answer::One(position))
}

fn entries(data: &DataSet, name: &str) -> Vec<Entry<u16>> {
    data.category(name).unwrap().1.to_vec()
}

#[test]
fn each_question_row_and_variable_has_its_column() {
    let data = DataSet::of(&questionnaire(), &[]);
    let names: Vec<&str> = data.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["AGE", "JC_UTILITE", "FRAG_PRIO", "S_AGE", "JC_EFFETS:rapide", "JC_EFFETS:juste", "TRANCHE"]);
}

#[test]
fn consent_is_not_a_column() {
    let mut q = questionnaire();
    q.sections[0].questions[0].role = Role::Consent;
    let answers = interview(&q, &[one(0), one(2), Some(Answer::Many(vec![1]))]);
    let data = DataSet::of(&q, &[answers]);
    assert!(data.column("AGE").is_none());
    assert_eq!(entries(&data, "JC_UTILITE"), [Entry::Given(2)]);
}

#[test]
fn what_is_on_a_closed_branch_is_not_asked_even_if_it_was_answered_before() {
    let q = questionnaire();
    let rows = Some(Answer::Rows(vec![Some(0), None]));
    let ticks = Some(Answer::Many(vec![0]));
    let open = interview(&q, &[one(0), one(1), ticks.clone(), Some(Answer::Number(20)), rows.clone()]);
    let closed = interview(&q, &[one(1), one(2), ticks.clone(), Some(Answer::Number(20)), rows.clone()]);
    let silent = interview(&q, &[one(2), one(1), ticks, None, rows]);
    let data = DataSet::of(&q, &[open, closed, silent]);
    assert_eq!(entries(&data, "JC_EFFETS:rapide"), [Entry::Given(0), Entry::NotAsked, Entry::Given(0)]);
    assert_eq!(entries(&data, "JC_EFFETS:juste"), [Entry::NoAnswer, Entry::NotAsked, Entry::NoAnswer]);
    assert_eq!(entries(&data, "TRANCHE"), [Entry::Given(0), Entry::NotAsked, Entry::NoAnswer]);
    let values = vec![Entry::Given(20), Entry::NotAsked, Entry::NoAnswer];
    let years = Values::Number { decimals: 0, declared: Vec::new(), values };
    assert_eq!(data.column("S_AGE").unwrap().values, years);
}

#[test]
fn a_number_outside_every_band_has_no_category() {
    let q = questionnaire();
    let answers = interview(&q, &[one(0), one(1), None, Some(Answer::Number(7))]);
    assert_eq!(entries(&DataSet::of(&q, &[answers]), "TRANCHE"), [Entry::NoAnswer]);
}

fn interviews() -> impl Strategy<Value = Vec<(u16, u16, u16)>> {
    prop::collection::vec((0u16..3, 0u16..6, 0u16..3), 0..30)
}

proptest! {
    #[test]
    fn the_order_of_arrival_leaves_no_trace(drawn in interviews().prop_shuffle()) {
        let q = questionnaire();
        let of = |drawn: &[(u16, u16, u16)]| {
            let each = |row: &(u16, u16, u16)| interview(&q, &[one(row.0), one(row.1), Some(Answer::Many(vec![row.2]))]);
            DataSet::of(&q, &drawn.iter().map(each).collect::<Vec<_>>())
        };
        let mut sorted = drawn.clone();
        sorted.sort_unstable();
        prop_assert_eq!(of(&drawn), of(&sorted));
        prop_assert_eq!(of(&drawn).rows, drawn.len());
    }

    #[test]
    fn those_alike_in_leading_columns_stand_together_and_nobody_is_lost(drawn in interviews()) {
        let q = questionnaire();
        let each = |row: &(u16, u16, u16)| interview(&q, &[one(row.0), one(row.1), Some(Answer::Many(vec![row.2]))]);
        let interviews: Vec<Answers> = drawn.iter().map(each).collect();
        let led = DataSet::led_by(&["FRAG_PRIO", "JC_UTILITE", "NOWHERE"], &q, &interviews);
        let Values::Ticks { values, .. } = &led.column("FRAG_PRIO").unwrap().values else { panic!("ticks") };
        let rows = |data: &DataSet| -> Vec<(Entry<u16>, Entry<u16>)> {
            entries(data, "JC_UTILITE").into_iter().zip(entries(data, "AGE")).collect()
        };
        let found: Vec<_> = values.iter().cloned().zip(rows(&led)).collect();
        prop_assert!(found.is_sorted(), "{:?}", found);
        let (mut led, mut plain) = (rows(&led), rows(&DataSet::of(&q, &interviews)));
        led.sort_unstable();
        plain.sort_unstable();
        prop_assert_eq!(led, plain);
    }
}
