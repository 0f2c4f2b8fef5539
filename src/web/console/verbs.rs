//! The verbs of a wave in the console: one each, only those its state allows, each saying what it does. A wave never
//! goes back: each is asked once more, on a page of its own, before it is done.

use actix_web::http::StatusCode;
use actix_web::web;
use maud::{Markup, html};

use crate::app::account::Actor;
use crate::app::run_wave::Opening;
use crate::app::wave_status::WaveSummary;
use crate::app::{App, AppError};
use crate::domain::id::WaveSlug;
use crate::domain::wave::WaveVerb;
use crate::web::html::{Nav, Shell, shell};
use crate::web::identity::BrowsingPollster;
use crate::web::reply::{self, Reply};

/// A button of the console.
#[derive(Clone, Copy)]
struct Button {
    path: &'static str,
    verb: WaveVerb,
    label: &'static str,
    explains: &'static str,
    told: &'static str,
}

const BUTTONS: [Button; 7] = [
    Button {
        path: "ouvrir",
        verb: WaveVerb::Open,
        label: "Ouvrir le terrain",
        explains: "Fige la version du questionnaire et reçoit les répondants. Refusé après la fin du terrain déclaré.",
        told: "Le terrain est ouvert.",
    },
    Button {
        path: "ouvrir-simulation",
        verb: WaveVerb::Open,
        label: "Ouvrir en simulation",
        explains: "Pour des répondants simulés\u{a0}: toutes les pages et tous les fichiers porteront «\u{a0}données simulées\u{a0}».",
        told: "La vague est ouverte en simulation.",
    },
    Button {
        path: "clore",
        verb: WaveVerb::Close,
        label: "Clore le terrain",
        explains: "Clore met fin au recueil pour de bon\u{a0}: plus aucune réponse ne sera acceptée.",
        told: "Le terrain est clos.",
    },
    Button {
        path: "sceller",
        verb: WaveVerb::Seal,
        label: "Sceller",
        explains: "Sceller fige les réponses dans un fichier immuable et détruit pour de bon leur lien avec les invitations.",
        told: "Les réponses sont scellées.",
    },
    Button {
        path: "redresser",
        verb: WaveVerb::Weigh,
        label: "Redresser",
        explains: "Cale les poids sur les marges déclarées\u{a0}; dit laquelle empêche si c'est impossible.",
        told: "Les poids sont calculés.",
    },
    Button {
        path: "approuver",
        verb: WaveVerb::Approve,
        label: "Approuver",
        explains: "Calcule tous les tableaux et les fige. Demande une autre personne que celle qui a redressé.",
        told: "Les tableaux sont approuvés et figés.",
    },
    Button {
        path: "publier",
        verb: WaveVerb::Publish,
        label: "Publier",
        explains: "Constate que l'embargo est passé\u{a0}; refusé avant.",
        told: "Les résultats sont publics.",
    },
];

fn button(path: &str) -> Option<&'static Button> {
    BUTTONS.iter().find(|button| button.path == path)
}

/// The sentence that tells what was just done.
pub fn told(path: &str) -> Option<&'static str> {
    button(path).map(|button| button.told)
}

pub async fn act(app: web::Data<App>, path: web::Path<(WaveSlug, String)>, pollster: BrowsingPollster) -> Reply {
    let (slug, verb) = path.into_inner();
    let button = button(&verb).ok_or(AppError::AddressAbsent)?;
    let actor = Actor::Account(pollster.0);
    match button.verb {
        WaveVerb::Open => app.open_wave(&actor, &slug, opening(button)).await.map(drop)?,
        WaveVerb::Close => app.close_wave(&actor, &slug).await.map(drop)?,
        WaveVerb::Seal => app.seal_wave(&actor, &slug).await.map(drop)?,
        WaveVerb::Weigh => app.weigh_wave(&actor, &slug).await.map(drop)?,
        WaveVerb::Approve => app.approve_wave(&actor, &slug).await.map(drop)?,
        WaveVerb::Publish => app.publish_wave(&actor, &slug).await.map(drop)?,
    }
    Ok(reply::see_other(&[&board(&slug), "?fait=", button.path].concat()))
}

fn opening(button: &Button) -> Opening {
    if button.path == "ouvrir-simulation" { Opening::Simulated } else { Opening::Field }
}

/// Asks once more, and changes nothing by itself.
pub async fn confirm(app: web::Data<App>, path: web::Path<(WaveSlug, String)>, pollster: BrowsingPollster) -> Reply {
    let BrowsingPollster(_) = pollster;
    let (slug, verb) = path.into_inner();
    let button = button(&verb).ok_or(AppError::AddressAbsent)?;
    let summary = app.wave_status(&slug).await?.summary;
    if !is_offered(&summary, button) {
        return Ok(reply::see_other(&board(&slug)));
    }
    Ok(reply::page(StatusCode::OK, question(&summary, button)))
}

fn question(summary: &WaveSummary, button: &Button) -> Markup {
    let title = [button.label, "\u{a0}?"].concat();
    let content = html! {
        p.muted { a href=(board(&summary.slug)) { (summary.title) } }
        h1 { (title) }
        p.lead { (button.explains) }
        p { strong { "C’est sans retour\u{a0}: une étape faite ne se défait pas." } }
        form.actions method="post" action=(address(&summary.slug, button)) {
            button type="submit" { (button.label) }
            a href=(board(&summary.slug)) { "Ne rien changer" }
        }
    };
    shell(&Shell { is_simulated: summary.is_simulated, ..Shell::new(&title, Nav::Console) }, &content)
}

fn board(slug: &WaveSlug) -> String {
    ["/console/vagues/", slug.as_str()].concat()
}

fn address(slug: &WaveSlug, button: &Button) -> String {
    [&board(slug), "/", button.path].concat()
}

fn is_offered(summary: &WaveSummary, button: &Button) -> bool {
    // What is published of a moderated form lives in its interviews: it is never sealed.
    let is_sealed = summary.is_moderated && button.verb == WaveVerb::Seal;
    button.verb.arrow().0 == summary.state && !is_sealed
}

pub fn forms(summary: &WaveSummary) -> Markup {
    let allowed: Vec<_> = BUTTONS.iter().filter(|button| is_offered(summary, button)).collect();
    html! {
        @if !allowed.is_empty() {
            h2 { "Étape suivante" }
            div.verbs {
                @for button in allowed {
                    form.card method="get" action=(address(&summary.slug, button)) {
                        p { (button.explains) }
                        button.second type="submit" { (button.label) "…" }
                    }
                }
            }
        }
    }
}
