//! The doors of the service as callers find them, over real HTTP, on SQLite and on PostgreSQL.

#[path = "../support/database.rs"]
#[allow(dead_code, reason = "shared with tests that look behind the program's back")]
mod database;

mod access;
mod client;
mod embargo;
mod interview;
mod openapi;
mod problems;
mod service;
mod small_wave;
mod tokens;
