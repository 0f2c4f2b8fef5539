//! The pollsters' console: sign in, waves, the live board of one wave, the verbs of its life. Counts, never opinions.

pub mod board;
pub mod contacts;
pub mod correction;
pub mod data;
pub mod data_part;
pub mod doors;
pub mod entries;
pub mod entry;
pub mod interviewer;
pub mod letters;
pub mod preview;
pub mod preview_state;
pub mod preview_whole;
pub mod propose;
pub mod publications;
pub mod quality;
pub mod quality_one;
pub mod sending;
pub mod session;
pub mod verbs;
pub mod waves;
