//! What was published of a wave and what waits to be: each publication with who answers for it, the correction that waits for a
//! second person, a file to propose one, and who reads before the embargo.

use actix_web::http::StatusCode;
use actix_web::web;
use maud::{Markup, html};
use serde::Deserialize;

use crate::app::account::Actor;
use crate::app::early_reading::EarlyReader;
use crate::app::read_correction::{ApprovedRelease, Publications};
use crate::app::{App, AppError};
use crate::domain::id::WaveSlug;
use crate::domain::wave::{WaveState, paris};
use crate::web::body::{Sent, typed};
use crate::web::console::{correction, propose};
use crate::web::html::{Concern, Nav, Shell, flash, shell};
use crate::web::identity::BrowsingPollster;
use crate::web::reply::{self, Reply};

const TITLE: &str = "Publications";
/// What the buttons of the list ask.
const ADD: &str = "inscrire";
const REMOVE: &str = "oter";

#[derive(Deserialize)]
pub struct After {
    /// What was just done, to be told in a sentence.
    fait: Option<String>,
}

pub fn address(slug: &WaveSlug) -> String {
    ["/console/vagues/", slug.as_str(), "/publications"].concat()
}

pub async fn show(
    app: web::Data<App>,
    slug: web::Path<WaveSlug>,
    after: web::Query<After>,
    pollster: BrowsingPollster,
) -> Reply {
    let BrowsingPollster(_) = pollster;
    let done = after.fait.as_deref().and_then(told);
    page(&app, &slug, StatusCode::OK, &Said { done, ..Said::default() }).await
}

/// The early-access list: one account added or taken off.
pub async fn change_list(
    app: web::Data<App>,
    slug: web::Path<WaveSlug>,
    pollster: BrowsingPollster,
    sent: Sent,
) -> Reply {
    let fields = sent.form(&app).await?;
    let (email, actor) = (typed(&fields, "email"), Actor::Account(pollster.0));
    let (done, changed) = match typed(&fields, "acte") {
        ADD => ("inscrit", app.allow_early_reading(&actor, &slug, email).await),
        REMOVE => ("ote", app.end_early_reading(&actor, &slug, email).await),
        _ => return Err(AppError::BadField { field: "acte", why: [ADD, REMOVE].join(", ") }.into()),
    };
    match changed {
        Ok(()) => Ok(reply::see_other(&[&address(&slug), "?fait=", done].concat())),
        Err(AppError::BadField { why, .. }) => {
            let said = Said { email, list_fault: Some(&why), ..Said::default() };
            page(&app, &slug, StatusCode::UNPROCESSABLE_ENTITY, &said).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The sentence that tells what was just done.
fn told(done: &str) -> Option<&'static str> {
    Some(match done {
        "approuvee" => "La correction est approuvée et publiée sous son numéro, sous le même embargo.",
        "retiree" => "La correction est retirée\u{a0}: rien n’attend plus.",
        "inscrit" => "Le compte est inscrit\u{a0}: il lit les résultats avant l’embargo, et chaque lecture est notée.",
        "ote" => "Le compte est ôté de la liste\u{a0}; ses lectures restent notées.",
        _ => return None,
    })
}

/// What stands on the page besides the publications.
#[derive(Default)]
pub struct Said<'s> {
    pub done: Option<&'static str>,
    /// Why what was asked was not done.
    pub refused: Option<String>,
    /// Each fault of a file, under it.
    pub faults: Vec<String>,
    /// The reason of a proposal, as it was sent.
    pub reason: &'s str,
    pub email: &'s str,
    pub list_fault: Option<&'s str>,
}

pub async fn page(app: &App, slug: &WaveSlug, status: StatusCode, said: &Said<'_>) -> Reply {
    let publications = app.wave_publications(slug).await?;
    let readers = app.early_readers(slug).await?;
    let summary = &publications.summary;
    let content = html! {
        p.muted { a href={ "/console/vagues/" (summary.slug) } { (summary.title) } }
        @if let Some(refused) = &said.refused {
            div.summary role="alert" tabindex="-1" autofocus {
                h2 { "Rien n’est changé" }
                p { a href="#correction" { (refused) } }
                @if !said.faults.is_empty() { ul { @for fault in &said.faults { li { (fault) } } } }
            }
        }
        @if let Some(why) = said.list_fault {
            div.summary role="alert" tabindex="-1" autofocus { h2 { "La liste n’est pas changée" } p { a href="#email" { (why) } } }
        }
        h1 { (TITLE) }
        @if let Some(sentence) = said.done { (flash(&html! { (sentence) })) }
        (approved(&publications))
        @if summary.state.is_approved() { (corrections(&publications, said)) }
        (early(&publications, &readers, said))
    };
    let concern = Concern::faults(said.refused.is_some() || said.list_fault.is_some());
    let page = Shell { is_simulated: summary.is_simulated, concern, ..Shell::new(TITLE, Nav::Console) };
    Ok(reply::page(status, shell(&page, &content)))
}

fn approved(publications: &Publications) -> Markup {
    let summary = &publications.summary;
    if publications.approved.is_empty() {
        return html! { p.lead { "Rien n’est encore approuvé\u{a0}: la vague est " (summary.state.french()) "." } };
    }
    html! {
        @if summary.state != WaveState::Public {
            p { "Sous embargo jusqu’au " strong { (paris::words(summary.embargo_at)) } "." }
        }
        ol.list { @for one in publications.approved.iter().rev() { li.card { (publication(publications, one)) } } }
    }
}

fn publication(publications: &Publications, one: &ApprovedRelease) -> Markup {
    let summary = &publications.summary;
    let is_latest = publications.approved.last().is_some_and(|last| last.number == one.number);
    let digest = one.digest.hex();
    html! {
        h2 {
            "Publication nº\u{a0}" (one.number)
            @if is_latest { " " span.tag { "en vigueur" } }
        }
        dl.facts {
            dt { "Approuvée" } dd { (paris::words(one.approved_at)) ", par " (one.approved_by) }
            @if let Some(reason) = &one.reason { dt { "Motif" } dd { (reason) } }
            // It follows the answers: before the embargo the page says nothing that does.
            @if summary.state == WaveState::Public {
                dt { "Empreinte" } dd { code { (digest.chars().take(12).collect::<String>()) "…" } }
            }
        }
        @if summary.state == WaveState::Public {
            p { a href={ "/resultats/" (summary.slug) "/" (one.number) } { "Lire la publication nº\u{a0}" (one.number) } }
        }
    }
}

fn corrections(publications: &Publications, said: &Said<'_>) -> Markup {
    html! {
        section #correction {
            h2 { "Correction" }
            @match &publications.waiting {
                Some(waiting) => (correction::card(&publications.summary.slug, waiting)),
                None => { p.muted { "Aucune correction n’attend." } },
            }
            (propose::form(publications, said))
        }
    }
}

fn early(publications: &Publications, readers: &[EarlyReader], said: &Said<'_>) -> Markup {
    let action = ["/console/vagues/", publications.summary.slug.as_str(), "/lecteurs"].concat();
    html! {
        h2 { "Lecture avant l’embargo" }
        p.muted { "Les comptes de cette liste lisent les résultats approuvés avant tout le monde. Chaque lecture est notée." }
        @if readers.is_empty() { p { "Personne." } }
        @if !readers.is_empty() {
            ul.list { @for reader in readers { li.card { (one_reader(&action, reader)) } } }
        }
        form.card method="post" action=(action) {
            input type="hidden" name="acte" value=(ADD);
            div.field-row {
                label.field for="email" { "Adresse du compte à inscrire" }
                @if let Some(why) = said.list_fault { p.error #e-email { "Erreur\u{a0}: " (why) } }
                input #email type="email" name="email" value=(said.email) required autocomplete="off"
                    aria-describedby=[said.list_fault.map(|_| "e-email")] aria-invalid=[said.list_fault.map(|_| "true")];
            }
            button.second type="submit" { "Inscrire" }
        }
    }
}

fn one_reader(action: &str, reader: &EarlyReader) -> Markup {
    let count = reader.readings.len();
    html! {
        div.verbs {
            form method="post" action=(action) {
                p {
                    strong { (reader.email) }
                    @if !reader.is_on_list { " " span.tag { "ôté de la liste" } }
                    br;
                    span.muted {
                        @match reader.readings.last() {
                            None => "N’a rien lu.",
                            Some((at, number)) => {
                                (count) @if count == 1 { " lecture" } @else { " lectures" }
                                ", la dernière le " (paris::moment_words(*at)) ", de la publication nº\u{a0}" (number) "."
                            }
                        }
                    }
                }
                @if reader.is_on_list {
                    input type="hidden" name="acte" value=(REMOVE);
                    input type="hidden" name="email" value=(reader.email);
                    button.second type="submit" { "Ôter" span.hidden-text { " " (reader.email) } }
                }
            }
        }
    }
}
