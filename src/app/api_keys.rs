//! Keys to the API, for programs that read results. A key acts as its account within its scopes, and never more than the account
//! may: it is shown once, kept as a hash, and void after its time or as soon as its account's tokens are.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, NaiveDate, NaiveTime, Utc};
use data_encoding::BASE32_NOPAD;
use sha2::{Digest as _, Sha256};

use crate::app::account::{Account, Actor};
use crate::app::keys::token_text;
use crate::app::sign_in::secret_hash;
use crate::app::{App, AppError};
use crate::store::api_keys::{self, KeyRow};
use crate::store::ids::{AccountId, RowId};
use crate::store::{StoreError, accounts, audit};

/// What every key begins with: people and scanners of public code know it at sight.
pub const KEY_PREFIX: &str = "sonde_";
/// Of a key's own randomness: 130 bits.
const BODY_CHARS: usize = 26;
/// Derived from the body: a mistyped key is refused without a look at the database.
const CHECK_CHARS: usize = 6;
/// What is kept of it to be known again.
const ENDING_CHARS: usize = 4;

pub const NAME_CHARS_MAX: usize = 80;
pub const DAYS_MAX: u32 = 366;
pub const DAYS_USUAL: u32 = 90;
/// Of one account, live at once.
pub const KEYS_MAX: usize = 20;

/// What a key lets its holder do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Read what is public.
    Releases,
    /// Read what the account may before an embargo; each reading is recorded as the account's.
    EarlyReleases,
}

/// A key as its owner sees it.
#[derive(Debug, Clone)]
pub struct ApiKey {
    /// In hexadecimal; names the key and opens nothing.
    pub id: String,
    pub name: String,
    pub ending: String,
    pub scopes: BTreeSet<Scope>,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub used_on: Option<NaiveDate>,
    pub state: KeyState,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyState {
    Live,
    Expired,
    Revoked,
    /// Made before the account's tokens were all refused: a new password, an account closed and opened again.
    Void,
}

/// A key to be.
#[derive(Debug, Clone)]
pub struct NewKey {
    /// Drawn by whoever asks, so that the same form sent twice makes one key.
    pub id: String,
    pub name: String,
    pub scopes: BTreeSet<Scope>,
    pub days: u32,
}

impl Scope {
    pub const ALL: [Self; 2] = [Self::Releases, Self::EarlyReleases];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Releases => "releases",
            Self::EarlyReleases => "early_releases",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == text)
    }

    pub fn french(self) -> &'static str {
        match self {
            Self::Releases => "lire les publications",
            Self::EarlyReleases => "lire avant l’embargo ce que ce compte peut lire",
        }
    }
}

impl NewKey {
    /// A fresh id, as a form carries it.
    pub fn fresh_id() -> String {
        RowId::random().hex()
    }
}

impl App {
    /// Makes a key; gives what it is to be shown as, this once.
    pub async fn make_key(&self, actor: &Actor, account: &Account, new: &NewKey) -> Result<(String, ApiKey), AppError> {
        let id = checked(new)?;
        let text = new_key();
        let (row_of, actor, account_id) = (new.clone(), actor.label().to_owned(), AccountId::new(account.id));
        let hash = secret_hash(&text);
        let ending = ending(&text);
        let made = self.inner.store.write_or_async(move |tx| {
            let now = tx.now()?;
            let owner = accounts::by_id(tx, account_id)?.filter(|owner| owner.is_active).ok_or(AppError::NotAllowed)?;
            let live = api_keys::of_account(tx, account_id)?;
            let live = live.iter().filter(|row| state(row, owner.token_version, now) == KeyState::Live).count();
            if live >= KEYS_MAX {
                return Err(AppError::TooManyKeys);
            }
            let row = KeyRow {
                id,
                account_id,
                name: row_of.name.trim().to_owned(),
                secret_hash: hash,
                ending,
                scopes: written(&row_of.scopes),
                token_version: owner.token_version,
                created_at: now.into(),
                expires_at: (now + Duration::days(i64::from(row_of.days))).into(),
                revoked_at: None,
                used_on: None,
            };
            api_keys::insert(tx, &row).map_err(|error| match error {
                StoreError::Conflict(_) => AppError::KeyMadeAlready,
                other => other.into(),
            })?;
            audit::record(tx, now, &actor, "api_key_made", None, &id.hex())?;
            Ok(seen(&row, owner.token_version, now))
        });
        Ok((text, made.await?))
    }

    /// The keys of an account, the newest first.
    pub async fn keys_of(&self, account: &Account) -> Result<Vec<ApiKey>, AppError> {
        let account_id = AccountId::new(account.id);
        let read = self.inner.store.read_async(move |tx| {
            let now = tx.now()?;
            let version = accounts::by_id(tx, account_id)?.map_or(0, |owner| owner.token_version);
            Ok(api_keys::of_account(tx, account_id)?.iter().map(|row| seen(row, version, now)).collect())
        });
        Ok(read.await?)
    }

    /// Revokes a key of an account. One revoked already is fine; one that is not theirs is not there.
    pub async fn revoke_key(&self, actor: &Actor, account: &Account, id: &str) -> Result<ApiKey, AppError> {
        let id = RowId::parse(id).ok_or(AppError::KeyAbsent)?;
        let (actor, account_id) = (actor.label().to_owned(), AccountId::new(account.id));
        self.inner
            .store
            .write_or_async(move |tx| {
                let now = tx.now()?;
                if api_keys::revoke(tx, account_id, id, now)? {
                    audit::record(tx, now, &actor, "api_key_revoked", None, &id.hex())?;
                }
                let keys = api_keys::of_account(tx, account_id)?;
                let row = keys.iter().find(|row| row.id == id).ok_or(AppError::KeyAbsent)?;
                Ok(seen(row, row.token_version, now))
            })
            .await
    }

    /// The account a key acts as, and the key. Notes the day it was used.
    pub async fn holder_of_key(&self, text: &str) -> Result<(Account, ApiKey), AppError> {
        if !is_well_formed(text) {
            return Err(AppError::BadKey("inconnue"));
        }
        let hash = secret_hash(text);
        let found = self.inner.store.read_async(move |tx| {
            let now = tx.now()?;
            let Some(row) = api_keys::by_hash(tx, hash)? else { return Ok(None) };
            Ok(accounts::by_id(tx, row.account_id)?.map(|owner| (row, owner, now)))
        });
        let (mut row, owner, now) = found.await?.ok_or(AppError::BadKey("inconnue"))?;
        match state(&row, owner.token_version, now) {
            _ if !owner.is_active => return Err(AppError::BadKey("son compte est fermé")),
            KeyState::Revoked => return Err(AppError::BadKey("elle est révoquée")),
            KeyState::Expired => return Err(AppError::BadKey("elle a expiré")),
            KeyState::Void => return Err(AppError::BadKey("le mot de passe de son compte a changé depuis")),
            KeyState::Live => {}
        }
        let today = now.date_naive();
        if row.used_on.is_none_or(|day| day.utc().date_naive() < today) {
            let id = row.id;
            let midnight = today.and_time(NaiveTime::MIN).and_utc();
            self.inner.store.write_async(move |tx| api_keys::note_use(tx, id, midnight)).await?;
            row.used_on = Some(midnight.into());
        }
        let key = seen(&row, owner.token_version, now);
        Ok((Account::from(&owner), key))
    }
}

fn checked(new: &NewKey) -> Result<RowId, AppError> {
    let name = new.name.trim();
    if name.is_empty() || name.chars().count() > NAME_CHARS_MAX || name.chars().any(char::is_control) {
        let why = format!("un nom de 1 à {NAME_CHARS_MAX} caractères, qui dira à quoi sert la clé");
        return Err(AppError::BadField { field: "name", why });
    }
    if !(1..=DAYS_MAX).contains(&new.days) {
        return Err(AppError::BadField { field: "days", why: format!("de 1 à {DAYS_MAX} jours") });
    }
    if new.scopes.is_empty() {
        return Err(AppError::BadField { field: "scopes", why: "au moins une portée".to_owned() });
    }
    let wanted = "trente-deux chiffres hexadécimaux".to_owned();
    RowId::parse(&new.id).ok_or(AppError::BadField { field: "id", why: wanted })
}

fn new_key() -> String {
    let body = token_text(rand::random());
    [KEY_PREFIX, &body, &check_of(&body)].concat()
}

fn check_of(body: &str) -> String {
    let digest = Sha256::digest([b"sonde api key ", body.as_bytes()].concat());
    BASE32_NOPAD.encode(&digest).to_ascii_lowercase().chars().take(CHECK_CHARS).collect()
}

fn is_well_formed(text: &str) -> bool {
    let parts = text.strip_prefix(KEY_PREFIX).and_then(|rest| rest.split_at_checked(BODY_CHARS));
    parts.is_some_and(|(body, check)| check == check_of(body))
}

fn ending(text: &str) -> String {
    let skipped = text.chars().count().saturating_sub(ENDING_CHARS);
    text.chars().skip(skipped).collect()
}

fn written(scopes: &BTreeSet<Scope>) -> String {
    scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(" ")
}

fn state(row: &KeyRow, token_version: i32, now: DateTime<Utc>) -> KeyState {
    if row.revoked_at.is_some() {
        KeyState::Revoked
    } else if row.expires_at.utc() <= now {
        KeyState::Expired
    } else if row.token_version != token_version {
        KeyState::Void
    } else {
        KeyState::Live
    }
}

fn seen(row: &KeyRow, token_version: i32, now: DateTime<Utc>) -> ApiKey {
    ApiKey {
        id: row.id.hex(),
        name: row.name.clone(),
        ending: row.ending.clone(),
        // A scope of a later version is one this version does not grant.
        scopes: row.scopes.split(' ').filter_map(Scope::parse).collect(),
        created_at: row.created_at.utc(),
        expires_at: row.expires_at.utc(),
        used_on: row.used_on.map(|day| day.utc().date_naive()),
        state: state(row, token_version, now),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_known_by_its_form_and_one_wrong_letter_is_noticed() {
        let key = new_key();
        assert!(is_well_formed(&key), "{key}");
        assert_eq!(key.len(), KEY_PREFIX.len() + BODY_CHARS + CHECK_CHARS);
        for at in KEY_PREFIX.len()..key.len() {
            let other = if &key[at..=at] == "a" { "b" } else { "a" };
            assert!(!is_well_formed(&[&key[..at], other, &key[at + 1..]].concat()), "{at}");
        }
        for short in ["", KEY_PREFIX, "sonde_é", &key[1..], &key[..key.len() - 1]] {
            assert!(!is_well_formed(short), "{short}");
        }
    }

    #[test]
    fn two_keys_are_never_the_same() {
        assert_ne!(new_key(), new_key());
    }
}
