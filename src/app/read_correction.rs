//! What is read before somebody answers for a correction: what it changes in the wave file and in the figures, under a name that
//! is another one as soon as the proposal is. And the publications so far, for whoever runs the wave.

use chrono::{DateTime, Utc};

use crate::app::account::Actor;
use crate::app::changed;
use crate::app::correct_release::pending;
use crate::app::wave_status::{WaveSummary, summary};
use crate::app::{App, AppError};
use crate::domain::id::{Digest, WaveSlug};
use crate::domain::release::{Difference, differences};
use crate::store::ids::{AccountId, WaveId};
use crate::store::release_corrections::CorrectionRow;
use crate::store::{ReadTx, StoreError, accounts, audit, release_corrections, releases, waves};

/// The digest of a proposal is given whole by a page, and by hand as its beginning: this much of it.
pub const DIGEST_CHARS_MIN: usize = 8;

/// Which correction is meant: nobody approves or withdraws what they did not name.
#[derive(Debug, Clone, Copy)]
pub struct Named<'n> {
    /// Of the publication it would be.
    pub number: u32,
    /// Of the proposal, or how it begins.
    pub digest: &'n str,
}

/// A correction that waits for a second person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Of the publication it would be.
    pub number: u32,
    /// Of this very proposal: another one under the same number has another.
    pub digest: Digest,
    pub reason: String,
    pub proposed_by: String,
    pub proposed_at: DateTime<Utc>,
    /// What changes in the wave file, from the publication that counts.
    pub fields: Vec<Difference>,
}

/// A publication, as those who answer for it see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApprovedRelease {
    pub number: u32,
    pub digest: Digest,
    pub approved_by: String,
    pub approved_at: DateTime<Utc>,
    /// Of a correction.
    pub reason: Option<String>,
}

#[derive(Debug, Clone)]
pub struct Publications {
    pub summary: WaveSummary,
    /// The first one first.
    pub approved: Vec<ApprovedRelease>,
    pub waiting: Option<Proposal>,
}

impl App {
    pub async fn wave_publications(&self, slug: &WaveSlug) -> Result<Publications, AppError> {
        let name = slug.clone();
        let found = self.inner.store.read_async(move |tx| {
            let Some(wave) = waves::by_slug(tx, &name)? else { return Ok(None) };
            let reasons = release_corrections::reasons(tx, wave.id)?;
            let mut approved = Vec::new();
            for row in releases::approvals(tx, wave.id)? {
                let reason = reasons.iter().find(|(number, _)| *number == row.number);
                approved.push(ApprovedRelease {
                    number: u32::try_from(row.number).unwrap_or(1),
                    digest: row.digest,
                    approved_by: email(tx, row.approved_by)?,
                    approved_at: row.approved_at.utc(),
                    reason: reason.map(|(_, reason)| reason.clone()),
                });
            }
            let waiting = match pending(tx, wave.id)? {
                Some(row) => Some(read(tx, &row, &wave.spec)?),
                None => None,
            };
            Ok(Some((wave, approved, waiting)))
        });
        let (wave, approved, waiting) = found.await?.ok_or(AppError::WaveAbsent)?;
        Ok(Publications { summary: summary(&wave)?, approved, waiting })
    }

    /// The figures the correction that waits would change, computed again. Before the embargo, whoever reads them leaves a line.
    pub async fn corrected_figures(
        &self,
        actor: &Actor,
        slug: &WaveSlug,
        named: Named<'_>,
    ) -> Result<Vec<Difference>, AppError> {
        actor.may_run_waves()?;
        let wave = self.current_wave(slug).await?;
        let correction = self.named_correction(wave.id, named).await?;
        let standing = self.published_so_far(&wave).await?;
        let released = self.corrected(&wave, &standing, &correction).await?;
        let figures = differences(standing.latest(&wave)?.content(), released.content());
        let (id, embargo_at, actor) = (wave.id, standing.row.embargo_at.utc(), actor.label().to_owned());
        let noted = self.inner.store.write_async(move |tx| {
            let now = tx.now()?;
            if now >= embargo_at {
                return Ok(());
            }
            let detail = format!("n° {}", correction.number);
            audit::record(tx, now, &actor, "correction_read", Some(id), &detail)
        });
        noted.await?;
        Ok(figures)
    }

    /// The correction that waits, if it is the one that is meant.
    pub(super) async fn named_correction(&self, wave_id: WaveId, named: Named<'_>) -> Result<CorrectionRow, AppError> {
        let waiting = self.inner.store.read_async(move |tx| pending(tx, wave_id)).await?;
        let waiting = waiting.ok_or(AppError::CorrectionAbsent)?;
        if named.is(&waiting) { Ok(waiting) } else { Err(AppError::CorrectionMoved) }
    }
}

impl Named<'_> {
    pub(super) fn is(&self, row: &CorrectionRow) -> bool {
        let is_long = self.digest.len() >= DIGEST_CHARS_MIN;
        is_long && u32::try_from(row.number) == Ok(self.number) && digest(row).hex().starts_with(self.digest)
    }
}

impl Proposal {
    /// `spec`: of the publication it corrects.
    pub(super) fn of(row: &CorrectionRow, proposed_by: String, spec: &str) -> Self {
        Self {
            number: u32::try_from(row.number).unwrap_or(u32::MAX),
            digest: digest(row),
            reason: row.reason.clone(),
            proposed_by,
            proposed_at: row.proposed_at.utc(),
            fields: changed::values(spec, &row.spec),
        }
    }

    /// As much of its digest as names it.
    pub fn short_digest(&self) -> String {
        self.digest.hex().chars().take(DIGEST_CHARS_MIN).collect()
    }
}

/// Of all that somebody answers for, and of who proposed it when: the same content proposed anew is another proposal.
fn digest(row: &CorrectionRow) -> Digest {
    let CorrectionRow { wave_id: _, number, reason, spec, data_digest, weights, diagnostics, proposed_by, proposed_at } =
        row;
    let proposed_at = proposed_at.utc().timestamp_micros();
    let weights: String = weights.unpack().iter().map(|weight| format!("{:x};", weight.to_bits())).collect();
    let data = data_digest.hex();
    let head = format!("{number}\n{}\n{proposed_at}\n{data}\n{weights}\n", proposed_by.hex());
    Digest::of([&head, reason.as_str(), "\n", diagnostics, "\n", spec].concat().as_bytes())
}

/// `declared`: the wave file as it was loaded, which the first publication follows.
fn read(tx: &mut ReadTx<'_>, row: &CorrectionRow, declared: &str) -> Result<Proposal, StoreError> {
    let former = release_corrections::by_number(tx, row.wave_id, row.number.saturating_sub(1))?;
    let spec = former.as_ref().map_or(declared, |former| &former.spec);
    Ok(Proposal::of(row, email(tx, row.proposed_by)?, spec))
}

fn email(tx: &mut ReadTx<'_>, id: AccountId) -> Result<String, StoreError> {
    Ok(accounts::by_id(tx, id)?.map(|account| account.email).unwrap_or_default())
}
