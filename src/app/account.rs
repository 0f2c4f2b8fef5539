//! Accounts: who may do what.

use serde::{Deserialize, Serialize};

use crate::app::AppError;
use crate::store::ids::AccountId;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Accounts and everything a pollster may.
    Admin,
    /// Waves and their life; counts while the field runs, never opinions.
    Pollster,
    /// Releases only.
    Researcher,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub id: [u8; 16],
    pub email: String,
    pub name: String,
    pub role: Role,
    /// False once shut out: it signs in nowhere.
    pub is_active: bool,
}

/// Who does a deed, for the audit.
#[derive(Debug, Clone)]
pub enum Actor {
    Account(Account),
    /// The service itself: the jobs, the simulation.
    Service(&'static str),
}

impl Actor {
    pub fn label(&self) -> &str {
        match self {
            Self::Account(account) => &account.email,
            Self::Service(name) => name,
        }
    }

    /// Pollsters; the command line of whoever holds the database.
    pub fn may_run_waves(&self) -> Result<(), AppError> {
        match self {
            Self::Account(account) if !account.role.may_run_waves() => Err(AppError::NotAllowed),
            Self::Account(_) | Self::Service(_) => Ok(()),
        }
    }

    /// The person who does it, if they may run waves: figures, and what is set aside, are answered for by somebody.
    pub fn runs_waves(&self) -> Result<AccountId, AppError> {
        match self {
            Self::Account(account) if account.role.may_run_waves() => Ok(AccountId::new(account.id)),
            Self::Account(_) => Err(AppError::NotAllowed),
            Self::Service(_) => Err(AppError::PersonNeeded),
        }
    }
}

impl Role {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Pollster => "pollster",
            Self::Researcher => "researcher",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Admin, Self::Pollster, Self::Researcher].into_iter().find(|role| role.as_str() == text)
    }

    pub fn may_run_waves(self) -> bool {
        matches!(self, Self::Admin | Self::Pollster)
    }
}
