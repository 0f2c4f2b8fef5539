//! Result pages, once the embargo has passed. Before it, everybody not on the early-access list sees the same page as
//! for a wave that does not exist.

mod compared;
pub mod comparisons;
mod dates;
pub mod files;
pub mod frozen;
pub mod history;
pub mod kept;
pub mod list;
mod profile;
pub mod profiles;
pub mod publications;
pub mod release;
mod table;
mod wanted;

pub use release::neutral;
pub use table::bar as table_bar;

use crate::app::account::Account;
use crate::app::read_release::Reader;

/// Reading as an account when one is shown.
pub fn reader(account: Option<&Account>) -> Reader<'_> {
    account.map_or(Reader::Public, Reader::Account)
}
