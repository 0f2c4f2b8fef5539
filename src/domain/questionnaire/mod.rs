//! Questionnaires: the model, and how a file becomes one.

mod canonical;
pub mod diff;
mod fields;
mod find;
mod lint;
mod lists;
pub mod model;
mod parse;
mod placeholder;
mod question;
mod reading;
mod syntax;
mod wording;

pub use canonical::canonical_json;
pub use model::*;
pub use parse::{FILE_BYTES_MAX, QUESTIONS_MAX, SECTIONS_MAX};
pub use question::{ITEMS_MAX, OPTIONS_MAX, TEXT_BESIDE_CHARS_MAX};
pub use syntax::syntax_fault;
pub use wording::TEXT_CHARS_MAX;

use crate::domain::fault::Faults;
use crate::domain::id::Digest;

impl Questionnaire {
    /// Reads one version from its file. Everything wrong is told at once, with its place.
    pub fn parse(file: &str, text: &str) -> Result<Self, Faults> {
        parse::parse(file, text)
    }

    /// RFC 8785 JSON: what the digest is over, and what the database keeps.
    pub fn canonical_json(&self) -> String {
        canonical::canonical_json(self)
    }

    pub fn from_canonical_json(json: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(json)
    }

    pub fn digest(&self) -> Digest {
        Digest::of(self.canonical_json().as_bytes())
    }
}

#[cfg(test)]
pub(crate) mod tests;
