//! A number a row. Where the rows must make a sum, the rule is said in words and the running total is the script's.

use maud::{Markup, html};

use super::{Shown, frame, missing, number};
use crate::domain::check::form::{row_field, written};
use crate::domain::questionnaire::{Item, Kind, Text};

pub fn numbers(shown: &Shown<'_>) -> Markup {
    let Kind::Numbers { min, unit, decimals, total, .. } = &shown.question.kind else { return html! {} };
    let keyboard = number::keyboard(*decimals, *min);
    let rows = html! {
        div.numbers data-total=[total.map(|total| written(total, *decimals))] {
            @for (at, item) in shown.items() { (row(shown, at, item, keyboard, unit.as_ref())) }
            @if total.is_some() {
                p.total hidden {
                    (shown.words().running_total()) " " output { "0" } "\u{a0}"
                    @if let Some(unit) = unit { span.unit { (shown.say(unit)) } }
                }
            }
        }
        (missing::boxes(shown))
    };
    frame::group(shown, "", &rows)
}

fn row(shown: &Shown<'_>, at: usize, item: &Item, keyboard: &str, unit: Option<&Text>) -> Markup {
    let field = row_field(shown.id(), item.code.as_str());
    let is_wrong = shown.faults_of(Some(at)).next().is_some();
    let described = number::with_unit(unit, &field, is_wrong.then(|| ["e-", &field].concat()));
    html! {
        div.number-row {
            label for={ "f-" (field) } { (shown.wording.say(&item.label)) }
            (frame::faults(shown, Some(at), &field))
            div.measure { (number::input(shown, &field, keyboard, described, is_wrong)) (number::unit_of(shown, unit, &field)) }
        }
    }
}
