//! Result pages, once the embargo has passed. Before it, everybody not on the early-access list sees the same page as
//! for a wave that does not exist.

mod bars;
mod card;
mod compared;
pub mod comparisons;
pub mod crosstabs;
mod crosstabs_page;
mod dates;
mod essentials;
pub mod figure;
mod figure_page;
pub mod files;
pub mod frozen;
mod grid;
pub mod history;
pub mod kept;
mod links;
pub mod list;
pub mod notice;
mod profile;
pub mod profiles;
pub mod publications;
mod question;
pub mod release;
mod share;
mod table;
mod tiles;
mod wanted;

pub use bars::bar as table_bar;
pub use links::Links;
pub use release::neutral;
pub use share::Meta;

use std::sync::Arc;

use crate::app::account::Account;
use crate::app::read_release::{Reader, StoredRelease};
use crate::app::{App, AppError};
use crate::domain::id::WaveSlug;
use crate::web::error::Refusal;
use crate::web::identity::Visitor;

/// The publication of a wave that counts, as whoever asks may read it: what they may not is not there.
pub async fn read(app: &App, visitor: &Visitor, slug: &WaveSlug) -> Result<Arc<StoredRelease>, Refusal> {
    app.read_release(reader(visitor.0.as_ref()), slug).await.map_err(neutral)
}

/// The publication of this number.
pub async fn read_numbered(
    app: &App,
    visitor: &Visitor,
    slug: &WaveSlug,
    number: u32,
) -> Result<Arc<StoredRelease>, Refusal> {
    app.read_publication(reader(visitor.0.as_ref()), slug, number).await.map_err(neutral)
}

/// Reading as an account when one is shown.
fn reader(account: Option<&Account>) -> Reader<'_> {
    account.map_or(Reader::Public, Reader::Account)
}

/// Every release anybody may read, the newest first; one withdrawn meanwhile is passed over.
pub async fn all_public(app: &App) -> Result<Vec<Arc<StoredRelease>>, AppError> {
    let mut releases = Vec::new();
    for one in app.publications(None).await?.iter().filter(|one| one.is_latest) {
        releases.extend(public(app, &one.wave.slug).await?);
    }
    Ok(releases)
}

/// `None` of a wave without a result that anybody may read.
pub async fn public(app: &App, slug: &WaveSlug) -> Result<Option<Arc<StoredRelease>>, AppError> {
    match app.read_release(Reader::Public, slug).await {
        Ok(stored) => Ok(Some(stored)),
        Err(AppError::ReleaseNotPublic) => Ok(None),
        Err(error) => Err(error),
    }
}
