//! `sonde questionnaire`: what can be made of a questionnaire file.

use std::io::Write as _;
use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use serde_json::json;

use crate::cli::conditions::{self, ConditionsArgs};
use crate::cli::{CliError, Common, bundle};
use crate::domain::paper::Paper;
use crate::domain::questionnaire::{Language, json_schema};

#[derive(Debug, Subcommand)]
pub(super) enum QuestionnaireCommand {
    /// La version de relecture : conditions en français, codes, sous-totaux, provenance
    #[command(
        after_help = "Exemple : sonde questionnaire print questionnaires/impact-citoyens/v2.toml --output relecture.html"
    )]
    Print(PrintArgs),
    /// Le schéma JSON du format : un éditeur y complète, explique et souligne
    #[command(after_help = "Exemple : sonde questionnaire schema > questionnaires/questionnaire.schema.json")]
    Schema,
    /// Chaque condition, en français ou écrite pour un autre outil ; ce qu’il ne sait pas dire est refusé avec sa raison
    #[command(
        after_help = "Exemple : sonde questionnaire conditions questionnaires/impact-citoyens/v2.toml --language spss"
    )]
    Conditions(ConditionsArgs),
}

#[derive(Debug, Args)]
pub(super) struct PrintArgs {
    /// Fichier de questionnaire
    #[arg(value_name = "FICHIER")]
    file: PathBuf,
    /// html : une page autonome, à imprimer en A4 ; md : du Markdown
    #[arg(long, value_enum, default_value_t = Format::Html, value_name = "FORMAT")]
    format: Format,
    /// Langue des textes du questionnaire
    #[arg(long, value_enum, default_value_t = TextLanguage::Fr, value_name = "LANGUE")]
    language: TextLanguage,
    /// Fichier à écrire [défaut : la sortie standard]
    #[arg(long, short, value_name = "FICHIER")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Html,
    Md,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum TextLanguage {
    Fr,
    En,
}

impl From<TextLanguage> for Language {
    fn from(language: TextLanguage) -> Self {
        match language {
            TextLanguage::Fr => Self::Fr,
            TextLanguage::En => Self::En,
        }
    }
}

pub(super) fn run(common: &Common, command: &QuestionnaireCommand) -> Result<(), CliError> {
    match command {
        QuestionnaireCommand::Print(args) => print(common, args),
        QuestionnaireCommand::Schema => {
            say!("{:#}", json_schema());
            Ok(())
        }
        QuestionnaireCommand::Conditions(args) => conditions::run(common, args),
    }
}

fn print(common: &Common, args: &PrintArgs) -> Result<(), CliError> {
    let questionnaire = bundle::read_questionnaire(&args.file)?;
    let language = Language::from(args.language);
    if !questionnaire.languages.contains(&language) {
        let known: Vec<&str> = questionnaire.languages.iter().map(|language| language.code()).collect();
        let why = format!("pas de textes en {} ; langues du questionnaire : {}", language.code(), known.join(", "));
        return Err(CliError::file(&args.file, why));
    }
    let paper = Paper::of(&questionnaire, language);
    let text = match args.format {
        Format::Html => paper.html(),
        Format::Md => paper.markdown(),
    };
    let Some(output) = &args.output else {
        // A reader that went away (`| head`) is nobody's fault.
        let _ = std::io::stdout().write_all(text.as_bytes());
        return Ok(());
    };
    std::fs::write(output, &text).map_err(|error| CliError::io(output, &error))?;
    if common.json {
        say!("{}", json!({ "file": output, "bytes": text.len() }));
    } else {
        say!("Écrit : {}", output.display());
    }
    Ok(())
}
