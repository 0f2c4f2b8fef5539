//! Nomenclatures: lists too long for a file of questions, such as the communes. Each entry has a key, a label, what else
//! it is found by (postal codes), and attributes with categories (its region, its size) that answers take along.

mod read;
mod rows;
mod search;

use serde::{Deserialize, Serialize};

use crate::domain::id::{AttributeId, Digest, NomenclatureId, OptionCode};
use crate::domain::questionnaire::{Category, Text, canonical_json};
use search::Index;

pub use read::{ATTRIBUTES_MAX, DATA_BYTES_MAX, ENTRIES_MAX};
pub use search::{FOUND_MAX, TYPED_CHARS_MAX};

/// One list, with its content. Its digest says which.
#[derive(Debug, Clone)]
pub struct Nomenclature {
    content: Content,
    digest: Digest,
    index: Index,
}

/// What the digest is of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Content {
    id: NomenclatureId,
    label: Text,
    provenance: Provenance,
    attributes: Vec<Attribute>,
    entries: Vec<Entry>,
}

/// Where a list comes from, for whoever reads figures made with it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    pub vintage: Option<String>,
    pub source: Option<String>,
    pub licence: Option<String>,
}

/// What is known of every entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribute {
    pub id: AttributeId,
    pub label: Text,
    pub categories: Vec<Category>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub key: OptionCode,
    pub label: String,
    /// What else it is found by, as in the postal codes of a commune.
    pub also: Vec<String>,
    /// Position of its category in each attribute, in their order.
    pub values: Vec<Option<u16>>,
}

/// Bytes that are not a nomenclature of ours.
#[derive(Debug, thiserror::Error)]
#[error("nomenclature illisible : {0}")]
pub struct BadBytes(#[from] serde_json::Error);

impl Nomenclature {
    fn of(content: Content, bytes: &[u8]) -> Self {
        let index = Index::of(&content.entries);
        Self { content, digest: Digest::of(bytes), index }
    }

    pub fn id(&self) -> &NomenclatureId {
        &self.content.id
    }

    pub fn label(&self) -> &Text {
        &self.content.label
    }

    pub fn provenance(&self) -> &Provenance {
        &self.content.provenance
    }

    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// What the digest is of, for whoever keeps the list: read back, it has the same digest.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.content.to_bytes()
    }

    pub fn from_bytes(bytes: &[u8]) -> Result<Self, BadBytes> {
        Ok(Self::of(serde_json::from_slice(bytes)?, bytes))
    }

    pub fn attributes(&self) -> &[Attribute] {
        &self.content.attributes
    }

    pub fn attribute_of(&self, id: &AttributeId) -> Option<&Attribute> {
        self.content.attributes.iter().find(|attribute| &attribute.id == id)
    }

    pub fn entries(&self) -> &[Entry] {
        &self.content.entries
    }

    pub fn entry(&self, position: usize) -> Option<&Entry> {
        self.content.entries.get(position)
    }

    /// Where the entry of that key stands: what an answer holds.
    pub fn position(&self, key: &str) -> Option<usize> {
        self.index.position(&self.content.entries, key)
    }

    /// The category of an entry; none where the list does not say.
    pub fn attribute(&self, entry: usize, id: &AttributeId) -> Option<&OptionCode> {
        let at = usize::from(self.category(entry, id)?);
        self.attribute_of(id)?.categories.get(at).map(|category| &category.code)
    }

    /// The same, as a position in the categories of the attribute.
    pub fn category(&self, entry: usize, id: &AttributeId) -> Option<u16> {
        let at = self.content.attributes.iter().position(|attribute| &attribute.id == id)?;
        *self.entry(entry)?.values.get(at)?
    }

    /// The entries that what is typed may mean, the likeliest first, no more than [`FOUND_MAX`]: the beginning of a label
    /// or of a word of it, of a postal code, or both (« 35 renn »). Accents, case and hyphens do not count.
    pub fn search(&self, typed: &str) -> Vec<usize> {
        self.index.search(&self.content.entries, typed)
    }
}

impl Content {
    fn to_bytes(&self) -> Vec<u8> {
        canonical_json(self).into_bytes()
    }
}

impl PartialEq for Nomenclature {
    fn eq(&self, other: &Self) -> bool {
        self.digest == other.digest
    }
}

#[cfg(test)]
mod tests;
