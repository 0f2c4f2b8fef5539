//! All sheets of a wave at once: files that stand alone with their style, and an index.

use actix_web::{HttpRequest, web};
use maud::{Markup, html};

use crate::app::read_release::StoredRelease;
use crate::app::{App, AppError, pack_kit};
use crate::domain::id::WaveSlug;
use crate::domain::questionnaire::Language;
use crate::domain::release::profile::Group;
use crate::domain::release::territory::{Region, Territory};
use crate::web::identity::Visitor;
use crate::web::reply::Reply;
use crate::web::results::frozen::{Frozen, Keeping, frozen, if_kept};
use crate::web::results::profiles::fiche::{self, Subject};
use crate::web::results::read;

pub async fn show(request: HttpRequest, app: web::Data<App>, slug: web::Path<WaveSlug>, visitor: Visitor) -> Reply {
    let stored = read(&app, &visitor, &slug).await?;
    let name = ["fiches-", slug.as_str(), ".zip"].concat();
    let kind = Frozen { part: "fiches", media_type: "application/zip", file_name: Some(&name) };
    if let Some(reply) = if_kept(Keeping::UntilCorrected, &request, &stored, &kind) {
        return Ok(reply);
    }
    let bytes = pack(&stored)?;
    Ok(frozen(&request, &stored, &kind, || bytes))
}

fn pack(stored: &StoredRelease) -> Result<Vec<u8>, AppError> {
    let content = stored.released.content();
    let territory = Territory::of(content);
    let whole = Subject { title: &content.wave.audience, group: Group::Whole, region: None };
    let mut files = vec![("index.html".to_owned(), index(stored, territory.as_ref()))];
    files.push(("ensemble.html".to_owned(), sheet(stored, whole)));
    if let Some(territory) = &territory {
        for region in territory.regions.iter().filter(|region| region.withheld.is_none()) {
            let group = Group::Category(territory.variable, region.code);
            let subject = Subject { title: region.label, group, region: Some(region) };
            files.push((file_name(region), sheet(stored, subject)));
        }
    }
    pack_kit::packed(&content.wave.slug, &files)
}

fn file_name(region: &Region<'_>) -> String {
    ["region-", &region.code.as_str().replace('+', "-"), ".html"].concat()
}

fn sheet(stored: &StoredRelease, subject: Subject<'_>) -> String {
    let content = stored.released.content();
    let title = format!("{}, {}", subject.title, content.wave.title);
    fiche::alone(&title, content.is_simulated, &fiche::view(stored, subject))
}

fn index(stored: &StoredRelease, territory: Option<&Territory<'_>>) -> String {
    let content = stored.released.content();
    let body: Markup = html! {
        h1 { "Fiches Repères" }
        p.lead { (content.wave.title) ", " "terrain " (content.period(Language::Fr)) }
        p { "Chaque fiche est une page A4 à imprimer, et un fichier qui se suffit." }
        ul {
            li { a href="ensemble.html" { (content.wave.audience) ", ensemble" } }
            @for region in territory.iter().flat_map(|territory| &territory.regions) {
                @match region.withheld {
                    None => li { a href=(file_name(region)) { (region.label) } },
                    Some(why) => li { (region.label) span.muted { " – pas de fiche\u{a0}: " (why.to_string()) } },
                }
            }
        }
        p.small.muted { "Publication nº " (stored.number) ", empreinte " code { (stored.digest.hex()) } "." }
    };
    fiche::alone(&format!("Fiches Repères, {}", content.wave.title), content.is_simulated, &body)
}
