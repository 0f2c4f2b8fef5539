//! What can go wrong with the database, in words the other rooms understand. No diesel type leaves the room, and no
//! text here holds a password or an answer.

use diesel::result::{ConnectionError, DatabaseErrorKind, Error as DieselError};
use thiserror::Error;

/// Every way a read or a write can fail.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StoreError {
    /// Worth trying again a little later; nothing was written.
    #[error("la base de données est occupée : {0}")]
    Busy(String),
    /// Something of that name or key is already there.
    #[error("déjà présent : {0}")]
    Conflict(String),
    /// What was asked for is not there.
    #[error("introuvable : {0}")]
    Absent(&'static str),
    /// The address of the database is not one of ours.
    #[error(
        "adresse de base de données refusée : {0} — attendu : sqlite:CHEMIN ou postgres://utilisateur@serveur/base"
    )]
    Address(String),
    /// The server, the file or the connection is not there. After a write, what was asked may have been done.
    #[error("base de données injoignable ({database}) : {why}")]
    Unreachable { database: String, why: String },
    /// The database was migrated by a later program.
    #[error(
        "la base de données est plus récente que ce programme : elle porte la migration {migration}, inconnue ici — \
         lancez la version du programme qui l'a posée, ou une plus récente"
    )]
    TooNew { migration: String },
    /// Nothing was written: there is no room left on the disk, or it fails.
    #[error("le disque de la base de données est plein ou en panne : rien n'a été enregistré")]
    Full,
    /// A defect of ours or of the database.
    #[error("la base de données a répondu par une erreur : {0}")]
    Broken(String),
}

/// What backends say when the disk is full or failing; Diesel has no kind for it. A server speaks its own language, and
/// only a superuser may ask it for another: English and French are known.
const FULL: [&str; 7] = [
    "database or disk is full",
    "disk I/O error",
    "No space left on device",
    "Aucun espace disponible sur le périphérique",
    "could not extend file",
    "n'a pas pu étendre le fichier",
    "could not write to file",
];
/// What backends say when somebody else holds the lock; Diesel has no kind for it.
const LOCKED: [&str; 8] = [
    "database is locked",
    "database table is locked",
    "deadlock detected",
    "interblocage",
    "lock timeout",
    "l'obtention des verrous",
    "could not serialize",
    "n'a pas pu sérialiser",
];
/// What a server says as it goes away or comes back.
const LEAVING: [&str; 7] = [
    "terminating connection",
    "arrêt de la connexion",
    "arrêt des connexions",
    "server closed the connection",
    "no connection to the server",
    "the database system is",
    "le système de base",
];
/// What SQLite says of a file that is something else.
const ANOTHER_KIND: &str = "file is not a database";

/// Why a server refuses a connection, told from its words: cause, then what is said of it in English and in French.
const REFUSALS: [(&str, &[&str]); 6] = [
    (
        "mot de passe refusé, ou aucun n'a été donné",
        &["password authentication failed", "authentification par mot de passe", "no password supplied", "fe_sendauth"],
    ),
    (
        "ce serveur n'admet pas cet utilisateur depuis cette machine",
        &[
            "no pg_hba.conf entry",
            "aucune entrée dans pg_hba.conf",
            "not permitted to log in",
            "autorisé à se connecter",
        ],
    ),
    (
        "le serveur a déjà tous ses clients",
        &["too many clients", "trop de clients", "connection slots", "de connexions restants"],
    ),
    ("le serveur démarre ou s'arrête", &["the database system is", "le système de base"]),
    ("nom de serveur inconnu", &["could not translate host name", "n'a pas pu traduire le nom d'hôte"]),
    (
        "serveur injoignable",
        &[
            "Connection refused",
            "Connexion refusée",
            "timeout expired",
            "expiration du délai",
            "No route to host",
            "Network is unreachable",
            "No such file or directory",
            "Aucun fichier ou dossier",
            "server closed the connection",
        ],
    ),
];

impl StoreError {
    /// A unique violation is this conflict; anything else stays what it is.
    pub(in crate::store) fn conflict(what: impl Into<String>) -> impl FnOnce(DieselError) -> Self {
        move |error| match error {
            DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => Self::Conflict(what.into()),
            other => other.into(),
        }
    }

    fn from_message(message: &str) -> Self {
        let says = |list: &[&str]| list.iter().any(|text| message.contains(text));
        if message.contains(ANOTHER_KIND) {
            Self::Broken(format!("ce fichier n'est pas une base SQLite ({message})"))
        } else if says(&FULL) {
            Self::Full
        } else if says(&LOCKED) {
            Self::Busy("un verrou est tenu par ailleurs".to_owned())
        } else if says(&LEAVING) {
            Self::Unreachable { database: "connexion perdue".to_owned(), why: message.to_owned() }
        } else {
            Self::Broken(message.to_owned())
        }
    }
}

impl From<DieselError> for StoreError {
    fn from(error: DieselError) -> Self {
        match error {
            DieselError::NotFound => Self::Absent("ligne"),
            DieselError::DatabaseError(kind, information) => match kind {
                DatabaseErrorKind::UniqueViolation => Self::Conflict(information.message().to_owned()),
                DatabaseErrorKind::SerializationFailure => Self::Busy("écritures concurrentes".to_owned()),
                DatabaseErrorKind::ClosedConnection => Self::Unreachable {
                    database: "connexion perdue".to_owned(),
                    why: information.message().trim().to_owned(),
                },
                _ => Self::from_message(information.message().trim()),
            },
            other => Self::from_message(&other.to_string()),
        }
    }
}

/// Why there is no connection, and the server's own words.
pub(in crate::store) fn connection_words(error: &ConnectionError) -> String {
    let words = match error {
        ConnectionError::BadConnection(words) => words.trim().to_owned(),
        other => other.to_string(),
    };
    match refusal(&words) {
        Some(cause) => format!("{cause} — {words}"),
        None => words,
    }
}

/// The missing thing first: its quoted name stands between the words that tell it.
fn refusal(words: &str) -> Option<&'static str> {
    let is_absent = words.contains("does not exist") || words.contains("n'existe pas");
    if is_absent && (words.contains("database \"") || words.contains("la base de données")) {
        return Some("cette base n'existe pas sur ce serveur");
    }
    if is_absent && (words.contains("role \"") || words.contains("le rôle")) {
        return Some("cet utilisateur n'existe pas sur ce serveur");
    }
    if words.contains("unable to open database file") {
        return Some("le fichier de la base ne peut être ouvert ni créé");
    }
    REFUSALS.iter().find(|(_, texts)| texts.iter().any(|text| words.contains(text))).map(|(cause, _)| *cause)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_and_a_held_lock_are_told_apart_from_a_defect() {
        assert_eq!(StoreError::from_message("database or disk is full"), StoreError::Full);
        let pg = "could not extend file \"base/16384/16385\": No space left on device";
        assert_eq!(StoreError::from_message(pg), StoreError::Full);
        assert!(matches!(StoreError::from_message("database is locked"), StoreError::Busy(_)));
        assert!(matches!(StoreError::from_message("deadlock detected"), StoreError::Busy(_)));
        assert!(matches!(StoreError::from_message("syntax error"), StoreError::Broken(_)));
        assert_eq!(StoreError::from_message("disk I/O error"), StoreError::Full);
    }

    #[test]
    fn a_server_that_speaks_french_is_understood() {
        let pg = "n'a pas pu étendre le fichier « base/16384/16385 » : Aucun espace disponible sur le périphérique";
        assert_eq!(StoreError::from_message(pg), StoreError::Full);
        for held in [
            "interblocage (deadlock) détecté",
            "annulation de la requête à cause du délai écoulé pour l'obtention des verrous",
            "n'a pas pu sérialiser un accès à cause d'une mise à jour en parallèle",
        ] {
            assert!(matches!(StoreError::from_message(held), StoreError::Busy(_)), "{held}");
        }
        for leaving in [
            "arrêt des connexions suite à la demande de l'administrateur",
            "le système de base de données s'arrête",
            "le système de bases de données se lance",
        ] {
            assert!(matches!(StoreError::from_message(leaving), StoreError::Unreachable { .. }), "{leaving}");
        }
    }

    #[test]
    fn a_refused_connection_begins_with_its_cause_whatever_the_server_speaks() {
        let cases = [
            ("FATAL:  password authentication failed for user \"lea\"", "mot de passe refusé"),
            ("FATAL:  authentification par mot de passe échouée pour l'utilisateur  « lea »", "mot de passe refusé"),
            ("fe_sendauth: no password supplied", "mot de passe refusé"),
            ("FATAL:  database \"sonde\" does not exist", "cette base n'existe pas"),
            ("FATAL:  la base de données « sonde » n'existe pas", "cette base n'existe pas"),
            ("FATAL:  role \"lea\" does not exist", "cet utilisateur n'existe pas"),
            ("FATAL:  le rôle « lea » n'existe pas", "cet utilisateur n'existe pas"),
            ("connection to server at \"db\", port 5432 failed: Connection refused", "serveur injoignable"),
            ("connection to server at \"10.0.0.9\", port 5432 failed: timeout expired", "serveur injoignable"),
            ("could not translate host name \"db\" to address: Name or service not known", "nom de serveur inconnu"),
            ("FATAL:  sorry, too many clients already", "le serveur a déjà tous ses clients"),
            ("FATAL:  le système de bases de données se lance", "le serveur démarre"),
        ];
        for (words, cause) in cases {
            let told = connection_words(&ConnectionError::BadConnection(words.to_owned()));
            assert!(told.starts_with(cause) && told.ends_with(words), "{told}");
        }
        let unknown = ConnectionError::BadConnection("SSL error: unknown".to_owned());
        assert_eq!(connection_words(&unknown), "SSL error: unknown");
    }
}
