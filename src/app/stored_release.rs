//! A release as it was stored, read back and checked again, with what surrounds it: its files, and the publications before
//! and after it.

use chrono::{DateTime, Utc};

use crate::domain::disclosure::Released;
use crate::domain::id::Digest;
use crate::domain::wave::WaveSpec;
use crate::store::columns::Moment;
use crate::store::ids::WaveId;
use crate::store::release_files::ReleaseFileRow;
use crate::store::releases::{ApprovalRow, ReleaseRow};
use crate::store::waves::WaveRow;
use crate::store::{ReadTx, StoreError, release_corrections, release_files, releases, waves};

#[derive(Debug)]
pub struct StoredRelease {
    pub(super) wave_id: WaveId,
    pub number: u32,
    /// The number of the one that counts: another one, where a correction has taken the place of this one.
    pub latest: u32,
    pub digest: Digest,
    /// Frozen canonical JSON, served as it is.
    pub json: String,
    pub released: Released,
    /// Read before its time by somebody on the list: never to be cached.
    pub is_early: bool,
    /// Whoever wanted to answered: never called a poll.
    pub is_consultation: bool,
    /// Since when anybody may read it, or will: its embargo, or its approval where that came later.
    pub public_at: DateTime<Utc>,
    /// Every publication of the wave, the first one first.
    pub history: Vec<Publication>,
    /// By name.
    pub files: Vec<StoredFile>,
}

/// One publication of a wave among others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    pub number: u32,
    pub public_at: DateTime<Utc>,
    /// Of a correction: what was corrected and why.
    pub reason: Option<String>,
}

/// A file frozen with the release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFile {
    pub name: String,
    pub media_type: String,
    pub rows: u64,
    pub bytes: u64,
    pub digest: Digest,
}

impl StoredRelease {
    pub fn is_latest(&self) -> bool {
        self.number == self.latest
    }

    pub fn file(&self, name: &str) -> Option<&StoredFile> {
        self.files.iter().find(|file| file.name == name)
    }

    /// Why the publication that follows this one was made.
    pub fn corrected_because(&self) -> Option<&str> {
        self.history.iter().find(|one| one.number > self.number).and_then(|one| one.reason.as_deref())
    }
}

/// Who may read what is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Readable {
    ByAll,
    Early,
}

/// What the database holds of a release, at one instant.
pub(super) struct Rows {
    pub release: ReleaseRow,
    wave: WaveRow,
    files: Vec<ReleaseFileRow>,
    approvals: Vec<ApprovalRow>,
    reasons: Vec<(i32, String)>,
}

/// Of the publication of this number, or of the one that counts. Whoever asks has looked at the gate.
pub(super) fn rows(tx: &mut ReadTx<'_>, wave_id: WaveId, number: Option<u32>) -> Result<Option<Rows>, StoreError> {
    let release = match number {
        None => releases::latest(tx, wave_id)?,
        Some(number) => releases::by_number(tx, wave_id, i32::try_from(number).unwrap_or(i32::MAX))?,
    };
    let (Some(release), Some(wave)) = (release, waves::by_id(tx, wave_id)?) else { return Ok(None) };
    let files = release_files::list(tx, wave_id, release.number)?;
    let (approvals, reasons) = (releases::approvals(tx, wave_id)?, release_corrections::reasons(tx, wave_id)?);
    Ok(Some(Rows { release, wave, files, approvals, reasons }))
}

/// Checked again: digest and rule.
pub(super) fn read(rows: Rows, readable: Readable) -> Result<StoredRelease, StoreError> {
    let Rows { release, wave, files, approvals, reasons } = rows;
    let broken = |why: String| StoreError::Broken(format!("{}: stored release: {why}", wave.slug));
    let spec = WaveSpec::from_canonical_json(&wave.spec).map_err(|error| broken(error.to_string()))?;
    let released = Released::from_stored(&release.content, &release.digest, spec.disclosure)
        .map_err(|error| broken(error.to_string()))?;
    let public_at = |approved_at: Moment| approved_at.utc().max(wave.embargo_at.utc());
    let reason = |number: i32| reasons.iter().find(|(of, _)| *of == number).map(|(_, reason)| reason.clone());
    let history: Vec<Publication> = approvals
        .iter()
        .map(|row| Publication {
            number: counted(row.number),
            public_at: public_at(row.approved_at),
            reason: reason(row.number),
        })
        .collect();
    Ok(StoredRelease {
        wave_id: release.wave_id,
        number: counted(release.number),
        latest: history.last().map_or(counted(release.number), |one| one.number),
        digest: release.digest,
        public_at: public_at(release.approved_at),
        json: release.content,
        released,
        is_early: readable == Readable::Early,
        is_consultation: spec.is_consultation(),
        history,
        files: files.into_iter().map(stored_file).collect(),
    })
}

fn stored_file(row: ReleaseFileRow) -> StoredFile {
    StoredFile {
        rows: u64::try_from(row.row_count).unwrap_or(0),
        bytes: u64::try_from(row.byte_count).unwrap_or(0),
        name: row.name,
        media_type: row.media_type,
        digest: row.digest,
    }
}

/// From 1, and a table says so.
fn counted(number: i32) -> u32 {
    u32::try_from(number).unwrap_or(1)
}
