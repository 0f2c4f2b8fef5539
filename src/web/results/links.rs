//! Addresses of a release: of its page, its notice, its pictures, and of each of its questions and figures, for ever.

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

    /// The page of a question with its crosstabs; of one row, where it is named.
    pub fn question(&self, name: &str) -> String {
        [&self.numbered(), "/", name].concat().replace('<', "%3C")
    }
}

/// Names the question of a table in an address, and its row where it is that of a grid, as `FigureName` does.
pub fn name(table: &ReleasedTable) -> String {
    let question = table.question.as_str();
    table.item.as_ref().map_or_else(|| question.to_owned(), |item| [question, ".", item.as_str()].concat())
}

/// Names a question within the page of its wave.
pub fn anchor(table: &ReleasedTable) -> String {
    ["q-", table.question.as_str()].concat()
}
