//! Accounts and their passwords: argon2, a bounded number at once, and the same time spent on an address we do not know.

use std::sync::LazyLock;
use std::time::Duration;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;

use crate::app::account::{Account, Actor, Role};
use crate::app::{App, AppError};
use crate::domain::contact::{BadEmail, Email};
use crate::store::accounts::{self, AccountRow, NewAccount};
use crate::store::ids::AccountId;
use crate::store::{StoreError, WriteTx, audit, columns, console_sessions};

/// Each verification takes 19 MiB and a core for some tens of milliseconds: sign-ins must not slow respondents down.
const HASHES_AT_ONCE_MAX: usize = 2;
/// Past this whoever waits is asked to come back.
const HASHING_WAIT_MAX: Duration = Duration::from_secs(10);
static HASHING: Semaphore = Semaphore::const_new(HASHES_AT_ONCE_MAX);

const PASSWORD_CHARS: std::ops::RangeInclusive<usize> = 12..=256;
const NAME_CHARS_MAX: usize = 120;

/// Verified against when the address is unknown, so that the time tells nothing.
static DUMMY: LazyLock<String> = LazyLock::new(|| hash("a password nobody has").unwrap_or_default());

impl App {
    pub async fn add_account(&self, email: &str, name: &str, role: Role, password: &str) -> Result<Account, AppError> {
        let email = email_address(email)?.key();
        let name = name.trim().to_owned();
        if name.is_empty() || name.chars().count() > NAME_CHARS_MAX || name.chars().any(char::is_control) {
            return Err(AppError::BadField {
                field: "name",
                why: "1 à 120 caractères, sans retour à la ligne".to_owned(),
            });
        }
        let password_hash = hashed(password).await?;
        let account = Account { id: *AccountId::random().bytes(), email, name, role, is_active: true };
        let stored = account.clone();
        self.inner
            .store
            .write_async(move |tx| {
                let row = NewAccount {
                    id: AccountId::new(stored.id),
                    email: &stored.email,
                    name: &stored.name,
                    role: column(role),
                    password_hash: &password_hash,
                    is_simulated: false,
                    created_at: tx.now()?,
                };
                accounts::insert(tx, &row)
            })
            .await
            .map_err(|error| match error {
                StoreError::Conflict(_) => AppError::AccountExists,
                other => other.into(),
            })?;
        Ok(account)
    }

    /// A new password. Everybody signed in under the old one is signed out.
    pub async fn change_password(&self, actor: &Actor, email: &str, password: &str) -> Result<Account, AppError> {
        let password_hash = hashed(password).await?;
        self.change_account(actor, email, "account_password", move |tx, id| {
            accounts::set_password(tx, id, &password_hash)
        })
        .await
    }

    /// Puts an account aside, or takes it back. Its sessions and tokens end either way.
    pub async fn set_account_active(&self, actor: &Actor, email: &str, is_active: bool) -> Result<Account, AppError> {
        let action = if is_active { "account_enable" } else { "account_disable" };
        self.change_account(actor, email, action, move |tx, id| accounts::set_active(tx, id, is_active)).await
    }

    async fn change_account(
        &self,
        actor: &Actor,
        email: &str,
        action: &'static str,
        change: impl FnOnce(&mut WriteTx<'_>, AccountId) -> Result<(), StoreError> + Send + 'static,
    ) -> Result<Account, AppError> {
        let (email, actor) = (email_address(email)?.key(), actor.label().to_owned());
        let unknown = AppError::BadField { field: "email", why: format!("aucun compte à l'adresse {email}") };
        let changed = self
            .inner
            .store
            .write_async(move |tx| {
                let Some(row) = accounts::by_email(tx, &email)? else { return Ok(None) };
                change(tx, row.id)?;
                console_sessions::delete_of(tx, row.id)?;
                let now = tx.now()?;
                audit::record(tx, now, &actor, action, None, &row.id.hex())?;
                Ok(Some(Account::from(&row)))
            })
            .await?;
        changed.ok_or(unknown)
    }

    pub async fn list_accounts(&self) -> Result<Vec<Account>, AppError> {
        let rows = self.inner.store.read_async(accounts::list).await?;
        Ok(rows.iter().map(Account::from).collect())
    }

    /// An account that may act; one that was shut out is not found.
    pub async fn account_by_email(&self, email: &str) -> Result<Option<Account>, AppError> {
        let email = email_address(email)?.key();
        let row = self.inner.store.read_async(move |tx| accounts::by_email(tx, &email)).await?;
        Ok(row.filter(|row| row.is_active).as_ref().map(Account::from))
    }

    /// The account of these credentials; an unknown address, a wrong password and a closed account answer alike.
    pub(super) async fn verified(&self, email: &str, password: &str) -> Result<AccountRow, AppError> {
        let email = email.trim().to_lowercase();
        let row = self.inner.store.read_async(move |tx| accounts::by_email(tx, &email)).await?;
        let known = row.as_ref().map_or_else(|| DUMMY.clone(), |row| row.password_hash.clone());
        let password: String = password.chars().take(*PASSWORD_CHARS.end()).collect();
        let fits = on_hashing_thread(move || {
            PasswordHash::new(&known)
                .is_ok_and(|known| Argon2::default().verify_password(password.as_bytes(), &known).is_ok())
        })
        .await?;
        row.filter(|row| fits && row.is_active).ok_or(AppError::BadCredentials)
    }
}

async fn hashed(password: &str) -> Result<String, AppError> {
    if !PASSWORD_CHARS.contains(&password.chars().count()) {
        return Err(AppError::BadField { field: "password", why: "12 à 256 caractères".to_owned() });
    }
    let password = password.to_owned();
    on_hashing_thread(move || hash(&password)).await?
}

async fn on_hashing_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, AppError> {
    let place = tokio::time::timeout(HASHING_WAIT_MAX, HASHING.acquire())
        .await
        .map_err(|_| AppError::Busy)?
        .map_err(|_| AppError::Busy)?;
    // The place goes with the work: whoever hangs up frees no memory that is still being used.
    let work = move || {
        let _place = place;
        work()
    };
    tokio::task::spawn_blocking(work).await.map_err(|error| AppError::Internal(format!("hashing: {error}")))
}

fn hash(password: &str) -> Result<String, AppError> {
    Argon2::default()
        .hash_password(password.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|error| AppError::Internal(format!("hashing: {error}")))
}

/// The rule of every address of the project. Its key is what is compared: capitals tell no two accounts apart.
pub(super) fn email_address(text: &str) -> Result<Email, AppError> {
    Email::parse(text).map_err(|bad| {
        let why = format!("{bad}\u{a0}; attendu\u{a0}: {}", BadEmail::EXPECTED);
        AppError::BadField { field: "email", why }
    })
}

fn column(role: Role) -> columns::Role {
    match role {
        Role::Admin => columns::Role::Admin,
        Role::Pollster => columns::Role::Pollster,
        Role::Researcher => columns::Role::Researcher,
    }
}

impl From<&AccountRow> for Account {
    fn from(row: &AccountRow) -> Self {
        let role = match row.role {
            columns::Role::Admin => Role::Admin,
            columns::Role::Pollster => Role::Pollster,
            columns::Role::Researcher => Role::Researcher,
        };
        Self { id: *row.id.bytes(), email: row.email.clone(), name: row.name.clone(), role, is_active: row.is_active }
    }
}
