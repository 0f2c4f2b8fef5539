//! The board of one wave: places by quota cell, dispositions, dates, and what can be done now. Counts, never opinions.

use actix_web::http::StatusCode;
use actix_web::web;
use maud::{Markup, html};
use serde::Deserialize;

use crate::app::App;
use crate::app::wave_status::{CellStatus, WaveStatus, WaveSummary};
use crate::domain::id::WaveSlug;
use crate::domain::wave::{CloseReason, WaveState, paris};
use crate::web::console::{correction, data, entries, publications, quality, verbs, waves};
use crate::web::html::{Nav, Shell, count, flash, shell};
use crate::web::identity::BrowsingPollster;
use crate::web::reply::{self, Reply};
use crate::web::results::table_bar;

/// The board of a wave in the field is read again this often.
const REFRESH_SECONDS: u32 = 10;

#[derive(Deserialize)]
pub struct After {
    /// The verb just done, to be told in a sentence.
    fait: Option<String>,
}

pub async fn show(
    app: web::Data<App>,
    slug: web::Path<WaveSlug>,
    after: web::Query<After>,
    pollster: BrowsingPollster,
) -> Reply {
    let BrowsingPollster(_) = pollster;
    let status = app.wave_status(&slug).await?;
    let done = after.fait.as_deref().and_then(verbs::told);
    Ok(reply::page(StatusCode::OK, view(&status, done)))
}

pub fn view(status: &WaveStatus, done: Option<&str>) -> Markup {
    let summary = &status.summary;
    let content = html! {
        p.muted { a href="/console/vagues" { "Vagues" } " · " (summary.key) }
        h1 { (summary.title) }
        @if let Some(sentence) = done { (flash(&html! { (sentence) })) }
        p {
            span.tag { (summary.state.french()) }
            @if summary.is_simulated { " " span.tag.sim { "données simulées" } }
            span.muted { " " (waves::next_step(summary)) }
        }
        @if summary.state == WaveState::Public {
            p { a href={ "/resultats/" (summary.slug) } { "Voir les résultats" } }
        }
        p { a href={ "/console/vagues/" (summary.slug) "/apercu" } { "Aperçu du questionnaire" } }
        p { a href={ "/console/vagues/" (summary.slug) "/entrees" } { "Entrées\u{a0}: liens, borne, panel, téléphone" } }
        @if status.takes_invitations {
            p { a href={ "/console/vagues/" (summary.slug) "/contacts" } { "Contacts et courriers" } }
        }
        @if summary.is_moderated && summary.state != WaveState::Ready {
            p { a href=(entries::address(&summary.slug)) { "Relire et publier les fiches" } }
        }
        @if !summary.is_moderated && summary.state != WaveState::Ready {
            p { a href=(quality::address(&summary.slug)) { "Qualité du terrain" } }
        }
        @if !summary.is_moderated && summary.state >= WaveState::Sealed {
            p { a href=(data::address(&summary.slug)) { "Données\u{a0}: réponses à télécharger" } }
        }
        @if !summary.is_moderated && summary.state != WaveState::Ready {
            p { a href=(publications::address(&summary.slug)) { "Publications, corrections et lecture avant l’embargo" } }
        }
        @if let Some(number) = status.waiting_correction {
            div.told role="note" {
                p {
                    strong { "La correction nº\u{a0}" (number) " attend une seconde personne." } " "
                    a href=(correction::address(&summary.slug, number)) { "La relire" }
                }
            }
        }
        @if status.takes_calls && summary.state == WaveState::Open {
            p { a href={ "/console/vagues/" (summary.slug) "/entretien" } { "Mener un entretien par téléphone" } }
        }
        (cells(&status.cells))
        (dispositions(status))
        (verbs::forms(summary))
        (dates(summary))
    };
    let refresh = (summary.state == WaveState::Open).then_some(REFRESH_SECONDS);
    let page = Shell { is_simulated: summary.is_simulated, refresh, ..Shell::new(&summary.title, Nav::Console) };
    shell(&page, &content)
}

fn cells(cells: &[CellStatus]) -> Markup {
    html! {
        h2 { "Quotas" }
        @for group in cells.chunk_by(|a, b| a.margin == b.margin) {
            div.scroll {
                table.cells {
                    caption { (group.first().and_then(|cell| cell.margin.as_deref()).unwrap_or("Ensemble")) }
                    thead { tr {
                        th scope="col" { "Cellule" } th.num scope="col" { "Cible" } th.num scope="col" { "Faites" }
                        th.num scope="col" { "En cours" } th scope="col" { span.hidden-text { "Avancement" } }
                    } }
                    tbody { @for cell in group { (cell_row(cell)) } }
                }
            }
        }
    }
}

fn cell_row(cell: &CellStatus) -> Markup {
    let percent = u64::from(cell.completed) * 100 / u64::from(cell.target.max(1));
    let percent = u32::try_from(percent).unwrap_or(100).min(100);
    html! {
        tr {
            th scope="row" { (cell.label) @if cell.completed >= cell.max { " " span.tag { "complète" } } }
            td.num { (count(cell.target.into())) @if cell.max != cell.target { span.muted { " (max " (cell.max) ")" } } }
            td.num.big { (count(cell.completed.into())) }
            td.num.muted { (count(cell.reserved.into())) }
            td.drawn { (table_bar(percent, true)) }
        }
    }
}

fn dispositions(status: &WaveStatus) -> Markup {
    html! {
        h2 { "Passations" }
        dl.facts.card {
            @for (disposition, number) in &status.dispositions { dt { (disposition.french()) } dd { (count(*number)) } }
        }
    }
}

fn dates(summary: &WaveSummary) -> Markup {
    html! {
        h2 { "Dates" }
        dl.facts.card {
            @if let Some(opened) = summary.opened_at { dt { "Ouverte" } dd { (paris::words(opened)) } }
            @if let Some(closes) = summary.closes_at { dt { "Fin prévue" } dd { (paris::words(closes)) } }
            @if let Some(closed) = summary.closed_at {
                dt { "Close" }
                dd { (paris::words(closed)) @if let Some(reason) = summary.close_reason { " – " (reason_words(reason)) } }
            }
            @if !summary.is_moderated { dt { "Embargo" } dd { (paris::words(summary.embargo_at)) } }
            dt { "Adresse" } dd { a href={ "/e/" (summary.slug) } { "/e/" (summary.slug) } }
        }
    }
}

fn reason_words(reason: CloseReason) -> &'static str {
    match reason {
        CloseReason::TotalReached => "l'effectif total est atteint",
        CloseReason::EveryCellFull => "toutes les cellules sont complètes",
        CloseReason::Deadline => "la date de fin est passée",
        CloseReason::ByHand => "fermée à la main",
    }
}
