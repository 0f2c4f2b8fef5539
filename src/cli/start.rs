//! Tying the rooms together: data folder, secret, database, service.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::Path;

use tracing_subscriber::EnvFilter;

use crate::app::App;
use crate::app::account::{Account, Actor};
use crate::app::keys::Keys;
use crate::app::settings::Settings;
use crate::cli::settings::Loaded;
use crate::cli::{CliError, secret};
use crate::domain::fault::did_you_mean;
use crate::store::{Store, StoreError, StoreOptions, migrate, service_facts};

const LOG_LEVELS: [&str; 6] = ["error", "warn", "info", "debug", "trace", "off"];

/// Under this name the database knows the fingerprint of the service's secret.
const SECRET_FACT: &str = "secret_fingerprint";

/// Logs go to standard error: as JSON for the long-running service, quiet for the other commands.
pub(super) fn log(is_service: bool) -> Result<(), CliError> {
    let filter = log_filter(std::env::var_os("SONDE_LOG"), if is_service { "info" } else { "error" })?;
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if is_service {
        builder.json().flatten_event(true).with_current_span(false).with_span_list(false).init();
    } else {
        builder.without_time().with_target(false).init();
    }
    Ok(())
}

/// A mistyped level would be taken for the name of a room that never speaks: it is refused too.
fn log_filter(asked: Option<OsString>, default: &str) -> Result<EnvFilter, CliError> {
    let asked = asked.filter(|text| !text.is_empty()).unwrap_or_else(|| default.into());
    let text = asked.to_string_lossy();
    let is_mistyped = |part: &str| {
        let level = part.rsplit('=').next().unwrap_or(part).trim().to_ascii_lowercase();
        !LOG_LEVELS.contains(&level.as_str()) && did_you_mean(&level, LOG_LEVELS).is_some()
    };
    if !text.split(',').any(is_mistyped)
        && let Ok(filter) = EnvFilter::builder().parse(&text)
    {
        return Ok(filter);
    }
    Err(CliError::Refused(format!(
        "SONDE_LOG : « {text} » — attendu : un niveau ({}), ou des règles comme warn,sonde=debug",
        LOG_LEVELS.join(", ")
    )))
}

pub(super) fn runtime() -> Result<tokio::runtime::Runtime, CliError> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| CliError::Refused(format!("démarrage impossible : {error}")))
}

/// The database, migrated, and the service on it. A secret that is wrong stops the start before a database is made, and
/// one that cannot be written before it is migrated.
pub(super) fn app(loaded: Loaded) -> Result<App, CliError> {
    let known = secret::known(&loaded.secret_file)?;
    let store = store(&loaded.settings)?;
    let keys = match known {
        Some(keys) => keys,
        None => {
            is_first_start(&store, &loaded.secret_file)?;
            secret::make(&loaded.secret_file)?
        }
    };
    migrate::run(&store)?;
    agree_on_secret(&store, &keys)?;
    Ok(App::new(loaded.settings, store, keys)?)
}

/// The database as it is, its folder made if needed.
pub(super) fn store(settings: &Settings) -> Result<Store, CliError> {
    make_folder(&settings.data_folder)?;
    let readers = usize::try_from(settings.database_readers).unwrap_or(4);
    let options = StoreOptions { readers, ..StoreOptions::default() };
    Store::open(&settings.database_url, options).map_err(|error| match error {
        // SQLite does not name its file.
        StoreError::Broken(why) if settings.database_url.starts_with("sqlite:") => {
            CliError::Refused(format!("{} : {why}", settings.database_url))
        }
        other => other.into(),
    })
}

pub(super) fn make_folder(folder: &Path) -> Result<(), CliError> {
    let refused = |error: io::Error| match error.kind() {
        io::ErrorKind::AlreadyExists => CliError::io(folder, &io::ErrorKind::NotADirectory.into()),
        _ => CliError::io(folder, &error),
    };
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(refused)
}

/// A lost secret is not replaced: the new one would be refused all the same, and the next backup would keep it.
fn is_first_start(store: &Store, secret_file: &Path) -> Result<(), CliError> {
    if !migrate::status(store)?.is_current() || store.read(|tx| service_facts::known(tx, SECRET_FACT))?.is_none() {
        return Ok(());
    }
    Err(CliError::file(
        secret_file,
        "le secret manque, et la base de données en connaît un : remettez-le depuis une sauvegarde, ou dites où il est \
         (secret_file, ou SONDE_SECRET_FILE)",
    ))
}

/// A node with another secret would refuse everybody's links and sessions: better not to start.
fn agree_on_secret(store: &Store, keys: &Keys) -> Result<(), CliError> {
    let known = store.write(|tx| service_facts::first_or_known(tx, SECRET_FACT, keys.fingerprint()))?;
    if known == keys.fingerprint() {
        Ok(())
    } else {
        Err(CliError::Refused(
            "le secret de ce service n'est pas celui de la base de données — donnez le même fichier à tous les nœuds \
             (secret_file, ou SONDE_SECRET_FILE)"
                .to_owned(),
        ))
    }
}

/// The account a command acts as: the life of a wave needs to know who.
pub(super) async fn actor(app: &App, email: Option<&str>) -> Result<Actor, CliError> {
    match email {
        None => Ok(Actor::Service("ligne de commande")),
        Some(email) => Ok(Actor::Account(account(app, email).await?)),
    }
}

async fn account(app: &App, email: &str) -> Result<Account, CliError> {
    app.account_by_email(email).await?.ok_or_else(|| {
        CliError::Refused(format!(
            "aucun compte ouvert à l'adresse {email} — faites : sonde account add {email} …, ou enable s'il est fermé"
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_setting_that_would_be_passed_over_is_refused_and_named() {
        for wrong in ["=!!", "inof", "sonde=debgu", "warn,sonde=trcae"] {
            let text = log_filter(Some(wrong.into()), "info").unwrap_err().to_string();
            assert!(text.contains("SONDE_LOG") && text.contains(wrong) && text.contains("debug"), "{text}");
        }
        for right in ["", "info", "WARN", "off", "sonde=debug", "warn,sonde::web=trace"] {
            log_filter(Some(right.into()), "info").unwrap();
        }
    }
}
