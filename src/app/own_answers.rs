//! A person's own answers, by their receipt and what proves that it is theirs: seen, corrected while the wave is open, taken
//! back until it is sealed. Afterwards there is nothing to find, and it is said.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::app::interview::{session_interview, unpack};
use crate::app::keys::{interview_id, same};
use crate::app::loaded_wave::LoadedWave;
use crate::app::respondent::{PageView, SessionToken};
use crate::app::settled::hold;
use crate::app::{App, AppError, language};
use crate::domain::answer::Answers;
use crate::domain::hand_code::HandCode;
use crate::domain::id::WaveSlug;
use crate::domain::moderation::EntryStatus;
use crate::domain::questionnaire::{Language, Role};
use crate::domain::quota::Request;
use crate::domain::route::{Next, Walk};
use crate::domain::wave::{Disposition, WaveState};
use crate::store::collecting::settled;
use crate::store::columns::InterviewMode;
use crate::store::ids::{InterviewId, WaveId};
use crate::store::interviews::InterviewRow;
use crate::store::{ReadTx, WriteTx, audit, consents, exclusions, moderations, paradata, waves};

/// Characters of a receipt looked at; one has twelve.
const RECEIPT_CHARS_MAX: usize = 32;

/// What somebody shows to see their answers.
#[derive(Clone, Default)]
pub struct Claim {
    pub receipt: String,
    /// Shown with the receipt at the end of the interview; not needed in the browser that filled it in.
    pub code: String,
    pub session: Option<SessionToken>,
}

/// What is found.
#[derive(Debug)]
pub enum Own {
    Answers(Box<OwnAnswers>),
    /// The answers live on without any tie to this receipt.
    Sealed {
        at: Option<DateTime<Utc>>,
    },
}

#[derive(Debug)]
pub struct OwnAnswers {
    /// With the version it was filled in with.
    pub wave: Arc<LoadedWave>,
    pub is_simulated: bool,
    pub answers: Answers,
    pub is_open: bool,
    pub sent_on: Option<DateTime<Utc>>,
    /// Digest of the text agreed to, and the day.
    pub consent: Option<(String, DateTime<Utc>)>,
    pub language: Language,
    row: InterviewRow,
}

/// What a correction comes to.
#[derive(Debug)]
pub enum Correction {
    Saved,
    /// These answers open this page, which has to be filled in first.
    Opens(usize),
    /// These answers would end the interview uncounted: taking them back is another thing.
    Leaves,
}

impl OwnAnswers {
    /// One of their pages, with these answers.
    pub fn page(&self, section: usize, answers: &Answers) -> PageView {
        let walk = Walk::of(&self.wave.questionnaire, answers);
        PageView {
            wave: Arc::clone(&self.wave),
            is_simulated: self.is_simulated,
            section,
            settled: self.settled(),
            back: None,
            progress: walk.progress(&self.wave.questionnaire, section),
            stamp: None,
            is_read_aloud: false,
            language: self.language,
            answers: answers.clone(),
            walk,
        }
    }

    /// The answers that no longer move: what the sample is made of, and the consent, which is taken back as a whole.
    pub fn settled(&self) -> Vec<usize> {
        let questions = self.wave.questionnaire.questions();
        let fixed = questions.filter(|(_, question)| matches!(question.role, Role::Profile | Role::Consent));
        fixed.map(|(slot, _)| slot).filter(|slot| self.answers.get(*slot).is_some()).collect()
    }

    /// Sections these answers went through that have something left to correct.
    pub fn open_sections(&self) -> Vec<usize> {
        let (walk, settled) = (Walk::of(&self.wave.questionnaire, &self.answers), self.settled());
        let has_open = |section: &usize| walk.shown(*section).iter().any(|slot| !settled.contains(slot));
        (0..self.wave.questionnaire.sections.len()).filter(has_open).collect()
    }
}

impl App {
    /// What proves, with the receipt, that these answers are one's own; for whoever may see it. A personal link and a
    /// panel's address open the interview to others than the person: there it is for the browser that had it before its
    /// end, which shows its `witness`.
    pub async fn personal_code(
        &self,
        slug: &WaveSlug,
        session: &SessionToken,
        witness: Option<&str>,
    ) -> Result<Option<String>, AppError> {
        let interview = self.interview(slug, session).await?;
        let code = self.witness(&interview.wave, session);
        let is_theirs =
            !is_named(interview.row.mode) || witness.is_some_and(|shown| same(shown.as_bytes(), code.as_bytes()));
        Ok(is_theirs.then_some(code))
    }

    /// For the cookie of a browser that takes up an interview not yet ended.
    pub fn witness(&self, wave: &LoadedWave, session: &SessionToken) -> String {
        let id = session_interview(wave.id, session);
        self.inner.keys.personal_code(wave.id.number(), id.bytes()).reveal()
    }

    /// The same, for an interview a device sent whole under this key.
    pub async fn personal_code_of_whole(&self, slug: &WaveSlug, key: &str) -> Result<String, AppError> {
        let wave = self.loaded_wave(slug).await?;
        let id = interview_id("whole", wave.id.number(), key);
        Ok(self.inner.keys.personal_code(wave.id.number(), &id).reveal())
    }

    /// Neutral on whatever is not found or not proven.
    pub async fn own_answers(&self, slug: &WaveSlug, claim: &Claim) -> Result<Own, AppError> {
        let wave = self.loaded_wave(slug).await?;
        let (wave_id, receipt) = (wave.id, receipt_of(&claim.receipt).ok_or(AppError::ReceiptUnknown)?);
        let read = move |tx: &mut ReadTx<'_>| {
            let row = settled::by_receipt(tx, wave_id, &receipt)?;
            let consent = match &row {
                Some(row) => consents::of_interview(tx, wave_id, row.id)?,
                None => None,
            };
            Ok((waves::by_id(tx, wave_id)?, row, consent))
        };
        let (wave_row, row, consent) = self.inner.store.read_async(read).await?;
        let row = row.filter(|row| self.proves(wave_id, row, claim)).ok_or(AppError::ReceiptUnknown)?;
        let wave_row = wave_row.ok_or(AppError::WaveAbsent)?;
        if wave_row.state > WaveState::Closed {
            return Ok(Own::Sealed { at: wave_row.sealed_at.map(DateTime::from) });
        }
        let wave = self.at_version(wave, row.version).await?;
        let clock = self.inner.lookup.interview(wave_id, row.id).await?.wave;
        Ok(Own::Answers(Box::new(OwnAnswers {
            answers: unpack(&wave.questionnaire, &row)?,
            is_simulated: clock.is_simulated,
            is_open: clock.is_open(),
            language: language::spoken(&wave.questionnaire, language::known(&wave.questionnaire, &row.language)),
            sent_on: row.ended_on.map(DateTime::from),
            consent: consent.map(|(digest, on)| (digest.hex(), on.utc())),
            wave,
            row,
        })))
    }

    fn proves(&self, wave_id: WaveId, row: &InterviewRow, claim: &Claim) -> bool {
        let code = self.inner.keys.personal_code(wave_id.number(), row.id.bytes()).reveal();
        let is_known = HandCode::parse(&claim.code).is_ok_and(|given| same(given.reveal().as_bytes(), code.as_bytes()));
        let is_here = claim.session.as_ref().is_some_and(|session| session_interview(wave_id, session) == row.id);
        is_known || (is_here && !is_named(row.mode))
    }

    /// Answers carried by a page of a correction, sealed so that they come back as they went.
    pub fn correction_seal(&self, own: &OwnAnswers, carried: &str) -> String {
        self.inner.keys.correction_seal(own.row.id.bytes(), carried, own.row.revision)
    }

    /// Corrects what was answered, if the interview stays a complete one in its cells.
    pub async fn correct_answers(&self, own: &OwnAnswers, answers: Answers) -> Result<Correction, AppError> {
        let questionnaire = &own.wave.questionnaire;
        let walk = Walk::of(questionnaire, &answers);
        match walk.resumes(questionnaire) {
            Next::Section(section) => return Ok(Correction::Opens(section)),
            Next::ScreenedOut | Next::Refused => return Ok(Correction::Leaves),
            Next::Completed => {}
        }
        let cells = own.wave.spec.quotas.cells_of(questionnaire, &answers);
        if cells.as_deref() != Some(own.row.cells.unpack().as_slice()) {
            return Ok(Correction::Leaves);
        }
        let (wave, id, revision, packed) = (Arc::clone(&own.wave), own.row.id, own.row.revision, answers.pack());
        let work = move |tx: &mut WriteTx<'_>| {
            let held = hold(tx, &wave, id)?.ok_or(AppError::ReceiptUnknown)?;
            if !held.clock.is_open() {
                return Err(AppError::TooLateToCorrect);
            }
            if held.row.revision != revision {
                return Err(AppError::AnswersMoved);
            }
            read_again(tx, wave.id, id)?;
            Ok(settled::correct(tx, &held.row, &packed)?)
        };
        self.inner.store.write_or_async(work).await?;
        Ok(Correction::Saved)
    }

    /// Takes the answers back: erased at once, with the times and the consent, and the place returned. Says it of answers that
    /// are sealed, which nobody can find any more.
    pub async fn withdraw_answers(&self, own: &OwnAnswers) -> Result<(), AppError> {
        let (wave, id) = (Arc::clone(&own.wave), own.row.id);
        let work = move |tx: &mut WriteTx<'_>| {
            let held = hold(tx, &wave, id)?.ok_or(AppError::ReceiptUnknown)?;
            if held.is_sealed() {
                return Err(AppError::SealedMeanwhile);
            }
            match held.row.disposition {
                Disposition::Completed => held.give_back(tx, &wave, Request::Return(held.row.cells.unpack()))?,
                Disposition::Rejected => {}
                _ => return Err(AppError::ReceiptUnknown),
            }
            settled::erase(tx, &held.row)?;
            paradata::forget(tx, wave.id, &[id])?;
            consents::forget(tx, wave.id, id)?;
            exclusions::remove(tx, wave.id, id)?;
            withdraw_entry(tx, wave.id, id)?;
            let today = crate::app::collector::day(held.clock.now);
            exclusions::record_withdrawal(tx, wave.id, id, today)?;
            // Which one, and at what hour, is nobody's to know.
            Ok(audit::record(tx, today.utc(), "répondant", "answers_withdrawn", Some(wave.id), "")?)
        };
        self.inner.store.write_or_async(work).await?;
        self.forget_now().await;
        Ok(())
    }
}

/// Entered by an address others than the person may have: a colleague's mailbox, the panel itself.
fn is_named(mode: InterviewMode) -> bool {
    matches!(mode, InterviewMode::Invitation | InterviewMode::Panel)
}

/// What was read over, or published, is not what it says any more: it is proposed again.
fn read_again(tx: &mut WriteTx<'_>, wave_id: WaveId, id: InterviewId) -> Result<(), AppError> {
    let Some(entry) = moderations::of_interview(tx, wave_id, id)? else { return Ok(()) };
    match entry.status {
        EntryStatus::Reviewed | EntryStatus::Published => {
            let proposed = moderations::ModerationRow { status: EntryStatus::Proposed, reason: None, ..entry };
            changed(tx, entry.status, &proposed)
        }
        EntryStatus::Proposed | EntryStatus::Withdrawn => Ok(()),
    }
}

/// Decided otherwise at this very moment: the caller reads again.
fn changed(tx: &mut WriteTx<'_>, from: EntryStatus, row: &moderations::ModerationRow) -> Result<(), AppError> {
    if moderations::change(tx, from, row)? { Ok(()) } else { Err(AppError::AnswersMoved) }
}

/// What a form published of them is no longer to be read; who had noted its address is told that it was withdrawn.
fn withdraw_entry(tx: &mut WriteTx<'_>, wave_id: WaveId, id: InterviewId) -> Result<(), AppError> {
    let Some(entry) = moderations::of_interview(tx, wave_id, id)? else { return Ok(()) };
    let from = entry.status;
    let reason = Some("retirée par la personne qui l’avait envoyée".to_owned());
    let entry = moderations::ModerationRow { status: EntryStatus::Withdrawn, reason, ..entry };
    if from != EntryStatus::Withdrawn {
        changed(tx, from, &entry)?;
    }
    Ok(())
}

/// A receipt as it is stored, however it was typed: letters and figures alone. Base32 has neither 0 nor 1: whoever types
/// them read O and I.
pub fn receipt_of(typed: &str) -> Option<String> {
    let read = typed.chars().filter(char::is_ascii_alphanumeric).map(|c| match c.to_ascii_uppercase() {
        '0' => 'O',
        '1' => 'I',
        other => other,
    });
    let plain: String = read.take(RECEIPT_CHARS_MAX).collect();
    let fits = plain.len() == 12 && plain.bytes().all(|b| b.is_ascii_uppercase() || (b'2'..=b'7').contains(&b));
    let groups = || Some([plain.get(..4)?, plain.get(4..8)?, plain.get(8..)?].join("-"));
    fits.then(groups).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipt_is_read_however_it_was_typed() {
        assert_eq!(receipt_of(" abcd efgh-234o"), Some("ABCD-EFGH-234O".to_owned()));
        assert_eq!(receipt_of("ABCD-EFGH-2340"), Some("ABCD-EFGH-234O".to_owned()), "a zero is the letter");
        for wrong in ["", "ABCD-EFGH", "ABCD-EFGH-2348", "ABCD-EFGH-234OO", "é"] {
            assert_eq!(receipt_of(wrong), None, "{wrong}");
        }
    }
}
