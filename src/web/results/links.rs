//! Addresses of a release: of its page, its notice, its pictures, and of each of its figures, for ever.

use crate::app::read_release::StoredRelease;
use crate::domain::id::WaveSlug;
use crate::domain::release::{FigureName, ReleasedTable};

/// The addresses of one numbered release.
#[derive(Debug, Clone, Copy)]
pub struct Links<'a> {
    pub wave: &'a WaveSlug,
    pub number: u32,
}

impl<'a> Links<'a> {
    pub fn of(stored: &'a StoredRelease) -> Self {
        Self { wave: &stored.released.content().wave.slug, number: stored.number }
    }

    /// The newest release of the wave.
    pub fn page(&self) -> String {
        ["/resultats/", self.wave.as_str()].concat()
    }

    /// This one, whatever is released after it.
    pub fn numbered(&self) -> String {
        format!("{}/{}", self.page(), self.number)
    }

    pub fn notice(&self) -> String {
        [&self.numbered(), "/notice"].concat()
    }

    /// What a link to the page is previewed with.
    pub fn preview(&self) -> String {
        [&self.numbered(), "/apercu.png"].concat()
    }

    pub fn figure(&self, name: &FigureName) -> String {
        [&self.numbered(), "/", &name.path()].concat()
    }

    /// Where the question of a figure stands on the page.
    pub fn question(&self, table: &ReleasedTable) -> String {
        [&self.page(), "#", &anchor(table)].concat()
    }
}

/// Names a question within its page.
pub fn anchor(table: &ReleasedTable) -> String {
    ["q-", table.question.as_str()].concat()
}
