//! The waves whose results anybody may read.

use actix_web::http::StatusCode;
use actix_web::web;
use maud::{Markup, html};

use crate::app::App;
use crate::app::wave_status::WaveSummary;
use crate::domain::questionnaire::Language;
use crate::domain::release::period_words;
use crate::web::html::{Nav, Shell, shell};
use crate::web::reply::{self, Reply};

pub async fn show(app: web::Data<App>) -> Reply {
    let (waves, forms) = (app.public_releases().await?, app.open_forms().await?);
    Ok(reply::page(StatusCode::OK, view(&waves, &forms)))
}

/// The front door leads here.
pub async fn home() -> Reply {
    Ok(reply::see_other("/resultats"))
}

fn view(waves: &[WaveSummary], forms: &[WaveSummary]) -> Markup {
    let content = html! {
        h1 { "Résultats des études IMPACT" }
        @if waves.is_empty() {
            div.card {
                p.lead { "Aucun résultat n'est public pour le moment." }
                p.muted { "Les résultats d'une vague paraissent quand elle est close, scellée, redressée, approuvée, et que \
                           son embargo est passé." }
            }
        } @else {
            ul.list { @for wave in waves { li { (card(wave)) } } }
        }
        @if !forms.is_empty() {
            h2 { "Fiches publiées" }
            ul { @for form in forms { li { a href={ "/formulaires/" (form.slug) } { (form.title) } } } }
        }
        p { a href="/resultats/comparaisons" { "Comparer d’un public à l’autre, d’une vague à l’autre" } }
        p { a href="/resultats/historique" { "Chiffres déjà publiés par les études de la série, depuis 2008" } }
    };
    shell(&Shell::new("Résultats", Nav::Public), &content)
}

fn card(wave: &WaveSummary) -> Markup {
    html! {
        article.card {
            h2 { a href={ "/resultats/" (wave.slug) } { (wave.title) } }
            p.muted {
                "Terrain " (period_words(wave.fieldwork[0], wave.fieldwork[1], Language::Fr)) " · vague " (wave.key)
                @if wave.is_simulated { " " span.tag.sim { "données simulées" } }
            }
        }
    }
}
