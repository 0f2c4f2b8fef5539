//! Something to read: no control, nothing to send.

use maud::{Markup, html};

use super::Shown;
use crate::web::html::paragraphs;

pub fn note(shown: &Shown<'_>) -> Markup {
    html! {
        div.question.note {
            (paragraphs(&shown.say(&shown.question.text)))
            @if let Some(help) = &shown.question.help { div.help { (paragraphs(&shown.say(help))) } }
        }
    }
}
