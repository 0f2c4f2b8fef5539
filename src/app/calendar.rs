//! What came out, and what is announced. A date is announced from the day its wave opens, as its file declares it; whether the
//! wave is closed, sealed or approved meanwhile is never told, so that nothing here moves before the instant itself.

use chrono::{DateTime, Utc};

use crate::app::account::Account;
use crate::app::wave_status::{WaveSummary, summary};
use crate::app::{App, AppError};
use crate::domain::wave::WaveState;
use crate::store::ids::AccountId;
use crate::store::releases::ReleaseGate;
use crate::store::waves::WaveRow;
use crate::store::{ReadTx, StoreError, early_readers, releases, waves};

/// One release somebody may read now.
#[derive(Debug, Clone)]
pub struct Publication {
    pub wave: WaveSummary,
    /// From 1; the others correct the one before.
    pub number: u32,
    /// When it could first be read by everybody.
    pub released_at: DateTime<Utc>,
    /// Of its wave, the one that counts.
    pub is_latest: bool,
    /// Before its time, by somebody on the list.
    pub is_early: bool,
}

/// A wave whose results are to come.
#[derive(Debug, Clone)]
pub struct Announced {
    pub wave: WaveSummary,
    /// When the date was first announced, to the day.
    pub since: Option<DateTime<Utc>>,
}

impl App {
    /// Every release this reader may read now, the newest first, corrections among them.
    pub async fn publications(&self, reader: Option<&Account>) -> Result<Vec<Publication>, AppError> {
        let account = reader.map(|account| AccountId::new(account.id));
        let rows = self.inner.store.read_async(move |tx| readable(tx, account)).await?;
        let mut found = Vec::new();
        for (row, is_early, approvals) in &rows {
            let last = approvals.last().map(|(number, _)| *number);
            for (number, approved_at) in approvals {
                found.push(Publication {
                    wave: summary(row)?,
                    number: u32::try_from(*number).unwrap_or(1),
                    released_at: row.embargo_at.utc().max(*approved_at),
                    is_latest: Some(*number) == last,
                    is_early: *is_early,
                });
            }
        }
        found.sort_by(|a, b| (b.released_at, &a.wave.slug, b.number).cmp(&(a.released_at, &b.wave.slug, a.number)));
        Ok(found)
    }

    /// Waves that have opened and whose instant is ahead, the nearest first.
    pub async fn announced(&self) -> Result<Vec<Announced>, AppError> {
        let read = self.inner.store.read_async(|tx| Ok((tx.now()?, waves::list(tx)?)));
        let (now, rows) = read.await?;
        let mut ahead = Vec::new();
        for row in rows.iter().filter(|row| row.state != WaveState::Ready && row.embargo_at.utc() > now) {
            let wave = summary(row)?;
            if !wave.is_moderated {
                ahead.push(Announced { wave, since: row.opened_at.map(|at| at.utc()) });
            }
        }
        ahead.sort_by(|a, b| (a.wave.embargo_at, &a.wave.slug).cmp(&(b.wave.embargo_at, &b.wave.slug)));
        Ok(ahead)
    }
}

type Readable = (WaveRow, bool, Vec<(i32, DateTime<Utc>)>);

fn readable(tx: &mut ReadTx<'_>, account: Option<AccountId>) -> Result<Vec<Readable>, StoreError> {
    let now = tx.now()?;
    let mut found = Vec::new();
    for wave in waves::list(tx)? {
        let gate = ReleaseGate::of(&wave, now);
        if !gate.is_approved() {
            continue;
        }
        let is_public = gate.is_open();
        let is_early = match account {
            Some(account) if !is_public => early_readers::is_on_list(tx, wave.id, account)?,
            _ => false,
        };
        if is_public || is_early {
            let approvals = releases::approvals(tx, wave.id)?;
            let approvals = approvals.into_iter().map(|(number, at)| (number, at.utc())).collect();
            found.push((wave, is_early, approvals));
        }
    }
    Ok(found)
}
