//! The total of one table as HTML: figures first, each a link to its own page, a bar under each answer, bases and intervals said.
//! What is hidden says so; nothing is told by colour alone.

use maud::{Markup, html};

use crate::domain::disclosure::DisclosureRule;
use crate::domain::release::{
    ReleasedCell, ReleasedColumn, ReleasedMeasure, ReleasedMeasureRow, ReleasedRow, ReleasedRowKind, ReleasedTable,
    ShownColumn,
};
use crate::web::html::count;
use crate::web::results::bars;
use crate::web::results::links::Links;

/// The total, or that it may not be read.
pub(super) fn total(table: &ReleasedTable, rule: DisclosureRule, links: Links<'_>) -> Markup {
    html! {
        @match (table.columns.first(), table.total()) {
            (Some(column), Some(shown)) => (figures(table, column, shown, links)),
            _ => p.masked { "Résultat masqué\u{a0}: moins de " (rule.share_base_min) " réponses." },
        }
    }
}

/// Who was asked, and how many they are.
pub(super) fn base(table: &ReleasedTable, total: &ShownColumn) -> Markup {
    html! {
        "Question posée " (table.base_label) "\u{a0}: " (count(total.base_n.into())) " personnes (base efficace " (count(total.effective_n.into())) ")"
        @if table.is_multiple { " · plusieurs réponses possibles" }
        @if total.is_small_base { " · " strong { "base faible, à lire avec prudence" } }
    }
}

fn figures(table: &ReleasedTable, column: &ReleasedColumn, total: &ShownColumn, links: Links<'_>) -> Markup {
    html! {
        table.figures {
            caption.small { (base(table, total)) }
            thead { tr { th scope="col" { "Réponse" } th.num scope="col" { "%" } th.num.range scope="col" { "Intervalle à\u{a0}95\u{a0}%" } } }
            tbody {
                @for (row, cell) in in_order(table) {
                    tr class=(class_of(row)) {
                        th scope="row" {
                            @if row.is_of_which { span.muted { "dont " } } (row.label)
                            @if let Some(cell) = &cell { (bars::of_row(table, row, cell)) }
                        }
                        @match &cell {
                            Some(cell) => {
                                td.num.big { a href=(links.figure(&table.figure_name(&row.code, column))) { (cell.percent) } }
                                td.num.range { (cell.low) "–" (cell.high) }
                            }
                            None => td.masked colspan="2" { "non diffusé\u{a0}: trop peu de réponses" },
                        }
                    }
                }
                @for (row, measure) in table.total_measures() { (measure_row(table, column, row, measure.as_ref(), links)) }
            }
        }
    }
}

/// The code of « aucun » in every list, which stands after what could be ticked.
const NONE_OF_THEM: &str = "aucun";

/// As asked where answers follow each other; by size where several could be ticked. Non-answers last.
pub(super) fn in_order(table: &ReleasedTable) -> Vec<(&ReleasedRow, Option<ReleasedCell>)> {
    let mut rows: Vec<_> = table.total_rows().collect();
    let is_apart = |row: &ReleasedRow| row.missing.is_some() || row.kind == ReleasedRowKind::NoAnswer;
    if table.is_multiple {
        let size = |cell: &Option<ReleasedCell>| cell.as_ref().map_or(0, |cell| cell.percent);
        rows.sort_by_key(|(row, cell)| (row.kind != ReleasedRowKind::Net, std::cmp::Reverse(size(cell))));
    }
    rows.sort_by_key(|(row, _)| (is_apart(row), table.is_multiple && row.code == NONE_OF_THEM));
    rows
}

/// A mean or a median: no bar, since it is no part of anything.
fn measure_row(
    table: &ReleasedTable,
    column: &ReleasedColumn,
    row: &ReleasedMeasureRow,
    measure: Option<&ReleasedMeasure>,
    links: Links<'_>,
) -> Markup {
    html! {
        tr.net {
            th scope="row" {
                (row.label) @if let Some(unit) = &row.unit { span.muted { " (" (unit) ")" } }
                @if let Some(measure) = measure { span.of { "sur " (count(measure.base_n.into())) " réponses" } }
            }
            @match measure {
                Some(measure) => {
                    td.num.big { a href=(links.figure(&table.figure_name(row.kind.address(), column))) { (row.written(measure.value)) } }
                    td.num.range { (row.written(measure.low)) "–" (row.written(measure.high)) }
                }
                None => td.masked colspan="2" { "masquée\u{a0}: trop peu de réponses" },
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
