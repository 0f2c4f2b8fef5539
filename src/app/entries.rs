//! The entries of a moderated form, for whoever reads them over: the list, and one entry whole. A wave that is not a moderated
//! form has none: asked for, they are absent, so that nobody reads the opinions of a poll.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::app::interview::unpack;
use crate::app::loaded_wave::LoadedWave;
use crate::app::{App, AppError};
use crate::domain::answer::Answers;
use crate::domain::id::WaveSlug;
use crate::domain::moderation::{self, EntryStatus, Readers};
use crate::domain::wave::{Disposition, WaveState};
use crate::store::ids::{InterviewId, WaveId};
use crate::store::interviews::{CompletedOn, InterviewRow};
use crate::store::moderations::ModerationRow;
use crate::store::{ReadTx, accounts, interviews, moderations, waves};

/// Entries of one page of a list.
pub const ENTRIES_A_PAGE: usize = 50;

/// One entry as a list shows it.
#[derive(Debug, Clone)]
pub struct EntryLine {
    /// Its name in addresses of the console.
    pub id: String,
    pub title: Option<String>,
    /// The day.
    pub sent_on: Option<DateTime<Utc>>,
}

/// The entries of one status.
#[derive(Debug, Clone)]
pub struct EntryList {
    pub wave: Arc<LoadedWave>,
    pub is_simulated: bool,
    pub status: EntryStatus,
    /// Of every status.
    pub counts: BTreeMap<EntryStatus, usize>,
    pub lines: Vec<EntryLine>,
    pub page: Page,
}

/// Which part of a list, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    pub number: usize,
    pub count: usize,
}

/// One entry, with everything that was answered.
#[derive(Debug, Clone)]
pub struct EntryView {
    /// With the version it was filled in with.
    pub wave: Arc<LoadedWave>,
    pub is_simulated: bool,
    pub id: String,
    pub answers: Answers,
    pub sent_on: Option<DateTime<Utc>>,
    pub status: EntryStatus,
    /// The last decision.
    pub decision: Option<Decision>,
    /// Its public name, while it is published.
    pub public_id: Option<String>,
}

#[derive(Debug, Clone)]
pub struct Decision {
    pub by: String,
    pub at: DateTime<Utc>,
    /// Of a withdrawal.
    pub reason: Option<String>,
}

impl Page {
    /// The page asked for, or the last one there is.
    pub fn of(asked: usize, rows: usize) -> Self {
        let count = rows.div_ceil(ENTRIES_A_PAGE).max(1);
        Self { number: asked.clamp(1, count), count }
    }

    /// Rows before it.
    pub fn skipped(self) -> usize {
        (self.number - 1) * ENTRIES_A_PAGE
    }
}

impl App {
    /// A moderated form; any other wave is absent here.
    pub(super) async fn form(&self, slug: &WaveSlug) -> Result<Arc<LoadedWave>, AppError> {
        match self.loaded_wave(slug).await {
            Ok(wave) if wave.spec.is_moderated() => Ok(wave),
            Ok(_) | Err(AppError::WaveAbsent) => Err(AppError::AddressAbsent),
            Err(error) => Err(error),
        }
    }

    /// The entries of a status, the oldest day first.
    pub async fn entries(&self, slug: &WaveSlug, status: EntryStatus, page: usize) -> Result<EntryList, AppError> {
        let wave = self.form(slug).await?;
        let id = wave.id;
        let read = move |tx: &mut ReadTx<'_>| {
            let row = waves::by_id(tx, id)?;
            let (sent, decided) = (interviews::completed_on(tx, id)?, moderations::of_wave(tx, id)?);
            let (counts, chosen) = sorted_out(sent, decided, status);
            let page = Page::of(page, chosen.len());
            let shown = chosen.into_iter().skip(page.skipped()).take(ENTRIES_A_PAGE);
            let keys: Vec<(WaveId, InterviewId)> = shown.map(|sent| (id, sent.id)).collect();
            Ok((row, counts, page, in_order(&keys, interviews::many_by_id(tx, &keys)?)))
        };
        let (row, counts, page, rows) = self.inner.store.read_async(read).await?;
        let row = row.ok_or(AppError::AddressAbsent)?;
        let mut lines = Vec::with_capacity(rows.len());
        for entry in &rows {
            lines.push(self.line(&wave, entry).await?);
        }
        Ok(EntryList { wave, is_simulated: row.is_simulated, status, counts, lines, page })
    }

    async fn line(&self, wave: &Arc<LoadedWave>, row: &InterviewRow) -> Result<EntryLine, AppError> {
        let (wave, answers) = self.entry_answers(wave, row).await?;
        let (fields, _) = moderation::fields(&wave.questionnaire, &answers, Readers::Moderators);
        let title = wave.spec.entry.as_ref().and_then(|entry| moderation::title(&fields, &entry.title));
        Ok(EntryLine { id: row.id.hex(), title, sent_on: row.ended_on.map(DateTime::from) })
    }

    /// The answers of an entry, with the version they were given to.
    pub(super) async fn entry_answers(
        &self,
        wave: &Arc<LoadedWave>,
        row: &InterviewRow,
    ) -> Result<(Arc<LoadedWave>, Answers), AppError> {
        let wave = self.at_version(Arc::clone(wave), row.version).await?;
        let answers = unpack(&wave.questionnaire, row)?;
        Ok((wave, answers))
    }

    pub async fn entry(&self, slug: &WaveSlug, entry: &str) -> Result<EntryView, AppError> {
        let wave = self.form(slug).await?;
        let (wave_id, id) = (wave.id, InterviewId::parse(entry).ok_or(AppError::EntryAbsent)?);
        let read = move |tx: &mut ReadTx<'_>| {
            let decided = moderations::of_interview(tx, wave_id, id)?;
            let by = match &decided {
                Some(row) => accounts::by_id(tx, row.moderated_by)?.map(|account| account.email),
                None => None,
            };
            Ok((waves::by_id(tx, wave_id)?, interviews::by_id(tx, wave_id, id)?, decided, by))
        };
        let (wave_row, row, decided, by) = self.inner.store.read_async(read).await?;
        let row = row.filter(|row| row.disposition == Disposition::Completed).ok_or(AppError::EntryAbsent)?;
        let (wave, answers) = self.entry_answers(&wave, &row).await?;
        let status = status_of(decided.as_ref());
        let public_id = decided.as_ref().filter(|_| status == EntryStatus::Published).and_then(|row| row.public_id);
        Ok(EntryView {
            wave,
            is_simulated: wave_row.is_some_and(|row| row.is_simulated),
            id: row.id.hex(),
            answers,
            sent_on: row.ended_on.map(DateTime::from),
            status,
            decision: decided.map(|row| Decision {
                by: by.unwrap_or_default(),
                at: row.moderated_at.utc(),
                reason: row.reason,
            }),
            public_id: public_id.map(|id| id.hex()),
        })
    }

    /// The moderated forms that have been opened.
    pub async fn open_forms(&self) -> Result<Vec<crate::app::wave_status::WaveSummary>, AppError> {
        let mut waves = self.list_waves().await?;
        waves.retain(|wave| wave.is_moderated && wave.state > WaveState::Ready);
        Ok(waves)
    }
}

pub(super) fn status_of(decided: Option<&ModerationRow>) -> EntryStatus {
    decided.map_or(EntryStatus::Proposed, |row| row.status)
}

/// How many entries stand at each status, and those of one, the oldest day first; within a day in no order that tells.
fn sorted_out(
    sent: Vec<CompletedOn>,
    decided: Vec<ModerationRow>,
    wanted: EntryStatus,
) -> (BTreeMap<EntryStatus, usize>, Vec<CompletedOn>) {
    let decided: BTreeMap<InterviewId, EntryStatus> =
        decided.into_iter().map(|row| (row.interview_id, row.status)).collect();
    let mut counts: BTreeMap<EntryStatus, usize> = EntryStatus::ALL.map(|status| (status, 0)).into();
    let mut chosen = Vec::new();
    for entry in sent {
        let status = decided.get(&entry.id).copied().unwrap_or(EntryStatus::Proposed);
        *counts.entry(status).or_default() += 1;
        if status == wanted {
            chosen.push(entry);
        }
    }
    chosen.sort_by_key(|entry| (entry.ended_on, entry.id));
    (counts, chosen)
}

/// The rows of these keys, in their order.
pub(super) fn in_order(keys: &[(WaveId, InterviewId)], rows: Vec<InterviewRow>) -> Vec<InterviewRow> {
    let mut rows: BTreeMap<InterviewId, InterviewRow> = rows.into_iter().map(|row| (row.id, row)).collect();
    keys.iter().filter_map(|(_, id)| rows.remove(id)).collect()
}
