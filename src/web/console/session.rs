//! Signing in to the console and out of it: a server-side session, its secret in a cookie no script can read.

use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::StatusCode;
use actix_web::http::header::RETRY_AFTER;
use actix_web::{HttpRequest, HttpResponse, web};
use maud::{Markup, html};

use crate::app::account::Account;
use crate::app::{App, AppError};
use crate::web::body::{Sent, typed};
use crate::web::error::Refusal;
use crate::web::html::{Concern, Nav, Shell, shell};
use crate::web::identity::{CONSOLE_COOKIE, Visitor};
use crate::web::limits::Limits;
use crate::web::reply::{self, Reply};

/// Longest address and password looked at.
const FIELD_CHARS_MAX: usize = 320;

pub async fn show(visitor: Visitor) -> Reply {
    match visitor.0 {
        Some(account) => Ok(reply::see_other(home(&account))),
        None => Ok(reply::page(StatusCode::OK, form(None))),
    }
}

pub async fn sign_in(app: web::Data<App>, limits: web::Data<Limits>, request: HttpRequest, sent: Sent) -> Reply {
    let fields = sent.form(&app).await?;
    let field = |name: &str| typed(&fields, name);
    let (email, password) = (field("email").trim(), field("password"));
    if email.len() > FIELD_CHARS_MAX || password.len() > FIELD_CHARS_MAX {
        return Ok(refused(&AppError::BadCredentials.into()));
    }
    let attempt = match limits.sign_in(&request, email) {
        Ok(attempt) => attempt,
        Err(refusal) => return Ok(refused(&refusal)),
    };
    match attempt.judge(app.open_console(email, password).await) {
        Ok((session, account)) => {
            let mut reply = reply::see_other(home(&account));
            let kept = reply.add_cookie(&cookie(&app, session));
            kept.map_err(|error| Refusal::Broken(error.to_string()))?;
            Ok(reply)
        }
        Err(error @ AppError::BadCredentials) => Ok(refused(&error.into())),
        Err(error) => Err(error.into()),
    }
}

/// Where somebody lands: those who run waves among them, those who read results in their space.
fn home(account: &Account) -> &'static str {
    if account.role.may_run_waves() { "/console/vagues" } else { "/espace" }
}

/// The form again, with the reason. Not a 401, which would be a browser's own password box.
fn refused(refusal: &Refusal) -> HttpResponse {
    match refusal {
        Refusal::TooMany { seconds, .. } => {
            let mut reply = reply::page(refusal.status(), form(Some(refusal)));
            reply.headers_mut().insert(RETRY_AFTER, (*seconds).into());
            reply
        }
        _ => reply::page(StatusCode::UNPROCESSABLE_ENTITY, form(Some(refusal))),
    }
}

pub async fn sign_out(app: web::Data<App>, request: HttpRequest) -> Reply {
    if let Some(session) = request.cookie(CONSOLE_COOKIE) {
        app.close_console(session.value()).await?;
    }
    let mut reply = reply::see_other("/console");
    let mut gone = cookie(&app, String::new());
    gone.make_removal();
    reply.add_cookie(&gone).map_err(|error| Refusal::Broken(error.to_string()))?;
    Ok(reply)
}

fn cookie(app: &App, session: String) -> Cookie<'static> {
    Cookie::build(CONSOLE_COOKIE, session)
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(app.settings().public_url.starts_with("https:"))
        .finish()
}

fn form(refused: Option<&Refusal>) -> Markup {
    let content = html! {
        h1 { "Espace chargés d’études et chercheurs" }
        @if let Some(error) = refused {
            div.summary role="alert" { p { a href="#f-email" { (error) } } }
        }
        form.card method="post" action="/console/connexion" {
            div.field-row {
                label.field for="f-email" { "Adresse électronique" }
                input #f-email type="email" name="email" autocomplete="username" maxlength="320" required;
            }
            div.field-row {
                label.field for="f-password" { "Mot de passe" }
                input #f-password type="password" name="password" autocomplete="current-password" maxlength="320" required;
            }
            button type="submit" { "Se connecter" }
        }
        p.muted { "Pas de compte\u{a0}? Un administrateur peut en créer un." }
    };
    shell(&Shell { concern: Concern::faults(refused.is_some()), ..Shell::new("Connexion", Nav::None) }, &content)
}
