//! Examining the service: what `doctor` and the tests ask. The counts of the quota cells must be those of the interviews.

use crate::app::{App, AppError};
use crate::domain::id::WaveSlug;
use crate::domain::quota::CellId;
use crate::domain::wave::WaveState;
use crate::store::waves::WaveRow;
use crate::store::{interviews, outbox, quotas, waves};

#[derive(Debug)]
pub struct DatabaseHealth {
    /// Without its password.
    pub address: String,
    /// How far this machine's clock is from the database's.
    pub clock_gap_seconds: i64,
}

/// A wave whose cells were recounted.
#[derive(Debug)]
pub struct QuotaHealth {
    pub slug: WaveSlug,
    /// One line a cell that differs.
    pub differences: Vec<String>,
}

#[derive(Debug)]
pub struct MailHealth {
    pub waiting: i64,
    pub failed: i64,
}

impl App {
    pub async fn examine_database(&self) -> Result<DatabaseHealth, AppError> {
        let theirs = self.inner.store.read_async(|tx| tx.now()).await?;
        let ours = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(i64::MAX));
        Ok(DatabaseHealth { address: self.inner.store.shown_address(), clock_gap_seconds: ours - theirs.timestamp() })
    }

    /// Each wave's cells against a recount of its interviews, at one instant; a sealed wave has none left to recount.
    pub async fn examine_quotas(&self) -> Result<Vec<QuotaHealth>, AppError> {
        let found = self
            .inner
            .store
            .read_async(|tx| {
                let mut found = Vec::new();
                let has_profiles = |wave: &WaveRow| wave.state <= WaveState::Closed;
                for wave in waves::list(tx)?.into_iter().filter(has_profiles) {
                    let cells = quotas::cells(tx, wave.id)?;
                    let counted = interviews::recount_places(tx, wave.id)?;
                    let differences = (0_u16..)
                        .zip(&cells.0)
                        .filter_map(|(id, cell)| {
                            let (completed, reserved) = counted.get(&CellId(id)).copied().unwrap_or_default();
                            let same = i64::from(cell.completed) == completed && i64::from(cell.reserved) == reserved;
                            (!same).then(|| {
                                format!(
                                    "n° {id} : {} + {} comptés, {completed} + {reserved} dans les passations",
                                    cell.completed, cell.reserved
                                )
                            })
                        })
                        .collect();
                    found.push(QuotaHealth { slug: wave.slug, differences });
                }
                Ok(found)
            })
            .await?;
        Ok(found)
    }

    pub async fn examine_mail(&self) -> Result<MailHealth, AppError> {
        let (waiting, failed) = self.inner.store.read_async(outbox::counts).await?;
        Ok(MailHealth { waiting, failed })
    }
}
