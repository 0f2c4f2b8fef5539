//! Figures of a group beside those of the whole, as they are written and drawn.

use maud::{Markup, html};

use crate::domain::arithmetic::decimal::fixed;
use crate::domain::release::AgainstRest;
use crate::domain::release::profile::{ProfileLine, Reading, Unit};

/// Under it a base is said to be small: practice asks for a hundred interviews.
pub(in crate::web::results) const CAREFUL_BASE: u32 = 100;
/// Means of scores are drawn as parts of ten.
const TEN: i64 = 10;

/// « 74 % » or « 6,4 ».
pub(in crate::web::results) fn written(unit: Unit, value: i64) -> String {
    match unit {
        Unit::Percent => format!("{value}\u{a0}%"),
        Unit::Measure { decimals } => fixed(value, decimals, ',').replace('-', "−"),
    }
}

/// « 69–79 », without a unit: it stands beside the figure.
pub(super) fn interval(unit: Unit, reading: Reading) -> String {
    let end = |value| match unit {
        Unit::Percent => format!("{value}"),
        Unit::Measure { .. } => written(unit, value),
    };
    format!("{}–{}", end(reading.low), end(reading.high))
}

/// With its sign: « +3 », « −0,2 », « 0 ».
pub(super) fn difference(line: &ProfileLine<'_>) -> Option<String> {
    let difference = line.difference()?;
    let size = match line.unit {
        Unit::Percent => difference.abs().to_string(),
        Unit::Measure { decimals } => fixed(difference.abs(), decimals, ','),
    };
    Some(match difference {
        0 => "0".to_owned(),
        1.. => format!("+{size}"),
        _ => format!("−{size}"),
    })
}

/// For eyes the sign, for ears what it says.
pub(super) fn sign(rest: Option<AgainstRest>) -> Markup {
    let (mark, words) = match rest {
        Some(AgainstRest::Above) => ("▲", " plus haut que le reste"),
        Some(AgainstRest::Below) => ("▼", " plus bas que le reste"),
        None => return html! {},
    };
    html! { span.marks aria-hidden="true" { (mark) } span.hidden-text { (words) } }
}

/// A bar for the group, a tick for the whole. The figures beside it say the same: hidden from screen readers.
pub(super) fn bar(line: &ProfileLine<'_>) -> Markup {
    let here = line.here.and_then(|reading| share(line.unit, reading.value));
    let whole = line.whole.and_then(|reading| share(line.unit, reading.value));
    html! {
        svg.against viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" {
            rect.rail width="100" height="8" rx="1" {}
            @if let Some(here) = here { rect.soft width=(here) height="8" rx="1" {} }
            @if let Some(whole) = whole { rect.tick x=(format!("{:.1}", (whole - 0.5).max(0.0))) width="1" height="8" {} }
        }
    }
}

/// The part of the rail a figure takes, in hundredths; none of a mean that is no score of ten.
fn share(unit: Unit, value: i64) -> Option<f64> {
    let of = match unit {
        Unit::Percent => 1,
        Unit::Measure { decimals } => 10i64.checked_pow(u32::from(decimals))?,
    };
    let most = if unit == Unit::Percent { 100 } else { TEN.checked_mul(of)? };
    let known = i32::try_from(value).ok().filter(|value| (0..=most).contains(&i64::from(*value)))?;
    Some(f64::from(known) / f64::from(i32::try_from(most).ok()?) * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(unit: Unit, here: i64, whole: i64) -> ProfileLine<'static> {
        let reading = |value| Some(Reading { value, low: value - 3, high: value + 3 });
        ProfileLine { label: "x", is_of_which: false, unit, here: reading(here), whole: reading(whole), rest: None }
    }

    #[test]
    fn a_difference_has_its_sign_and_its_decimals() {
        let of = |unit, here, whole| difference(&line(unit, here, whole)).unwrap();
        let mean = Unit::Measure { decimals: 1 };
        assert_eq!(
            [of(Unit::Percent, 78, 74), of(Unit::Percent, 70, 74), of(Unit::Percent, 74, 74)],
            ["+4", "−4", "0"]
        );
        assert_eq!(
            [of(mean, 61, 64), written(mean, 64), interval(mean, Reading { value: 64, low: 61, high: 67 })],
            ["−0,3", "6,4", "6,1–6,7"]
        );
    }

    #[test]
    fn a_score_is_drawn_as_a_part_of_ten_and_a_number_is_not_drawn() {
        assert_eq!(share(Unit::Measure { decimals: 1 }, 64), Some(64.0));
        assert_eq!(share(Unit::Measure { decimals: 1 }, 220), None);
        assert!(bar(&line(Unit::Percent, 74, 70)).into_string().contains("<rect class=\"tick\" x=\"69.5\""));
    }

    #[test]
    fn a_figure_that_is_hidden_has_no_difference() {
        let hidden = ProfileLine { here: None, ..line(Unit::Percent, 74, 74) };
        assert_eq!(difference(&hidden), None);
    }
}
