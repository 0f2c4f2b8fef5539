//! `sonde account key`: keys by which programs read releases in the name of an account.

use std::collections::BTreeSet;

use clap::{Subcommand, ValueEnum};

use crate::app::account::Account;
use crate::app::api_keys::{ApiKey, DAYS_MAX, DAYS_USUAL, KeyState, NewKey, Scope};
use crate::app::{App, AppError};
use crate::cli::account::BY_COMMAND;
use crate::cli::{CliError, Common};
use crate::domain::wave::paris;

#[derive(Debug, Subcommand)]
pub(super) enum KeyCommand {
    /// Faire une clé, montrée cette seule fois
    #[command(after_help = "Exemple : sonde account key add marie@exemple.fr --name 'Tableau de bord' --days 180")]
    Add {
        /// Adresse électronique du compte
        #[arg(value_name = "ADRESSE")]
        email: String,
        /// À quoi sert la clé
        #[arg(long, value_name = "NOM")]
        name: String,
        /// Ce qu'elle permet de lire ; répétable
        #[arg(long = "scope", value_enum, value_name = "PORTÉE", default_values_t = [ScopeArg::Releases])]
        scopes: Vec<ScopeArg>,
        /// Durée, en jours
        #[arg(long, value_name = "JOURS", default_value_t = DAYS_USUAL, value_parser = clap::value_parser!(u32).range(1..=i64::from(DAYS_MAX)))]
        days: u32,
    },
    /// Lister les clés d'un compte
    #[command(after_help = "Exemple : sonde account key list marie@exemple.fr --json")]
    List {
        /// Adresse électronique du compte
        #[arg(value_name = "ADRESSE")]
        email: String,
    },
    /// Révoquer une clé
    #[command(after_help = "Exemple : sonde account key revoke marie@exemple.fr 4f0c9a…")]
    Revoke {
        /// Adresse électronique du compte
        #[arg(value_name = "ADRESSE")]
        email: String,
        /// Identifiant de la clé, tel que la liste le montre
        #[arg(value_name = "CLÉ")]
        id: String,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum ScopeArg {
    /// Ce qui est public
    Releases,
    /// Ce que le compte peut lire avant un embargo
    EarlyReleases,
}

impl ScopeArg {
    fn scope(self) -> Scope {
        match self {
            Self::Releases => Scope::Releases,
            Self::EarlyReleases => Scope::EarlyReleases,
        }
    }
}

pub(super) async fn run(common: &Common, app: &App, command: &KeyCommand) -> Result<(), CliError> {
    match command {
        KeyCommand::Add { email, name, scopes, days } => {
            let scopes: BTreeSet<Scope> = scopes.iter().map(|scope| scope.scope()).collect();
            let new = NewKey { id: NewKey::fresh_id(), name: name.clone(), scopes, days: *days };
            let (secret, key) = app.make_key(&BY_COMMAND, &owner(app, email).await?, &new).await?;
            show_made(common, &secret, &key);
        }
        KeyCommand::List { email } => show_list(common, &app.keys_of(&owner(app, email).await?).await?),
        KeyCommand::Revoke { email, id } => {
            let key = app.revoke_key(&BY_COMMAND, &owner(app, email).await?, id).await?;
            if common.json {
                say!("{}", serde_json::json!({ "key": as_json(&key) }));
            } else {
                say!("Clé révoquée : {} (…{})", key.name, key.ending);
            }
        }
    }
    Ok(())
}

async fn owner(app: &App, email: &str) -> Result<Account, AppError> {
    let unknown = || AppError::BadField { field: "email", why: format!("aucun compte ouvert à l'adresse {email}") };
    app.account_by_email(email).await?.ok_or_else(unknown)
}

fn show_made(common: &Common, secret: &str, key: &ApiKey) {
    if common.json {
        say!("{}", serde_json::json!({ "key": as_json(key), "secret": secret }));
    } else {
        say!("Clé faite : {}, valable jusqu'au {}", key.name, paris::date_words(key.expires_at));
        say!("Montrée cette seule fois : {secret}");
    }
}

fn show_list(common: &Common, keys: &[ApiKey]) {
    if common.json {
        say!("{}", serde_json::json!({ "keys": keys.iter().map(as_json).collect::<Vec<_>>() }));
    } else if keys.is_empty() {
        say!("Aucune clé. Faites-en une : sonde account key add ADRESSE --name 'À quoi elle sert'");
    } else {
        for key in keys {
            let used = key
                .used_on
                .map_or_else(|| "jamais utilisée".to_owned(), |day| ["utilisée le ", &paris::day_words(day)].concat());
            say!("{}  …{}  {:<9}  {}  ({used})", key.id, key.ending, state(key.state), key.name);
        }
    }
}

fn state(state: KeyState) -> &'static str {
    match state {
        KeyState::Live => "valable",
        KeyState::Expired => "expirée",
        KeyState::Revoked => "révoquée",
        KeyState::Void => "sans effet",
    }
}

fn as_json(key: &ApiKey) -> serde_json::Value {
    serde_json::json!({
        "id": key.id, "name": key.name, "ending": key.ending,
        "scopes": key.scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>(),
        "state": match key.state {
            KeyState::Live => "live",
            KeyState::Expired => "expired",
            KeyState::Revoked => "revoked",
            KeyState::Void => "void",
        },
        "created_at": paris::utc(key.created_at), "expires_at": paris::utc(key.expires_at),
        "used_on": key.used_on.map(|day| day.to_string()),
    })
}
