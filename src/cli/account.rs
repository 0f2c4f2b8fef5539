//! `sonde account`: who may sign in.

use std::io::{IsTerminal as _, Read as _};

use clap::{Subcommand, ValueEnum};

use crate::app::account::{Account, Role};
use crate::cli::settings::{Overrides, load};
use crate::cli::{CliError, Common, start};

#[derive(Debug, Subcommand)]
pub(super) enum AccountCommand {
    /// Ajouter un compte ; le mot de passe est lu sur l'entrée standard, ou fabriqué et montré une fois
    #[command(after_help = "Exemple : sonde account add marie@exemple.fr --name 'Marie Roux' --role pollster")]
    Add {
        /// Adresse électronique, qui sert de nom de connexion
        email: String,
        /// Nom affiché
        #[arg(long)]
        name: String,
        /// Ce que le compte peut faire
        #[arg(long, value_enum)]
        role: RoleArg,
        /// Lire le mot de passe sur l'entrée standard (12 caractères au moins)
        #[arg(long)]
        password_stdin: bool,
    },
    /// Lister les comptes
    #[command(after_help = "Exemple : sonde account list --json")]
    List,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum RoleArg {
    /// Administre les comptes, et tout ce que peut un chargé d'études
    Admin,
    /// Mène les vagues ; voit des comptes, jamais des opinions
    Pollster,
    /// Lit les résultats
    Researcher,
}

pub(super) fn run(common: &Common, command: &AccountCommand) -> Result<(), CliError> {
    let app = start::app(load(common, &Overrides::default())?)?;
    start::runtime()?.block_on(async {
        match command {
            AccountCommand::Add { email, name, role, password_stdin } => {
                let (password, is_made) =
                    if *password_stdin { (typed_password()?, false) } else { (made_password(), true) };
                let account = app.add_account(email, name, role.role(), &password).await?;
                show_added(common, &account, is_made.then_some(password.as_str()));
                Ok(())
            }
            AccountCommand::List => {
                show_list(common, &app.list_accounts().await?);
                Ok(())
            }
        }
    })
}

impl RoleArg {
    fn role(self) -> Role {
        match self {
            Self::Admin => Role::Admin,
            Self::Pollster => Role::Pollster,
            Self::Researcher => Role::Researcher,
        }
    }
}

/// 100 random bits in groups that can be read aloud.
pub(super) fn made_password() -> String {
    let text = data_encoding::BASE32_NOPAD.encode(&rand::random::<[u8; 16]>()).to_ascii_lowercase();
    let letters: Vec<char> = text.chars().take(20).collect();
    letters.chunks(5).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

fn typed_password() -> Result<String, CliError> {
    if std::io::stdin().is_terminal() {
        eprintln!("Mot de passe (puis Entrée et Ctrl-D) :");
    }
    let mut text = String::new();
    std::io::stdin()
        .read_to_string(&mut text)
        .map_err(|error| CliError::Refused(format!("mot de passe illisible : {error}")))?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

fn show_added(common: &Common, account: &Account, password: Option<&str>) {
    if common.json {
        let shown = serde_json::json!({
            "account": { "email": account.email, "name": account.name, "role": account.role }, "password": password,
        });
        say!("{shown}");
        return;
    }
    say!("Compte ajouté : {} ({})", account.email, account.role.as_str());
    if let Some(password) = password {
        say!("Mot de passe, montré cette seule fois : {password}");
    }
}

fn show_list(common: &Common, accounts: &[Account]) {
    if common.json {
        let list: Vec<_> = accounts
            .iter()
            .map(|one| serde_json::json!({ "email": one.email, "name": one.name, "role": one.role }))
            .collect();
        say!("{}", serde_json::json!({ "accounts": list }));
    } else if accounts.is_empty() {
        say!("Aucun compte. Ajoutez le premier : sonde account add vous@exemple.fr --name 'Votre nom' --role admin");
    } else {
        for one in accounts {
            say!("{:<10}  {}  {}", one.role.as_str(), one.email, one.name);
        }
    }
}
