//! Figures with a known answer: cases computed with R, and print. Each file is one kind of computation; `cases/` holds
//! what goes in and what must come out.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test stops where its data are wrong"
)]

mod case;
mod estimates;
mod weighting;
