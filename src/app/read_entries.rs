//! What is published of a moderated form. No embargo holds it: an entry is public while its status says so, and what was
//! published and is no longer says that it is gone.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::app::entries::{ENTRIES_A_PAGE, Page, in_order};
use crate::app::loaded_wave::LoadedWave;
use crate::app::{App, AppError};
use crate::domain::answer::Answers;
use crate::domain::id::WaveSlug;
use crate::domain::moderation::EntryStatus;
use crate::domain::wave::{Disposition, WaveState};
use crate::store::ids::PublicId;
use crate::store::interviews::InterviewRow;
use crate::store::moderations::ModerationRow;
use crate::store::{ReadTx, interviews, moderations, waves};

/// An entry anybody may read. Its answers are whole: only [`crate::domain::moderation::fields`] makes what is shown of them.
#[derive(Debug, Clone)]
pub struct PublishedEntry {
    /// With the version it was filled in with.
    pub wave: Arc<LoadedWave>,
    pub is_simulated: bool,
    pub public_id: String,
    pub published_at: DateTime<Utc>,
    pub answers: Answers,
}

/// One page of them, the newest first.
#[derive(Debug, Clone)]
pub struct PublishedEntries {
    pub wave: Arc<LoadedWave>,
    pub is_simulated: bool,
    /// Whether entries are still taken.
    pub is_open: bool,
    pub total: usize,
    pub page: Page,
    pub entries: Vec<PublishedEntry>,
}

impl App {
    pub async fn published_entries(&self, slug: &WaveSlug, page: usize) -> Result<PublishedEntries, AppError> {
        let wave = self.form(slug).await?;
        let id = wave.id;
        let read = move |tx: &mut ReadTx<'_>| {
            let wave = waves::by_id(tx, id)?;
            let total = usize::try_from(moderations::count_published(tx, id)?).unwrap_or(0);
            let page = Page::of(page, total);
            let [most, after] = [ENTRIES_A_PAGE, page.skipped()].map(|rows| i64::try_from(rows).unwrap_or(i64::MAX));
            let published = moderations::published(tx, id, most, after)?;
            let keys: Vec<_> = published.iter().map(|row| (id, row.interview_id)).collect();
            let rows = in_order(&keys, interviews::many_by_id(tx, &keys)?);
            Ok((wave, total, page, published, rows))
        };
        let (row, total, page, published, rows) = self.inner.store.read_async(read).await?;
        // One that nobody can fill in yet is like one that is not there.
        let row = row.filter(|row| row.state > WaveState::Ready).ok_or(AppError::AddressAbsent)?;
        let mut entries = Vec::with_capacity(rows.len());
        for interview in rows.iter().filter(|row| row.disposition == Disposition::Completed) {
            let decided = published.iter().find(|decided| decided.interview_id == interview.id);
            let Some((decided, public_id)) = decided.and_then(|row| Some((row, row.public_id?))) else { continue };
            entries.push(self.published(&wave, row.is_simulated, decided, public_id, interview).await?);
        }
        let is_open = row.state == WaveState::Open;
        Ok(PublishedEntries { wave, is_simulated: row.is_simulated, is_open, total, page, entries })
    }

    pub async fn published_entry(&self, slug: &WaveSlug, public_id: &str) -> Result<PublishedEntry, AppError> {
        let wave = self.form(slug).await?;
        let (id, public_id) = (wave.id, PublicId::parse(public_id).ok_or(AppError::EntryAbsent)?);
        let read = move |tx: &mut ReadTx<'_>| {
            let Some(decided) = moderations::by_public_id(tx, id, public_id)? else { return Ok(None) };
            // Not even read once it is no longer public.
            let is_public = decided.status == EntryStatus::Published;
            let interview = if is_public { interviews::by_id(tx, id, decided.interview_id)? } else { None };
            Ok(Some((waves::by_id(tx, id)?, decided, interview)))
        };
        let found = self.inner.store.read_async(read).await?;
        let (row, decided, interview) = found.ok_or(AppError::EntryAbsent)?;
        let row = row.ok_or(AppError::EntryAbsent)?;
        let interview = interview.filter(|interview| interview.disposition == Disposition::Completed);
        let interview = interview.ok_or(AppError::EntryGone)?;
        self.published(&wave, row.is_simulated, &decided, public_id, &interview).await
    }

    async fn published(
        &self,
        wave: &Arc<LoadedWave>,
        is_simulated: bool,
        decided: &ModerationRow,
        public_id: PublicId,
        interview: &InterviewRow,
    ) -> Result<PublishedEntry, AppError> {
        let (wave, answers) = self.entry_answers(wave, interview).await?;
        let published_at = decided.moderated_at.utc();
        Ok(PublishedEntry { wave, is_simulated, public_id: public_id.hex(), published_at, answers })
    }
}
