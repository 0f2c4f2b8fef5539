//! The language of conditions, from outside: other tools asked the same questions, and a bounded fuzz of parsing,
//! printing and evaluation.

#![allow(
    clippy::as_conversions,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by a panic"
)]

mod fuzz;
mod generate;
mod peers;
mod survey;
