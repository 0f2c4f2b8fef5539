//! The files of a wave, from a folder laid out as `questionnaires/` is: studies, their waves, the margins beside them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::cli::CliError;
use crate::domain::wave::WaveBundle;

/// A file larger than this is not one of ours.
const FILE_BYTES_MAX: u64 = 2 * 1024 * 1024;

/// `PATH` is the wave file: `…/<study>/waves/<key>.toml`.
pub(super) fn read(path: &Path) -> Result<WaveBundle, CliError> {
    let wave = (shown(path), text(path)?);
    let names = WaveBundle::names_in(&wave.0, &wave.1)?;
    let study = folder_above(path, 2)?;
    let root = folder_above(path, 3)?;
    let questionnaire = study.join(format!("v{}.toml", names.questionnaire_version));
    let mut margins = BTreeMap::new();
    for name in names.margins {
        let file = root.join("margins").join(&name);
        let content = text(&file)?;
        margins.insert(name, content);
    }
    Ok(WaveBundle { questionnaire: (shown(&questionnaire), text(&questionnaire)?), wave, margins })
}

fn folder_above(path: &Path, levels: usize) -> Result<PathBuf, CliError> {
    let absolute = std::path::absolute(path).map_err(|error| CliError::file(path, error))?;
    let folder = absolute.ancestors().nth(levels).ok_or_else(|| {
        CliError::file(path, "un fichier de vague se trouve dans questionnaires/<étude>/waves/<clé>.toml")
    })?;
    Ok(folder.to_owned())
}

pub(super) fn text(path: &Path) -> Result<String, CliError> {
    let size = std::fs::metadata(path).map_err(|error| CliError::file(path, error))?.len();
    if size > FILE_BYTES_MAX {
        return Err(CliError::file(path, format!("{size} octets, au plus {FILE_BYTES_MAX}")));
    }
    let bytes = std::fs::read(path).map_err(|error| CliError::file(path, error))?;
    String::from_utf8(bytes).map_err(|_| CliError::file(path, "ce n'est pas un texte en UTF-8"))
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
