//! What the database would notice: schema, transactions, refusals, on SQLite and on PostgreSQL.

#[path = "../support/database.rs"]
mod database;

mod collecting;
mod doors;
mod fixtures;
mod migrations;
mod opening;
mod rules;
mod subjects;
mod waves;
