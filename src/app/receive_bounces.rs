//! Letters that came back, handed over by a mail server of this machine over LMTP.

use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};

use crate::app::settings::MailSettings;
use crate::app::take_bounces::Taken;
use crate::app::{App, AppError};
use crate::mail::lmtp::{self, Fate};

/// Servers that hand reports over at once; the next waits at the door.
const SESSIONS_MAX: usize = 8;
/// No file may be left to open: asking again at once would only ask the same.
const AFTER_A_FAILURE: Duration = Duration::from_secs(1);

/// A door for reports, and the mailbox they are sent to.
pub struct BounceDoor {
    listener: TcpListener,
    mailbox: String,
}

impl App {
    /// Takes the address of the settings, where there is one; the setting that is wrong, if it cannot.
    pub async fn bounce_door(&self) -> Result<Option<BounceDoor>, String> {
        let MailSettings::Smtp(smtp) = &self.inner.settings.mail else { return Ok(None) };
        let (Some(address), Some(mailbox)) = (smtp.bounce_lmtp, smtp.bounces_to.clone()) else { return Ok(None) };
        let listener = TcpListener::bind(address).await;
        let listener = listener.map_err(|error| format!("bounce_lmtp : {address} ne peut être ouvert ({error})"))?;
        Ok(Some(BounceDoor { listener, mailbox }))
    }

    /// Until told to stop. A report is acknowledged once it is noted; one under way when the service stops is handed over again.
    pub async fn receive_bounces(self, door: BounceDoor, mut stop: watch::Receiver<bool>) {
        let places = Arc::new(Semaphore::new(SESSIONS_MAX));
        loop {
            let next = async { (Arc::clone(&places).acquire_owned().await, door.listener.accept().await) };
            let (place, accepted) = tokio::select! {
                next = next => next,
                _ = stop.wait_for(|stopped| *stopped) => return,
            };
            let (app, mailbox) = (self.clone(), door.mailbox.clone());
            match accepted {
                Ok((stream, _)) => drop(tokio::spawn(async move {
                    let _place = place;
                    app.receive_from(stream, &mailbox).await;
                })),
                Err(error) => {
                    tracing::error!(%error, "a mail server could not be let in");
                    tokio::time::sleep(AFTER_A_FAILURE).await;
                }
            }
        }
    }

    async fn receive_from(&self, stream: TcpStream, mailbox: &str) {
        let take = |message: Vec<u8>| async move { self.fate_of(&message).await };
        if let Err(error) = lmtp::session(stream, mailbox, take).await {
            tracing::warn!(%error, "a mail server went away");
        }
    }

    async fn fate_of(&self, message: &[u8]) -> Fate {
        match self.take_bounce(message).await {
            Ok(Taken::Noted | Taken::Nothing) => Fate::Taken,
            Ok(Taken::Unknown) | Err(AppError::BadField { .. }) => Fate::Refused,
            Err(error) => {
                tracing::error!(%error, why = error.private().unwrap_or_default(), "a report could not be noted");
                Fate::Later
            }
        }
    }
}
