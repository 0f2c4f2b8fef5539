//! The lines of a fiche, read by hand in the fixture: the figures of May 2020, and ages that differ by nothing.

use super::*;
use crate::domain::release::fixture::content;
use crate::domain::table::fixture::id;

fn young() -> (QuestionId, OptionCode) {
    (id("AGE"), OptionCode::parse("jeunes").unwrap())
}

#[test]
fn a_question_with_a_sub_total_is_read_by_it_with_what_is_named_in_it() {
    let content = content();
    let (variable, code) = young();
    let found = question(&content, Group::Category(&variable, &code), "JC_UTILITE", 5).unwrap();
    let lines: Vec<_> =
        found.lines.iter().map(|line| (line.label, line.is_of_which, line.whole.unwrap().value)).collect();
    assert_eq!(lines, [("Utile", false, 81), ("Incontournable", true, 29)]);
    assert_eq!(found.left_out, 0, "what a sub-total does not name is not left out of a list");
    let first = &found.lines[0];
    assert_eq!(first.difference(), Some(first.here.unwrap().value - 81));
    assert_eq!(question(&content, Group::Whole, "JC_UTILITE", 1).unwrap().lines.len(), 1);
}

#[test]
fn of_a_list_the_answers_are_in_the_order_of_the_whole_without_those_who_gave_none() {
    let content = content();
    let found = question(&content, Group::Whole, "FRAG_PRIO", 5).unwrap();
    let shares: Vec<i64> = found.lines.iter().map(|line| line.whole.unwrap().value).collect();
    assert!(shares.is_sorted_by(|a, b| a >= b), "{shares:?}");
    assert!(found.lines.iter().all(|line| !["Ne se prononce pas", "Social"].contains(&line.label)), "{found:?}");
    let (whole, one) = (found.lines.len(), question(&content, Group::Whole, "FRAG_PRIO", 1).unwrap());
    assert_eq!((one.lines.len(), one.left_out), (1, whole - 1));
}

#[test]
fn a_figure_that_is_hidden_has_no_reading_and_keeps_its_place() {
    let mut content = content();
    let (variable, code) = young();
    let before = question(&content, Group::Category(&variable, &code), "FRAG_PRIO", 5).unwrap().lines.len();
    for column in content.tables.iter_mut().flat_map(|table| &mut table.columns) {
        if column.category.as_ref() == Some(&code) {
            column.shown = None;
        }
    }
    let found = question(&content, Group::Category(&variable, &code), "FRAG_PRIO", 5).unwrap();
    assert_eq!(found.lines.len(), before);
    assert!(found.lines.iter().all(|line| line.here.is_none() && line.whole.is_some() && line.difference().is_none()));
}

#[test]
fn a_question_the_wave_did_not_ask_is_not_there() {
    assert_eq!(question(&content(), Group::Whole, "FRAG", 5), None);
    let parts: Vec<usize> = PARTS.iter().map(|(_, taken)| part(&content(), Group::Whole, taken).len()).collect();
    assert_eq!(parts, [0, 1, 1]);
}
