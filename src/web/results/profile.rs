//! A question by profile: each variable in a table of its own, a line a category, with letters between the lines, the sign
//! against the rest, and whether answers depend on the variable. What a letter says is said in words too.

use maud::{Markup, html};

use crate::domain::disclosure::DisclosureRule;
use crate::domain::release::{AgainstRest, ReleasedColumn, ReleasedTable, ReleasedTest};
use crate::web::html::decimal;
use crate::web::results::links::Links;
use crate::web::results::tiles;

/// A p value under this one says that answers depend on the variable.
const LEVEL: f64 = 0.05;
/// Printed as less than it.
const SMALLEST: f64 = 0.001;

/// Each profile variable in a table of its own, so that it can be read on a phone.
pub(super) fn breaks(table: &ReleasedTable, rule: DisclosureRule, links: Links<'_>) -> Markup {
    let crossed: Vec<&ReleasedColumn> = table.columns.iter().filter(|column| column.variable.is_some()).collect();
    let groups = crossed.chunk_by(|a, b| a.variable == b.variable);
    let shown = || crossed.iter().filter_map(|column| column.shown.as_ref());
    html! {
        @if shown().any(|shown| shown.is_small_base) {
            p.small.muted { "* Base de moins de " (rule.share_base_min) " personnes\u{a0}: à lire avec prudence." }
        }
        @if shown().any(|shown| shown.letter.is_some()) { (key()) }
        @for group in groups {
            @match tiles::map(table, group) {
                Some(map) => div.beside { (map) (crossed_table(table, group, links)) },
                None => (crossed_table(table, group, links)),
            }
        }
    }
}

fn crossed_table(table: &ReleasedTable, group: &[&ReleasedColumn], links: Links<'_>) -> Markup {
    let name = group.first().and_then(|column| column.variable_label.as_deref()).unwrap_or_default();
    let variable = group.first().and_then(|column| column.variable.as_ref());
    html! {
        // Wider than a phone: it scrolls, by the keyboard too.
        div.scroll role="group" aria-label=(name) tabindex="0" {
            table.crossed {
                caption {
                    (name)
                    @for test in table.tests.iter().filter(|test| Some(&test.variable) == variable) { (tested(test)) }
                }
                thead { tr {
                    th scope="col" { "%" }
                    @for row in &table.rows { th.num scope="col" { (row.label) } }
                    @for row in &table.measures { th.num scope="col" { (row.label) } }
                    th.num scope="col" { "Base" }
                } }
                tbody { @for column in group { (line(column, table, links)) } }
            }
        }
    }
}

fn key() -> Markup {
    html! {
        p.small.muted {
            "Une lettre à côté d’un chiffre\u{a0}: significativement plus haut que dans la catégorie de cette lettre. ▲ ▼\u{a0}: plus \
             haut, plus bas que chez le reste des personnes interrogées (à 95\u{a0}%, méthode de Holm)."
        }
    }
}

fn tested(test: &ReleasedTest) -> Markup {
    let says = if test.p_value < LEVEL { "les réponses en dépendent" } else { "aucune dépendance établie" };
    html! {
        span.test {
            (says) " (Rao et Scott, F\u{a0}=\u{a0}" (decimal(test.f)) ", p\u{a0}"
            @if test.p_value < SMALLEST { "<\u{a0}0,001" } @else { "=\u{a0}" (decimal(test.p_value)) }
            ")"
        }
    }
}

/// Hidden columns all say the same: to tell the small one from the one hidden with it would help find it.
fn line(column: &ReleasedColumn, table: &ReleasedTable, links: Links<'_>) -> Markup {
    html! {
        tr {
            @match &column.shown {
                Some(shown) => {
                    th scope="row" {
                        (column.label)
                        @if let Some(letter) = &shown.letter { " " span.letter { (letter) } }
                    }
                    @for (row, cell) in table.rows.iter().zip(&shown.cells) {
                        @match cell {
                            Some(cell) => td.num { a href=(links.figure(&table.figure_name(&row.code, column))) { (cell.percent) } (marks(&cell.letters, cell.rest)) },
                            None => td.num.muted { abbr title="masqué\u{a0}: trop peu de réponses, ou en dirait trop" { "s" } },
                        }
                    }
                    @for (row, measure) in table.measures.iter().zip(&shown.measures) {
                        td.num {
                            @match measure {
                                Some(measure) => { a href=(links.figure(&table.figure_name(row.kind.address(), column))) { (row.written(measure.value)) } (marks(&measure.letters, None)) }
                                None => "–",
                            }
                        }
                    }
                    td.num.muted { @if shown.base_is_rough { "≈\u{a0}" } (shown.base_n) @if shown.is_small_base { " *" span.hidden-text { " base faible" } } }
                }
                None => {
                    th scope="row" { (column.label) }
                    td.masked colspan=(table.rows.len() + table.measures.len() + 1) { "non diffusé\u{a0}: trop peu de réponses" }
                }
            }
        }
    }
}

/// For eyes the letters and the sign, for ears what they say.
fn marks(letters: &[String], rest: Option<AgainstRest>) -> Markup {
    let (sign, words) = match rest {
        Some(AgainstRest::Above) => ("▲", ", plus haut que le reste"),
        Some(AgainstRest::Below) => ("▼", ", plus bas que le reste"),
        None => ("", ""),
    };
    html! {
        @if !(letters.is_empty() && rest.is_none()) {
            span.marks aria-hidden="true" { (sign) @if !letters.is_empty() { sup { (letters.join("\u{202f}")) } } }
            span.hidden-text { @if !letters.is_empty() { ", plus haut que " (letters.join(", ")) } (words) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_is_said_in_words_and_nothing_is_said_without_one() {
        let text = marks(&["B".to_owned(), "C".to_owned()], Some(AgainstRest::Above)).into_string();
        assert!(text.contains("B\u{202f}C") && text.contains(", plus haut que B, C, plus haut que le reste"), "{text}");
        assert_eq!(marks(&[], None).into_string(), "");
    }

    #[test]
    fn a_p_value_of_nothing_is_printed_as_less_than_a_thousandth() {
        let test = |p_value| ReleasedTest {
            variable: crate::domain::id::QuestionId::parse("AGE").unwrap(),
            columns: 3,
            f: 6.4,
            p_value,
        };
        assert!(
            tested(&test(0.0))
                .into_string()
                .contains("dépendent (Rao et Scott, F\u{a0}=\u{a0}6,4, p\u{a0}&lt;\u{a0}0,001)")
        );
        assert!(tested(&test(0.21)).into_string().contains("aucune dépendance établie"));
    }
}
