//! Opening, closing and publishing a wave. Each step is one write, guarded by the state it starts from.

use chrono::{DateTime, Utc};

use crate::app::account::Actor;
use crate::app::closing;
use crate::app::wave_status::{WaveSummary, summary};
use crate::app::{App, AppError};
use crate::domain::id::WaveSlug;
use crate::domain::wave::{CloseReason, Fieldwork, WaveVerb, paris};
use crate::store::ids::WaveId;
use crate::store::waves::WaveRow;
use crate::store::{ReadTx, StoreError, WriteTx, audit, collecting, questionnaires, waves};

/// Whose answers a wave takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// Real respondents, within the declared dates.
    Field,
    /// Simulated respondents, whatever the date; every page and file says so.
    Simulated,
}

impl App {
    pub async fn open_wave(&self, actor: &Actor, slug: &WaveSlug, opening: Opening) -> Result<WaveSummary, AppError> {
        let wave = self.loaded_wave(slug).await?;
        let fieldwork = wave.spec.fieldwork.clone();
        let digest = wave.spec.questionnaire_digest;
        self.step(actor, slug, WaveVerb::Open, move |tx, row| {
            let now = tx.now()?;
            if opening == Opening::Field {
                within_dates(&fieldwork, now)?;
            }
            questionnaires::freeze(tx, digest, now)?;
            if opening == Opening::Simulated {
                waves::mark_simulated(tx, row.id)?;
            }
            Ok(waves::open(tx, row.id, now)?)
        })
        .await
    }

    pub async fn close_wave(&self, actor: &Actor, slug: &WaveSlug) -> Result<WaveSummary, AppError> {
        self.close_because(actor, slug, CloseReason::ByHand).await
    }

    /// Waves past their deadline: closed by the service itself.
    pub async fn close_overdue(&self) -> Result<usize, AppError> {
        let due = self.inner.store.read_async(overdue).await?;
        for slug in &due {
            match self.close_because(&Actor::Service("échéance"), slug, CloseReason::Deadline).await {
                // Another node was faster.
                Ok(_) | Err(AppError::WrongState { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(due.len())
    }

    async fn close_because(
        &self,
        actor: &Actor,
        slug: &WaveSlug,
        reason: CloseReason,
    ) -> Result<WaveSummary, AppError> {
        let public_url = self.inner.settings.public_url.clone();
        let closed = self.step(actor, slug, WaveVerb::Close, move |tx, row| {
            // The collector holds this lock while it counts: closing waits for its batch, and it for the closing.
            collecting::lock_cells(tx, row.id)?;
            let now = tx.now()?;
            Ok(closing::close_locked(tx, row.id, reason, now, &public_url)?)
        });
        let closed = closed.await?;
        let wave_id = self.loaded_wave(slug).await?.id;
        self.inner.store.write_async(move |tx| closing::end_unfinished(tx, wave_id)).await?;
        self.forget_letters(wave_id).await?;
        Ok(closed)
    }

    /// Records that the embargo has passed; refused before.
    pub async fn publish_wave(&self, actor: &Actor, slug: &WaveSlug) -> Result<WaveSummary, AppError> {
        let app = self.clone();
        self.step(actor, slug, WaveVerb::Publish, move |tx, row| {
            let now = tx.now()?;
            if now < row.embargo_at.utc() {
                return Err(AppError::UnderEmbargo { until: paris::words(row.embargo_at.utc()) });
            }
            let is_published = waves::publish(tx, row.id, now)?;
            // The release and its news are one thing.
            app.announce_due(tx, now)?;
            Ok(is_published)
        })
        .await
    }

    /// Waves approved whose embargo has passed: the doors are open already, the state follows.
    pub async fn publish_due(&self) -> Result<usize, AppError> {
        let due = self.inner.store.read_async(past_embargo).await?;
        for slug in &due {
            match self.publish_wave(&Actor::Service("embargo"), slug).await {
                Ok(_) | Err(AppError::WrongState { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(due.len())
    }

    /// One verb: the wave as it is, the work, the audit, in one write. `work` says whether the wave moved.
    pub(super) async fn step<F>(
        &self,
        actor: &Actor,
        slug: &WaveSlug,
        verb: WaveVerb,
        work: F,
    ) -> Result<WaveSummary, AppError>
    where
        F: FnOnce(&mut WriteTx<'_>, &WaveRow) -> Result<bool, AppError> + Send + 'static,
    {
        let (slug, actor) = (slug.clone(), actor.label().to_owned());
        let row = self
            .inner
            .store
            .write_or_async(move |tx| {
                let (from, _) = verb.arrow();
                let row = waves::by_slug(tx, &slug)?.ok_or(AppError::WaveAbsent)?;
                if row.state != from || !work(tx, &row)? {
                    return Err(AppError::WrongState { state: row.state, wanted: from, verb: verb.french() });
                }
                let now = tx.now()?;
                audit::record(tx, now, &actor, verb.as_str(), Some(row.id), "")?;
                waves::by_id(tx, row.id)?.ok_or(AppError::WaveAbsent)
            })
            .await?;
        summary(&row)
    }
}

fn within_dates(fieldwork: &Fieldwork, now: DateTime<Utc>) -> Result<(), AppError> {
    if now >= fieldwork.closes_at {
        return Err(AppError::FieldworkOver { end: paris::day_words(fieldwork.end) });
    }
    match paris::start_of(fieldwork.start) {
        Some(start) if now < start => Err(AppError::FieldworkAhead { start: paris::day_words(fieldwork.start) }),
        _ => Ok(()),
    }
}

fn overdue(tx: &mut ReadTx<'_>) -> Result<Vec<WaveSlug>, StoreError> {
    let now = tx.now()?;
    let ids = waves::due_for_closing(tx, now)?;
    slugs(tx, &ids)
}

fn past_embargo(tx: &mut ReadTx<'_>) -> Result<Vec<WaveSlug>, StoreError> {
    let now = tx.now()?;
    let ids = waves::due_for_publishing(tx, now)?;
    slugs(tx, &ids)
}

fn slugs(tx: &mut ReadTx<'_>, ids: &[WaveId]) -> Result<Vec<WaveSlug>, StoreError> {
    let mut slugs = Vec::with_capacity(ids.len());
    for id in ids {
        slugs.extend(waves::by_id(tx, *id)?.map(|row| row.slug));
    }
    Ok(slugs)
}
