//! Comparisons: one question from one audience to another, from one wave to another, between two publications of ours; what
//! does not compare is refused, with the reason. Printed figures stand beside computed ones, each marked, never joined.

mod across;
mod choose;
mod curve;
mod over_time;
mod releases;

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::web;
use maud::{Markup, html};

use crate::app::App;
use crate::app::read_release::StoredRelease;
use crate::domain::published::{Labels, Line, LineValue, Published};
use crate::domain::release::{ReleaseContent, ReleasedTable};
use crate::domain::table::MeasureKind;
use crate::web::html::{Nav, Shell, shell};
use crate::web::reply::{self, Reply};
use crate::web::results::all_public;
use crate::web::results::comparisons::choose::Asked;
use crate::web::results::links::{self, Links};

/// What every part of the page reads.
struct Sources<'s> {
    published: &'s Published,
    /// Everybody's, the last one first.
    releases: &'s [Arc<StoredRelease>],
}

pub async fn show(app: web::Data<App>, asked: web::Query<Asked>) -> Reply {
    let published = app.read_published()?;
    let mut releases = all_public(&app).await?;
    releases.sort_by(|a, b| b.released.content().wave.key.cmp(&a.released.content().wave.key));
    let sources = Sources { published, releases: &releases };
    Ok(reply::page(StatusCode::OK, view(&sources, &asked)))
}

fn view(sources: &Sources<'_>, asked: &Asked) -> Markup {
    let has_simulated = sources.releases.iter().any(|release| release.released.content().is_simulated);
    let body = html! {
        p.muted { a href="/resultats" { "Résultats" } " · comparaisons" }
        h1 { "Ce qui se compare, et ce qui ne se compare pas" }
        @if has_simulated {
            div.told role="note" {
                p { strong { "Deux sortes de chiffres." } " Ceux qui sont marqués «\u{a0}publié\u{a0}» sont ceux des études\u{a0}; ceux qui \
                     sont calculés ici viennent de données simulées\u{a0}: personne n’y a répondu." }
            }
        }
        p.lead {
            "Une courbe n’est tracée que si la question, son libellé, le public et l’univers sont les mêmes. D’un public à l’autre, les \
             chiffres se lisent côte à côte, sans moyenne ni écart."
        }
        nav aria-label="Sur cette page" {
            ul.choices {
                li { a href="#publics" { "D’un public à l’autre" } }
                li { a href="#vagues" { "D’une vague à l’autre" } }
                @if sources.releases.len() > 1 { li { a href="#ici" { "Entre nos publications" } } }
                @if !with_regions(sources).is_empty() { li { a href="#regions" { "Une région et l’ensemble" } } }
                li { a href="#choisir" { "Comparer deux chiffres" } }
                li { a href="#refus" { "Ce qui ne se compare pas" } }
            }
        }
        (marks())
        (across::view(sources))
        (over_time::view(sources))
        (releases::view(sources))
        (regions(sources))
        (choose::view(sources, asked))
        p.small.muted { "Tous les chiffres publiés, avec leurs sources\u{a0}: " a href="/resultats/historique" { "Chiffres déjà publiés" } "." }
    };
    shell(&Shell::new("Ce qui se compare, et ce qui ne se compare pas", Nav::Public), &body)
}

fn marks() -> Markup {
    html! {
        dl.facts.small {
            dt { span.tag { "publié" } } dd { "repris d’une publication\u{a0}; ses réponses ne sont pas dans ce service" }
            dt { span.tag.sim { "calculé ici" } } dd { "sorti d’une publication de ce service, avec son intervalle\u{a0}; jamais joint à un chiffre publié" }
            dt { span.tag.sim { "conflit entre sources" } } dd { "les sources ne s’accordent pas\u{a0}: toutes sont montrées, sans choisir entre elles" }
        }
    }
}

fn with_regions<'s>(sources: &Sources<'s>) -> Vec<&'s ReleaseContent> {
    let contents = sources.releases.iter().map(|release| release.released.content());
    contents.filter(|content| crate::domain::release::territory::Territory::of(content).is_some()).collect()
}

fn regions(sources: &Sources<'_>) -> Markup {
    let waves = with_regions(sources);
    html! {
        @if !waves.is_empty() {
            section.card aria-labelledby="regions" {
                h2 #regions { "Une région et l’ensemble" }
                p { "Dans une même vague, chaque région se lit à côté de l’ensemble, avec l’écart et son signe." }
                ul { @for content in waves {
                    li { a href={ "/resultats/" (content.wave.slug) "/regions" } { (content.wave.title) ", région par région" } }
                } }
            }
        }
    }
}

/// A figure of ours, of the same question and answer as a printed one.
struct Computed<'r> {
    content: &'r ReleaseContent,
    /// The page of its question.
    address: String,
    value: LineValue,
    low: String,
    high: String,
    base_n: u32,
}

/// What our publications say of the answer of this line, put to the same audience.
fn computed<'s>(sources: &Sources<'s>, line: &Line<'_>) -> Vec<Computed<'s>> {
    let audience = sources.published.labels.audience(&line.printed.audience);
    let releases = sources.releases.iter();
    releases
        .filter(|release| release.released.content().wave.audience == audience)
        .filter_map(|release| computed_in(release, line))
        .collect()
}

fn computed_in<'s>(release: &'s StoredRelease, line: &Line<'_>) -> Option<Computed<'s>> {
    let (content, printed) = (release.released.content(), line.printed);
    if printed.subpopulation.is_some() {
        return None;
    }
    let is_it = |table: &&ReleasedTable| table.question == printed.question && table.item == printed.item;
    let table = content.tables.iter().find(is_it)?;
    let total = table.total()?;
    let address = Links::of(release).question(&links::name(table));
    match line.value {
        LineValue::Mean { metric, .. } => {
            // Printed means have one decimal: another precision is another figure.
            let at = table.measures.iter().position(|row| row.kind == MeasureKind::Mean && row.decimals == 1)?;
            let measure = total.measures.get(at)?.as_ref()?;
            let row = table.measures.get(at)?;
            let tenths = u32::try_from(measure.value).ok()?;
            let [low, high] = [measure.low, measure.high].map(|end| row.written(end));
            Some(Computed {
                content,
                address,
                value: LineValue::Mean { metric, tenths },
                low,
                high,
                base_n: measure.base_n,
            })
        }
        LineValue::Percent(_) | LineValue::DerivedPercent(_) => {
            let (_, cell) = table.total_rows().find(|(row, _)| Some(row.code.as_str()) == line.code)?;
            let cell = cell?;
            let [low, high] = [cell.low, cell.high].map(|end| end.to_string());
            Some(Computed {
                content,
                address,
                value: LineValue::Percent(cell.percent),
                low,
                high,
                base_n: total.base_n,
            })
        }
    }
}

/// A figure as one names it: its answer, whom it was put to, when.
fn named(line: &Line<'_>, labels: &Labels) -> String {
    let printed = line.printed;
    let part =
        printed.subpopulation.as_ref().map_or_else(String::new, |part| format!(", {}", labels.subpopulation(part)));
    format!(
        "{} – {}{part}, {}",
        crate::web::results::history::name(line, labels),
        labels.audience(&printed.audience),
        crate::web::results::dates::wave_words(&printed.wave)
    )
}
