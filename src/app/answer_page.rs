//! Taking a page: read, checked, routed, then durably stored by the collector before anything is answered.

use std::net::IpAddr;
use std::time::{Duration, Instant};

use crate::app::collector::{Item, Outcome, Save};
use crate::app::interview::{Interview, end_page, section_id};
use crate::app::keys;
use crate::app::page_time::Seen;
use crate::app::respondent::{Answered, Ending, Place, SessionToken};
use crate::app::{App, AppError};
use crate::domain::answer::Answers;
use crate::domain::check::{self, AnswerFault, Form};
use crate::domain::collect::Wish;
use crate::domain::consent;
use crate::domain::hidden;
use crate::domain::id::{Digest, EndId, SectionId, WaveSlug};
use crate::domain::quality::{Device, PageTime};
use crate::domain::quota::CellId;
use crate::domain::route::{Next, Walk};
use crate::domain::wave::Disposition;
use crate::store::columns::InterviewMode;

/// Somebody else saved the interview in between (another tab, another device): read again, at most so long. Each time one of
/// them got through, so that a few in lockstep are all served.
pub(super) const TRIES_WAIT_MAX: Duration = Duration::from_secs(5);

/// What the last page does.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Finish {
    /// Completes.
    Now,
    /// Is kept: the respondent reads everything again first.
    OnReview,
}

/// A page as it came.
#[derive(Debug, Clone, Copy)]
pub struct Sent<'a> {
    pub form: &'a Form,
    pub seen: Seen,
    /// Where it was sent from.
    pub source: Option<IpAddr>,
}

/// What a page is saved with besides its answers.
pub(super) struct How {
    pub finish: Finish,
    pub traces: Traces,
    pub source: Option<IpAddr>,
}

/// What is kept beside the answers of a page.
#[derive(Default)]
pub(super) struct Traces {
    time: Option<PageTime>,
    consent: Option<Digest>,
}

impl App {
    /// Sent twice, it does its work once. Faults are told in the interview's language.
    pub async fn answer_page(
        &self,
        slug: &WaveSlug,
        session: &SessionToken,
        section: &SectionId,
        form: &Form,
    ) -> Result<Answered, AppError> {
        let sent = Sent { form, seen: Seen::On(Device::Unknown), source: None };
        self.take_page(slug, session, section, sent).await
    }

    /// The same, where what it was filled in on is known.
    pub async fn take_page(
        &self,
        slug: &WaveSlug,
        session: &SessionToken,
        section: &SectionId,
        sent: Sent<'_>,
    ) -> Result<Answered, AppError> {
        let Sent { form, seen, source } = sent;
        let (until, mut is_again) = (Instant::now() + TRIES_WAIT_MAX, false);
        while Instant::now() < until {
            let interview = self.interview(slug, session).await?;
            if let Some(ending) = interview.ending() {
                return Ok(Answered::GoTo(Place::Ended(ending)));
            }
            let position = match interview.wave.questionnaire.section(section) {
                Some((position, _)) if interview.may_show(position) => position,
                _ => return Ok(Answered::GoTo(interview.place()?)),
            };
            let (answers, faults) = read(&interview, position, form);
            if !faults.is_empty() {
                let page = Box::new(interview.page_with(position, answers)?);
                return Ok(Answered::Faulty { page, faults });
            }
            // The same page at the same moment, from an impatient finger: its twin has done this page's work.
            if is_again && let Some(place) = already_saved(&interview, position, &answers)? {
                return Ok(Answered::GoTo(place));
            }
            let wave = &interview.wave;
            let texts = wave.spec.texts_in(interview.language());
            let traces = Traces {
                time: self.page_time(&interview, position, section, form, seen),
                consent: consent::digest(&wave.questionnaire, position, texts, interview.language()),
            };
            let how = How { finish: finish(&interview), traces, source };
            if let Some(place) = self.save(&interview, position, &answers, how).await? {
                return Ok(Answered::GoTo(place));
            }
            is_again = true;
        }
        Err(AppError::Busy)
    }

    /// `None` when the interview moved in between.
    pub(super) async fn save(
        &self,
        interview: &Interview,
        section: usize,
        answers: &Answers,
        How { finish, traces, source }: How,
    ) -> Result<Option<Place>, AppError> {
        let questionnaire = &interview.wave.questionnaire;
        let walk = Walk::of(questionnaire, answers);
        let next = walk.after(section);
        // The page of a completed interview is for those who are counted.
        let is_counted =
            next != Next::Completed || interview.wave.spec.quotas.cells_of(questionnaire, answers).is_some();
        let page = end_page(questionnaire, &walk, next).filter(|_| is_counted);
        let Traces { time, consent } = traces;
        let mut save = Save { time, consent, ..step(interview, section, answers, (next, page.clone())) };
        let is_held = finish == Finish::OnReview && next == Next::Completed;
        if is_held {
            save = held(save, interview.is_profile_settled());
        }
        save.notices = self.notices(interview).await?;
        save.source = self.source(interview, source);
        let outcome = self.inner.collector.submit(Item::Save(save)).await?;
        let place = match outcome {
            Outcome::Stale => return Ok(None),
            Outcome::Kept => match next {
                Next::Section(next) => Place::Section(section_id(questionnaire, next)?),
                Next::Completed if is_held => Place::Review,
                Next::Completed | Next::ScreenedOut | Next::Refused => {
                    return Err(AppError::Internal("an ended interview was kept open".to_owned()));
                }
            },
            Outcome::Completed { receipt } => Place::Ended(Ending::Completed { receipt }),
            Outcome::Left if next == Next::Refused => Place::Ended(Ending::Refused { page }),
            Outcome::Left => Place::Ended(Ending::ScreenedOut { page }),
            Outcome::Full => Place::Ended(Ending::QuotaFull),
            Outcome::Held => return Err(AppError::PlacesHeld),
            Outcome::WaveClosed => Place::Ended(Ending::Closed),
            Outcome::Ended { .. } => return Ok(None),
            Outcome::Absent => return Err(AppError::NoInterview),
            Outcome::Swept { .. } => return Err(AppError::Internal("a page was swept".to_owned())),
        };
        Ok(Some(place))
    }
}

/// The answers after this page. Once the place is decided the profile answered no longer moves, whatever is sent.
fn read(interview: &Interview, section: usize, form: &Form) -> (Answers, Vec<AnswerFault>) {
    let questionnaire = &interview.wave.questionnaire;
    let (mut answers, mut faults) =
        check::read_section(questionnaire, section, form, &interview.answers, interview.language());
    let settled = interview.settled();
    for slot in &settled {
        answers.set(*slot, interview.answers.get(*slot).cloned());
    }
    faults.retain(|fault| !settled.contains(&fault.slot));
    (answers, faults)
}

fn finish(interview: &Interview) -> Finish {
    if interview.wave.spec.pages.review { Finish::OnReview } else { Finish::Now }
}

/// The last page, kept without completing: its places are taken if they were not yet.
fn held(save: Save, is_settled: bool) -> Save {
    let wish = match save.wish {
        Wish::Complete(cells) if !is_settled => Wish::Place(cells),
        Wish::Complete(_) => Wish::Continue,
        other => other,
    };
    Save { wish, leaves_as: Disposition::Started, ..save }
}

/// Where this page leads, if what is stored is what it would store: these answers, and the place they ask for.
fn already_saved(interview: &Interview, section: usize, answers: &Answers) -> Result<Option<Place>, AppError> {
    let questionnaire = &interview.wave.questionnaire;
    let Next::Section(next) = Walk::of(questionnaire, answers).after(section) else { return Ok(None) };
    let cells = interview.wave.spec.quotas.cells_of(questionnaire, answers);
    let is_placed = interview.row.holds_places || (cells.is_none() && !interview.is_profile_settled());
    let is_stored = *answers == interview.answers && i32::try_from(section) == Ok(interview.row.section);
    (is_stored && is_placed).then(|| section_id(questionnaire, next).map(Place::Section)).transpose()
}

/// What is asked of the collector.
fn step(interview: &Interview, section: usize, answers: &Answers, (next, end_page): (Next, Option<EndId>)) -> Save {
    let wave = &interview.wave;
    let cells = wave.spec.quotas.cells_of(&wave.questionnaire, answers);
    let (wish, leaves_as) = wish(next, cells, interview.is_profile_settled());
    Save {
        wave_id: wave.id,
        id: interview.row.id,
        revision: interview.row.revision,
        section,
        answers: answers.pack(),
        wish,
        source: None,
        arms: hidden::held(&wave.questionnaire, answers),
        end_page,
        leaves_as,
        receipt: keys::receipt(),
        // A simulated respondent comes back at once or never.
        lease_minutes: if interview.row.mode == InterviewMode::Simulation { 0 } else { wave.spec.lease_minutes },
        time: None,
        consent: None,
        notices: None,
    }
}

/// What the person's next step asks of the board, and how they leave if they do. A wave file is refused when somebody may
/// complete without a cell; should it happen all the same, there is no place to count them in: they are thanked as out of
/// the target, and the log tells.
fn wish(next: Next, cells: Option<Vec<CellId>>, is_settled: bool) -> (Wish, Disposition) {
    match (next, cells) {
        (Next::ScreenedOut, _) => (Wish::Leave, Disposition::ScreenedOut),
        (Next::Refused, _) => (Wish::Leave, Disposition::Refused),
        (Next::Completed, Some(cells)) => (Wish::Complete(cells), Disposition::Completed),
        (Next::Completed, None) => {
            tracing::error!("an interview ended without its quota answers: counted as screened out");
            (Wish::Leave, Disposition::ScreenedOut)
        }
        (Next::Section(_), Some(cells)) if !is_settled => (Wish::Place(cells), Disposition::Started),
        (Next::Section(_), _) => (Wish::Continue, Disposition::Started),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interview_that_ends_without_a_cell_is_screened_out_and_never_an_error() {
        assert_eq!(wish(Next::Completed, None, false), (Wish::Leave, Disposition::ScreenedOut));
        let cells = vec![CellId::TOTAL];
        assert_eq!(wish(Next::Completed, Some(cells.clone()), true), (Wish::Complete(cells), Disposition::Completed));
    }
}
