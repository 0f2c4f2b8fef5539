//! Something to write: a line, a paragraph, an address, a telephone number, each with the keyboard that suits it.

use maud::{Markup, html};

use super::{Shown, frame};
use crate::domain::questionnaire::TextFormat;

/// Lines a paragraph shows at first.
const ROWS: usize = 5;

pub fn text(shown: &Shown<'_>, format: TextFormat, chars_max: u16) -> Markup {
    let control = match format {
        TextFormat::Line => line(shown, chars_max),
        TextFormat::Paragraph => paragraph(shown, chars_max),
        TextFormat::Email => address(shown, "email", "email"),
        TextFormat::Phone => address(shown, "tel", "tel"),
    };
    frame::single(shown, &control)
}

/// What the script says beside the number of characters left, or too many: of one, of several.
fn counted(shown: &Shown<'_>) -> String {
    let words = shown.words();
    [words.chars_left_one(), words.chars_left_many(), words.chars_over_one(), words.chars_over_many()].join("|")
}

/// Too long a text is told, not cut under the fingers.
fn line(shown: &Shown<'_>, chars_max: u16) -> Markup {
    let field = shown.id();
    html! {
        input type="text" id={ "f-" (field) } name=(field) value=[shown.filling.first(field)] autocomplete="off"
            data-chars=(chars_max) data-chars-words=(counted(shown)) aria-describedby=[frame::described_by(shown)]
            aria-invalid=[shown.is_wrong().then_some("true")] disabled[shown.is_settled];
    }
}

fn paragraph(shown: &Shown<'_>, chars_max: u16) -> Markup {
    let field = shown.id();
    html! {
        textarea id={ "f-" (field) } name=(field) rows=(ROWS) data-chars=(chars_max) data-chars-words=(counted(shown))
            aria-describedby=[frame::described_by(shown)] aria-invalid=[shown.is_wrong().then_some("true")]
            // A line break right after the tag is the browser's: one more keeps the writer's own.
            disabled[shown.is_settled] { "\n" (shown.filling.first(field).unwrap_or_default()) }
    }
}

fn address(shown: &Shown<'_>, kind: &str, completed_by: &str) -> Markup {
    let field = shown.id();
    html! {
        input type=(kind) inputmode=(kind) id={ "f-" (field) } name=(field) value=[shown.filling.first(field)]
            autocomplete=(completed_by) spellcheck="false" autocapitalize="none"
            aria-describedby=[frame::described_by(shown)] aria-invalid=[shown.is_wrong().then_some("true")]
            disabled[shown.is_settled];
    }
}
