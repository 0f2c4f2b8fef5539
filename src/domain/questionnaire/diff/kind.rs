//! The kind of a question before and after: what it measures, in which bounds, how it is shown.

use std::cmp::Ordering;

use super::{ChangeClass, Found, Spot, french};
use crate::domain::questionnaire::{Kind, Poles, Rotation, Text};

/// Everything a kind says besides its options and rows.
#[derive(Default)]
struct Traits<'a> {
    /// What makes another measure of it.
    measure: Vec<String>,
    unit: Option<&'a Text>,
    /// Smallest and greatest accepted; without one, nothing is refused on that side.
    bounds: (Option<i64>, Option<i64>),
    ticks: Option<(u16, u16)>,
    rotation: Rotation,
    poles: Option<&'a Poles>,
    display: Option<String>,
}

pub(super) fn compare(found: &mut Found, spot: &Spot, before: &Kind, after: &Kind) {
    if std::mem::discriminant(before) != std::mem::discriminant(after) {
        let told = |kind| Some(name(kind).to_owned());
        return found.push(spot, ChangeClass::Kind, "type", told(before), told(after));
    }
    let (before, after) = (traits(before), traits(after));
    found.value(spot, ChangeClass::Kind, "mesure", (&before.measure, &after.measure), |said| Some(said.join(", ")));
    found.optional_text(spot, ChangeClass::Wording, "unité", (before.unit, after.unit));
    bounds(found, spot, before.bounds, after.bounds);
    found.value(spot, ChangeClass::Choices, "nombre de réponses", (&before.ticks, &after.ticks), |ticks| {
        ticks.map(|(min, max)| format!("de {min} à {max}"))
    });
    found.value(spot, ChangeClass::Order, "rotation", (&before.rotation, &after.rotation), rotation);
    found.value(spot, ChangeClass::Display, "présentation", (&before.display, &after.display), Clone::clone);
    let low = (before.poles.map(|poles| &poles.low), after.poles.map(|poles| &poles.low));
    let high = (before.poles.map(|poles| &poles.high), after.poles.map(|poles| &poles.high));
    found.optional_text(spot, ChangeClass::Wording, "pôle bas", low);
    found.optional_text(spot, ChangeClass::Wording, "pôle haut", high);
}

type Bounds = (Option<i64>, Option<i64>);

fn bounds(found: &mut Found, spot: &Spot, before: Bounds, after: Bounds) {
    // No lower bound is the lowest of all; no upper bound the highest.
    let low = before.0.unwrap_or(i64::MIN).cmp(&after.0.unwrap_or(i64::MIN));
    let high = after.1.unwrap_or(i64::MAX).cmp(&before.1.unwrap_or(i64::MAX));
    if low == Ordering::Equal && high == Ordering::Equal {
        return;
    }
    let is_narrowed = low == Ordering::Less || high == Ordering::Less;
    let class = if is_narrowed { ChangeClass::BoundsNarrowed } else { ChangeClass::BoundsWidened };
    found.push(spot, class, "bornes", Some(told(before)), Some(told(after)));
}

fn told((min, max): Bounds) -> String {
    let side = |bound: Option<i64>| bound.map_or_else(|| "…".to_owned(), |bound| bound.to_string());
    format!("de {} à {}", side(min), side(max))
}

fn traits(kind: &Kind) -> Traits<'_> {
    match kind {
        Kind::Single { display, rotation, poles, .. } => Traits {
            rotation: *rotation,
            poles: poles.as_ref(),
            display: Some(format!("{display:?}").to_lowercase()),
            ..Traits::default()
        },
        Kind::Multiple { ticks_min, ticks_max, rotation, .. } => {
            // None at all or one at least is whether an answer is mandatory, told there.
            Traits { ticks: Some(((*ticks_min).max(1), *ticks_max)), rotation: *rotation, ..Traits::default() }
        }
        Kind::Ranking { ranks_min, ranks_max, rotation, .. } => {
            Traits { ticks: Some(((*ranks_min).max(1), *ranks_max)), rotation: *rotation, ..Traits::default() }
        }
        Kind::Grid { rotation, poles, .. } => {
            Traits { rotation: *rotation, poles: poles.as_ref(), ..Traits::default() }
        }
        Kind::Number { min, max, unit, decimals, .. } => Traits {
            measure: vec![decimals_told(*decimals)],
            unit: unit.as_ref(),
            bounds: (Some(*min), Some(*max)),
            ..Traits::default()
        },
        Kind::Numbers { min, max, unit, decimals, total, .. } => Traits {
            measure: [Some(decimals_told(*decimals)), total.map(|total| format!("somme {total}"))]
                .into_iter()
                .flatten()
                .collect(),
            unit: unit.as_ref(),
            bounds: (Some(*min), Some(*max)),
            ..Traits::default()
        },
        Kind::Text { format, chars_max, .. } => Traits {
            measure: vec![format!("{format:?}").to_lowercase()],
            bounds: (None, Some(i64::from(*chars_max))),
            ..Traits::default()
        },
        Kind::Date { precision, partial, min, max, .. } => Traits {
            measure: vec![
                format!("{precision:?}").to_lowercase(),
                if *partial { "incomplète acceptée" } else { "entière" }.to_owned(),
            ],
            bounds: (min.map(days), max.map(days)),
            ..Traits::default()
        },
        Kind::Entry { nomenclature, keep, .. } => Traits {
            measure: std::iter::once(nomenclature.to_string()).chain(keep.iter().map(ToString::to_string)).collect(),
            ..Traits::default()
        },
        Kind::Note => Traits::default(),
    }
}

fn decimals_told(decimals: u8) -> String {
    format!("{decimals} décimale(s)")
}

/// As AAAAMMJJ: it sorts as dates do, and a person reads it.
fn days(date: crate::domain::answer::Date) -> i64 {
    i64::from(date.year()) * 10_000 + i64::from(date.month().unwrap_or(0)) * 100 + i64::from(date.day().unwrap_or(0))
}

pub(super) fn rotation(rotation: &Rotation) -> Option<String> {
    let said = match rotation {
        Rotation::None => "none",
        Rotation::Random => "random",
        Rotation::ReverseHalf => "reverse_half",
        Rotation::Rotate => "rotate",
    };
    Some(said.to_owned())
}

fn name(kind: &Kind) -> &'static str {
    match kind {
        Kind::Single { .. } => "single",
        Kind::Multiple { .. } => "multiple",
        Kind::Grid { .. } => "grid",
        Kind::Number { .. } => "number",
        Kind::Numbers { .. } => "numbers",
        Kind::Ranking { .. } => "ranking",
        Kind::Text { .. } => "text",
        Kind::Date { .. } => "date",
        Kind::Entry { .. } => "entry",
        Kind::Note => "note",
    }
}

/// For a rule without a text of its own.
pub(super) fn label(text: &Text) -> Option<String> {
    Some(french(text))
}
