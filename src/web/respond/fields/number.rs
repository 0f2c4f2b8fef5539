//! A number, with its unit: a text field with a keyboard of digits, since a browser's number field loses what it cannot
//! read, changes under a mouse wheel and takes no comma.

use maud::{Markup, html};

use super::{Shown, frame};
use crate::domain::questionnaire::Text;

/// Digits, spaces between thousands, sign and comma.
const NUMBER_CHARS_MAX: usize = 20;

pub fn number(shown: &Shown<'_>, unit: Option<&Text>, decimals: u8, min: i64) -> Markup {
    let described = with_unit(unit, shown.id(), frame::described_by(shown));
    let control = html! {
        (input(shown, shown.id(), keyboard(decimals, min), described, shown.is_wrong()))
        (unit_of(shown, unit, shown.id()))
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

/// The unit beside a field, which [`with_unit`] ties to it.
pub fn unit_of(shown: &Shown<'_>, unit: Option<&Text>, field: &str) -> Markup {
    html! { @if let Some(unit) = unit { span.unit id={ "u-" (field) } { (shown.wording.say(unit)) } } }
}

/// The ids of what describes a field, its unit first.
pub fn with_unit(unit: Option<&Text>, field: &str, others: Option<String>) -> Option<String> {
    let unit = unit.map(|_| ["u-", field].concat());
    match (unit, others) {
        (Some(unit), Some(others)) => Some([&unit, " ", &others].concat()),
        (one, other) => one.or(other),
    }
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
