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
    /// Nothing was written: there is no room left on the disk.
    #[error("le disque de la base de données est plein : rien n'a été écrit")]
    Full,
    /// A defect of ours or of the database.
    #[error("la base de données a répondu par une erreur : {0}")]
    Broken(String),
}

/// What backends say when the disk is full; Diesel has no kind for it.
const FULL: [&str; 3] = ["database or disk is full", "No space left on device", "could not extend file"];
/// What backends say when somebody else holds the lock; Diesel has no kind for it.
const LOCKED: [&str; 5] =
    ["database is locked", "database table is locked", "deadlock detected", "lock timeout", "could not serialize"];
/// What a server says as it goes away.
const LEAVING: [&str; 4] =
    ["terminating connection", "server closed the connection", "no connection to the server", "the database system is"];

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
        if says(&FULL) {
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

/// The server's own words, which tell a wrong password from an unreachable host or a missing database.
pub(in crate::store) fn connection_words(error: &ConnectionError) -> String {
    match error {
        ConnectionError::BadConnection(words) => words.trim().to_owned(),
        other => other.to_string(),
    }
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
    }
}
