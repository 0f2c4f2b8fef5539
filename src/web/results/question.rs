//! One question of a release: its exact wording, its figures, and the way to the same by profile. A grid is told in one table of its
//! rows, by size, before each of them; a ranking, in one table of what comes first within what is named at all.

use std::collections::BTreeMap;

use maud::{Markup, html};

use crate::domain::disclosure::DisclosureRule;
use crate::domain::release::{
    FigureValue, ReleaseContent, ReleasedCell, ReleasedFigure, ReleasedRow, ReleasedRowKind, ReleasedTable,
};
use crate::domain::table::ranking::{ANYWHERE, FIRST};
use crate::web::html::shown;
use crate::web::results::links::{Links, anchor};
use crate::web::results::{bars, links, profile, table};

/// What a mean out of ten is drawn on.
const TEN: f64 = 10.0;

pub(super) fn view(content: &ReleaseContent, tables: &[ReleasedTable], links: Links<'_>) -> Markup {
    let Some(first) = tables.first() else { return html! {} };
    html! {
        section.card.asked id=(anchor(first)) {
            h2 { (shown(&first.text, &BTreeMap::new())) }
            (everybody(content, tables, links))
            @if !is_whole(tables) { (each(tables, content.disclosure, links)) }
            @if let Some(told) = profile::told(first) { p.onward { a href=(links.question(first.question.as_str())) { (told) } } }
        }
    }
}

/// What everybody answered: in one table, whatever was asked.
pub(super) fn everybody(content: &ReleaseContent, tables: &[ReleasedTable], links: Links<'_>) -> Markup {
    html! {
        @match tables {
            [one] if is_whole(tables) => (table::total(one, content.disclosure, links)),
            [ranked, named] if is_ranking(ranked, named) => (ranking(ranked, named, links)),
            rows => (summary(content, rows, links)),
        }
    }
}

/// Whether it has no rows, as grids and rankings have.
pub(super) fn is_whole(tables: &[ReleasedTable]) -> bool {
    matches!(tables, [one] if one.item.is_none())
}

/// Each row of a grid with all its answers, closed: the summary tells them apart.
fn each(rows: &[ReleasedTable], rule: DisclosureRule, links: Links<'_>) -> Markup {
    html! {
        @for one in rows {
            details.item {
                summary { (shown(one.item_label.as_deref().unwrap_or_default(), &BTreeMap::new())) }
                (table::total(one, rule, links))
                @if profile::told(one).is_some() { p.onward { a href=(links.question(&links::name(one))) { "Croisements de cette ligne" } } }
            }
        }
    }
}

/// The one figure of each row that says it best: its mean, or its first net. None where rows have neither.
fn summary(content: &ReleaseContent, rows: &[ReleasedTable], links: Links<'_>) -> Markup {
    let figures = by_size(content, rows);
    html! {
        @if let Some(first) = figures.first() {
            table.figures {
                caption.small {
                    @if let Some(total) = first.shown() { (table::base(first.table, total)) }
                }
                thead { tr { th scope="col" { (first.label()) @for part in first.parts() { ", dont " span.inside-word { (part.label()) } } } th.num scope="col" { (unit(first)) } th.num.range scope="col" { "Intervalle à\u{a0}95\u{a0}%" } } }
                tbody { @for figure in &figures { (summary_row(figure, links)) } }
            }
            @if figures.len() < rows.len() { p.masked { "Les autres lignes sont masquées\u{a0}: trop peu de réponses." } }
        }
    }
}

/// The figure that says each row best, the highest first; rows without one are left out.
pub(super) fn by_size<'a>(content: &'a ReleaseContent, rows: &'a [ReleasedTable]) -> Vec<ReleasedFigure<'a>> {
    let mut figures: Vec<_> = rows.iter().filter_map(|one| best(content, one)).collect();
    figures.sort_by(|a, b| size(b).total_cmp(&size(a)));
    figures
}

fn best<'a>(content: &'a ReleaseContent, one: &'a ReleasedTable) -> Option<ReleasedFigure<'a>> {
    let total = one.columns.first()?;
    let net = one.rows.iter().find(|row| row.kind == ReleasedRowKind::Net).map(|row| row.code.as_str());
    let row = one.measures.first().map(|row| row.kind.address()).or(net)?;
    content.figure(&one.figure_name(row, total)).filter(|figure| figure.value.is_some())
}

fn unit(figure: &ReleasedFigure<'_>) -> &'static str {
    if matches!(figure.value, Some(FigureValue::Share(_))) { "%" } else { "Valeur" }
}

fn size(figure: &ReleasedFigure<'_>) -> f64 {
    match figure.value {
        Some(FigureValue::Share(cell)) => f64::from(cell.percent),
        Some(FigureValue::Measure(row, measure)) => row.number(measure.value),
        None => 0.0,
    }
}

fn summary_row(figure: &ReleasedFigure<'_>, links: Links<'_>) -> Markup {
    let item = figure.table.item_label.as_deref().unwrap_or_default();
    let inside: Vec<u32> = figure.parts().iter().filter_map(share).map(|cell| cell.percent).collect();
    html! {
        tr.plain {
            th scope="row" {
                (item)
                @match figure.value {
                    Some(FigureValue::Share(cell)) => (bars::drawn(cell.percent, Some((cell.low, cell.high)), &inside, "soft")),
                    Some(FigureValue::Measure(row, measure)) => @if let Some(percent) = of_ten(row.number(measure.value)) {
                        (bars::drawn(percent, None, &[], "soft"))
                    },
                    None => {}
                }
            }
            td.num.big { a href=(links.figure(&figure.name())) { @if let Some(cell) = share(figure) { (cell.percent) } @else { (figure.written().unwrap_or_default()) } } }
            td.num.range {
                @match (share(figure), figure.interval()) {
                    (Some(cell), _) => { (cell.low) "–" (cell.high) }
                    (None, Some([low, high])) => { (low) "–" (high) }
                    (None, None) => {}
                }
            }
        }
    }
}

fn share<'a>(figure: &ReleasedFigure<'a>) -> Option<&'a ReleasedCell> {
    match figure.value? {
        FigureValue::Share(cell) => Some(cell),
        FigureValue::Measure(..) => None,
    }
}

/// A score is drawn as a part of ten, what is no score not at all.
fn of_ten(value: f64) -> Option<u32> {
    (1..=100).rev().find(|percent| f64::from(*percent) <= value / TEN * 100.0 + 0.5).filter(|_| value <= TEN)
}

fn is_ranking(ranked: &ReleasedTable, named: &ReleasedTable) -> bool {
    let items = [ranked, named].map(|one| one.item.as_ref().map(|item| item.as_str()));
    items == [FIRST, ANYWHERE].map(|(code, _)| Some(code))
        && ranked.rows == named.rows
        && ranked.total().is_some()
        && named.total().is_some()
}

/// Named at all, and within it named first.
fn ranking(ranked: &ReleasedTable, named: &ReleasedTable, links: Links<'_>) -> Markup {
    let first = |row: &ReleasedRow| ranked.total_rows().find(|(other, _)| *other == row).and_then(|(_, cell)| cell);
    let mut rows = table::in_order(named);
    let is_answer = |row: &ReleasedRow| row.kind == ReleasedRowKind::Option && row.missing.is_none();
    rows.retain(|(row, _)| is_answer(row));
    rows.sort_by_key(|(_, cell)| std::cmp::Reverse(cell.as_ref().map_or(0, |cell| cell.percent)));
    html! {
        table.figures {
            caption.small { @if let Some(total) = named.total() { (table::base(named, total)) } }
            thead { tr { th scope="col" { "Réponse" } th.num scope="col" { "En premier, %" } th.num scope="col" { "Au total, %" } } }
            tbody {
                @for (row, cell) in &rows {
                    @let (leading, cell) = (first(row), cell.as_ref());
                    tr.plain {
                        th scope="row" {
                            (row.label)
                            @if let Some(cell) = cell {
                                (bars::drawn(cell.percent, Some((cell.low, cell.high)), &leading.iter().map(|cell| cell.percent).collect::<Vec<_>>(), "soft"))
                            }
                        }
                        (ranked_cell(ranked, row, leading.as_ref(), links))
                        (ranked_cell(named, row, cell, links))
                    }
                }
            }
        }
    }
}

fn ranked_cell(of: &ReleasedTable, row: &ReleasedRow, cell: Option<&ReleasedCell>, links: Links<'_>) -> Markup {
    html! {
        @match (of.columns.first(), cell) {
            (Some(column), Some(cell)) => td.num.big { a href=(links.figure(&of.figure_name(&row.code, column))) { (cell.percent) } },
            _ => td.masked { "masqué" },
        }
    }
}
