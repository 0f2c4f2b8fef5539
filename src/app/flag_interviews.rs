//! What a pollster looks at before deciding whether an interview counts: flags and times, never an answer, a profile or the
//! day. Flags are made anew each time, against the wave as it stands.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::app::interview::unpack;
use crate::app::loaded_wave::LoadedWave;
use crate::app::{App, AppError};
use crate::domain::id::WaveSlug;
use crate::domain::quality::{self, Case, Device, FieldNotes, Flag, Ground, Pace, PageTime};
use crate::domain::wave::{Disposition, WaveState};
use crate::store::collecting::settled;
use crate::store::exclusions::ExclusionRow;
use crate::store::ids::InterviewId;
use crate::store::interviews::InterviewRow;
use crate::store::paradata::PageRow;
use crate::store::{ReadTx, StoreError, accounts, exclusions, field_notes, paradata, waves};

/// The interviews of a wave worth a look.
#[derive(Debug, Clone)]
pub struct Review {
    pub wave: Arc<LoadedWave>,
    pub is_simulated: bool,
    pub state: WaveState,
    /// Flagged or set aside; those with the most flags first.
    pub lines: Vec<ReviewLine>,
    /// Counts, as the method notice will tell them.
    pub notes: FieldNotes,
}

/// One interview, blind.
#[derive(Debug, Clone)]
pub struct ReviewLine {
    /// Its name in addresses of the console.
    pub id: String,
    pub flags: Vec<Told>,
    pub seconds: Option<u32>,
    /// Of the usual time, in percent.
    pub pace_percent: Option<u32>,
    pub device: Option<Device>,
    /// Times a page was sent again.
    pub sent_again: u32,
    pub exclusion: Option<Exclusion>,
    pub pages: Vec<PageLine>,
}

/// A flag, the others it speaks of by their names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub ground: Ground,
    pub sentence: String,
    pub others: Vec<String>,
}

#[derive(Debug, Clone)]
pub struct PageLine {
    /// Its place in the questionnaire, from 1: a title would tell which questions were opened.
    pub number: usize,
    pub seconds: u32,
    pub usual: Option<u32>,
    pub visits: u32,
}

#[derive(Debug, Clone)]
pub struct Exclusion {
    pub ground: Ground,
    pub reason: String,
    pub by: String,
    pub at: DateTime<Utc>,
}

/// A wave as it is read to be looked at.
struct Field {
    rows: Vec<InterviewRow>,
    cases: Vec<Case>,
    exclusions: BTreeMap<InterviewId, Exclusion>,
    withdrawn: usize,
}

impl App {
    /// A poll; a moderated form has its own desk, and is absent here.
    pub(super) async fn poll(&self, slug: &WaveSlug) -> Result<Arc<LoadedWave>, AppError> {
        let wave = self.current_wave(slug).await?;
        if wave.spec.is_moderated() { Err(AppError::AddressAbsent) } else { Ok(wave) }
    }

    /// Everything flagged or set aside. After sealing only the counts are left.
    pub async fn review(&self, slug: &WaveSlug) -> Result<Review, AppError> {
        let wave = self.poll(slug).await?;
        let id = wave.id;
        let read = move |tx: &mut ReadTx<'_>| Ok((waves::by_id(tx, id)?, field_notes::by_wave(tx, id)?));
        let (row, kept) = self.inner.store.read_async(read).await?;
        let row = row.ok_or(AppError::WaveAbsent)?;
        let (lines, notes) = match kept {
            Some(text) => (Vec::new(), read_notes(&text)?),
            None => self.look(&wave).await?,
        };
        Ok(Review { wave, is_simulated: row.is_simulated, state: row.state, lines, notes })
    }

    /// One interview that went to the end, flagged or not.
    pub async fn review_one(&self, slug: &WaveSlug, interview: &str) -> Result<(Review, ReviewLine), AppError> {
        let wave = self.poll(slug).await?;
        let id = InterviewId::parse(interview).ok_or(AppError::InterviewAbsent)?;
        let wave_id = wave.id;
        let row = self.inner.store.read_async(move |tx| waves::by_id(tx, wave_id)).await?;
        let row = row.ok_or(AppError::WaveAbsent)?;
        if row.state > WaveState::Closed {
            return Err(AppError::SealedAlready);
        }
        let field = self.field(&wave).await?;
        let (lines, notes) = all_lines(&wave, field).await?;
        let line = lines.iter().find(|line| line.id == id.hex()).cloned().ok_or(AppError::InterviewAbsent)?;
        Ok((Review { wave, is_simulated: row.is_simulated, state: row.state, lines: Vec::new(), notes }, line))
    }

    async fn look(&self, wave: &Arc<LoadedWave>) -> Result<(Vec<ReviewLine>, FieldNotes), AppError> {
        let field = self.field(wave).await?;
        let (mut lines, notes) = all_lines(wave, field).await?;
        lines.retain(|line| !line.flags.is_empty() || line.exclusion.is_some());
        lines.sort_by(|a, b| {
            let rank = |line: &ReviewLine| (line.exclusion.is_some(), std::cmp::Reverse(line.flags.len()));
            rank(a).cmp(&rank(b)).then_with(|| a.id.cmp(&b.id))
        });
        Ok((lines, notes))
    }

    /// The counts of a wave before it is sealed, for the sealing to keep.
    pub(super) async fn field_notes(&self, wave: &Arc<LoadedWave>) -> Result<FieldNotes, AppError> {
        let field = self.field(wave).await?;
        Ok(all_lines(wave, field).await?.1)
    }

    async fn field(&self, wave: &Arc<LoadedWave>) -> Result<Field, AppError> {
        let id = wave.id;
        let read = move |tx: &mut ReadTx<'_>| {
            let rows = settled::ended(tx, id)?;
            let excluded = exclusions::of_wave(tx, id)?;
            let excluded = told(tx, excluded)?;
            Ok((rows, paradata::of_wave(tx, id)?, excluded, exclusions::withdrawals(tx, id)?))
        };
        let (rows, pages, exclusions, withdrawn) = self.inner.store.read_async(read).await?;
        let mut times: BTreeMap<InterviewId, Vec<PageTime>> = BTreeMap::new();
        for page in pages {
            times.entry(page.interview_id).or_default().push(page_time(&page));
        }
        let mut cases = Vec::with_capacity(rows.len());
        for row in &rows {
            let own = self.at_version(Arc::clone(wave), row.version).await?;
            let answers = unpack(&own.questionnaire, row)?;
            let is_newest = own.questionnaire.version == wave.questionnaire.version;
            let answers = if is_newest { answers } else { answers.translated(&own.questionnaire, &wave.questionnaire) };
            cases.push(Case { answers, times: times.remove(&row.id).unwrap_or_default() });
        }
        Ok(Field { rows, cases, exclusions, withdrawn: usize::try_from(withdrawn).unwrap_or(0) })
    }
}

fn read_notes(text: &str) -> Result<FieldNotes, AppError> {
    serde_json::from_str(text).map_err(|error| AppError::Internal(format!("stored field notes: {error}")))
}

fn told(tx: &mut ReadTx<'_>, rows: Vec<ExclusionRow>) -> Result<BTreeMap<InterviewId, Exclusion>, StoreError> {
    let mut told = BTreeMap::new();
    for row in rows {
        let by = accounts::by_id(tx, row.excluded_by)?.map(|account| account.email).unwrap_or_default();
        let exclusion = Exclusion { ground: row.ground, reason: row.reason, by, at: row.excluded_at.utc() };
        told.insert(row.interview_id, exclusion);
    }
    Ok(told)
}

fn page_time(row: &PageRow) -> PageTime {
    let number = |value: i32| u32::try_from(value).unwrap_or(0);
    PageTime {
        section: usize::try_from(row.section).unwrap_or(0),
        seconds: number(row.seconds).min(quality::PAGE_SECONDS_MAX),
        visits: number(row.visits),
        device: row.device,
    }
}

/// Away from the threads that answer respondents: thousands of interviews are compared.
async fn all_lines(wave: &Arc<LoadedWave>, field: Field) -> Result<(Vec<ReviewLine>, FieldNotes), AppError> {
    let wave = Arc::clone(wave);
    tokio::task::spawn_blocking(move || lines(&wave, field))
        .await
        .map_err(|error| AppError::Internal(format!("looking at the field: {error}")))
}

fn lines(wave: &LoadedWave, mut field: Field) -> (Vec<ReviewLine>, FieldNotes) {
    let questionnaire = &wave.questionnaire;
    let flags = quality::flags(questionnaire, &field.cases);
    let pace = Pace::of(field.cases.iter().map(|case| case.times.as_slice()));
    let names: Vec<String> = field.rows.iter().map(|row| row.id.hex()).collect();
    let mut by_ground: BTreeMap<Ground, usize> = BTreeMap::new();
    for row in field.rows.iter().filter(|row| row.disposition == Disposition::Rejected) {
        let ground = field.exclusions.get(&row.id).map_or(Ground::Other, |exclusion| exclusion.ground);
        *by_ground.entry(ground).or_default() += 1;
    }
    let sections: Vec<String> = questionnaire.sections.iter().map(|section| section.id.to_string()).collect();
    let notes = FieldNotes::of(&field.cases, &flags, &sections, &by_ground, field.withdrawn);
    let lines = field.rows.iter().zip(&field.cases).zip(&flags).map(|((row, case), flags)| ReviewLine {
        id: row.id.hex(),
        flags: flags.iter().map(|flag| told_flag(flag, &names)).collect(),
        seconds: (!case.times.is_empty()).then(|| case.times.iter().map(|page| page.seconds).sum()),
        pace_percent: pace.percent(&case.times),
        device: case.times.last().map(|page| page.device),
        sent_again: case.times.iter().map(|page| page.visits.saturating_sub(1)).sum(),
        exclusion: field.exclusions.remove(&row.id),
        pages: case.times.iter().map(|page| page_line(page, &pace)).collect(),
    });
    (lines.collect(), notes)
}

fn page_line(page: &PageTime, pace: &Pace) -> PageLine {
    PageLine { number: page.section + 1, seconds: page.seconds, usual: pace.usual(page.section), visits: page.visits }
}

/// What a flag says, in a sentence that tells no answer.
fn told_flag(flag: &Flag, names: &[String]) -> Told {
    let named = |with: &[usize]| with.iter().filter_map(|at| names.get(*at).cloned()).collect();
    let (sentence, others) = match flag {
        Flag::Speed { percent } => (format!("rempli en {percent} % du temps habituel de ses pages"), Vec::new()),
        Flag::StraightLines { straight, grids } => (
            format!("une seule et même réponse à toutes les lignes, dans {straight} grille(s) sur {grids}"),
            Vec::new(),
        ),
        Flag::Duplicate { with, percent } => {
            (format!("{percent} % de réponses identiques à {} autre(s) entretien(s)", with.len()), named(with))
        }
        Flag::Attention { failed, asked } => {
            (format!("{failed} contrôle(s) d’attention manqué(s) sur {asked}"), Vec::new())
        }
        Flag::OpenText { with } => {
            (format!("un texte écrit comme dans {} autre(s) entretien(s)", with.len()), named(with))
        }
    };
    Told { ground: flag.ground(), sentence, others }
}
