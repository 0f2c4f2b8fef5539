//! Accounts, for administrators.

use actix_web::http::StatusCode;
use actix_web::web;
use serde::Deserialize;
use utoipa::ToSchema;
use validator::{Validate, ValidateEmail, ValidationError};

use crate::app::account::Role;
use crate::app::{App, AppError};
use crate::web::api::paging::{Asked, part};
use crate::web::api::shapes::{AccountList, AccountOut, OneAccount};
use crate::web::body::{Accepted, Sent};
use crate::web::identity::Admin;
use crate::web::problem::Problem;
use crate::web::reply::{self, Reply};

#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAccount {
    #[validate(custom(function = address))]
    email: String,
    #[validate(length(min = 1, max = 120, message = "1 à 120 caractères"))]
    name: String,
    /// `admin`, `pollster` or `researcher`.
    #[validate(custom(function = known_role))]
    role: String,
    #[validate(length(min = 12, max = 128, message = "12 à 128 caractères"))]
    password: String,
}

impl Accepted for NewAccount {}

fn address(text: &str) -> Result<(), ValidationError> {
    let fits = text.len() <= 320 && text.validate_email();
    if fits { Ok(()) } else { Err(ValidationError::new("email").with_message("comme prenom@exemple.fr".into())) }
}

fn known_role(text: &str) -> Result<(), ValidationError> {
    let unknown = || ValidationError::new("role").with_message("admin, pollster ou researcher".into());
    Role::parse(text).map(drop).ok_or_else(unknown)
}

/// Every account.
#[utoipa::path(get, path = "/api/v1/accounts", tag = "accounts", params(Asked), security(("bearer" = [])),
    responses((status = 200, body = AccountList), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn list(app: web::Data<App>, _admin: Admin, asked: web::Query<Asked>) -> Reply {
    let (accounts, paging) = part(app.list_accounts().await?, &asked)?;
    let accounts = accounts.iter().map(AccountOut::of).collect();
    reply::json(StatusCode::OK, &AccountList { accounts, paging })
}

/// Adds an account.
#[utoipa::path(post, path = "/api/v1/accounts", tag = "accounts", request_body = NewAccount, security(("bearer" = [])),
    responses((status = 201, body = OneAccount), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn add(app: web::Data<App>, _admin: Admin, sent: Sent) -> Reply {
    let new: NewAccount = sent.json(&app).await?;
    let role = Role::parse(&new.role).ok_or(AppError::BadField { field: "role", why: "rôle inconnu".to_owned() })?;
    let account = app.add_account(&new.email, &new.name, role, &new.password).await?;
    reply::json(StatusCode::CREATED, &OneAccount { account: AccountOut::of(&account) })
}
