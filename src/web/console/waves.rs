//! The list of waves, by state, for those who run them. Others have their own space: a state tells whether a wave is approved.

use actix_web::http::StatusCode;
use actix_web::web;
use maud::{Markup, html};

use crate::app::App;
use crate::app::account::Account;
use crate::app::wave_status::WaveSummary;
use crate::domain::wave::WaveState;
use crate::web::html::{Nav, Shell, shell};
use crate::web::identity::Browsing;
use crate::web::reply::{self, Reply};

pub async fn show(app: web::Data<App>, browsing: Browsing) -> Reply {
    let Browsing(account) = browsing;
    if !account.role.may_run_waves() {
        return Ok(reply::see_other("/espace"));
    }
    let waves = app.list_waves().await?;
    Ok(reply::page(StatusCode::OK, view(&account, &of_pollster(&waves))))
}

fn view(account: &Account, content: &Markup) -> Markup {
    let body = html! {
        h1 { "Vagues" }
        p.muted { "Session ouverte\u{a0}: " (account.name) " (" (account.email) ")." }
        (content)
    };
    shell(&Shell::new("Vagues", Nav::Console), &body)
}

fn of_pollster(waves: &[WaveSummary]) -> Markup {
    html! {
        @if waves.is_empty() {
            div.card {
                p.lead { "Aucune vague n'est chargée." }
                p { "Chargez-en une\u{a0}: " code { "sonde wave load questionnaires/ETUDE/waves/AAAA-MM.toml" } "." }
            }
        } @else {
            ul.list { @for wave in waves { li { (pollster_card(wave)) } } }
        }
    }
}

fn pollster_card(wave: &WaveSummary) -> Markup {
    html! {
        article.card {
            h2 { a href={ "/console/vagues/" (wave.slug) } { (wave.title) } }
            p {
                span.tag { (wave.state.french()) }
                @if wave.is_simulated { " " span.tag.sim { "données simulées" } }
                span.muted { " vague " (wave.key) " · questionnaire v" (wave.questionnaire_version) }
            }
            p.muted { (next_step(wave)) }
        }
    }
}

/// What a pollster does next.
pub fn next_step(wave: &WaveSummary) -> &'static str {
    match wave.state {
        WaveState::Open if wave.is_moderated => {
            "Des fiches arrivent\u{a0}; elles se relisent et se publient une à une."
        }
        WaveState::Closed if wave.is_moderated => {
            "Plus aucune fiche n’arrive\u{a0}; elles se relisent, se publient et se retirent."
        }
        WaveState::Ready => "À ouvrir quand le terrain commence.",
        WaveState::Open => "Le terrain est en cours.",
        WaveState::Closed => {
            "À sceller\u{a0}: les réponses deviennent un fichier immuable, sans lien avec les personnes."
        }
        WaveState::Sealed => "À redresser sur les marges déclarées.",
        WaveState::Weighted => "À approuver par une seconde personne.",
        WaveState::Approved => "Les résultats paraîtront à la levée de l'embargo.",
        WaveState::Public => "Les résultats sont publics.",
    }
}
