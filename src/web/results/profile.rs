//! A question by profile: each variable in a table of its own, a line a category after that of everybody, with intervals, letters
//! between the lines, the sign against the rest, and whether answers depend on the variable. What a letter says is said in words too.

use maud::{Markup, html};

use crate::domain::disclosure::DisclosureRule;
use crate::domain::id::QuestionId;
use crate::domain::release::{AgainstRest, ReleasedColumn, ReleasedTable, ReleasedTest, ShownColumn};
use crate::web::html::{count, decimal};
use crate::web::results::essentials::set;
use crate::web::results::links::Links;
use crate::web::results::tiles;

/// A p value under this one says that answers depend on the variable.
const LEVEL: f64 = 0.05;
/// Printed as less than it.
const SMALLEST: f64 = 0.001;
/// Variables named in the link that leads to the crosstabs.
const NAMED: usize = 3;

/// A variable a question is crossed with, and its categories.
#[derive(Debug, Clone, Copy)]
pub(super) struct Break<'a> {
    pub variable: &'a QuestionId,
    pub label: &'a str,
    pub columns: &'a [ReleasedColumn],
}

impl Break<'_> {
    /// Names it within a page.
    pub fn anchor(&self) -> String {
        ["par-", self.variable.as_str()].concat()
    }
}

/// In the order of the plan; none where the total itself is hidden.
pub(super) fn breaks(table: &ReleasedTable) -> impl Iterator<Item = Break<'_>> {
    let groups = table.columns.chunk_by(|a, b| a.variable == b.variable).filter(|_| table.total().is_some());
    groups.filter_map(|columns| {
        let first = columns.first()?;
        let variable = first.variable.as_ref()?;
        let label = first.variable_label.as_deref().unwrap_or(variable.as_str());
        Some(Break { variable, label, columns })
    })
}

/// As in « Croisements : Âge · Région · 4 autres »: a variable that is called by the question it was asked with is only counted.
pub(super) fn told(table: &ReleasedTable) -> Option<String> {
    let labels: Vec<&str> = breaks(table).map(|one| one.label).collect();
    let is_name = |label: &&&str| !label.ends_with(['?', '…', '.']);
    let named: Vec<&str> = labels.iter().filter(is_name).take(NAMED).copied().collect();
    let others = match (labels.len() - named.len(), named.is_empty()) {
        (0, true) => return None,
        (0, false) => String::new(),
        (1, true) => "un profil".to_owned(),
        (count, true) => format!("{count} profils"),
        (1, false) => " · un autre".to_owned(),
        (count, false) => format!(" · {count} autres"),
    };
    Some(format!("Croisements\u{a0}: {}{others}", named.join(" · ")))
}

/// Where each crosstab stands on the page.
pub(super) fn contents(table: &ReleasedTable) -> Markup {
    html! {
        nav.breaks aria-label="Croisements" {
            ul.choices { @for one in breaks(table) { li { a href={ "#" (one.anchor()) } { (set(one.label)) } } } }
        }
    }
}

/// Each variable in a table of its own, so that it can be read on a phone.
pub(super) fn crosstabs(table: &ReleasedTable, links: Links<'_>) -> Markup {
    html! {
        @for one in breaks(table) {
            @let id = one.anchor();
            section.card.break id=(id) aria-labelledby={ "titre-" (id) } {
                h3 id={ "titre-" (id) } { (set(one.label)) }
                @for test in table.tests.iter().filter(|test| &test.variable == one.variable) { p { (tested(test)) } }
                @match tiles::map(table, &one.columns.iter().collect::<Vec<_>>()) {
                    Some(map) => div.beside { (map) (crossed(table, &one, links)) },
                    None => (crossed(table, &one, links)),
                }
            }
        }
    }
}

fn crossed(table: &ReleasedTable, one: &Break<'_>, links: Links<'_>) -> Markup {
    let title = ["titre-", &one.anchor()].concat();
    html! {
        // Wider than a phone: it scrolls, by the keyboard too.
        div.scroll role="group" aria-labelledby=(title) tabindex="0" {
            table.crossed aria-labelledby=(title) {
                thead { tr {
                    th scope="col" { "%" }
                    @for row in &table.rows { th.num scope="col" { (row.label) } }
                    @for row in &table.measures { th.num scope="col" { (row.label) } }
                    th.num scope="col" { "Base" }
                } }
                tbody { @for column in table.columns.first().into_iter().chain(one.columns) { (line(column, table, links)) } }
            }
        }
    }
}

/// How to read what stands in these tables, and nothing that does not.
pub(super) fn key(table: &ReleasedTable, rule: DisclosureRule) -> Markup {
    let crossed = || table.columns.iter().filter(|column| column.variable.is_some());
    let shown = || crossed().filter_map(|column| column.shown.as_ref());
    let is_hidden =
        |column: &ReleasedColumn| column.shown.as_ref().is_none_or(|shown| shown.cells.iter().any(Option::is_none));
    html! {
        (read_so(&html! {
            li { "Chaque ligne est une catégorie\u{a0}: le pourcentage de chaque réponse, et dessous son intervalle à 95\u{a0}%. Les bases ne sont pas pondérées." }
            @if shown().any(|shown| shown.letter.is_some()) {
                li {
                    "Une lettre à côté d’un chiffre\u{a0}: significativement plus haut que dans la catégorie de cette lettre. ▲ ▼\u{a0}: plus \
                     haut, plus bas que chez le reste des personnes interrogées (à 95\u{a0}%, méthode de Holm)."
                }
            }
            @if shown().any(|shown| shown.is_small_base) {
                li { "*\u{a0}: base de moins de " (rule.share_base_min) " personnes, à lire avec prudence." }
            }
            @if shown().any(|shown| shown.base_is_rough) {
                li { "≈\u{a0}: base arrondie, l’exacte en dirait une qui est masquée." }
            }
            @if crossed().any(is_hidden) {
                li { "s, masqué\u{a0}: secret, trop peu de réponses ou un chiffre qui en dirait trop." }
            }
        }))
    }
}

/// Closed, for those who know; printed open.
pub(super) fn read_so(lines: &Markup) -> Markup {
    html! {
        details.key.small {
            summary { "Lire ces tableaux\u{a0}: signes, intervalles, bases" }
            ul { (lines) }
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
        tr.all[column.variable.is_none()] {
            @match &column.shown {
                Some(shown) => {
                    th scope="row" {
                        (column.label)
                        @if let Some(letter) = &shown.letter { " " span.letter { (letter) } }
                    }
                    @for (row, cell) in table.rows.iter().zip(&shown.cells) {
                        @match cell {
                            Some(cell) => td.num {
                                a href=(links.figure(&table.figure_name(&row.code, column))) { (cell.percent) } (marks(&cell.letters, cell.rest))
                                span.range { (cell.low) "–" (cell.high) }
                            },
                            None => (secret()),
                        }
                    }
                    @for (row, measure) in table.measures.iter().zip(&shown.measures) {
                        @match measure {
                            Some(measure) => td.num {
                                a href=(links.figure(&table.figure_name(row.kind.address(), column))) { (row.written(measure.value)) } (marks(&measure.letters, None))
                                span.range { (row.written(measure.low)) "–" (row.written(measure.high)) }
                            },
                            None => (secret()),
                        }
                    }
                    td.num.muted { @if shown.base_is_rough { "≈\u{a0}" } (count(shown.base_n.into())) (small_base(shown)) }
                }
                None => {
                    th scope="row" { (column.label) }
                    td.masked colspan=(table.rows.len() + table.measures.len() + 1) { "non diffusé\u{a0}: trop peu de réponses" }
                }
            }
        }
    }
}

/// A figure hidden inside a column that is shown.
pub(super) fn secret() -> Markup {
    html! { td.num.muted { abbr title="masqué\u{a0}: trop peu de réponses, ou en dirait trop" { "s" } } }
}

pub(super) fn small_base(shown: &ShownColumn) -> Markup {
    html! { @if shown.is_small_base { " *" span.hidden-text { " base faible" } } }
}

/// For eyes the letters and the sign, for ears what they say.
pub(super) fn marks(letters: &[String], rest: Option<AgainstRest>) -> Markup {
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
    fn the_way_to_the_crosstabs_names_what_has_a_name_and_counts_the_rest() {
        let mut content = crate::domain::release::fixture::content();
        let table = &mut content.tables[0];
        assert_eq!(told(table).as_deref(), Some("Croisements\u{a0}: Âge"));
        let age = table.columns[1].clone();
        for (variable, label) in [("SEXE", "Vous êtes…"), ("REGION", "Région"), ("CSP", "Quelle profession\u{a0}?")]
        {
            let variable = Some(QuestionId::parse(variable).unwrap());
            let variable_label = Some(label.to_owned());
            table.columns.push(ReleasedColumn { variable, variable_label, ..age.clone() });
        }
        assert_eq!(told(table).as_deref(), Some("Croisements\u{a0}: Âge · Région · 2 autres"));
        table.columns.truncate(1);
        assert_eq!(told(table), None);
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
