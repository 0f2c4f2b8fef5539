//! People to invite: what is kept of each, how a file of them is read, and what is wrong in it, line by line. Nothing
//! here knows a database; whether somebody is already there is asked elsewhere.

mod column;
mod email;
mod import;
mod sheet;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::domain::id::{OptionCode, QuestionId};
use crate::domain::questionnaire::Language;

pub use column::{Column, Mapping, guess, mapping};
pub use email::{BadEmail, Email, is_address};
pub use import::{LineFault, Reading, read};
pub use sheet::{BadSheet, CELL_CHARS_MAX, COLUMNS_MAX, FILE_BYTES_MAX, LINES_MAX, Line, Sheet};

/// Categories already known of a person, by variable.
pub type Profile = BTreeMap<QuestionId, OptionCode>;

/// Somebody to invite.
#[derive(Clone, PartialEq, Eq)]
pub struct Contact {
    pub email: Email,
    /// As in « Madame ».
    pub title: Option<String>,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub organisation: Option<String>,
    pub language: Language,
    pub profile: Profile,
}

impl std::fmt::Debug for Contact {
    /// Names nobody: a log or a failed test must not.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Contact").field("language", &self.language).finish_non_exhaustive()
    }
}
