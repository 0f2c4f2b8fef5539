//! That somebody invited has answered: a bit and a day beside their invitation, noted the day after and at sealing, so
//! that the hour of an answer is never beside a name. What the letters knew goes once the field is over.

use crate::app::collector::day;
use crate::app::{App, AppError};
use crate::domain::wave::{Disposition, WaveState};
use crate::store::columns::Moment;
use crate::store::ids::{HashBytes, WaveId};
use crate::store::waves::{self, WaveRow};
use crate::store::{StoreError, WriteTx, interviews, invitations};

/// Which answers are noted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Noted {
    /// Those of the days before.
    BeforeToday,
    /// All of them: the field is over and their links are about to go.
    All,
}

impl App {
    /// Notes the answers of the days before, in every wave between its opening and its sealing; says how many.
    pub async fn note_completions(&self) -> Result<usize, AppError> {
        let rows = self.inner.store.read_async(waves::list).await?;
        let mut noted = 0;
        for row in rows.into_iter().filter(|row| matches!(row.state, WaveState::Open | WaveState::Closed)) {
            noted += self.note_wave(row.id, Noted::BeforeToday).await?;
            if row.state == WaveState::Closed {
                // Closed by its quotas: the collector does not wait for the letters.
                self.forget_letters(row.id).await?;
            }
        }
        Ok(noted)
    }

    pub(super) async fn note_wave(&self, wave_id: WaveId, which: Noted) -> Result<usize, AppError> {
        let app = self.clone();
        let noted = self.inner.store.write_async(move |tx| match waves::by_id(tx, wave_id)? {
            Some(row) => app.note(tx, &row, which),
            None => Ok(0),
        });
        Ok(noted.await?)
    }

    fn note(&self, tx: &mut WriteTx<'_>, wave: &WaveRow, which: Noted) -> Result<usize, StoreError> {
        let Some(salt) = wave.link_salt else { return Ok(0) };
        let unanswered = invitations::unanswered(tx, wave.id)?;
        if unanswered.is_empty() {
            return Ok(0);
        }
        let interviews = interviews::dispositions_by_link(tx, wave.id)?;
        let today = day(tx.now()?).utc();
        let mut noted = 0;
        for id in unanswered {
            let link = HashBytes::new(self.inner.keys.link(salt.bytes(), id.bytes()));
            let is_over = |on: Option<Moment>| which == Noted::All || on.is_some_and(|on| on.utc() < today);
            if let Some((Disposition::Completed, on)) = interviews.get(&link)
                && is_over(*on)
            {
                noted += usize::from(invitations::mark_completed(tx, wave.id, id, today)?);
            }
        }
        Ok(noted)
    }
}
