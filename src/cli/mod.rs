//! The command line, and the composition root: the only room that sees all others and ties them together.
//!
//! Exit codes: 0 done, 1 refused with a reason, 2 wrong usage.

/// A line on standard output. A reader that went away (`| head`) is nobody's fault.
macro_rules! say {
    ($($words:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stdout(), $($words)*);
    }};
}

mod account;
mod account_key;
mod analyse;
mod bundle;
mod check;
mod conditions;
mod contacts;
mod demo;
mod diff;
mod doctor;
mod export;
mod faults;
mod french;
mod letters;
mod library;
mod migrate;
mod print;
mod proof;
mod purge;
mod quality;
mod questionnaire;
mod release;
mod secret;
mod serve;
mod settings;
mod settings_file;
mod settings_mail;
mod shipped;
mod simulate;
mod start;
mod verify;
mod versions;
mod wave;

use std::io::{self, IsTerminal as _};
use std::process::ExitCode;

use clap::{Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use thiserror::Error;

use crate::app::AppError;
use crate::domain::fault::Faults;
use crate::store::StoreError;
use crate::web::BindError;

/// Sonde : recueillir des enquêtes sous quotas, les redresser, publier des résultats au bon instant.
#[derive(Debug, Parser)]
#[command(name = "sonde", version, max_term_width = 110, disable_help_subcommand = true)]
struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

/// Settings every command takes; each may also stand in the environment or in a file.
#[derive(Debug, Clone, Default, Args)]
struct Common {
    /// Fichier de réglages (TOML)
    #[arg(long, global = true, value_name = "FICHIER", env = "SONDE_CONFIG")]
    config: Option<std::path::PathBuf>,
    /// Dossier des données : base SQLite, secret
    #[arg(long, global = true, value_name = "DOSSIER", env = "SONDE_DATA")]
    data: Option<std::path::PathBuf>,
    /// Base de données : sqlite:CHEMIN ou postgres://utilisateur@serveur/base
    #[arg(long, global = true, value_name = "ADRESSE", env = "DATABASE_URL", hide_env_values = true)]
    database: Option<String>,
    /// Réponse en JSON, pour les programmes
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Tout voir en une commande : une vague réelle, des répondants simulés, le chiffre publié
    #[command(after_help = "Exemple : sonde demo --seed 7 --respondents 1000")]
    Demo(demo::DemoArgs),
    /// Servir les questionnaires, la console, les résultats et l'API
    #[command(after_help = "Exemple : sonde serve --bind 127.0.0.1:8080 --public-url https://enquetes.exemple.fr")]
    Serve(serve::ServeArgs),
    /// Éprouver un fichier de questionnaire ou de vague, ou faire répondre des répondants simulés à une vague
    #[command(
        after_help = "Exemples : sonde simulate questionnaires/impact-citoyens/v1.toml --walks 10000\n           sonde simulate urgence-covid-citoyens-2020-05 --seed 7"
    )]
    Simulate(simulate::SimulateArgs),
    /// Vérifier des fichiers de questionnaire ou de vague, sans rien charger
    #[command(after_help = "Exemple : sonde check questionnaires/urgence-covid-citoyens/waves/2020-05.toml")]
    Check(check::CheckArgs),
    /// Ce qu'on tire d'un fichier de questionnaire : sa version de relecture
    #[command(subcommand)]
    Questionnaire(questionnaire::QuestionnaireCommand),
    /// Ce qui change d'une version de questionnaire à l'autre, et ce que cela entraîne
    #[command(after_help = "Exemple : sonde diff questionnaires/impact/v1.toml questionnaires/impact/v2.toml\n\n\
                      Code de sortie : 0 que les versions diffèrent ou non, 1 si un fichier ne se lit pas.")]
    Diff(diff::DiffArgs),
    /// La vie d'une vague : load, open, status, close, seal, weigh, approve, publish…
    #[command(subcommand)]
    Wave(wave::WaveCommand),
    /// Les comptes des chargés d'études et des chercheurs
    #[command(subcommand)]
    Account(account::AccountCommand),
    /// Calculer sur un fichier hors de toute vague : redressement, estimations, tests, comme en JSON
    #[command(after_help = "Exemples : sonde analyse demande.json\n           \
                            sonde analyse weight reponses.csv --margins marges.csv")]
    Analyse(analyse::AnalyseArgs),
    /// Écrire les réponses d'une vague scellée : SPSS, CSV, Parquet, Triple-S, DDI, scripts de lecture
    #[command(after_help = "Exemple : sonde export urgence-covid-citoyens-2020-05 --format sav,csv --output donnees \
                            --as marie@exemple.fr")]
    Export(export::ExportArgs),
    /// Vérifier une publication téléchargée : empreintes, signature, et chiffres où l'on a de quoi les recalculer
    #[command(after_help = "Exemples : sonde verify publication.zip --key sonde-signature.json\n           \
                            sonde verify publication.zip --recompute\n\n\
                            Code de sortie : 0 rien à redire, 1 au moins un défaut, 2 mauvais usage.")]
    Verify(verify::VerifyArgs),
    /// Mettre la base de données au niveau de ce programme
    #[command(after_help = "Exemple : sonde migrate --status")]
    Migrate(migrate::MigrateArgs),
    /// Ce que la durée de conservation de chaque vague efface : le faire, ou seulement le montrer
    #[command(after_help = "Exemple : sonde purge --dry-run")]
    Purge(purge::PurgeArgs),
    /// Examiner la base, le secret, les comptes de quotas : tout ce qui ne va pas, en une fois
    #[command(after_help = "Exemple : sonde doctor --json")]
    Doctor,
}

/// Why a command stops; its text is for the person at the terminal.
#[derive(Debug, Error)]
pub(crate) enum CliError {
    #[error("{0}")]
    Refused(String),
    /// A file that cannot be read at all.
    #[error("{path} : {why}")]
    File { path: String, why: String },
    #[error(transparent)]
    App(#[from] AppError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Bind(#[from] BindError),
    #[error("{0}")]
    Files(#[from] Faults),
    /// The reason already stands in the answer on standard output.
    #[error("{0}")]
    Answered(String),
}

impl CliError {
    fn file(path: &std::path::Path, why: impl std::fmt::Display) -> Self {
        Self::File { path: path.display().to_string(), why: why.to_string() }
    }

    /// A file or a folder the system refuses, in words a person reads.
    fn io(path: &std::path::Path, error: &io::Error) -> Self {
        let words = match error.kind() {
            io::ErrorKind::NotFound => "introuvable",
            io::ErrorKind::PermissionDenied => "vous n'en avez pas le droit",
            io::ErrorKind::IsADirectory => "c'est un dossier, pas un fichier",
            io::ErrorKind::NotADirectory => "un fichier tient la place d'un dossier",
            io::ErrorKind::AlreadyExists => "existe déjà",
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "le disque est plein, rien n'est gardé",
            io::ErrorKind::ReadOnlyFilesystem => "le disque est en lecture seule",
            io::ErrorKind::InvalidData => "ce n'est pas un texte en UTF-8",
            _ => return Self::file(path, error),
        };
        Self::file(path, words)
    }
}

/// Reads the arguments, does the command, says what went wrong.
pub fn run() -> ExitCode {
    let cli = match arguments() {
        Ok(cli) => cli,
        Err(error) => return explain(&error),
    };
    match start::log(matches!(cli.command, Command::Serve(_))).and_then(|()| dispatch(&cli)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&error, cli.common.json);
            ExitCode::from(1)
        }
    }
}

fn arguments() -> Result<Cli, clap::Error> {
    let mut matches = french::french(Cli::command()).try_get_matches()?;
    Cli::from_arg_matches_mut(&mut matches)
}

/// Help and version go to standard output, a wrong usage to standard error.
fn explain(error: &clap::Error) -> ExitCode {
    match french::complaint(error) {
        Some(text) => eprintln!("{}", refused(&text)),
        // A broken pipe while printing help is nobody's concern.
        None => {
            let _ = error.print();
        }
    }
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
}

fn dispatch(cli: &Cli) -> Result<(), CliError> {
    let common = &cli.common;
    match &cli.command {
        Command::Demo(args) => demo::run(common, args),
        Command::Simulate(args) => simulate::run(common, args),
        Command::Serve(args) => serve::run(common, args),
        Command::Check(args) => check::run(common, args),
        Command::Questionnaire(command) => questionnaire::run(common, command),
        Command::Diff(args) => diff::run(common, args),
        Command::Wave(command) => wave::run(common, command),
        Command::Account(command) => account::run(common, command),
        Command::Analyse(args) => analyse::run(common, args),
        Command::Export(args) => export::run(common, args),
        Command::Verify(args) => verify::run(common, args),
        Command::Migrate(args) => migrate::run(common, args),
        Command::Purge(args) => purge::run(common, args),
        Command::Doctor => doctor::run(common),
    }
}

/// The reason on standard error; for programs, one JSON object on standard output too.
fn complain(error: &CliError, json: bool) {
    match error {
        CliError::Files(Faults(found)) => {
            eprintln!("{}\n{}", faults::told(found), refused(&faults::count(found.len())));
        }
        other => eprintln!("{}", refused(&other.to_string())),
    }
    for line in details(error) {
        eprintln!("  · {line}");
    }
    if json && !matches!(error, CliError::Answered(_)) {
        let code = match error {
            CliError::App(error) => error.code(),
            CliError::Files(_) => "bad_files",
            CliError::Store(_) => "database",
            CliError::Bind(_) => "bind",
            CliError::Refused(_) | CliError::File { .. } | CliError::Answered(_) => "refused",
        };
        say!("{}", serde_json::json!({ "error": { "code": code, "message": error.to_string() } }));
    }
}

fn refused(why: &str) -> String {
    let red = std::io::stderr().is_terminal();
    let (on, off) = if red { ("\u{1b}[31m", "\u{1b}[0m") } else { ("", "") };
    format!("{on}Refusé{off} : {why}")
}

fn details(error: &CliError) -> Vec<String> {
    match error {
        CliError::App(AppError::WeightsInfeasible(reasons)) => reasons.iter().map(ToString::to_string).collect(),
        CliError::App(AppError::Internal(why)) => vec![why.clone()],
        _ => Vec::new(),
    }
}
