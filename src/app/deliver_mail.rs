//! Taking letters from the outbox to the mail server. A letter is claimed before it is sent and marked after: a crash in
//! between sends it again, with the same Message-ID, and never loses it.

use chrono::Duration;

use crate::app::settings::{MailSettings, host_of};
use crate::app::{App, AppError};
use crate::mail::{Letter, MailError, Mailer};
use crate::store::ids::RowId;
use crate::store::outbox::{self, AfterFailure, LetterRow};

/// How long a claimed letter is left to its sender.
const CLAIM_MINUTES: i64 = 5;
const LETTERS_MAX: usize = 50;
pub(super) const ATTEMPTS_MAX: i32 = 12;

/// What a letter of the outbox is known by, sent once or twice.
pub(super) fn message_id(public_url: &str) -> String {
    ["<", &RowId::random().hex(), "@", host_of(public_url), ">"].concat()
}

impl App {
    /// Sends what is due; says how many left. Nothing is done when no mail server is set.
    pub async fn deliver_mail(&self) -> Result<usize, AppError> {
        let MailSettings::Smtp(smtp) = &self.inner.settings.mail else { return Ok(0) };
        let mailer = smtp.mailer().map_err(AppError::Internal)?;
        let mut sent = 0;
        for _ in 0..LETTERS_MAX {
            let claimed = self
                .inner
                .store
                .write_async(|tx| {
                    let now = tx.now()?;
                    outbox::claim(tx, now, now + Duration::minutes(CLAIM_MINUTES))
                })
                .await?;
            let Some(row) = claimed else { break };
            if self.deliver(&mailer, row).await? {
                sent += 1;
            }
        }
        Ok(sent)
    }

    async fn deliver(&self, mailer: &Mailer, row: LetterRow) -> Result<bool, AppError> {
        let letter = Letter {
            recipient: row.recipient,
            subject: row.subject,
            body_text: row.body_text,
            message_id: row.message_id,
            unsubscribe: row.unsubscribe,
            ..Letter::default()
        };
        let (id, attempts) = (row.id, row.attempts);
        let outcome = mailer.send(&letter).await;
        if let Err(error) = &outcome {
            let is_refused = !matches!(error, MailError::NotNow(_));
            tracing::warn!(letter = %id.hex(), attempts, is_refused, "a letter did not leave");
        }
        let store = &self.inner.store;
        match outcome {
            Ok(()) => {
                store
                    .write_async(move |tx| {
                        let now = tx.now()?;
                        outbox::mark_sent(tx, id, now)
                    })
                    .await?;
                Ok(true)
            }
            Err(error) => {
                store
                    .write_async(move |tx| {
                        let now = tx.now()?;
                        let after = match &error {
                            MailError::NotNow(_) if attempts < ATTEMPTS_MAX => {
                                AfterFailure::TryAgainAt(now + pause(attempts))
                            }
                            _ => AfterFailure::GiveUpAt(now),
                        };
                        outbox::mark_failed(tx, id, &error.to_string(), after)
                    })
                    .await?;
                Ok(false)
            }
        }
    }
}

/// A minute, then twice as long each time, half a day at most.
pub(super) fn pause(attempts: i32) -> Duration {
    let doublings = u32::try_from(attempts).unwrap_or(0).min(10);
    Duration::minutes(2_i64.pow(doublings).min(720))
}
