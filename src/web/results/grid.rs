//! A grid by profile: a line a row, a column a category, one figure of each row: its mean, or its first net. Letters, intervals and
//! bases are on the page of each row.

use maud::{Markup, html};

use crate::domain::disclosure::DisclosureRule;
use crate::domain::release::{AgainstRest, FigureName, FigureValue, ReleasedColumn, ReleasedFigure};
use crate::web::results::essentials::set;
use crate::web::results::links::{self, Links};
use crate::web::results::profile::{self, Break};

pub(super) fn key(rule: DisclosureRule) -> Markup {
    profile::read_so(&html! {
        li { "Chaque ligne de la question par un seul chiffre. Ses autres réponses, les intervalles, les bases et les lettres sont sur sa page." }
        li { "▲ ▼\u{a0}: plus haut, plus bas que chez le reste des personnes interrogées (à 95\u{a0}%, méthode de Holm)." }
        li { "*\u{a0}: base de moins de " (rule.share_base_min) " personnes, à lire avec prudence. s\u{a0}: secret, trop peu de réponses ou un chiffre qui en dirait trop." }
    })
}

/// Of figures of everybody, those of each category.
pub(super) fn crosstabs(figures: &[ReleasedFigure<'_>], links: Links<'_>) -> Markup {
    html! {
        @if let Some(first) = figures.first() {
            @for one in profile::breaks(first.table) {
                @let id = one.anchor();
                section.card.break id=(id) aria-labelledby={ "titre-" (id) } {
                    h3 id={ "titre-" (id) } { (set(one.label)) }
                    (crossed(figures, first, &one, links))
                }
            }
        }
    }
}

fn crossed(figures: &[ReleasedFigure<'_>], first: &ReleasedFigure<'_>, one: &Break<'_>, links: Links<'_>) -> Markup {
    let title = ["titre-", &one.anchor()].concat();
    html! {
        div.scroll role="group" aria-labelledby=(title) tabindex="0" {
            table.crossed aria-labelledby=(title) {
                thead { tr {
                    th scope="col" { (set(first.label())) @if matches!(first.value, Some(FigureValue::Share(_))) { ", %" } }
                    th.num scope="col" { (first.column.label) }
                    @for column in one.columns { th.num scope="col" { (column.label) } }
                } }
                tbody { @for figure in figures { tr {
                    th scope="row" { a href=(links.question(&links::name(figure.table))) { (figure.table.item_label.as_deref().unwrap_or_default()) } }
                    (cell(Some(*figure), links))
                    @for column in one.columns { (cell(of_category(figure, column), links)) }
                } } }
            }
        }
    }
}

/// The same figure, of one category of the same variable.
fn of_category<'a>(figure: &ReleasedFigure<'a>, column: &ReleasedColumn) -> Option<ReleasedFigure<'a>> {
    let category = column.variable.clone().zip(column.category.clone());
    figure.content.figure(&FigureName { category, ..figure.name() })
}

fn cell(figure: Option<ReleasedFigure<'_>>, links: Links<'_>) -> Markup {
    let figure = figure.filter(|figure| figure.value.is_some());
    html! {
        @match figure.and_then(|figure| Some((figure, figure.shown()?))) {
            Some((figure, shown)) => td.num {
                a href=(links.figure(&figure.name())) { (read(&figure)) } (profile::marks(&[], rest(&figure))) (profile::small_base(shown))
            },
            None => (profile::secret()),
        }
    }
}

/// Without its sign, which stands in the heading.
fn read(figure: &ReleasedFigure<'_>) -> String {
    match figure.value {
        Some(FigureValue::Share(cell)) => cell.percent.to_string(),
        _ => figure.written().unwrap_or_default(),
    }
}

fn rest(figure: &ReleasedFigure<'_>) -> Option<AgainstRest> {
    match figure.value? {
        FigureValue::Share(cell) => cell.rest,
        FigureValue::Measure(..) => None,
    }
}
