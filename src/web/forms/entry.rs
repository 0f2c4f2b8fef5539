//! One published entry. Withdrawn, its address says that it is gone.

use actix_web::http::StatusCode;
use actix_web::web;
use maud::{Markup, html};

use crate::app::App;
use crate::app::read_entries::PublishedEntry;
use crate::domain::id::WaveSlug;
use crate::domain::moderation::Readers;
use crate::domain::questionnaire::Language;
use crate::domain::wave::paris;
use crate::web::forms::fields::Written;
use crate::web::forms::gathered_by;
use crate::web::html::{Nav, Shell, paragraphs, shell};
use crate::web::reply::{self, Reply};

pub async fn show(app: web::Data<App>, path: web::Path<(WaveSlug, String)>) -> Reply {
    let (slug, entry) = path.into_inner();
    let entry = app.published_entry(&slug, &entry).await?;
    Ok(reply::page(StatusCode::OK, view(&entry)))
}

fn view(entry: &PublishedEntry) -> Markup {
    let spec = &entry.wave.spec;
    let written = Written::of(&entry.wave, &entry.answers, Readers::Public);
    let title = written.title();
    let content = html! {
        p.muted { a href={ "/formulaires/" (spec.slug) } { (spec.title) } }
        h1 { (title) }
        p.muted {
            "Fiche publiée le " (paris::date_words(entry.published_at))
            @if entry.is_simulated { " · " span.tag.sim { "données simulées" } }
        }
        (written.list(Readers::Public))
        section.card aria-labelledby="origine" {
            h2 #origine { "D’où vient cette fiche" }
            p {
                "Elle a été remplie par qui porte la pratique ou la connaît, et relue avant de paraître. "
                (gathered_by(&spec.parties))
            }
            div.small { (paragraphs(entry.wave.questionnaire.notice.get(Language::Fr))) }
        }
    };
    shell(&Shell { is_simulated: entry.is_simulated, ..Shell::new(&title, Nav::Public) }, &content)
}
