//! The publications of a wave: each stays readable at its own address; one that was corrected says so first, and why.

use actix_web::{HttpRequest, web};
use maud::{Markup, html};

use crate::app::App;
use crate::app::read_release::StoredRelease;
use crate::domain::id::WaveSlug;
use crate::domain::wave::paris;
use crate::web::identity::Visitor;
use crate::web::reply::Reply;
use crate::web::results::{read_numbered, release};

/// The page of one publication, whatever its number.
pub async fn show(
    app: web::Data<App>,
    path: web::Path<(WaveSlug, u32)>,
    visitor: Visitor,
    request: HttpRequest,
) -> Reply {
    let (slug, number) = path.into_inner();
    let stored = read_numbered(&app, &visitor, &slug, number).await?;
    Ok(release::page(&app, &request, &stored))
}

/// What must be known before reading: that it was corrected since, or that it corrects another.
pub fn notice(stored: &StoredRelease) -> Markup {
    let slug = &stored.released.content().wave.slug;
    html! {
        @if !stored.is_latest() {
            div.flash role="note" {
                p {
                    strong { "Publication corrigée depuis." } " Ces chiffres sont ceux de la publication nº\u{a0}" (stored.number)
                    ", gardée pour mémoire. " a href={ "/resultats/" (slug) } { "Lire la publication en vigueur, nº\u{a0}" (stored.latest) } "."
                }
                @if let Some(reason) = stored.corrected_because() { p { "Motif de la correction\u{a0}: " (reason) } }
            }
        } @else if let Some(correction) = stored.history.last().filter(|last| last.reason.is_some()) {
            div.told role="note" {
                p {
                    strong { "Publication nº\u{a0}" (correction.number) ", corrigée le " (paris::date_words(correction.public_at)) "." }
                    @if let Some(reason) = &correction.reason { " " (reason) }
                }
            }
        }
    }
}

/// Every publication with its reason, once there was a correction.
pub fn history(stored: &StoredRelease) -> Markup {
    let slug = &stored.released.content().wave.slug;
    html! {
        @if stored.history.len() > 1 {
            section.card aria-labelledby="publications" {
                h2 #publications { "Publications de cette vague" }
                ol.history {
                    @for one in &stored.history {
                        li {
                            a href={ "/resultats/" (slug) "/" (one.number) } { "Publication nº\u{a0}" (one.number) }
                            ", " (paris::date_words(one.public_at))
                            @if one.number == stored.latest { " (en vigueur)" }
                            @if let Some(reason) = &one.reason { "\u{a0}: " (reason) }
                        }
                    }
                }
            }
        }
    }
}
