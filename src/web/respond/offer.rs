//! What the button of a first page does, and what stands around it: how to come back, and what kind of wave it is.

use maud::{Markup, html};

use crate::app::respondent::{Ending, Landing, Place};
use crate::domain::id::WaveSlug;
use crate::web::words::Words;

/// The field of a first page's form that carries its ticket.
pub const TICKET_FIELD: &str = "_ticket";

/// What the button does.
pub enum Offer {
    /// Sends there, which begins.
    Start(String),
    /// Sends there, which begins for the next person at a kiosk.
    Next(String),
    /// Sends there, which takes up what was begun: by an address that knows it, or in another language than so far.
    ResumeBy(String),
    /// Sends there, which shows how it ended.
    EndedBy(String),
    /// Goes to the page the interview of this browser has come to.
    Resume(String),
    /// This browser has already been to the end.
    Ended(String),
    /// One does not come in by this address.
    ByLink,
}

impl Offer {
    /// By an address that knows its interview, where it stands if it has begun.
    pub fn known(action: String, at: Option<&Place>) -> Self {
        match at {
            None | Some(Place::Ended(Ending::Refused { .. } | Ending::Closed)) => Self::Start(action),
            Some(Place::Section(_) | Place::Review) => Self::ResumeBy(action),
            Some(Place::Ended(_)) => Self::EndedBy(action),
        }
    }
}

pub fn button(offer: &Offer, landing: &Landing, words: Words) -> Markup {
    // Known to be whoever began: what their tab kept of a page waits for them.
    let waits = matches!(offer, Offer::ResumeBy(_)).then_some("");
    let sent = |address: &str, label| {
        html! {
            form.start method="post" action=(address) data-lost=[waits] {
                input type="hidden" name=(TICKET_FIELD) value=(landing.ticket);
                p { button type="submit" { (label) } }
            }
        }
    };
    match offer {
        Offer::Start(address) | Offer::Next(address) => sent(address, words.start()),
        Offer::ResumeBy(address) => sent(address, words.resume()),
        Offer::EndedBy(address) => sent(address, words.see_ending()),
        Offer::Resume(address) => html! { p { a.button href=(address) { (words.resume()) } } },
        Offer::Ended(address) => html! { p { a.button href=(address) { (words.see_ending()) } } },
        Offer::ByLink => html! { p.lead { (words.by_link()) } },
    }
}

/// What becomes of what is answered.
pub fn kept(offer: &Offer, words: Words) -> &'static str {
    if matches!(offer, Offer::Next(_)) { words.kiosk_kept() } else { words.saved() }
}

/// For somebody who began elsewhere.
pub fn elsewhere(offer: &Offer, slug: &WaveSlug, words: Words) -> Markup {
    html! {
        @if matches!(offer, Offer::Start(_) | Offer::ByLink) {
            p.begun { a href={ "/e/" (slug) "/reprendre" } { (words.have_code()) } }
        }
    }
}

/// Whoever wants to answers: said before anybody does.
pub fn nature(landing: &Landing, words: Words) -> Markup {
    html! { @if landing.wave.spec.is_consultation() { p { (words.consultation()) } } }
}
