//! Tables of scores, numbers and rankings.

use super::*;
use crate::domain::answer::{Answer, Answers};
use crate::domain::disclosure::release;
use crate::domain::questionnaire::{AnswerOption, Display, Gives, Rotation};
use crate::domain::questionnaire::{Computed, ComputedRule, DeclaredMissing, Mandatory};
use crate::domain::release::ReleaseContent;
use crate::domain::table::fixture::diagnostics;

fn option(text: &str, value: Option<i64>) -> AnswerOption {
    let missing = (text == "nsp").then_some(DeclaredMissing::Nsp);
    AnswerOption { value, missing, ..AnswerOption::plain(OptionCode::parse(text).unwrap(), Text::french(text)) }
}

/// Age groups, a score from 0 to 10, an amount with a decimal, and a ranking of two among three.
fn wave() -> (Questionnaire, WaveSpec) {
    let mut q = questionnaire();
    let ages = q.sections[0].questions[0].clone();
    let mut scores: Vec<AnswerOption> = (0..=10).map(|score| option(&score.to_string(), Some(score))).collect();
    scores.push(option("nsp", None));
    let ask = |name: &str, kind: Kind| Question {
        mandatory: Mandatory::Off,
        ..Question::plain(id(name), Text::french(name), kind)
    };
    let amount = Kind::Number {
        min: 0,
        max: 1000,
        unit: Some(Text::french("k€")),
        decimals: 1,
        options: vec![option("nsp", None)],
    };
    let choices = ["a", "b", "c", "nsp"].map(|code| option(code, None)).into();
    q.sections[0].questions = vec![
        ages,
        ask("NOTE", Kind::Single { options: scores, display: Display::Scale, rotation: Rotation::None, poles: None }),
        ask("BUDGET", amount),
        ask("PRIO", Kind::Ranking { options: choices, ranks_min: 1, ranks_max: 2, rotation: Rotation::None }),
    ];
    q.index = Default::default();
    let mut spec = spec();
    spec.tables.questions = ["NOTE", "BUDGET", "PRIO"].map(id).into();
    spec.tables.headline = id("NOTE");
    (q, spec)
}

/// Age group, then the answers to the three others.
type Given = (u16, Option<Answer>, Option<Answer>, Option<Answer>);

fn answers(q: &Questionnaire, rows: &[Given]) -> DataSet {
    let interview = |(age, note, budget, ranking): &Given| {
        let mut answers = Answers::none(q);
        answers.set(0, Some(Answer::One(*age)));
        answers.set(1, note.clone());
        answers.set(2, budget.clone());
        answers.set(3, ranking.clone());
        answers
    };
    DataSet::of(q, &rows.iter().map(interview).collect::<Vec<_>>())
}

fn score(score: u16) -> Option<Answer> {
    Some(Answer::One(score))
}

fn measure(table: &Table, row: usize) -> Measure {
    table.columns[0].measures[row].unwrap()
}

#[test]
fn a_score_has_its_mean_beside_its_shares_over_those_who_gave_one() {
    let (q, spec) = wave();
    let data = answers(&q, &[(0, score(2), None, None), (0, score(8), None, None), (1, score(11), None, None)]);
    let tables = tabulate(&q, &spec, &data, &[1.0; 3]).unwrap();
    assert_eq!(tables[0].measures.len(), 1);
    let mean = measure(&tables[0], 0);
    assert!((mean.value - 5.0).abs() < 1e-12 && mean.n == 2, "{mean:?}");
    assert!((cell(&tables[0], "Ensemble", "nsp").share - 1.0 / 3.0).abs() < 1e-12, "in the base of the shares");
    assert_eq!(tables[0].columns[2].measures, [None], "nobody of 35-64 gave a score");
}

#[test]
fn a_number_has_a_mean_and_a_median_in_its_unit_and_its_declared_non_answers() {
    let (q, spec) = wave();
    let amounts = [Answer::Number(10), Answer::Number(20), Answer::Number(120), Answer::One(0)];
    let rows: Vec<_> = amounts.into_iter().map(|amount| (0, None, Some(amount), None)).collect();
    let tables = tabulate(&q, &spec, &answers(&q, &rows), &[1.0; 4]).unwrap();
    let labels: Vec<(&str, u8)> = tables[1].measures.iter().map(|row| (row.label.as_str(), row.decimals)).collect();
    assert_eq!(labels, [("Moyenne", 2), ("Médiane", 1)]);
    assert!((measure(&tables[1], 0).value - 5.0).abs() < 1e-12);
    assert!((measure(&tables[1], 1).value - 2.0).abs() < 1e-12);
    assert!((cell(&tables[1], "Ensemble", "nsp").share - 0.25).abs() < 1e-12);
    assert!((cell(&tables[1], "Ensemble", "Sans réponse").share).abs() < 1e-12);
}

#[test]
fn a_ranking_tells_what_comes_first_and_what_is_named_at_all() {
    let (q, spec) = wave();
    let ranked = |ranks: &[u16]| (0, None, None, Some(Answer::Ranked(ranks.to_vec())));
    let rows = [ranked(&[0, 1]), ranked(&[1, 2]), ranked(&[1]), (0, None, None, Some(Answer::One(3)))];
    let tables = tabulate(&q, &spec, &answers(&q, &rows), &[1.0; 4]).unwrap();
    let [first, anywhere] = &tables[2..] else { panic!("{}", tables.len()) };
    assert_eq!((first.item_label.as_deref(), first.is_multiple), (Some("Cité en premier"), false));
    assert_eq!((anywhere.item_label.as_deref(), anywhere.is_multiple), (Some("Cité au total"), true));
    let shares = |table: &Table| ["a", "b", "c", "nsp"].map(|row| cell(table, "Ensemble", row).share);
    assert_eq!(shares(first), [0.25, 0.5, 0.0, 0.25]);
    assert_eq!(shares(anywhere), [0.25, 0.75, 0.25, 0.25]);
}

#[test]
fn a_mean_leaves_rounded_with_its_base_and_not_on_too_few() {
    let (q, spec) = wave();
    // Forty of the first group, few of whom give a score; forty of the second, who all do.
    let content = |scored: usize| {
        let first = (0..40).map(|row| (0, score(if row < scored { 3 } else { 11 }), None, None));
        let second = (0..40).map(|row| (1, score(if row % 2 == 0 { 6 } else { 7 }), None, None));
        let data = answers(&q, &first.chain(second).collect::<Vec<_>>());
        let tables = tabulate(&q, &spec, &data, &[1.0; 80]).unwrap();
        release(&q, &spec, &tables, &diagnostics(80), true).content().clone()
    };
    let shown = |content: &ReleaseContent, column: usize| content.tables[0].columns[column].shown.clone().unwrap();
    let few = content(9);
    assert_eq!(shown(&few, 1).measures, [None], "nine people’s mean stays inside");
    assert_eq!(shown(&few, 2).measures, [None], "the other mean and the total’s would give it back");
    let content = content(10);
    assert!(shown(&content, 1).measures[0].is_some());
    let second = shown(&content, 2).measures[0].clone().unwrap();
    assert_eq!((second.value, second.base_n), (65, 40));
    assert!(second.low < 65 && second.high > 65 && second.low >= 60 && second.high <= 70, "{second:?}");
    let total = content.tables[0].total_measures().next().unwrap();
    assert_eq!(total.0.written(total.1.unwrap().value), "5,8");
}

#[test]
fn a_computed_number_has_a_table_of_measures() {
    let (mut q, mut spec) = wave();
    q.computed = vec![Computed {
        id: id("SCORE"),
        label: Text::french("Score"),
        categories: Vec::new(),
        rule: ComputedRule::Formula {
            value: crate::domain::expression::Expr::parse("BUDGET = 1").unwrap(),
            gives: Gives::Number { decimals: 0 },
        },
    }];
    spec.tables.questions = vec![id("SCORE")];
    let tables = tabulate(&q, &spec, &answers(&q, &[(0, None, None, None)]), &[1.0]).unwrap();
    assert_eq!(tables[0].measures.len(), 2);
    assert!((cell(&tables[0], "Ensemble", "Non calculé").share - 1.0).abs() < 1e-12);
}

#[test]
fn what_cannot_be_counted_has_no_table() {
    let (mut q, mut spec) = wave();
    q.sections[0].questions[1].kind = Kind::Note;
    spec.tables.questions = vec![id("NOTE")];
    let data = answers(&q, &[]);
    assert_eq!(tabulate(&q, &spec, &data, &[]).unwrap_err(), PlanError::NotTabulated(id("NOTE")));
}
