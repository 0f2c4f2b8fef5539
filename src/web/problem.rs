//! Problem documents, RFC 9457: the one shape of every refusal of the API.

use serde::Serialize;
use utoipa::ToSchema;

/// RFC 9457 problem details: every refusal of the API.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Problem {
    /// `urn:sonde:problem:` and the code.
    #[serde(rename = "type")]
    pub kind: String,
    pub title: String,
    pub status: u16,
    /// In French, for a person.
    pub detail: String,
    /// Stable across versions, for programs.
    pub code: String,
    /// Each thing wrong, when there are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<ProblemItem>,
}

/// One thing wrong, with its place.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProblemItem {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
    /// Field of a form, key of a file.
    pub place: String,
    pub what: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accepted: Option<String>,
}

impl ProblemItem {
    pub fn at(place: &str, what: &str) -> Self {
        Self { place: place.to_owned(), what: what.to_owned(), ..Self::default() }
    }

    /// A fault of a file, with its place.
    pub fn of_fault(fault: &crate::domain::fault::Fault) -> Self {
        Self {
            file: Some(fault.file.clone()),
            line: (fault.line > 0).then_some(fault.line),
            column: (fault.column > 0).then_some(fault.column),
            place: fault.place.clone(),
            what: fault.what.clone(),
            accepted: fault.expected.clone(),
        }
    }
}
