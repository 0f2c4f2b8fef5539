//! The settings of mail, read together: a server without a sender, or a key without its selector, stops the start.

use std::net::SocketAddr;
use std::path::PathBuf;

use crate::app::settings::{DkimSettings, MailSettings, SmtpSettings};
use crate::cli::bundle;
use crate::domain::contact::Email;

/// What stands after the `+` of an address that comes back takes forty characters of the sixty-four before the `@`.
const BOUNCE_LOCAL_CHARS_MAX: usize = 23;

/// As the file, the environment and the flags say them.
#[derive(Debug, Default)]
pub(super) struct MailTexts {
    pub url: Option<String>,
    pub from: Option<String>,
    pub bounces_to: Option<String>,
    pub bounce_folder: Option<PathBuf>,
    pub bounce_lmtp: Option<String>,
    pub dkim_selector: Option<String>,
    pub dkim_key_file: Option<PathBuf>,
}

impl MailTexts {
    /// What is wrong goes to `wrong`.
    pub(super) fn read(self, wrong: &mut Vec<String>) -> MailSettings {
        let (url, from) = match (self.url, self.from) {
            (Some(url), Some(from)) => (url, from),
            (Some(_), None) => {
                wrong.push("mail_from manque : l'adresse d'expéditeur des lettres, comme sonde@exemple.fr".to_owned());
                return MailSettings::Off;
            }
            (None, Some(_)) => {
                wrong.push("smtp_url manque : le serveur de courrier, comme smtp://127.0.0.1:25".to_owned());
                return MailSettings::Off;
            }
            (None, None) => {
                let others = [
                    ("bounces_to", self.bounces_to.is_some()),
                    ("bounce_folder", self.bounce_folder.is_some()),
                    ("bounce_lmtp", self.bounce_lmtp.is_some()),
                    ("dkim_selector", self.dkim_selector.is_some()),
                    ("dkim_key_file", self.dkim_key_file.is_some()),
                ];
                let alone = others.iter().filter(|(_, is_there)| *is_there);
                wrong.extend(alone.map(|(name, _)| format!("{name} : sans effet sans smtp_url et mail_from")));
                return MailSettings::Off;
            }
        };
        if let Some(address) = &self.bounces_to {
            let is_short = address.find('@').is_some_and(|local| local <= BOUNCE_LOCAL_CHARS_MAX);
            if Email::parse(address).is_err() || address.contains('+') || !is_short {
                wrong.push(format!(
                    "bounces_to : « {address} » — attendu : une adresse comme rebonds@exemple.fr, sans « + », \
                     {BOUNCE_LOCAL_CHARS_MAX} caractères au plus avant le « @ »"
                ));
            }
        }
        let dkim = dkim(self.dkim_selector, self.dkim_key_file, wrong);
        let bounce_lmtp = bounce_lmtp(self.bounce_lmtp, self.bounces_to.is_some(), wrong);
        let (bounces_to, bounce_folder) = (self.bounces_to, self.bounce_folder);
        let smtp = SmtpSettings { url, from, dkim, bounces_to, bounce_folder, bounce_lmtp };
        match smtp.check() {
            Ok(()) => MailSettings::Smtp(Box::new(smtp)),
            Err(error) => {
                wrong.push(error);
                MailSettings::Off
            }
        }
    }
}

/// Nobody is asked who they are there, so that only this machine may come.
fn bounce_lmtp(text: Option<String>, has_mailbox: bool, wrong: &mut Vec<String>) -> Option<SocketAddr> {
    let text = text?;
    let address = text.parse().ok().filter(|address: &SocketAddr| address.ip().is_loopback());
    if address.is_none() {
        wrong.push(format!("bounce_lmtp : « {text} » — attendu : une adresse de cette machine, comme 127.0.0.1:2424"));
    }
    if !has_mailbox {
        wrong.push("bounce_lmtp : sans effet sans bounces_to, l'adresse où les rapports arrivent".to_owned());
    }
    address
}

fn dkim(selector: Option<String>, key_file: Option<PathBuf>, wrong: &mut Vec<String>) -> Option<DkimSettings> {
    match (selector, key_file) {
        (None, None) => None,
        (Some(selector), Some(path)) => match bundle::text(&path) {
            Ok(key) => Some(DkimSettings { selector, key }),
            Err(error) => {
                wrong.push(format!("dkim_key_file : {error}"));
                None
            }
        },
        (Some(_), None) => {
            wrong.push("dkim_key_file manque : le fichier de la clé privée".to_owned());
            None
        }
        (None, Some(_)) => {
            wrong.push("dkim_selector manque : le nom sous lequel la clé est publiée, comme sonde2026".to_owned());
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server() -> MailTexts {
        let own = |text: &str| Some(text.to_owned());
        MailTexts { url: own("smtp://127.0.0.1:25"), from: own("sonde@example.org"), ..MailTexts::default() }
    }

    fn told(texts: MailTexts) -> String {
        let mut wrong = Vec::new();
        let mail = texts.read(&mut wrong);
        assert_eq!(matches!(mail, MailSettings::Off), !wrong.is_empty(), "{wrong:?}");
        wrong.join("\n")
    }

    #[test]
    fn half_a_setting_stops_the_start_and_is_named() {
        assert_eq!(told(server()), "");
        assert!(told(MailTexts { from: None, ..server() }).starts_with("mail_from manque"));
        assert!(told(MailTexts { url: None, ..server() }).starts_with("smtp_url manque"));
        let alone = MailTexts { bounce_folder: Some(PathBuf::from("/var/mail")), ..MailTexts::default() };
        assert!(told(alone).starts_with("bounce_folder : sans effet"));
    }

    #[test]
    fn reports_are_taken_from_this_machine_alone() {
        let at = |address: &str, bounces_to: Option<&str>| {
            let (bounce_lmtp, bounces_to) = (Some(address.to_owned()), bounces_to.map(str::to_owned));
            let mut wrong = Vec::new();
            MailTexts { bounce_lmtp, bounces_to, ..server() }.read(&mut wrong);
            wrong
        };
        let mailbox = Some("rebonds@example.org");
        assert!(at("127.0.0.1:2424", mailbox).is_empty() && at("[::1]:2424", mailbox).is_empty());
        for address in ["0.0.0.0:2424", "192.0.2.1:2424", "2424", "localhost"] {
            assert!(at(address, mailbox).join("").contains("une adresse de cette machine"), "{address}");
        }
        assert!(at("127.0.0.1:2424", None).join("").contains("sans effet sans bounces_to"));
    }

    #[test]
    fn a_wrong_key_or_bounce_address_is_refused() {
        let mut wrong = Vec::new();
        let long = ["r".repeat(24).as_str(), "@example.org"].concat();
        for address in ["rebonds", "re+bonds@example.org", &long] {
            MailTexts { bounces_to: Some(address.to_owned()), ..server() }.read(&mut wrong);
        }
        assert_eq!(wrong.len(), 3, "{wrong:?}");
        wrong.clear();
        MailTexts { dkim_selector: Some("s".to_owned()), ..server() }.read(&mut wrong);
        let folder = tempfile::tempdir().unwrap();
        let key = folder.path().join("dkim.pem");
        std::fs::write(&key, "-----BEGIN RSA PRIVATE KEY-----\nzzz\n").unwrap();
        let both = MailTexts { dkim_selector: Some("s".to_owned()), dkim_key_file: Some(key), ..server() };
        both.read(&mut wrong);
        assert!(
            wrong[0].starts_with("dkim_key_file manque") && wrong[1].starts_with("clé DKIM illisible"),
            "{wrong:?}"
        );
    }
}
