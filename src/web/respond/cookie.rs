//! The cookies of a respondent's browser: the secret of one interview, one a wave, with the code that takes it up elsewhere;
//! and on a device many people answer on, the mark of a kiosk. Never readable by a script, never sent elsewhere.

use actix_web::HttpRequest;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, CookieBuilder, SameSite};

use crate::app::respondent::SessionToken;
use crate::app::settings::Settings;
use crate::domain::hand_code::HandCode;
use crate::domain::id::WaveSlug;

/// A respondent may come back this long after.
const DAYS_KEPT: i64 = 30;
/// A kiosk is set up in the morning and forgotten in the evening.
const KIOSK_HOURS: i64 = 14;

fn name(slug: &WaveSlug) -> String {
    ["sonde_e_", slug.as_str()].concat()
}

fn kiosk_name(slug: &WaveSlug) -> String {
    ["sonde_k_", slug.as_str()].concat()
}

fn witness_name(slug: &WaveSlug) -> String {
    ["sonde_t_", slug.as_str()].concat()
}

fn value(request: &HttpRequest, slug: &WaveSlug) -> Option<(SessionToken, Option<HandCode>)> {
    let cookie = request.cookie(&name(slug))?;
    let (session, code) = cookie.value().split_once('.').unwrap_or((cookie.value(), ""));
    Some((SessionToken::parse(session)?, HandCode::parse(code).ok()))
}

/// The interview of this browser. A cookie that is not one of ours is no cookie.
pub fn read(request: &HttpRequest, slug: &WaveSlug) -> Option<SessionToken> {
    value(request, slug).map(|(session, _)| session)
}

/// The code that takes it up elsewhere.
pub fn code(request: &HttpRequest, slug: &WaveSlug) -> Option<HandCode> {
    value(request, slug).and_then(|(_, code)| code)
}

/// At a kiosk it goes with the browser's window, at the latest.
pub fn write(
    settings: &Settings,
    slug: &WaveSlug,
    (session, code): (&SessionToken, Option<&HandCode>),
    is_kiosk: bool,
) -> Cookie<'static> {
    let code = code.filter(|_| !is_kiosk).map(|code| [".", &code.reveal()].concat()).unwrap_or_default();
    let cookie = built(settings, slug, name(slug), [session.reveal(), &code].concat());
    if is_kiosk { cookie.finish() } else { cookie.max_age(Duration::days(DAYS_KEPT)).finish() }
}

/// What tells that this browser had the interview before its end: whoever opens the same door later has not.
pub fn witness(settings: &Settings, slug: &WaveSlug, code: &str) -> Cookie<'static> {
    built(settings, slug, witness_name(slug), code.to_owned()).max_age(Duration::days(DAYS_KEPT)).finish()
}

pub fn witnessed(request: &HttpRequest, slug: &WaveSlug) -> Option<String> {
    request.cookie(&witness_name(slug)).map(|cookie| cookie.value().to_owned())
}

/// This browser forgets its interview.
pub fn forget(settings: &Settings, slug: &WaveSlug) -> Cookie<'static> {
    built(settings, slug, name(slug), String::new()).max_age(Duration::ZERO).finish()
}

/// The key this device was made a kiosk with, if it says one.
pub fn kiosk_key(request: &HttpRequest, slug: &WaveSlug) -> Option<String> {
    request.cookie(&kiosk_name(slug)).map(|cookie| cookie.value().to_owned())
}

pub fn kiosk(settings: &Settings, slug: &WaveSlug, key: &str) -> Cookie<'static> {
    built(settings, slug, kiosk_name(slug), key.to_owned()).max_age(Duration::hours(KIOSK_HOURS)).finish()
}

fn built(settings: &Settings, slug: &WaveSlug, name: String, value: String) -> CookieBuilder<'static> {
    Cookie::build(name, value)
        .path(["/e/", slug.as_str()].concat())
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(settings.public_url.starts_with("https:"))
}
