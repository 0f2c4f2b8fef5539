//! A release for tests, of the published figures of May 2020 with ages that differ by nothing.

use crate::domain::disclosure::release;
use crate::domain::release::ReleaseContent;
use crate::domain::table::fixture::{diagnostics, published, questionnaire, spec};
use crate::domain::table::tabulate;

pub(crate) fn content() -> ReleaseContent {
    let data = published();
    let tables = tabulate(&questionnaire(), &spec(), &data, &vec![1.0; data.rows]).expect("tables");
    release(&questionnaire(), &spec(), &tables, &diagnostics(1000), false).content().clone()
}
