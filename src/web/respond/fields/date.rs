//! A date typed in three fields, as people remember one: no calendar to page through, no format to guess.

use maud::{Markup, html};

use super::{Shown, frame, missing};
use crate::domain::questionnaire::DatePrecision;
use crate::web::words::Words;

struct Part {
    name: &'static str,
    label: fn(Words) -> &'static str,
    digits: u8,
}

const DAY: Part = Part { name: ".day", label: Words::day, digits: 2 };
const MONTH: Part = Part { name: ".month", label: Words::month, digits: 2 };
const YEAR: Part = Part { name: ".year", label: Words::year, digits: 4 };

pub fn date(shown: &Shown<'_>, precision: DatePrecision) -> Markup {
    let parts: &[Part] = match precision {
        DatePrecision::Day => &[DAY, MONTH, YEAR],
        DatePrecision::Month => &[MONTH, YEAR],
        DatePrecision::Year => &[YEAR],
    };
    let fields = html! {
        div.date { @for part in parts { (field(shown, part)) } }
        (missing::boxes(shown))
    };
    frame::group(shown, "", &fields)
}

fn field(shown: &Shown<'_>, part: &Part) -> Markup {
    let name = [shown.id(), part.name].concat();
    html! {
        div {
            label for={ "f-" (name) } { ((part.label)(shown.words())) }
            input class={ "digits-" (part.digits) } type="text" inputmode="numeric" autocomplete="off"
                maxlength=(part.digits) id={ "f-" (name) } name=(name) value=[shown.filling.first(&name)]
                aria-invalid=[shown.is_wrong_in(&name).then_some("true")] disabled[shown.is_settled];
        }
    }
}
