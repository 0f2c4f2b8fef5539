//! The cookie that holds the secret of one interview: one a wave, never readable by a script, never sent elsewhere.

use actix_web::HttpRequest;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};

use crate::app::respondent::SessionToken;
use crate::app::settings::Settings;
use crate::domain::id::WaveSlug;

/// A respondent may come back this long after.
const DAYS_KEPT: i64 = 30;

fn name(slug: &WaveSlug) -> String {
    ["sonde_e_", slug.as_str()].concat()
}

/// The interview of this browser. A cookie that is not one of ours is no cookie.
pub fn read(request: &HttpRequest, slug: &WaveSlug) -> Option<SessionToken> {
    request.cookie(&name(slug)).and_then(|cookie| SessionToken::parse(cookie.value()))
}

pub fn write(settings: &Settings, slug: &WaveSlug, session: &SessionToken) -> Cookie<'static> {
    Cookie::build(name(slug), session.reveal().to_owned())
        .path(["/e/", slug.as_str()].concat())
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(settings.public_url.starts_with("https:"))
        .max_age(Duration::days(DAYS_KEPT))
        .finish()
}
