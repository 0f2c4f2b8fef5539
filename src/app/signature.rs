//! Who answers for a publication: the Ed25519 signature of its manifest, made with a key derived from the service's secret,
//! so that every node has the same one and it is as well kept. Its public half is at `/.well-known/sonde-signature.json`,
//! as a JWK set; whoever holds it can check a publication years later, without the service.

use data_encoding::BASE64URL_NOPAD;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use thiserror::Error;

use crate::app::App;

const ALGORITHM: &str = "Ed25519";

/// Signs manifests.
#[derive(Clone)]
pub struct Signer(SigningKey);

/// A public key, as an OKP JWK (RFC 8037).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicKey {
    kty: String,
    crv: String,
    /// The key itself, in base64url.
    x: String,
    /// Its thumbprint (RFC 7638).
    kid: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    alg: Option<String>,
    #[serde(rename = "use", default, skip_serializing_if = "Option::is_none")]
    usage: Option<String>,
}

/// The keys a publication may be signed with, as they are published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicKeys {
    pub keys: Vec<PublicKey>,
}

/// What `manifest.sig` says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signed {
    algorithm: String,
    /// Thumbprint of the key.
    pub key: String,
    /// In base64url.
    signature: String,
    /// The key itself: enough to see that nothing moved, not to know who signed.
    x: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BadSignature {
    #[error("la signature n’est pas lisible\u{a0}: {0}")]
    Unreadable(String),
    #[error("la signature n’est pas écrite comme Sonde l’écrit")]
    Rewritten,
    #[error("la clé n’est pas une clé Ed25519 publiée par Sonde\u{a0}: {0}")]
    Key(String),
    #[error("la signature est d’une autre clé ({found}) que celle que vous donnez ({wanted})")]
    OtherKey { found: String, wanted: String },
    #[error("la signature n’est pas celle de ce manifeste")]
    Wrong,
}

impl App {
    /// What publications of this service are signed with.
    pub fn signature_keys(&self) -> PublicKeys {
        self.inner.keys.releases.public_keys()
    }
}

impl Signer {
    pub(super) fn of(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// The text of `manifest.sig`.
    pub fn sign(&self, bytes: &[u8]) -> String {
        let key = self.0.verifying_key();
        let signed = Signed {
            algorithm: ALGORITHM.to_owned(),
            key: thumbprint(&key),
            signature: BASE64URL_NOPAD.encode(&self.0.sign(bytes).to_bytes()),
            x: BASE64URL_NOPAD.encode(key.as_bytes()),
        };
        signed.text()
    }

    pub fn public_keys(&self) -> PublicKeys {
        let key = self.0.verifying_key();
        let public = PublicKey {
            kty: "OKP".to_owned(),
            crv: ALGORITHM.to_owned(),
            x: BASE64URL_NOPAD.encode(key.as_bytes()),
            kid: thumbprint(&key),
            alg: Some("EdDSA".to_owned()),
            usage: Some("sig".to_owned()),
        };
        PublicKeys { keys: vec![public] }
    }
}

impl Signed {
    fn text(&self) -> String {
        // Strings only: always JSON.
        serde_json::to_string(self).map(|text| text + "\n").unwrap_or_default()
    }

    /// Checks that this is the signature of these bytes, by the key it names itself, and by one of those given if any are.
    pub fn check(signature: &[u8], bytes: &[u8], trusted: Option<&PublicKeys>) -> Result<Self, BadSignature> {
        let signed: Self =
            serde_json::from_slice(signature).map_err(|error| BadSignature::Unreadable(error.to_string()))?;
        if signed.text().as_bytes() != signature || signed.algorithm != ALGORITHM {
            return Err(BadSignature::Rewritten);
        }
        let key = verifying_key(&signed.x)?;
        if thumbprint(&key) != signed.key {
            return Err(BadSignature::Key("son empreinte n’est pas la sienne".to_owned()));
        }
        if let Some(trusted) = trusted {
            trusted.know(&signed.key, &signed.x)?;
        }
        let decoded = BASE64URL_NOPAD.decode(signed.signature.as_bytes());
        let decoded = decoded.map_err(|error| BadSignature::Unreadable(error.to_string()))?;
        let found = Signature::from_slice(&decoded).map_err(|error| BadSignature::Unreadable(error.to_string()))?;
        key.verify_strict(bytes, &found).map_err(|_| BadSignature::Wrong)?;
        Ok(signed)
    }
}

impl PublicKeys {
    /// The set as it is published, or one key alone.
    pub fn read(text: &str) -> Result<Self, BadSignature> {
        let set = serde_json::from_str::<Self>(text)
            .or_else(|_| serde_json::from_str::<PublicKey>(text).map(|key| Self { keys: vec![key] }));
        let set = set.map_err(|error| BadSignature::Key(error.to_string()))?;
        if set.keys.is_empty() {
            return Err(BadSignature::Key("le fichier n’en contient aucune".to_owned()));
        }
        Ok(set)
    }

    fn know(&self, id: &str, x: &str) -> Result<(), BadSignature> {
        if self.keys.iter().any(|key| key.kty == "OKP" && key.crv == ALGORITHM && key.x == x) {
            return Ok(());
        }
        let wanted = self.keys.iter().map(|key| key.kid.as_str()).collect::<Vec<_>>().join(", ");
        Err(BadSignature::OtherKey { found: id.to_owned(), wanted })
    }
}

fn verifying_key(x: &str) -> Result<VerifyingKey, BadSignature> {
    let bad = |why: &str| BadSignature::Key(why.to_owned());
    let bytes = BASE64URL_NOPAD.decode(x.as_bytes()).map_err(|_| bad("elle n’est pas en base64url"))?;
    let bytes: [u8; 32] = bytes.try_into().map_err(|_| bad("elle ne fait pas 32 octets"))?;
    VerifyingKey::from_bytes(&bytes).map_err(|_| bad("ce n’est pas un point de la courbe"))
}

/// RFC 7638: the members that make the key, in order, without spaces.
fn thumbprint(key: &VerifyingKey) -> String {
    let x = BASE64URL_NOPAD.encode(key.as_bytes());
    let text = ["{\"crv\":\"Ed25519\",\"kty\":\"OKP\",\"x\":\"", &x, "\"}"].concat();
    BASE64URL_NOPAD.encode(&Sha256::digest(text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signer(first: u8) -> Signer {
        Signer::of(&[first; 32])
    }

    #[test]
    fn a_signature_holds_for_its_bytes_and_its_key_only() {
        let (mine, other) = (signer(1), signer(2));
        let text = mine.sign(b"manifest");
        let check =
            |bytes: &[u8], keys: Option<&PublicKeys>| Signed::check(text.as_bytes(), bytes, keys).map(|one| one.key);
        let id = mine.public_keys().keys[0].kid.clone();
        assert_eq!(check(b"manifest", None), Ok(id.clone()));
        assert_eq!(check(b"manifest", Some(&mine.public_keys())), Ok(id));
        assert_eq!(check(b"Manifest", Some(&mine.public_keys())), Err(BadSignature::Wrong));
        let refused = check(b"manifest", Some(&other.public_keys()));
        assert!(matches!(refused, Err(BadSignature::OtherKey { .. })), "{refused:?}");
    }

    #[test]
    fn any_byte_of_a_signature_changed_is_seen() {
        let text = signer(1).sign(b"manifest");
        for at in 0..text.len() {
            for change in [1, 0x20, 0x80] {
                let mut bytes = text.clone().into_bytes();
                bytes[at] ^= change;
                assert!(Signed::check(&bytes, b"manifest", None).is_err(), "byte {at} with {change}");
            }
        }
    }

    #[test]
    fn published_keys_are_read_back() {
        let keys = signer(1).public_keys();
        let text = serde_json::to_string(&keys).unwrap();
        assert_eq!(PublicKeys::read(&text), Ok(keys.clone()));
        assert_eq!(PublicKeys::read(&serde_json::to_string(&keys.keys[0]).unwrap()), Ok(keys));
        for wrong in ["", "{}", "{\"keys\":[]}", "[]", "{\"keys\":[{\"kty\":\"RSA\"}]}"] {
            assert!(PublicKeys::read(wrong).is_err(), "{wrong}");
        }
    }
}
