//! Simulated respondents, sent one after the other through the deeds the pages call. The same seed meets the same quotas
//! in the same order, so it gives the same responses on either database.

use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha12Rng;

use crate::app::answer_page::Sent;
use crate::app::loaded_wave::LoadedWave;
use crate::app::page_time::Seen;
use crate::app::respondent::{Answered, Ending, Place};
use crate::app::{App, AppError};
use crate::domain::answer::Answers;
use crate::domain::check;
use crate::domain::id::{OptionCode, QuestionId, WaveSlug};
use crate::domain::questionnaire::Language;
use crate::domain::quota::Cells;
use crate::domain::simulation::{Fate, Filling, Respondent, Simulation};
use crate::store::quotas;

/// Share of the contacts who come by themselves, without the panel looking at the quota board first: some of them find
/// their cell full.
const UNTARGETED: f64 = 0.12;

/// How simulated respondents answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passing {
    /// Page after page, each saved, as in a browser.
    Pages,
    /// The whole interview at once, as a device that collected off-line sends it: one write instead of one a page.
    Whole,
}

/// What has happened so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    pub contacts: u32,
    pub completed: u32,
    pub screened_out: u32,
    pub refused: u32,
    pub quota_full: u32,
    pub abandoned: u32,
    /// The quotas closed the wave.
    pub is_closed: bool,
}

impl App {
    /// Contacts respondents until the quotas close the wave, `contacts_max` at most.
    pub async fn simulate(
        &self,
        slug: &WaveSlug,
        simulation: &Simulation,
        (seed, passing): (u64, Passing),
        contacts_max: u32,
        mut told: impl FnMut(Progress),
    ) -> Result<Progress, AppError> {
        let landing = self.landing(slug).await?;
        if !landing.is_open {
            return Err(AppError::WaveNotOpen);
        }
        if !landing.is_simulated {
            return Err(AppError::NotSimulated);
        }
        let wave = landing.wave;
        let mut chacha = ChaCha12Rng::seed_from_u64(seed);
        // A stream of its own: drawing orders changes nothing in who is drawn.
        let mut orders = chacha.clone();
        orders.set_stream(1);
        let mut times = chacha.clone();
        times.set_stream(2);
        let mut time = move || f64::from(times.next_u32()) / 4_294_967_296.0;
        let mut draw = move || f64::from(chacha.next_u32()) / 4_294_967_296.0;
        let mut progress = Progress::default();
        while progress.contacts < contacts_max && !progress.is_closed {
            let cells = self.cells(&wave).await?;
            let room = |variables: &[QuestionId], codes: &[OptionCode]| wave.spec.quotas.room(&cells, variables, codes);
            let is_targeted = draw() >= UNTARGETED;
            let questionnaire = &wave.questionnaire;
            let respondent = Respondent::draw(simulation, questionnaire, &mut draw, is_targeted.then_some(&room));
            progress.contacts += 1;
            let ending = match passing {
                Passing::Pages => {
                    self.interview_simulated(slug, &wave, &respondent, (orders.next_u64(), &mut time)).await?
                }
                Passing::Whole => self.whole_simulated(slug, &wave, &respondent, orders.next_u64()).await?,
            };
            self.count(&mut progress, ending).await?;
            told(progress);
        }
        Ok(progress)
    }

    async fn cells(&self, wave: &LoadedWave) -> Result<Cells, AppError> {
        let id = wave.id;
        Ok(self.inner.store.read_async(move |tx| quotas::cells(tx, id)).await?)
    }

    /// One interview; `None` when the respondent left in the middle.
    async fn interview_simulated(
        &self,
        slug: &WaveSlug,
        wave: &LoadedWave,
        respondent: &Respondent,
        (seed, time): (u64, &mut (impl FnMut() -> f64 + Send)),
    ) -> Result<Option<Ending>, AppError> {
        let filling = Filling::draw(time);
        let started = self.start_simulated(slug, seed).await?;
        let (mut at, mut sent) = (started.at, 0);
        let questionnaire = &wave.questionnaire;
        // Hidden variables are there from the start.
        let mut answers = match &at {
            Place::Section(_) => self.interview(slug, &started.session).await?.answers,
            Place::Review | Place::Ended(_) => Answers::none(questionnaire),
        };
        loop {
            let section = match at {
                Place::Ended(ending) => return Ok(Some(ending)),
                Place::Review => {
                    at = self.send_reviewed(slug, &started.session).await?;
                    continue;
                }
                Place::Section(section) => section,
            };
            if respondent.fate() == (Fate::Abandons { sections_sent: sent }) {
                return Ok(None);
            }
            let Some((position, _)) = questionnaire.section(&section) else {
                return Err(AppError::Internal(format!("no section {section}")));
            };
            let form = respondent.fields_for(questionnaire, position, &answers);
            (answers, _) = check::read_section(questionnaire, position, &form, &answers, Language::Fr);
            let seen = Seen::For { seconds: filling.seconds(questionnaire, position, time), device: filling.device() };
            at =
                match self.take_page(slug, &started.session, &section, Sent { form: &form, seen, source: None }).await?
                {
                    Answered::GoTo(place) => place,
                    Answered::Faulty { faults, .. } => return Err(AppError::BadAnswers(faults)),
                };
            sent += 1;
        }
    }

    /// One interview sent whole; who would leave in the middle sends nothing.
    async fn whole_simulated(
        &self,
        slug: &WaveSlug,
        wave: &LoadedWave,
        respondent: &Respondent,
        drawn: u64,
    ) -> Result<Option<Ending>, AppError> {
        if matches!(respondent.fate(), Fate::Abandons { .. }) {
            return Ok(None);
        }
        let form = respondent.whole(&wave.questionnaire);
        // Of the draw, so that the same seed sends the same interviews.
        let key = format!("simulation-{drawn:016x}");
        match self.send_whole(slug, &key, &form, Language::Fr).await {
            Err(AppError::WaveNotOpen) => Ok(Some(Ending::Closed)),
            ending => ending.map(Some),
        }
    }

    async fn count(&self, progress: &mut Progress, ending: Option<Ending>) -> Result<(), AppError> {
        match ending {
            Some(Ending::Completed { .. }) => progress.completed += 1,
            Some(Ending::ScreenedOut { .. }) => progress.screened_out += 1,
            Some(Ending::Refused { .. }) => progress.refused += 1,
            Some(Ending::QuotaFull) => progress.quota_full += 1,
            Some(Ending::Closed) => progress.is_closed = true,
            None => {
                progress.abandoned += 1;
                // Simulated time does not pass: the lease of whoever left lapses at once.
                self.sweep_places().await?;
            }
        }
        Ok(())
    }
}
