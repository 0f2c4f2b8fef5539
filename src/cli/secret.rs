//! The secret of the service: read if there is one, else made by the first start. There is no default. A file of it is
//! whole or not there, whatever crashes and however many nodes of one folder start together.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

use crate::app::keys::Keys;
use crate::cli::CliError;

/// The secret that is there, if any. A wrong one stops the start before anything was done.
pub(super) fn known(path: &Path) -> Result<Option<Keys>, CliError> {
    let mode = match fs::metadata(path) {
        Ok(file) => file.permissions().mode(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(CliError::io(path, &error)),
    };
    if mode & 0o077 != 0 {
        return Err(CliError::file(
            path,
            format!("d'autres que vous peuvent lire le secret (droits {:o}) — faites : chmod 600", mode & 0o777),
        ));
    }
    let text = fs::read_to_string(path).map_err(|error| CliError::io(path, &error))?;
    Keys::from_secret(&text).map(Some).map_err(|error| CliError::file(path, error))
}

/// A secret that only its owner reads.
pub(super) fn make(path: &Path) -> Result<Keys, CliError> {
    let secret = data_encoding::HEXLOWER.encode(&rand::random::<[u8; 32]>());
    match write_private(path, &secret) {
        // Another node of this folder was faster: its secret counts.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(CliError::file(path, "le dossier de ce fichier n'existe pas"));
        }
        other => other.map_err(|error| CliError::io(path, &error))?,
    }
    known(path)?.ok_or_else(|| CliError::file(path, "le secret a disparu sitôt écrit"))
}

/// Writes a new file that only its owner reads, all of it or nothing. One that exists is kept, and is the error: hence a
/// link to a finished file, where a rename would replace the other's.
pub(super) fn write_private(path: &Path, text: &str) -> io::Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let draft = path.with_file_name(format!(".{name}.{:016x}", rand::random::<u64>()));
    let outcome = write_whole(&draft, text).and_then(|()| fs::hard_link(&draft, path));
    let tidied = fs::remove_file(&draft);
    outcome?;
    tidied?;
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => File::open(folder)?.sync_all(),
        _ => File::open(".")?.sync_all(),
    }
}

fn write_whole(path: &Path, text: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn a_file_already_there_is_kept_and_no_draft_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret.key");
        write_private(&path, "first").unwrap();
        assert_eq!(write_private(&path, "second").unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read_to_string(&path).unwrap(), "first");
        assert_eq!(names(folder.path()), ["secret.key"]);
    }

    #[test]
    fn nodes_that_start_together_read_one_whole_secret() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret.key");
        let prints: Vec<String> = std::thread::scope(|scope| {
            let nodes: Vec<_> = (0..8)
                .map(|_| {
                    scope.spawn(|| match known(&path).unwrap() {
                        Some(keys) => keys.fingerprint().to_owned(),
                        None => make(&path).unwrap().fingerprint().to_owned(),
                    })
                })
                .collect();
            nodes.into_iter().map(|node| node.join().unwrap()).collect()
        });
        assert!(prints.iter().all(|print| *print == prints[0]), "{prints:?}");
        assert_eq!(names(folder.path()), ["secret.key"]);
    }
}
