//! API keys of one's own: made, shown once, revoked. The same form sent twice makes one key: its id is drawn with the page.

use std::collections::BTreeSet;

use actix_web::http::StatusCode;
use actix_web::web;
use maud::{Markup, html};

use crate::app::account::Actor;
use crate::app::api_keys::{ApiKey, DAYS_MAX, DAYS_USUAL, KeyState, NAME_CHARS_MAX, NewKey, Scope};
use crate::app::{App, AppError};
use crate::domain::wave::paris;
use crate::web::body::{Sent, typed};
use crate::web::html::{Concern, Nav, Shell, capital, shell};
use crate::web::identity::Browsing;
use crate::web::reply::{self, Reply};

/// Durations offered, in days.
const OFFERED: [(u32, &str); 4] = [(30, "un mois"), (DAYS_USUAL, "trois mois"), (180, "six mois"), (DAYS_MAX, "un an")];

/// The form as it was sent, or as it is first shown.
struct Filled {
    new: NewKey,
    wrong: Option<(&'static str, String)>,
}

pub async fn show(app: web::Data<App>, browsing: Browsing) -> Reply {
    let keys = app.keys_of(&browsing.0).await?;
    let empty = NewKey {
        id: NewKey::fresh_id(),
        name: String::new(),
        scopes: BTreeSet::from([Scope::Releases]),
        days: DAYS_USUAL,
    };
    Ok(reply::page(StatusCode::OK, view(&keys, &Filled { new: empty, wrong: None }, None)))
}

/// The page that follows shows the key, this once: it is the reply itself, since nothing else may hold it.
pub async fn make(app: web::Data<App>, browsing: Browsing, sent: Sent) -> Reply {
    let fields = sent.form(&app).await?;
    let ticked = fields.iter().filter(|(key, _)| key == "scope").map(|(_, value)| value.as_str());
    let new = NewKey {
        id: typed(&fields, "id").to_owned(),
        name: typed(&fields, "name").to_owned(),
        scopes: ticked.filter_map(Scope::parse).collect(),
        days: typed(&fields, "days").parse().unwrap_or(0),
    };
    let Browsing(account) = browsing;
    match app.make_key(&Actor::Account(account.clone()), &account, &new).await {
        Ok((text, key)) => Ok(reply::page(StatusCode::CREATED, made(&text, &key))),
        Err(AppError::BadField { field, why }) => {
            let keys = app.keys_of(&account).await?;
            let filled = Filled { new, wrong: Some((field, why)) };
            Ok(reply::page(StatusCode::UNPROCESSABLE_ENTITY, view(&keys, &filled, None)))
        }
        Err(error @ (AppError::TooManyKeys | AppError::KeyMadeAlready)) => {
            let keys = app.keys_of(&account).await?;
            let filled = Filled { new: NewKey { id: NewKey::fresh_id(), ..new }, wrong: None };
            Ok(reply::page(StatusCode::CONFLICT, view(&keys, &filled, Some(&error.to_string()))))
        }
        Err(error) => Err(error.into()),
    }
}

pub async fn revoke(app: web::Data<App>, browsing: Browsing, id: web::Path<String>) -> Reply {
    app.revoke_key(&Actor::Account(browsing.0.clone()), &browsing.0, &id).await?;
    Ok(reply::see_other("/espace/cles"))
}

fn made(text: &str, key: &ApiKey) -> Markup {
    let content = html! {
        h1 { "Votre clé est faite" }
        div.card {
            p.lead { "Copiez-la maintenant\u{a0}: elle n’est montrée que cette fois." }
            p.key-text { code #cle { (text) } }
            p { button.second type="button" data-copy="cle" hidden { "Copier" } }
            p.muted { "«\u{a0}" (key.name) "\u{a0}» vaut jusqu’au " (paris::date_words(key.expires_at)) "." }
        }
        p { "À montrer dans l’en-tête de chaque demande\u{a0}:" }
        pre { code { "Authorization: Bearer " (text) } }
        p { "Qui la tient lit ce que vous pouvez lire dans sa portée\u{a0}: gardez-la hors de vos programmes et de vos dépôts, dans une variable d’environnement." }
        p.actions { a.button href="/espace/cles" { "C’est fait" } }
    };
    shell(&Shell::new("Votre clé est faite", Nav::Space), &content)
}

fn view(keys: &[ApiKey], filled: &Filled, refused: Option<&str>) -> Markup {
    let is_wrong = filled.wrong.is_some() || refused.is_some();
    let content = html! {
        h1 { "Clés d’accès" }
        @if is_wrong {
            div.summary role="alert" {
                @match &filled.wrong {
                    // It is drawn with the page: nobody can put it right in the form.
                    Some(("id", why)) => p { (why) },
                    Some((field, why)) => p { a href={ "#f-" (field) } { (why) } },
                    None => {}
                }
                @if let Some(why) = refused { p { (why) } }
            }
        }
        p.lead { "Une clé laisse un programme lire les publications en votre nom, et rien d’autre." }
        @if keys.is_empty() {
            p.muted { "Vous n’avez pas encore de clé. Le formulaire ci-dessous en fait une." }
        } @else {
            ul.list { @for key in keys { li { (card(key)) } } }
        }
        (form(filled))
    };
    shell(&Shell { concern: Concern::faults(is_wrong), ..Shell::new("Clés d’accès", Nav::Space) }, &content)
}

fn card(key: &ApiKey) -> Markup {
    let scopes: Vec<&str> = key.scopes.iter().map(|scope| scope.french()).collect();
    html! {
        article.card.key {
            h2 { (key.name) " " span.small.muted { "…" (key.ending) } }
            p {
                @match key.state {
                    KeyState::Live => span.tag { "valable jusqu’au " (paris::date_words(key.expires_at)) },
                    KeyState::Expired => span.tag.private { "expirée le " (paris::date_words(key.expires_at)) },
                    KeyState::Revoked => span.tag.private { "révoquée" },
                    KeyState::Void => span.tag.private { "sans effet\u{a0}: le mot de passe a changé" },
                }
            }
            p.muted {
                "Portée\u{a0}: " (scopes.join("\u{a0}; ")) ". Faite le " (paris::date_words(key.created_at)) ". "
                @match key.used_on { Some(day) => { "Dernier usage\u{a0}: " (paris::day_words(day)) "." } None => "Jamais utilisée." }
            }
            @if key.state == KeyState::Live {
                form method="post" action={ "/espace/cles/" (key.id) "/revocation" } {
                    button.second type="submit" { "Révoquer" span.hidden-text { " la clé " (key.name) } }
                }
            }
        }
    }
}

fn form(filled: &Filled) -> Markup {
    let wrong = |field: &str| filled.wrong.as_ref().filter(|(at, _)| *at == field).map(|(_, why)| why);
    html! {
        form.card method="post" action="/espace/cles" {
            h2 { "Faire une clé" }
            input type="hidden" name="id" value=(filled.new.id);
            div.field-row {
                label.field for="f-name" { "Nom, qui dira à quoi elle sert" }
                @if let Some(why) = wrong("name") { p.error #e-name { (why) } }
                input #f-name type="text" name="name" value=(filled.new.name) maxlength=(NAME_CHARS_MAX) required
                    aria-invalid=[wrong("name").map(|_| "true")] aria-describedby=[wrong("name").map(|_| "e-name")];
            }
            fieldset.field-row #f-scopes aria-describedby=[wrong("scopes").map(|_| "e-scopes")] {
                legend.field { "Portée" }
                @if let Some(why) = wrong("scopes") { p.error #e-scopes { (why) } }
                div.ticks {
                    @for scope in Scope::ALL {
                        label.tick {
                            input type="checkbox" name="scope" value=(scope.as_str()) checked[filled.new.scopes.contains(&scope)];
                            span { (capital(scope.french())) @if scope == Scope::EarlyReleases { span.option-help { "Chaque lecture avant l’embargo est enregistrée à votre nom." } } }
                        }
                    }
                }
            }
            div.field-row {
                label.field for="f-days" { "Durée" }
                @if let Some(why) = wrong("days") { p.error #e-days { (why) } }
                select #f-days name="days" aria-invalid=[wrong("days").map(|_| "true")] aria-describedby=[wrong("days").map(|_| "e-days")] {
                    @for (days, words) in OFFERED { option value=(days) selected[filled.new.days == days] { (words) } }
                }
            }
            button type="submit" { "Faire la clé" }
        }
    }
}
