//! What stands beside the studies of a folder: `bank/` whole, and of `nomenclatures/` what the questionnaire asks for.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::cli::CliError;
use crate::cli::bundle::{text, text_within};
use crate::domain::nomenclature::DATA_BYTES_MAX;
use crate::domain::questionnaire::{BANK, Library, NOMENCLATURES};

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
