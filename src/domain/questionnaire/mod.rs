//! Questionnaires: the model, and how a file becomes one.

mod bank;
mod canonical;
mod carry;
mod computed;
pub mod diff;
pub(in crate::domain) mod fields;
mod find;
mod hidden;
mod kinds;
mod library;
mod lint;
mod lists;
pub mod model;
mod numbers;
pub(in crate::domain) mod options;
pub(in crate::domain) mod parse;
pub mod placeholder;
mod places;
mod question;
pub(in crate::domain) mod reading;
mod schema;
mod section;
mod syntax;
mod texts;
mod typing;
mod wording;

pub use canonical::canonical_json;
pub(in crate::domain) use computed::read_categories;
pub use hidden::PARAMETER_CHARS_MAX;
pub use kinds::{SCORES_MAX, TEXT_ANSWER_CHARS_MAX};
pub use library::{BANK, Library, NOMENCLATURES};
pub use model::*;
pub use numbers::DECIMALS_MAX;
pub use options::{ITEMS_MAX, OPTIONS_MAX, TEXT_BESIDE_CHARS_MAX};
pub use parse::{FILE_BYTES_MAX, SECTIONS_MAX};
pub use places::Placed;
pub use schema::json_schema;
pub use section::QUESTIONS_MAX;
pub use syntax::syntax_fault;
pub use wording::TEXT_CHARS_MAX;

use crate::domain::fault::Faults;
use crate::domain::id::Digest;

impl Questionnaire {
    /// Reads one version from its file. Everything wrong is told at once, with its place.
    pub fn parse(file: &str, text: &str) -> Result<Self, Faults> {
        parse::parse(file, text, &Library::default())
    }

    /// The same, with the bank and the nomenclatures that stand beside it.
    pub fn parse_with(file: &str, text: &str, library: &Library) -> Result<Self, Faults> {
        parse::parse(file, text, library)
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
