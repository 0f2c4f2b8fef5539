//! Typed settings of the running service. `cli` reads them from file, environment and flags; a wrong one stops the
//! start and is named.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use crate::mail::{Mailer, Signature};

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
    /// Interviews begun a minute from one address; 0 when there is no limit.
    pub starts_per_minute: u32,
    pub mail: MailSettings,
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
    /// A door to the server, or the setting that is wrong.
    pub fn mailer(&self) -> Result<Mailer, String> {
        let sign = |dkim: &DkimSettings| Signature::new(&dkim.selector, self.domain(), &dkim.key);
        let signature = self.dkim.as_ref().map(sign).transpose().map_err(|error| error.to_string())?;
        Mailer::smtp(&self.url, &self.from, signature).map_err(|error| error.to_string())
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
