//! One interview as the respondents' deeds see it: found by its secret, with its answers read, and where it stands.

use std::sync::Arc;

use crate::app::keys::interview_id;
use crate::app::loaded_wave::LoadedWave;
use crate::app::lookup::Seen;
use crate::app::respondent::{Ending, PageView, Place, SessionToken};
use crate::app::{App, AppError};
use crate::domain::answer::Answers;
use crate::domain::id::{EndId, SectionId, WaveSlug};
use crate::domain::questionnaire::{Questionnaire, Role};
use crate::domain::route::{Next, Walk};
use crate::domain::wave::Disposition;
use crate::store::columns::InterviewMode;
use crate::store::ids::{InterviewId, WaveId};
use crate::store::interviews::InterviewRow;
use crate::store::wave_clock::WaveClock;

pub(super) struct Interview {
    pub wave: Arc<LoadedWave>,
    pub clock: WaveClock,
    pub row: InterviewRow,
    pub answers: Answers,
    walk: Walk,
}

/// The id behind a session's secret; the database knows only this.
pub(super) fn session_interview(wave_id: WaveId, session: &SessionToken) -> InterviewId {
    InterviewId::new(interview_id("session", wave_id.number(), session.reveal()))
}

impl App {
    pub(super) async fn interview(&self, slug: &WaveSlug, session: &SessionToken) -> Result<Interview, AppError> {
        let wave = self.loaded_wave(slug).await?;
        let id = session_interview(wave.id, session);
        let Seen { wave: clock, row } = self.inner.lookup.interview(wave.id, id).await?;
        let row = row.ok_or(AppError::NoInterview)?;
        // Begun with a version, it ends with it, whatever was taken up since.
        let wave = self.at_version(wave, row.version).await?;
        let answers = unpack(&wave.questionnaire, &row)?;
        let walk = Walk::of(&wave.questionnaire, &answers);
        Ok(Interview { wave, clock, row, answers, walk })
    }
}

/// The answers of a row, to the version it names.
pub(super) fn unpack(questionnaire: &Questionnaire, row: &InterviewRow) -> Result<Answers, AppError> {
    let seed = row.seed.cast_unsigned();
    if row.answers.is_empty() {
        return Ok(Answers::none(questionnaire).with_seed(seed));
    }
    let answers = Answers::unpack(questionnaire, &row.answers);
    answers.map(|answers| answers.with_seed(seed)).map_err(|error| AppError::Internal(error.to_string()))
}

impl Interview {
    /// How it ended, if it did; a closed wave ends what was running.
    pub fn ending(&self) -> Option<Ending> {
        let row = &self.row;
        let runs = row.disposition == Disposition::Started && self.clock.is_open();
        (!runs).then(|| Ending::of(row.disposition, row.receipt.clone(), row.end_page.clone()))
    }

    /// The furthest page these answers allow.
    pub fn place(&self) -> Result<Place, AppError> {
        if let Some(ending) = self.ending() {
            return Ok(Place::Ended(ending));
        }
        let questionnaire = &self.wave.questionnaire;
        match self.walk.resumes(questionnaire) {
            Next::Section(section) => section_id(questionnaire, section).map(Place::Section),
            Next::Completed if self.may_review() && self.is_past_last() => Ok(Place::Review),
            // Everything is answered and nothing was sent: the last page is to be sent again.
            Next::Completed | Next::ScreenedOut | Next::Refused => {
                let last = self.walk.last().unwrap_or_default();
                section_id(questionnaire, last).map(Place::Section)
            }
        }
    }

    /// Whether the wave has its respondents read everything again, and everything is there.
    pub fn may_review(&self) -> bool {
        self.wave.spec.pages.review && self.walk.reached(&self.wave.questionnaire) == Next::Completed
    }

    /// The last page these answers open.
    pub fn last_section(&self) -> Option<usize> {
        self.walk.last()
    }

    /// Whether the page sent last is the last one.
    fn is_past_last(&self) -> bool {
        usize::try_from(self.row.section).ok() == self.last_section()
    }

    /// Whether this page may be shown: open, and not past the furthest one.
    pub fn may_show(&self, section: usize) -> bool {
        self.walk.allows(&self.wave.questionnaire, section)
    }

    /// The quota answers are decided once a place was asked for: one profile an interview, so that nobody can try
    /// profiles until one finds its cell open.
    pub fn is_profile_settled(&self) -> bool {
        !self.row.cells.is_empty()
    }

    /// The answers that no longer move: the profile, once its place was asked for. What of it is asked later is open until
    /// it is answered.
    pub fn settled(&self) -> Vec<usize> {
        if !self.is_profile_settled() {
            return Vec::new();
        }
        let profile = self.wave.questionnaire.questions().filter(|(_, question)| question.role == Role::Profile);
        profile.map(|(slot, _)| slot).filter(|slot| self.answers.get(*slot).is_some()).collect()
    }

    /// A page with the answers that are kept.
    pub fn page(self, section: usize) -> Result<PageView, AppError> {
        let settled = self.settled();
        self.view(section, settled)
    }

    /// A page with answers that were sent and not taken.
    pub fn page_with(mut self, section: usize, answers: Answers) -> Result<PageView, AppError> {
        let settled = self.settled();
        self.walk = Walk::of(&self.wave.questionnaire, &answers);
        self.answers = answers;
        self.view(section, settled)
    }

    fn view(self, section: usize, settled: Vec<usize>) -> Result<PageView, AppError> {
        let questionnaire = &self.wave.questionnaire;
        let back = self.walk.before(section).map(|before| section_id(questionnaire, before)).transpose()?;
        let progress = self.walk.progress(questionnaire, section);
        Ok(PageView {
            is_simulated: self.clock.is_simulated,
            language: self.language(),
            wave: self.wave,
            section,
            answers: self.answers,
            settled,
            back,
            progress,
            stamp: None,
            is_read_aloud: self.row.mode == InterviewMode::Cati,
            walk: self.walk,
        })
    }
}

/// The page of the questionnaire that ends this walk uncounted: that of the exit, else the one of its kind.
pub(super) fn end_page(questionnaire: &Questionnaire, walk: &Walk, next: Next) -> Option<EndId> {
    match next {
        Next::ScreenedOut | Next::Refused => walk.end_page(questionnaire).map(|page| page.id.clone()),
        Next::Section(_) | Next::Completed => None,
    }
}

pub(super) fn section_id(questionnaire: &Questionnaire, section: usize) -> Result<SectionId, AppError> {
    questionnaire
        .sections
        .get(section)
        .map(|section| section.id.clone())
        .ok_or_else(|| AppError::Internal(format!("routing left the questionnaire at section {section}")))
}
