//! Respondents' pages: landing, one section a page, endings. They work without script, and reading one has no effect.

pub mod accessibility;
pub mod brand;
mod consent;
mod cookie;
pub mod door;
pub mod ending;
pub mod fields;
pub mod filling;
pub mod kiosk;
pub mod landing;
pub mod language;
mod offer;
pub mod page;
pub mod panel;
pub mod privacy;
pub mod refused;
pub mod resume;
pub mod review;
pub mod rights;
mod rights_page;
pub mod section;
mod summary;
pub mod unsubscribe;
pub mod visit;
pub mod whole;
pub mod wording;

use crate::app::respondent::Place;
use crate::domain::id::WaveSlug;

/// The address of a place of an interview.
fn address(slug: &WaveSlug, place: &Place) -> String {
    match place {
        Place::Section(section) => ["/e/", slug.as_str(), "/page/", section.as_str()].concat(),
        Place::Review => review::address(slug),
        Place::Ended(_) => ["/e/", slug.as_str(), "/fin"].concat(),
    }
}

fn landing_address(slug: &WaveSlug) -> String {
    ["/e/", slug.as_str()].concat()
}
