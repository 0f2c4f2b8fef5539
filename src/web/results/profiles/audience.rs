//! The sheet of an audience: what was published of it over the years, in the template of the fiches, beside the waves of this
//! service that asked it. Nothing is drawn: figures of several waves and sources stand side by side.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::web;
use maud::{Markup, html};

use crate::app::read_release::StoredRelease;
use crate::app::{App, AppError};
use crate::domain::published::{Line, LineValue, Published, QuestionLines};
use crate::domain::questionnaire::Language;
use crate::domain::release::profile::PARTS;
use crate::web::html::{Nav, Shell, count, shell, shown};
use crate::web::reply::{self, Reply};
use crate::web::results::dates::wave_words;
use crate::web::results::{all_public, history};

/// Questions of the published series beside those of the template, each under the part it belongs to.
const BESIDE: [(&str, &[&str]); 3] = [
    (
        "Le territoire et l’engagement",
        &["INNOV_TERRITOIRE", "DYNAMIQUE", "PART_PRATIQUE", "PART_PRATIQUE_ENT", "PART_EXISTE", "PART_POSITION"],
    ),
    ("Les fragilités", &[]),
    ("La vision de « jouer collectif »", &["PART_URGENCE", "JC_MANDAT"]),
];

pub async fn show(app: web::Data<App>, audience: web::Path<String>) -> Reply {
    let published = app.read_published()?;
    let is_known = published
        .by_study()
        .iter()
        .flat_map(|study| &study.waves)
        .flat_map(|wave| &wave.questions)
        .any(|question| question.printed.audience == *audience);
    if !is_known {
        return Err(AppError::AddressAbsent.into());
    }
    let title = published.labels.audience(&audience).to_owned();
    let mut releases = all_public(&app).await?;
    releases.retain(|stored| stored.released.content().wave.audience == title);
    Ok(reply::page(StatusCode::OK, view(published, &audience, &title, &releases)))
}

fn view(published: &Published, audience: &str, title: &str, releases: &[Arc<StoredRelease>]) -> Markup {
    let studies = published.by_study();
    let of_them: Vec<&QuestionLines> = studies
        .iter()
        .flat_map(|study| &study.waves)
        .flat_map(|wave| &wave.questions)
        .filter(|question| question.printed.audience == audience)
        .collect();
    let is_simulated = releases.iter().any(|release| release.released.content().is_simulated);
    let body = html! {
        nav.trail aria-label="Fil" { a href="/resultats" { "Résultats" } " · " a href="/resultats/comparaisons" { "comparaisons" } }
        article.fiche {
            header.fiche-head {
                p.fiche-kind { "Fiche Repère" }
                h1 { (title) }
                (studied(published, &of_them))
            }
            @for (part, questions) in PARTS {
                @let beside = BESIDE.iter().find(|(known, _)| *known == part).map_or(&[][..], |(_, more)| more);
                @let found: Vec<&QuestionLines> = of_them.iter().copied().filter(|one| {
                    let id = one.printed.question.as_str();
                    questions.iter().any(|(known, _)| *known == id) || beside.contains(&id)
                }).collect();
                @if !found.is_empty() {
                    section {
                        h2 { (part) }
                        @for group in grouped(&found) { (table(&group, published)) }
                    }
                }
            }
            (computed(releases))
            footer.fiche-foot { p {
                "Chiffres publiés, tels quels, avec leurs sources, à " a href="/resultats/historique" { "/resultats/historique" }
                ". D’une vague ou d’un public à l’autre ils se lisent côte à côte\u{a0}: ni moyenne, ni écart sans la même question."
            } }
        }
    };
    shell(&Shell { is_simulated, ..Shell::new(title, Nav::Public) }, &body)
}

/// In which studies they were asked.
fn studied(published: &Published, questions: &[&QuestionLines<'_>]) -> Markup {
    let mut waves: Vec<(&str, &str, Option<u32>)> = Vec::new();
    for question in questions {
        let printed = question.printed;
        let (study, wave) = (printed.study.as_str(), printed.wave.as_str());
        match waves.iter_mut().find(|(known, at, _)| *known == study && *at == wave) {
            Some((.., base)) => *base = base.or(printed.base_n),
            None => waves.push((study, wave, printed.base_n)),
        }
    }
    waves.sort_by_key(|(_, wave, _)| *wave);
    html! {
        ul.fiche-base {
            @for (study, wave, base) in &waves {
                li {
                    (history::set(published.labels.study(study))) ", " (wave_words(wave))
                    @match base { Some(base) => { " · " (count((*base).into())) " interrogés" }, None => " · effectif non publié" }
                }
            }
        }
    }
}

/// One question about one part of the universe, wave after wave.
fn grouped<'q, 'p>(questions: &[&'q QuestionLines<'p>]) -> Vec<Vec<&'q QuestionLines<'p>>> {
    let mut groups: Vec<Vec<&QuestionLines>> = Vec::new();
    for question in questions {
        let is_same = |known: &&mut Vec<&QuestionLines>| {
            known.first().is_some_and(|first| {
                first.printed.question == question.printed.question
                    && first.printed.subpopulation == question.printed.subpopulation
            })
        };
        match groups.iter_mut().find(is_same) {
            Some(known) => known.push(question),
            None => groups.push(vec![question]),
        }
    }
    for group in &mut groups {
        group.sort_by_key(|question| &question.printed.wave);
    }
    groups
}

/// A line an answer, a column a wave: read across, never joined.
fn table(group: &[&QuestionLines<'_>], published: &Published) -> Markup {
    let Some(first) = group.first() else { return html! {} };
    let mut answers: Vec<&Line> = Vec::new();
    for line in group.iter().flat_map(|question| &question.lines) {
        if !answers.iter().any(|known| is_same(known, line)) {
            answers.push(line);
        }
    }
    html! {
        // Wider than a phone where there are many waves: it scrolls, by the keyboard too.
        div.scroll role="group" aria-label=(history::set(published.labels.question(first.printed.question.as_str()))) tabindex="0" {
            table.fiche-lines.waves {
                caption {
                    (history::set(published.labels.question(first.printed.question.as_str())))
                    @if let Some(part) = &first.printed.subpopulation { span.muted { " · " (published.labels.subpopulation(part)) } }
                }
                thead { tr {
                    th scope="col" { span.hidden-text { "Réponse" } }
                    @for question in group { th.num scope="col" { (wave_words(&question.printed.wave)) } }
                } }
                tbody {
                    @for answer in answers {
                        tr {
                            th scope="row" { @if answer.is_part { span.muted { "dont " } } (history::set(&history::name(answer, &published.labels))) }
                            @for question in group { td.num { (cell(question, answer)) } }
                        }
                    }
                }
            }
        }
    }
}

fn is_same(one: &Line<'_>, other: &Line<'_>) -> bool {
    one.printed.item == other.printed.item && one.code == other.code
}

/// What was printed of it: every value its sources give, with the mark of what they are.
fn cell(question: &QuestionLines<'_>, answer: &Line<'_>) -> Markup {
    let found: Vec<&Line> = question.lines.iter().filter(|line| is_same(line, answer)).collect();
    html! {
        @for (number, line) in found.iter().enumerate() {
            @if number > 0 { " ou " }
            strong { (history::value(line.value)) }
        }
        @if found.iter().any(|line| line.is_in_conflict()) { br; span.small.muted { "conflit entre sources" } }
        @else if found.iter().any(|line| matches!(line.value, LineValue::DerivedPercent(_))) { br; span.small.muted { "calculé" } }
        @if found.is_empty() { "–" }
    }
}

/// The waves of this service: their own line, and where to read them.
fn computed(releases: &[Arc<StoredRelease>]) -> Markup {
    html! {
        @if !releases.is_empty() {
            section {
                h2 { "Calculé par ce service" }
                ul {
                    @for release in releases {
                        @let content = release.released.content();
                        li {
                            a href={ "/resultats/" (content.wave.slug) } { (content.wave.title) } ", terrain " (content.period(Language::Fr))
                            @if content.is_simulated { " " span.tag.sim { "données simulées" } }
                            @if let Some(sentence) = release.released.headline_sentence() { br; (shown(&sentence, &std::collections::BTreeMap::new())) }
                        }
                    }
                }
            }
        }
    }
}
