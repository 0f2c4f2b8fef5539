//! Typed settings of the running service. `cli` reads them from file, environment and flags; a wrong one stops the
//! start and is named.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use crate::mail::{Mailer, Signature};

/// The host of an address of ours, as ids and letters bear it.
pub fn host_of(public_url: &str) -> &str {
    let rest = public_url.split_once("://").map_or(public_url, |(_, rest)| rest);
    rest.split(['/', ':']).next().unwrap_or("sonde")
}

#[derive(Debug, Clone)]
pub struct Settings {
    /// Where SQLite's file and the secret live, unless they are said to be elsewhere.
    pub data_folder: PathBuf,
    /// `sqlite:PATH` or `postgres://…`.
    pub database_url: String,
    pub bind: SocketAddr,
    /// As respondents type it, without a final slash; builds absolute links.
    pub public_url: String,
    pub workers: usize,
    pub database_readers: u32,
    pub body_bytes_max: usize,
    /// Whole wave bundles sent to the API.
    pub bundle_bytes_max: usize,
    /// The proxies in front: what they say of the address they were called from is believed, and nobody else's word is.
    pub proxies: Vec<IpAddr>,
    /// Interviews begun a minute by the open link from one address; 0 when there is no limit.
    pub starts_per_minute: u32,
    pub open_door: OpenDoor,
    pub mail: MailSettings,
}

/// What keeps robots from filling a wave by its open link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenDoor {
    /// Seconds between the first page and the start of an interview; 0 when nothing is asked of whoever starts.
    pub start_delay_seconds: u32,
    /// Of the places of a wave, how many in a hundred one address may hold without finishing; 100 when there is no limit.
    pub held_share_percent: u32,
}

impl OpenDoor {
    /// Nothing is asked: for tests and measures, whose clients come from one address and do not wait.
    pub const WIDE: Self = Self { start_delay_seconds: 0, held_share_percent: 100 };
    /// A person reads the first page longer than that; no honest network of a wave of some size holds more at once.
    pub const USUAL: Self = Self { start_delay_seconds: 2, held_share_percent: 5 };
}

#[derive(Debug, Clone)]
pub enum MailSettings {
    /// Letters stay in the outbox.
    Off,
    Smtp(Box<SmtpSettings>),
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SmtpSettings {
    pub url: String,
    pub from: String,
    pub dkim: Option<DkimSettings>,
    /// Where mail servers send what came back, as in `rebonds@exemple.fr`: a tag is put after a `+`.
    pub bounces_to: Option<String>,
    /// A maildir that mailbox is delivered to.
    pub bounce_folder: Option<PathBuf>,
    /// Where a mail server of this machine hands that mailbox over, in LMTP.
    pub bounce_lmtp: Option<SocketAddr>,
}

#[derive(Clone, PartialEq, Eq)]
pub struct DkimSettings {
    pub selector: String,
    /// The private key itself.
    pub key: String,
}

impl std::fmt::Debug for DkimSettings {
    /// Without the key.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DkimSettings").field("selector", &self.selector).finish_non_exhaustive()
    }
}

impl SmtpSettings {
    /// A door to the server; only inside an asynchronous runtime.
    pub fn mailer(&self) -> Result<Mailer, String> {
        Mailer::smtp(&self.url, &self.from, self.signature()?).map_err(|error| error.to_string())
    }

    /// The setting that is wrong, if one is.
    pub fn check(&self) -> Result<(), String> {
        self.signature()?;
        Mailer::check(&self.url, &self.from).map_err(|error| error.to_string())
    }

    fn signature(&self) -> Result<Option<Signature>, String> {
        let sign = |dkim: &DkimSettings| Signature::new(&dkim.selector, self.domain(), &dkim.key);
        self.dkim.as_ref().map(sign).transpose().map_err(|error| error.to_string())
    }

    /// The sender's domain: of Message-IDs and of signatures.
    pub fn domain(&self) -> &str {
        self.from.rsplit('@').next().unwrap_or(&self.from)
    }

    /// Where a letter of that tag comes back to.
    pub fn bounces_to(&self, tag: &str) -> Option<String> {
        let (local, domain) = self.bounces_to.as_deref()?.split_once('@')?;
        Some([local, "+", tag, "@", domain].concat())
    }
}
