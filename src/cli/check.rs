//! `sonde check`: everything wrong in questionnaire and wave files, before anybody sees them.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::cli::{CliError, Common, bundle, faults};
use crate::domain::fault::{Fault, Faults};
use crate::domain::questionnaire::diff::{ChangeClass, diff};

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// Fichiers de questionnaire (v1.toml) ou de vague (waves/2020-05.toml), ou dossiers qui en contiennent
    #[arg(required = true, value_name = "FICHIER|DOSSIER")]
    paths: Vec<PathBuf>,
}

pub(super) fn run(common: &Common, args: &CheckArgs) -> Result<(), CliError> {
    let mut files = Vec::new();
    for path in &args.paths {
        if path.is_dir() {
            let found = files.len();
            find(path, &mut files)?;
            if files.len() == found {
                return Err(CliError::file(path, "ce dossier ne contient ni v1.toml ni waves/…"));
            }
        } else {
            files.push(path.clone());
        }
    }
    let mut found: Vec<Fault> = Vec::new();
    for path in &files {
        // A fault of the bank is told once, not once a questionnaire that uses it.
        let new = of_file(path)?.into_iter().filter(|fault| !found.contains(fault)).collect::<Vec<_>>();
        found.extend(new);
    }
    if common.json {
        say!("{}", serde_json::json!({ "faults": found, "files": files.len() }));
    }
    if found.is_empty() {
        if !common.json {
            say!("{} fichier(s) vérifié(s) : rien à redire.", files.len());
        }
        return Ok(());
    }
    eprintln!("{}", faults::told(&found));
    Err(CliError::Refused(format!("{} faute(s) à corriger", found.len())))
}

/// Versions and waves of a folder, at any depth.
fn find(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), CliError> {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder)
        .and_then(|entries| entries.map(|entry| entry.map(|entry| entry.path())).collect())
        .map_err(|error| CliError::io(folder, &error))?;
    entries.sort();
    for path in entries {
        let is_toml = path.extension().is_some_and(|extension| extension == "toml");
        if path.is_dir() {
            find(&path, files)?;
        } else if is_toml && (is_wave(&path) || version_of(&path).is_some()) {
            files.push(path);
        }
    }
    Ok(())
}

fn of_file(path: &Path) -> Result<Vec<Fault>, CliError> {
    let outcome = if is_wave(path) {
        bundle::read(path).map(|_| Vec::new())
    } else {
        bundle::read_questionnaire(path).and_then(|_| meanings(path))
    };
    match outcome {
        Ok(faults) | Err(CliError::Files(Faults(faults))) => Ok(faults),
        Err(other) => Err(other),
    }
}

fn is_wave(path: &Path) -> bool {
    path.parent().is_some_and(|folder| folder.ends_with("waves"))
}

/// The number of `v3.toml`.
fn version_of(path: &Path) -> Option<u32> {
    path.file_name()?.to_str()?.strip_prefix('v')?.strip_suffix(".toml")?.parse().ok()
}

/// A code keeps its meaning from one version to the next: the one before stands beside.
fn meanings(path: &Path) -> Result<Vec<Fault>, CliError> {
    let Some(before) = version_of(path).and_then(|version| version.checked_sub(1)) else { return Ok(Vec::new()) };
    let before = path.with_file_name(format!("v{before}.toml"));
    // Its own faults are told when it is checked itself.
    let (true, Ok(old)) = (before.is_file(), bundle::read_questionnaire(&before)) else { return Ok(Vec::new()) };
    let new = bundle::read_questionnaire(path)?;
    let changes = diff(&old, &new).into_iter().filter(|change| change.class == ChangeClass::CodeMeaning);
    let fault = |change: crate::domain::questionnaire::diff::Change| Fault {
        file: path.display().to_string(),
        line: 0,
        column: 0,
        length: 0,
        place: change.place.to_string(),
        what: format!(
            "ce code avait un autre sens dans v{} : « {} », et maintenant « {} »",
            old.version,
            change.before.unwrap_or_default(),
            change.after.unwrap_or_default()
        ),
        expected: Some("un code nouveau, l'ancien gardé avec retired = true".to_owned()),
    };
    Ok(changes.map(fault).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPTION: &str = "{ code = \"don\", label.fr = \"Fait un don\" }";

    fn folder_with(versions: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let study = folder.path().join("questionnaires/essai");
        std::fs::create_dir_all(&study).unwrap();
        for (name, text) in versions {
            std::fs::write(study.join(name), text).unwrap();
        }
        folder
    }

    /// The example of the format's page.
    fn example() -> String {
        let page = include_str!("../../questionnaires/README.md");
        let (_, after) = page.split_once("```toml\nformat = 1\n").expect("an example");
        let (text, _) = after.split_once("```").expect("its end");
        ["format = 1\n", text].concat()
    }

    #[test]
    fn a_folder_is_walked_and_its_faults_are_those_of_all_its_files() {
        let sound = example();
        let folder = folder_with(&[("v1.toml", &sound), ("v2.toml", "format = 1"), ("notes.toml", "x")]);
        let mut files = Vec::new();
        find(folder.path(), &mut files).unwrap();
        assert_eq!(files.len(), 2);
        assert_eq!(of_file(&files[0]).unwrap(), []);
        assert!(!of_file(&files[1]).unwrap().is_empty());
    }

    #[test]
    fn a_code_that_changes_its_meaning_is_told_beside_the_version_before() {
        let first = example();
        assert!(first.contains(OPTION), "{first}");
        let second = first.replacen("version = 1", "version = 2", 1);
        let other = second.replacen(OPTION, "{ code = \"don\", label.fr = \"Signé une pétition en ligne\" }", 1);
        let folder = folder_with(&[("v1.toml", &first), ("v2.toml", &other)]);
        let path = folder.path().join("questionnaires/essai/v2.toml");
        let faults = of_file(&path).unwrap();
        assert_eq!(faults.len(), 1, "{faults:#?}");
        assert!(faults[0].what.contains("avait un autre sens dans v1 : « Fait un don »"), "{faults:#?}");
        std::fs::write(&path, second).unwrap();
        assert_eq!(of_file(&path).unwrap(), []);
    }
}
