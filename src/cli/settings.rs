//! Settings: defaults < file < environment < flags. A wrong or unknown one stops the start and is named, with what would
//! be accepted; all of them are told at once.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use crate::app::settings::{OpenDoor, Settings};
use crate::cli::settings_file::{self, SettingsFile};
use crate::cli::settings_mail::MailTexts;
use crate::cli::{CliError, Common};
use crate::domain::fault::did_you_mean;

/// Variables of the environment that are ours. Any other `SONDE_…` is a mistake worth telling.
const KNOWN_VARIABLES: [&str; 19] = [
    "SONDE_CONFIG",
    "SONDE_DATA",
    "SONDE_BIND",
    "SONDE_PUBLIC_URL",
    "SONDE_WORKERS",
    "SONDE_READERS",
    "SONDE_PROXIES",
    "SONDE_STARTS_PER_MINUTE",
    "SONDE_START_DELAY_SECONDS",
    "SONDE_HELD_SHARE_PERCENT",
    "SONDE_SMTP_URL",
    "SONDE_MAIL_FROM",
    "SONDE_BOUNCES_TO",
    "SONDE_BOUNCE_FOLDER",
    "SONDE_BOUNCE_LMTP",
    "SONDE_DKIM_SELECTOR",
    "SONDE_DKIM_KEY_FILE",
    "SONDE_SECRET_FILE",
    "SONDE_LOG",
];
/// Belongs to the tests of the project.
const TEST_PREFIX: &str = "SONDE_TEST_";

const DEFAULT_DATA: &str = "sonde-data";
const DEFAULT_BIND: &str = "127.0.0.1:8080";
const WORKERS: std::ops::RangeInclusive<usize> = 1..=64;
const READERS: std::ops::RangeInclusive<u32> = 1..=64;
/// A school or a company behind one address is let through; a robot is not.
const STARTS_PER_MINUTE: Bounded = Bounded {
    name: "starts_per_minute",
    usual: 240,
    bounds: 0..=1_000_000,
    expected: "de 1 à 1000000, ou 0 pour aucune limite",
};
const START_DELAY_SECONDS: Bounded = Bounded {
    name: "start_delay_seconds",
    usual: OpenDoor::USUAL.start_delay_seconds,
    bounds: 0..=10,
    expected: "de 1 à 10, ou 0 pour aucun délai",
};
const HELD_SHARE_PERCENT: Bounded = Bounded {
    name: "held_share_percent",
    usual: OpenDoor::USUAL.held_share_percent,
    bounds: 1..=100,
    expected: "de 1 à 100, 100 pour aucune limite",
};
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
    let proxies = proxies(from_environment("SONDE_PROXIES"), file.proxies, &mut wrong);
    let starts_per_minute =
        STARTS_PER_MINUTE.read(from_environment("SONDE_STARTS_PER_MINUTE"), file.starts_per_minute, &mut wrong);
    let open_door = open_door((file.start_delay_seconds, file.held_share_percent), &mut wrong);
    let mail = MailTexts {
        url: text(None, "SONDE_SMTP_URL", file.smtp_url),
        from: text(None, "SONDE_MAIL_FROM", file.mail_from),
        bounces_to: text(None, "SONDE_BOUNCES_TO", file.bounces_to),
        bounce_folder: from_environment("SONDE_BOUNCE_FOLDER").map(PathBuf::from).or(file.bounce_folder),
        bounce_lmtp: text(None, "SONDE_BOUNCE_LMTP", file.bounce_lmtp),
        dkim_selector: text(None, "SONDE_DKIM_SELECTOR", file.dkim_selector),
        dkim_key_file: from_environment("SONDE_DKIM_KEY_FILE").map(PathBuf::from).or(file.dkim_key_file),
    };
    let mail = mail.read(&mut wrong);
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
        proxies,
        starts_per_minute,
        open_door,
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

/// Whole addresses only: a network would let whoever is in it choose the address they are counted by.
fn proxies(variable: Option<String>, in_file: Option<Vec<String>>, wrong: &mut Vec<String>) -> Vec<IpAddr> {
    let listed = variable.map(|list| list.split(',').map(|text| text.trim().to_owned()).collect());
    let mut addresses = Vec::new();
    for text in listed.or(in_file).unwrap_or_default() {
        match text.parse() {
            Ok(address) => addresses.push(address),
            Err(_) => wrong.push(format!("proxies : « {text} » — attendu : une adresse IP, comme 127.0.0.1 ou ::1")),
        }
    }
    addresses
}

/// What keeps robots from an open link.
fn open_door((delay_in_file, share_in_file): (Option<i64>, Option<i64>), wrong: &mut Vec<String>) -> OpenDoor {
    let from_environment = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let delay = from_environment("SONDE_START_DELAY_SECONDS");
    let share = from_environment("SONDE_HELD_SHARE_PERCENT");
    OpenDoor {
        start_delay_seconds: START_DELAY_SECONDS.read(delay, delay_in_file, wrong),
        held_share_percent: HELD_SHARE_PERCENT.read(share, share_in_file, wrong),
    }
}

/// A number with a usual value, and what is told when it is out of bounds.
struct Bounded {
    name: &'static str,
    usual: u32,
    bounds: std::ops::RangeInclusive<u32>,
    expected: &'static str,
}

impl Bounded {
    fn read(&self, variable: Option<String>, in_file: Option<i64>, wrong: &mut Vec<String>) -> u32 {
        let value = number(variable, in_file, self.name, wrong).unwrap_or_else(|| i64::from(self.usual));
        match u32::try_from(value) {
            Ok(value) if self.bounds.contains(&value) => value,
            _ => {
                wrong.push(format!("{} : {value} — attendu : {}", self.name, self.expected));
                self.usual
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: &str) -> Option<String> {
        Some(value.to_owned())
    }

    #[test]
    fn proxies_are_addresses_and_the_environment_wins_over_the_file() {
        let mut wrong = Vec::new();
        let in_file = || Some(vec!["192.0.2.1".to_owned()]);
        let told = |addresses: Vec<IpAddr>| addresses.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(told(proxies(text("127.0.0.1, ::1"), in_file(), &mut wrong)), ["127.0.0.1", "::1"]);
        assert_eq!(told(proxies(None, in_file(), &mut wrong)), ["192.0.2.1"]);
        assert!(proxies(None, None, &mut wrong).is_empty() && wrong.is_empty(), "{wrong:?}");
    }

    #[test]
    fn each_proxy_that_is_no_address_is_named() {
        let mut wrong = Vec::new();
        assert_eq!(proxies(text("10.0.0.0/8,127.0.0.1,caddy,"), None, &mut wrong).len(), 1);
        let expected = ["10.0.0.0/8", "caddy", ""]
            .map(|text| format!("proxies : « {text} » — attendu : une adresse IP, comme 127.0.0.1 ou ::1"));
        assert_eq!(wrong, expected);
    }

    #[test]
    fn the_open_link_has_usual_limits_and_a_wrong_one_is_named() {
        let read = |variable, in_file| {
            let mut wrong = Vec::new();
            (STARTS_PER_MINUTE.read(variable, in_file, &mut wrong), wrong.join("\n"))
        };
        assert_eq!(read(None, None), (240, String::new()));
        assert_eq!(read(text("30"), Some(5)), (30, String::new()));
        assert_eq!(read(None, Some(0)), (0, String::new()), "no limit");
        for (variable, in_file, named) in
            [(None, Some(-1), ": -1 —"), (None, Some(1_000_001), ": 1000001 —"), (text("dix"), None, ": « dix » —")]
        {
            let (_, told) = read(variable, in_file);
            assert!(told.contains(named) && told.contains("attendu"), "{told}");
            assert!(told.starts_with("starts_per_minute :") && told.lines().count() == 1, "{told}");
        }
        let mut wrong = Vec::new();
        HELD_SHARE_PERCENT.read(None, Some(0), &mut wrong);
        START_DELAY_SECONDS.read(text("60"), None, &mut wrong);
        assert_eq!(wrong.len(), 2, "{wrong:?}");
    }
}
