//! API keys of one's own, by access token: a key can't make another. And what a key says of itself.

use std::collections::BTreeSet;

use actix_web::http::StatusCode;
use actix_web::web;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::app::account::Actor;
use crate::app::api_keys::{ApiKey, DAYS_USUAL, KeyState, NewKey, Scope};
use crate::app::{App, AppError};
use crate::domain::wave::paris;
use crate::web::api::paging::{Asked, Paging, part};
use crate::web::api::shapes::AccountOut;
use crate::web::body::{Accepted, Sent};
use crate::web::identity::{KeyHolder, SignedIn};
use crate::web::problem::Problem;
use crate::web::reply::{self, Reply};

#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KeyWanted {
    /// What the key is for.
    #[validate(length(min = 1, max = 80, message = "1 à 80 caractères"))]
    name: String,
    /// `releases`: read what is public. `early_releases`: also what the account may read before an embargo.
    #[validate(length(min = 1, max = 2, message = "releases, early_releases"))]
    scopes: Vec<String>,
    /// 90 unless told.
    #[validate(range(min = 1, max = 366, message = "1 à 366 jours"))]
    days: Option<u32>,
}

impl Accepted for KeyWanted {}

#[derive(Serialize, ToSchema)]
pub struct KeyOut {
    id: String,
    name: String,
    /// The last characters of the key.
    ending: String,
    scopes: Vec<&'static str>,
    /// `live`, `expired`, `revoked`, or `void` since the account's password changed.
    state: &'static str,
    created_at: String,
    expires_at: String,
    /// The last day it was shown.
    used_on: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct KeyList {
    keys: Vec<KeyOut>,
    paging: Paging,
}

#[derive(Serialize, ToSchema)]
pub struct KeyMade {
    key: KeyOut,
    /// To show as `Authorization: Bearer …`; told this once.
    secret: String,
}

#[derive(Serialize, ToSchema)]
pub struct KeyShown {
    key: KeyOut,
    account: AccountOut,
}

impl KeyOut {
    fn of(key: &ApiKey) -> Self {
        Self {
            id: key.id.clone(),
            name: key.name.clone(),
            ending: key.ending.clone(),
            scopes: key.scopes.iter().map(|scope| scope.as_str()).collect(),
            state: match key.state {
                KeyState::Live => "live",
                KeyState::Expired => "expired",
                KeyState::Revoked => "revoked",
                KeyState::Void => "void",
            },
            created_at: paris::utc(key.created_at),
            expires_at: paris::utc(key.expires_at),
            used_on: key.used_on.map(|day| day.to_string()),
        }
    }
}

/// The caller's keys, the newest first.
#[utoipa::path(get, path = "/api/v1/keys", tag = "keys", params(Asked), security(("bearer" = [])),
    responses((status = 200, body = KeyList), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn list(app: web::Data<App>, signed_in: SignedIn, asked: web::Query<Asked>) -> Reply {
    let (keys, paging) = part(app.keys_of(&signed_in.0).await?, &asked)?;
    reply::json(StatusCode::OK, &KeyList { keys: keys.iter().map(KeyOut::of).collect(), paging })
}

/// Makes a key of the caller's, shown this once.
#[utoipa::path(post, path = "/api/v1/keys", tag = "keys", request_body = KeyWanted, security(("bearer" = [])),
    responses((status = 201, body = KeyMade), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn make(app: web::Data<App>, signed_in: SignedIn, sent: Sent) -> Reply {
    let wanted: KeyWanted = sent.json(&app).await?;
    let scopes: Option<BTreeSet<Scope>> = wanted.scopes.iter().map(|text| Scope::parse(text)).collect();
    let why = "releases ou early_releases".to_owned();
    let scopes = scopes.ok_or(AppError::BadField { field: "scopes", why })?;
    let days = wanted.days.unwrap_or(DAYS_USUAL);
    let new = NewKey { id: NewKey::fresh_id(), name: wanted.name, scopes, days };
    let (secret, key) = app.make_key(&Actor::Account(signed_in.0.clone()), &signed_in.0, &new).await?;
    reply::json(StatusCode::CREATED, &KeyMade { key: KeyOut::of(&key), secret })
}

/// Revokes a key of the caller's.
#[utoipa::path(delete, path = "/api/v1/keys/{key}", tag = "keys", params(("key" = String, Path)),
    security(("bearer" = [])),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn revoke(app: web::Data<App>, signed_in: SignedIn, id: web::Path<String>) -> Reply {
    app.revoke_key(&Actor::Account(signed_in.0.clone()), &signed_in.0, &id).await?;
    Ok(reply::nothing())
}

/// The key shown, and whose it is: what a program asks to know whether its key still stands.
#[utoipa::path(get, path = "/api/v1/key", tag = "keys", security(("bearer" = [])),
    responses((status = 200, body = KeyShown), (status = 401, body = Problem), (status = 429, body = Problem)))]
pub async fn show(holder: KeyHolder) -> Reply {
    let shown = KeyShown { key: KeyOut::of(&holder.1), account: AccountOut::of(&holder.0) };
    reply::json(StatusCode::OK, &shown)
}
