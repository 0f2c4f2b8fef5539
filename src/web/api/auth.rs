//! Tokens: short-lived access, rotating refresh, and the public keys that verify access.

use actix_web::http::StatusCode;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::app::App;
use crate::app::sign_in::Tokens;
use crate::web::api::shapes::{AccountOut, OneAccount};
use crate::web::body::{Accepted, Sent};
use crate::web::identity::SignedIn;
use crate::web::limits::Limits;
use crate::web::problem::Problem;
use crate::web::reply::{self, Reply};

#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    #[validate(length(min = 3, max = 320, message = "3 à 320 caractères"))]
    email: String,
    #[validate(length(min = 1, max = 320, message = "1 à 320 caractères"))]
    password: String,
}

#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RefreshToken {
    #[validate(length(min = 1, max = 512, message = "le jeton reçu à la connexion"))]
    refresh: String,
}

impl Accepted for Credentials {}
impl Accepted for RefreshToken {}

#[derive(Serialize, ToSchema)]
pub struct TokensOut {
    tokens: TokenPair,
    account: AccountOut,
}

#[derive(Serialize, ToSchema)]
struct TokenPair {
    /// To show as `Authorization: Bearer …`.
    access: String,
    access_seconds: u32,
    /// Spent when used: each refresh gives another.
    refresh: String,
}

fn tokens_out(tokens: Tokens) -> Reply {
    let account = AccountOut::of(&tokens.account);
    let pair = TokenPair { access: tokens.access, access_seconds: tokens.access_seconds, refresh: tokens.refresh };
    reply::json(StatusCode::OK, &TokensOut { tokens: pair, account })
}

/// Address and password for tokens. Ten wrong attempts a minute, by address and by account.
#[utoipa::path(post, path = "/api/v1/auth/sign-in", tag = "auth", request_body = Credentials,
    responses((status = 200, body = TokensOut), (status = 401, body = Problem), (status = 429, body = Problem)))]
pub async fn sign_in(app: web::Data<App>, limits: web::Data<Limits>, request: HttpRequest, sent: Sent) -> Reply {
    let Credentials { email, password } = sent.json(&app).await?;
    let attempt = limits.sign_in(&request, &email)?;
    tokens_out(attempt.judge(app.sign_in(email.trim(), &password).await)?)
}

/// New tokens for a refresh token, which is spent. Used twice, all its successors are revoked.
#[utoipa::path(post, path = "/api/v1/auth/refresh", tag = "auth", request_body = RefreshToken,
    responses((status = 200, body = TokensOut), (status = 401, body = Problem), (status = 422, body = Problem)))]
pub async fn refresh(app: web::Data<App>, sent: Sent) -> Reply {
    let token: RefreshToken = sent.json(&app).await?;
    tokens_out(app.refresh(&token.refresh).await?)
}

/// Revokes a refresh token and its successors.
#[utoipa::path(post, path = "/api/v1/auth/sign-out", tag = "auth", request_body = RefreshToken,
    responses((status = 204), (status = 422, body = Problem)))]
pub async fn sign_out(app: web::Data<App>, sent: Sent) -> Reply {
    let token: RefreshToken = sent.json(&app).await?;
    app.sign_out(&token.refresh).await?;
    Ok(reply::nothing())
}

/// The account behind the access token.
#[utoipa::path(get, path = "/api/v1/me", tag = "auth", security(("bearer" = [])),
    responses((status = 200, body = OneAccount), (status = 401, body = Problem)))]
pub async fn me(signed_in: SignedIn) -> Reply {
    reply::json(StatusCode::OK, &OneAccount { account: AccountOut::of(&signed_in.0) })
}

/// The keys that verify access tokens, as a JWK set.
#[utoipa::path(get, path = "/.well-known/jwks.json", tag = "auth", responses((status = 200, body = Object)))]
pub async fn jwks(app: web::Data<App>) -> HttpResponse {
    HttpResponse::Ok().insert_header((CACHE_CONTROL, "public, max-age=300")).json(app.jwks())
}

/// The keys publications are signed with, as a JWK set: `manifest.sig` in the archive of a publication names one of them.
#[utoipa::path(get, path = "/.well-known/sonde-signature.json", tag = "releases", responses((status = 200, body = Object)))]
pub async fn signature_keys(app: web::Data<App>) -> HttpResponse {
    HttpResponse::Ok().insert_header((CACHE_CONTROL, "public, max-age=300")).json(app.signature_keys())
}
