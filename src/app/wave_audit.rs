//! What was done to a wave, by whom and when.

use chrono::{DateTime, Utc};

use crate::app::{App, AppError};
use crate::domain::id::WaveSlug;
use crate::store::audit;

/// Lines told at most; a wave has a few dozen.
const LINES_MAX: i64 = 1_000;

#[derive(Debug, Clone)]
pub struct AuditLine {
    pub at: DateTime<Utc>,
    /// An account's address, or the part of the service that acted by itself.
    pub actor: String,
    /// As in `wave_close`.
    pub action: String,
    pub detail: String,
}

impl App {
    /// In the order it happened.
    pub async fn wave_audit(&self, slug: &WaveSlug) -> Result<Vec<AuditLine>, AppError> {
        let id = self.loaded_wave(slug).await?.id;
        let rows = self.inner.store.read_async(move |tx| audit::of_wave(tx, id, LINES_MAX)).await?;
        let line = |row: audit::AuditRow| AuditLine {
            at: row.at.utc(),
            actor: row.actor,
            action: row.action,
            detail: row.detail,
        };
        Ok(rows.into_iter().map(line).collect())
    }
}
