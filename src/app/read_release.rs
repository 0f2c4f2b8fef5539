//! The one door to results: nothing before the embargo instant of the database's clock, but for the early-access list,
//! whose every reading is recorded. What anybody may read no longer changes but by a correction: it is kept parsed
//! (`public_releases`).

use std::sync::Arc;

use crate::app::account::Account;
use crate::app::stored_release::{self, Readable};
use crate::app::wave_status::{WaveSummary, summary};
use crate::app::{App, AppError};
use crate::domain::id::{Digest, WaveSlug};
use crate::export;
use crate::store::ids::AccountId;
use crate::store::{early_readers, release_files, releases, waves};

pub use crate::app::stored_release::{Publication, StoredFile, StoredRelease};

/// Who reads.
#[derive(Debug, Clone, Copy)]
pub enum Reader<'a> {
    Public,
    Account(&'a Account),
}

impl App {
    /// The publication of a wave that counts.
    pub async fn read_release(&self, reader: Reader<'_>, slug: &WaveSlug) -> Result<Arc<StoredRelease>, AppError> {
        self.read(reader, slug, None).await
    }

    /// The publication of this number, which a correction may have taken the place of: see [`StoredRelease::latest`].
    pub async fn read_publication(
        &self,
        reader: Reader<'_>,
        slug: &WaveSlug,
        number: u32,
    ) -> Result<Arc<StoredRelease>, AppError> {
        self.read(reader, slug, Some(number)).await
    }

    /// A wave that is not there, one that is not public and a number that was never published answer alike.
    async fn read(
        &self,
        reader: Reader<'_>,
        slug: &WaveSlug,
        number: Option<u32>,
    ) -> Result<Arc<StoredRelease>, AppError> {
        let found = match (self.inner.public_releases.find(slug).await?, number) {
            (Some(public), None) => Some(public.latest()),
            (Some(public), Some(number)) => public.numbered(&self.inner.store, slug, number).await?,
            (None, _) => match reader {
                Reader::Public => None,
                Reader::Account(account) => self.read_early(AccountId::new(account.id), slug, number).await?,
            },
        };
        found.ok_or(AppError::ReleaseNotPublic)
    }

    /// For somebody on the list: the reading is written down before anything is given.
    async fn read_early(
        &self,
        account: AccountId,
        slug: &WaveSlug,
        number: Option<u32>,
    ) -> Result<Option<Arc<StoredRelease>>, AppError> {
        let name = slug.clone();
        let found = self.inner.store.read_async(move |tx| {
            let Some(gate) = releases::gate(tx, &name)?.filter(|gate| gate.is_approved()) else { return Ok(None) };
            // Not even read for whoever may not have it.
            if !early_readers::is_on_list(tx, gate.wave_id, account)? {
                return Ok(None);
            }
            stored_release::rows(tx, gate.wave_id, number)
        });
        let Some(rows) = found.await? else { return Ok(None) };
        let (wave_id, number) = (rows.release.wave_id, rows.release.number);
        let noted = self.inner.store.write_async(move |tx| {
            let now = tx.now()?;
            early_readers::note_reading(tx, wave_id, account, number, now)
        });
        noted.await?;
        Ok(Some(Arc::new(stored_release::read(rows, Readable::Early)?)))
    }

    /// A file frozen with a release; `None` where it has none of that name. Publications approved before files were
    /// frozen have their CSV all the same.
    pub async fn release_file(&self, stored: &StoredRelease, name: &str) -> Result<Option<Vec<u8>>, AppError> {
        let Some(file) = stored.file(name) else {
            let is_first_csv = stored.files.is_empty() && name == CSV;
            return if is_first_csv { release_csv(stored).map(Some) } else { Ok(None) };
        };
        let (wave_id, digest, name) = (stored.wave_id, file.digest, name.to_owned());
        let number = i32::try_from(stored.number).unwrap_or(i32::MAX);
        let read = self.inner.store.read_async(move |tx| release_files::bytes(tx, wave_id, number, &name)).await?;
        match read {
            Some(bytes) if Digest::of(&bytes) == digest => Ok(Some(bytes)),
            Some(_) => Err(AppError::Internal(format!(
                "{}: a file of the release no longer has its digest",
                stored.released.content().wave.slug
            ))),
            None => Ok(None),
        }
    }

    /// Waves whose results anybody may read now.
    pub async fn public_releases(&self) -> Result<Vec<WaveSummary>, AppError> {
        let rows = self
            .inner
            .store
            .read_async(|tx| {
                let now = tx.now()?;
                let mut rows = waves::list(tx)?;
                rows.retain(|wave| releases::ReleaseGate::of(wave, now).is_open());
                Ok(rows)
            })
            .await?;
        rows.iter().map(summary).collect()
    }
}

/// The file of a release that programs read first.
pub const CSV: &str = "tableaux.csv";

fn release_csv(stored: &StoredRelease) -> Result<Vec<u8>, AppError> {
    export::csv::write(&stored.released).map_err(|error| AppError::Internal(error.to_string()))
}
