//! The published entries of a moderated form, the newest first.

use actix_web::http::StatusCode;
use actix_web::web;
use maud::{Markup, html};

use crate::app::App;
use crate::app::read_entries::{PublishedEntries, PublishedEntry};
use crate::domain::id::WaveSlug;
use crate::domain::moderation::Readers;
use crate::domain::wave::paris;
use crate::web::forms::fields::Written;
use crate::web::forms::{Asked, gathered_by, pages};
use crate::web::html::{Nav, Shell, count, shell};
use crate::web::reply::{self, Reply};

pub async fn show(app: web::Data<App>, slug: web::Path<WaveSlug>, asked: web::Query<Asked>) -> Reply {
    let published = app.published_entries(&slug, asked.number()).await?;
    Ok(reply::page(StatusCode::OK, view(&published)))
}

fn view(published: &PublishedEntries) -> Markup {
    let spec = &published.wave.spec;
    let address = ["/formulaires/", spec.slug.as_str()].concat();
    let content = html! {
        p.muted { a href="/resultats" { "Résultats" } }
        h1 { (spec.title) }
        p.muted { (spec.universe) }
        @if published.is_open { p { a href={ "/e/" (spec.slug) } { "Proposer une fiche" } } }
        @if published.entries.is_empty() {
            div.card {
                p.lead { "Aucune fiche n’est publiée pour le moment." }
                p.muted { "Chaque fiche est relue avant de paraître ici." }
            }
        } @else {
            p { strong { (how_many(published.total)) } ", la plus récente d’abord. Chacune a été relue avant de paraître." }
            ul.list { @for entry in &published.entries { li { (card(&address, entry)) } } }
            (pages(published.page, &address))
        }
        p.small.muted { (gathered_by(&spec.parties)) }
    };
    shell(&Shell { is_simulated: published.is_simulated, ..Shell::new(&spec.title, Nav::Public) }, &content)
}

pub fn how_many(entries: usize) -> String {
    let number = count(u64::try_from(entries).unwrap_or(u64::MAX));
    [number.as_str(), if entries > 1 { " fiches" } else { " fiche" }].concat()
}

fn card(address: &str, entry: &PublishedEntry) -> Markup {
    let written = Written::of(&entry.wave, &entry.answers, Readers::Public);
    html! {
        article.card {
            h2 { a href={ (address) "/" (entry.public_id) } { (written.title()) } }
            @if let Some(summary) = written.summary() { p { (summary) } }
            p.muted { "Publiée le " (paris::date_words(entry.published_at)) }
        }
    }
}
