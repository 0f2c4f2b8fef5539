//! The researchers' space: what may be read, found by its words, taken in one's own tool, with keys for programs and a history of
//! one's own. Beside it, for everybody: the calendar, and letters at each release.

pub mod calendar;
pub mod downloads;
mod files;
pub mod home;
pub mod keys;
mod preview;
pub mod search;
mod snippet;
pub mod subscribe;
pub mod wave;
