//! Tying the rooms together: data folder, secret, database, service.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

use tracing_subscriber::EnvFilter;

use crate::app::App;
use crate::app::account::{Account, Actor};
use crate::app::keys::Keys;
use crate::app::settings::Settings;
use crate::cli::CliError;
use crate::cli::settings::Loaded;
use crate::store::{Store, StoreOptions, migrate, service_facts};

/// Logs go to standard error: as JSON for the long-running service, quiet for the other commands.
pub(super) fn log(is_service: bool) {
    let default = if is_service { "info" } else { "error" };
    let filter = EnvFilter::try_from_env("SONDE_LOG").unwrap_or_else(|_| EnvFilter::new(default));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if is_service {
        builder.json().flatten_event(true).with_current_span(false).with_span_list(false).init();
    } else {
        builder.without_time().with_target(false).init();
    }
}

pub(super) fn runtime() -> Result<tokio::runtime::Runtime, CliError> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| CliError::Refused(format!("démarrage impossible : {error}")))
}

/// The database, migrated, and the service on it.
pub(super) fn app(loaded: Loaded) -> Result<App, CliError> {
    let store = store(&loaded.settings)?;
    migrate::run(&store)?;
    let keys = keys(&loaded.secret_file)?;
    agree_on_secret(&store, &keys)?;
    Ok(App::new(loaded.settings, store, keys)?)
}

/// The database as it is, its folder made if needed.
pub(super) fn store(settings: &Settings) -> Result<Store, CliError> {
    make_folder(&settings.data_folder)?;
    let readers = usize::try_from(settings.database_readers).unwrap_or(4);
    Ok(Store::open(&settings.database_url, StoreOptions { readers, ..StoreOptions::default() })?)
}

pub(super) fn make_folder(folder: &Path) -> Result<(), CliError> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(|error| CliError::file(folder, error))
}

/// The secret of the service. The first start makes one that only its owner reads; there is no default.
fn keys(path: &Path) -> Result<Keys, CliError> {
    if !path.exists() {
        let secret = data_encoding::HEXLOWER.encode(&rand::random::<[u8; 32]>());
        match write_private(path, &secret) {
            // Another node of this folder was faster: its secret counts.
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            other => other.map_err(|error| CliError::file(path, error))?,
        }
    }
    let mode = fs::metadata(path).map_err(|error| CliError::file(path, error))?.permissions().mode();
    if mode & 0o077 != 0 {
        return Err(CliError::file(
            path,
            format!("d'autres que vous peuvent lire le secret (droits {:o}) — faites : chmod 600", mode & 0o777),
        ));
    }
    let text = fs::read_to_string(path).map_err(|error| CliError::file(path, error))?;
    Keys::from_secret(&text).map_err(|error| CliError::file(path, error))
}

/// Writes a new file that only its owner reads.
pub(super) fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// A node with another secret would refuse everybody's links and sessions: better not to start.
fn agree_on_secret(store: &Store, keys: &Keys) -> Result<(), CliError> {
    let known = store.write(|tx| service_facts::first_or_known(tx, "secret_fingerprint", keys.fingerprint()))?;
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
    app.account_by_email(email)
        .await?
        .ok_or_else(|| CliError::Refused(format!("aucun compte {email} — faites : sonde account add {email} …")))
}
