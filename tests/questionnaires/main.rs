//! Small questionnaires, one behaviour each: `cases/NAME.toml`, and beside it `NAME.path.toml`, who answers what and where it
//! leads. Each is walked through the domain, and through the pages of a running service.

#![allow(
    clippy::as_conversions,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by a panic"
)]

#[allow(dead_code, reason = "each test binary takes the part it needs")]
#[path = "../support/asked.rs"]
mod asked;
#[path = "../api/client.rs"]
#[allow(dead_code, reason = "shared with the tests of the API")]
mod client;
#[path = "../support/database.rs"]
mod database;
#[allow(dead_code, reason = "each test binary takes the part it needs")]
#[path = "../api/service.rs"]
mod service;
#[allow(dead_code, reason = "each test binary takes the part it needs")]
#[path = "../api/small_wave.rs"]
mod small_wave;

mod case;
mod domain;
mod pages;

use case::Case;

/// Files that nobody walks would be forgotten.
#[test]
fn every_questionnaire_has_its_paths() {
    let cases = Case::all();
    assert!(cases.len() >= 30, "{} questionnaires", cases.len());
    for case in &cases {
        assert!(!case.paths.is_empty(), "{} has no path", case.name);
    }
}

#[test]
fn every_path_leads_where_it_should() {
    let wrong: Vec<String> = Case::all().iter().flat_map(domain::wrong_of).collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_path_is_walked_through_the_pages() {
    let wrong = pages::wrong_of(&Case::all());
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
