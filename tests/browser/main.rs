//! A respondent with a phone, in a real Chromium: the whole interview with and without script, back without loss, the same
//! link taken up elsewhere, faults told first. Pictures of what was seen stay in `target/screenshots/`.

#![allow(
    clippy::as_conversions,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by a panic"
)]

#[path = "../support/asked.rs"]
mod asked;
mod axe;
mod colours;
mod comfort;
mod comparisons;
mod corrections;
mod doors;
mod field;
mod framed;
#[path = "../support/http.rs"]
#[allow(dead_code, reason = "shared with the tests that kill and the load client")]
mod http;
#[path = "../mail/inbox.rs"]
#[allow(dead_code, reason = "shared with the tests of mail")]
mod inbox;
mod interview;
#[path = "../mail/invited.rs"]
#[allow(dead_code, reason = "same")]
mod invited;
mod keyboard;
mod kinds;
mod landing;
#[path = "../support/letter.rs"]
mod letter;
mod looks;
mod lost;
mod moments;
mod network;
mod pages;
mod payloads;
mod payloads_elsewhere;
#[path = "../support/people.rs"]
#[allow(dead_code, reason = "same")]
mod people;
mod phone;
mod print;
mod requests;
mod results;
mod scanners;
#[path = "../support/service.rs"]
#[allow(dead_code, reason = "same")]
mod service;
mod shipped;
mod space;
mod states;
#[path = "../support/stored.rs"]
#[allow(dead_code, reason = "same")]
mod stored;
mod structure;
mod two_tongues;
#[path = "../support/wave_folder.rs"]
#[allow(dead_code, reason = "same")]
mod wave_folder;
mod ways;
mod weight;
