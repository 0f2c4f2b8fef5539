//! The regions of a release and the audiences of the studies, each on a sheet that is printed: the fiche Repère. All sheets of
//! a wave go together as a kit.

pub mod audience;
mod fiche;
mod figure;
pub mod kit;
pub mod region;
pub mod regions;

use crate::app::AppError;
use crate::domain::release::ReleaseContent;
use crate::domain::release::territory::Territory;

/// The crosstab by region, or the reply of an address that is not there: a wave without regions has no such page.
fn territory(content: &ReleaseContent) -> Result<Territory<'_>, AppError> {
    Territory::of(content).ok_or(AppError::AddressAbsent)
}
