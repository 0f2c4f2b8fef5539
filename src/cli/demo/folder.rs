//! The folder of the demonstration: made anew each time, and never somebody else's.

use std::fs;
use std::path::{Path, PathBuf};

use crate::cli::demo::report::Report;
use crate::cli::{CliError, start};

const DEFAULT: &str = "sonde-demo";
/// Says that a folder is ours to empty, and keeps the accounts of the demonstration.
const MARK: &str = "demo.json";
/// Everything a demonstration leaves in its folder.
const OURS: [&str; 5] = ["sonde.sqlite", "sonde.sqlite-wal", "sonde.sqlite-shm", "secret.key", MARK];

/// An empty folder. One that holds a former demonstration is emptied of it; any other content is refused.
pub(super) fn prepare(asked: Option<&Path>) -> Result<PathBuf, CliError> {
    let folder = asked.unwrap_or(Path::new(DEFAULT)).to_owned();
    if folder.join(MARK).exists() {
        for name in OURS {
            remove(&folder.join(name))?;
        }
    } else if folder.exists() && !is_empty(&folder)? {
        return Err(CliError::file(
            &folder,
            "ce dossier contient autre chose qu'une démonstration — donnez un dossier neuf : --data NOM",
        ));
    }
    start::make_folder(&folder)?;
    // Marked before anything is put there, so that an interrupted demonstration can be made again.
    write(&folder, "{}")?;
    Ok(folder)
}

/// Keeps what the demonstration printed, passwords included, for its owner alone.
pub(super) fn remember(folder: &Path, report: &Report) -> Result<(), CliError> {
    remove(&folder.join(MARK))?;
    write(folder, &report.json().to_string())
}

fn write(folder: &Path, text: &str) -> Result<(), CliError> {
    let path = folder.join(MARK);
    start::write_private(&path, text).map_err(|error| CliError::file(&path, error))
}

fn remove(path: &Path) -> Result<(), CliError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(CliError::file(path, error)),
        _ => Ok(()),
    }
}

fn is_empty(folder: &Path) -> Result<bool, CliError> {
    let mut entries = fs::read_dir(folder).map_err(|error| CliError::file(folder, error))?;
    Ok(entries.next().is_none())
}
