//! The verbs of a wave: load, open, close, seal, weigh, approve, publish.

use chrono::{DateTime, Utc};

use crate::app::account::Actor;
use crate::app::wave_status::WaveSummary;
use crate::app::{App, AppError};
use crate::domain::calibration::Diagnostics;
use crate::domain::id::WaveSlug;
use crate::domain::wave::WaveBundle;

/// Whose answers a wave takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// Real respondents, within the declared dates.
    Field,
    /// Simulated respondents, whatever the date; every page and file says so.
    Simulated,
}

impl App {
    pub async fn load_wave(&self, actor: &Actor, bundle: WaveBundle) -> Result<WaveSummary, AppError> {
        let _ = (actor, bundle);
        todo!()
    }
    pub async fn open_wave(&self, actor: &Actor, slug: &WaveSlug, opening: Opening) -> Result<WaveSummary, AppError> {
        let _ = (actor, slug, opening);
        todo!()
    }
    pub async fn close_wave(&self, actor: &Actor, slug: &WaveSlug) -> Result<WaveSummary, AppError> {
        let _ = (actor, slug);
        todo!()
    }
    pub async fn seal_wave(&self, actor: &Actor, slug: &WaveSlug) -> Result<WaveSummary, AppError> {
        let _ = (actor, slug);
        todo!()
    }
    /// The diagnostics depend on profiles and counts only.
    pub async fn weigh_wave(&self, actor: &Actor, slug: &WaveSlug) -> Result<(WaveSummary, Diagnostics), AppError> {
        let _ = (actor, slug);
        todo!()
    }
    pub async fn approve_wave(&self, actor: &Actor, slug: &WaveSlug) -> Result<WaveSummary, AppError> {
        let _ = (actor, slug);
        todo!()
    }
    /// Records that the embargo has passed; refused before.
    pub async fn publish_wave(&self, actor: &Actor, slug: &WaveSlug) -> Result<WaveSummary, AppError> {
        let _ = (actor, slug);
        todo!()
    }
    /// Personal links for the wave, shown once: only keyed hashes are kept.
    pub async fn make_invitations(&self, actor: &Actor, slug: &WaveSlug, count: u32) -> Result<Vec<String>, AppError> {
        let _ = (actor, slug, count);
        todo!()
    }
    /// Lets an account read the release before the embargo; each reading is recorded.
    pub async fn allow_early_reading(&self, actor: &Actor, slug: &WaveSlug, email: &str) -> Result<(), AppError> {
        let _ = (actor, slug, email);
        todo!()
    }
    pub fn paris(instant: DateTime<Utc>) -> String {
        let _ = instant;
        todo!()
    }
}
