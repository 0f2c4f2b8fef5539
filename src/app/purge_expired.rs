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
use crate::store::collecting::settled;
use crate::store::ids::WaveId;
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
    Done,
}

/// What one turn took, and what it could not take.
#[derive(Debug, Default)]
pub struct PurgeTurn {
    pub taken: Vec<Purge>,
    /// Left whole; the next turn tries again.
    pub failed: Vec<PurgeFailure>,
}

#[derive(Debug)]
pub struct PurgeFailure {
    pub wave: WaveSlug,
    /// `None` when the wave itself could not be read.
    pub what: Option<Purged>,
    pub error: AppError,
}

/// The closed waves, what was taken from them, and the instant of it.
struct Standing {
    now: DateTime<Utc>,
    closed: Vec<WaveRow>,
    done: BTreeMap<(WaveId, Purged), usize>,
}

/// The versions of a wave, to read its interviews.
type Versions = BTreeMap<i32, Arc<LoadedWave>>;

impl App {
    /// Everything the retention of closed waves says, and where it stands. Takes nothing.
    pub async fn list_purges(&self) -> Result<Vec<Purge>, AppError> {
        let Standing { now, closed, done } = self.standing().await?;
        let mut purges = Vec::new();
        for row in closed {
            let wave = self.loaded_wave(&row.slug).await?;
            for (what, due_at) in dates(&wave, &row) {
                let (stage, rows) = match done.get(&(row.id, what)) {
                    Some(gone) => (Stage::Done, *gone),
                    None => {
                        let stage = if due_at <= now { Stage::Due } else { Stage::Ahead };
                        (stage, self.rows_there(&wave, what).await?)
                    }
                };
                purges.push(Purge { wave: row.slug.clone(), what, due_at, rows, stage });
            }
        }
        Ok(purges)
    }

    /// Takes away what is past its date. What fails is told beside what was taken, and keeps nothing else back.
    pub async fn purge_expired(&self) -> Result<PurgeTurn, AppError> {
        let Standing { now, closed, done } = self.standing().await?;
        let mut turn = PurgeTurn::default();
        for row in closed {
            let wave = match self.loaded_wave(&row.slug).await {
                Ok(wave) => wave,
                Err(error) => {
                    turn.fail(&row, None, error);
                    continue;
                }
            };
            let due = dates(&wave, &row).into_iter().filter(|(_, due_at)| *due_at <= now);
            for (what, due_at) in due.filter(|(what, _)| !done.contains_key(&(row.id, *what))) {
                match self.purge(&wave, what).await {
                    Ok(None) => {}
                    Ok(Some(rows)) => {
                        tracing::info!(wave = %row.slug, what = what.as_str(), rows, "purged");
                        turn.taken.push(Purge { wave: row.slug.clone(), what, due_at, rows, stage: Stage::Done });
                    }
                    Err(error) => turn.fail(&row, Some(what), error),
                }
            }
        }
        if !turn.taken.is_empty() {
            self.forget_whole().await;
        }
        Ok(turn)
    }

    async fn standing(&self) -> Result<Standing, AppError> {
        let read = self.inner.store.read_async(|tx| {
            let closed = waves::list(tx)?.into_iter().filter(|row| row.closed_at.is_some()).collect();
            Ok(Standing { now: tx.now()?, closed, done: purges::rows_gone(tx)? })
        });
        Ok(read.await?)
    }

    /// What a purge would take.
    async fn rows_there(&self, wave: &Arc<LoadedWave>, what: Purged) -> Result<usize, AppError> {
        let id = wave.id;
        let versions = self.versions(wave).await?;
        let read = move |tx: &mut ReadTx<'_>| {
            if what == Purged::Responses {
                return Ok((purges::count_responses(tx, id)?, Vec::new()));
            }
            Ok((purges::count_identities(tx, id)?, settled::with_answers(tx, id)?))
        };
        let (rows, interviews) = self.inner.store.read_async(read).await?;
        let mut held = 0;
        for interview in &interviews {
            held += usize::from(without_contacts(interview, &versions)?.is_some());
        }
        Ok(rows + held)
    }

    /// One write: nothing is half gone. `None` when another node was faster.
    async fn purge(&self, wave: &Arc<LoadedWave>, what: Purged) -> Result<Option<usize>, AppError> {
        let (id, versions) = (wave.id, self.versions(wave).await?);
        let work = move |tx: &mut WriteTx<'_>| {
            // The sealing rewrites the same rows: one after the other.
            settled::lock_wave(tx, id)?;
            if purges::is_done(tx, id, what)? {
                return Ok(None);
            }
            let now = tx.now()?;
            let rows = match what {
                Purged::Identities => purge_identities(tx, id, &versions)?,
                Purged::Responses => {
                    moderations::withdraw_all(tx, id, "la durée de conservation est passée")?;
                    purges::purge_responses(tx, id)?
                }
            };
            purges::record(tx, id, what, rows, now)?;
            let detail = [what.as_str(), " : ", &rows.to_string()].concat();
            audit::record(tx, now, "conservation", "purged", Some(id), &detail)?;
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

impl PurgeTurn {
    fn fail(&mut self, row: &WaveRow, what: Option<Purged>, error: AppError) {
        let (why, part) = (error.private().unwrap_or_default(), what.map_or("", Purged::as_str));
        tracing::error!(wave = %row.slug, what = part, %error, why, "not purged");
        self.failed.push(PurgeFailure { wave: row.slug.clone(), what, error });
    }
}

fn dates(wave: &LoadedWave, row: &WaveRow) -> Vec<(Purged, DateTime<Utc>)> {
    let Some(closed) = row.closed_at else { return Vec::new() };
    let due = wave.spec.retention.due(closed.utc());
    vec![(Purged::Identities, due.identities), (Purged::Responses, due.responses)]
}

fn purge_identities(tx: &mut WriteTx<'_>, id: WaveId, versions: &Versions) -> Result<usize, AppError> {
    let mut held = 0;
    for row in settled::with_answers(tx, id)? {
        if let Some(answers) = without_contacts(&row, versions)? {
            settled::correct(tx, &row, &answers)?;
            held += 1;
        }
    }
    Ok(held + contacts::purge(tx, id)? + panel_entries::purge(tx, id)? + calls::purge(tx, id)?)
}

/// The answers without what serves to reach somebody; `None` when there was nothing of it. Answers nobody can read are a
/// failure: an address may stand in them.
fn without_contacts(row: &InterviewRow, versions: &Versions) -> Result<Option<Vec<u8>>, AppError> {
    let unread = |why: String| AppError::Internal(format!("interview {}: {why}", row.id.hex()));
    let wave = versions.get(&row.version).ok_or_else(|| unread(format!("no version {}", row.version)))?;
    let questionnaire = &wave.questionnaire;
    let answers = Answers::unpack(questionnaire, &row.answers).map_err(|error| unread(error.to_string()))?;
    let is_contact = |slot: usize| is_contact(questionnaire, slot);
    let has_one = questionnaire.questions().any(|(slot, _)| is_contact(slot) && answers.get(slot).is_some());
    Ok(has_one.then(|| answers.only(|slot| !is_contact(slot)).pack()))
}

fn is_contact(questionnaire: &Questionnaire, slot: usize) -> bool {
    questionnaire.question_at(slot).is_some_and(|question| question.role == Role::Contact)
}
