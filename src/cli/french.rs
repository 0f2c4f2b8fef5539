//! The words of the command line that clap would say in English: headings, marks of options, and what is wrong with the
//! arguments.

use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command, Error};

/// Where all commands are told.
const ALL_COMMANDS: &str = "sonde --help";

/// The same command with its help in French.
pub(super) fn french(command: Command) -> Command {
    let is_root = command.get_name() == "sonde";
    let command = command.mut_args(marked).mut_subcommands(french).disable_help_flag(true).arg(
        Arg::new("help").short('h').long("help").action(ArgAction::Help).help("Montrer cette aide").display_order(900),
    );
    let command = if is_root {
        let version = Arg::new("version").short('V').long("version").action(ArgAction::Version);
        command.disable_version_flag(true).arg(version.help("Montrer la version").display_order(901))
    } else {
        command
    };
    let template = template(&command);
    command.help_template(template).subcommand_value_name("COMMANDE")
}

fn template(command: &Command) -> StyledStr {
    let mut text = String::from("{about-with-newline}\nUsage : {usage}\n");
    if command.has_subcommands() {
        text.push_str("\nCommandes :\n{subcommands}\n");
    }
    if command.get_positionals().next().is_some() {
        text.push_str("\nArguments :\n{positionals}\n");
    }
    text.push_str("\nOptions :\n{options}{after-help}");
    text.into()
}

/// Variable, default and accepted values, said after the help of an argument.
fn marked(arg: Arg) -> Arg {
    let mut text = arg.get_help().map(ToString::to_string).unwrap_or_default();
    let mut mark = |name: &str, value: String| {
        if !value.is_empty() {
            text.push_str(&format!(" [{name} : {value}]"));
        }
    };
    let takes_value = matches!(arg.get_action(), ArgAction::Set | ArgAction::Append);
    if takes_value {
        let values = arg.get_possible_values();
        mark("au choix", values.iter().map(|one| one.get_name()).collect::<Vec<_>>().join(", "));
        let defaults = arg.get_default_values();
        mark("défaut", defaults.iter().map(|one| one.to_string_lossy()).collect::<Vec<_>>().join(", "));
    }
    mark("variable", arg.get_env().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default());
    let arg = arg.help(text);
    // What every command takes comes after what is its own.
    let arg = if arg.is_global_set() { arg.display_order(800) } else { arg };
    if takes_value { arg.hide_env(true).hide_default_value(true).hide_possible_values(true) } else { arg }
}

/// What is wrong with the arguments, and what is accepted; `None` for what is no fault: help and version.
pub(super) fn complaint(error: &Error) -> Option<String> {
    let told = |kind| error.get(kind).map(ToString::to_string).filter(|text| !text.is_empty());
    let arg = told(ContextKind::InvalidArg).unwrap_or_default();
    let value = told(ContextKind::InvalidValue);
    let subcommand = told(ContextKind::InvalidSubcommand);
    let accepted = told(ContextKind::ValidValue).map(|values| format!(" — au choix : {values}")).unwrap_or_default();
    let mut text = match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            return None;
        }
        ErrorKind::UnknownArgument => format!("argument inconnu : {arg}"),
        ErrorKind::InvalidSubcommand => {
            format!("commande inconnue : {}", subcommand.unwrap_or_default())
        }
        ErrorKind::MissingSubcommand => {
            let known = told(ContextKind::ValidSubcommand).unwrap_or_default();
            format!("il manque une commande après {} — au choix : {known}", subcommand.unwrap_or_default())
        }
        ErrorKind::MissingRequiredArgument => format!("il manque : {arg}"),
        ErrorKind::ArgumentConflict => match told(ContextKind::PriorArg) {
            Some(prior) if prior != arg => format!("{arg} ne va pas avec {prior}"),
            _ => format!("{arg} ne peut être donné qu'une fois"),
        },
        ErrorKind::InvalidValue => match value {
            Some(value) => format!("{arg} : « {value} » n'est pas accepté{accepted}"),
            None => format!("{arg} : il manque une valeur{accepted}"),
        },
        // Every value of ours that clap reads itself is a number.
        ErrorKind::ValueValidation => {
            let bounds = bounds(error).map(|(least, most)| format!(" de {least} à {most}")).unwrap_or_default();
            format!("{arg} : « {} » n'est pas accepté — attendu : un nombre entier{bounds}", value.unwrap_or_default())
        }
        ErrorKind::TooManyValues => {
            format!("{arg} : la valeur « {} » est de trop", value.unwrap_or_default())
        }
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues | ErrorKind::NoEquals => {
            format!("{arg} : il manque une valeur")
        }
        ErrorKind::InvalidUtf8 => "un argument n'est pas un texte en UTF-8".to_owned(),
        _ => format!("arguments refusés ({})", error.kind()),
    };
    if let Some(near) = suggestion(error) {
        text.push_str(&format!(" — vouliez-vous dire {near} ?"));
    }
    let usage = told(ContextKind::Usage).map(|usage| usage.trim().trim_start_matches("Usage:").trim().to_owned());
    match usage.filter(|usage| !usage.is_empty()) {
        Some(usage) => text.push_str(&format!("\n  · usage : {usage}\n  · aide : {ALL_COMMANDS}")),
        None => text.push_str(&format!("\n  · aide : {ALL_COMMANDS}")),
    }
    Some(text)
}

/// The bounds of a number, which clap only tells in its own sentence.
fn bounds(error: &Error) -> Option<(String, String)> {
    let why = std::error::Error::source(error)?.to_string();
    let (_, range) = why.split_once(" is not in ")?;
    let (least, most) = range.split_once("..=")?;
    Some((least.to_owned(), most.to_owned()))
}

fn suggestion(error: &Error) -> Option<String> {
    [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue].into_iter().find_map(
        |kind| match error.get(kind) {
            Some(ContextValue::String(near)) => Some(near.clone()),
            Some(ContextValue::Strings(near)) => near.first().cloned(),
            _ => None,
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    fn command() -> Command {
        french(crate::cli::Cli::command())
    }

    fn refused(arguments: &[&str]) -> String {
        let error = command().try_get_matches_from([&["sonde"], arguments].concat()).unwrap_err();
        assert_eq!(error.exit_code(), 2, "{arguments:?}");
        complaint(&error).unwrap_or_else(|| error.to_string())
    }

    #[test]
    fn a_number_out_of_its_bounds_is_told_with_them() {
        let told = refused(&["simulate", "v1.toml", "--walks", "0"]);
        assert!(told.contains("« 0 » n'est pas accepté — attendu : un nombre entier de 1 à "), "{told}");
    }

    fn pages(command: &mut Command, found: &mut Vec<String>) {
        found.push(command.render_help().to_string());
        found.push(command.render_long_help().to_string());
        command.get_subcommands_mut().for_each(|inner| pages(inner, found));
    }

    const ENGLISH: [&str; 12] = [
        "Usage:",
        "Options:",
        "Commands:",
        "Arguments:",
        "Print",
        "default:",
        "env:",
        "possible values",
        "error:",
        "required",
        "try '",
        "invalid",
    ];

    #[test]
    fn every_page_of_help_is_in_french() {
        let mut command = command();
        command.build();
        let mut found = Vec::new();
        pages(&mut command, &mut found);
        assert!(found.len() > 30, "{}", found.len());
        for page in found {
            for word in ENGLISH {
                assert!(!page.contains(word), "« {word} » in:\n{page}");
            }
            assert!(page.contains("Usage : sonde") && page.contains("Montrer cette aide"), "{page}");
        }
    }

    #[test]
    fn wrong_arguments_are_named_in_french_with_what_is_accepted() {
        let cases: [(&[&str], &[&str]); 11] = [
            (
                &["serve", "--bnid", "x"],
                &["argument inconnu : --bnid", "vouliez-vous dire --bind", "usage : sonde serve"],
            ),
            (&["serve", "--bind"], &["--bind <ADRESSE:PORT>", "il manque une valeur"]),
            (&["demo", "--seed", "sept"], &["--seed", "« sept »", "un nombre entier"]),
            (&["demo", "--json", "--json"], &["--json", "qu'une fois"]),
            (&["wave", "opne"], &["commande inconnue : opne", "vouliez-vous dire open"]),
            (&["wave", "open"], &["il manque : <VAGUE>"]),
            // With an option, or a variable, clap no longer shows the help.
            (&["wave", "--json"], &["il manque une commande après sonde wave", "load, open"]),
            (&["--json"], &["il manque une commande après sonde", "demo, serve"]),
            (&["check"], &["il manque : <FICHIER|DOSSIER>..."]),
            (&["doctor", "vite"], &["argument inconnu : vite"]),
            (
                &["account", "add", "a@b.fr", "--name", "A", "--role", "chef"],
                &["--role", "« chef »", "admin, pollster, researcher"],
            ),
        ];
        for (arguments, words) in cases {
            let text = refused(arguments);
            for word in words {
                assert!(text.contains(word), "« {word} » is not in:\n{text}");
            }
            for word in ENGLISH {
                assert!(!text.contains(word), "« {word} » in:\n{text}");
            }
        }
    }

    #[test]
    fn a_command_without_its_verb_shows_its_help() {
        assert!(refused(&["wave"]).contains("Commandes :"));
        assert!(refused(&[]).contains("Commandes :"));
    }
}
