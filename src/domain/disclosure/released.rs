//! The type that may leave. It is made by `release` or read back from what was stored, and then checked again: digest
//! and rule. There is no other way to have one.

use crate::domain::disclosure::{DisclosureRule, Fate};
use crate::domain::id::Digest;
use crate::domain::release::{ReleaseContent, ReleasedColumn, ReleasedTable};
use crate::domain::significance;

/// Frozen aggregates, with their canonical text and its digest.
#[derive(Debug, Clone, PartialEq)]
pub struct Released {
    content: ReleaseContent,
    text: String,
    digest: Digest,
}

/// Why a stored release must not leave.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadRelease {
    #[error("the stored release does not have the digest it was approved with")]
    Altered,
    #[error("the stored release cannot be read: {0}")]
    Unreadable(String),
    #[error("the stored release was made under another disclosure rule than its wave's")]
    OtherRule,
    #[error("the stored release shows what its rule hides: {question}, column « {column} »")]
    Indiscreet { question: String, column: String },
    #[error("the stored release lets hidden columns of {question} by {variable} be had by subtraction")]
    Recoverable { question: String, variable: String },
    #[error("the stored release is not whole: a column of {question} has not one figure a row")]
    Ragged { question: String },
}

impl Released {
    pub(super) fn freeze(content: ReleaseContent) -> Self {
        let text = canonical(&content);
        let digest = Digest::of(text.as_bytes());
        Self { content, text, digest }
    }

    /// What was stored at approval. The rule is the wave's, from its own frozen file.
    pub fn from_stored(text: &str, digest: &Digest, rule: DisclosureRule) -> Result<Self, BadRelease> {
        if Digest::of(text.as_bytes()) != *digest {
            return Err(BadRelease::Altered);
        }
        let content: ReleaseContent =
            serde_json::from_str(text).map_err(|error| BadRelease::Unreadable(error.to_string()))?;
        if content.disclosure != rule {
            return Err(BadRelease::OtherRule);
        }
        for table in &content.tables {
            check(table, rule)?;
            check_differences(table, rule)?;
        }
        Ok(Self { content, text: text.to_owned(), digest: *digest })
    }

    pub fn content(&self) -> &ReleaseContent {
        &self.content
    }

    /// JSON with sorted keys and no spaces: what is stored, and what the digest is over.
    pub fn canonical_json(&self) -> &str {
        &self.text
    }

    pub fn digest(&self) -> &Digest {
        &self.digest
    }

    pub fn headline_sentence(&self) -> Option<String> {
        self.content.headline_sentence()
    }
}

fn check(table: &ReleasedTable, rule: DisclosureRule) -> Result<(), BadRelease> {
    let question = table.question.to_string();
    let total_n = table.total().map_or(0, |total| total.base_n);
    for column in &table.columns {
        let Some(shown) = &column.shown else { continue };
        let fate = rule.fate(column.category.is_none(), shown.base_n, total_n);
        if fate == Fate::Hidden || (fate == Fate::ShownSmall) != shown.is_small_base {
            return Err(BadRelease::Indiscreet { question, column: column.label.clone() });
        }
        if !significance::is_of_shown(table, column) {
            return Err(BadRelease::Indiscreet { question, column: column.label.clone() });
        }
        if shown.cells.len() != table.rows.len() {
            return Err(BadRelease::Ragged { question });
        }
    }
    Ok(())
}

/// What the total leaves once the shown columns of a break are taken away is nobody, or enough people.
fn check_differences(table: &ReleasedTable, rule: DisclosureRule) -> Result<(), BadRelease> {
    let Some(total) = table.total() else { return Ok(()) };
    let is_rough = |column: &&ReleasedColumn| column.shown.as_ref().is_some_and(|shown| shown.base_is_rough);
    let crossed = table.columns.iter().filter(|column| column.variable.is_some()).collect::<Vec<_>>();
    for columns in crossed.chunk_by(|a, b| a.variable == b.variable) {
        if columns.iter().any(is_rough) {
            continue;
        }
        let bases = columns.iter().filter_map(|column| column.shown.as_ref()).map(|shown| shown.base_n);
        let left = bases.fold(total.base_n, u32::saturating_sub);
        if (1..rule.cell_base_min).contains(&left) {
            let variable = columns.first().and_then(|column| column.variable.as_ref());
            let variable = variable.map_or_else(String::new, ToString::to_string);
            return Err(BadRelease::Recoverable { question: table.question.to_string(), variable });
        }
    }
    Ok(())
}

/// A dependency may make `serde_json` keep the order of fields: keys are sorted here, not left to it.
fn canonical(content: &ReleaseContent) -> String {
    #[expect(clippy::expect_used, reason = "the content has string keys and finite numbers only")]
    let mut value = serde_json::to_value(content).expect("a release is always JSON");
    value.sort_all_objects();
    value.to_string()
}
