//! One table of a release as HTML: figures first, a bar beside each, bases and intervals said. Hidden columns say that
//! they are hidden; nothing is told by colour alone.

use std::collections::BTreeMap;

use maud::{Markup, html};

use crate::domain::disclosure::DisclosureRule;
use crate::domain::release::{
    ReleasedCell, ReleasedColumn, ReleasedMeasure, ReleasedMeasureRow, ReleasedRow, ReleasedRowKind, ReleasedTable,
    ShownColumn,
};
use crate::web::html::{count, shown};

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
                        (breaks(table, rule))
                    }
                }
                None => p.masked { "Résultat masqué\u{a0}: moins de " (rule.share_base_min) " réponses." },
            }
        }
    }
}

fn total_table(table: &ReleasedTable, total: &ShownColumn) -> Markup {
    html! {
        div.scroll {
            table.figures {
                caption.small {
                    "Question posée " (table.base_label) "\u{a0}: " (count(total.base_n.into())) " personnes (base efficace " (count(total.effective_n.into())) ")"
                    @if table.is_multiple { " · plusieurs réponses possibles" }
                    @if total.is_small_base { " · " strong { "base faible, à lire avec prudence" } }
                }
                thead { tr { th scope="col" { "Réponse" } th.num scope="col" { "%" } th scope="col" { span.hidden-text { "Graphique" } } th.num scope="col" { "Intervalle à 95\u{a0}%" } } }
                tbody {
                    @for (row, cell) in table.total_rows() { (total_row(row, cell)) }
                    @for (row, measure) in table.total_measures() { (measure_row(row, measure)) }
                }
            }
        }
    }
}

fn total_row(row: &ReleasedRow, cell: Option<ReleasedCell>) -> Markup {
    html! {
        tr class=(class_of(row)) {
            th scope="row" { @if row.is_of_which { span.muted { "dont " } } (row.label) }
            @match cell { Some(cell) => (figures(row, &cell)), None => td.masked colspan="3" { "masqué (secret)" } }
        }
    }
}

fn figures(row: &ReleasedRow, cell: &ReleasedCell) -> Markup {
    html! {
            td.num.big { (cell.percent) }
            td.drawn { (bar(cell.percent, row.kind == ReleasedRowKind::Net)) }
            td.num.muted { (cell.low) "–" (cell.high) }
    }
}

/// A mean or a median: no bar, since it is no part of anything.
fn measure_row(row: &ReleasedMeasureRow, measure: Option<ReleasedMeasure>) -> Markup {
    html! {
        tr.net {
            th scope="row" { (row.label) @if let Some(unit) = &row.unit { span.muted { " (" (unit) ")" } } }
            @match measure {
                Some(measure) => {
                    td.num.big { (row.written(measure.value)) }
                    td.small.muted { "sur " (count(measure.base_n.into())) " réponses" }
                    td.num.muted { (row.written(measure.low)) "–" (row.written(measure.high)) }
                }
                None => td.masked colspan="3" { "masquée\u{a0}: trop peu de réponses" },
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

/// Each profile variable in a table of its own, so that it can be read on a phone.
fn breaks(table: &ReleasedTable, rule: DisclosureRule) -> Markup {
    let crossed: Vec<&ReleasedColumn> = table.columns.iter().filter(|column| column.variable.is_some()).collect();
    let groups = crossed.chunk_by(|a, b| a.variable == b.variable);
    let is_small = |column: &&ReleasedColumn| column.shown.as_ref().is_some_and(|shown| shown.is_small_base);
    html! {
        @if crossed.iter().any(is_small) {
            p.small.muted { "* Base de moins de " (rule.share_base_min) " personnes\u{a0}: à lire avec prudence." }
        }
        @for group in groups {
            @let name = group.first().and_then(|column| column.variable_label.as_deref()).unwrap_or_default();
            // Wider than a phone: it scrolls, by the keyboard too.
            div.scroll role="region" aria-label=(name) tabindex="0" {
                table {
                    caption { (name) }
                    thead { tr {
                        th scope="col" { "%" }
                        @for row in &table.rows { th.num scope="col" { (row.label) } }
                        @for row in &table.measures { th.num scope="col" { (row.label) } }
                        th.num scope="col" { "Base" }
                    } }
                    tbody { @for column in group { (break_row(column, table)) } }
                }
            }
        }
    }
}

/// Hidden columns all say the same: to tell the small one from the one hidden with it would help find it.
fn break_row(column: &ReleasedColumn, table: &ReleasedTable) -> Markup {
    html! {
        tr {
            th scope="row" { (column.label) }
            @match &column.shown {
                Some(shown) => {
                    @for cell in &shown.cells {
                        @match cell {
                            Some(cell) => td.num { (cell.percent) },
                            None => td.num.masked { abbr title="masqué\u{a0}: trop peu de réponses, ou en dirait de telles" { "s." } },
                        }
                    }
                    @for (row, measure) in table.measures.iter().zip(&shown.measures) {
                        td.num { @match measure { Some(measure) => (row.written(measure.value)), None => "–" } }
                    }
                    td.num.muted { @if shown.base_is_rough { "environ\u{a0}" } (shown.base_n) @if shown.is_small_base { " *" span.hidden-text { " base faible" } } }
                }
                None => td.masked colspan=(table.rows.len() + table.measures.len() + 1) { "masqué (secret)" },
            }
        }
    }
}
