//! The changes that printed numbers allow to read: one question, one audience, one universe, two waves. Nothing is said of
//! whether a change is significant where a base was not published.

use maud::{Markup, html};

use crate::domain::compare::Verdict;
use crate::domain::published::{LineValue, Metric, Pair, Published};
use crate::web::html::decimal;
use crate::web::results::history::{name, population, set, value};

pub(super) fn view(published: &Published) -> Markup {
    let pairs = published.pairs();
    let trends: Vec<&Pair> = pairs.iter().filter(|pair| matches!(pair.verdict, Verdict::Trend { .. })).collect();
    html! {
        @if !trends.is_empty() {
            section.card aria-labelledby="evolutions" {
                h2 #evolutions { "Ce qui se compare d’une vague à l’autre" }
                p.small.muted {
                    "La même question, posée au même public. D’un public à l’autre, des chiffres se lisent côte à côte, sans \
                     moyenne ni écart. Les effectifs n’étant pas tous publiés, rien n’est dit de la significativité."
                }
                ul.history { @for pair in trends { (change(pair, published)) } }
            }
        }
    }
}

fn change(pair: &Pair, published: &Published) -> Markup {
    let (first, second, labels) = (pair.first.printed, pair.second.printed, &published.labels);
    html! {
        li class="line" {
            span { (set(&name(&pair.first, labels))) "\u{a0}: " }
            strong.num { (value(pair.first.value)) " → " (value(pair.second.value)) }
            span.small {
                (set(labels.question(first.question.as_str()))) " · " (population(first, labels)) " · " (first.wave) " → " (second.wave)
                @if let Some(points) = points(pair.first.value, pair.second.value) { " · " (points) }
            }
        }
    }
}

/// The change as it is read, from the printed numbers.
pub(super) fn points(first: LineValue, second: LineValue) -> Option<String> {
    let signed = |difference: i64, text: String| match difference {
        0 => "sans changement".to_owned(),
        1.. => format!("+{text}"),
        _ => format!("−{text}"),
    };
    match (first, second) {
        (LineValue::Percent(first), LineValue::Percent(second)) => {
            let difference = i64::from(second) - i64::from(first);
            let unit = if difference.abs() < 2 { "point" } else { "points" };
            Some(signed(difference, format!("{}\u{a0}{unit}", difference.abs())))
        }
        (LineValue::Mean { metric: Metric::MeanOfTen, tenths: first }, LineValue::Mean { tenths: second, .. }) => {
            let difference = i64::from(second) - i64::from(first);
            let tenths = f64::from(first.abs_diff(second)) / 10.0;
            Some(signed(difference, decimal(tenths)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_told_with_its_sign_and_unit() {
        let percents = |first, second| points(LineValue::Percent(first), LineValue::Percent(second)).unwrap();
        assert_eq!([percents(69, 74), percents(86, 84)], ["+5\u{a0}points", "−2\u{a0}points"]);
        assert_eq!([percents(81, 80), percents(81, 81)], ["−1\u{a0}point", "sans changement"]);
        let mean = |tenths| LineValue::Mean { metric: Metric::MeanOfTen, tenths };
        assert_eq!(points(mean(71), mean(64)).unwrap(), "−0,7");
    }
}
