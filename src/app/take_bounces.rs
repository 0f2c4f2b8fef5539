//! Letters that came back: from a maildir a mail server delivers to, or sent by it over HTTP. A report counts only if it
//! names a letter of ours, by the tag of the address it was sent to or by the letter's Message-ID; both are known to the
//! recipient's server alone, so nobody can have somebody else's address given up.

use std::fs;
use std::path::{Path, PathBuf};

use crate::app::settings::MailSettings;
use crate::app::{App, AppError};
use crate::domain::letter::Suppression;
use crate::mail::bounce::{self, BOUNCE_BYTES_MAX, Bounce, Verdict};
use crate::store::ids::InvitationId;
use crate::store::mailings::MailingRow;
use crate::store::{StoreError, WriteTx, contacts, mailings, suppressions};

/// Names of letters in one report, looked up in one write. A server writes one or two, and each hop a copy of its address.
const NAMES_MAX: usize = 32;

/// Reports read in one turn.
const REPORTS_A_TURN: usize = 200;

/// What a report was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// Of a letter of ours, and noted.
    Noted,
    /// Of a letter of ours, and nothing to note.
    Nothing,
    /// No report, or of no letter of ours.
    Unknown,
}

impl App {
    /// One report, as a mail server wrote it; refused when it names more letters than any server would.
    pub async fn take_bounce(&self, bytes: &[u8]) -> Result<Taken, AppError> {
        let Some(report) = bounce::read(bytes) else { return Ok(Taken::Unknown) };
        let names = report.tags.len() + report.message_ids.len();
        if names > NAMES_MAX {
            let why = format!("{names} lettres nommées dans un seul rapport\u{a0}; au plus {NAMES_MAX}");
            return Err(AppError::BadField { field: "message-id", why });
        }
        let tagged: Vec<InvitationId> = report.tags.iter().filter_map(|tag| self.tagged(tag).ok()).collect();
        Ok(self.inner.store.write_async(move |tx| note(tx, &report, &tagged)).await?)
    }

    /// The reports of the folder of the settings; says how many were ours. What is ours is removed, since it holds an
    /// address; the rest is put aside, where a person finds it.
    pub async fn take_bounces(&self) -> Result<usize, AppError> {
        let MailSettings::Smtp(smtp) = &self.inner.settings.mail else { return Ok(0) };
        let Some(folder) = smtp.bounce_folder.clone() else { return Ok(0) };
        let found = on_disk(move || new_files(&folder)).await?;
        let mut taken = 0;
        for path in found {
            let at = path.clone();
            let bytes = on_disk(move || read(&at)).await?;
            let is_ours = match self.take_bounce(&bytes).await {
                Ok(taken) => taken != Taken::Unknown,
                Err(AppError::BadField { .. }) => false,
                Err(error) => return Err(error),
            };
            taken += usize::from(is_ours);
            on_disk(move || if is_ours { removed(&path) } else { aside(&path) }).await?;
        }
        Ok(taken)
    }
}

fn note(tx: &mut WriteTx<'_>, report: &Bounce, tagged: &[InvitationId]) -> Result<Taken, StoreError> {
    let Some(letter) = letter_of(tx, report, tagged)? else { return Ok(Taken::Unknown) };
    if report.verdict == Verdict::Nothing {
        return Ok(Taken::Nothing);
    }
    mailings::mark_returned(tx, &letter, &report.status)?;
    if report.verdict == Verdict::NoSuchMailbox
        && let Some(contact) = contacts::by_id_anywhere(tx, letter.contact_id)?
    {
        let now = tx.now()?;
        suppressions::add(tx, contact.address_hash, Suppression::Bounced, now)?;
    }
    Ok(Taken::Noted)
}

/// By the returned Message-ID, which names the step too; else the last letter to whom the tag names.
fn letter_of(tx: &mut WriteTx<'_>, report: &Bounce, tagged: &[InvitationId]) -> Result<Option<MailingRow>, StoreError> {
    for message_id in &report.message_ids {
        let own = message_id.split('@').next().unwrap_or_default();
        if let Some(letter) = mailings::by_message_id(tx, own)? {
            return Ok(Some(letter));
        }
    }
    for id in tagged {
        let Some(contact) = contacts::by_id_anywhere(tx, *id)? else { continue };
        if let Some(letter) = mailings::last_sent(tx, contact.wave_id, *id)? {
            return Ok(Some(letter));
        }
    }
    Ok(None)
}

async fn on_disk<T: Send + 'static>(work: impl FnOnce() -> std::io::Result<T> + Send + 'static) -> Result<T, AppError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| AppError::Internal(format!("bounces: {error}")))?
        .map_err(|error| AppError::Internal(format!("bounces: {error}")))
}

fn new_files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let new = folder.join("new");
    if !new.exists() {
        // Made by the first delivery.
        return Ok(Vec::new());
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(new)?.take(REPORTS_A_TURN) {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            files.push(entry.path());
        }
    }
    Ok(files)
}

/// Its beginning, if it is larger than any report. Another node may have taken it: then it is empty, and nothing.
fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    use std::io::Read as _;
    let mut bytes = Vec::new();
    match fs::File::open(path) {
        Ok(file) => {
            file.take(u64::try_from(BOUNCE_BYTES_MAX).unwrap_or(u64::MAX)).read_to_end(&mut bytes)?;
            Ok(bytes)
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(bytes),
        Err(error) => Err(error),
    }
}

fn removed(path: &Path) -> std::io::Result<()> {
    gone(fs::remove_file(path))
}

fn aside(path: &Path) -> std::io::Result<()> {
    let (Some(folder), Some(name)) = (path.parent().and_then(Path::parent), path.file_name()) else { return Ok(()) };
    let cur = folder.join("cur");
    fs::create_dir_all(&cur)?;
    let mut name = name.to_owned();
    name.push(":2,");
    gone(fs::rename(path, cur.join(name)))
}

/// Another node was faster.
fn gone(done: std::io::Result<()>) -> std::io::Result<()> {
    match done {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}
