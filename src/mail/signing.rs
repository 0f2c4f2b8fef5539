//! DKIM: letters signed for the sender's domain. Headers that RFC 8058 wants covered are; `Content-Type` is not, because
//! lettre names it without hashing it for a letter of several parts, and every verifier would fail.

use lettre::message::Message;
use lettre::message::dkim::{
    DkimCanonicalization, DkimCanonicalizationType, DkimConfig, DkimSigningAlgorithm, DkimSigningKey,
};
use lettre::message::header::HeaderName;
use thiserror::Error;

const COVERED: [HeaderName; 9] = [
    HeaderName::new_from_ascii_str("From"),
    HeaderName::new_from_ascii_str("To"),
    HeaderName::new_from_ascii_str("Subject"),
    HeaderName::new_from_ascii_str("Date"),
    HeaderName::new_from_ascii_str("Message-ID"),
    HeaderName::new_from_ascii_str("Reply-To"),
    HeaderName::new_from_ascii_str("MIME-Version"),
    HeaderName::new_from_ascii_str("List-Unsubscribe"),
    HeaderName::new_from_ascii_str("List-Unsubscribe-Post"),
];

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BadSignature {
    #[error("sélecteur DKIM refusé : « {0} » — attendu : lettres, chiffres, points et tirets, comme sonde2026")]
    Selector(String),
    #[error("clé DKIM illisible : {0} — attendu : une clé RSA en PEM (openssl genrsa -traditional 2048)")]
    Key(String),
}

/// A domain's key and where its public half is published.
pub struct Signature(DkimConfig);

impl Signature {
    /// `key`: an RSA key as PKCS#1 PEM, or the 32 bytes of an Ed25519 key in base64.
    pub fn new(selector: &str, domain: &str, key: &str) -> Result<Self, BadSignature> {
        let is_name =
            |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.');
        if !is_name(selector) {
            return Err(BadSignature::Selector(selector.to_owned()));
        }
        let key = key.trim();
        let algorithm =
            if key.starts_with("-----BEGIN") { DkimSigningAlgorithm::Rsa } else { DkimSigningAlgorithm::Ed25519 };
        let key = DkimSigningKey::new(key, algorithm).map_err(|error| BadSignature::Key(error.to_string()))?;
        let relaxed = DkimCanonicalizationType::Relaxed;
        let canonicalization = DkimCanonicalization { header: relaxed, body: relaxed };
        Ok(Self(DkimConfig::new(selector.to_owned(), domain.to_owned(), key, COVERED.to_vec(), canonicalization)))
    }

    pub(super) fn sign(&self, message: &mut Message) {
        message.sign(&self.0);
    }
}
