//! Sonde: online survey collection and polling.
//!
//! Rooms, arrows one way only: `cli` → `web`, `jobs` → `app` → `store`, `mail`, `export` → `domain`.

pub mod app;
pub mod cli;
pub mod domain;
pub mod export;
pub mod jobs;
pub mod mail;
pub mod store;
pub mod web;
