//! Figures with a known answer: cases computed with R, and print. Each file is one kind of computation; `cases/` holds
//! what goes in and what must come out.

#![allow(
    clippy::unwrap_used,
    clippy::as_conversions,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test stops where its data are wrong"
)]

mod bad_files;
mod case;
mod cases;
mod compare;
mod estimates;
mod headline;
#[path = "../support/http.rs"]
#[allow(dead_code, reason = "what people send is written as forms")]
mod http;
#[path = "../support/people.rs"]
#[allow(dead_code, reason = "shared with the load client, which uses other parts of it")]
mod people;
mod regenerate;
mod shipped;
mod two_doors;
mod weight_command;
mod weighting;
