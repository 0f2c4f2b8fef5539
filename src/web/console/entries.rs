//! The entries of a moderated form, by status, for those who read them over. A poll has none: its address is absent.

use actix_web::http::StatusCode;
use actix_web::web;
use maud::{Markup, html};
use serde::Deserialize;

use crate::app::entries::{EntryLine, EntryList};
use crate::app::{App, AppError};
use crate::domain::id::WaveSlug;
use crate::domain::moderation::EntryStatus;
use crate::domain::wave::paris;
use crate::web::forms::pages;
use crate::web::html::{Nav, Shell, count, shell};
use crate::web::identity::BrowsingPollster;
use crate::web::reply::{self, Reply};

#[derive(Deserialize)]
pub struct Asked {
    /// Those to read over, unless told.
    statut: Option<String>,
    page: Option<usize>,
}

pub async fn show(
    app: web::Data<App>,
    slug: web::Path<WaveSlug>,
    asked: web::Query<Asked>,
    pollster: BrowsingPollster,
) -> Reply {
    let BrowsingPollster(_) = pollster;
    let status = match asked.statut.as_deref() {
        None => EntryStatus::Proposed,
        Some(text) => EntryStatus::parse(text).ok_or(AppError::AddressAbsent)?,
    };
    let list = app.entries(&slug, status, asked.page.unwrap_or(1)).await?;
    Ok(reply::page(StatusCode::OK, view(&list)))
}

/// Where the entries of a wave are.
pub fn address(slug: &WaveSlug) -> String {
    ["/console/vagues/", slug.as_str(), "/fiches"].concat()
}

/// A status as the name of a list.
pub fn heading(status: EntryStatus) -> &'static str {
    match status {
        EntryStatus::Proposed => "À relire",
        EntryStatus::Reviewed => "Relues",
        EntryStatus::Published => "Publiées",
        EntryStatus::Withdrawn => "Retirées",
    }
}

fn view(list: &EntryList) -> Markup {
    let spec = &list.wave.spec;
    let address = address(&spec.slug);
    let of = |status: EntryStatus| [&address, "?statut=", status.as_str()].concat();
    let content = html! {
        p.muted { a href={ "/console/vagues/" (spec.slug) } { (spec.title) } }
        h1 { "Fiches" }
        nav.statuses aria-label="Statuts" {
            @for (status, number) in &list.counts {
                a href=(of(*status)) aria-current=[(*status == list.status).then_some("page")] {
                    (heading(*status)) " " span.number { (count(u64::try_from(*number).unwrap_or(0))) }
                }
            }
        }
        h2 { (heading(list.status)) }
        @if list.lines.is_empty() {
            div.card { p.lead { (nothing(list.status)) } }
        } @else {
            ul.list { @for line in &list.lines { li { (card(&address, line)) } } }
            (pages(list.page, &of(list.status)))
        }
        p { a href={ "/formulaires/" (spec.slug) } { "Voir la page publique" } }
    };
    shell(&Shell { is_simulated: list.is_simulated, ..Shell::new("Fiches", Nav::Console) }, &content)
}

fn nothing(status: EntryStatus) -> &'static str {
    match status {
        EntryStatus::Proposed => "Aucune fiche n’attend d’être relue.",
        EntryStatus::Reviewed => "Aucune fiche relue n’attend d’être publiée.",
        EntryStatus::Published => "Aucune fiche n’est publiée.",
        EntryStatus::Withdrawn => "Aucune fiche n’a été retirée.",
    }
}

fn card(address: &str, line: &EntryLine) -> Markup {
    html! {
        article.card {
            h3 { a href={ (address) "/" (line.id) } { (line.title.as_deref().unwrap_or("Fiche sans titre")) } }
            @if let Some(day) = line.sent_on { p.muted { "Reçue le " (paris::day_words(day.date_naive())) } }
        }
    }
}
