//! The settings file: flat, optional, every fault in it told at once with its line.

use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::domain::fault::{Source, did_you_mean};
use crate::domain::questionnaire::syntax_fault;

const KNOWN: [&str; 18] = [
    "data",
    "database",
    "bind",
    "public_url",
    "proxies",
    "starts_per_minute",
    "start_delay_seconds",
    "held_share_percent",
    "workers",
    "readers",
    "smtp_url",
    "mail_from",
    "bounces_to",
    "bounce_folder",
    "bounce_lmtp",
    "dkim_selector",
    "dkim_key_file",
    "secret_file",
];

#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct SettingsFile {
    pub data: Option<PathBuf>,
    pub database: Option<String>,
    pub bind: Option<String>,
    pub public_url: Option<String>,
    pub proxies: Option<Vec<String>>,
    pub starts_per_minute: Option<i64>,
    pub start_delay_seconds: Option<i64>,
    pub held_share_percent: Option<i64>,
    pub workers: Option<i64>,
    pub readers: Option<i64>,
    pub smtp_url: Option<String>,
    pub mail_from: Option<String>,
    pub bounces_to: Option<String>,
    pub bounce_folder: Option<PathBuf>,
    pub bounce_lmtp: Option<String>,
    pub dkim_selector: Option<String>,
    pub dkim_key_file: Option<PathBuf>,
    pub secret_file: Option<PathBuf>,
}

/// What the file says; what is wrong in it goes to `wrong`.
pub(super) fn read(path: &Path, wrong: &mut Vec<String>) -> SettingsFile {
    match super::bundle::text(path) {
        Ok(text) => {
            let shown = path.display().to_string();
            let mut source = Source::new(&shown, &text);
            let file = parse(&mut source, &text);
            wrong.extend(source.into_faults().iter().map(ToString::to_string));
            file
        }
        Err(error) => {
            wrong.push(error.to_string());
            SettingsFile::default()
        }
    }
}

fn parse(source: &mut Source, text: &str) -> SettingsFile {
    let mut file = SettingsFile::default();
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let (span, what, expected) = syntax_fault(error);
        source.fault(span, "", what, expected);
    }
    for (key, value) in table.get_ref() {
        let name: &str = key.get_ref();
        let expected = match (place(&mut file, name), value.get_ref()) {
            (Some(Place::Text(place)), DeValue::String(text)) => {
                *place = Some(text.to_string());
                continue;
            }
            (Some(Place::Path(place)), DeValue::String(text)) => {
                *place = Some(PathBuf::from(text.as_ref()));
                continue;
            }
            (Some(Place::Number(place)), DeValue::Integer(number)) => {
                *place = i64::from_str_radix(number.as_str(), number.radix()).ok();
                if place.is_some() {
                    continue;
                }
                "un nombre entier plus petit"
            }
            (Some(Place::Texts(place)), DeValue::Array(items)) => {
                *place = Some(texts(source, name, items));
                continue;
            }
            // A fault of syntax, already told, may leave a key without its value.
            (Some(_), _) if !errors.is_empty() => continue,
            (Some(Place::Number(_)), _) => "un nombre entier, sans guillemets",
            (Some(Place::Texts(_)), _) => "une liste de textes, comme [\"127.0.0.1\"]",
            (Some(_), _) => "un texte entre guillemets",
            (None, _) => {
                source.fault(key.span(), name, "réglage inconnu", Some(near(name)));
                continue;
            }
        };
        source.fault(value.span(), name, "valeur refusée", Some(expected.to_owned()));
    }
    file
}

/// Those of the items that are texts; each of the others is told.
fn texts(source: &mut Source, name: &str, items: &[Spanned<DeValue<'_>>]) -> Vec<String> {
    let mut texts = Vec::new();
    for item in items {
        match item.get_ref() {
            DeValue::String(text) => texts.push(text.to_string()),
            _ => source.fault(item.span(), name, "valeur refusée", Some("un texte entre guillemets".to_owned())),
        }
    }
    texts
}

enum Place<'f> {
    Text(&'f mut Option<String>),
    Texts(&'f mut Option<Vec<String>>),
    Path(&'f mut Option<PathBuf>),
    Number(&'f mut Option<i64>),
}

fn place<'f>(file: &'f mut SettingsFile, name: &str) -> Option<Place<'f>> {
    Some(match name {
        "data" => Place::Path(&mut file.data),
        "database" => Place::Text(&mut file.database),
        "bind" => Place::Text(&mut file.bind),
        "public_url" => Place::Text(&mut file.public_url),
        "proxies" => Place::Texts(&mut file.proxies),
        "starts_per_minute" => Place::Number(&mut file.starts_per_minute),
        "start_delay_seconds" => Place::Number(&mut file.start_delay_seconds),
        "held_share_percent" => Place::Number(&mut file.held_share_percent),
        "workers" => Place::Number(&mut file.workers),
        "readers" => Place::Number(&mut file.readers),
        "smtp_url" => Place::Text(&mut file.smtp_url),
        "mail_from" => Place::Text(&mut file.mail_from),
        "bounces_to" => Place::Text(&mut file.bounces_to),
        "bounce_folder" => Place::Path(&mut file.bounce_folder),
        "bounce_lmtp" => Place::Text(&mut file.bounce_lmtp),
        "dkim_selector" => Place::Text(&mut file.dkim_selector),
        "dkim_key_file" => Place::Path(&mut file.dkim_key_file),
        "secret_file" => Place::Path(&mut file.secret_file),
        _ => return None,
    })
}

fn near(name: &str) -> String {
    let list = KNOWN.join(", ");
    match did_you_mean(name, KNOWN) {
        Some(near) => format!("{near} sans doute ; réglages connus : {list}"),
        None => format!("l'un de {list}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> Vec<String> {
        let mut source = Source::new("sonde.toml", text);
        parse(&mut source, text);
        source.into_faults().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn every_fault_is_told_at_once_with_its_line() {
        let told =
            faults("bnid = \"127.0.0.1:0\"\nworkers = \"deux\"\nreaders = 99999999999999999999\n[mail]\nx = 1\n");
        let told = told.join("\n");
        for words in [
            "sonde.toml:1:1 · bnid : réglage inconnu — attendu : bind sans doute",
            "sonde.toml:2:11 · workers : valeur refusée — attendu : un nombre entier",
            "sonde.toml:3:11 · readers",
            "sonde.toml:4:2 · mail : réglage inconnu",
        ] {
            assert!(told.contains(words), "« {words} » is not in:\n{told}");
        }
        assert_eq!(told.lines().count(), 4, "{told}");
    }

    #[test]
    fn proxies_are_a_list_of_texts() {
        let told = faults("proxies = \"127.0.0.1\"\n").join("\n");
        assert!(told.contains("sonde.toml:1:11 · proxies : valeur refusée — attendu : une liste de textes"), "{told}");
        let told = faults("proxies = [\"::1\", 2]\n").join("\n");
        assert!(told.contains("sonde.toml:1:19 · proxies : valeur refusée — attendu : un texte"), "{told}");
    }

    #[test]
    fn a_fault_of_syntax_is_told_in_french_once() {
        let told = faults("bind = \nworkers = 2\n");
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].starts_with("sonde.toml:1:8 : syntaxe TOML : valeur absente"), "{told:?}");
    }

    #[test]
    fn every_known_setting_is_read() {
        let text = "data = 'd'\ndatabase = 'sqlite:x'\nbind = 'b'\npublic_url = 'p'\nworkers = 0x10\nreaders = 2\n\
                    smtp_url = 's'\nmail_from = 'm'\nsecret_file = 'k'\nproxies = ['a', 'b']\nstarts_per_minute = 30\n\
                    start_delay_seconds = 3\nheld_share_percent = 7\n";
        let mut source = Source::new("sonde.toml", text);
        let file = parse(&mut source, text);
        assert!(source.into_faults().is_empty());
        assert_eq!((file.workers, file.readers), (Some(16), Some(2)));
        assert_eq!((file.proxies, file.starts_per_minute), (Some(vec!["a".into(), "b".into()]), Some(30)));
        assert_eq!((file.start_delay_seconds, file.held_share_percent), (Some(3), Some(7)));
        assert_eq!((file.data, file.secret_file), (Some("d".into()), Some("k".into())));
        let texts = [file.database, file.bind, file.public_url, file.smtp_url, file.mail_from];
        assert_eq!(texts.map(Option::unwrap), ["sqlite:x", "b", "p", "s", "m"]);
    }

    #[test]
    fn every_known_name_has_its_place() {
        let mut file = SettingsFile::default();
        assert!(KNOWN.into_iter().all(|name| place(&mut file, name).is_some()));
    }
}
