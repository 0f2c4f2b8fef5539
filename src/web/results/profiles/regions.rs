//! The regional cut of a wave: one question, region by region, against the whole. In the order of the alphabet: ranks of regions
//! whose intervals overlap would be read as a league table.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, web};
use maud::{Markup, html};
use serde::Deserialize;

use crate::app::read_release::StoredRelease;
use crate::app::{App, AppError};
use crate::domain::accents::unaccented;
use crate::domain::id::WaveSlug;
use crate::domain::questionnaire::Language;
use crate::domain::release::ReleaseContent;
use crate::domain::release::profile::{self, Group, LINES, PARTS, ProfileLine, ProfileQuestion};
use crate::domain::release::territory::{Region, Territory};
use crate::web::html::{Nav, Shell, count, shell, shown};
use crate::web::identity::Visitor;
use crate::web::reply::Reply;
use crate::web::results::frozen::{Frozen, Keeping, frozen, if_kept};
use crate::web::results::profiles::figure::{bar, difference, interval, sign, written};
use crate::web::results::profiles::territory;
use crate::web::results::release::early;
use crate::web::results::{read, share};

/// Which figure is shown: the question of the headline and its first line without one.
#[derive(Debug, Deserialize)]
pub struct Asked {
    question: Option<String>,
    /// From 1, in the order of the lines of the whole.
    ligne: Option<usize>,
}

pub async fn show(
    request: HttpRequest,
    app: web::Data<App>,
    slug: web::Path<WaveSlug>,
    asked: web::Query<Asked>,
    visitor: Visitor,
) -> Reply {
    let stored = read(&app, &visitor, &slug).await?;
    let content = stored.released.content();
    let id = asked.question.as_deref().unwrap_or(content.headline.as_str());
    let line = asked.ligne.unwrap_or(1);
    let told = format!("regions-{id}-{line}");
    let kind = Frozen { part: &told, media_type: share::HTML, file_name: None };
    if let Some(reply) = if_kept(Keeping::UntilCorrected, &request, &stored, &kind) {
        return Ok(reply);
    }
    let territory = territory(content)?;
    let question = profile::question(content, Group::Whole, id, LINES).ok_or(AppError::AddressAbsent)?;
    let at = line.checked_sub(1).filter(|at| *at < question.lines.len()).ok_or(AppError::AddressAbsent)?;
    Ok(frozen(&request, &stored, &kind, || view(&stored, &territory, &question, at).into_string()))
}

fn view(stored: &StoredRelease, territory: &Territory<'_>, question: &ProfileQuestion<'_>, at: usize) -> Markup {
    let content = stored.released.content();
    let base = ["/resultats/", content.wave.slug.as_str()].concat();
    let title = format!("Région par région, {}", content.wave.title);
    let body = html! {
        nav.trail aria-label="Fil" { a href="/resultats" { "Résultats" } " · " a href=(base) { "vague " (content.wave.key) } }
        h1 { "Région par région" }
        p.lead { (content.wave.title) ", terrain " (content.period(Language::Fr)) ". Chaque région à côté de l’ensemble." }
        @if stored.is_early { (early()) }
        (cut(content, territory, question, at))
        (questions(content, &base, question, at))
        section.card aria-labelledby="fiches" {
            h2 #fiches { "Les fiches Repères" }
            p { "Une page A4 par région\u{a0}: l’engagement, les fragilités, la vision de «\u{a0}jouer collectif\u{a0}»." }
            (sheets(territory, &base))
            p { a.button href={ (base) "/fiches.zip" } { "Toutes les fiches (zip)" } }
        }
    };
    shell(&Shell { is_simulated: content.is_simulated, ..Shell::new(&title, Nav::Public) }, &body)
}

/// By name, as a reader looks for one.
fn ordered<'t, 'r>(territory: &'t Territory<'r>) -> Vec<&'t Region<'r>> {
    let mut regions: Vec<&Region> = territory.regions.iter().collect();
    regions.sort_by_key(|region| unaccented(region.label));
    regions
}

fn cut(content: &ReleaseContent, territory: &Territory<'_>, question: &ProfileQuestion<'_>, at: usize) -> Markup {
    let whole = question.lines.get(at);
    let id = question.question.as_str();
    let of = |region: &Region<'_>| {
        let found = profile::question(content, Group::Category(territory.variable, region.code), id, LINES)?;
        found.lines.into_iter().nth(at)
    };
    html! {
        section.card aria-labelledby="coupe" {
            h2 #coupe { (shown(question.text, &BTreeMap::new())) }
            @if let Some(line) = whole {
                p { strong { (shown(line.label, &BTreeMap::new())) } @if let Some(reading) = line.whole { "\u{a0}: " (written(line.unit, reading.value)) " de l’ensemble" } }
            }
            div.scroll role="group" aria-label="Chaque région" tabindex="0" {
                table.figures.regions {
                    caption.small.muted { "Le trait est l’ensemble\u{a0}; ▲\u{a0}▼\u{a0}: plus haut, plus bas que le reste de l’échantillon, au seuil de 5\u{a0}% corrigé du nombre de régions (Holm)." }
                    thead { tr {
                        th scope="col" { "Région" } th.num scope="col" { "Chiffre" } th scope="col" { span.hidden-text { "Graphique" } }
                        th.num scope="col" { "Intervalle" } th.num scope="col" { "Écart" } th.num scope="col" { "Base" }
                    } }
                    tbody { @for region in ordered(territory) { (region_row(region, of(region), &content.wave.slug)) } }
                }
            }
        }
    }
}

fn region_row(region: &Region<'_>, line: Option<ProfileLine<'_>>, slug: &WaveSlug) -> Markup {
    html! {
        tr {
            th scope="row" { a href={ "/resultats/" (slug) "/region/" (region.code) } { (region.label) } }
            @match (region.withheld, line) {
                (Some(why), _) => td.masked colspan="5" { (shown(&why.to_string(), &BTreeMap::new())) },
                (None, Some(line)) => (cells(region, &line)),
                (None, None) => td.masked colspan="5" { "non diffusé\u{a0}: trop peu de réponses" },
            }
        }
    }
}

fn cells(region: &Region<'_>, line: &ProfileLine<'_>) -> Markup {
    html! {
        @match line.here {
            Some(here) => {
                td.num.big { (written(line.unit, here.value)) }
                td.drawn { (bar(line)) }
                td.num.muted { (interval(line.unit, here)) }
                td.num { @match difference(line) { Some(text) => { (text) " " (sign(line.rest)) }, None => "–" } }
            }
            None => td.masked colspan="4" { "non diffusé\u{a0}: trop peu de réponses" },
        }
        td.num.muted { @match region.base { Some(base) => { @if base.is_rough { "≈\u{a0}" } (count(base.base_n.into())) }, None => "–" } }
    }
}

/// Every figure that may be cut so.
fn questions(content: &ReleaseContent, base: &str, shown_now: &ProfileQuestion<'_>, at: usize) -> Markup {
    let ids = PARTS.iter().flat_map(|(_, ids)| ids.iter());
    let found: Vec<ProfileQuestion> =
        ids.filter_map(|(id, _)| profile::question(content, Group::Whole, id, LINES)).collect();
    html! {
        nav.card aria-labelledby="autres" {
            h2 #autres { "Une autre question" }
            @for question in &found {
                h3 { (shown(question.text, &BTreeMap::new())) }
                ul.choices {
                    @for (number, line) in question.lines.iter().enumerate() {
                        @let is_here = question.question == shown_now.question && number == at;
                        li {
                            a href={ (base) "/regions?question=" (question.question) "&ligne=" (number + 1) } aria-current=[is_here.then_some("true")] {
                                @if line.is_of_which { "dont " } (shown(line.label, &BTreeMap::new()))
                            }
                        }
                    }
                }
            }
        }
    }
}

fn sheets(territory: &Territory<'_>, base: &str) -> Markup {
    html! {
        ul.choices {
            @for region in ordered(territory) {
                li {
                    a href={ (base) "/region/" (region.code) } { (region.label) }
                    @if let Some(why) = region.withheld { span.small.muted { " – " (shown(&why.to_string(), &BTreeMap::new())) } }
                    @else if region.is_gathered() { span.small.muted { " – lues ensemble" } }
                }
            }
        }
    }
}
