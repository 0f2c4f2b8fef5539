//! One choice in a list: a native one, which every phone knows how to show. With script, a long list gets a filter.

use maud::{Markup, html};

use super::{Shown, choice, frame};

/// Whether the list is long enough to be searched in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Search {
    Off,
    On,
}

pub fn drop_down(shown: &Shown<'_>, search: Search) -> Markup {
    let options = shown.options();
    let field = shown.id();
    let control = html! {
        select id={ "f-" (field) } name=(field) aria-describedby=[frame::described_by(shown)]
            aria-invalid=[shown.is_wrong().then_some("true")] disabled[shown.is_settled]
            data-search=[(search == Search::On).then_some(shown.words().filter())] {
            option value="" { (shown.words().choose()) }
            @for (_, option) in &options {
                @let code = option.code.as_str();
                option value=(code) selected[shown.filling.has(field, code)] { (shown.say(&option.label)) }
            }
        }
        @for (_, option) in &options { (choice::beside_named(shown, option)) }
    };
    frame::single(shown, &control)
}
