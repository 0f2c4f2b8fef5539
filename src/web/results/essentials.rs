//! What a hurried reader takes away: the headline with its figure and what it is made of, and what else is to be kept in mind.

use std::borrow::Cow;
use std::collections::BTreeMap;

use maud::{Markup, html};

use crate::domain::questionnaire::Language;
use crate::domain::release::{
    FigureName, FigureValue, Finding, ReleaseContent, ReleasedFigure, ReleasedRow, ReleasedRowKind, ReleasedTable,
};
use crate::web::html::{count, shown, typeset};
use crate::web::results::bars;
use crate::web::results::links::{Links, anchor};

/// The figure of the headline: its first net, else its highest answer.
pub(super) fn headline_figure(content: &ReleaseContent) -> Option<ReleasedFigure<'_>> {
    leading_figure(content, content.table(&content.headline)?)
}

/// The figure of a table that says it best, unless it is hidden.
pub(super) fn leading_figure<'a>(content: &'a ReleaseContent, table: &ReleasedTable) -> Option<ReleasedFigure<'a>> {
    content.figure(&leading(table)?).filter(|figure| figure.value.is_some())
}

fn leading(table: &ReleasedTable) -> Option<FigureName> {
    let net = table.rows.iter().find(|row| row.kind == ReleasedRowKind::Net);
    let is_answer = |row: &ReleasedRow| row.kind == ReleasedRowKind::Option && row.missing.is_none();
    let highest = || {
        let answers = table.total_rows().filter(|(row, _)| is_answer(row));
        answers
            .filter_map(|(row, cell)| Some((row, cell?.percent)))
            .max_by_key(|(_, percent)| *percent)
            .map(|(row, _)| row)
    };
    Some(table.figure_name(&net.or_else(highest)?.code, table.columns.first()?))
}

/// The sentence first, then the figure it is about.
pub(super) fn headline(content: &ReleaseContent, links: Links<'_>) -> Markup {
    let figure = headline_figure(content);
    html! {
        @if figure.is_some() || content.headline_sentence().is_some() {
            section.hero aria-label="L’essentiel" {
                @if let Some(sentence) = content.headline_sentence() { p.headline { (shown(&sentence, &BTreeMap::new())) } }
                @if let Some(figure) = &figure { (large(figure, links)) }
                (published_elsewhere(content))
            }
        }
    }
}

/// A demonstration resembles the study it is made after: whoever looks for what that one said is led there.
pub(super) fn published_elsewhere(content: &ReleaseContent) -> Markup {
    html! {
        @if content.is_simulated {
            p.small {
                strong { "Ce chiffre est simulé." } " Ceux que l’étude a vraiment publiés\u{a0}: "
                a href={ "/resultats/historique#" (content.wave.study) } { "chiffres déjà publiés" } "."
            }
        }
    }
}

fn large(figure: &ReleasedFigure<'_>, links: Links<'_>) -> Markup {
    let parts = figure.parts();
    let inside: Vec<u32> = parts.iter().filter_map(ReleasedFigure::cell).map(|cell| cell.percent).collect();
    let content = figure.content;
    html! {
        div.large {
            p.huge { a href=(links.figure(&figure.name())) { (figure.written().unwrap_or_default()) } }
            div.made {
                p.says { strong { (set(figure.label())) } @for part in &parts { ", dont " strong.inside-word { (part.written().unwrap_or_default()) " " (set(part.label())) } } }
                @if let Some(cell) = figure.cell() {
                    (bars::drawn(cell.percent, Some((cell.low, cell.high)), &inside, "soft"))
                }
                p.small.muted {
                    "«\u{a0}" (set(&figure.table.text)) "\u{a0}»"
                }
                p.small.muted {
                    @if let Some([low, high]) = figure.interval() { "Intervalle à 95\u{a0}%\u{a0}: " (low) " à " (high) " · " }
                    @if let Some(base) = figure.base_n() { (count(base.into())) " personnes · " }
                    "terrain " (content.period(Language::Fr)) " · "
                    a href=(links.figure(&figure.name())) { "citer ce chiffre" }
                }
            }
        }
    }
}

pub(super) fn findings(content: &ReleaseContent, links: Links<'_>) -> Markup {
    let findings = content.findings();
    html! {
        @if !findings.is_empty() {
            section.keys aria-labelledby="retenir" {
                h2 #retenir { "À retenir" }
                ul.findings { @for finding in &findings { li { (one(finding, content, links)) } } }
            }
        }
    }
}

fn one(finding: &Finding<'_>, content: &ReleaseContent, links: Links<'_>) -> Markup {
    html! {
        @match finding {
            Finding::Declared(line, names) => {
                p.told-in-words { (set(line)) }
                @if let Some(figure) = names.first().and_then(|name| content.figure(name)) {
                    p.small { a href={ "#" (anchor(figure.table)) } { "Voir la question" } " · " a href=(links.figure(&figure.name())) { "citer" } }
                }
            }
            Finding::Taken(figure) => {
                p.value { a href=(links.figure(&figure.name())) { (figure.written().unwrap_or_default()) } }
                p.what { strong { (set(&subject(figure))) } }
                p.small.muted { a href={ "#" (anchor(figure.table)) } { (set(&figure.table.text)) } }
            }
        }
    }
}

/// What the figure is of: the answer, the row of a grid, or both.
fn subject(figure: &ReleasedFigure<'_>) -> String {
    match (&figure.table.item_label, figure.value) {
        (Some(item), Some(FigureValue::Measure(row, _))) => {
            let unit = row.unit.as_ref().map_or_else(String::new, |unit| format!(" ({unit})"));
            format!("{item} : {}{unit}", row.label.to_lowercase())
        }
        (Some(item), _) => format!("{item} : {}", figure.label()),
        (None, _) => figure.label().to_owned(),
    }
}

/// French punctuation kept with its word.
pub(super) fn set(text: &str) -> Cow<'_, str> {
    typeset(Cow::Borrowed(text))
}
