//! Telephone entry: an interviewer with an account begins an interview here and enters the answers through the pages
//! respondents see. Each start is a new interview; only who began one, and when, is noted.

use actix_web::http::StatusCode;
use actix_web::web;
use maud::{Markup, html};

use crate::app::App;
use crate::app::account::Actor;
use crate::app::respondent::Landing;
use crate::domain::id::WaveSlug;
use crate::domain::questionnaire::Language;
use crate::web::html::{Nav, Shell, shell};
use crate::web::identity::BrowsingPollster;
use crate::web::reply::{self, Reply};
use crate::web::respond::landing;

/// What the questionnaire reads of an address: the interviewer's may say it too.
type Parameters = web::Query<Vec<(String, String)>>;

pub async fn show(app: web::Data<App>, slug: web::Path<WaveSlug>, pollster: BrowsingPollster) -> Reply {
    let BrowsingPollster(_) = pollster;
    let landing = app.landing(&slug).await?;
    Ok(reply::page(StatusCode::OK, view(&landing)))
}

pub async fn start(
    app: web::Data<App>,
    slug: web::Path<WaveSlug>,
    parameters: Parameters,
    pollster: BrowsingPollster,
) -> Reply {
    let actor = Actor::Account(pollster.0);
    let started = app.start_cati(&actor, &slug, &parameters).await?;
    Ok(landing::begun(&app, &started))
}

fn view(landing: &Landing) -> Markup {
    let spec = &landing.wave.spec;
    let title = landing.wave.questionnaire.title.get(Language::Fr);
    let content = html! {
        p.muted { a href={ "/console/vagues/" (spec.slug) } { (spec.key) } }
        h1 { "Entretien par téléphone" }
        p.lead { (title) }
        @if !spec.access.cati {
            p { "Cette vague ne reçoit pas de réponses par téléphone\u{a0}: son fichier ne le prévoit pas." }
        } @else if !landing.is_open {
            p { "Cette vague n’est pas ouverte." }
        } @else {
            ul {
                li { "Lisez chaque page telle qu’elle est écrite, dans l’ordre où les réponses s’affichent." }
                li { "Chaque page est enregistrée quand vous l’envoyez, comme pour un répondant." }
                li { "Un entretien commencé remplace, dans ce navigateur, celui qui ne serait pas terminé." }
            }
            div.actions {
                form.start method="post" action={ "/console/vagues/" (spec.slug) "/entretien" } {
                    button type="submit" { "Commencer un entretien" }
                }
                a href={ "/e/" (spec.slug) } { "Reprendre l’entretien en cours" }
            }
        }
    };
    shell(
        &Shell { is_simulated: landing.is_simulated, ..Shell::new("Entretien par téléphone", Nav::Console) },
        &content,
    )
}
