//! The retention of each wave, applied: identities, then responses, go on the date its file declares, counted from the day
//! the field closed. By itself every hour, or by hand; asked for a list only, it takes nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::app::loaded_wave::LoadedWave;
use crate::app::{App, AppError};
use crate::domain::answer::Answers;
use crate::domain::id::WaveSlug;
use crate::domain::questionnaire::{Questionnaire, Role};
use crate::domain::wave::WaveState;
use crate::store::collecting::settled;
use crate::store::interviews::InterviewRow;
use crate::store::purges::{self, Purged};
use crate::store::waves::WaveRow;
use crate::store::{ReadTx, WriteTx, audit, calls, contacts, moderations, panel_entries, waves};

/// One thing that is to go, or has gone, from one wave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purge {
    pub wave: WaveSlug,
    pub what: Purged,
    pub due_at: DateTime<Utc>,
    /// Rows there now, or taken away.
    pub rows: usize,
    pub stage: Stage,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Its date is to come.
    Ahead,
    /// Its date has passed; the next turn takes it.
    Due,
    Done {
        at: DateTime<Utc>,
    },
}

/// The versions of a wave, to read its interviews.
type Versions = BTreeMap<i32, Arc<LoadedWave>>;

impl App {
    /// Everything the retention of closed waves says, and where it stands. Takes nothing.
    pub async fn list_purges(&self) -> Result<Vec<Purge>, AppError> {
        let mut purges = Vec::new();
        for row in self.closed_waves().await? {
            let wave = self.loaded_wave(&row.slug).await?;
            for (what, due_at) in dates(&wave, &row) {
                purges.push(self.purge_of(&wave, &row, what, due_at).await?);
            }
        }
        Ok(purges)
    }

    /// Takes away what is past its date; gives what was taken.
    pub async fn purge_expired(&self) -> Result<Vec<Purge>, AppError> {
        let mut taken = Vec::new();
        for purge in self.list_purges().await?.into_iter().filter(|purge| purge.stage == Stage::Due) {
            if let Some(rows) = self.purge(&purge).await? {
                tracing::info!(wave = %purge.wave, what = purge.what.as_str(), rows, "purged");
                taken.push(Purge { rows, stage: Stage::Done { at: purge.due_at }, ..purge });
            }
        }
        Ok(taken)
    }

    async fn closed_waves(&self) -> Result<Vec<WaveRow>, AppError> {
        let rows = self.inner.store.read_async(waves::list).await?;
        Ok(rows.into_iter().filter(|row| row.closed_at.is_some()).collect())
    }

    async fn purge_of(
        &self,
        wave: &Arc<LoadedWave>,
        row: &WaveRow,
        what: Purged,
        due_at: DateTime<Utc>,
    ) -> Result<Purge, AppError> {
        let id = row.id;
        let versions = self.versions(wave).await?;
        let is_unsealed = row.state <= WaveState::Closed;
        let read = move |tx: &mut ReadTx<'_>| {
            let rows = match what {
                Purged::Identities => {
                    let contacts = if is_unsealed { settled::with_answers(tx, id)? } else { Vec::new() };
                    let held = contacts.iter().filter(|row| without_contacts(row, &versions).is_some()).count();
                    purges::count_identities(tx, id)? + held
                }
                Purged::Responses => purges::count_responses(tx, id)?,
            };
            Ok((purges::done_at(tx, id, what)?, rows, tx.now()?))
        };
        let (done, rows, now) = self.inner.store.read_async(read).await?;
        let stage = match done {
            Some(at) => Stage::Done { at },
            None if due_at <= now => Stage::Due,
            None => Stage::Ahead,
        };
        Ok(Purge { wave: row.slug.clone(), what, due_at, rows, stage })
    }

    /// One write: nothing is half gone. `None` when another node was faster.
    async fn purge(&self, purge: &Purge) -> Result<Option<usize>, AppError> {
        let wave = self.loaded_wave(&purge.wave).await?;
        let versions = self.versions(&wave).await?;
        let what = purge.what;
        let work = move |tx: &mut WriteTx<'_>| {
            // The sealing rewrites the same rows: one after the other.
            settled::lock_wave(tx, wave.id)?;
            if purges::done_at(tx, wave.id, what)?.is_some() {
                return Ok(None);
            }
            let rows = match what {
                Purged::Identities => {
                    let mut held = 0;
                    for row in settled::with_answers(tx, wave.id)? {
                        if let Some(answers) = without_contacts(&row, &versions) {
                            settled::correct(tx, &row, &answers)?;
                            held += 1;
                        }
                    }
                    {
                        let gone = contacts::purge(tx, wave.id)?;
                        let named = panel_entries::purge(tx, wave.id)? + calls::purge(tx, wave.id)?;
                        gone.contacts + gone.mailings + gone.emails + named + held
                    }
                }
                Purged::Responses => {
                    moderations::withdraw_all(tx, wave.id, "la durée de conservation est passée")?;
                    purges::purge_responses(tx, wave.id)?
                }
            };
            let now = tx.now()?;
            purges::record(tx, wave.id, what, rows, now)?;
            let detail = [what.as_str(), " : ", &rows.to_string()].concat();
            audit::record(tx, now, "conservation", "purged", Some(wave.id), &detail)?;
            Ok::<_, AppError>(Some(rows))
        };
        self.inner.store.write_or_async(work).await
    }

    async fn versions(&self, wave: &Arc<LoadedWave>) -> Result<Versions, AppError> {
        let current = self.current_wave(&wave.spec.slug).await?;
        let mut all = self.older_versions(&current).await?;
        all.push(current);
        let number = |wave: &LoadedWave| i32::try_from(wave.questionnaire.version).unwrap_or(i32::MAX);
        Ok(all.into_iter().map(|wave| (number(&wave), wave)).collect())
    }
}

fn dates(wave: &LoadedWave, row: &WaveRow) -> Vec<(Purged, DateTime<Utc>)> {
    let Some(closed) = row.closed_at else { return Vec::new() };
    let due = wave.spec.retention.due(closed.utc());
    vec![(Purged::Identities, due.identities), (Purged::Responses, due.responses)]
}

/// The answers without what serves to reach somebody; `None` when there was nothing of it.
fn without_contacts(row: &InterviewRow, versions: &Versions) -> Option<Vec<u8>> {
    let questionnaire = &versions.get(&row.version)?.questionnaire;
    let answers = Answers::unpack(questionnaire, &row.answers).ok()?;
    let is_contact = |slot: usize| is_contact(questionnaire, slot);
    let has_one = questionnaire.questions().any(|(slot, _)| is_contact(slot) && answers.get(slot).is_some());
    has_one.then(|| answers.only(|slot| !is_contact(slot)).pack())
}

fn is_contact(questionnaire: &Questionnaire, slot: usize) -> bool {
    questionnaire.question_at(slot).is_some_and(|question| question.role == Role::Contact)
}
