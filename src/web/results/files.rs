//! Files of a release: served as they were frozen at its approval, at an address that says the number of the publication
//! and is kept by caches for good.

use actix_web::{HttpRequest, web};
use maud::{Markup, html};

use crate::app::read_release::{CSV, StoredFile, StoredRelease};
use crate::app::{App, AppError};
use crate::domain::id::WaveSlug;
use crate::web::html::{count, decimal};
use crate::web::identity::Visitor;
use crate::web::reply::Reply;
use crate::web::results::frozen::{Frozen, Keeping, frozen_for, if_kept};
use crate::web::results::{neutral, reader};
use crate::web::space::downloads::noted;

pub async fn show(
    app: web::Data<App>,
    path: web::Path<(WaveSlug, u32, String)>,
    visitor: Visitor,
    request: HttpRequest,
) -> Reply {
    let (slug, number, name) = path.into_inner();
    let stored = app.read_publication(reader(visitor.0.as_ref()), &slug, number).await.map_err(neutral)?;
    noted(&app, &visitor, &stored, &name).await?;
    reply(&app, &request, &stored, &name, None).await
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
    let slug = &stored.released.content().wave.slug;
    ["/resultats/", slug.as_str(), "/", &stored.number.to_string(), "/fichiers/", name].concat()
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
        @let (amount, unit) = weight(file.bytes);
        (amount) "\u{a0}" (unit)
        @if file.rows > 0 { ", " (count(file.rows)) @if file.rows == 1 { " ligne" } @else { " lignes" } }
    }
}

fn weight(bytes: u64) -> (String, &'static str) {
    let tenths = |unit: u64| decimal(f64::from(u32::try_from(bytes * 10 / unit).unwrap_or(u32::MAX)) / 10.0);
    match bytes {
        0..1_000 => (count(bytes), "octets"),
        1_000..1_000_000 => (tenths(1_000), "Ko"),
        _ => (tenths(1_000_000), "Mo"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_weighed_in_the_unit_people_read() {
        let told = |bytes| {
            let (amount, unit) = weight(bytes);
            format!("{amount} {unit}")
        };
        assert_eq!([told(0), told(999), told(1_000)], ["0 octets", "999 octets", "1 Ko"]);
        assert_eq!([told(12_480), told(3_250_000)], ["12,4 Ko", "3,2 Mo"]);
    }
}
