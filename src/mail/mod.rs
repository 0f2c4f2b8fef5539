//! Letters out, and what comes back of them. The only room that names lettre; what to write, to whom and when is decided
//! elsewhere.

pub mod bounce;
mod failure;
pub mod lmtp;
mod signing;
mod status;

use std::time::Duration;

use lettre::address::Envelope;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart};
use lettre::transport::smtp::AsyncSmtpTransportBuilder;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Tokio1Executor};

pub use failure::MailError;
pub use signing::{BadSignature, Signature};

/// A server that says nothing for this long is left alone: far below how long a letter is claimed for.
const SERVER_WAIT: Duration = Duration::from_secs(30);
/// Shown as the sender's name where a letter gives none.
const USUAL_NAME: &str = "Sonde";

/// A letter ready to leave. No name in the recipient, so nothing there to inject into.
#[derive(Debug, Clone, Default)]
pub struct Letter {
    pub recipient: String,
    pub subject: String,
    pub body_text: String,
    pub body_html: Option<String>,
    /// Ours, so that a repeat after a crash is seen to be the same letter.
    pub message_id: String,
    pub from_name: Option<String>,
    pub reply_to: Option<String>,
    /// Where a mail server sends word that it could not deliver.
    pub bounces_to: Option<String>,
    /// An address that takes a POST and writes no more: RFC 8058.
    pub unsubscribe: Option<String>,
}

/// A mail server to hand letters to; its connections are kept from one letter to the next.
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Address,
    signature: Option<Signature>,
}

impl Mailer {
    /// Only inside an asynchronous runtime, which the kept connections need.
    pub fn smtp(url: &str, from: &str, signature: Option<Signature>) -> Result<Self, MailError> {
        let (builder, from) = parts(url, from)?;
        Ok(Self { transport: builder.timeout(Some(SERVER_WAIT)).build(), from, signature })
    }

    /// Whether [`Mailer::smtp`] would accept these.
    pub fn check(url: &str, from: &str) -> Result<(), MailError> {
        parts(url, from).map(drop)
    }

    /// Handed over to the server when this returns.
    pub async fn send(&self, letter: &Letter) -> Result<(), MailError> {
        let sent = self.transport.send(self.message(letter)?).await;
        sent.map(drop).map_err(|error| failure::of(&error))
    }

    fn message(&self, letter: &Letter) -> Result<Message, MailError> {
        let address = |text: &str| {
            text.parse::<Address>().map_err(|error| MailError::Refused(format!("adresse refusée : {error}")))
        };
        let to = address(&letter.recipient)?;
        let name = one_line(letter.from_name.as_deref().unwrap_or(USUAL_NAME));
        let mut message = Message::builder()
            .from(Mailbox::new(Some(name), self.from.clone()))
            .to(Mailbox::new(None, to.clone()))
            .subject(one_line(&letter.subject))
            .message_id(Some(letter.message_id.clone()));
        if let Some(reply_to) = &letter.reply_to {
            message = message.reply_to(Mailbox::new(None, address(reply_to)?));
        }
        let sender = letter.bounces_to.as_deref().map_or_else(|| Ok(self.from.clone()), address)?;
        let envelope = Envelope::new(Some(sender), vec![to]).map_err(|error| MailError::Refused(error.to_string()))?;
        let message = message.envelope(envelope);
        let built = match &letter.body_html {
            Some(html) => message.multipart(MultiPart::alternative_plain_html(letter.body_text.clone(), html.clone())),
            None => message.body(letter.body_text.clone()),
        };
        let mut message = built.map_err(|error| MailError::Refused(error.to_string()))?;
        let mut header = |name: HeaderName, value: String| {
            message.headers_mut().insert_raw(HeaderValue::new(name, value));
        };
        header(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned());
        if let Some(unsubscribe) = &letter.unsubscribe {
            let address = ["<", &one_line(unsubscribe), ">"].concat();
            header(HeaderName::new_from_ascii_str("List-Unsubscribe"), address);
            let one_click = "List-Unsubscribe=One-Click".to_owned();
            header(HeaderName::new_from_ascii_str("List-Unsubscribe-Post"), one_click);
        }
        if let Some(signature) = &self.signature {
            signature.sign(&mut message);
        }
        Ok(message)
    }
}

fn parts(url: &str, from: &str) -> Result<(AsyncSmtpTransportBuilder, Address), MailError> {
    let builder =
        AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(|error| MailError::BadServer(error.to_string()))?;
    let from = from.parse::<Address>().map_err(|error| MailError::BadSender(error.to_string()))?;
    Ok((builder, from))
}

/// A line break in a sender's name would make lettre panic.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(letter: &Letter) -> String {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let _inside = runtime.enter();
        let mailer = Mailer::smtp("smtp://127.0.0.1:2525", "sonde@example.org", None).unwrap();
        String::from_utf8(mailer.message(letter).unwrap().formatted()).unwrap()
    }

    fn letter() -> Letter {
        Letter {
            recipient: "lea@example.org".to_owned(),
            subject: "Votre avis".to_owned(),
            body_text: "Bonjour".to_owned(),
            message_id: "<1@example.org>".to_owned(),
            ..Letter::default()
        }
    }

    #[test]
    fn nothing_said_of_a_letter_adds_a_header_or_a_recipient() {
        let evil = "x\r\nBcc: spy@example.org\r\n\r\nbody\0";
        let letter = Letter {
            subject: evil.to_owned(),
            from_name: Some(evil.to_owned()),
            body_text: "ligne\r\n.\r\nRCPT TO:<spy@example.org>".to_owned(),
            body_html: Some("<p>.</p>".to_owned()),
            unsubscribe: Some("https://e.example/d/x>\r\nBcc: spy@example.org".to_owned()),
            ..letter()
        };
        let text = sent(&letter);
        let head = text.split("\r\n\r\n").next().unwrap();
        assert!(!head.lines().any(|line| line.to_ascii_lowercase().starts_with("bcc:")), "{head}");
        assert_eq!(head.matches("To: ").count(), 1, "{head}");
        for recipient in ["lea@example.org\r\nRCPT TO:<spy@example.org>", "a@b@c", "", "Léa <lea@example.org>"] {
            let letter = Letter { recipient: recipient.to_owned(), ..letter.clone() };
            let mailer_text = std::panic::catch_unwind(|| sent(&letter));
            assert!(mailer_text.is_err(), "{recipient:?} is refused");
        }
    }

    #[test]
    fn one_click_is_said_as_rfc_8058_wants_it() {
        let text = sent(&Letter { unsubscribe: Some("https://e.example/d/x".to_owned()), ..letter() });
        assert!(text.contains("List-Unsubscribe: <https://e.example/d/x>\r\n"), "{text}");
        assert!(text.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"), "{text}");
        assert!(text.contains("Message-ID: <1@example.org>\r\n"), "{text}");
    }
}
