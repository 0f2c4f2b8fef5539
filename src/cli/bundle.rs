//! The files of a wave, from a folder laid out as `questionnaires/` is: studies, their waves, the margins beside them,
//! the bank and the nomenclatures (`library`).

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use crate::cli::{CliError, library, versions};
use crate::domain::fault::{Fault, Faults};
use crate::domain::questionnaire::Questionnaire;
use crate::domain::wave::WaveBundle;

/// A file larger than this is not one of ours.
const FILE_BYTES_MAX: u64 = 2 * 1024 * 1024;

/// Where a wave file stands, so that its questionnaire and its margins are found.
const LAYOUT: &str = "questionnaires/<étude>/waves/<clé>.toml";

/// The files of a wave without any fault. `path` is the wave file: `…/<study>/waves/<key>.toml`.
pub(super) fn read(path: &Path) -> Result<WaveBundle, CliError> {
    let wave_text = text(path).map_err(|error| match error {
        CliError::File { path, why } => {
            CliError::File { path, why: format!("{why} — attendu : le fichier d'une vague, {LAYOUT}") }
        }
        other => other,
    })?;
    let wave = (shown(path), wave_text);
    let names = WaveBundle::names_in(&wave.0, &wave.1)?;
    let study = folder_above(path, 2)?;
    let folder = folder_above(path, 3)?.join("margins");
    let questionnaire = study.join(format!("v{}.toml", names.questionnaire_version));
    let (mut margins, mut unread) = (BTreeMap::new(), Vec::new());
    for name in names.margins {
        match text(&folder.join(&name)) {
            Ok(content) => drop(margins.insert(name, content)),
            // One that is not there is told at the line that names it.
            Err(_) if !folder.join(&name).exists() => {}
            Err(error) => unread.push(unreadable(error)?),
        }
    }
    let bundle = whole(&questionnaire, wave, margins)?;
    let mut found = match bundle.read() {
        Ok((q, _)) => versions::misplaced(&questionnaire, &bundle.questionnaire.1, &q),
        Err(faults) => {
            let root = folder_above(path, 3)?;
            located(located(faults, &bundle.margins, &folder), &bundle.neighbours, &root).0
        }
    };
    found.extend(unread);
    if found.is_empty() { Ok(bundle) } else { Err(Faults(found).into()) }
}

/// A file that cannot be read is a fault of that file; anything else stops.
pub(super) fn unreadable(error: CliError) -> Result<Fault, CliError> {
    let CliError::File { path, why } = error else { return Err(error) };
    Ok(Fault { file: path, line: 0, column: 0, length: 0, place: String::new(), what: why, expected: None })
}

/// Reads one questionnaire, `…/<study>/v1.toml`, with what stands beside its study.
pub(super) fn read_questionnaire(path: &Path) -> Result<Questionnaire, CliError> {
    checked(path).map(|(questionnaire, _)| questionnaire)
}

/// The files of one questionnaire without any fault, no wave with them.
pub(super) fn version(path: &Path) -> Result<WaveBundle, CliError> {
    checked(path).map(|(_, bundle)| bundle)
}

fn checked(path: &Path) -> Result<(Questionnaire, WaveBundle), CliError> {
    let bundle = whole(path, (String::new(), String::new()), BTreeMap::new())?;
    match bundle.questionnaire() {
        Ok(questionnaire) => {
            let misplaced = versions::misplaced(path, &bundle.questionnaire.1, &questionnaire);
            if misplaced.is_empty() { Ok((questionnaire, bundle)) } else { Err(Faults(misplaced).into()) }
        }
        Err(faults) => Err(located(faults, &bundle.neighbours, &folder_above(path, 2)?).into()),
    }
}

fn whole(
    questionnaire: &Path,
    wave: (String, String),
    margins: BTreeMap<String, String>,
) -> Result<WaveBundle, CliError> {
    let content = text(questionnaire)?;
    let root = folder_above(questionnaire, 2)?;
    let mut neighbours = library::files(&root, &content)?;
    neighbours.extend(library::logos(&root, &wave.1)?);
    Ok(WaveBundle { questionnaire: (shown(questionnaire), content), wave, margins, neighbours })
}

/// A bundle knows its margins and its neighbours by name alone; a person looks for a file.
pub(super) fn located(mut faults: Faults, files: &BTreeMap<String, String>, folder: &Path) -> Faults {
    for fault in &mut faults.0 {
        if files.contains_key(&fault.file) {
            fault.file = shown(&folder.join(&fault.file));
        }
    }
    faults
}

/// The folder so many levels up, written as the path was given wherever that is possible.
pub(super) fn folder_above(path: &Path, levels: usize) -> Result<PathBuf, CliError> {
    let parts: Vec<_> = path.components().rev().collect();
    let is_written = parts.len() > levels && parts.iter().take(levels).all(|part| matches!(part, Component::Normal(_)));
    if let Some(folder) = path.ancestors().nth(levels).filter(|_| is_written) {
        return Ok(folder.to_owned());
    }
    // « .. » has to be followed before anything above it is named.
    let absolute = path.canonicalize().or_else(|_| std::path::absolute(path));
    let absolute = absolute.map_err(|error| CliError::io(path, &error))?;
    let folder = absolute
        .ancestors()
        .nth(levels)
        .ok_or_else(|| CliError::file(path, format!("un fichier de vague se trouve dans {LAYOUT}")))?;
    Ok(folder.to_owned())
}

pub(super) fn text(path: &Path) -> Result<String, CliError> {
    text_within(path, FILE_BYTES_MAX)
}

pub(super) fn text_within(path: &Path, bytes_max: u64) -> Result<String, CliError> {
    let bytes = bytes_within(path, bytes_max)?;
    String::from_utf8(bytes).map_err(|_| CliError::file(path, "ce n'est pas un texte en UTF-8"))
}

pub(super) fn bytes_within(path: &Path, bytes_max: u64) -> Result<Vec<u8>, CliError> {
    let size = std::fs::metadata(path).map_err(|error| CliError::io(path, &error))?.len();
    if size > bytes_max {
        return Err(CliError::file(path, format!("{size} octets, au plus {bytes_max}")));
    }
    std::fs::read(path).map_err(|error| CliError::io(path, &error))
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn copied(folder: &Path) -> PathBuf {
        let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("questionnaires");
        for part in ["bank", "margins", "urgence-covid-citoyens/waves"] {
            std::fs::create_dir_all(folder.join(part)).unwrap();
            for entry in std::fs::read_dir(shipped.join(part)).unwrap() {
                let entry = entry.unwrap();
                std::fs::copy(entry.path(), folder.join(part).join(entry.file_name())).unwrap();
            }
        }
        let version = "urgence-covid-citoyens/v1.toml";
        std::fs::copy(shipped.join(version), folder.join(version)).unwrap();
        folder.join("urgence-covid-citoyens/waves/2020-05.toml")
    }

    #[test]
    fn a_fault_in_a_margin_names_the_file_with_its_folder() {
        let folder = tempfile::tempdir().unwrap();
        let wave = copied(folder.path());
        read(&wave).unwrap();
        let margin = folder.path().join("margins/region13.csv");
        let text = std::fs::read_to_string(&margin).unwrap();
        std::fs::write(&margin, text.replacen("0.188018", "beaucoup", 1)).unwrap();
        let told = read(&wave).unwrap_err().to_string();
        assert!(told.contains(&format!("{}:", margin.display())), "{told}");
    }

    #[test]
    fn a_wave_file_that_is_not_one_is_refused_in_french_with_where_it_should_be() {
        let folder = tempfile::tempdir().unwrap();
        let absent = read(&folder.path().join("missing.toml")).unwrap_err().to_string();
        assert!(absent.contains("missing.toml : introuvable") && absent.contains(LAYOUT), "{absent}");
        let is_folder = read(folder.path()).unwrap_err().to_string();
        assert!(is_folder.contains("c'est un dossier") && is_folder.contains(LAYOUT), "{is_folder}");
    }
}
