//! Sonde: online survey collection and polling.
//!
//! Rooms, arrows one way only: `cli` → `web`, `jobs` → `app` → `store`, `mail`, `export` → `domain`.

#![cfg_attr(
    test,
    allow(
        clippy::as_conversions,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::unwrap_used,
        reason = "a test fails by a panic"
    )
)]

pub mod app;
pub mod cli;
pub mod domain;
pub mod export;
pub mod jobs;
pub mod mail;
pub mod store;
pub mod web;
