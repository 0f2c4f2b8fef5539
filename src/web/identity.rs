//! Who asks, as argument types: a handler that takes `Pollster` can't be called by anybody else. The API shows an
//! access token, or a key that reads releases and does nothing else; browsers show the cookie of a console session.

use std::borrow::Cow;
use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header::AUTHORIZATION;
use actix_web::{FromRequest, HttpRequest, web};

use crate::app::account::{Account, Role};
use crate::app::api_keys::{ApiKey, KEY_PREFIX, Scope};
use crate::app::{App, AppError};
use crate::web::error::Refusal;
use crate::web::limits::Limits;

/// The console session of a browser. Sent over all paths, because early readers read results pages with it.
pub const CONSOLE_COOKIE: &str = "sonde_session";

/// Any account, by access token.
pub struct SignedIn(pub Account);
/// A pollster or an administrator, by access token.
pub struct Pollster(pub Account);
/// An administrator, by access token.
pub struct Admin;
/// Whoever reads what is public; an account when one is shown, by token, by session, or by a key that may read before an embargo.
pub struct Visitor(pub Option<Account>, Option<Account>);
/// An API key, shown for itself.
pub struct KeyHolder(pub Account, pub ApiKey);
/// Any account, by console session. Others are sent to the sign-in page.
pub struct Browsing(pub Account);
/// A pollster or an administrator, by console session.
pub struct BrowsingPollster(pub Account);

type Extracting<T> = Pin<Box<dyn Future<Output = Result<T, Refusal>>>>;

macro_rules! extractor {
    ($type:ident, $find:expr, $make:expr) => {
        impl FromRequest for $type {
            type Error = Refusal;
            type Future = Extracting<Self>;

            fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
                let request = request.clone();
                Box::pin(async move { $find(request).await.map($make) })
            }
        }
    };
}

extractor!(SignedIn, bearer, SignedIn);
extractor!(Pollster, |request| async { allow(bearer(request).await?, Role::may_run_waves) }, Pollster);
extractor!(Admin, |request| async { allow(bearer(request).await?, |role| role == Role::Admin) }, |_| Admin);
extractor!(Visitor, visitor, |(reader, taker)| Visitor(reader, taker));
extractor!(KeyHolder, key_holder, |(account, key)| KeyHolder(account, key));
extractor!(Browsing, browsing, Browsing);
extractor!(
    BrowsingPollster,
    |request| async { allow(browsing(request).await?, Role::may_run_waves) },
    BrowsingPollster
);

fn allow(account: Account, may: fn(Role) -> bool) -> Result<Account, Refusal> {
    if may(account.role) { Ok(account) } else { Err(AppError::NotAllowed.into()) }
}

impl Visitor {
    /// Whose history a download goes to: whoever signed in, or made the key that is shown, whatever it may read.
    pub fn taker(&self) -> Option<&Account> {
        self.1.as_ref()
    }
}

/// An access token. A key is no such token, even that of somebody who may do what is asked.
async fn bearer(request: HttpRequest) -> Result<Account, Refusal> {
    let token = bearer_token(&request)?.ok_or(AppError::SignInFirst)?;
    if token.starts_with(KEY_PREFIX) {
        known_key(&request, &token).await?;
        return Err(AppError::KeyScope.into());
    }
    Ok(service(&request)?.authenticate(&token).await?)
}

/// The key shown, once it is known to be one: wrong ones are counted by address, right ones by themselves.
async fn known_key(request: &HttpRequest, token: &str) -> Result<(Account, ApiKey), Refusal> {
    let limits = request.app_data::<web::Data<Limits>>();
    let limits = limits.ok_or_else(|| Refusal::Broken("no Limits in the request's data".to_owned()))?;
    let attempt = limits.wrong_key(request)?;
    let (account, key) = attempt.judge(service(request)?.holder_of_key(token).await)?;
    limits.key_use(&key.id)?;
    Ok((account, key))
}

async fn key_holder(request: HttpRequest) -> Result<(Account, ApiKey), Refusal> {
    let token = bearer_token(&request)?.ok_or(AppError::SignInFirst)?;
    if token.starts_with(KEY_PREFIX) {
        known_key(&request, &token).await
    } else {
        Err(AppError::BadKey("inconnue").into())
    }
}

/// A wrong token is refused even where none is needed: silence would hide an expired session from its owner.
async fn visitor(request: HttpRequest) -> Result<(Option<Account>, Option<Account>), Refusal> {
    match bearer_token(&request)? {
        Some(token) if token.starts_with(KEY_PREFIX) => {
            let (account, key) = known_key(&request, &token).await?;
            let may = |scope| key.scopes.contains(&scope);
            if !may(Scope::Releases) && !may(Scope::EarlyReleases) {
                return Err(AppError::KeyScope.into());
            }
            // Without the scope it reads as anybody does: what is not public yet is not there.
            let reader = may(Scope::EarlyReleases).then(|| account.clone());
            Ok((reader, Some(account)))
        }
        Some(token) => {
            let account = Some(service(&request)?.authenticate(&token).await?);
            Ok((account.clone(), account))
        }
        None => {
            let account = session_account(&request).await?;
            Ok((account.clone(), account))
        }
    }
}

async fn browsing(request: HttpRequest) -> Result<Account, Refusal> {
    session_account(&request).await?.ok_or(Refusal::GoTo(Cow::Borrowed("/console")))
}

/// A session that has ended is like no session; a failure of ours stays a failure.
async fn session_account(request: &HttpRequest) -> Result<Option<Account>, Refusal> {
    let Some(cookie) = request.cookie(CONSOLE_COOKIE) else { return Ok(None) };
    match service(request)?.console_account(cookie.value()).await {
        Ok(account) => Ok(Some(account)),
        Err(AppError::SignInFirst | AppError::BadToken(_) | AppError::BadCredentials) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The token of the one `Authorization` header. Two of them, another scheme or odd characters are refused: proxies and
/// libraries disagree on which would win.
fn bearer_token(request: &HttpRequest) -> Result<Option<String>, Refusal> {
    let mut values = request.headers().get_all(AUTHORIZATION);
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(AppError::BadToken("deux en-têtes Authorization").into());
    }
    let text = value.to_str().map_err(|_| AppError::BadToken("caractères inattendus"))?;
    let token = text.strip_prefix("Bearer ").ok_or(AppError::BadToken("le schéma attendu est Bearer"))?;
    let fits = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    if token.is_empty() || !token.bytes().all(fits) {
        return Err(AppError::BadToken("caractères inattendus").into());
    }
    Ok(Some(token.to_owned()))
}

fn service(request: &HttpRequest) -> Result<&App, Refusal> {
    let app = request.app_data::<web::Data<App>>();
    app.map(|app| app.get_ref()).ok_or_else(|| Refusal::Broken("no App in the request's data".to_owned()))
}
