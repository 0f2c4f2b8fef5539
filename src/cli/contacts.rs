//! `sonde wave contacts`: a file of people to invite, shown first, then imported.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use crate::app::App;
use crate::app::account::Actor;
use crate::app::import_contacts::Import;
use crate::cli::{CliError, Common};
use crate::domain::contact::{Column, FILE_BYTES_MAX};
use crate::domain::id::WaveSlug;

/// Faulty lines told on a terminal; `--json` tells them all.
const FAULTS_SHOWN: usize = 50;

#[derive(Debug, Args)]
pub(super) struct ContactsArgs {
    /// Fichier CSV ou .xlsx : une ligne de titres, puis une ligne par personne
    #[arg(value_name = "FICHIER")]
    file: PathBuf,
    /// Usage d’une colonne, quand son titre ne le dit pas : email=Contact, S_SEXE=Genre, ignore=Notes
    #[arg(long = "map", value_name = "USAGE=COLONNE")]
    map: Vec<String>,
    /// Garder ces contacts ; sans cela, rien n’est écrit
    #[arg(long)]
    import: bool,
}

pub(super) async fn run(
    common: &Common,
    app: &App,
    (actor, slug): (Actor, WaveSlug),
    args: &ContactsArgs,
) -> Result<(), CliError> {
    let bytes = bytes(&args.file)?;
    let none = app.preview_contacts(&slug, &bytes, &[]).await?;
    let said = args.map.iter().map(|text| said(text, &none)).collect::<Result<Vec<_>, _>>()?;
    let import = if args.import {
        app.import_contacts(&actor, &slug, &bytes, &said).await?
    } else {
        app.preview_contacts(&slug, &bytes, &said).await?
    };
    if common.json {
        say!("{}", told(&import, args.import));
    } else {
        tell(&import, args.import);
    }
    match import.refused {
        Some(why) => Err(CliError::Answered(why)),
        None => Ok(()),
    }
}

fn bytes(path: &std::path::Path) -> Result<Vec<u8>, CliError> {
    let size = std::fs::metadata(path).map_err(|error| CliError::io(path, &error))?.len();
    if size > u64::try_from(FILE_BYTES_MAX).unwrap_or(u64::MAX) {
        return Err(CliError::file(path, format!("{size} octets, au plus {FILE_BYTES_MAX} : coupez-le en plusieurs")));
    }
    std::fs::read(path).map_err(|error| CliError::io(path, &error))
}

/// `email=Contact`: the use, then the title of the column.
fn said(text: &str, seen: &Import) -> Result<(String, Column), CliError> {
    let (name, title) = text
        .split_once('=')
        .ok_or_else(|| CliError::Refused(format!("--map {text} — attendu : USAGE=COLONNE, comme email=Contact")))?;
    let found = seen.choices.iter().find(|choice| choice.as_str() == name);
    let known = || seen.choices.iter().map(Column::as_str).collect::<Vec<_>>().join(", ");
    let column = found
        .cloned()
        .ok_or_else(|| CliError::Refused(format!("usage inconnu : « {name} » — attendu : {}", known())))?;
    Ok((title.to_owned(), column))
}

fn tell(import: &Import, is_done: bool) {
    say!("Colonnes");
    for column in &import.columns {
        let sample = column.sample.iter().find(|cell| !cell.is_empty()).map_or("(vide)", String::as_str);
        say!("  {:<24} {:<22} {sample}", column.title, column.column.french());
    }
    if let Some(why) = &import.refused {
        say!("\n{why}\n  · dites-la : --map email=TITRE");
        return;
    }
    for fault in import.faults.iter().take(FAULTS_SHOWN) {
        let expected = fault.expected.as_ref().map(|text| [" — attendu : ", text].concat()).unwrap_or_default();
        say!("  ligne {}, {} : {}{expected}", fault.line, fault.column, fault.what);
    }
    let untold = import.faults.len().saturating_sub(FAULTS_SHOWN);
    if untold > 0 {
        say!("  … et {untold} autres ; toutes avec --json");
    }
    let verb = if is_done { "importés" } else { "à importer" };
    say!("\n{} contacts {verb}, {} déjà là, {} lignes écartées.", import.new, import.known, faulty_lines(import));
    if import.suppressed > 0 {
        say!(
            "Parmi eux, {} ne recevront rien : leur adresse n’existe pas, ou la personne ne veut plus de courrier.",
            import.suppressed
        );
    }
    if !is_done && import.new > 0 {
        say!("Rien n’est écrit : ajoutez --import pour les garder.");
    }
}

fn faulty_lines(import: &Import) -> usize {
    let lines: std::collections::BTreeSet<usize> = import.faults.iter().map(|fault| fault.line).collect();
    lines.len()
}

fn told(import: &Import, is_done: bool) -> serde_json::Value {
    let columns: Vec<_> = import
        .columns
        .iter()
        .map(|column| json!({ "title": column.title, "use": column.column.as_str(), "sample": column.sample }))
        .collect();
    let faults: Vec<_> = import
        .faults
        .iter()
        .map(|fault| json!({ "line": fault.line, "column": fault.column, "what": fault.what, "expected": fault.expected }))
        .collect();
    json!({ "import": {
        "is_done": is_done, "columns": columns, "new": import.new, "known": import.known,
        "suppressed": import.suppressed, "faults": faults, "refused": import.refused,
    } })
}
