//! What the database would notice: schema, transactions, refusals, on SQLite and on PostgreSQL.

#![allow(
    clippy::as_conversions,
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by a panic"
)]

#[path = "../support/database.rs"]
mod database;

mod collecting;
mod doors;
mod fixtures;
mod letters;
mod migrations;
mod moderations;
mod opening;
mod rules;
mod statements;
mod subjects;
mod waves;
