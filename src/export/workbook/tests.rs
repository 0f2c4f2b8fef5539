//! What can be said of the workbook without a reader of its own; `tests/readers` opens it.

use super::bytes;
use crate::domain::disclosure::release;
use crate::domain::table::fixture::{diagnostics, published, questionnaire, spec};
use crate::domain::table::tabulate;

#[test]
fn the_same_release_gives_the_same_bytes() {
    let data = published();
    let tables = tabulate(&questionnaire(), &spec(), &data, &vec![1.0; data.rows]).unwrap();
    let released = release(&questionnaire(), &spec(), &tables, &diagnostics(1000), true);
    assert_eq!(bytes(&released).unwrap(), bytes(&released).unwrap());
}
