//! The verbs of a wave in the console: one form each, only those its state allows, each saying what it does.

use actix_web::web;
use maud::{Markup, html};

use crate::app::App;
use crate::app::account::Actor;
use crate::app::run_wave::Opening;
use crate::app::wave_status::WaveSummary;
use crate::domain::id::WaveSlug;
use crate::domain::wave::WaveVerb;
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
    let button = button(&verb).ok_or(crate::app::AppError::AddressAbsent)?;
    let actor = Actor::Account(pollster.0);
    match button.verb {
        WaveVerb::Open => app.open_wave(&actor, &slug, opening(button)).await.map(drop)?,
        WaveVerb::Close => app.close_wave(&actor, &slug).await.map(drop)?,
        WaveVerb::Seal => app.seal_wave(&actor, &slug).await.map(drop)?,
        WaveVerb::Weigh => app.weigh_wave(&actor, &slug).await.map(drop)?,
        WaveVerb::Approve => app.approve_wave(&actor, &slug).await.map(drop)?,
        WaveVerb::Publish => app.publish_wave(&actor, &slug).await.map(drop)?,
    }
    Ok(reply::see_other(&["/console/vagues/", slug.as_str(), "?fait=", button.path].concat()))
}

fn opening(button: &Button) -> Opening {
    if button.path == "ouvrir-simulation" { Opening::Simulated } else { Opening::Field }
}

pub fn forms(summary: &WaveSummary) -> Markup {
    // What is published of a moderated form lives in its interviews: it is never sealed.
    let is_offered = |button: &&Button| !(summary.is_moderated && button.verb == WaveVerb::Seal);
    let allowed = BUTTONS.iter().filter(|button| button.verb.arrow().0 == summary.state).filter(is_offered);
    html! {
        div.verbs {
            @for button in allowed {
                form.card method="post" action={ "/console/vagues/" (summary.slug) "/" (button.path) } {
                    p { (button.explains) }
                    button type="submit" { (button.label) }
                }
            }
        }
    }
}
