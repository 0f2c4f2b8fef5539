//! `sonde check`: everything wrong in questionnaire and wave files, before anybody sees them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::cli::{CliError, Common, bundle, faults, library, versions};
use crate::domain::fault::{Fault, Faults};
use crate::domain::questionnaire::{BANK, Library, NOMENCLATURES};

/// Folder of the waves of a study.
const WAVES: &str = "waves";
/// Said of a folder without anything to check.
const NOTHING: &str = "rien à vérifier dans ce dossier : on y cherche des versions (v1.toml, v2.toml…) et des vagues \
                       (waves/2020-05.toml), à toute profondeur ; un fichier de bank/ ou de nomenclatures/ se donne par son nom";

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
                return Err(CliError::file(path, NOTHING));
            }
        } else {
            files.push(path.clone());
        }
    }
    let found = of_files(&files)?;
    if common.json {
        say!("{}", serde_json::json!({ "faults": found, "files": files.len() }));
    }
    if found.is_empty() {
        if !common.json {
            let s = faults::plural(files.len());
            say!("{} fichier{s} vérifié{s} : rien à redire.", files.len());
        }
        return Ok(());
    }
    eprintln!("{}", faults::told(&found));
    Err(CliError::Refused(faults::count(found.len())))
}

/// Everything wrong in them, each fault once: one of the bank or of a questionnaire is found again by whoever uses it.
fn of_files(files: &[PathBuf]) -> Result<Vec<Fault>, CliError> {
    let mut known = BTreeSet::new();
    let mut found = Vec::new();
    for path in files {
        for fault in of_file(path)? {
            // The same file under another path is the same file.
            let file = Path::new(&fault.file).canonicalize().unwrap_or_else(|_| PathBuf::from(&fault.file));
            if known.insert((file, fault.line, fault.column, fault.place.clone(), fault.what.clone())) {
                found.push(fault);
            }
        }
    }
    Ok(found)
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
        } else if is_toml && (stands_in(&path, WAVES) || versions::version_of(&path).is_some()) {
            files.push(path);
        }
    }
    Ok(())
}

/// Everything wrong in a file. One that cannot be read is at fault itself: the others are looked at all the same.
fn of_file(path: &Path) -> Result<Vec<Fault>, CliError> {
    let outcome = if stands_in(path, WAVES) {
        bundle::read(path).map(|_| Vec::new())
    } else if stands_in(path, BANK) || stands_in(path, NOMENCLATURES) {
        neighbours(path).map(|()| Vec::new())
    } else if is_simulation(path) {
        Ok(vec![other_file(
            path,
            "c'est une population simulée, qui se lit avec sa vague",
            "sonde simulate VAGUE --population FICHIER",
        )])
    } else {
        bundle::read_questionnaire(path).and_then(|questionnaire| versions::meanings(path, &questionnaire))
    };
    match outcome {
        Ok(faults) | Err(CliError::Files(Faults(faults))) => Ok(faults),
        Err(error) => Ok(vec![bundle::unreadable(error)?]),
    }
}

fn stands_in(path: &Path, folder: &str) -> bool {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    whole.parent().is_some_and(|parent| parent.ends_with(folder))
}

/// A file of the bank or of a nomenclature: they are read together, as a questionnaire finds them.
fn neighbours(path: &Path) -> Result<(), CliError> {
    bundle::text(path).or_else(|error| if stands_in(path, NOMENCLATURES) { Ok(String::new()) } else { Err(error) })?;
    let root = bundle::folder_above(path, 2)?;
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let named = if stands_in(path, NOMENCLATURES) { format!("nomenclature = \"{stem}\"") } else { String::new() };
    let files = library::files(&root, &named)?;
    Library::read(&files).map(|_| ()).map_err(|faults| bundle::located(faults, &files, &root).into())
}

/// What a population says and nothing else does.
fn is_simulation(path: &Path) -> bool {
    let table = bundle::text(path).ok().and_then(|text| text.parse::<toml::Table>().ok());
    table.is_some_and(|table| table.contains_key("opinions") && !table.contains_key("format"))
}

fn other_file(path: &Path, what: &str, expected: &str) -> Fault {
    Fault {
        file: path.display().to_string(),
        line: 0,
        column: 0,
        length: 0,
        place: String::new(),
        what: what.to_owned(),
        expected: Some(expected.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPTION: &str = "{ code = \"don\", label.fr = \"Fait un don\" }";

    fn folder_with(versions: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let study = folder.path().join("questionnaires/essai-citoyens");
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
    fn a_code_that_changes_its_meaning_is_told_beside_any_version_before_with_its_line() {
        let first = example();
        assert!(first.contains(OPTION), "{first}");
        let without = first.replacen("version = 1", "version = 2", 1).replacen(
            OPTION,
            "{ code = \"autre_don\", label.fr = \"Un don en nature\" }",
            1,
        );
        let third = first.replacen("version = 1", "version = 3", 1);
        let other = third.replacen(OPTION, "{ code = \"don\", label.fr = \"Signé une pétition en ligne\" }", 1);
        let folder = folder_with(&[("v1.toml", &first), ("v2.toml", &without), ("v3.toml", &other)]);
        let path = folder.path().join("questionnaires/essai-citoyens/v3.toml");
        let faults = of_file(&path).unwrap();
        assert_eq!(faults.len(), 1, "{faults:#?}");
        assert!(faults[0].what.contains("avait un autre sens dans v1 : « Fait un don »"), "{faults:#?}");
        let line = other.lines().nth(faults[0].line - 1).unwrap();
        assert!(line.contains("Signé une pétition") && faults[0].length == "code = \"don\"".len(), "{faults:#?}");
        std::fs::write(&path, third).unwrap();
        assert_eq!(of_file(&path).unwrap(), []);
    }

    #[test]
    fn a_file_that_cannot_be_read_is_at_fault_and_the_others_are_checked_all_the_same() {
        let folder = folder_with(&[("v1.toml", "format = 1"), ("v2.toml", "")]);
        let study = folder.path().join("questionnaires/essai-citoyens");
        std::fs::write(study.join("v2.toml"), [0xff, 0xfe]).unwrap();
        let files = [study.join("v2.toml"), study.join("absent.toml"), study.join("v1.toml")];
        let found = of_files(&files).unwrap();
        let told = |name: &str, what: &str| {
            assert!(found.iter().any(|fault| fault.file.ends_with(name) && fault.what.contains(what)), "{found:#?}");
        };
        told("v2.toml", "ce n'est pas un texte en UTF-8");
        told("absent.toml", "introuvable");
        told("v1.toml", "le champ study manque");
    }

    #[test]
    fn a_fault_found_again_under_another_path_is_told_once() {
        let folder = folder_with(&[("v1.toml", "format = 1")]);
        let study = folder.path().join("questionnaires/essai-citoyens");
        let around = study.join("../essai-citoyens/v1.toml");
        let once = of_files(&[study.join("v1.toml")]).unwrap();
        assert_eq!(of_files(&[study.join("v1.toml"), around]).unwrap(), once);
    }

    #[test]
    fn the_study_and_the_version_are_those_of_the_folder_and_of_the_file() {
        let folder = folder_with(&[("v2.toml", &example())]);
        let studies = folder.path().join("questionnaires");
        std::fs::rename(studies.join("essai-citoyens"), studies.join("ailleurs")).unwrap();
        let faults = of_file(&studies.join("ailleurs/v2.toml")).unwrap();
        let told: Vec<_> = faults.iter().map(|fault| (fault.what.as_str(), fault.line > 0)).collect();
        assert_eq!(
            told,
            [
                ("l'étude est « essai-citoyens », le dossier est « ailleurs »", true),
                ("la version est 1, le fichier est v2.toml", true)
            ]
        );
    }

    #[test]
    fn a_file_of_the_bank_is_checked_as_one_and_a_population_says_what_it_is() {
        let folder = folder_with(&[]);
        let bank = folder.path().join("questionnaires/bank");
        std::fs::create_dir_all(&bank).unwrap();
        let sound = include_str!("../../questionnaires/bank/listes.toml");
        std::fs::write(bank.join("listes.toml"), sound).unwrap();
        assert_eq!(of_file(&bank.join("listes.toml")).unwrap(), []);
        std::fs::write(bank.join("listes.toml"), "format = 2").unwrap();
        let faults = of_file(&bank.join("listes.toml")).unwrap();
        assert!(faults.iter().any(|fault| fault.place == "format"), "{faults:#?}");
        let population = folder.path().join("population.toml");
        std::fs::write(&population, "wave = \"x\"\n[opinions]\n").unwrap();
        let faults = of_file(&population).unwrap();
        assert!(faults.len() == 1 && faults[0].what.contains("population simulée"), "{faults:#?}");
    }
}
