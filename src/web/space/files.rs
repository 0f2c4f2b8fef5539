//! The files of a release, as every page of the space links them: one function, so that a new format appears by itself.

use crate::app::read_release::{CSV, StoredRelease};
use crate::web::results::files;

/// One file somebody may take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileLink {
    pub name: String,
    pub address: String,
    /// What it is for, in words.
    pub purpose: &'static str,
    pub bytes: Option<u64>,
}

/// Everything the release can be taken as, at addresses that keep this publication whatever is corrected later.
pub fn listed(stored: &StoredRelease) -> Vec<FileLink> {
    let of = |name: &str, bytes: Option<u64>| FileLink {
        name: name.to_owned(),
        address: files::address(stored, name),
        purpose: purpose(name),
        bytes,
    };
    if stored.files.is_empty() {
        // Approved before files were frozen with their release.
        return vec![of(CSV, None)];
    }
    stored.files.iter().map(|file| of(&file.name, Some(file.bytes))).collect()
}

/// By the end of its name; a format nobody told us of is a file like another.
fn purpose(name: &str) -> &'static str {
    const KNOWN: [(&str, &str); 11] = [
        ("tableaux-excel.csv", "pour un tableur français : point-virgule, virgule décimale"),
        ("tableaux-sdmx.csv", "SDMX-CSV 2.0, pour les échanges statistiques"),
        ("tableaux.csv", "pour R, Python, Stata : une ligne par chiffre"),
        ("classeur.xlsx", "classeur mis en forme, une feuille par question"),
        ("tableaux.json", "JSON-stat 2.0, pour les cubes et les graphiques"),
        ("tableaux.parquet", "Parquet, pour pandas, Arrow ou DuckDB"),
        ("publication.json", "la publication entière, telle qu’elle est gelée"),
        ("publication.zip", "tous les fichiers, avec un manifeste signé de leurs empreintes"),
        (".xml", "structure des fichiers SDMX"),
        ("LISEZMOI.txt", "ce que contient chaque fichier et comment le lire"),
        (".zip", "archive"),
    ];
    KNOWN.iter().find(|(end, _)| name.ends_with(end)).map_or("fichier", |(_, purpose)| purpose)
}
