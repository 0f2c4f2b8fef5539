//! What the database would notice: schema, transactions, refusals, on SQLite and on PostgreSQL.

#[path = "../support/database.rs"]
mod database;

mod doors;
mod migrations;
mod opening;
mod rules;
mod waves;
