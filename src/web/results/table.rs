//! One table of a release as HTML: figures first, a bar beside each, bases and intervals said. Hidden columns say that
//! they are hidden; nothing is told by colour alone.

use std::collections::BTreeMap;

use maud::{Markup, html};

use crate::domain::disclosure::DisclosureRule;
use crate::domain::release::{
    ReleasedCell, ReleasedMeasure, ReleasedMeasureRow, ReleasedRow, ReleasedRowKind, ReleasedTable, ShownColumn,
};
use crate::web::html::{count, decimal, shown};
use crate::web::results::profile;

pub fn view(table: &ReleasedTable, rule: DisclosureRule) -> Markup {
    html! {
        section.card {
            h2 { (shown(&table.text, &BTreeMap::new())) }
            @if let Some(item) = &table.item_label { h3 { (item) } }
            @match table.total() {
                Some(total) => {
                    (total_table(table, total))
                    details {
                        summary { "Par profil" }
                        (profile::breaks(table, rule))
                    }
                }
                None => p.masked { "Résultat masqué\u{a0}: moins de " (rule.share_base_min) " réponses." },
            }
        }
    }
}

fn total_table(table: &ReleasedTable, total: &ShownColumn) -> Markup {
    // Releases of the first format have none.
    let has_errors = total.cells.iter().flatten().any(|cell| cell.se.is_some());
    html! {
        div.scroll {
            table.figures {
                caption.small {
                    "Question posée " (table.base_label) "\u{a0}: " (count(total.base_n.into())) " personnes (base efficace " (count(total.effective_n.into())) ")"
                    @if table.is_multiple { " · plusieurs réponses possibles" }
                    @if total.is_small_base { " · " strong { "base faible, à lire avec prudence" } }
                }
                thead { tr {
                    th scope="col" { "Réponse" } th.num scope="col" { "%" } th scope="col" { span.hidden-text { "Graphique" } } th.num scope="col" { "Intervalle à 95\u{a0}%" }
                    @if has_errors { th.num.error-of scope="col" { "Erreur type" br; span.muted { "(à poids donnés)" } } }
                } }
                tbody {
                    @for (row, cell) in table.total_rows() { (total_row(row, cell.as_ref(), has_errors)) }
                    @for (row, measure) in table.total_measures() { (measure_row(row, measure.as_ref(), has_errors)) }
                }
            }
        }
    }
}

fn total_row(row: &ReleasedRow, cell: Option<&ReleasedCell>, has_errors: bool) -> Markup {
    html! {
        tr class=(class_of(row)) {
            th scope="row" { @if row.is_of_which { span.muted { "dont " } } (row.label) }
            @match cell {
                Some(cell) => (figures(row, cell, has_errors)),
                None => td.masked colspan=(if has_errors { 4 } else { 3 }) { "masqué (secret)" },
            }
        }
    }
}

fn figures(row: &ReleasedRow, cell: &ReleasedCell, has_errors: bool) -> Markup {
    html! {
            td.num.big { (cell.percent) }
            td.drawn { (bar(cell.percent, row.kind == ReleasedRowKind::Net)) }
            td.num.muted { (cell.low) "–" (cell.high) }
            @if has_errors { (errors([cell.se, cell.se_weights_only], points)) }
    }
}

/// The standard error, and what it would be with weights as given; a median has none.
fn errors(of: [Option<f64>; 2], written: fn(f64) -> String) -> Markup {
    html! {
        td.num.error-of {
            @match of {
                [Some(calibrated), Some(weights_only)] => { (written(calibrated)) " " span.muted { "(" (written(weights_only)) ")" } }
                _ => "–",
            }
        }
    }
}

/// To the tenth, so that a column of them lines up.
fn points(value: f64) -> String {
    format!("{value:.1}").replace('.', ",")
}

/// A mean or a median: no bar, since it is no part of anything.
fn measure_row(row: &ReleasedMeasureRow, measure: Option<&ReleasedMeasure>, has_errors: bool) -> Markup {
    html! {
        tr.net {
            th scope="row" { (row.label) @if let Some(unit) = &row.unit { span.muted { " (" (unit) ")" } } }
            @match measure {
                Some(measure) => {
                    td.num.big { (row.written(measure.value)) }
                    td.small.muted { "sur " (count(measure.base_n.into())) " réponses" }
                    td.num.muted { (row.written(measure.low)) "–" (row.written(measure.high)) }
                    @if has_errors { (errors([measure.se, measure.se_weights_only], decimal)) }
                }
                None => td.masked colspan=(3 + usize::from(has_errors)) { "masquée\u{a0}: trop peu de réponses" },
            }
        }
    }
}

fn class_of(row: &ReleasedRow) -> &'static str {
    match row.kind {
        ReleasedRowKind::Net => "net",
        ReleasedRowKind::NoAnswer => "missing",
        ReleasedRowKind::Option if row.missing.is_some() => "missing",
        ReleasedRowKind::Option if row.is_of_which || row.net.is_some() => "part",
        ReleasedRowKind::Option => "plain",
    }
}

/// The figure beside it says the same: hidden from screen readers.
pub fn bar(percent: u32, is_net: bool) -> Markup {
    html! {
        svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" {
            rect.rail width="100" height="8" rx="1" {}
            rect class=(if is_net { "done" } else { "soft" }) width=(percent.min(100)) height="8" rx="1" {}
        }
    }
}
