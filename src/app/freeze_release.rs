//! What an approval freezes: the release and every file made of it, with the archive of all whose manifest is signed. Long
//! work, done before the write; the write keeps the very bytes that will be served.

use chrono::{DateTime, Utc};

use crate::app::AppError;
use crate::app::signature::Signer;
use crate::domain::disclosure::Released;
use crate::export::bundle::{self, Manifest, Publication};
use crate::export::{self, ReleaseFile};
use crate::store::columns::Moment;
use crate::store::ids::{AccountId, WaveId};
use crate::store::release_files::NewReleaseFile;
use crate::store::releases::ReleaseRow;
use crate::store::{StoreError, WriteTx, release_files, releases};

/// A release about to be approved.
pub(super) struct Freezing {
    pub wave_id: WaveId,
    pub number: i32,
    pub embargo_at: DateTime<Utc>,
    /// The instant of the approval, by the database's clock.
    pub approved_at: DateTime<Utc>,
    pub approved_by: AccountId,
    /// Of a correction.
    pub reason: Option<String>,
}

/// What the write keeps.
pub(super) struct Frozen {
    row: ReleaseRow,
    files: Vec<ReleaseFile>,
}

impl Freezing {
    /// Every file of the release, made and signed.
    pub(super) fn freeze(self, released: &Released, signer: &Signer) -> Result<Frozen, AppError> {
        let failed = |error: export::ExportError| AppError::Internal(format!("files of a release: {error}"));
        let public_at = self.approved_at.max(self.embargo_at);
        let number = u32::try_from(self.number).unwrap_or(1);
        let mut files = export::release_files(released).map_err(failed)?;
        let publication = Publication::of(released, number, public_at, self.reason);
        let manifest = Manifest::of(publication, &files);
        let signature = signer.sign(manifest.text().as_bytes());
        let bytes = bundle::write(&manifest, Some(signature.as_bytes()), &files).map_err(failed)?;
        let rows = files.iter().map(|file| file.rows).sum();
        files.push(ReleaseFile { name: bundle::NAME, media_type: bundle::MEDIA_TYPE, bytes, rows });
        let row = ReleaseRow {
            wave_id: self.wave_id,
            number: self.number,
            content: released.canonical_json().to_owned(),
            digest: *released.digest(),
            approved_by: self.approved_by,
            approved_at: Moment::from(self.approved_at),
        };
        Ok(Frozen { row, files })
    }
}

impl Frozen {
    /// Conflict if the wave has a release of that number.
    pub(super) fn keep(&self, tx: &mut WriteTx<'_>) -> Result<(), StoreError> {
        releases::insert(tx, &self.row)?;
        for file in &self.files {
            release_files::insert(
                tx,
                &NewReleaseFile {
                    wave_id: self.row.wave_id,
                    number: self.row.number,
                    name: file.name,
                    media_type: file.media_type,
                    row_count: i64::try_from(file.rows).unwrap_or(i64::MAX),
                    bytes: &file.bytes,
                },
            )?;
        }
        Ok(())
    }
}
