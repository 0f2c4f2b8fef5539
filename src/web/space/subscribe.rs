//! Letters at each release: asking for them, confirming, leaving. Reading a page has no effect, since scanners open every link; the
//! button does it, and for leaving a mail provider's one click too (RFC 8058).

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use maud::{Markup, html};

use crate::app::subscriptions::Subscribing;
use crate::app::{App, AppError};
use crate::web::body::{Sent, typed};
use crate::web::error::Refusal;
use crate::web::html::{Concern, Nav, Shell, shell};
use crate::web::limits::Limits;
use crate::web::reply::{self, Reply};

const EMAIL_CHARS_MAX: usize = 254;

pub async fn show(app: web::Data<App>) -> Reply {
    Ok(reply::page(StatusCode::OK, asking(app.sends_mail(), "", None)))
}

/// What is answered never tells whether the address was known.
pub async fn take(app: web::Data<App>, limits: web::Data<Limits>, request: HttpRequest, sent: Sent) -> Reply {
    let fields = sent.form(&app).await?;
    let email = typed(&fields, "email").trim();
    if app.sends_mail() {
        limits.subscription(&request)?;
    }
    match app.ask_subscription(email).await {
        Ok(()) => Ok(reply::page(StatusCode::OK, asked())),
        Err(AppError::BadField { why, .. }) => {
            Ok(reply::page(StatusCode::UNPROCESSABLE_ENTITY, asking(true, email, Some(&why))))
        }
        Err(error) => Err(Refusal::from(error)),
    }
}

pub async fn show_link(app: web::Data<App>, tag: web::Path<String>) -> Reply {
    Ok(reply::page(StatusCode::OK, confirming(app.subscribing(&tag).await?, &tag)))
}

pub async fn confirm(app: web::Data<App>, tag: web::Path<String>) -> Reply {
    Ok(reply::page(StatusCode::OK, confirming(app.confirm_subscription(&tag).await?, &tag)))
}

pub async fn show_leaving(app: web::Data<App>, tag: web::Path<String>) -> Reply {
    let is_gone = app.subscribing(&tag).await? == Subscribing::Gone;
    Ok(reply::page(StatusCode::OK, leaving(is_gone, &tag)))
}

pub async fn leave(app: web::Data<App>, tag: web::Path<String>) -> Reply {
    app.end_subscription(&tag).await?;
    Ok(reply::page(StatusCode::OK, leaving(true, &tag)))
}

fn asking(sends_mail: bool, email: &str, wrong: Option<&str>) -> Markup {
    let content = html! {
        h1 { "Un courrier à chaque publication" }
        @if let Some(why) = wrong { div.summary role="alert" { p { a href="#f-email" { (why) } } } }
        @if sends_mail {
            p.lead { "À l’instant où des résultats paraissent, un courrier dit lesquels et où les lire." }
            form.card method="post" action="/resultats/abonnement" {
                div.field-row {
                    label.field for="f-email" { "Adresse électronique" }
                    @if let Some(why) = wrong { p.error #e-email { (why) } }
                    input #f-email type="email" name="email" value=(email) autocomplete="email" maxlength=(EMAIL_CHARS_MAX) required
                        aria-invalid=[wrong.map(|_| "true")] aria-describedby=[wrong.map(|_| "e-email")];
                }
                button type="submit" { "Recevoir un lien de confirmation" }
            }
            p.small.muted {
                "Rien n’est envoyé avant que vous n’ayez suivi ce lien. L’adresse ne sert qu’à cela\u{a0}; elle est effacée dès que vous vous désabonnez, d’un bouton, \
                 et au bout de sept jours si elle n’est pas confirmée."
            }
        } @else {
            div.card {
                p.lead { "Ce service n’envoie pas de courrier." }
                p { "Vous pouvez suivre le flux " a href="/resultats/flux.atom" { "Atom" } " ou " a href="/resultats/flux.json" { "JSON" } ", ou ajouter le " a href="/resultats/calendrier" { "calendrier" } " à votre agenda." }
            }
        }
    };
    shell(
        &Shell {
            concern: Concern::faults(wrong.is_some()),
            ..Shell::new("Un courrier à chaque publication", Nav::Public)
        },
        &content,
    )
}

fn asked() -> Markup {
    let content = html! {
        h1 { "Regardez votre boîte" }
        p.lead { "Si cette adresse reçoit du courrier, un message vient d’y partir. Le lien qu’il contient confirme l’abonnement." }
        p { "Rien au bout de quelques minutes\u{a0}? Regardez parmi les indésirables. Un seul message part par jour et par adresse." }
        p { a href="/resultats" { "Voir les résultats publics" } }
    };
    shell(&Shell::new("Regardez votre boîte", Nav::Public), &content)
}

fn confirming(state: Subscribing, tag: &str) -> Markup {
    let (title, content) = match state {
        Subscribing::Asked => (
            "Confirmer l’abonnement",
            html! {
                p.lead { "Vous recevrez un courrier à chaque publication de résultats, et rien d’autre." }
                form.actions method="post" action={ "/abonnement/" (tag) } { button type="submit" { "Confirmer l’abonnement" } }
            },
        ),
        Subscribing::Confirmed => (
            "Vous êtes abonné",
            html! {
                p.lead { "Le prochain courrier partira avec la prochaine publication." }
                p { a href="/resultats/calendrier" { "Voir les dates annoncées" } }
                form.actions method="post" action={ "/desinscription/publications/" (tag) } { button.second type="submit" { "Se désabonner" } }
            },
        ),
        Subscribing::Gone => (
            "Ce lien ne vaut plus",
            html! {
                p.lead { "L’abonnement a pris fin, ou n’a pas été confirmé dans les sept jours. L’adresse n’est plus connue." }
                p { a href="/resultats/abonnement" { "S’abonner de nouveau" } }
            },
        ),
    };
    shell(&Shell::new(title, Nav::None), &html! { h1 { (title) } (content) })
}

fn leaving(is_gone: bool, tag: &str) -> Markup {
    let title = if is_gone { "Vous êtes désabonné" } else { "Se désabonner" };
    let content = html! {
        h1 { (title) }
        @if is_gone {
            p.lead { "Plus aucun courrier ne sera envoyé, et l’adresse est effacée." }
            p { a href="/resultats" { "Voir les résultats publics" } }
        } @else {
            p.lead { "Vous ne recevrez plus de courrier à la publication de résultats, et l’adresse sera effacée." }
            form.actions method="post" action={ "/desinscription/publications/" (tag) } { button type="submit" { "Se désabonner" } }
        }
    };
    shell(&Shell::new(title, Nav::None), &content)
}
