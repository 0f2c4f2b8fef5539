//! What a failed sending comes to, in sentences of ours: the words of a mail server often repeat the address of the letter,
//! and what is kept of them is their code alone (RFC 5321, RFC 3463).

use std::error::Error as _;
use std::io;

use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::response::{Code, Severity};
use thiserror::Error;

use crate::mail::status;

/// None of these repeats what a server said, nor to whom the letter was: they may be kept and shown.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MailError {
    #[error(
        "adresse du serveur de courrier refusée : {0} — attendu : smtp://serveur:port ou smtps://identifiant:secret@serveur"
    )]
    BadServer(String),
    #[error("adresse d'expéditeur refusée : {0} — attendu : sonde@exemple.fr")]
    BadSender(String),
    /// The mailbox does not exist: never to be written to again.
    #[error("destinataire inconnu : {0}")]
    NoSuchMailbox(String),
    /// Never to be tried again.
    #[error("lettre refusée : {0}")]
    Refused(String),
    /// Worth trying again later.
    #[error("courrier non parti : {0}")]
    NotNow(String),
}

/// Replies of a server that wants another password than ours.
const AUTHENTICATION: [&str; 4] = ["530", "534", "535", "538"];

pub(super) fn of(error: &SmtpError) -> MailError {
    match error.status() {
        Some(code) => refusal(code, &error.to_string()),
        None => MailError::NotNow(broken(error)),
    }
}

/// A refusal of ours must not condemn the letter, nor their address: it is tried again, and told meanwhile.
fn refusal(code: Code, words: &str) -> MailError {
    let (status, code_text) = (status::of(words), code.to_string());
    let told =
        status.iter().fold(format!("le serveur répond {code_text}"), |told, status| [&told, " ", status].concat());
    if code.severity != Severity::PermanentNegativeCompletion {
        return MailError::NotNow(told);
    }
    match status {
        Some(status) if status::is_no_mailbox(&status) => MailError::NoSuchMailbox(told),
        Some(status) if status::is_about_us(&status) => MailError::NotNow(told),
        None if AUTHENTICATION.contains(&code_text.as_str()) => MailError::NotNow(told),
        _ => MailError::Refused(told),
    }
}

/// No reply, or none that can be read.
fn broken(error: &SmtpError) -> String {
    let mut source = error.source();
    while let Some(cause) = source {
        if let Some(cause) = cause.downcast_ref::<io::Error>() {
            return format!("serveur injoignable ({})", cause.kind());
        }
        source = cause.source();
    }
    let told = if error.is_tls() {
        "chiffrement ou certificat refusé"
    } else if error.is_response() {
        "réponse du serveur illisible"
    } else if error.is_client() {
        "le serveur n'offre ni le chiffrement ni l'identification attendus"
    } else {
        "serveur injoignable"
    };
    told.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use lettre::transport::smtp::response::{Category, Detail};

    fn told(severity: Severity, category: Category, words: &str) -> MailError {
        let code = Code::new(severity, category, Detail::Zero);
        refusal(code, &format!("permanent error ({code}): {words}"))
    }

    #[test]
    fn what_a_server_says_of_an_address_is_not_repeated() {
        use Severity::{PermanentNegativeCompletion as Never, TransientNegativeCompletion as Later};
        let mailbox = Category::MailSystem;
        let unknown = told(Never, mailbox, "5.1.1 <lea@example.org>: Recipient address rejected");
        assert_eq!(unknown, MailError::NoSuchMailbox("le serveur répond 550 5.1.1".to_owned()));
        let refused = told(Never, mailbox, "nothing for lea@example.org");
        assert_eq!(refused, MailError::Refused("le serveur répond 550".to_owned()));
        let ours = told(Never, mailbox, "5.7.1 <lea@example.org>: client refused");
        assert_eq!(ours, MailError::NotNow("le serveur répond 550 5.7.1".to_owned()));
        let later = told(Later, mailbox, "4.2.0 <lea@example.org>: greylisted");
        assert_eq!(later, MailError::NotNow("le serveur répond 450".to_owned()));
    }
}
