//! Files of a release: served as they were frozen at its approval, at an address that says the number of the publication
//! and is kept by caches for good.

use actix_web::http::Method;
use actix_web::{HttpRequest, HttpResponse, web};
use maud::{Markup, html};

use crate::app::read_release::{CSV, StoredFile, StoredRelease};
use crate::app::{App, AppError};
use crate::domain::id::WaveSlug;
use crate::web::html::{count, decimal};
use crate::web::identity::Visitor;
use crate::web::reply::Reply;
use crate::web::results::frozen::{Frozen, Keeping, frozen_for, if_kept};
use crate::web::results::links::Links;
use crate::web::results::read_numbered;

pub async fn show(
    app: web::Data<App>,
    path: web::Path<(WaveSlug, u32, String)>,
    visitor: Visitor,
    request: HttpRequest,
) -> Reply {
    let (slug, number, name) = path.into_inner();
    let stored = read_numbered(&app, &visitor, &slug, number).await?;
    let reply = reply(&app, &request, &stored, &name, None).await?;
    noted(&app, &visitor, &request, &stored, &name, reply).await
}

/// Puts a file that is being given in the history of whoever takes it: nobody's, for a stranger; not again, where they have it
/// already or only ask what it is.
pub async fn noted(
    app: &App,
    visitor: &Visitor,
    request: &HttpRequest,
    stored: &StoredRelease,
    file: &str,
    reply: HttpResponse,
) -> Reply {
    let is_taken = *request.method() == Method::GET && reply.status().is_success();
    if let Some(account) = visitor.taker().filter(|_| is_taken) {
        app.note_download(account, &stored.released.content().wave.slug, stored.number, file).await?;
    }
    Ok(reply)
}

/// One file of a release, saved under its name and its wave's, or under the one given.
pub async fn reply(
    app: &App,
    request: &HttpRequest,
    stored: &StoredRelease,
    name: &str,
    saved_as: Option<&str>,
) -> Reply {
    let is_numbered = request.match_info().get("number").is_some();
    let keeping = if is_numbered { Keeping::ForGood } else { Keeping::UntilCorrected };
    let own_name = [stored.released.content().wave.slug.as_str(), "-", name].concat();
    let part = ["fichiers/", name].concat();
    let media_type = stored.file(name).map_or(CSV_TYPE, |file| file.media_type.as_str());
    let kind = Frozen { part: &part, media_type, file_name: Some(saved_as.unwrap_or(&own_name)) };
    if let Some(reply) = if_kept(keeping, request, stored, &kind) {
        return Ok(reply);
    }
    let bytes = app.release_file(stored, name).await?.ok_or(AppError::AddressAbsent)?;
    Ok(frozen_for(keeping, request, stored, &kind, || bytes))
}

/// Of publications approved before files were frozen with them.
const CSV_TYPE: &str = "text/csv; charset=utf-8";

/// Where a file of this publication stays, whatever is corrected later.
pub fn address(stored: &StoredRelease, name: &str) -> String {
    [&Links::of(stored).numbered(), "/fichiers/", name].concat()
}

/// What most readers come for, before they have to look for it.
pub fn at_hand(stored: &StoredRelease) -> Markup {
    let workbook = stored.files.iter().find(|file| file.name.ends_with(".xlsx"));
    html! {
        p.at-hand {
            @if let Some(file) = workbook { a href=(address(stored, &file.name)) { "Tous les tableaux en Excel" } " · " }
            a href="#fichiers" { "autres formats" } " · " a href=(Links::of(stored).notice()) { "notice de méthode" }
        }
    }
}

/// Every file of the publication, to be downloaded.
pub fn list(stored: &StoredRelease) -> Markup {
    let slug = &stored.released.content().wave.slug;
    html! {
        section.card aria-labelledby="fichiers" {
            h2 #fichiers { "Télécharger" }
            ul.files {
                @if stored.files.is_empty() {
                    li { a href=(address(stored, CSV)) { "CSV" } }
                }
                @for file in &stored.files {
                    li { a href=(address(stored, &file.name)) { (file.name) } " " span.small.muted { (size(file)) } }
                }
                li { a href={ "/api/v1/releases/" (slug) "/publications/" (stored.number) } { "JSON" } " " span.small.muted { "par l’API" } }
            }
        }
    }
}

/// As in « 12,4 Ko, 1 032 lignes ».
fn size(file: &StoredFile) -> Markup {
    html! {
        (weight(file.bytes))
        @if file.rows > 0 { ", " (count(file.rows)) @if file.rows == 1 { " ligne" } @else { " lignes" } }
    }
}

/// In the unit people read, to the tenth.
pub fn weight(bytes: u64) -> String {
    let tenths = |unit: u64| decimal(f64::from(u32::try_from(bytes * 10 / unit).unwrap_or(u32::MAX)) / 10.0);
    match bytes {
        0..1_000 => format!("{}\u{a0}octets", count(bytes)),
        1_000..1_000_000 => format!("{}\u{a0}Ko", tenths(1_000)),
        _ => format!("{}\u{a0}Mo", tenths(1_000_000)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_weighed_in_the_unit_people_read() {
        let told = |bytes| weight(bytes).replace('\u{a0}', " ");
        assert_eq!([told(0), told(999), told(1_000)], ["0 octets", "999 octets", "1 Ko"]);
        assert_eq!([told(12_480), told(3_250_000)], ["12,4 Ko", "3,2 Mo"]);
    }
}
