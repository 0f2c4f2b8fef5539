//! Signing in: short-lived JWT access and rotating opaque refresh for the API, server-side sessions for the console.

use chrono::{DateTime, Duration, Utc};
use data_encoding::BASE64URL_NOPAD;
use jsonwebtoken::{Algorithm, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::app::account::Account;
use crate::app::{App, AppError};
use crate::store::accounts::AccountRow;
use crate::store::ids::{AccountId, FamilyId, HashBytes};
use crate::store::{accounts, console_sessions, refresh_tokens};

/// A revoked account is refused within this time at worst, since each use reads it again.
const ACCESS_SECONDS: u32 = 600;
const REFRESH_DAYS: i64 = 14;
const CONSOLE_HOURS: i64 = 10;
const ISSUER: &str = "sonde";
const AUDIENCE: &str = "sonde-api-v1";
/// RFC 9068 names it so that an access token is never taken for another kind.
const TOKEN_TYPE: &str = "at+jwt";
/// A longer one is not ours.
const TOKEN_BYTES_MAX: usize = 2048;

/// What the API hands out.
#[derive(Debug, Clone)]
pub struct Tokens {
    pub access: String,
    pub access_seconds: u32,
    pub refresh: String,
    pub account: Account,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Claims {
    iss: String,
    aud: String,
    sub: String,
    iat: i64,
    nbf: i64,
    exp: i64,
    /// Grows when the account's tokens are revoked.
    ver: i32,
}

impl App {
    pub async fn sign_in(&self, email: &str, password: &str) -> Result<Tokens, AppError> {
        let row = self.verified(email, password).await?;
        let refresh = new_secret();
        let (hash, account_id) = (secret_hash(&refresh), row.id);
        let now = self
            .inner
            .store
            .write_async(move |tx| {
                let now = tx.now()?;
                let expires_at = now + Duration::days(REFRESH_DAYS);
                refresh_tokens::insert(tx, hash, FamilyId::random(), account_id, expires_at)?;
                Ok(now)
            })
            .await?;
        self.tokens(&row, refresh, now)
    }

    /// Rotates: the old token is spent; used twice, its whole family is revoked.
    pub async fn refresh(&self, refresh: &str) -> Result<Tokens, AppError> {
        let hash = secret_hash(refresh);
        let next = new_secret();
        let next_hash = secret_hash(&next);
        let spent = self
            .inner
            .store
            .write_async(move |tx| {
                let now = tx.now()?;
                let Some(token) = refresh_tokens::by_hash(tx, hash)? else { return Ok(None) };
                let is_live = token.revoked_at.is_none() && token.expires_at.utc() > now;
                if !is_live {
                    return Ok(None);
                }
                if !refresh_tokens::mark_used(tx, hash, now)? {
                    // A copy is about: neither holder may go on.
                    refresh_tokens::revoke_family(tx, token.family, now)?;
                    return Ok(None);
                }
                let Some(account) = accounts::by_id(tx, token.account_id)?.filter(|account| account.is_active) else {
                    return Ok(None);
                };
                // In the same write: a family revoked in between must not gain a member.
                refresh_tokens::insert(tx, next_hash, token.family, account.id, now + Duration::days(REFRESH_DAYS))?;
                Ok(Some((account, now)))
            })
            .await?;
        let (account, now) =
            spent.ok_or(AppError::BadToken("jeton de renouvellement inconnu, expiré ou déjà utilisé"))?;
        self.tokens(&account, next, now)
    }

    pub async fn sign_out(&self, refresh: &str) -> Result<(), AppError> {
        let hash = secret_hash(refresh);
        self.inner
            .store
            .write_async(move |tx| {
                let now = tx.now()?;
                match refresh_tokens::by_hash(tx, hash)? {
                    Some(token) => refresh_tokens::revoke_family(tx, token.family, now).map(|_| ()),
                    None => Ok(()),
                }
            })
            .await?;
        Ok(())
    }

    /// The account behind an access token, as it is now.
    pub async fn authenticate(&self, access: &str) -> Result<Account, AppError> {
        let claims = self.claims(access)?;
        let id = AccountId::parse(&claims.sub).ok_or(AppError::BadToken("sujet illisible"))?;
        let row = self.inner.store.read_async(move |tx| accounts::by_id(tx, id)).await?;
        match row {
            Some(row) if row.is_active && row.token_version == claims.ver => Ok(Account::from(&row)),
            _ => Err(AppError::BadToken("compte fermé ou jeton révoqué")),
        }
    }

    /// Public keys of the access tokens, as a JWKS.
    pub fn jwks(&self) -> serde_json::Value {
        serde_json::json!({ "keys": [self.inner.keys.public] })
    }

    /// A console session: gives the secret to keep in the cookie.
    pub async fn open_console(&self, email: &str, password: &str) -> Result<(String, Account), AppError> {
        let row = self.verified(email, password).await?;
        let secret = new_secret();
        let (hash, account_id) = (secret_hash(&secret), row.id);
        self.inner
            .store
            .write_async(move |tx| {
                let expires_at = tx.now()? + Duration::hours(CONSOLE_HOURS);
                console_sessions::insert(tx, hash, account_id, expires_at)
            })
            .await?;
        Ok((secret, Account::from(&row)))
    }

    pub async fn console_account(&self, session: &str) -> Result<Account, AppError> {
        let hash = secret_hash(session);
        let row = self
            .inner
            .store
            .read_async(move |tx| {
                let now = tx.now()?;
                match console_sessions::by_hash(tx, hash, now)? {
                    Some(account_id) => accounts::by_id(tx, account_id),
                    None => Ok(None),
                }
            })
            .await?;
        row.filter(|row| row.is_active).map(|row| Account::from(&row)).ok_or(AppError::SignInFirst)
    }

    pub async fn close_console(&self, session: &str) -> Result<(), AppError> {
        let hash = secret_hash(session);
        self.inner.store.write_async(move |tx| console_sessions::delete(tx, hash)).await?;
        Ok(())
    }

    fn tokens(&self, row: &AccountRow, refresh: String, now: DateTime<Utc>) -> Result<Tokens, AppError> {
        let access = self.access_token(row, now)?;
        Ok(Tokens { access, access_seconds: ACCESS_SECONDS, refresh, account: Account::from(row) })
    }

    fn access_token(&self, row: &AccountRow, now: DateTime<Utc>) -> Result<String, AppError> {
        let mut header = Header::new(Algorithm::EdDSA);
        header.typ = Some(TOKEN_TYPE.to_owned());
        header.kid = Some(self.inner.keys.key_id.clone());
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
            sub: row.id.hex(),
            iat: now.timestamp(),
            nbf: now.timestamp(),
            exp: now.timestamp() + i64::from(ACCESS_SECONDS),
            ver: row.token_version,
        };
        encode(&header, &claims, &self.inner.keys.signing)
            .map_err(|error| AppError::Internal(format!("signing a token: {error}")))
    }

    /// One algorithm, ours, whatever the header says; every claim required.
    fn claims(&self, access: &str) -> Result<Claims, AppError> {
        if access.len() > TOKEN_BYTES_MAX {
            return Err(AppError::BadToken("trop long"));
        }
        let header =
            jsonwebtoken::decode_header(access).map_err(|_| AppError::BadToken("ce n'est pas un jeton d'accès"))?;
        if header.typ.as_deref() != Some(TOKEN_TYPE) || header.kid.as_deref() != Some(self.inner.keys.key_id.as_str()) {
            return Err(AppError::BadToken("ce n'est pas un jeton d'accès de ce service"));
        }
        let mut rules = Validation::new(Algorithm::EdDSA);
        rules.leeway = 5;
        rules.validate_nbf = true;
        rules.set_issuer(&[ISSUER]);
        rules.set_audience(&[AUDIENCE]);
        rules.set_required_spec_claims(&["exp", "nbf", "aud", "iss", "sub"]);
        decode::<Claims>(access, &self.inner.keys.verifying, &rules).map(|token| token.claims).map_err(|error| {
            match error.kind() {
                jsonwebtoken::errors::ErrorKind::ExpiredSignature => AppError::BadToken("expiré"),
                _ => AppError::BadToken("signature ou contenu refusé"),
            }
        })
    }
}

/// 256 random bits, as they travel.
fn new_secret() -> String {
    BASE64URL_NOPAD.encode(&rand::random::<[u8; 32]>())
}

/// The database holds hashes only; the secrets are random, so a plain hash is enough.
pub(super) fn secret_hash(secret: &str) -> HashBytes {
    HashBytes::new(Sha256::digest(secret.as_bytes()).into())
}
