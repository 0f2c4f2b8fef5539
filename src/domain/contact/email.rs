//! An address one can write to, checked as a mailbox on the internet: no comment, no quoted part, no bare host. The same
//! rule tells whether what a respondent typed may be one.

use thiserror::Error;

/// Longest address and part of one before the « @ »: RFC 5321, 4.5.3.1.
const ADDRESS_BYTES_MAX: usize = 254;
const LOCAL_BYTES_MAX: usize = 64;
/// Longest part of a domain name: RFC 1035, 2.3.4.
const LABEL_BYTES_MAX: usize = 63;

/// As written, without the spaces around it. Compared by [`Email::key`].
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Email(String);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum BadEmail {
    #[error("adresse absente")]
    Empty,
    #[error("adresse de plus de {ADDRESS_BYTES_MAX} caractères")]
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
        match fault_of(text, Letters::Ascii) {
            None => Ok(Self(text.to_owned())),
            Some(bad) => Err(bad),
        }
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

/// Letters an address may be made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Letters {
    /// Those every mail server carries.
    Ascii,
    /// Those of any language besides (RFC 6531).
    Any,
}

/// Whether an address somebody gives may be theirs: the same rule, in the letters of any language. Nobody writes there
/// before it was read as an [`Email`].
pub fn is_address(text: &str) -> bool {
    fault_of(text, Letters::Any).is_none()
}

fn fault_of(text: &str, letters: Letters) -> Option<BadEmail> {
    if text.is_empty() {
        return Some(BadEmail::Empty);
    }
    if text.len() > ADDRESS_BYTES_MAX {
        return Some(BadEmail::Long);
    }
    let Some((local, domain)) = text.split_once('@').filter(|(_, rest)| !rest.contains('@')) else {
        return Some(BadEmail::At);
    };
    if !is_local(local, letters) {
        return Some(BadEmail::Local);
    }
    (!is_domain(domain, letters)).then_some(BadEmail::Domain)
}

/// Atoms of RFC 5322 between single dots.
fn is_local(local: &str, letters: Letters) -> bool {
    let is_atom = |c: char| match c.is_ascii() {
        true => c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c),
        false => letters == Letters::Any && !c.is_whitespace() && !c.is_control(),
    };
    let dots = local.starts_with('.') || local.ends_with('.') || local.contains("..");
    !local.is_empty() && local.len() <= LOCAL_BYTES_MAX && local.chars().all(is_atom) && !dots
}

/// Labels between dots, at least two, the last one not a number.
fn is_domain(domain: &str, letters: Letters) -> bool {
    let is_letter = |c: char| c.is_ascii_alphanumeric() || (letters == Letters::Any && c.is_alphanumeric());
    let is_label = |label: &&str| {
        let fits = !label.is_empty() && label.len() <= LABEL_BYTES_MAX;
        fits && !label.starts_with('-') && !label.ends_with('-') && label.chars().all(|c| is_letter(c) || c == '-')
    };
    let labels: Vec<&str> = domain.split('.').collect();
    let last = labels.last().copied().unwrap_or_default();
    let is_named = last.chars().count() > 1 && !last.bytes().all(|b| b.is_ascii_digit());
    labels.len() > 1 && labels.iter().all(is_label) && is_named
}
