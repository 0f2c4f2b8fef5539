//! The one door to results: nothing before the embargo instant of the database's clock, but for the early-access list,
//! whose every reading is recorded.

use std::sync::Arc;

use crate::app::account::{Account, Actor};
use crate::app::wave_status::{WaveSummary, summary};
use crate::app::{App, AppError};
use crate::domain::disclosure::Released;
use crate::domain::id::{Digest, WaveSlug};
use crate::domain::wave::WaveState;
use crate::export;
use crate::store::ids::AccountId;
use crate::store::releases::ReleaseRow;
use crate::store::{accounts, audit, early_readers, releases, waves};

/// Who reads.
#[derive(Debug, Clone, Copy)]
pub enum Reader<'a> {
    Public,
    Account(&'a Account),
}

#[derive(Debug)]
pub struct StoredRelease {
    pub number: u32,
    pub digest: Digest,
    /// Frozen canonical JSON, served as it is.
    pub json: String,
    pub released: Released,
    /// Read before its time by somebody on the list: never to be cached.
    pub is_early: bool,
    /// Whoever wanted to answered: never called a poll.
    pub is_consultation: bool,
}

/// What a reader may have now.
enum Door {
    Shut,
    Public(ReleaseRow),
    Early(ReleaseRow),
}

impl App {
    pub async fn read_release(&self, reader: Reader<'_>, slug: &WaveSlug) -> Result<Arc<StoredRelease>, AppError> {
        let wave = self.current_wave(slug).await.map_err(|error| match error {
            // A wave that is not there and one that is not public answer alike.
            AppError::WaveAbsent => AppError::ReleaseNotPublic,
            other => other,
        })?;
        let account = match reader {
            Reader::Public => None,
            Reader::Account(account) => Some(AccountId::new(account.id)),
        };
        let (row, is_early) = match self.door(wave.id, account).await? {
            Door::Shut => return Err(AppError::ReleaseNotPublic),
            Door::Public(row) => (row, false),
            Door::Early(row) => (row, true),
        };
        let released = Released::from_stored(&row.content, &row.digest, wave.spec.disclosure)
            .map_err(|error| AppError::Internal(format!("{slug}: stored release: {error}")))?;
        Ok(Arc::new(StoredRelease {
            number: u32::try_from(row.number).unwrap_or(1),
            digest: row.digest,
            json: row.content,
            released,
            is_early,
            is_consultation: wave.spec.is_consultation(),
        }))
    }

    async fn door(&self, wave_id: crate::store::ids::WaveId, account: Option<AccountId>) -> Result<Door, AppError> {
        let (row, is_public, is_listed) = self
            .inner
            .store
            .read_async(move |tx| {
                let now = tx.now()?;
                let Some(wave) = waves::by_id(tx, wave_id)? else { return Ok((None, false, false)) };
                let is_approved = matches!(wave.state, WaveState::Approved | WaveState::Public);
                let is_public = is_approved && wave.embargo_at.utc() <= now;
                let is_listed = match account {
                    Some(account) => early_readers::is_on_list(tx, wave_id, account)?,
                    None => false,
                };
                // Not even read for whoever may not have it.
                let row = if is_approved && (is_public || is_listed) { releases::latest(tx, wave_id)? } else { None };
                Ok((row, is_public, is_listed))
            })
            .await?;
        match (row, account) {
            (Some(row), _) if is_public => Ok(Door::Public(row)),
            (Some(row), Some(account)) if is_listed => {
                let number = row.number;
                self.inner
                    .store
                    .write_async(move |tx| {
                        let now = tx.now()?;
                        early_readers::note_reading(tx, wave_id, account, number, now)
                    })
                    .await?;
                Ok(Door::Early(row))
            }
            _ => Ok(Door::Shut),
        }
    }

    /// The same release, through the same door, as a CSV file.
    pub async fn release_csv(
        &self,
        reader: Reader<'_>,
        slug: &WaveSlug,
    ) -> Result<(Arc<StoredRelease>, String), AppError> {
        let release = self.read_release(reader, slug).await?;
        let bytes = export::csv::write(&release.released).map_err(|error| AppError::Internal(error.to_string()))?;
        let text = String::from_utf8(bytes).map_err(|error| AppError::Internal(error.to_string()))?;
        Ok((release, text))
    }

    /// Waves whose results anybody may read now.
    pub async fn public_releases(&self) -> Result<Vec<WaveSummary>, AppError> {
        let rows = self
            .inner
            .store
            .read_async(|tx| {
                let now = tx.now()?;
                let mut rows = waves::list(tx)?;
                rows.retain(|wave| {
                    matches!(wave.state, WaveState::Approved | WaveState::Public) && wave.embargo_at.utc() <= now
                });
                Ok(rows)
            })
            .await?;
        rows.iter().map(summary).collect()
    }

    /// Lets an account read the release before the embargo; each reading is recorded.
    pub async fn allow_early_reading(&self, actor: &Actor, slug: &WaveSlug, email: &str) -> Result<(), AppError> {
        let wave = self.loaded_wave(slug).await?;
        let (id, actor, email) = (wave.id, actor.label().to_owned(), email.trim().to_lowercase());
        let found = self
            .inner
            .store
            .write_async(move |tx| {
                let Some(account) = accounts::by_email(tx, &email)? else { return Ok(false) };
                let now = tx.now()?;
                early_readers::add(tx, id, account.id)?;
                audit::record(tx, now, &actor, "early_reader_added", Some(id), &account.id.hex())?;
                Ok(true)
            })
            .await?;
        if found {
            Ok(())
        } else {
            Err(AppError::BadField { field: "email", why: "aucun compte à cette adresse".to_owned() })
        }
    }
}
