//! Where the database is: parsed once from an address somebody wrote. Its password is used to connect and is never
//! shown, not even inside a message of the server.

use std::fmt;

use crate::store::error::StoreError;

/// How long a server may take to answer a new connection, and to acknowledge what was sent to it.
const POSTGRES_PARAMETERS: [(&str, &str); 4] = [
    ("application_name", "sonde"),
    ("connect_timeout", "5"),
    ("tcp_user_timeout", "15000"),
    ("client_encoding", "UTF8"),
];

/// A database this program can open.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::store) enum Address {
    /// Path of a file.
    Sqlite(String),
    /// Address for libpq, password included.
    Postgres(String),
}

impl Address {
    pub(in crate::store) fn parse(url: &str) -> Result<Self, StoreError> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            return Self::sqlite(path.strip_prefix("//").unwrap_or(path));
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            in_clear(url)?;
            return Ok(Self::Postgres(with_parameters(url)));
        }
        Err(StoreError::Address(match url.split_once(':') {
            Some((scheme, _)) => format!("le schéma « {scheme} » n'est pas connu"),
            None => "elle n'a pas de schéma".to_owned(),
        }))
    }

    fn sqlite(path: &str) -> Result<Self, StoreError> {
        match path {
            "" => Err(StoreError::Address("il manque le chemin du fichier après « sqlite: »".to_owned())),
            // Each connection would have a database of its own.
            ":memory:" => Err(StoreError::Address("une base en mémoire ne garde rien".to_owned())),
            _ if path.starts_with('/') => Ok(Self::Sqlite(path.to_owned())),
            // So that SQLite never reads a relative path as one of its own addresses (`file:…?mode=…`).
            _ => Ok(Self::Sqlite(format!("./{path}"))),
        }
    }

    /// The same text without any password, in the address or as the server repeats it.
    pub(in crate::store) fn scrub(&self, text: &str) -> String {
        let Self::Postgres(url) = self else { return text.to_owned() };
        let shown = text.replace(url.as_str(), &self.to_string());
        match password(url) {
            Some(password) if !password.is_empty() => shown.replace(password, "***"),
            _ => shown,
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{path}"),
            Self::Postgres(url) => {
                let bare = url.split_once('?').map_or(url.as_str(), |(bare, _)| bare);
                match (bare.split_once("://"), password(url)) {
                    (Some((scheme, rest)), Some(password)) => {
                        write!(f, "{scheme}://{}", rest.replacen(&format!(":{password}@"), ":***@", 1))
                    }
                    _ => f.write_str(bare),
                }
            }
        }
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({self})")
    }
}

/// The libpq inside this program has no TLS, and by default says nothing when it talks in clear: a distant server must be
/// accepted as such, in writing.
fn in_clear(url: &str) -> Result<(), StoreError> {
    let (before, parameters) = url.split_once('?').unwrap_or((url, ""));
    let accepted = parameters.split('&').any(|parameter| parameter == "sslmode=disable");
    let rest = before.split_once("://").map_or("", |(_, rest)| rest);
    let server = rest.rsplit_once('@').map_or(rest, |(_, server)| server);
    let hosts = server.split('/').next().unwrap_or_default();
    match hosts.split(',').find(|host| !is_local(host)) {
        Some(host) if !accepted => Err(StoreError::Address(format!(
            "le serveur {host} est distant et ce programme est construit sans chiffrement — ajoutez ?sslmode=disable si \
             le réseau qui y mène est à vous seul, ou passez par un tunnel"
        ))),
        _ => Ok(()),
    }
}

/// This machine: no host (a socket's folder), a socket's folder, or a loopback address, with or without a port.
fn is_local(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    name.is_empty() || name == "localhost" || name == "::1" || name.starts_with("127.") || name.starts_with("%2F")
}

/// What stands between the user's colon and the last `@` of the server's part.
fn password(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    let (user, _) = rest.rsplit_once('@')?;
    user.split_once(':').map(|(_, password)| password)
}

fn with_parameters(url: &str) -> String {
    let mut full = url.to_owned();
    for (name, value) in POSTGRES_PARAMETERS {
        if !url.contains(&format!("{name}=")) {
            full.push(if full.contains('?') { '&' } else { '?' });
            full.push_str(&format!("{name}={value}"));
        }
    }
    full
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_scheme_is_named_with_what_would_be_accepted() {
        let text = Address::parse("mysql://localhost/sonde").unwrap_err().to_string();
        assert!(text.contains("« mysql »") && text.contains("sqlite:CHEMIN") && text.contains("postgres://"), "{text}");
        assert!(Address::parse("sonde.db").unwrap_err().to_string().contains("pas de schéma"));
        assert!(Address::parse("sqlite:").is_err());
        assert!(Address::parse("sqlite::memory:").is_err());
    }

    #[test]
    fn a_distant_server_must_be_accepted_in_clear() {
        for local in ["postgres:///sonde", "postgres://a@127.0.0.1:5432/sonde", "postgres://a:b@[::1]:5432/sonde"] {
            assert!(Address::parse(local).is_ok(), "{local}");
        }
        let told = Address::parse("postgres://a:b@127.0.0.1,db.example:5432/sonde").unwrap_err().to_string();
        assert!(told.contains("db.example") && told.contains("sslmode=disable") && !told.contains(":b@"), "{told}");
        assert!(Address::parse("postgres://a@db.example/sonde?sslmode=require").is_err());
        assert!(Address::parse("postgres://a@db.example/sonde?connect_timeout=2&sslmode=disable").is_ok());
    }

    #[test]
    fn a_password_is_never_shown() {
        let address = Address::parse("postgres://lea:s3cr@t@db.example/sonde?sslmode=disable").unwrap();
        assert_eq!(address.to_string(), "postgres://lea:***@db.example/sonde");
        assert_eq!(format!("{address:?}"), "Address(postgres://lea:***@db.example/sonde)");
        let Address::Postgres(url) = &address else { panic!("{address}") };
        assert!(!address.scrub(&format!("unexpected character in URI: \"{url}\"")).contains("s3cr@t"));
        assert!(!address.scrub("no such password s3cr@t").contains("s3cr@t"));
    }

    #[test]
    fn parameters_already_given_are_kept() {
        let Address::Postgres(url) = Address::parse("postgres://localhost/sonde?connect_timeout=2").unwrap() else {
            panic!()
        };
        assert!(url.contains("connect_timeout=2") && !url.contains("connect_timeout=5"), "{url}");
        assert!(url.contains("&application_name=sonde"), "{url}");
    }
}
