//! A wave: one dated fielding of one questionnaire version to one audience, as its file declares it, and the life it
//! goes through.

mod build;
pub(in crate::domain) mod certain;
pub mod contrast;
pub(in crate::domain) mod coverage;
mod draft;
pub(in crate::domain) mod file;
mod findings;
mod life;
mod margin_file;
pub mod pages;
pub mod panel;
pub mod paris;
mod read;
mod secret;
mod spec;
#[cfg(test)]
mod tests;
mod uncovered;
mod variable;

pub use life::*;
pub use pages::PagePlan;
pub use panel::{PanelAddresses, PanelPlan};
pub use spec::*;
