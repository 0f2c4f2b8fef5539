//! One answer of an audience through its waves: a curve and its table. A break is drawn as one and says why.

use maud::{Markup, html};

use crate::domain::compare::Verdict;
use crate::domain::published::{Line, LineValue, Series, SeriesPoint};
use crate::web::html::{count, typeset};
use crate::web::results::comparisons::across::{base, computed_tags, status};
use crate::web::results::comparisons::{Sources, computed, curve};
use crate::web::results::dates::wave_words;
use crate::web::results::{compared, history};

pub(super) fn view(sources: &Sources<'_>) -> Markup {
    let series = sources.published.series();
    html! {
        section aria-labelledby="vagues" {
            h2 #vagues { "D’une vague à l’autre" }
            p.small.muted {
                "Un trait plein joint deux chiffres qui se comparent\u{a0}; un pointillé marque une rupture de série. Les effectifs publiés \
                 ne permettent pas de dire si une évolution est significative."
            }
            div.facing { @for (number, one) in series.iter().enumerate() { (card(sources, one, number)) } }
        }
    }
}

fn card(sources: &Sources<'_>, series: &Series<'_>, number: usize) -> Markup {
    let labels = &sources.published.labels;
    let Some(first) = series.points.first() else { return html! {} };
    let ours = computed(sources, &first.line);
    html! {
        div.card {
            figure.curve {
                figcaption {
                    (history::set(labels.question(first.line.printed.question.as_str()))) "\u{a0}: «\u{a0}" (history::set(&history::name(&first.line, labels))) "\u{a0}»"
                    br; span.small.muted { (audiences(series, sources)) }
                }
                (curve::view(series, &ours, number))
            }
            div.scroll role="group" aria-label=(history::set(labels.question(first.line.printed.question.as_str()))) tabindex="0" {
                table {
                    thead { tr { th scope="col" { "Vague" } th.num scope="col" { "Chiffre" } th scope="col" { "Base" } th scope="col" { "Écart avec la vague précédente" } } }
                    tbody {
                        @for point in &series.points {
                            tr {
                                th scope="row" { (wave_words(&point.line.printed.wave)) br; (status(&point.line)) @if is_of_several(series) { " " span.small { (labels.audience(&point.line.printed.audience)) } } }
                                td.num.big { (history::value(point.line.value)) }
                                td.small { (base(&point.line)) }
                                td.small { (joint(series, point)) }
                            }
                        }
                        @for one in &ours {
                            tr.part {
                                th scope="row" { a href=(one.address) { (wave_words(&one.content.wave.key)) } br; (computed_tags(one)) }
                                td.num { (history::value(one.value)) }
                                td.small { (count(one.base_n.into())) }
                                td.small { "de " (one.low) " à " (one.high) ", non relié" }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn is_of_several(series: &Series<'_>) -> bool {
    series.points.iter().any(|point| {
        Some(&point.line.printed.audience) != series.points.first().map(|first| &first.line.printed.audience)
    })
}

fn audiences(series: &Series<'_>, sources: &Sources<'_>) -> String {
    let mut names: Vec<&str> =
        series.points.iter().map(|point| sources.published.labels.audience(&point.line.printed.audience)).collect();
    names.dedup();
    names.join(", puis ")
}

/// The change, or why there is none.
fn joint(series: &Series<'_>, point: &SeriesPoint<'_>) -> Markup {
    let before = || {
        let earlier = |known: &&SeriesPoint<'_>| known.line.printed.wave < point.line.printed.wave;
        series.points.iter().rev().find(earlier).map(|known| &known.line)
    };
    html! {
        @match point.joint {
            None => "–",
            Some(Verdict::Trend { .. }) => @if let Some(change) = before().and_then(|before| change(before, &point.line)) { strong { (change) } },
            Some(Verdict::SideBySide) => "côte à côte",
            Some(Verdict::Forbidden(why)) => { strong { "rupture" } "\u{a0}: " (typeset(why.to_string().into())) }
        }
    }
}

fn change(before: &Line<'_>, after: &Line<'_>) -> Option<String> {
    compared::points(before.value, after.value)
}

/// Where a value stands on its axis, in tenths of its unit.
pub(super) fn height(value: LineValue) -> u32 {
    match value {
        LineValue::Percent(percent) | LineValue::DerivedPercent(percent) => percent.saturating_mul(10),
        LineValue::Mean { tenths, .. } => tenths,
    }
}
