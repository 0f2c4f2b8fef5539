//! Letters to contacts, from their rows to the mail server. A batch is claimed in one write, where each letter's fate is
//! decided; then each is sent and settled by itself. A crash in between sends at most one again, with the same Message-ID,
//! and loses none: what was claimed comes free after a while.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};

use crate::app::deliver_mail::{ATTEMPTS_MAX, pause};
use crate::app::loaded_wave::LoadedWave;
use crate::app::settings::{MailSettings, SmtpSettings};
use crate::app::{App, AppError, letters};
use crate::domain::letter::{Fate, LetterPlan, Suppression};
use crate::mail::{Letter, MailError, Mailer};
use crate::store::contacts::ContactRow;
use crate::store::ids::WaveId;
use crate::store::mailings::{self, MailingRow};
use crate::store::{StoreError, WriteTx, quotas, suppressions, waves};

/// Longer than a whole batch takes against a server that never answers.
const CLAIM_MINUTES: i64 = 10;
const BATCH: usize = 10;
/// Looked at for one batch: some are nobody's letters any more, some of a domain that gets its last of this minute.
const DUE_ROWS: i64 = 100;
/// Letters a turn; closing letters and sweeps have their own.
const BATCHES_A_TURN: usize = 50;
/// The time a domain's pace is counted over.
const PACE_SECONDS: i64 = 60;

type Due = (MailingRow, ContactRow);

/// What one claim gave.
struct Claimed {
    letters: Vec<Due>,
    /// Rows that changed, letters or not.
    moved: usize,
}

impl App {
    /// Sends the letters that are due to contacts, as hours, paces and their own status allow; says how many left.
    pub async fn deliver_letters(&self) -> Result<usize, AppError> {
        let MailSettings::Smtp(smtp) = &self.inner.settings.mail else { return Ok(0) };
        let due = self.inner.store.read_async(|tx| {
            let now = tx.now()?;
            let mut rows = Vec::new();
            for id in mailings::waves_due(tx, now)? {
                rows.extend(waves::by_id(tx, id)?.map(|row| row.slug));
            }
            Ok(rows)
        });
        let due = due.await?;
        if due.is_empty() {
            return Ok(0);
        }
        let mailer = smtp.mailer().map_err(AppError::Internal)?;
        let mut sent = 0;
        for slug in due {
            let wave = self.current_wave(&slug).await?;
            let Some(plan) = self.letter_plan(wave.id).await? else { continue };
            sent += self.deliver_wave(smtp, &mailer, &wave, Arc::new(plan)).await?;
        }
        Ok(sent)
    }

    async fn deliver_wave(
        &self,
        smtp: &SmtpSettings,
        mailer: &Mailer,
        wave: &Arc<LoadedWave>,
        plan: Arc<LetterPlan>,
    ) -> Result<usize, AppError> {
        let mut sent = 0;
        for _ in 0..BATCHES_A_TURN {
            let (app, of, by) = (self.clone(), Arc::clone(wave), Arc::clone(&plan));
            let claimed = self.inner.store.write_async(move |tx| app.claim_letters(tx, &of, &by)).await?;
            if claimed.moved == 0 {
                break;
            }
            let mut letters = claimed.letters.into_iter();
            while let Some(due) = letters.next() {
                match self.deliver_letter(smtp, mailer, wave, &plan, due).await? {
                    Delivery::Left => sent += 1,
                    Delivery::Given => {}
                    // The server is away: the others would only wait for it one after the other.
                    Delivery::NotNow => {
                        self.release(letters.map(|(row, _)| row).collect()).await?;
                        return Ok(sent);
                    }
                }
            }
        }
        Ok(sent)
    }

    /// Letters for this node alone; those nobody gets any more are settled. Those of a domain at its pace are not looked at,
    /// and wait as they are: nothing is written about them.
    fn claim_letters(&self, tx: &mut WriteTx<'_>, wave: &LoadedWave, plan: &LetterPlan) -> Result<Claimed, StoreError> {
        let mut claimed = Claimed { letters: Vec::new(), moved: 0 };
        let now = tx.now()?;
        let Some(row) = waves::by_id(tx, wave.id)? else { return Ok(claimed) };
        if plan.hours.next(now) > now {
            return Ok(claimed);
        }
        let cells = quotas::cells(tx, wave.id)?;
        let mut recent = mailings::recent_by_domain(tx, now - Duration::seconds(PACE_SECONDS), now)?;
        let is_at_pace = |count: u32| count >= plan.per_domain_a_minute;
        let paced: Vec<String> =
            recent.iter().filter(|(_, count)| is_at_pace(**count)).map(|(domain, _)| domain.clone()).collect();
        for (letter, person) in mailings::due(tx, wave.id, now, &paced, DUE_ROWS)? {
            if claimed.letters.len() == BATCH {
                break;
            }
            let fate = self.fate(tx, &row, wave, &cells, &person)?;
            if fate != Fate::Send {
                claimed.moved += usize::from(mailings::settle(tx, &letter, fate.kept().as_str(), None, now)?);
                continue;
            }
            let count = recent.entry(person.domain.clone()).or_insert(0);
            if !is_at_pace(*count) && mailings::claim(tx, &letter, now + Duration::minutes(CLAIM_MINUTES))? {
                *count += 1;
                claimed.moved += 1;
                claimed.letters.push((letter, person));
            }
        }
        Ok(claimed)
    }

    async fn deliver_letter(
        &self,
        smtp: &SmtpSettings,
        mailer: &Mailer,
        wave: &LoadedWave,
        plan: &Arc<LetterPlan>,
        (row, person): Due,
    ) -> Result<Delivery, AppError> {
        let outcome = match self.letter(smtp, wave, plan, &row, &person) {
            Ok(letter) => mailer.send(&letter).await,
            Err(error) => {
                tracing::error!(letter = %row.contact_id.hex(), why = error.private().unwrap_or_default(), "not written");
                Err(MailError::Refused(error.to_string()))
            }
        };
        if let Err(error) = &outcome {
            let is_refused = !matches!(error, MailError::NotNow(_));
            tracing::warn!(contact = %row.contact_id.hex(), step = row.step, row.attempts, is_refused, "a letter did not leave");
        }
        let next = plan.next(&row.step).map(|step| (step.id.clone(), step.after_days));
        let settled = self.inner.store.write_async(move |tx| {
            let now = tx.now()?;
            match outcome {
                Ok(()) => {
                    if mailings::settle(tx, &row, mailings::SENT, None, now)? {
                        plan_next(tx, &row, next, now)?;
                    }
                    Ok(Delivery::Left)
                }
                Err(MailError::NotNow(why)) if row.attempts < ATTEMPTS_MAX => {
                    mailings::postpone(tx, &row, now + pause(row.attempts), &why)?;
                    Ok(Delivery::NotNow)
                }
                Err(error) => {
                    if let MailError::NoSuchMailbox(_) = error {
                        suppressions::add(tx, person.address_hash, Suppression::Bounced, now)?;
                    }
                    mailings::settle(tx, &row, mailings::FAILED, Some(&error.to_string()), now)?;
                    Ok(Delivery::Given)
                }
            }
        });
        Ok(settled.await?)
    }

    fn letter(
        &self,
        smtp: &SmtpSettings,
        wave: &LoadedWave,
        plan: &LetterPlan,
        row: &MailingRow,
        person: &ContactRow,
    ) -> Result<Letter, AppError> {
        let step = plan.step(&row.step).ok_or_else(|| AppError::Internal(format!("no letter named {}", row.step)))?;
        let contact = letters::contact(person)?;
        let written = self.written(wave, step, &contact, person.id)?;
        Ok(Letter {
            recipient: person.email.clone(),
            body_text: written.text(),
            body_html: Some(written.html()),
            subject: written.subject,
            message_id: ["<", &row.message_id, "@", smtp.domain(), ">"].concat(),
            from_name: Some(plan.from_name.clone()),
            reply_to: plan.reply_to.clone(),
            bounces_to: smtp.bounces_to(&self.inner.keys.letter_tag(person.id.bytes())),
            unsubscribe: Some(self.unsubscribe_address(person.id)),
        })
    }

    async fn release(&self, rows: Vec<MailingRow>) -> Result<(), AppError> {
        let released = self.inner.store.write_async(move |tx| {
            let now = tx.now()?;
            rows.iter().try_for_each(|row| mailings::give_back(tx, row, now + pause(0)))
        });
        Ok(released.await?)
    }
}

/// What became of a letter at one attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Delivery {
    Left,
    /// Given up.
    Given,
    NotNow,
}

/// The next reminder, in the write that notes this letter as sent.
fn plan_next(
    tx: &mut WriteTx<'_>,
    sent: &MailingRow,
    next: Option<(String, u32)>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let Some((step, after_days)) = next else { return Ok(()) };
    let due = now + Duration::days(i64::from(after_days));
    let (wave_id, contact_id): (WaveId, _) = (sent.wave_id, sent.contact_id);
    mailings::insert(tx, &MailingRow::new(wave_id, contact_id, &step, letters::message_id(), due)).map(drop)
}
