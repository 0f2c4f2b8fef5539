//! The service's secret and what is derived from it, one key a purpose. The secret lives outside the database: a stolen
//! dump spends no invitation, signs no token and opens no interview.

use std::net::IpAddr;

use data_encoding::{BASE32_NOPAD, BASE64URL_NOPAD, HEXLOWER};
use hmac::{Hmac, KeyInit, Mac};
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey};
use sha2::{Digest as _, Sha256};
use thiserror::Error;

use crate::app::respondent::{InvitationToken, SessionToken};
use crate::app::signature::Signer;
use crate::domain::contact::Email;
use crate::domain::hand_code::HandCode;

/// Shortest secret accepted, in bytes.
pub const SECRET_BYTES_MIN: usize = 32;

/// PKCS#8 wrapping of an Ed25519 seed (RFC 8410), before the 32 bytes.
const ED25519_PKCS8_PREFIX: [u8; 16] =
    [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

/// The invitation's id and the beginning of its code: forty characters of base32.
const TAG_BYTES: usize = 25;

#[derive(Debug, Error, PartialEq, Eq)]
pub enum BadSecret {
    #[error("le secret fait {0} octets, il en faut au moins {SECRET_BYTES_MIN} (64 chiffres hexadécimaux)")]
    Short(usize),
    #[error("le secret doit être écrit en hexadécimal (64 chiffres au moins)")]
    NotHexadecimal,
    #[error("le secret est un exemple ou une suite trop simple : faites-en un vrai, au hasard")]
    Trivial,
    #[error("la clé de signature ne peut être construite : {0}")]
    Signing(String),
}

pub struct Keys {
    invitations: [u8; 32],
    sessions: [u8; 32],
    links: [u8; 32],
    receipts: [u8; 32],
    page_times: [u8; 32],
    corrections: [u8; 32],
    tickets: [u8; 32],
    panels: [u8; 32],
    kiosks: [u8; 32],
    personal_links: [u8; 32],
    letters: [u8; 32],
    addresses: [u8; 32],
    subscriptions: [u8; 32],
    sources: [u8; 32],
    pub(super) releases: Signer,
    pub(super) signing: EncodingKey,
    pub(super) verifying: DecodingKey,
    /// The public half, as published; its id is its thumbprint.
    pub(super) public: Jwk,
    pub(super) key_id: String,
    fingerprint: String,
}

impl Keys {
    /// From the text of the secret file.
    pub fn from_secret(text: &str) -> Result<Self, BadSecret> {
        let secret =
            HEXLOWER.decode(text.trim().to_ascii_lowercase().as_bytes()).map_err(|_| BadSecret::NotHexadecimal)?;
        if secret.len() < SECRET_BYTES_MIN {
            return Err(BadSecret::Short(secret.len()));
        }
        let distinct: std::collections::BTreeSet<u8> = secret.iter().copied().collect();
        if distinct.len() < 8 {
            return Err(BadSecret::Trivial);
        }
        Self::derive(&secret)
    }

    fn derive(secret: &[u8]) -> Result<Self, BadSecret> {
        let key = |purpose: &str| keyed(secret, &[b"sonde/1/", purpose.as_bytes()]);
        let mut pkcs8 = ED25519_PKCS8_PREFIX.to_vec();
        pkcs8.extend_from_slice(&key("access tokens"));
        let signing = EncodingKey::from_ed_der(&pkcs8);
        let bad = |why: jsonwebtoken::errors::Error| BadSecret::Signing(why.to_string());
        let mut public = Jwk::from_encoding_key(&signing, Algorithm::EdDSA).map_err(bad)?;
        let verifying = DecodingKey::from_jwk(&public).map_err(bad)?;
        let key_id = public.thumbprint(jsonwebtoken::jwk::ThumbprintHash::SHA256).map_err(bad)?;
        public.common.key_id = Some(key_id.clone());
        Ok(Self {
            invitations: key("invitations"),
            sessions: key("sessions"),
            links: key("links"),
            receipts: key("receipts"),
            page_times: key("page times"),
            corrections: key("corrections"),
            tickets: key("tickets"),
            panels: key("panels"),
            kiosks: key("kiosks"),
            personal_links: key("personal links"),
            letters: key("letters"),
            addresses: key("addresses"),
            subscriptions: key("subscriptions"),
            sources: key("sources"),
            releases: Signer::of(&key("release signatures")),
            signing,
            verifying,
            public,
            key_id,
            fingerprint: BASE64URL_NOPAD.encode(&key("fingerprint")),
        })
    }

    /// Tells two secrets apart without telling either: nodes of one database must agree.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// What the database holds of a personal link.
    pub fn invitation_hash(&self, token: &InvitationToken) -> [u8; 32] {
        keyed(&self.invitations, &[token.reveal().as_bytes()])
    }

    /// The resume code of whoever comes by that door with that secret (a personal link, a panel's name for them, the ticket
    /// of a first page) is always the same, so that coming twice begins once, on any device, until sealing destroys the
    /// wave's salt: then nobody, not even whoever kept the links, can find the interview of a link again.
    pub fn resume_code(&self, salt: &[u8], door: &str, secret: &str) -> HandCode {
        hand_code(keyed(&self.sessions, &[b"code", salt, door.as_bytes(), secret.as_bytes()]))
    }

    /// The session a resume code opens. Without the service's secret a code cannot be tried against a dump.
    pub fn session_of_code(&self, salt: &[u8], code: &HandCode) -> SessionToken {
        SessionToken::from_bytes(keyed(&self.sessions, &[b"session", salt, code.reveal().as_bytes()]))
    }

    /// What proves that a ticket is ours.
    pub(super) fn ticket_seal(&self, wave: &str, content: &[u8]) -> [u8; 32] {
        keyed(&self.tickets, &[wave.as_bytes(), content])
    }

    /// The key a panel signs the entries of one wave with, in hexadecimal: told to the panel, kept nowhere.
    pub fn panel_key(&self, wave: &str) -> String {
        HEXLOWER.encode(&keyed(&self.panels, &[wave.as_bytes()]))
    }

    /// The last part of the address that makes a device a kiosk of this wave.
    pub fn kiosk_key(&self, wave: &str) -> String {
        token_text(keyed(&self.kiosks, &[wave.as_bytes()]))
    }

    /// The personal link of somebody invited by mail. Derived, so that a reminder can say it again while the database holds
    /// only its hash.
    pub fn personal_link(&self, invitation_id: &[u8]) -> InvitationToken {
        InvitationToken::from_bytes(keyed(&self.personal_links, &[invitation_id]))
    }

    /// Names an invitation outside, in the addresses where no more letters are asked for and where they come back to. It
    /// opens no interview, and nobody can make one.
    pub fn letter_tag(&self, invitation_id: &[u8; 16]) -> String {
        tag(&self.letters, invitation_id)
    }

    /// The invitation a tag names; `None` if we did not make it.
    pub fn invitation_of_tag(&self, tag: &str) -> Option<[u8; 16]> {
        of_tag(&self.letters, tag)
    }

    /// Names somebody who asked for letters at releases, in the addresses that confirm it and end it.
    pub fn subscription_tag(&self, id: &[u8; 16]) -> String {
        tag(&self.subscriptions, id)
    }

    /// The subscription a tag names; `None` if we did not make it.
    pub fn subscription_of_tag(&self, tag: &str) -> Option<[u8; 16]> {
        of_tag(&self.subscriptions, tag)
    }

    /// What outlives an address: tells it again, and does not tell which it is.
    pub fn address_hash(&self, address: &Email) -> [u8; 32] {
        keyed(&self.addresses, &[address.key().as_bytes()])
    }

    /// The only thread between an invitation and its interview; the salt is destroyed at sealing.
    pub fn link(&self, salt: &[u8], invitation_id: &[u8]) -> [u8; 32] {
        keyed(&self.links, &[salt, invitation_id])
    }

    /// What proves, with the receipt, that somebody is the one who answered. The database never holds it, and the receipt
    /// does not give it: whoever reads one on a list learns nothing. It is not the resume code, which whoever has the personal
    /// link is shown too, and which ends with the salt: a person is still told that their answers are sealed.
    pub fn personal_code(&self, wave_id: i64, interview: &[u8; 16]) -> HandCode {
        hand_code(keyed(&self.receipts, &[&wave_id.to_be_bytes(), interview]))
    }

    /// The instant a page was shown, which the page brings back; a few characters that only this service can make.
    pub(super) fn page_stamp(&self, interview: &[u8; 16], section: &str, seconds: i64) -> String {
        let bytes = keyed(&self.page_times, &[interview, section.as_bytes(), &seconds.to_be_bytes()]);
        [&seconds.to_string(), ".", &seal_text(&bytes)].concat()
    }

    /// The mark of an address in a wave: 24 bits, which many addresses share, so that it leads back to none.
    pub(super) fn source_mark(&self, wave_id: i64, address: IpAddr) -> i32 {
        let written = address.to_string();
        let [first, second, third, ..] = keyed(&self.sources, &[&wave_id.to_be_bytes(), written.as_bytes()]);
        i32::from_be_bytes([0, first, second, third])
    }

    /// What proves that answers carried by a page of a correction are those that were put there, at that save.
    pub(super) fn correction_seal(&self, interview: &[u8; 16], carried: &str, revision: i32) -> String {
        seal_text(&keyed(&self.corrections, &[interview, carried.as_bytes(), &i64::from(revision).to_be_bytes()]))
    }
}

/// An id and the beginning of its code, as an address carries them.
fn tag(key: &[u8], id: &[u8; 16]) -> String {
    let code = keyed(key, &[id]);
    let bytes: Vec<u8> = id.iter().chain(&code).take(TAG_BYTES).copied().collect();
    BASE32_NOPAD.encode(&bytes).to_ascii_lowercase()
}

/// The id of a tag made with that key.
fn of_tag(key: &[u8], text: &str) -> Option<[u8; 16]> {
    let bytes = BASE32_NOPAD.decode(text.to_ascii_uppercase().as_bytes()).ok()?;
    let id: [u8; 16] = bytes.get(..16)?.try_into().ok()?;
    same(tag(key, &id).as_bytes(), text.to_ascii_lowercase().as_bytes()).then_some(id)
}

/// Of a seal a page carries and brings back.
const SEAL_CHARS: usize = 12;

fn seal_text(bytes: &[u8; 32]) -> String {
    BASE32_NOPAD.encode(bytes).to_ascii_lowercase().chars().take(SEAL_CHARS).collect()
}

fn hand_code(bytes: [u8; 32]) -> HandCode {
    let mut half = [0; 16];
    half.copy_from_slice(bytes.split_at(16).0);
    HandCode::from_bytes(half)
}

/// In a time that does not tell where they differ.
pub(super) fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |differing, (a, b)| differing | (a ^ b)) == 0
}

/// HMAC-SHA-256 over the parts, each preceded by its length so that no two lists of parts collide.
fn keyed(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    for part in parts {
        mac.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// HMAC-SHA-256 of a text as any library makes it: what a panel signs with.
pub fn signature(key: &[u8], text: &[u8]) -> [u8; 32] {
    #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(text);
    mac.finalize().into_bytes().into()
}

/// 16 bytes naming an interview, derived from a secret the database never holds.
pub fn interview_id(kind: &str, wave_id: i64, secret: &str) -> [u8; 16] {
    let mut hash = Sha256::new();
    for part in [kind.as_bytes(), &wave_id.to_be_bytes(), secret.as_bytes()] {
        hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(part);
    }
    let full: [u8; 32] = hash.finalize().into();
    let mut id = [0; 16];
    id.copy_from_slice(full.split_at(16).0);
    id
}

/// 26 characters of base32 from 32 bytes: 130 bits.
pub fn token_text(bytes: [u8; 32]) -> String {
    BASE32_NOPAD.encode(&bytes).to_ascii_lowercase().chars().take(26).collect()
}

/// What a respondent may note down: 60 random bits in three groups.
pub fn receipt() -> String {
    let text: String = BASE32_NOPAD.encode(&rand::random::<[u8; 8]>()).chars().take(12).collect();
    let (first, rest) = text.split_at(4);
    let (second, third) = rest.split_at(4);
    [first, second, third].join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    #[test]
    fn a_short_or_trivial_secret_is_refused_by_name() {
        assert_eq!(Keys::from_secret("abcd").err(), Some(BadSecret::Short(2)));
        assert_eq!(Keys::from_secret(&"00".repeat(32)).err(), Some(BadSecret::Trivial));
        assert_eq!(Keys::from_secret("changez-moi").err(), Some(BadSecret::NotHexadecimal));
    }

    #[test]
    fn parts_do_not_run_into_each_other() {
        assert_ne!(keyed(b"k", &[b"ab", b"c"]), keyed(b"k", &[b"a", b"bc"]));
    }

    #[test]
    fn nothing_is_not_the_same_as_a_code() {
        assert!(same(b"ABC", b"ABC") && !same(b"ABC", b"ABD") && !same(b"", b"ABC") && !same(b"AB", b"ABC"));
    }

    #[test]
    fn a_seal_of_a_correction_is_no_stamp_of_a_page() {
        let keys = Keys::from_secret(SECRET).unwrap();
        let seal = keys.correction_seal(&[7; 16], "avis", 3);
        assert!(!keys.page_stamp(&[7; 16], "avis", 3).contains(&seal));
        assert_ne!(keys.correction_seal(&[7; 16], "avis", 4), seal);
        assert_ne!(keys.correction_seal(&[7; 16], "vous", 3), seal);
    }

    #[test]
    fn a_door_and_a_secret_always_give_the_same_session_of_their_own() {
        let keys = Keys::from_secret(SECRET).unwrap();
        let code = |salt: &[u8], door, secret| keys.resume_code(salt, door, secret).reveal();
        assert_eq!(code(b"salt", "invitation", "a"), code(b"salt", "invitation", "a"));
        assert_ne!(code(b"salt", "invitation", "a"), code(b"other", "invitation", "a"));
        assert_ne!(code(b"salt", "invitation", "a"), code(b"salt", "panel", "a"));
        let session = |salt: &[u8]| keys.session_of_code(salt, &keys.resume_code(b"salt", "panel", "a"));
        assert_eq!(session(b"salt"), session(b"salt"));
        assert_ne!(session(b"salt"), session(b"other"), "a salt destroyed closes every code");
    }

    #[test]
    fn a_tag_names_its_invitation_and_a_forged_one_names_nobody() {
        let keys = Keys::from_secret(SECRET).unwrap();
        let tag = keys.letter_tag(&[7; 16]);
        assert_eq!((tag.len(), keys.invitation_of_tag(&tag)), (40, Some([7; 16])));
        assert_eq!(keys.invitation_of_tag(&tag.to_uppercase()), Some([7; 16]), "servers may write capitals");
        let forged = (0..tag.len()).map(|at| {
            let other = if tag.as_bytes()[at] == b'a' { "b" } else { "a" };
            [&tag[..at], other, &tag[at + 1..]].concat()
        });
        assert!(
            forged
                .chain([String::new(), tag[..39].to_owned(), tag.clone() + "a"])
                .all(|tag| keys.invitation_of_tag(&tag).is_none())
        );
    }

    #[test]
    fn a_tag_of_a_letter_ends_no_subscription() {
        let keys = Keys::from_secret(SECRET).unwrap();
        assert_eq!(keys.subscription_of_tag(&keys.subscription_tag(&[7; 16])), Some([7; 16]));
        assert_eq!(keys.subscription_of_tag(&keys.letter_tag(&[7; 16])), None);
    }

    #[test]
    fn a_receipt_reads_in_three_groups() {
        let receipt = receipt();
        assert_eq!(receipt.len(), 14);
        assert_eq!(receipt.matches('-').count(), 2);
    }
}
