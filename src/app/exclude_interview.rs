//! Setting an interview aside, and taking it back in: by a person, with a reason, until the wave is sealed. Its place goes
//! back to its cells in the same write; taken back in, it needs one again.

use std::sync::Arc;

use crate::app::account::Actor;
use crate::app::loaded_wave::LoadedWave;
use crate::app::settled::{Held, hold};
use crate::app::{App, AppError};
use crate::domain::id::WaveSlug;
use crate::domain::quality::Decision;
use crate::domain::quota::Request;
use crate::domain::wave::Disposition;
use crate::store::collecting::settled;
use crate::store::exclusions::{self, ExclusionRow};
use crate::store::ids::InterviewId;
use crate::store::{WriteTx, audit, interviews};

impl App {
    /// Sets a completed interview aside. Asked again, nothing changes.
    pub async fn exclude_interview(
        &self,
        actor: &Actor,
        slug: &WaveSlug,
        interview: &str,
        (ground, reason): (&str, &str),
    ) -> Result<(), AppError> {
        let by = actor.runs_waves()?;
        let decision = Decision::read(ground, reason).map_err(AppError::BadDecision)?;
        let (wave, id) = self.reviewed(slug, interview).await?;
        let actor = actor.label().to_owned();
        let work = move |tx: &mut WriteTx<'_>| {
            let held = held(tx, &wave, id)?;
            if held.row.disposition == Disposition::Rejected {
                return Ok(());
            }
            held.give_back(tx, &wave, Request::Return(held.row.cells.unpack()))?;
            settled::becomes(tx, &held.row, Disposition::Rejected)?;
            let now = held.clock.now;
            let row = ExclusionRow {
                wave_id: wave.id,
                interview_id: id,
                ground: decision.ground,
                reason: decision.reason,
                excluded_by: by,
                excluded_at: now.into(),
            };
            exclusions::insert(tx, &row)?;
            let detail = [&id.hex(), " : ", row.ground.as_str()].concat();
            Ok(audit::record(tx, now, &actor, "interview_exclude", Some(wave.id), &detail)?)
        };
        self.inner.store.write_or_async(work).await
    }

    /// Takes it back in, if its cells have a place for it.
    pub async fn readmit_interview(&self, actor: &Actor, slug: &WaveSlug, interview: &str) -> Result<(), AppError> {
        actor.runs_waves()?;
        let (wave, id) = self.reviewed(slug, interview).await?;
        let (actor, public_url) = (actor.label().to_owned(), self.inner.settings.public_url.clone());
        let work = move |tx: &mut WriteTx<'_>| {
            let held = held(tx, &wave, id)?;
            if held.row.disposition == Disposition::Completed {
                return Err(AppError::NotExcluded);
            }
            held.take_again(tx, &wave, &public_url)?;
            settled::becomes(tx, &held.row, Disposition::Completed)?;
            exclusions::remove(tx, wave.id, id)?;
            Ok(audit::record(tx, held.clock.now, &actor, "interview_readmit", Some(wave.id), &id.hex())?)
        };
        self.inner.store.write_or_async(work).await
    }

    /// The wave with the version this interview was filled in with.
    async fn reviewed(&self, slug: &WaveSlug, interview: &str) -> Result<(Arc<LoadedWave>, InterviewId), AppError> {
        let wave = self.poll(slug).await?;
        let id = InterviewId::parse(interview).ok_or(AppError::InterviewAbsent)?;
        let wave_id = wave.id;
        let row = self.inner.store.read_async(move |tx| interviews::by_id(tx, wave_id, id)).await?;
        let version = row.ok_or(AppError::InterviewAbsent)?.version;
        Ok((self.at_version(wave, version).await?, id))
    }
}

/// One that can be decided on: it went to the end, and the wave is not sealed.
fn held(tx: &mut WriteTx<'_>, wave: &LoadedWave, id: InterviewId) -> Result<Held, AppError> {
    let held = hold(tx, wave, id)?.ok_or(AppError::InterviewAbsent)?;
    if held.is_sealed() {
        return Err(AppError::SealedAlready);
    }
    match held.row.disposition {
        Disposition::Completed | Disposition::Rejected => Ok(held),
        _ => Err(AppError::InterviewAbsent),
    }
}
