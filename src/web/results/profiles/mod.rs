//! The regions of a release and the audiences of the studies, each on a sheet that is printed: the fiche Repère. All sheets of
//! a wave go together as a kit.

pub mod audience;
mod fiche;
pub(super) mod figure;
pub mod kit;
pub mod region;
pub mod regions;

use maud::{Markup, html};

use crate::app::AppError;
use crate::domain::release::ReleaseContent;
use crate::domain::release::territory::Territory;

/// The crosstab by region, or the reply of an address that is not there: a wave without regions has no such page.
fn territory(content: &ReleaseContent) -> Result<Territory<'_>, AppError> {
    Territory::of(content).ok_or(AppError::AddressAbsent)
}

/// Where the page of a wave leads: its regions, where it has some, and what its figures compare with.
pub(super) fn onward(content: &ReleaseContent) -> Markup {
    let page = ["/resultats/", content.wave.slug.as_str()].concat();
    html! {
        nav aria-label="Autres lectures" {
            ul.choices {
                @if Territory::of(content).is_some() { li { a href={ (page) "/regions" } { "Région par région, et les fiches Repères" } } }
                li { a href="/resultats/comparaisons" { "Comparer à d’autres publics, à d’autres vagues" } }
            }
        }
    }
}
