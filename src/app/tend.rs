//! What the service does by itself while nobody asks: lapsed places given back, overdue waves closed, dead sessions
//! removed.

use chrono::Duration;

use crate::app::collector::{Item, Outcome};
use crate::app::{App, AppError, closing, downloads as history, subscriptions};
use crate::domain::wave::WaveState;
use crate::store::ids::WaveId;
use crate::store::{api_keys, console_sessions, downloads, refresh_tokens, waves};

/// A key that ended is shown to its owner for so long.
const ENDED_KEYS_DAYS: i64 = 90;

impl App {
    /// Gives back the places whose lease has lapsed, in every open wave; says how many.
    pub async fn sweep_places(&self) -> Result<usize, AppError> {
        let open = self.waves_in(WaveState::Open).await?;
        let mut places = 0;
        for wave_id in open {
            if let Outcome::Swept { places: swept } = self.inner.collector.submit(Item::Sweep { wave_id }).await? {
                places += swept;
            }
        }
        Ok(places)
    }

    /// Ends the interviews that closings cut short.
    pub async fn end_unfinished(&self) -> Result<usize, AppError> {
        let mut ended = 0;
        for wave_id in self.waves_in(WaveState::Closed).await? {
            ended += self.inner.store.write_async(move |tx| closing::end_unfinished(tx, wave_id)).await?;
        }
        Ok(ended)
    }

    async fn waves_in(&self, state: WaveState) -> Result<Vec<WaveId>, AppError> {
        let rows = self.inner.store.read_async(waves::list).await?;
        Ok(rows.into_iter().filter(|row| row.state == state).map(|row| row.id).collect())
    }

    /// Removes sessions, tokens, keys, histories and unconfirmed addresses past their time.
    pub async fn purge_sessions(&self) -> Result<usize, AppError> {
        let (ended, forgotten) = self
            .inner
            .store
            .write_async(|tx| {
                let now = tx.now()?;
                let before = |days| now - Duration::days(days);
                let ended = console_sessions::delete_expired(tx, now)?
                    + refresh_tokens::delete_expired(tx, now)?
                    + api_keys::delete_ended(tx, before(ENDED_KEYS_DAYS))?;
                let forgotten = downloads::delete_before(tx, before(history::KEPT_DAYS))?
                    + subscriptions::forget_unconfirmed(tx, now)?;
                Ok((ended, forgotten))
            })
            .await?;
        if forgotten > 0 {
            self.inner.store.note_erasure();
        }
        Ok(ended + forgotten)
    }
}
