//! Asking for no more letters. Reading the page has no effect: scanners open every link. The POST comes from its button, or
//! from a mail provider at one click (RFC 8058): no cookie, no redirect, and whatever its body says is not read.

use actix_web::http::StatusCode;
use actix_web::web;
use maud::{Markup, html};

use crate::app::App;
use crate::app::unsubscribe::Unsubscribing;
use crate::web::html::{Nav, Shell, shell};
use crate::web::reply::{self, Reply};
use crate::web::words::Words;

pub async fn show(app: web::Data<App>, tag: web::Path<String>) -> Reply {
    let state = app.unsubscribing(&tag).await?;
    Ok(reply::page(StatusCode::OK, view(&state, &tag)))
}

pub async fn take(app: web::Data<App>, tag: web::Path<String>) -> Reply {
    let state = app.unsubscribe(&tag).await?;
    Ok(reply::page(StatusCode::OK, view(&state, &tag)))
}

fn view(state: &Unsubscribing, tag: &str) -> Markup {
    let words = Words::of(state.language);
    let survey = state.wave.as_ref().map(|wave| wave.questionnaire.title.get(state.language));
    let title = if state.is_done { words.unsubscribed_title() } else { words.unsubscribe_title() };
    let content = html! {
        h1 { (title) }
        @if state.is_done {
            p.lead { (words.unsubscribed()) }
            p { (words.unsubscribed_link()) }
        } @else {
            @if let Some(survey) = survey { p { (words.unsubscribe_of(survey)) } }
            p.lead { (words.unsubscribe()) }
            p { (words.unsubscribe_effect()) }
            form.actions method="post" action={ "/desinscription/" (tag) } {
                button type="submit" { (words.unsubscribe_button()) }
            }
        }
    };
    let wave = state.wave.as_ref().map(|wave| &wave.spec);
    shell(&Shell { language: state.language, wave, ..Shell::new(title, Nav::None) }, &content)
}
