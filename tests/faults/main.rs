//! Processes killed in the middle of their work, databases that are away, disks that are full: what was acknowledged is
//! stored, once, no cell is over its maximum, no place stays held by nobody, and a start that cannot work says why.

#![allow(
    clippy::as_conversions,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by a panic"
)]

mod full_disk;
mod hammer;
#[path = "../support/http.rs"]
#[allow(dead_code, reason = "shared with the browser's tests and the load client")]
mod http;
mod killed;
mod ledger;
#[path = "../support/people.rs"]
#[allow(dead_code, reason = "same")]
mod people;
mod places;
mod refusals;
#[path = "../support/service.rs"]
#[allow(dead_code, reason = "same")]
mod service;
mod starting;
#[path = "../support/stored.rs"]
#[allow(dead_code, reason = "same")]
mod stored;
#[path = "../support/wave_folder.rs"]
#[allow(dead_code, reason = "same")]
mod wave_folder;
