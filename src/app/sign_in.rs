//! Signing in: argon2 passwords, short-lived JWT access and rotating opaque refresh for the API, server-side sessions for
//! the console.

use crate::app::account::{Account, Role};
use crate::app::{App, AppError};

/// What the API hands out.
#[derive(Debug, Clone)]
pub struct Tokens {
    pub access: String,
    pub access_seconds: u32,
    pub refresh: String,
    pub account: Account,
}

impl App {
    pub async fn sign_in(&self, email: &str, password: &str) -> Result<Tokens, AppError> {
        let _ = (email, password);
        todo!()
    }
    /// Rotates: the old token is spent; used twice, its whole family is revoked.
    pub async fn refresh(&self, refresh: &str) -> Result<Tokens, AppError> {
        let _ = refresh;
        todo!()
    }
    pub async fn sign_out(&self, refresh: &str) -> Result<(), AppError> {
        let _ = refresh;
        todo!()
    }
    /// The account behind an access token.
    pub async fn authenticate(&self, access: &str) -> Result<Account, AppError> {
        let _ = access;
        todo!()
    }
    /// Public keys of the access tokens, as a JWKS.
    pub fn jwks(&self) -> serde_json::Value {
        todo!()
    }
    /// A console session: gives the secret to keep in the cookie.
    pub async fn open_console(&self, email: &str, password: &str) -> Result<(String, Account), AppError> {
        let _ = (email, password);
        todo!()
    }
    pub async fn console_account(&self, session: &str) -> Result<Account, AppError> {
        let _ = session;
        todo!()
    }
    pub async fn close_console(&self, session: &str) -> Result<(), AppError> {
        let _ = session;
        todo!()
    }
    pub async fn add_account(&self, email: &str, name: &str, role: Role, password: &str) -> Result<Account, AppError> {
        let _ = (email, name, role, password);
        todo!()
    }
    pub async fn list_accounts(&self) -> Result<Vec<Account>, AppError> {
        todo!()
    }
    /// Whether the service can store: database reachable and writable, schema known.
    pub async fn readiness(&self) -> Result<(), AppError> {
        todo!()
    }
}
