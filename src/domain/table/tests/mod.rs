//! Bases, nets and percentages by hand.

mod measures;
mod nets;

use super::fixture::{data, id, published, questionnaire, response, spec};
use super::*;
use crate::domain::data_set::Entry;

fn tables(data: &DataSet, weights: &[f64]) -> Vec<Table> {
    tabulate(&questionnaire(), &spec(), data, weights).unwrap()
}

fn cell<'a>(table: &'a Table, column: &str, row: &str) -> &'a Share {
    let column = table.columns.iter().find(|other| other.label == column).unwrap();
    let row = table.rows.iter().position(|other| other.label == row).unwrap();
    column.cells[row].as_ref().unwrap()
}

#[test]
fn the_net_comes_before_its_parts_and_is_their_sum() {
    let tables = tables(&published(), &[1.0; 1000]);
    let labels: Vec<&str> = tables[0].rows.iter().map(|row| row.label.as_str()).collect();
    assert_eq!(labels[..3], ["Utile", "Incontournable", "Utile"]);
    assert_eq!(
        tables[0].rows[0].kind,
        RowKind::Net {
            id: NetId::parse("st_utile").unwrap(),
            codes: ["incontournable", "utile"].map(|code| OptionCode::parse(code).unwrap()).into(),
        }
    );
    let total = &tables[0].columns[0];
    let shares: Vec<f64> = total.cells.iter().map(|cell| cell.unwrap().share).collect();
    assert!((shares[0] - 0.81).abs() < 1e-12 && (shares[1] - 0.29).abs() < 1e-12, "{shares:?}");
    let is_of_which =
        |row: &TableRow| matches!(&row.kind, RowKind::Option { part: Some(part), .. } if part.is_of_which);
    assert_eq!(tables[0].rows.iter().map(is_of_which).collect::<Vec<_>>()[..3], [false, true, false]);
}

#[test]
fn percentages_are_weighted_and_bases_are_not() {
    let responses = [response(0, 0, &[0]), response(0, 2, &[0]), response(1, 2, &[0])];
    let tables = tables(&data(&responses), &[2.0, 0.5, 0.5]);
    let total = &tables[0].columns[0];
    assert_eq!(total.base.n, 3);
    assert!((cell(&tables[0], "Ensemble", "Incontournable").share - 2.0 / 3.0).abs() < 1e-12);
    assert!((cell(&tables[0], "18-34 ans", "Incontournable").share - 0.8).abs() < 1e-12);
    assert!((total.base.effective_n() - 9.0 / 4.5).abs() < 1e-12);
}

#[test]
fn those_not_asked_are_out_of_the_base_and_those_who_do_not_say_are_in() {
    let mut responses = vec![response(0, 0, &[0]), response(0, 5, &[0])];
    responses.push((Entry::Given(0), Entry::NotAsked, Entry::NoAnswer));
    let tables = tables(&data(&responses), &[1.0; 3]);
    assert_eq!(tables[0].columns[0].base.n, 2);
    assert!((cell(&tables[0], "Ensemble", "Ne se prononce pas").share - 0.5).abs() < 1e-12);
    assert_eq!(tables[1].columns[0].base.n, 3, "shown and skipped is asked");
}

#[test]
fn a_respondent_who_ticked_two_parts_is_once_in_the_net() {
    let responses = [response(0, 0, &[0, 1]), response(0, 0, &[2])];
    let tables = tables(&data(&responses), &[1.0; 2]);
    assert!(tables[1].is_multiple);
    assert!((cell(&tables[1], "Ensemble", "Social").share - 0.5).abs() < 1e-12);
    assert!((cell(&tables[1], "Ensemble", "Emploi").share - 0.5).abs() < 1e-12);
    assert!((cell(&tables[1], "Ensemble", "Santé").share - 0.5).abs() < 1e-12);
}

#[test]
fn a_question_that_may_be_skipped_has_a_row_for_those_who_did() {
    let mut q = questionnaire();
    q.sections[0].questions[1].mandatory = crate::domain::questionnaire::Mandatory::Off;
    let mut responses = vec![response(0, 0, &[0])];
    responses.push((Entry::Given(0), Entry::NoAnswer, Entry::NoAnswer));
    let tables = tabulate(&q, &spec(), &data(&responses), &[1.0; 2]).unwrap();
    assert!((cell(&tables[0], "Ensemble", "Sans réponse").share - 0.5).abs() < 1e-12);
}

#[test]
fn the_columns_of_a_break_share_out_the_total() {
    let tables = tables(&published(), &[1.0; 1000]);
    let bases: Vec<u32> = tables[0].columns.iter().map(|column| column.base.n).collect();
    assert_eq!(bases, [1000, 334, 333, 333]);
}

#[test]
fn the_wording_has_the_values_of_the_wave() {
    let tables = tables(&published(), &[1.0; 1000]);
    assert_eq!(tables[0].text, "Pour sortir de la crise, à Lyon… ?");
    assert_eq!(tables[0].base_label, "à tous");
}

#[test]
fn a_plan_that_cannot_be_made_says_which_variable() {
    let with_plan = |questions: &[&str], breaks: &[&str]| {
        let mut spec = spec();
        spec.tables.questions = questions.iter().map(|name| id(name)).collect();
        spec.tables.breaks = breaks.iter().map(|name| id(name)).collect();
        tabulate(&questionnaire(), &spec, &published(), &[1.0; 1000]).unwrap_err()
    };
    assert_eq!(with_plan(&["JC_QUI"], &[]), PlanError::UnknownQuestion(id("JC_QUI")));
    assert_eq!(with_plan(&["AGE"], &["FRAG_PRIO"]), PlanError::UnknownBreak(id("FRAG_PRIO")));
    let short = tabulate(&questionnaire(), &spec(), &published(), &[1.0]).unwrap_err();
    assert_eq!(short, PlanError::WeightsMismatch { weights: 1, rows: 1000 });
}

#[test]
fn a_filtered_question_says_who_was_asked() {
    let label = |condition: &str| {
        let mut q = questionnaire();
        q.sections[0].questions[2].show_if = Some(crate::domain::expression::Expr::parse(condition).unwrap());
        tabulate(&q, &spec(), &published(), &[1.0; 1000]).unwrap()[1].base_label.clone()
    };
    assert_eq!(
        label("JC_UTILITE = 'incontournable' or JC_UTILITE = 'utile'"),
        "à ceux qui ont répondu « Incontournable » ou « Utile » à la question JC_UTILITE"
    );
    assert_eq!(
        label("not (JC_UTILITE = 'incontournable' or JC_UTILITE = 'utile' or JC_UTILITE = 'nsp')"),
        "à ceux qui ont répondu « Secondaire », « Inutile » ou « Contre-productif » à la question JC_UTILITE"
    );
    assert_eq!(label("JC_UTILITE = 'utile' and AGE = 'jeunes'"), "à ceux que la question concerne");
}

#[test]
fn the_condition_of_a_section_and_that_of_its_question_say_together_who_was_asked() {
    let condition = |text: &str| Some(crate::domain::expression::Expr::parse(text).unwrap());
    let mut q = questionnaire();
    let asked = q.sections[0].questions.remove(2);
    let mut section = q.sections[0].clone();
    section.questions = vec![asked];
    section.show_if = condition("JC_UTILITE != 'nsp'");
    section.questions[0].show_if = condition("not (JC_UTILITE = 'incontournable' or JC_UTILITE = 'utile')");
    q.sections.insert(1, section);
    let tables = tabulate(&q, &spec(), &published(), &[1.0; 1000]).unwrap();
    let all = "à ceux qui ont répondu « Secondaire », « Inutile » ou « Contre-productif » à la question JC_UTILITE";
    assert_eq!(tables[1].base_label, all);
}
