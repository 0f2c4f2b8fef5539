//! What stands beside the studies of a folder: `bank/` whole, and of `nomenclatures/` what the questionnaire asks for.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use data_encoding::BASE64;

use crate::cli::CliError;
use crate::cli::bundle::{text, text_within};
use crate::domain::nomenclature::DATA_BYTES_MAX;
use crate::domain::questionnaire::{BANK, Library, NOMENCLATURES};
use crate::domain::wave::pages::{LOGO_BYTES_MAX, LOGOS};

/// The files by the names a bundle gives them. `root` holds the studies; `questionnaire` is the text of one.
pub(super) fn files(root: &Path, questionnaire: &str) -> Result<BTreeMap<String, String>, CliError> {
    let mut files = BTreeMap::new();
    for name in names(&root.join(BANK), &[".toml"])? {
        files.insert(format!("{BANK}/{name}"), text(&root.join(BANK).join(&name))?);
    }
    let asked: BTreeSet<String> =
        files.values().map(String::as_str).chain([questionnaire]).flat_map(Library::named_in).collect();
    let bytes_max = u64::try_from(DATA_BYTES_MAX).unwrap_or(u64::MAX);
    for name in names(&root.join(NOMENCLATURES), &[".toml", ".csv"])? {
        let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
        if asked.contains(stem) {
            let content = text_within(&root.join(NOMENCLATURES).join(&name), bytes_max)?;
            files.insert(format!("{NOMENCLATURES}/{name}"), content);
        }
    }
    Ok(files)
}

/// The logo a wave names, if any: an image travels in base64.
pub(super) fn logos(root: &Path, wave: &str) -> Result<BTreeMap<String, String>, CliError> {
    let folder = root.join(LOGOS);
    let mut files = BTreeMap::new();
    for name in names(&folder, &[".svg", ".png"])? {
        if !wave.contains(&["\"", &name, "\""].concat()) {
            continue;
        }
        let path = folder.join(&name);
        let content = if name.ends_with(".png") { BASE64.encode(&image(&path)?) } else { text(&path)? };
        files.insert(format!("{LOGOS}/{name}"), content);
    }
    Ok(files)
}

fn image(path: &Path) -> Result<Vec<u8>, CliError> {
    let bytes = std::fs::read(path).map_err(|error| CliError::io(path, &error))?;
    if bytes.len() > LOGO_BYTES_MAX {
        let why = format!("{} octets, un logo en a {LOGO_BYTES_MAX} au plus", bytes.len());
        return Err(CliError::file(path, &why));
    }
    Ok(bytes)
}

/// The files of a folder with one of these endings; none where there is no such folder.
fn names(folder: &Path, endings: &[&str]) -> Result<BTreeSet<String>, CliError> {
    if !folder.is_dir() {
        return Ok(BTreeSet::new());
    }
    let mut names = BTreeSet::new();
    for entry in std::fs::read_dir(folder).map_err(|error| CliError::io(folder, &error))? {
        let entry = entry.map_err(|error| CliError::io(folder, &error))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if endings.iter().any(|ending| name.ends_with(ending)) {
            names.insert(name);
        }
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::bundle::read_questionnaire;

    const ESSAI: &str = "tests/questionnaires";

    fn copied(folder: &Path) -> std::path::PathBuf {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join(ESSAI);
        for part in ["bank", "nomenclatures", "essai"] {
            std::fs::create_dir_all(folder.join(part)).unwrap();
            for entry in std::fs::read_dir(from.join(part)).unwrap() {
                let entry = entry.unwrap();
                // Its paths and its waves are not read here.
                if entry.path().is_dir() {
                    continue;
                }
                std::fs::copy(entry.path(), folder.join(part).join(entry.file_name())).unwrap();
            }
        }
        folder.join("essai/v1.toml")
    }

    #[test]
    fn the_bank_and_the_nomenclatures_named_are_found_beside_the_study() {
        let folder = tempfile::tempdir().unwrap();
        let version = copied(folder.path());
        std::fs::write(folder.path().join("nomenclatures/pays.toml"), "not even read").unwrap();
        let found = files(folder.path(), &text(&version).unwrap()).unwrap();
        let names: Vec<_> = found.keys().map(String::as_str).collect();
        assert_eq!(names, ["bank/citoyens.toml", "nomenclatures/communes.csv", "nomenclatures/communes.toml"]);
        let q = read_questionnaire(&version).unwrap();
        assert!(q.question("JC_UTILITE").is_some_and(|(_, question)| question.is_harmonised));
        assert_eq!(q.lists.len(), 1);
    }

    #[test]
    fn a_fault_in_the_bank_or_in_a_list_names_its_file_with_its_folder() {
        let folder = tempfile::tempdir().unwrap();
        let version = copied(folder.path());
        for (name, from, to) in [
            ("bank/citoyens.toml", "type = \"number\"", "type = \"nombre\""),
            ("nomenclatures/communes.csv", "35400,53", "35400,54"),
        ] {
            let path = folder.path().join(name);
            let sound = text(&path).unwrap();
            std::fs::write(&path, sound.replacen(from, to, 1)).unwrap();
            let told = read_questionnaire(&version).unwrap_err().to_string();
            assert!(told.contains(&format!("{}:", path.display())), "{told}");
            std::fs::write(&path, sound).unwrap();
        }
    }

    #[test]
    fn a_study_without_neighbours_stands_alone() {
        let folder = tempfile::tempdir().unwrap();
        assert!(files(folder.path(), "").unwrap().is_empty());
    }
}
