//! Letters out. The only room that names lettre; what to write, to whom and when is decided elsewhere.

use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::response::Severity;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use thiserror::Error;

/// A letter ready to leave. Texts only: no name in the recipient, so nothing there to inject into.
#[derive(Debug, Clone)]
pub struct Letter {
    pub recipient: String,
    pub subject: String,
    pub body_text: String,
    /// Ours, so that a repeat after a crash is seen to be the same letter.
    pub message_id: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MailError {
    #[error(
        "adresse du serveur de courrier refusée : {0} — attendu : smtp://serveur:port ou smtps://identifiant:secret@serveur"
    )]
    BadServer(String),
    #[error("adresse d'expéditeur refusée : {0} — attendu : sonde@exemple.fr")]
    BadSender(String),
    /// Never to be tried again.
    #[error("lettre refusée : {0}")]
    Refused(String),
    /// Worth trying again later.
    #[error("courrier non parti : {0}")]
    NotNow(String),
}

/// A mail server to hand letters to.
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Mailer {
    pub fn smtp(url: &str, from: &str) -> Result<Self, MailError> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            .map_err(|error| MailError::BadServer(error.to_string()))?
            .build();
        let from = from.parse::<Address>().map_err(|error| MailError::BadSender(error.to_string()))?;
        Ok(Self { transport, from: Mailbox::new(Some("Sonde".to_owned()), from) })
    }

    /// Handed over to the server when this returns.
    pub async fn send(&self, letter: &Letter) -> Result<(), MailError> {
        let to = letter
            .recipient
            .parse::<Address>()
            .map_err(|error| MailError::Refused(format!("adresse du destinataire : {error}")))?;
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(one_line(&letter.subject))
            .message_id(Some(letter.message_id.clone()))
            .body(letter.body_text.clone())
            .map_err(|error| MailError::Refused(error.to_string()))?;
        match self.transport.send(message).await {
            Ok(_) => Ok(()),
            Err(error) if error.status().is_some_and(|code| code.severity == Severity::PermanentNegativeCompletion) => {
                Err(MailError::Refused(error.to_string()))
            }
            Err(error) => Err(MailError::NotNow(error.to_string())),
        }
    }
}

fn one_line(subject: &str) -> String {
    subject.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
