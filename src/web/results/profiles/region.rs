//! The sheet of a region. A region too small to be read alone says so, with the reason, or is read with those the plan of
//! the wave gathers it with.

use actix_web::{HttpRequest, web};
use maud::{Markup, html};

use crate::app::read_release::StoredRelease;
use crate::app::{App, AppError};
use crate::domain::id::WaveSlug;
use crate::domain::release::profile::Group;
use crate::domain::release::territory::{Region, Territory};
use crate::web::html::{Nav, Shell, capital, shell, shown};
use crate::web::identity::Visitor;
use crate::web::reply::Reply;
use crate::web::results::frozen::{Frozen, Keeping, frozen, if_kept};
use crate::web::results::profiles::fiche::{self, Subject};
use crate::web::results::profiles::territory;
use crate::web::results::release::early;
use crate::web::results::{read, share};

pub async fn show(
    request: HttpRequest,
    app: web::Data<App>,
    path: web::Path<(WaveSlug, String)>,
    visitor: Visitor,
) -> Reply {
    let (slug, code) = path.into_inner();
    let stored = read(&app, &visitor, &slug).await?;
    let told = ["region-", &code].concat();
    let kind = Frozen { part: &told, media_type: share::HTML, file_name: None };
    if let Some(reply) = if_kept(Keeping::UntilCorrected, &request, &stored, &kind) {
        return Ok(reply);
    }
    let territory = territory(stored.released.content())?;
    let region = territory.region(&code).ok_or(AppError::AddressAbsent)?;
    Ok(frozen(&request, &stored, &kind, || view(&stored, &territory, region, &code).into_string()))
}

fn view(stored: &StoredRelease, territory: &Territory<'_>, region: &Region<'_>, asked: &str) -> Markup {
    let content = stored.released.content();
    let title = format!("{}, {}", region.label, content.wave.title);
    let base = ["/resultats/", content.wave.slug.as_str()].concat();
    let body = html! {
        nav.trail aria-label="Fil" {
            a href="/resultats" { "Résultats" } " · "
            a href=(base) { "vague " (content.wave.key) } " · "
            a href={ (base) "/regions" } { "régions" }
        }
        @if stored.is_early { (early()) }
        @if region.code.as_str() != asked {
            div.told role="note" { p {
                "Le plan de la vague réunit ces régions\u{a0}: seule, l’une d’elles a trop peu de réponses pour se lire."
            } }
        }
        @match region.withheld {
            Some(why) => {
                h1 { (region.label) }
                div.told role="note" {
                    p { strong { "Pas de fiche pour cette région." } " " (shown(&capital(&why.to_string()), &std::collections::BTreeMap::new())) "." }
                    p { "Le plan de cette vague ne la réunit à aucune autre. Les autres régions, et l’ensemble, se lisent." }
                }
                p { a href={ (base) "/regions" } { "Toutes les régions de la vague" } }
            }
            None => (fiche::view(stored, Subject {
                title: region.label, group: Group::Category(territory.variable, region.code), region: Some(region),
            })),
        }
    };
    shell(&Shell { is_simulated: content.is_simulated, ..Shell::new(&title, Nav::Public) }, &body)
}
