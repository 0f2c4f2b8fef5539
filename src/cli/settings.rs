//! Settings: defaults < file < environment < flags. A wrong or unknown one stops the start and is named, with what would
//! be accepted; all of them are told at once.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use crate::app::settings::{MailSettings, Settings};
use crate::cli::settings_file::{self, SettingsFile};
use crate::cli::{CliError, Common};
use crate::domain::fault::did_you_mean;

/// Variables of the environment that are ours. Any other `SONDE_…` is a mistake worth telling.
const KNOWN_VARIABLES: [&str; 10] = [
    "SONDE_CONFIG",
    "SONDE_DATA",
    "SONDE_BIND",
    "SONDE_PUBLIC_URL",
    "SONDE_WORKERS",
    "SONDE_READERS",
    "SONDE_SMTP_URL",
    "SONDE_MAIL_FROM",
    "SONDE_SECRET_FILE",
    "SONDE_LOG",
];
/// Belongs to the tests of the project.
const TEST_PREFIX: &str = "SONDE_TEST_";

const DEFAULT_DATA: &str = "sonde-data";
const DEFAULT_BIND: &str = "127.0.0.1:8080";
const WORKERS: std::ops::RangeInclusive<usize> = 1..=64;
const READERS: std::ops::RangeInclusive<u32> = 1..=64;
const BODY_BYTES_MAX: usize = 64 * 1024;
const BUNDLE_BYTES_MAX: usize = 2 * 1024 * 1024;

/// Flags only some commands have.
#[derive(Debug, Clone, Default)]
pub(super) struct Overrides {
    pub bind: Option<String>,
    pub public_url: Option<String>,
}

/// The settings, and where the secret is.
pub(super) struct Loaded {
    pub settings: Settings,
    pub secret_file: PathBuf,
}

pub(super) fn load(common: &Common, overrides: &Overrides) -> Result<Loaded, CliError> {
    let mut wrong = unknown_variables();
    let file = match &common.config {
        Some(path) => settings_file::read(path, &mut wrong),
        None => SettingsFile::default(),
    };
    let from_environment = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let text = |flag: Option<String>, variable: &str, in_file: Option<String>| {
        flag.or_else(|| from_environment(variable)).or(in_file)
    };
    let data_folder = common.data.clone().or(file.data).unwrap_or_else(|| PathBuf::from(DEFAULT_DATA));
    let database_url = common.database.clone().or(file.database).unwrap_or_else(|| sqlite_in(&data_folder));
    let bind_text = text(overrides.bind.clone(), "SONDE_BIND", file.bind).unwrap_or_else(|| DEFAULT_BIND.to_owned());
    let bind = bind_text.parse::<SocketAddr>().unwrap_or_else(|_| {
        wrong.push(format!("bind : « {bind_text} » — attendu : adresse:port, comme {DEFAULT_BIND} ou [::1]:8080"));
        SocketAddr::from(([127, 0, 0, 1], 8080))
    });
    let public_url = text(overrides.public_url.clone(), "SONDE_PUBLIC_URL", file.public_url)
        .unwrap_or_else(|| format!("http://{bind}"));
    let public_url = public_url.trim_end_matches('/').to_owned();
    if !(public_url.starts_with("http://") || public_url.starts_with("https://")) {
        wrong.push(format!("public_url : « {public_url} » — attendu : https://enquetes.exemple.fr"));
    }
    let workers = number(from_environment("SONDE_WORKERS"), file.workers, "workers", &mut wrong)
        .map_or_else(default_workers, |value| usize::try_from(value).unwrap_or(usize::MAX));
    if !WORKERS.contains(&workers) {
        wrong.push(format!("workers : {workers} — attendu : de {} à {}", WORKERS.start(), WORKERS.end()));
    }
    let readers = number(from_environment("SONDE_READERS"), file.readers, "readers", &mut wrong)
        .map_or(4, |value| u32::try_from(value).unwrap_or(u32::MAX));
    if !READERS.contains(&readers) {
        wrong.push(format!("readers : {readers} — attendu : de {} à {}", READERS.start(), READERS.end()));
    }
    let mail =
        mail(text(None, "SONDE_SMTP_URL", file.smtp_url), text(None, "SONDE_MAIL_FROM", file.mail_from), &mut wrong);
    let secret_file = from_environment("SONDE_SECRET_FILE")
        .map(PathBuf::from)
        .or(file.secret_file)
        .unwrap_or_else(|| data_folder.join("secret.key"));
    if !wrong.is_empty() {
        return Err(CliError::Refused(format!("réglages refusés\n  · {}", wrong.join("\n  · "))));
    }
    let settings = Settings {
        data_folder,
        database_url,
        bind,
        public_url,
        workers,
        database_readers: readers,
        body_bytes_max: BODY_BYTES_MAX,
        bundle_bytes_max: BUNDLE_BYTES_MAX,
        starts_per_minute: 0,
        mail,
    };
    Ok(Loaded { settings, secret_file })
}

/// SQLite's file in the data folder.
pub(super) fn sqlite_in(folder: &Path) -> String {
    format!("sqlite:{}", folder.join("sonde.sqlite").display())
}

fn default_workers() -> usize {
    std::thread::available_parallelism().map_or(2, |cores| cores.get().min(*WORKERS.end()))
}

fn unknown_variables() -> Vec<String> {
    let mut names: Vec<String> = std::env::vars_os()
        .filter_map(|(name, _)| name.into_string().ok())
        .filter(|name| name.starts_with("SONDE_") && !name.starts_with(TEST_PREFIX))
        .filter(|name| !KNOWN_VARIABLES.contains(&name.as_str()))
        .collect();
    names.sort();
    names
        .iter()
        .map(|name| match did_you_mean(name, KNOWN_VARIABLES) {
            Some(near) => format!("{name} : variable inconnue — vouliez-vous dire {near} ?"),
            None => format!("{name} : variable inconnue — connues : {}", KNOWN_VARIABLES.join(", ")),
        })
        .collect()
}

fn number(variable: Option<String>, in_file: Option<i64>, name: &str, wrong: &mut Vec<String>) -> Option<i64> {
    match variable {
        None => in_file,
        Some(text) => text.trim().parse().map_or_else(
            |_| {
                wrong.push(format!("{name} : « {text} » — attendu : un nombre entier"));
                None
            },
            Some,
        ),
    }
}

fn mail(url: Option<String>, from: Option<String>, wrong: &mut Vec<String>) -> MailSettings {
    match (url, from) {
        (None, None) => MailSettings::Off,
        (Some(url), Some(from)) => match crate::mail::Mailer::smtp(&url, &from) {
            Ok(_) => MailSettings::Smtp { url, from },
            Err(error) => {
                wrong.push(error.to_string());
                MailSettings::Off
            }
        },
        (Some(_), None) => {
            wrong.push("mail_from manque : l'adresse d'expéditeur des lettres, comme sonde@exemple.fr".to_owned());
            MailSettings::Off
        }
        (None, Some(_)) => {
            wrong.push("smtp_url manque : le serveur de courrier, comme smtp://127.0.0.1:25".to_owned());
            MailSettings::Off
        }
    }
}
