//! Moderated forms as anybody reads them: the entries that are published, and each of them whole but for what serves to reach
//! somebody. Nothing here comes from an entry that is not published, nor from a poll.

pub mod entry;
pub mod fields;
pub mod list;

use maud::{Markup, html};
use serde::Deserialize;

use crate::app::entries::Page;
use crate::domain::wave::Parties;

/// The page of a list that is asked for.
#[derive(Deserialize)]
pub struct Asked {
    page: Option<usize>,
}

impl Asked {
    pub fn number(&self) -> usize {
        self.page.unwrap_or(1)
    }
}

/// Who gathers the entries, and for whom.
pub fn gathered_by(parties: &Parties) -> Markup {
    html! {
        "Recueil\u{a0}: " (parties.fieldwork_institute)
        @if parties.sponsor != parties.fieldwork_institute { ", pour " (parties.sponsor) }
        "."
    }
}

/// Links to the pages before and after; nothing when there is one page.
pub fn pages(page: Page, address: &str) -> Markup {
    let to = |number: usize| {
        let sign = if address.contains('?') { "&" } else { "?" };
        [address, sign, "page=", &number.to_string()].concat()
    };
    html! {
        @if page.count > 1 {
            nav.actions aria-label="Pages" {
                @if page.number > 1 { a rel="prev" href=(to(page.number - 1)) { "Page précédente" } }
                span.muted { "Page " (page.number) " sur " (page.count) }
                @if page.number < page.count { a rel="next" href=(to(page.number + 1)) { "Page suivante" } }
            }
        }
    }
}
