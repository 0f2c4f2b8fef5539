//! What an account took away, once a day and a file: noted for its owner to find again, shown to nobody else, forgotten after a time or when they ask.

use chrono::{DateTime, NaiveTime, Utc};

use crate::app::account::Account;
use crate::app::{App, AppError};
use crate::domain::id::WaveSlug;
use crate::store::downloads::{self, DownloadRow};
use crate::store::ids::{AccountId, RowId};

/// Shown of a history; older ones are there until they are forgotten.
const SHOWN_MAX: i64 = 200;
/// Kept so long.
pub(super) const KEPT_DAYS: i64 = 400;

#[derive(Debug, Clone)]
pub struct Download {
    pub wave: WaveSlug,
    pub number: u32,
    pub file: String,
    pub taken_at: DateTime<Utc>,
}

impl App {
    /// Notes that somebody signed in took a file of a release they were let read: a program that comes every minute is one line
    /// a day.
    pub async fn note_download(
        &self,
        account: &Account,
        slug: &WaveSlug,
        number: u32,
        file: &str,
    ) -> Result<(), AppError> {
        let wave_id = self.current_wave(slug).await?.id;
        let (account_id, file) = (AccountId::new(account.id), file.to_owned());
        let number = i32::try_from(number).unwrap_or(i32::MAX);
        let noted = self.inner.store.write_async(move |tx| {
            let now = tx.now()?;
            let midnight = now.date_naive().and_time(NaiveTime::MIN).and_utc();
            let row = DownloadRow { id: RowId::random(), account_id, wave_id, number, file, taken_at: now.into() };
            if downloads::has_since(tx, &row, midnight)? { Ok(()) } else { downloads::insert(tx, &row) }
        });
        Ok(noted.await?)
    }

    /// The last ones, newest first.
    pub async fn downloads_of(&self, account: &Account) -> Result<Vec<Download>, AppError> {
        let account_id = AccountId::new(account.id);
        let rows = self.inner.store.read_async(move |tx| downloads::of_account(tx, account_id, SHOWN_MAX)).await?;
        let seen = |(row, wave): (DownloadRow, WaveSlug)| Download {
            wave,
            number: u32::try_from(row.number).unwrap_or(1),
            file: row.file,
            taken_at: row.taken_at.utc(),
        };
        Ok(rows.into_iter().map(seen).collect())
    }

    /// Empties an account's history; says how many there were.
    pub async fn forget_downloads(&self, account: &Account) -> Result<usize, AppError> {
        let account_id = AccountId::new(account.id);
        let gone = self.inner.store.write_async(move |tx| downloads::forget(tx, account_id)).await?;
        if gone > 0 {
            self.inner.store.note_erasure();
        }
        Ok(gone)
    }
}
