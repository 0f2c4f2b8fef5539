//! `sonde check`: everything wrong in questionnaire and wave files, before anybody sees them.

use std::path::PathBuf;

use clap::Args;

use crate::cli::{CliError, Common, bundle};
use crate::domain::fault::{Fault, Faults};

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// Fichiers de questionnaire (v1.toml) ou de vague (waves/2020-05.toml)
    #[arg(required = true, value_name = "FICHIER")]
    files: Vec<PathBuf>,
}

pub(super) fn run(common: &Common, args: &CheckArgs) -> Result<(), CliError> {
    let mut faults: Vec<Fault> = Vec::new();
    for path in &args.files {
        let is_wave = path.parent().is_some_and(|folder| folder.ends_with("waves"));
        let outcome =
            if is_wave { bundle::read(path).map(|_| ()) } else { bundle::read_questionnaire(path).map(|_| ()) };
        match outcome {
            Ok(()) => {}
            Err(CliError::Files(Faults(found))) => faults.extend(found),
            Err(other) => return Err(other),
        }
    }
    if common.json {
        say!("{}", serde_json::json!({ "faults": faults, "files": args.files.len() }));
    }
    if faults.is_empty() {
        if !common.json {
            say!("{} fichier(s) vérifié(s) : rien à redire.", args.files.len());
        }
        return Ok(());
    }
    let count = faults.len();
    for fault in &faults {
        eprintln!("{fault}");
    }
    Err(CliError::Refused(format!("{count} faute(s) à corriger")))
}
