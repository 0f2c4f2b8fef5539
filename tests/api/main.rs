//! The doors of the service as callers find them, over real HTTP, on SQLite and on PostgreSQL.

#![allow(
    clippy::as_conversions,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by a panic"
)]

#[path = "../support/stampede.rs"]
mod crowd;
#[path = "../support/database.rs"]
mod database;
#[allow(dead_code, reason = "shared with the tests of mail")]
#[path = "../mail/fake_server.rs"]
mod fake_server;
#[allow(dead_code, reason = "shared with the load client")]
#[path = "../support/http.rs"]
mod http;
#[allow(dead_code, reason = "shared with the tests of processes")]
#[path = "../support/service.rs"]
mod installation;

mod access;
mod arms;
#[path = "../support/asked.rs"]
mod asked;
mod beginnings;
mod bounces;
mod canary;
mod client;
mod consultation;
mod contacts;
mod corrections;
mod crosstabs;
mod data_files;
mod embargo;
mod fieldwork;
mod figures;
mod forms;
mod frozen;
mod grounds;
mod interview;
mod kinds;
mod kiosk;
mod languages;
#[path = "../support/letter.rs"]
mod letter;
mod letters;
mod nodes;
mod not_open;
mod openapi;
mod paces;
mod pages;
mod panel;
mod preview;
mod problems;
mod published;
mod purges;
mod quality;
mod regions;
mod repeats;
mod resume;
mod rights;
mod robots;
mod sealing;
mod service;
mod slow;
mod small_form;
mod small_wave;
mod space;
mod stampede;
mod telephone;
mod tokens;
mod twice;
mod two_people;
mod verify;
mod versions;
