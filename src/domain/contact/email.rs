//! An address one can write to, checked as a mailbox on the internet: no comment, no quoted part, no bare host.

use thiserror::Error;

const ADDRESS_CHARS_MAX: usize = 254;
const LOCAL_CHARS_MAX: usize = 64;
const LABEL_CHARS_MAX: usize = 63;

/// As written, without the spaces around it. Compared by [`Email::key`].
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Email(String);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum BadEmail {
    #[error("adresse absente")]
    Empty,
    #[error("adresse de plus de {ADDRESS_CHARS_MAX} caractères")]
    Long,
    #[error("adresse sans « @ », ou avec plusieurs")]
    At,
    #[error("caractère refusé avant le « @ »")]
    Local,
    #[error("nom de domaine refusé après le « @ »")]
    Domain,
}

impl BadEmail {
    pub const EXPECTED: &'static str = "une adresse comme prenom.nom@exemple.fr";
}

impl Email {
    pub fn parse(text: &str) -> Result<Self, BadEmail> {
        let text = text.trim();
        if text.is_empty() {
            return Err(BadEmail::Empty);
        }
        if text.len() > ADDRESS_CHARS_MAX {
            return Err(BadEmail::Long);
        }
        let (local, domain) = text.split_once('@').filter(|(_, rest)| !rest.contains('@')).ok_or(BadEmail::At)?;
        if !is_local(local) {
            return Err(BadEmail::Local);
        }
        if is_domain(domain) { Ok(Self(text.to_owned())) } else { Err(BadEmail::Domain) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same for two ways of writing one mailbox: no server in use tells capitals apart.
    pub fn key(&self) -> String {
        self.0.to_ascii_lowercase()
    }

    /// In lower case.
    pub fn domain(&self) -> String {
        self.0.rsplit('@').next().unwrap_or_default().to_ascii_lowercase()
    }
}

impl std::fmt::Debug for Email {
    /// Without the address.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Email(…)")
    }
}

/// Atoms of RFC 5322 between single dots.
fn is_local(local: &str) -> bool {
    let is_atom = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&b);
    let dots = local.starts_with('.') || local.ends_with('.') || local.contains("..");
    !local.is_empty() && local.len() <= LOCAL_CHARS_MAX && local.bytes().all(is_atom) && !dots
}

/// Labels between dots, at least two, the last one not a number.
fn is_domain(domain: &str) -> bool {
    let labels: Vec<&str> = domain.split('.').collect();
    let is_label = |label: &&str| {
        let fits = !label.is_empty() && label.len() <= LABEL_CHARS_MAX;
        fits && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    let last = labels.last().copied().unwrap_or_default();
    labels.len() > 1 && labels.iter().all(is_label) && last.len() > 1 && !last.bytes().all(|b| b.is_ascii_digit())
}
