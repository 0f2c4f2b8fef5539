//! The page of one question: its wording and whom it was put to, what everybody answered, then by profile, one variable after the
//! other; the questions before and after it, and its tables as data.

use std::collections::BTreeMap;

use maud::{Markup, html};

use crate::app::read_release::StoredRelease;
use crate::domain::questionnaire::Language;
use crate::domain::release::{ReleaseContent, ReleasedTable};
use crate::web::html::{Nav, Shell, shell, shown};
use crate::web::results::crosstabs::{Asked, CSV};
use crate::web::results::essentials::{leading_figure, set};
use crate::web::results::links::{self, Links, anchor};
use crate::web::results::{grid, profile, publications, question, release, share, table};

/// With more figures beside each other than this, tables are printed on a sheet laid down.
const COLUMNS_UPRIGHT: usize = 9;

pub(super) fn view(stored: &StoredRelease, asked: Asked<'_>, origin: &str) -> Markup {
    let content = stored.released.content();
    let links = Links::of(stored);
    let body = html! {
        (masthead(stored, asked))
        section.card.asked aria-labelledby="ensemble" {
            h2 #ensemble { "L’ensemble" }
            @if asked.is_row { (table::total(asked.table, content.disclosure, links)) }
            @else { (question::everybody(content, asked.tables, links)) }
        }
        (by_profile(content, asked, links))
        (rows(asked, links))
        (onward(stored, asked))
        (downloads(stored, asked))
    };
    let leading =
        if asked.is_row || question::is_whole(asked.tables) { leading_figure(content, asked.table) } else { None };
    let says = leading.and_then(|figure| figure.sentence(Language::Fr)).unwrap_or_else(|| share::description(content));
    let picture = leading.map_or_else(|| links.preview(), |figure| [&links.figure(&figure.name()), ".png"].concat());
    let meta = share::Meta {
        description: &says,
        address: &[origin, &address(asked, links)].concat(),
        picture: &[origin, &picture].concat(),
        data: Some(&[origin, &json(stored, asked)].concat()),
    };
    let title = format!("{} – {}, vague {}", heading(asked), content.wave.title, content.wave.key);
    shell(&Shell { is_simulated: content.is_simulated, meta: Some(&meta), ..Shell::new(&title, Nav::Public) }, &body)
}

fn address(asked: Asked<'_>, links: Links<'_>) -> String {
    if asked.is_row { links.question(&links::name(asked.table)) } else { links.question(asked.table.question.as_str()) }
}

/// The row of a grid has no sense without its question.
fn heading(asked: Asked<'_>) -> String {
    let text = shown(&asked.table.text, &BTreeMap::new());
    match asked.table.item_label.as_deref().filter(|_| asked.is_row) {
        Some(item) => format!("{}\u{a0}: {text}", shown(item, &BTreeMap::new())),
        None => text.into_owned(),
    }
}

fn masthead(stored: &StoredRelease, asked: Asked<'_>) -> Markup {
    let content = stored.released.content();
    let table = asked.table;
    html! {
        header.masthead {
            p.crumbs {
                a href="/resultats" { "Résultats" } " · "
                a href={ (page(stored)) "#" (anchor(table)) } { (set(&content.wave.title)) } " · vague " (content.wave.key)
            }
            @match table.item_label.as_deref().filter(|_| asked.is_row) {
                Some(item) => {
                    h1 { (shown(item, &BTreeMap::new())) }
                    p.lead { a href=(Links::of(stored).question(table.question.as_str())) { (shown(&table.text, &BTreeMap::new())) } }
                }
                None => h1 { (shown(&table.text, &BTreeMap::new())) },
            }
            p.muted { (release::subtitle(stored)) }
            @if stored.is_early { (release::early()) }
            (publications::notice(stored))
            (release::consultation(stored))
        }
    }
}

/// The page of the wave, as this publication has it.
fn page(stored: &StoredRelease) -> String {
    let links = Links::of(stored);
    if stored.is_latest() { links.page() } else { links.numbered() }
}

fn by_profile(content: &ReleaseContent, asked: Asked<'_>, links: Links<'_>) -> Markup {
    let is_grid = !asked.is_row && !question::is_whole(asked.tables);
    let figures = if is_grid { question::by_size(content, asked.tables) } else { Vec::new() };
    // Those of a grid are told by one figure of each row, where its rows have one.
    let told = if is_grid { figures.first().map(|figure| figure.table) } else { Some(asked.table) };
    html! {
        @if let Some(table) = told.filter(|table| profile::breaks(table).next().is_some()) {
            section.many[!is_grid && columns(table) > COLUMNS_UPRIGHT] aria-labelledby="croisements" {
                h2 #croisements { "Croisements" }
                (profile::contents(table))
                @if is_grid { (grid::key(content.disclosure)) (grid::crosstabs(&figures, links)) }
                @else { (profile::key(table, content.disclosure)) (profile::crosstabs(table, links)) }
            }
        }
    }
}

/// Figures beside each other in a table of answers.
fn columns(table: &ReleasedTable) -> usize {
    table.rows.len() + table.measures.len()
}

/// The rows of a grid, each with its crosstabs on a page of its own.
fn rows(asked: Asked<'_>, links: Links<'_>) -> Markup {
    let is_this = |row: &ReleasedTable| asked.is_row && row.item == asked.table.item;
    html! {
        @if !question::is_whole(asked.tables) {
            nav.rows aria-labelledby="lignes" {
                h2 #lignes { "Croisements, ligne par ligne" }
                ul.choices {
                    @for row in asked.tables {
                        li { a href=(links.question(&links::name(row))) aria-current=[is_this(row).then_some("page")] { (shown(row.item_label.as_deref().unwrap_or_default(), &BTreeMap::new())) } }
                    }
                }
            }
        }
    }
}

/// The questions before and after, and where this one stands among all.
fn onward(stored: &StoredRelease, asked: Asked<'_>) -> Markup {
    let links = Links::of(stored);
    let all: Vec<&ReleasedTable> = stored.released.content().questions().filter_map(<[_]>::first).collect();
    let at = all.iter().position(|table| table.question == asked.table.question).unwrap_or_default();
    let before = at.checked_sub(1).and_then(|at| all.get(at));
    let to = |table: &ReleasedTable| links.question(table.question.as_str());
    html! {
        nav.pager aria-label="Questions" {
            @if let Some(table) = before {
                a.before rel="prev" href=(to(table)) { span.small.muted { "Question précédente" } (set(&table.text)) }
            }
            a.whole href={ (page(stored)) "#" (anchor(asked.table)) } { "Question " (at + 1) " sur " (all.len()) ", retour à la vague" }
            @if let Some(table) = all.get(at + 1) {
                a.after rel="next" href=(to(table)) { span.small.muted { "Question suivante" } (set(&table.text)) }
            }
        }
    }
}

/// Data of this publication: that of one question where it is the one in force, else all of it.
fn json(stored: &StoredRelease, asked: Asked<'_>) -> String {
    let wave = &stored.released.content().wave.slug;
    if stored.is_latest() {
        format!("/api/v1/releases/{wave}/tables/{}", asked.table.question)
    } else {
        format!("/api/v1/releases/{wave}/publications/{}", stored.number)
    }
}

fn downloads(stored: &StoredRelease, asked: Asked<'_>) -> Markup {
    let links = Links::of(stored);
    html! {
        section.card aria-labelledby="fichiers" {
            h2 #fichiers { "Télécharger" }
            ul.files {
                li { a href={ (links.question(asked.table.question.as_str())) (CSV) } { "CSV" } " " span.small.muted { "cette question, une ligne par chiffre" } }
                li { a href=(json(stored, asked)) { "JSON" } " " span.small.muted { "par l’API" @if !stored.is_latest() { ", toute la publication" } } }
                li { a href={ (page(stored)) "#fichiers" } { "Toute la publication" } " " span.small.muted { "Excel, SPSS, JSON-stat…" } }
            }
            p.small { a href=(links.notice()) { "Notice de méthode" } " · chaque chiffre mène à sa propre adresse, pour le citer." }
            p.small.muted { "Adresse permanente\u{a0}: publication nº\u{a0}" (stored.number) ", empreinte " code { (stored.digest.hex().get(..16).unwrap_or_default()) } }
        }
    }
}
