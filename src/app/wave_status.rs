//! What pollsters may see while the field runs: states, counts and places, never an opinion.

use chrono::{DateTime, NaiveDate, Utc};

use crate::app::correct_release::pending;
use crate::app::{App, AppError};
use crate::domain::id::WaveSlug;
use crate::domain::quota::QuotaPlan;
use crate::domain::wave::{CloseReason, Disposition, WaveSpec, WaveState};
use crate::store::waves::WaveRow;
use crate::store::{interviews, quotas, waves};

#[derive(Debug, Clone)]
pub struct WaveSummary {
    pub slug: WaveSlug,
    pub study: String,
    pub key: String,
    pub title: String,
    /// First and last day people are asked, as declared.
    pub fieldwork: [NaiveDate; 2],
    pub state: WaveState,
    pub is_simulated: bool,
    /// A form whose entries are read over and published one by one.
    pub is_moderated: bool,
    pub questionnaire_version: u32,
    pub closes_at: Option<DateTime<Utc>>,
    pub embargo_at: DateTime<Utc>,
    pub opened_at: Option<DateTime<Utc>>,
    pub closed_at: Option<DateTime<Utc>>,
    pub close_reason: Option<CloseReason>,
}

#[derive(Debug, Clone)]
pub struct WaveStatus {
    pub summary: WaveSummary,
    /// Whether interviewers enter interviews by telephone.
    pub takes_calls: bool,
    /// Whether people are invited by personal links.
    pub takes_invitations: bool,
    /// The number of the correction that waits for a second person.
    pub waiting_correction: Option<u32>,
    /// The total first, then margin by margin.
    pub cells: Vec<CellStatus>,
    pub dispositions: Vec<(Disposition, u64)>,
}

#[derive(Debug, Clone)]
pub struct CellStatus {
    /// `None` for the total.
    pub margin: Option<String>,
    pub label: String,
    pub target: u32,
    pub max: u32,
    pub completed: u32,
    pub reserved: u32,
}

impl App {
    pub async fn list_waves(&self) -> Result<Vec<WaveSummary>, AppError> {
        let rows = self.inner.store.read_async(waves::list).await?;
        rows.iter().map(summary).collect()
    }

    /// The same of one, without its places.
    pub async fn wave_summary(&self, slug: &WaveSlug) -> Result<WaveSummary, AppError> {
        let name = slug.clone();
        let row = self.inner.store.read_async(move |tx| waves::by_slug(tx, &name)).await?;
        summary(&row.ok_or(AppError::WaveAbsent)?)
    }

    pub async fn wave_status(&self, slug: &WaveSlug) -> Result<WaveStatus, AppError> {
        let wave = self.loaded_wave(slug).await?;
        let id = wave.id;
        let (row, cells, dispositions, waiting) = self
            .inner
            .store
            .read_async(move |tx| {
                let waiting = pending(tx, id)?.map(|correction| correction.number);
                Ok((waves::by_id(tx, id)?, quotas::cells(tx, id)?, interviews::dispositions(tx, id)?, waiting))
            })
            .await?;
        let row = row.ok_or(AppError::WaveAbsent)?;
        let count = |disposition| dispositions.get(&disposition).map_or(0, |count| u64::try_from(*count).unwrap_or(0));
        Ok(WaveStatus {
            summary: summary(&row)?,
            takes_calls: wave.spec.access.cati,
            takes_invitations: wave.spec.access.invitation,
            waiting_correction: waiting.and_then(|number| u32::try_from(number).ok()),
            cells: board(&wave.spec.quotas, &cells.0),
            dispositions: Disposition::ALL.into_iter().map(|one| (one, count(one))).collect(),
        })
    }
}

fn board(plan: &QuotaPlan, cells: &[crate::domain::quota::Cell]) -> Vec<CellStatus> {
    plan.cells
        .iter()
        .zip(cells)
        .map(|(planned, cell)| CellStatus {
            margin: planned.margin.and_then(|margin| plan.margins.get(margin)).map(|margin| margin.label.clone()),
            label: planned.label.clone(),
            target: cell.target,
            max: cell.max,
            completed: cell.completed,
            reserved: cell.reserved,
        })
        .collect()
}

pub(super) fn summary(row: &WaveRow) -> Result<WaveSummary, AppError> {
    let spec = WaveSpec::from_canonical_json(&row.spec)
        .map_err(|error| AppError::Internal(format!("{}: stored wave: {error}", row.slug)))?;
    Ok(WaveSummary {
        slug: row.slug.clone(),
        study: row.study.to_string(),
        key: row.wave_key.clone(),
        is_moderated: spec.is_moderated(),
        fieldwork: [spec.fieldwork.start, spec.fieldwork.end],
        title: spec.title,
        state: row.state,
        is_simulated: row.is_simulated,
        questionnaire_version: u32::try_from(row.questionnaire_version).unwrap_or(spec.questionnaire_version),
        closes_at: row.closes_at.map(|moment| moment.utc()),
        embargo_at: row.embargo_at.utc(),
        opened_at: row.opened_at.map(|moment| moment.utc()),
        closed_at: row.closed_at.map(|moment| moment.utc()),
        close_reason: row.closed_reason,
    })
}
