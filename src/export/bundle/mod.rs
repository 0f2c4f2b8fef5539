//! A release and all its files as one archive, with a manifest that says what each must be. The same files always give the
//! same bytes: fixed dates, fixed order, no version of the program. Who signs the manifest, signs `Manifest::text`.

mod read;
mod write;

pub use read::{BadBundle, Bundle, Fault, read};
pub use write::{is_framed_as_ours, write, written};

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::ReleaseFile;
use crate::domain::id::{Digest, StudySlug, WaveSlug};
use crate::domain::release::Released;

/// Of the archive itself, where it is served.
pub const NAME: &str = "publication.zip";
pub const MEDIA_TYPE: &str = "application/zip";
/// In the archive, first.
pub const MANIFEST: &str = "manifest.json";
/// Over the bytes of the manifest, where it is signed.
pub const SIGNATURE: &str = "manifest.sig";
/// Of the manifest written today.
pub const FORMAT: u32 = 1;

/// What an archive holds: of which publication, and each file but the manifest and its signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    pub format: u32,
    pub publication: Publication,
    pub files: Vec<ManifestFile>,
}

/// Which release it is. A correction is a new number of the same wave, with its reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Publication {
    pub study: StudySlug,
    pub wave: WaveSlug,
    /// From 1.
    pub number: u32,
    /// Of `publication.json`, the release as it was approved.
    pub release_digest: Digest,
    pub is_simulated: bool,
    pub fieldwork_start: NaiveDate,
    pub fieldwork_end: NaiveDate,
    /// When it could first be read by all.
    pub public_at: DateTime<Utc>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correction: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManifestFile {
    pub name: String,
    pub media_type: String,
    pub bytes: u64,
    /// Lines of data, or figures: as `ReleaseFile` counts them.
    pub rows: u64,
    pub sha256: Digest,
}

impl Publication {
    pub fn of(released: &Released, number: u32, public_at: DateTime<Utc>, correction: Option<String>) -> Self {
        let content = released.content();
        Self {
            study: content.wave.study.clone(),
            wave: content.wave.slug.clone(),
            number,
            release_digest: *released.digest(),
            is_simulated: content.is_simulated,
            fieldwork_start: content.wave.fieldwork_start,
            fieldwork_end: content.wave.fieldwork_end,
            public_at,
            correction,
        }
    }
}

impl Manifest {
    pub fn of(publication: Publication, files: &[ReleaseFile]) -> Self {
        Self { format: FORMAT, publication, files: files.iter().map(ManifestFile::of).collect() }
    }

    /// As it stands in the archive, to the byte: what is signed.
    pub fn text(&self) -> String {
        #[expect(clippy::expect_used, reason = "a manifest has string keys and whole numbers only")]
        let mut value = serde_json::to_value(self).expect("a manifest is always JSON");
        value.sort_all_objects();
        format!("{value:#}\n")
    }
}

impl ManifestFile {
    fn of(file: &ReleaseFile) -> Self {
        Self {
            name: file.name.to_owned(),
            media_type: file.media_type.to_owned(),
            bytes: u64::try_from(file.bytes.len()).unwrap_or(u64::MAX),
            rows: file.rows,
            sha256: Digest::of(&file.bytes),
        }
    }
}

#[cfg(test)]
mod tests;
