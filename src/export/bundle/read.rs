//! From an archive anybody may have made back to its manifest and files. Nothing it says of its own sizes is believed;
//! names are of plain files; what is not as we write it is refused.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use zip::ZipArchive;

use super::{FORMAT, MANIFEST, Manifest, ManifestFile, SIGNATURE};
use crate::domain::id::Digest;

/// Of the archive as it arrives.
const BUNDLE_MIB_MAX: usize = 64;
const ENTRIES_MAX: usize = 64;
const NAME_BYTES_MAX: usize = 100;
/// What the entries may unfold to, together.
const UNFOLDED_MIB_MAX: u64 = 256;
const MANIFEST_BYTES_MAX: usize = 1024 * 1024;
const SIGNATURE_BYTES_MAX: usize = 4096;
const MIB: u64 = 1024 * 1024;
/// The end of an archive without a comment, and where in it stands the count of entries.
const END_BYTES: usize = 22;
const END_MARK: [u8; 4] = *b"PK\x05\x06";
const END_COUNT_AT: usize = 10;

/// Why these bytes are not a bundle that can be looked at.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadBundle {
    #[error("ce n’est pas une archive zip lisible\u{a0}: {0}")]
    Damaged(String),
    #[error("l’archive passe {BUNDLE_MIB_MAX}\u{a0}Mio")]
    Large,
    #[error("l’archive a {0} entrées, plus que les {ENTRIES_MAX} permises")]
    ManyEntries(usize),
    #[error("l’archive porte deux fois un même nom, ou autre chose que ses fichiers")]
    Disguised,
    #[error(
        "le nom «\u{a0}{0}\u{a0}» n’est pas celui d’un fichier de publication\u{a0}: lettres sans accent, chiffres, «\u{a0}.\u{a0}», «\u{a0}-\u{a0}» et «\u{a0}_\u{a0}», {NAME_BYTES_MAX} au plus, sans dossier"
    )]
    Name(String),
    #[error("l’archive se déplie en plus de {UNFOLDED_MIB_MAX}\u{a0}Mio")]
    Unfolds,
    #[error("«\u{a0}{0}\u{a0}» ne peut pas être déplié\u{a0}: {1}")]
    Entry(String, String),
    #[error("il n’y a pas de {MANIFEST} dans l’archive")]
    NoManifest,
    #[error("{MANIFEST} n’est pas lisible\u{a0}: {0}")]
    Manifest(String),
    #[error("{MANIFEST} est au format {0}\u{a0}; cette version lit le format {FORMAT}")]
    Format(u32),
    #[error("{SIGNATURE} passe {SIGNATURE_BYTES_MAX} octets")]
    LongSignature,
}

/// What an archive holds, unfolded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    pub manifest: Manifest,
    /// As they stand in the archive: what a signature is over.
    pub manifest_bytes: Vec<u8>,
    pub signature: Option<Vec<u8>>,
    /// All but the manifest and its signature, by name.
    pub files: BTreeMap<String, Vec<u8>>,
}

/// Where an archive is not what its own manifest says.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("{0} est annoncé par le manifeste et n’est pas dans l’archive")]
    Missing(String),
    #[error("{0} est dans l’archive sans être annoncé par le manifeste")]
    Unannounced(String),
    #[error("{0} est annoncé deux fois par le manifeste")]
    Twice(String),
    #[error("{name} a {found} octets au lieu de {said}")]
    Size { name: String, said: u64, found: u64 },
    #[error("{name} a l’empreinte {found} au lieu de {said}")]
    Digest { name: String, said: Digest, found: Digest },
}

/// Unfolds an archive, within bounds. What it holds is compared with its manifest by `Bundle::faults`.
pub fn read(bytes: &[u8]) -> Result<Bundle, BadBundle> {
    if bytes.len() > BUNDLE_MIB_MAX * 1024 * 1024 {
        return Err(BadBundle::Large);
    }
    understood(unfolded(bytes, UNFOLDED_MIB_MAX * MIB)?)
}

/// Entries by their names, of so many bytes together at most.
pub(super) fn unfolded(bytes: &[u8], mut left: u64) -> Result<BTreeMap<String, Vec<u8>>, BadBundle> {
    let damaged = |error: zip::result::ZipError| BadBundle::Damaged(error.to_string());
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    if archive.len() > ENTRIES_MAX {
        return Err(BadBundle::ManyEntries(archive.len()));
    }
    // Of entries of one name, a reader may take the first and another the last.
    if announced(bytes) != Some(archive.len()) || archive.offset() != 0 {
        return Err(BadBundle::Disguised);
    }
    let mut files = BTreeMap::new();
    for at in 0..archive.len() {
        let entry = archive.by_index(at).map_err(damaged)?;
        let name = entry.name().to_owned();
        if !is_plain(&name) || !entry.is_file() {
            return Err(BadBundle::Name(name.chars().take(NAME_BYTES_MAX).collect()));
        }
        let mut content = Vec::new();
        let unreadable = |error: std::io::Error| BadBundle::Entry(name.clone(), error.to_string());
        entry.take(left + 1).read_to_end(&mut content).map_err(unreadable)?;
        left = left.checked_sub(size(&content)).ok_or(BadBundle::Unfolds)?;
        if files.insert(name, content).is_some() {
            return Err(BadBundle::Disguised);
        }
    }
    Ok(files)
}

fn understood(mut files: BTreeMap<String, Vec<u8>>) -> Result<Bundle, BadBundle> {
    let manifest_bytes = files.remove(MANIFEST).ok_or(BadBundle::NoManifest)?;
    if manifest_bytes.len() > MANIFEST_BYTES_MAX {
        return Err(BadBundle::Manifest("il est trop long".to_owned()));
    }
    let unreadable = |error: serde_json::Error| BadBundle::Manifest(error.to_string());
    let value: serde_json::Value = serde_json::from_slice(&manifest_bytes).map_err(unreadable)?;
    // Before its fields: those of a later format are not known here.
    if let Some(format) = value.get("format").and_then(serde_json::Value::as_u64)
        && format != u64::from(FORMAT)
    {
        return Err(BadBundle::Format(u32::try_from(format).unwrap_or(u32::MAX)));
    }
    let manifest: Manifest = serde_json::from_slice(&manifest_bytes).map_err(unreadable)?;
    let signature = files.remove(SIGNATURE);
    if signature.as_ref().is_some_and(|signature| signature.len() > SIGNATURE_BYTES_MAX) {
        return Err(BadBundle::LongSignature);
    }
    Ok(Bundle { manifest, manifest_bytes, signature, files })
}

impl Bundle {
    /// Every file that is not as the manifest says, in the order of names; none where all is well.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut said: BTreeMap<&str, &ManifestFile> = BTreeMap::new();
        for file in &self.manifest.files {
            if said.insert(&file.name, file).is_some() {
                faults.push(Fault::Twice(file.name.clone()));
            }
        }
        for (name, bytes) in &self.files {
            match said.remove(name.as_str()) {
                Some(file) => faults.extend(difference(file, bytes)),
                None => faults.push(Fault::Unannounced(name.clone())),
            }
        }
        faults.extend(said.into_keys().map(|name| Fault::Missing(name.to_owned())));
        faults
    }
}

fn difference(said: &ManifestFile, bytes: &[u8]) -> Option<Fault> {
    let name = said.name.clone();
    if size(bytes) != said.bytes {
        return Some(Fault::Size { name, said: said.bytes, found: size(bytes) });
    }
    let found = Digest::of(bytes);
    (found != said.sha256).then_some(Fault::Digest { name, said: said.sha256, found })
}

/// How many entries the end of the archive counts; none where it ends otherwise than ours do.
fn announced(bytes: &[u8]) -> Option<usize> {
    let end = bytes.get(bytes.len().checked_sub(END_BYTES)?..)?;
    let count = end.get(END_COUNT_AT..)?.first_chunk::<2>()?;
    end.starts_with(&END_MARK).then(|| usize::from(u16::from_le_bytes(*count)))
}

fn is_plain(name: &str) -> bool {
    let is_known = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    name.len() <= NAME_BYTES_MAX && !name.starts_with('.') && !name.is_empty() && name.bytes().all(is_known)
}

fn size(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}
