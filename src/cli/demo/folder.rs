//! The folder of the demonstration: made anew each time, and never somebody else's.

use std::fs;
use std::path::{Path, PathBuf};

use crate::app::settings::Settings;
use crate::cli::demo::report::Report;
use crate::cli::settings::sqlite_in;
use crate::cli::{CliError, secret, start};
use crate::store::{accounts, migrate, waves};

const DEFAULT: &str = "sonde-demo";
/// Says that a folder is ours to empty, and keeps the accounts of the demonstration.
const MARK: &str = "demo.json";
/// What a new demonstration takes away. The secret stays: a database that is elsewhere may know no other.
const OURS: [&str; 4] = ["sonde.sqlite", "sonde.sqlite-wal", "sonde.sqlite-shm", MARK];

/// Where the demonstration goes: nothing there, or a former one. Any other content is refused. Nothing is touched yet.
pub(super) fn choose(asked: Option<&Path>) -> Result<PathBuf, CliError> {
    let folder = asked.unwrap_or(Path::new(DEFAULT)).to_owned();
    if folder.exists() && !folder.join(MARK).exists() && !is_empty(&folder)? {
        return Err(CliError::file(
            &folder,
            "ce dossier contient autre chose qu'une démonstration — donnez un dossier neuf : --data NOM",
        ));
    }
    Ok(folder)
}

/// A database that is not the folder's own is never emptied: it must be empty.
pub(super) fn require_free_database(settings: &Settings, folder: &Path) -> Result<(), CliError> {
    if settings.database_url == sqlite_in(folder) {
        return Ok(());
    }
    let store = start::store(settings)?;
    let status = migrate::status(&store)?;
    let is_free = match (status.applied.is_empty(), status.pending.is_empty()) {
        (true, _) => true,
        // Of an earlier program: its tables are not ours to read, and a former service made them.
        (false, false) => false,
        (false, true) => store.read(|tx| Ok(waves::list(tx)?.is_empty() && accounts::list(tx)?.is_empty()))?,
    };
    if is_free {
        return Ok(());
    }
    Err(CliError::Refused(format!(
        "{} : cette base contient déjà des vagues ou des comptes — donnez une base vide, ou aucune : sans --database, la \
         démonstration fait la sienne dans son dossier",
        store.shown_address()
    )))
}

/// Empties the folder of a former demonstration.
pub(super) fn prepare(folder: &Path) -> Result<(), CliError> {
    for name in OURS {
        remove(&folder.join(name))?;
    }
    start::make_folder(folder)?;
    // Marked before anything is put there, so that an interrupted demonstration can be made again.
    write(folder, "{}")
}

/// Keeps what the demonstration printed, passwords included, for its owner alone.
pub(super) fn remember(folder: &Path, report: &Report) -> Result<(), CliError> {
    remove(&folder.join(MARK))?;
    write(folder, &report.json().to_string())
}

fn write(folder: &Path, text: &str) -> Result<(), CliError> {
    let path = folder.join(MARK);
    secret::write_private(&path, text).map_err(|error| CliError::io(&path, &error))
}

fn remove(path: &Path) -> Result<(), CliError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(CliError::io(path, &error)),
        _ => Ok(()),
    }
}

fn is_empty(folder: &Path) -> Result<bool, CliError> {
    let mut entries = fs::read_dir(folder).map_err(|error| CliError::io(folder, &error))?;
    Ok(entries.next().is_none())
}
