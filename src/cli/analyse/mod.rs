//! `sonde analyse`: the engine of the figures on a file outside any wave. One request in JSON, from a file or standard
//! input, one answer in JSON; or, for a person, `sonde analyse weight`.

mod margins;
mod report;
mod weight;

use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use crate::cli::{CliError, Common};
use crate::domain::analyse::{self, REQUEST_BYTES_MAX};

/// Largest data file read: ten million rows of a hundred characters, four times.
const DATA_BYTES_MAX: u64 = 4 * 1024 * 1024 * 1024;

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(super) struct AnalyseArgs {
    #[command(subcommand)]
    command: Option<AnalyseCommand>,
    /// Demande en JSON ; sans elle, ou avec « - », l'entrée standard
    #[arg(value_name = "DEMANDE")]
    request: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum AnalyseCommand {
    /// Redresser un fichier sur des marges : les poids dans un fichier, le compte rendu ici
    #[command(after_help = "Exemple : sonde analyse weight reponses.csv --margins marges.csv --id id")]
    Weight(weight::WeightArgs),
}

pub(super) fn run(common: &Common, args: &AnalyseArgs) -> Result<(), CliError> {
    match &args.command {
        Some(AnalyseCommand::Weight(args)) => weight::run(common, args),
        None => answer(args.request.as_deref()),
    }
}

/// The answer on standard output, also when it is that there is none. Only a request or a file that cannot be understood
/// is a failure of the command.
fn answer(request: Option<&Path>) -> Result<(), CliError> {
    let text = match request.filter(|path| path.as_os_str() != "-") {
        Some(path) => String::from_utf8(bytes(path, DATA_BYTES_MAX)?)
            .map_err(|_| CliError::file(path, "ce n'est pas un texte en UTF-8"))?,
        None => standard_input()?,
    };
    let read = |path: &str| bytes(&found(Path::new(path), request), DATA_BYTES_MAX).map_err(|error| error.to_string());
    let answer = analyse::answer(&text, &read);
    say!("{}", answer.value);
    if answer.is_refused {
        let reasons = answer.value.get("reasons").and_then(serde_json::Value::as_array);
        let first = reasons.and_then(|reasons| reasons.first()).and_then(|reason| reason.get("message"));
        let why = first.and_then(serde_json::Value::as_str).unwrap_or("demande illisible");
        return Err(CliError::Answered(why.to_owned()));
    }
    Ok(())
}

/// Paths are relative to the current folder. A case named by another, not found there, is looked for beside the request.
fn found(path: &Path, request: Option<&Path>) -> PathBuf {
    let beside = request.and_then(Path::parent).zip(path.file_name()).map(|(folder, name)| folder.join(name));
    match beside {
        Some(beside) if !path.exists() && beside.exists() => beside,
        _ => path.to_owned(),
    }
}

fn standard_input() -> Result<String, CliError> {
    let most = u64::try_from(REQUEST_BYTES_MAX).unwrap_or(u64::MAX);
    let mut text = String::new();
    std::io::stdin()
        .take(most + 1)
        .read_to_string(&mut text)
        .map_err(|error| CliError::Refused(format!("entrée standard illisible : {error}")))?;
    Ok(text)
}

fn bytes(path: &Path, most: u64) -> Result<Vec<u8>, CliError> {
    let size = std::fs::metadata(path).map_err(|error| CliError::io(path, &error))?.len();
    if size > most {
        return Err(CliError::file(path, format!("{size} octets, au plus {most}")));
    }
    std::fs::read(path).map_err(|error| CliError::io(path, &error))
}
