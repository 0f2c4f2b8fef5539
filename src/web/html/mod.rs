//! Pieces of pages, as typed functions that escape what they are given.

mod fill;
mod layout;

pub use fill::{filled, paragraphs};
pub use layout::{Nav, Shell, error_page, notice, shell};
