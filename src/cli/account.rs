//! `sonde account`: who may sign in.

use std::io::{IsTerminal as _, Read as _};

use clap::{Subcommand, ValueEnum};

use crate::app::account::{Account, Actor, Role};
use crate::cli::account_key::{self, KeyCommand};
use crate::cli::settings::{Overrides, load};
use crate::cli::{CliError, Common, start};

pub(super) const BY_COMMAND: Actor = Actor::Service("ligne de commande");

#[derive(Debug, Subcommand)]
pub(super) enum AccountCommand {
    /// Ajouter un compte ; le mot de passe est lu sur l'entrée standard, ou fabriqué et montré une fois
    #[command(after_help = "Exemple : sonde account add marie@exemple.fr --name 'Marie Roux' --role pollster")]
    Add {
        /// Adresse électronique, qui sert de nom de connexion
        #[arg(value_name = "ADRESSE")]
        email: String,
        /// Nom affiché
        #[arg(long, value_name = "NOM")]
        name: String,
        /// Ce que le compte peut faire : les comptes et tout le reste (admin), mener les vagues sans voir d'opinions
        /// (pollster), lire les résultats (researcher)
        #[arg(long, value_enum, value_name = "RÔLE")]
        role: RoleArg,
        /// Lire le mot de passe sur l'entrée standard (12 caractères au moins)
        #[arg(long)]
        password_stdin: bool,
    },
    /// Changer un mot de passe, lu sur l'entrée standard ou fabriqué et montré une fois ; les sessions ouvertes se ferment
    #[command(after_help = "Exemple : sonde account password marie@exemple.fr")]
    Password {
        /// Adresse électronique du compte
        #[arg(value_name = "ADRESSE")]
        email: String,
        /// Lire le mot de passe sur l'entrée standard (12 caractères au moins)
        #[arg(long)]
        password_stdin: bool,
    },
    /// Fermer un compte : ses sessions et ses jetons ne valent plus rien, ce qu'il a fait reste
    #[command(after_help = "Exemple : sonde account disable marie@exemple.fr")]
    Disable {
        /// Adresse électronique du compte
        #[arg(value_name = "ADRESSE")]
        email: String,
    },
    /// Rouvrir un compte fermé
    #[command(after_help = "Exemple : sonde account enable marie@exemple.fr")]
    Enable {
        /// Adresse électronique du compte
        #[arg(value_name = "ADRESSE")]
        email: String,
    },
    /// Clés d'accès d'un compte aux publications, pour des programmes
    #[command(subcommand)]
    Key(KeyCommand),
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
                let (password, shown) = password(*password_stdin)?;
                let account = app.add_account(email, name, role.role(), &password).await?;
                show(common, "ajouté", &account, shown.as_deref());
                Ok(())
            }
            AccountCommand::Password { email, password_stdin } => {
                let (password, shown) = password(*password_stdin)?;
                let account = app.change_password(&BY_COMMAND, email, &password).await?;
                show(common, "pourvu d'un nouveau mot de passe, ses sessions fermées", &account, shown.as_deref());
                Ok(())
            }
            AccountCommand::Disable { email } => {
                show(common, "fermé", &app.set_account_active(&BY_COMMAND, email, false).await?, None);
                Ok(())
            }
            AccountCommand::Enable { email } => {
                show(common, "rouvert", &app.set_account_active(&BY_COMMAND, email, true).await?, None);
                Ok(())
            }
            AccountCommand::Key(command) => account_key::run(common, &app, command).await,
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

/// The password, and what to show of it: one that was typed is known already.
fn password(is_typed: bool) -> Result<(String, Option<String>), CliError> {
    if is_typed {
        return Ok((typed_password()?, None));
    }
    let made = made_password();
    Ok((made.clone(), Some(made)))
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

fn show(common: &Common, done: &str, account: &Account, password: Option<&str>) {
    if common.json {
        let shown = serde_json::json!({
            "account": { "email": account.email, "name": account.name, "role": account.role }, "password": password,
        });
        say!("{shown}");
        return;
    }
    say!("Compte {done} : {} ({})", account.email, account.role.as_str());
    if let Some(password) = password {
        say!("Mot de passe, montré cette seule fois : {password}");
    }
}

fn show_list(common: &Common, accounts: &[Account]) {
    if common.json {
        let list: Vec<_> = accounts
            .iter()
            .map(|one| serde_json::json!({ "email": one.email, "name": one.name, "role": one.role, "is_active": one.is_active }))
            .collect();
        say!("{}", serde_json::json!({ "accounts": list }));
    } else if accounts.is_empty() {
        say!("Aucun compte. Ajoutez le premier : sonde account add vous@exemple.fr --name 'Votre nom' --role admin");
    } else {
        for one in accounts {
            let closed = if one.is_active { "" } else { "  (fermé)" };
            say!("{:<10}  {}  {}{closed}", one.role.as_str(), one.email, one.name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::{App, AppError};

    const EMAIL: &str = "lea@exemple.fr";
    const OLD: &str = "un mot de passe";
    const NEW: &str = "un autre mot de passe";

    fn service(folder: &std::path::Path) -> App {
        let common = Common {
            data: Some(folder.to_owned()),
            database: Some(crate::cli::settings::sqlite_in(folder)),
            ..Common::default()
        };
        start::app(load(&common, &Overrides::default()).unwrap()).unwrap()
    }

    /// What an account that was signed in everywhere still opens: access token, renewal, console.
    async fn doors(app: &App, (access, refresh, console): &(String, String, String)) -> [bool; 3] {
        [
            app.authenticate(access).await.is_ok(),
            app.refresh(refresh).await.is_ok(),
            app.console_account(console).await.is_ok(),
        ]
    }

    async fn signed_in(app: &App, password: &str) -> (String, String, String) {
        let tokens = app.sign_in(EMAIL, password).await.unwrap();
        (tokens.access, tokens.refresh, app.open_console(EMAIL, password).await.unwrap().0)
    }

    #[test]
    fn a_new_password_signs_everybody_out_and_the_old_one_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let app = service(folder.path());
        start::runtime().unwrap().block_on(async {
            app.add_account(EMAIL, "Léa", Role::Pollster, OLD).await.unwrap();
            let before = signed_in(&app, OLD).await;
            assert!(matches!(app.change_password(&BY_COMMAND, EMAIL, "court").await, Err(AppError::BadField { .. })));
            app.change_password(&BY_COMMAND, EMAIL, NEW).await.unwrap();
            assert_eq!(doors(&app, &before).await, [false; 3]);
            assert!(matches!(app.sign_in(EMAIL, OLD).await, Err(AppError::BadCredentials)));
            let after = signed_in(&app, NEW).await;
            assert_eq!(doors(&app, &after).await, [true; 3]);
        });
    }

    #[test]
    fn a_closed_account_opens_nothing_and_what_it_held_stays_void_when_it_opens_again() {
        let folder = tempfile::tempdir().unwrap();
        let app = service(folder.path());
        start::runtime().unwrap().block_on(async {
            app.add_account(EMAIL, "Léa", Role::Pollster, OLD).await.unwrap();
            let before = signed_in(&app, OLD).await;
            app.set_account_active(&BY_COMMAND, EMAIL, false).await.unwrap();
            assert_eq!(doors(&app, &before).await, [false; 3]);
            assert!(matches!(app.sign_in(EMAIL, OLD).await, Err(AppError::BadCredentials)));
            app.set_account_active(&BY_COMMAND, EMAIL, true).await.unwrap();
            assert_eq!(doors(&app, &before).await, [false; 3]);
            signed_in(&app, OLD).await;
            let unknown = app.set_account_active(&BY_COMMAND, "noe@exemple.fr", false).await.unwrap_err();
            assert!(unknown.to_string().contains("aucun compte à l'adresse noe@exemple.fr"), "{unknown}");
        });
    }
}
