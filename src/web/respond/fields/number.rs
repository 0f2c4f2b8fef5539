//! A number, with its unit: a text field with a keyboard of digits, since a browser's number field loses what it cannot
//! read, changes under a mouse wheel and takes no comma.

use maud::{Markup, html};

use super::{Shown, frame};
use crate::domain::questionnaire::Text;

/// Digits, spaces between thousands, sign and comma.
const NUMBER_CHARS_MAX: usize = 20;

pub fn number(shown: &Shown<'_>, unit: Option<&Text>, decimals: u8, min: i64) -> Markup {
    let control = html! {
        (input(shown, shown.id(), keyboard(decimals, min), frame::described_by(shown), shown.is_wrong()))
        (unit_of(shown, unit))
    };
    frame::single(shown, &html! { div.measure { (control) } })
}

pub fn input(shown: &Shown<'_>, field: &str, keyboard: &str, described: Option<String>, is_wrong: bool) -> Markup {
    html! {
        input.number type="text" inputmode=(keyboard) autocomplete="off" maxlength=(NUMBER_CHARS_MAX)
            id={ "f-" (field) } name=(field) value=[shown.filling.first(field)] aria-describedby=[described]
            aria-invalid=[is_wrong.then_some("true")] disabled[shown.is_settled];
    }
}

pub fn unit_of(shown: &Shown<'_>, unit: Option<&Text>) -> Markup {
    html! { @if let Some(unit) = unit { span.unit { (shown.wording.say(unit)) } } }
}

/// Keyboards of digits have no minus sign on some phones.
pub fn keyboard(decimals: u8, min: i64) -> &'static str {
    if min < 0 {
        "text"
    } else if decimals > 0 {
        "decimal"
    } else {
        "numeric"
    }
}
