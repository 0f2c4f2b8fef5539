//! The names and keys of the service. Each is parsed once, at the edge, and is never a bare string again:
//! the parser is the only constructor.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use thiserror::Error;

/// Longest slug, id or code accepted anywhere.
pub const NAME_CHARS_MAX: usize = 64;

/// Why a name was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("« {given} » n'est pas {what} : {rule}")]
pub struct BadName {
    pub given: String,
    pub what: &'static str,
    pub rule: &'static str,
}

macro_rules! name {
    ($(#[$doc:meta])* $type:ident, $what:literal, $rule:literal, $test:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $type(Box<str>);

        impl $type {
            /// The only constructor.
            pub fn parse(text: &str) -> Result<Self, BadName> {
                let test: fn(&str) -> bool = $test;
                if !text.is_empty() && text.len() <= NAME_CHARS_MAX && test(text) {
                    Ok(Self(text.into()))
                } else {
                    let given = text.chars().take(80).collect();
                    Err(BadName { given, what: $what, rule: $rule })
                }
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $type {
            type Error = BadName;
            fn try_from(text: String) -> Result<Self, BadName> {
                Self::parse(&text)
            }
        }

        impl From<$type> for String {
            fn from(name: $type) -> String {
                name.0.into()
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

fn is_slug(text: &str) -> bool {
    let edge = |c: Option<char>| c.is_some_and(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    edge(text.chars().next())
        && edge(text.chars().next_back())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

fn is_identifier(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn is_code(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '+' | '<' | '.'))
}

name!(
    /// A study, as in `urgence-covid-citoyens`.
    StudySlug, "un nom d'étude", "minuscules sans accent, chiffres et tirets", is_slug
);
name!(
    /// A wave over all studies, as in `urgence-covid-citoyens-2020-05`: the study, a dash, the wave's key.
    WaveSlug, "un nom de vague", "minuscules sans accent, chiffres et tirets", is_slug
);
name!(
    /// A section of a questionnaire, as it stands in an address.
    SectionId, "un nom de section", "minuscules sans accent, chiffres et tirets", is_slug
);
name!(
    /// A question or a computed variable, as in `JC_UTILITE`.
    QuestionId, "un identifiant de question", "lettres, chiffres et soulignés, une lettre d'abord", is_identifier
);
name!(
    /// An option, an item of a grid or a category of a margin, as in `incontournable` or `18-24`.
    OptionCode, "un code", "lettres sans accent, chiffres et _ - + < .", is_code
);
name!(
    /// A net, as in `st_utile`.
    NetId, "un identifiant de sous-total", "lettres, chiffres et soulignés, une lettre d'abord", is_identifier
);
name!(
    /// An end page of a questionnaire, as in `hors-cible`.
    EndId, "un nom de page de fin", "minuscules sans accent, chiffres et tirets", is_slug
);
name!(
    /// A list too long for a file of questions, as in `communes`.
    NomenclatureId, "un nom de nomenclature", "minuscules sans accent, chiffres et tirets", is_slug
);
name!(
    /// What a nomenclature says of each of its entries, as in `region`.
    AttributeId, "un nom d'attribut", "lettres, chiffres et soulignés, une lettre d'abord", is_identifier
);

/// SHA-256 of a canonical text or of a file: what "the same version" means.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Digest([u8; 32]);

impl Digest {
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// Of bytes digested as they passed.
    pub fn of_hash(hash: [u8; 32]) -> Self {
        Self(hash)
    }

    pub fn parse(hex: &str) -> Result<Self, BadName> {
        let bad = || BadName {
            given: hex.chars().take(80).collect(),
            what: "une empreinte SHA-256",
            rule: "64 chiffres hexadécimaux en minuscules",
        };
        let bytes = data_encoding::HEXLOWER.decode(hex.as_bytes()).map_err(|_| bad())?;
        Ok(Self(bytes.try_into().map_err(|_| bad())?))
    }

    pub fn base64(&self) -> String {
        data_encoding::BASE64.encode(&self.0)
    }

    pub fn hex(&self) -> String {
        data_encoding::HEXLOWER.encode(&self.0)
    }
}

impl TryFrom<String> for Digest {
    type Error = BadName;
    fn try_from(text: String) -> Result<Self, BadName> {
        Self::parse(&text)
    }
}

impl From<Digest> for String {
    fn from(digest: Digest) -> String {
        digest.hex()
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.hex())
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({})", self.hex())
    }
}
