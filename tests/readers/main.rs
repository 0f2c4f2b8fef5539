//! Every file that leaves, opened by a program that is none of ours, the one its reader uses: same values, labels, weights.

#![allow(
    clippy::as_conversions,
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by a panic"
)]

mod aggregates;
#[path = "../support/http.rs"]
#[allow(dead_code, reason = "what people send is written as forms")]
mod http;
mod microdata;
#[path = "../support/people.rs"]
#[allow(dead_code, reason = "shared with the load client, which uses other parts of it")]
mod people;
mod python;
mod release;
