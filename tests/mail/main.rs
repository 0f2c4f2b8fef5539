//! Mail against a real server: the news of a closing, invitations and reminders, letters that come back, senders killed in
//! the middle of their work.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by a panic")]

mod closing;
mod fake_server;
mod holidays;
mod hours;
mod inbox;
mod invitations;
mod invited;
mod kept;
mod killed;
#[path = "../support/letter.rs"]
mod letter;
mod lmtp;
#[path = "../support/service.rs"]
#[allow(dead_code, reason = "shared with the tests that kill and the load client")]
mod service;
#[path = "../support/wave_folder.rs"]
#[allow(dead_code, reason = "same")]
mod wave_folder;
