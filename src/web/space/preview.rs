//! Picked tables, as a reader checks them before taking them: one column a category, hidden figures said, bases last.

use std::collections::BTreeMap;

use maud::{Markup, html};

use crate::app::pick_tables::Pick;
use crate::domain::release::{ReleaseContent, ReleasedColumn, ReleasedTable};
use crate::web::html::{count, shown, typeset};

pub fn view(content: &ReleaseContent, pick: &Pick) -> Markup {
    html! { @for table in content.tables.iter().filter(|table| pick.has(table)) { (one(table, pick)) } }
}

fn one(table: &ReleasedTable, pick: &Pick) -> Markup {
    let columns: Vec<&ReleasedColumn> = table.columns.iter().filter(|column| pick.has_column(column)).collect();
    html! {
        section.card {
            h3 { (shown(&table.text, &BTreeMap::new())) }
            @if let Some(item) = &table.item_label { p { strong { (typeset(item.as_str().into())) } } }
            div.scroll role="region" tabindex="0" aria-label={ "Tableau " (table.question) @if let Some(item) = &table.item { " " (item) } } {
                table.picked {
                    caption.small { "En\u{a0}%, question posée " (typeset(table.base_label.as_str().into())) @if table.is_multiple { " · plusieurs réponses possibles" } }
                    (head(&columns))
                    (body(table, &columns))
                }
            }
        }
    }
}

/// Variables first, each over its categories.
fn head(columns: &[&ReleasedColumn]) -> Markup {
    let groups: Vec<&[&ReleasedColumn]> = columns.chunk_by(|a, b| a.variable == b.variable).collect();
    let has_breaks = groups.len() > 1;
    html! {
        thead {
            @if has_breaks {
                tr {
                    td {}
                    @for group in &groups {
                        @match group.first().and_then(|column| column.variable_label.as_deref()) {
                            Some(label) => th.num scope="colgroup" colspan=(group.len()) { (typeset(label.into())) },
                            None => td {},
                        }
                    }
                }
            }
            tr {
                th scope="col" { "Réponse" }
                @for column in columns { th.num scope="col" { (typeset(column.label.as_str().into())) } }
            }
        }
    }
}

fn body(table: &ReleasedTable, columns: &[&ReleasedColumn]) -> Markup {
    html! {
        tbody {
            @for (at, row) in table.rows.iter().enumerate() {
                tr {
                    th scope="row" { @if row.is_of_which { span.muted { "dont " } } (typeset(row.label.as_str().into())) }
                    @for column in columns {
                        (figure(column.shown.as_ref().and_then(|shown| shown.cells.get(at)?.as_ref()).map(|cell| cell.percent.to_string())))
                    }
                }
            }
            @for (at, row) in table.measures.iter().enumerate() {
                tr {
                    th scope="row" { (row.label) @if let Some(unit) = &row.unit { span.muted { " (" (unit) ")" } } }
                    @for column in columns {
                        (figure(column.shown.as_ref().and_then(|shown| shown.measures.get(at)?.as_ref()).map(|measure| row.written(measure.value))))
                    }
                }
            }
        }
        tfoot {
            tr {
                th scope="row" { "Base" }
                @for column in columns {
                    td.num.muted {
                        @match &column.shown {
                            Some(shown) => { @if shown.base_is_rough { "≈\u{a0}" } (count(shown.base_n.into())) @if shown.is_small_base { "\u{a0}*" span.hidden-text { " base faible" } } }
                            None => (hidden()),
                        }
                    }
                }
            }
        }
    }
}

fn figure(told: Option<String>) -> Markup {
    html! { td.num { @match told { Some(text) => (text), None => (hidden()) } } }
}

fn hidden() -> Markup {
    html! { span.masked { "s" span.hidden-text { "ecret" } } }
}
