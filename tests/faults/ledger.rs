//! The checks themselves have teeth: each wrong thing they are for is shown to them once.

use crate::stored::{Cell, InterviewRow, Stored};

fn cell(completed: i32, reserved: i32) -> Cell {
    Cell { cell_id: 0, maximum: 2, completed, reserved }
}

fn completed(receipt: &str) -> InterviewRow {
    let receipt = Some(receipt.to_owned());
    InterviewRow { disposition: "completed".to_owned(), holds_places: false, cells: vec![0, 0], receipt }
}

fn faults(cell: Cell, interviews: Vec<InterviewRow>, acknowledged: &[&str]) -> Vec<String> {
    let acknowledged: Vec<String> = acknowledged.iter().map(|receipt| (*receipt).to_owned()).collect();
    Stored::of(vec![cell], interviews).faults(&acknowledged)
}

#[test]
fn what_is_as_it_must_be_has_no_fault() {
    let holder = InterviewRow { disposition: "started".to_owned(), holds_places: true, receipt: None, ..completed("") };
    assert_eq!(faults(cell(1, 1), vec![completed("A"), holder], &["A"]), Vec::<String>::new());
}

#[test]
fn a_lost_response_is_seen() {
    assert_eq!(faults(cell(1, 0), vec![completed("A")], &["A", "B"]).len(), 1);
}

#[test]
fn a_response_stored_twice_is_seen() {
    assert_eq!(faults(cell(2, 0), vec![completed("A"), completed("A")], &["A"]).len(), 1);
}

#[test]
fn one_receipt_told_to_two_people_is_seen() {
    assert_eq!(faults(cell(1, 0), vec![completed("A")], &["A", "A"]).len(), 1);
}

#[test]
fn a_count_that_is_not_the_recount_is_seen() {
    assert_eq!(faults(cell(1, 1), vec![completed("A")], &["A"]).len(), 1);
}

#[test]
fn a_cell_over_its_maximum_is_seen() {
    let three = ["A", "B", "C"];
    assert_eq!(faults(cell(3, 0), three.map(completed).to_vec(), &three).len(), 1);
}
