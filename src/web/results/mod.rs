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

use crate::app::account::Account;
use crate::app::read_release::Reader;

/// Reading as an account when one is shown.
pub fn reader(account: Option<&Account>) -> Reader<'_> {
    account.map_or(Reader::Public, Reader::Account)
}
