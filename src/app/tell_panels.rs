//! Telling the servers of panels how interviews ended. A notice is claimed before it is told and noted after: a crash in
//! between tells it again, under the same id, and never loses it.

use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::task::JoinSet;
use ureq::Agent;

use crate::app::collector::day;
use crate::app::{App, AppError};
use crate::store::notices::{self, AfterAttempt, NoticeRow};

/// How long a claimed notice is left to its teller.
const CLAIM_MINUTES: i64 = 2;
/// Told side by side, so that one slow panel does not hold up the others.
const NOTICES_MAX: i64 = 16;
const ANSWER_SECONDS_MAX: u64 = 10;
/// The last attempts are six hours apart: a server that is down for a weekend is told all the same.
const ATTEMPTS_MAX: i32 = 20;

impl App {
    /// Tells what is due; says how many were heard.
    pub async fn tell_panels(&self) -> Result<usize, AppError> {
        let claimed = self
            .inner
            .store
            .write_async(|tx| {
                let now = tx.now()?;
                notices::claim(tx, now, now + chrono::Duration::minutes(CLAIM_MINUTES), NOTICES_MAX)
            })
            .await?;
        if claimed.is_empty() {
            return Ok(0);
        }
        let agent = agent();
        let mut telling = JoinSet::new();
        for row in claimed {
            let (app, agent) = (self.clone(), agent.clone());
            telling.spawn(async move { app.tell(agent, row).await });
        }
        let mut heard = 0;
        while let Some(told) = telling.join_next().await {
            let told = told.map_err(|error| AppError::Internal(format!("telling a panel: {error}")))?;
            heard += usize::from(told?);
        }
        Ok(heard)
    }

    async fn tell(&self, agent: Agent, row: NoticeRow) -> Result<bool, AppError> {
        let (address, id) = (row.address.clone(), row.id.hex());
        let outcome = tokio::task::spawn_blocking(move || send(&agent, &address, &id))
            .await
            .map_err(|error| AppError::Internal(format!("telling a panel: {error}")))?;
        if let Err(why) = &outcome {
            // Never the address: it names somebody.
            tracing::warn!(notice = %row.id.hex(), attempts = row.attempts, why, "a panel was not told");
        }
        let is_heard = outcome.is_ok();
        let settled = self.inner.store.write_async(move |tx| {
            let now = tx.now()?;
            // The day only: the hour it was told is nearly the one it ended at.
            notices::settle(tx, &row, day(now), &after(outcome, row.attempts, now))
        });
        settled.await?;
        Ok(is_heard)
    }
}

/// Follows no redirection: the addresses of the wave file are the only ones called.
fn agent() -> Agent {
    let config = Agent::config_builder()
        .timeout_global(Some(Duration::from_secs(ANSWER_SECONDS_MAX)))
        .max_redirects(0)
        .http_status_as_error(false)
        .user_agent("sonde");
    config.build().into()
}

/// What went wrong is told without the address.
fn send(agent: &Agent, address: &str, id: &str) -> Result<(), String> {
    let reply = agent.get(address).header("idempotency-key", id).call().map_err(|error| kind(&error).to_owned())?;
    match reply.status().as_u16() {
        200..=299 => Ok(()),
        status => Err(format!("le serveur a répondu {status}")),
    }
}

fn kind(error: &ureq::Error) -> &'static str {
    match error {
        ureq::Error::Timeout(_) => "pas de réponse à temps",
        ureq::Error::HostNotFound => "nom de serveur inconnu",
        ureq::Error::ConnectionFailed => "connexion refusée",
        ureq::Error::Tls(_) => "certificat ou chiffrement refusé",
        ureq::Error::Io(_) => "connexion rompue",
        _ => "échange impossible",
    }
}

fn after(outcome: Result<(), String>, attempts: i32, now: DateTime<Utc>) -> AfterAttempt {
    match outcome {
        Ok(()) => AfterAttempt::Told,
        Err(why) if attempts + 1 < ATTEMPTS_MAX => AfterAttempt::TryAgainAt(now + pause(attempts), why),
        Err(why) => AfterAttempt::GivenUp(why),
    }
}

/// Ten seconds, then twice as long each time, six hours at most.
fn pause(attempts: i32) -> chrono::Duration {
    let doublings = u32::try_from(attempts).unwrap_or(0).min(12);
    chrono::Duration::seconds((10 * 2_i64.pow(doublings)).min(6 * 3600))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attempts_go_on_for_days_further_and_further_apart_and_then_end() {
        let now = DateTime::from_timestamp(0, 0).unwrap();
        let failed = |attempts| after(Err("x".to_owned()), attempts, now);
        let seconds: i64 = (0..ATTEMPTS_MAX - 1)
            .map(|attempts| match failed(attempts) {
                AfterAttempt::TryAgainAt(at, _) => at.timestamp(),
                other => panic!("{other:?}"),
            })
            .sum();
        assert!(seconds > 2 * 86_400, "{seconds}");
        assert_eq!(failed(0), AfterAttempt::TryAgainAt(now + chrono::Duration::seconds(10), "x".to_owned()));
        assert_eq!(failed(ATTEMPTS_MAX - 1), AfterAttempt::GivenUp("x".to_owned()));
        assert_eq!(after(Ok(()), ATTEMPTS_MAX - 1, now), AfterAttempt::Told);
    }
}
