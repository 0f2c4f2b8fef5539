//! What its reader took away, for themselves alone, to take again or to forget.

use actix_web::http::StatusCode;
use actix_web::web;
use maud::{Markup, html};

use crate::app::App;
use crate::app::downloads::Download;
use crate::domain::wave::paris;
use crate::web::html::{Nav, Shell, shell};
use crate::web::identity::Browsing;
use crate::web::reply::{self, Reply};

pub async fn show(app: web::Data<App>, browsing: Browsing) -> Reply {
    let taken = app.downloads_of(&browsing.0).await?;
    Ok(reply::page(StatusCode::OK, view(&taken)))
}

pub async fn forget(app: web::Data<App>, browsing: Browsing) -> Reply {
    app.forget_downloads(&browsing.0).await?;
    Ok(reply::see_other("/espace/telechargements"))
}

fn view(taken: &[Download]) -> Markup {
    let content = html! {
        h1 { "Vos téléchargements" }
        @if taken.is_empty() {
            div.card {
                p.lead { "Vous n’avez encore rien pris." }
                p { "Les fichiers d’une publication sont sur sa page\u{a0}: " a href="/espace" { "toutes les publications" } "." }
            }
        } @else {
            div.scroll role="region" tabindex="0" aria-label="Téléchargements" {
                table {
                    thead { tr { th scope="col" { "Jour" } th scope="col" { "Fichier" } th scope="col" { "Vague" } th.num scope="col" { "Publication" } } }
                    tbody { @for one in taken { (line(one)) } }
                }
            }
            form method="post" action="/espace/telechargements" {
                button.second type="submit" { "Effacer cet historique" }
            }
        }
        p.small.muted {
            "Une ligne par fichier et par jour, y compris ce que vos clés ont lu. Vous seul voyez cette liste\u{a0}; elle est gardée treize mois."
        }
    };
    shell(&Shell::new("Vos téléchargements", Nav::Space), &content)
}

fn line(one: &Download) -> Markup {
    html! {
        tr {
            td { (paris::date_words(one.taken_at)) }
            th scope="row" { (one.file) }
            td { a href={ "/espace/vagues/" (one.wave) } { (one.wave) } }
            td.num { "nº\u{a0}" (one.number) }
        }
    }
}
