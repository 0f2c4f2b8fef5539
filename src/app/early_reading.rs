//! The early-access list of a wave: who may read its release before the embargo, and each time they did.

use chrono::{DateTime, Utc};

use crate::app::account::Actor;
use crate::app::{App, AppError};
use crate::domain::id::WaveSlug;
use crate::store::ids::{AccountId, WaveId};
use crate::store::{StoreError, WriteTx, accounts, audit, early_readers};

/// Somebody who may read, or could once and did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlyReader {
    pub email: String,
    pub is_on_list: bool,
    /// Instant and number of the publication, oldest first.
    pub readings: Vec<(DateTime<Utc>, u32)>,
}

/// Puts somebody on the list, or takes them off it.
type Change = fn(&mut WriteTx<'_>, WaveId, AccountId) -> Result<(), StoreError>;

impl App {
    /// Lets an account read the release before the embargo; each reading is recorded.
    pub async fn allow_early_reading(&self, actor: &Actor, slug: &WaveSlug, email: &str) -> Result<(), AppError> {
        self.change_early_list(actor, slug, email, ("early_reader_added", early_readers::add)).await
    }

    /// Takes an account off the list; its readings stay recorded.
    pub async fn end_early_reading(&self, actor: &Actor, slug: &WaveSlug, email: &str) -> Result<(), AppError> {
        self.change_early_list(actor, slug, email, ("early_reader_removed", early_readers::remove)).await
    }

    /// By address.
    pub async fn early_readers(&self, slug: &WaveSlug) -> Result<Vec<EarlyReader>, AppError> {
        let id = self.loaded_wave(slug).await?.id;
        let found = self.inner.store.read_async(move |tx| {
            let (listed, readings) = (early_readers::list(tx, id)?, early_readers::readings(tx, id)?);
            let mut ids: Vec<AccountId> = readings.iter().map(|reading| reading.account_id).collect();
            ids.extend(&listed);
            ids.sort_unstable();
            ids.dedup();
            let mut readers = Vec::new();
            for id in ids {
                let own = readings.iter().filter(|reading| reading.account_id == id);
                readers.push(EarlyReader {
                    email: accounts::by_id(tx, id)?.map(|account| account.email).unwrap_or_default(),
                    is_on_list: listed.contains(&id),
                    readings: own
                        .map(|reading| (reading.read_at.utc(), u32::try_from(reading.number).unwrap_or(1)))
                        .collect(),
                });
            }
            Ok(readers)
        });
        let mut readers = found.await?;
        readers.sort_by(|a, b| a.email.cmp(&b.email));
        Ok(readers)
    }

    async fn change_early_list(
        &self,
        actor: &Actor,
        slug: &WaveSlug,
        email: &str,
        (action, change): (&'static str, Change),
    ) -> Result<(), AppError> {
        actor.may_run_waves()?;
        let wave = self.loaded_wave(slug).await?;
        let (id, actor, email) = (wave.id, actor.label().to_owned(), email.trim().to_lowercase());
        let found = self.inner.store.write_async(move |tx| {
            let Some(account) = accounts::by_email(tx, &email)? else { return Ok(false) };
            let now = tx.now()?;
            change(tx, id, account.id)?;
            audit::record(tx, now, &actor, action, Some(id), &account.id.hex())?;
            Ok(true)
        });
        if found.await? {
            Ok(())
        } else {
            Err(AppError::BadField { field: "email", why: "aucun compte à cette adresse".to_owned() })
        }
    }
}
