//! What the button of a first page does, and what stands around it: how to come back, and what kind of wave it is.

use maud::{Markup, html};

use crate::app::respondent::{Ending, Landing, Place};
use crate::domain::id::WaveSlug;
use crate::web::respond::{address, words};

/// The field of a first page's form that carries its ticket.
pub const TICKET_FIELD: &str = "_ticket";

/// What the button does.
pub enum Offer {
    /// Sends there: begins, or takes up what this address already began.
    Send { action: String, label: &'static str },
    /// Goes to the page the interview of this browser has come to.
    Resume(String),
    /// This browser has already been to the end.
    Ended(String),
    /// One does not come in by this address.
    ByLink,
}

impl Offer {
    pub fn start(action: String) -> Self {
        Self::Send { action, label: words::START }
    }

    /// By an address that knows its interview, where it stands if it has begun.
    pub fn known(action: String, at: Option<&Place>) -> Self {
        let label = match at {
            None | Some(Place::Ended(Ending::Refused { .. })) => words::START,
            Some(Place::Section(_)) => words::RESUME,
            Some(Place::Ended(_)) => words::SEE_END,
        };
        Self::Send { action, label }
    }

    /// In the browser of an interview, where it stands.
    pub fn of_browser(slug: &WaveSlug, place: &Place) -> Self {
        let address = address(slug, place);
        match place {
            Place::Section(_) => Self::Resume(address),
            Place::Ended(_) => Self::Ended(address),
        }
    }
}

pub fn button(offer: &Offer, landing: &Landing) -> Markup {
    html! {
        @match offer {
            Offer::Send { action, label } => form.start method="post" action=(action) {
                @if let Some(ticket) = &landing.ticket { input type="hidden" name=(TICKET_FIELD) value=(ticket); }
                p { button type="submit" { (label) } }
            },
            Offer::Resume(address) => p { a.button href=(address) { (words::RESUME) } },
            Offer::Ended(address) => p { a.button href=(address) { (words::SEE_END) } },
            Offer::ByLink => p.lead { (words::BY_LINK) },
        }
    }
}

/// For somebody who began elsewhere.
pub fn elsewhere(offer: &Offer, slug: &WaveSlug) -> Markup {
    html! {
        @if matches!(offer, Offer::Send { .. } | Offer::ByLink) {
            p.small { a href={ "/e/" (slug) "/reprendre" } { (words::HAVE_CODE) } }
        }
    }
}

/// Whoever wants to answers: said before anybody does.
pub fn nature(landing: &Landing) -> Markup {
    html! { @if landing.wave.spec.is_consultation() { p { (words::CONSULTATION) } } }
}
