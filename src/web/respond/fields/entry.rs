//! An entry of a long list (a commune), in two steps that need no script: type what is known of it, send, choose among
//! what matches. What was typed stays open to change, and the fallbacks (« autre commune ») stay below.

use maud::{Markup, html};

use super::{Shown, frame};
use crate::web::respond::words;

/// Longest text searched for.
const SEARCH_CHARS_MAX: usize = 80;

/// Sent by the button that looks for entries: the page is shown again with what matches, and nothing is taken yet.
pub const SEARCH_FIELD: &str = "_chercher";

/// An entry of a nomenclature, as it is proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub key: String,
    pub label: String,
}

/// The field of the entry chosen, by its key.
pub fn entry_field(question: &str) -> String {
    [question, ".entry"].concat()
}

pub fn entry(shown: &Shown<'_>) -> Markup {
    let field = shown.id();
    let control = html! {
        div.search {
            input type="text" id={ "f-" (field) } name=(field) value=[shown.filling.first(field)] autocomplete="off"
                maxlength=(SEARCH_CHARS_MAX) aria-describedby=[frame::described_by(shown)]
                aria-invalid=[shown.is_wrong().then_some("true")] disabled[shown.is_settled];
            button.second type="submit" name=(SEARCH_FIELD) value=(field) disabled[shown.is_settled] { (words::SEARCH) }
        }
        (matches(shown))
    };
    frame::single(shown, &control)
}

fn matches(shown: &Shown<'_>) -> Markup {
    let field = entry_field(shown.id());
    html! {
        @if !shown.found.is_empty() {
            fieldset.matches {
                legend { (words::MATCHES) }
                div.options {
                    @for (rank, found) in shown.found.iter().enumerate() {
                        label.option {
                            input type="radio" id=[(rank == 0).then(|| ["f-", &field].concat())] name=(field)
                                value=(found.key) checked[shown.filling.has(&field, &found.key)]
                                disabled[shown.is_settled];
                            span.option-text { (found.label) }
                        }
                    }
                }
            }
        }
    }
}
