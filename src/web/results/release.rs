//! The page of one release: the headline in words, each question with its bases and intervals, and how it was made.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, web};
use maud::{Markup, html};

use crate::app::read_release::StoredRelease;
use crate::app::{App, AppError};
use crate::domain::id::WaveSlug;
use crate::domain::release::ReleaseContent;
use crate::domain::wave::paris;
use crate::web::error::Refusal;
use crate::web::html::{Nav, Shell, count, decimal, shell, shown};
use crate::web::identity::Visitor;
use crate::web::reply::Reply;
use crate::web::results::frozen::{Frozen, frozen};
use crate::web::results::{files, publications, reader, table};

pub async fn show(app: web::Data<App>, slug: web::Path<WaveSlug>, visitor: Visitor, request: HttpRequest) -> Reply {
    let stored = app.read_release(reader(visitor.0.as_ref()), &slug).await.map_err(neutral)?;
    Ok(frozen(&request, &stored, &PAGE, || view(&stored).into_string()))
}

pub(super) const PAGE: Frozen<'_> = Frozen { part: "page", media_type: "text/html; charset=utf-8", file_name: None };

/// One reply for a wave that does not exist and for one whose time has not come.
pub fn neutral(error: AppError) -> Refusal {
    match error {
        AppError::WaveAbsent | AppError::UnderEmbargo { .. } | AppError::WrongState { .. } | AppError::NotAllowed => {
            AppError::ReleaseNotPublic.into()
        }
        other => other.into(),
    }
}

pub(super) fn view(stored: &StoredRelease) -> Markup {
    let content = stored.released.content();
    let title = content.wave.title.as_str();
    let body = html! {
        p.muted { a href="/resultats" { "Résultats" } " · vague " (content.wave.key) }
        h1 { (title) }
        @if stored.is_early { (early()) }
        (publications::notice(stored))
        @if let Some(sentence) = stored.released.headline_sentence() { p.headline { (shown(&sentence, &BTreeMap::new())) } }
        p.muted {
            (count(content.base_n.into())) " personnes interrogées · " (content.wave.universe) " · " (fieldwork(content))
            @if content.is_simulated { " · " span.tag.sim { "données simulées" } }
        }
        @if stored.is_consultation { div.told role="note" { p { strong { "Consultation ouverte." } " " (CONSULTATION) } } }
        @for one in &content.tables { (table::view(one, content.disclosure)) }
        (method(content, stored.is_consultation))
        (downloads(stored))
    };
    shell(&Shell { is_simulated: content.is_simulated, ..Shell::new(title, Nav::Public) }, &body)
}

/// Of a wave anybody could answer.
const CONSULTATION: &str = "Chacun pouvait y répondre\u{a0}: ces chiffres sont ceux des personnes qui ont répondu, redressées ou non. Ils ne \
                            mesurent pas l’avis d’une population, et les intervalles ne disent que l’effet du nombre de réponses.";

pub(super) fn early() -> Markup {
    html! {
        div.flash role="note" {
            p { strong { "Lecture avant l'embargo." } " Ces résultats ne sont pas publics\u{a0}; votre lecture est enregistrée." }
        }
    }
}

fn fieldwork(content: &ReleaseContent) -> Markup {
    html! { "du " (paris::day_words(content.wave.fieldwork_start)) " au " (paris::day_words(content.wave.fieldwork_end)) }
}

/// What a reader needs to judge and to cite the figures.
fn method(content: &ReleaseContent, is_consultation: bool) -> Markup {
    let (wave, parties, weights) = (&content.wave, &content.parties, &content.weighting);
    html! {
        section.card aria-labelledby="methode" {
            h2 #methode { "Comment ces chiffres sont faits" }
            dl.facts {
                dt { "Commanditaire" } dd { (parties.sponsor) @if !parties.sponsor_quality.is_empty() { ", " (parties.sponsor_quality) } }
                dt { "Recueil" } dd { (parties.fieldwork_institute) ", " (mode_words(&wave.mode)) ", " (fieldwork(content)) }
                dt { "Direction scientifique" } dd { (parties.scientific_lead) }
                dt { "Population" } dd { (wave.universe) }
                @if weights.margins.is_empty() {
                    dt { "Base" } dd { (count(content.base_n.into())) " réponses" }
                    dt { "Redressement" } dd { "aucun\u{a0}: chaque réponse compte pour une" }
                } @else {
                    dt { "Base" } dd { (count(content.base_n.into())) " personnes, méthode des quotas\u{a0}; base efficace " (count(weights.effective_n.into())) }
                    dt { "Redressement" } dd {
                        (method_words(&weights.method)) ", schéma " (weights.scheme_version) "\u{a0}; effet de plan " (decimal(weights.design_effect))
                        ", poids de " (decimal(weights.weight_min)) " à " (decimal(weights.weight_max))
                    }
                    dt { "Marges" } dd { ul { @for margin in &weights.margins { li { (margin.label) "\u{a0}: " (margin.source) } } } }
                }
                dt { "Secret" } dd {
                    "colonne masquée sous " (content.disclosure.cell_base_min) " personnes, et d’autres avec elle pour qu’elle ne se retrouve pas par différence\u{a0}; pourcentage seul sous "
                    (content.disclosure.share_base_min)
                }
            }
            @for line in &content.reading { p.small { (line) } }
            @if !wave.questionnaire_notice.is_empty() { p.small { (wave.questionnaire_notice) } }
            @if content.is_simulated { p { strong { "Données simulées" } "\u{a0}: ces chiffres viennent d'une démonstration." } }
            p.small.muted {
                "Toute reprise porte la mention «\u{a0}" @if is_consultation { "Consultation " } @else { "Sondage " } (parties.fieldwork_institute) " pour " (parties.sponsor) "\u{a0}»."
            }
        }
    }
}

/// How people were asked, in words; a mode without words stays as declared.
fn mode_words(mode: &str) -> &str {
    match mode {
        "cawi" => "questionnaire auto-administré en ligne (CAWI)",
        "cati" => "entretien téléphonique (CATI)",
        other => other,
    }
}

fn method_words(method: &str) -> &str {
    match method {
        "raking" => "calage sur marges (raking)",
        other => other,
    }
}

fn downloads(stored: &StoredRelease) -> Markup {
    html! {
        (files::list(stored))
        (publications::history(stored))
        p.small.muted { "Publication nº\u{a0}" (stored.number) ", empreinte " code { (stored.digest.hex().get(..16).unwrap_or_default()) } }
    }
}
