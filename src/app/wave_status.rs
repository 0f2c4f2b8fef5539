//! What pollsters may see while the field runs: states, counts and places, never an opinion.

use chrono::{DateTime, Utc};

use crate::app::{App, AppError};
use crate::domain::id::WaveSlug;
use crate::domain::wave::{CloseReason, Disposition, WaveState};

#[derive(Debug, Clone)]
pub struct WaveSummary {
    pub slug: WaveSlug,
    pub study: String,
    pub key: String,
    pub title: String,
    pub state: WaveState,
    pub is_simulated: bool,
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
        todo!()
    }
    pub async fn wave_status(&self, slug: &WaveSlug) -> Result<WaveStatus, AppError> {
        let _ = slug;
        todo!()
    }
}
