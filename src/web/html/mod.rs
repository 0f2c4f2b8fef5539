//! Pieces of pages, as typed functions that escape what they are given.

pub mod brand;
mod figures;
mod fill;
mod layout;

pub use figures::{count, decimal, number};
pub use fill::{capital, paragraphs, shown, typeset};
pub use layout::{Concern, Nav, Shell, WAVE_PARAMETER, error_page, flash, notice, shell};
