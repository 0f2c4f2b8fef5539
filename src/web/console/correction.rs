//! The correction that waits, read before it is answered for: what it changes in the wave file and in the figures, before and
//! after. What is decided bears the name of what was read; a proposal that changed since is shown instead.

use actix_web::http::StatusCode;
use actix_web::web;
use maud::{Markup, html};
use serde::Deserialize;

use crate::app::account::{Account, Actor};
use crate::app::read_correction::{Named, Proposal, Publications};
use crate::app::{App, AppError};
use crate::domain::id::WaveSlug;
use crate::domain::release::Difference;
use crate::domain::wave::paris;
use crate::web::body::{Sent, typed};
use crate::web::console::publications::{self, Said};
use crate::web::html::{Concern, Nav, Shell, count, flash, shell, typeset};
use crate::web::identity::BrowsingPollster;
use crate::web::reply::{self, Reply};

/// What the buttons ask.
const APPROVE: &str = "approuver";
const WITHDRAW: &str = "retirer";
const DIGEST: &str = "empreinte";
/// Changes shown in one table; the others are counted.
const SHOWN_MAX: usize = 100;

#[derive(Deserialize)]
pub struct After {
    /// Told after a proposal.
    fait: Option<String>,
}

pub fn address(slug: &WaveSlug, number: u32) -> String {
    [publications::address(slug).as_str(), "/", &number.to_string()].concat()
}

pub async fn show(
    app: web::Data<App>,
    path: web::Path<(WaveSlug, u32)>,
    after: web::Query<After>,
    pollster: BrowsingPollster,
) -> Reply {
    let (slug, number) = path.into_inner();
    let publications = app.wave_publications(&slug).await?;
    match &publications.waiting {
        Some(waiting) if waiting.number == number => {
            let is_new = after.fait.is_some();
            page(&app, &pollster.0, &publications, waiting, StatusCode::OK, is_new, None).await
        }
        _ => Ok(reply::see_other(&publications::address(&slug))),
    }
}

pub async fn decide(
    app: web::Data<App>,
    path: web::Path<(WaveSlug, u32)>,
    pollster: BrowsingPollster,
    sent: Sent,
) -> Reply {
    let (slug, number) = path.into_inner();
    let fields = sent.form(&app).await?;
    let actor = Actor::Account(pollster.0.clone());
    let named = Named { number, digest: typed(&fields, DIGEST) };
    let (done, decided) = match typed(&fields, "acte") {
        APPROVE => ("approuvee", app.approve_correction(&actor, &slug, named).await.map(drop)),
        WITHDRAW => ("retiree", app.withdraw_correction(&actor, &slug, named).await),
        _ => return Err(AppError::BadField { field: "acte", why: [APPROVE, WITHDRAW].join(", ") }.into()),
    };
    let (status, refused) = match decided {
        Ok(()) => return Ok(reply::see_other(&[&publications::address(&slug), "?fait=", done].concat())),
        Err(error @ AppError::SameCorrector) => (StatusCode::FORBIDDEN, error.to_string()),
        Err(
            error @ (AppError::CorrectionMoved
            | AppError::CorrectionAbsent
            | AppError::CorrectionRefused(_)
            | AppError::ResponsesErased),
        ) => (StatusCode::CONFLICT, error.to_string()),
        Err(error) => return Err(error.into()),
    };
    let publications = app.wave_publications(&slug).await?;
    match &publications.waiting {
        Some(waiting) => page(&app, &pollster.0, &publications, waiting, status, false, Some(&refused)).await,
        None => {
            let said = Said { refused: Some(refused), ..Said::default() };
            publications::page(&app, &slug, status, &said).await
        }
    }
}

/// On the page of the publications.
pub fn card(slug: &WaveSlug, waiting: &Proposal) -> Markup {
    html! {
        div.told {
            p { strong { "La correction nº\u{a0}" (waiting.number) " attend une seconde personne." } }
            p { "Proposée par " (waiting.proposed_by) ", le " (paris::words(waiting.proposed_at)) ". Motif\u{a0}: " (waiting.reason) }
            p { a.button href=(address(slug, waiting.number)) { "Relire la correction nº\u{a0}" (waiting.number) } }
        }
    }
}

async fn page(
    app: &App,
    account: &Account,
    publications: &Publications,
    waiting: &Proposal,
    status: StatusCode,
    is_new: bool,
    refused: Option<&str>,
) -> Reply {
    let summary = &publications.summary;
    let digest = waiting.digest.hex();
    let named = Named { number: waiting.number, digest: &digest };
    // What keeps it from being computed keeps it from being approved, not from being withdrawn.
    let figures = match app.corrected_figures(&Actor::Account(account.clone()), &summary.slug, named).await {
        Ok(figures) => Ok(figures),
        Err(error @ (AppError::ResponsesErased | AppError::CorrectionRefused(_))) => Err(error.to_string()),
        Err(error) => return Err(error.into()),
    };
    let title = ["Correction nº\u{a0}", &waiting.number.to_string()].concat();
    let content = html! {
        p.muted {
            a href={ "/console/vagues/" (summary.slug) } { (summary.title) } " · "
            a href=(publications::address(&summary.slug)) { "Publications" }
        }
        @if let Some(refused) = refused {
            div.summary role="alert" tabindex="-1" autofocus { h2 { "Rien n’est changé" } p { a href="#changements" { (refused) } } }
        }
        h1 { (title) }
        @if is_new { (flash(&html! { "La correction est proposée. Elle paraîtra quand une autre personne l’aura relue et approuvée." })) }
        dl.facts.card {
            dt { "Proposée" } dd { (paris::words(waiting.proposed_at)) ", par " (waiting.proposed_by) }
            dt { "Motif, que tout le monde lira" } dd { (waiting.reason) }
            dt { "Empreinte" } dd { code { (waiting.short_digest()) "…" } }
        }
        p { a href="#decider" { "Aller à la décision" } }
        h2 #changements { "Dans le fichier de la vague" }
        (changes(&waiting.fields, "Le fichier ne change pas."))
        h2 { "Dans les chiffres" }
        @match &figures {
            Ok(figures) => (changes(figures, "Aucun chiffre ne change.")),
            Err(why) => { p.lead { (why) } },
        }
        h2 #decider { "Décider" }
        (forms(account, publications, waiting, figures.is_ok()))
    };
    let concern = Concern::faults(refused.is_some());
    let page = Shell { is_simulated: summary.is_simulated, concern, ..Shell::new(&title, Nav::Console) };
    Ok(reply::page(status, shell(&page, &content)))
}

/// One below the other: on a narrow screen too, what comes after stands beside what was before.
fn changes(changes: &[Difference], none: &str) -> Markup {
    let rest = changes.len().saturating_sub(SHOWN_MAX);
    html! {
        @match changes.len() {
            0 => { p { (none) } },
            1 => { p { "Un changement." } },
            number => { p { (count(u64::try_from(number).unwrap_or(u64::MAX))) " changements." } },
        }
        @if !changes.is_empty() {
            ul.card.changes {
                @for one in changes.iter().take(SHOWN_MAX) {
                    li {
                        span.muted { (typeset((&one.place).into())) } br;
                        (typeset((&one.published).into())) " → " strong { (typeset((&one.other).into())) }
                    }
                }
            }
        }
        @if rest > 0 {
            p { "… et " (count(u64::try_from(rest).unwrap_or(u64::MAX))) " autres, que donne " code { "sonde wave correct VAGUE --json" } "." }
        }
    }
}

fn forms(account: &Account, publications: &Publications, waiting: &Proposal, is_sound: bool) -> Markup {
    let action = address(&publications.summary.slug, waiting.number);
    let is_own = account.email == waiting.proposed_by;
    let digest = waiting.digest.hex();
    html! {
        div.verbs {
            @if is_own {
                div.card { p { "Vous l’avez proposée\u{a0}: il faut une autre personne pour l’approuver." } }
            } @else if is_sound {
                form.card method="post" action=(action) {
                    input type="hidden" name="acte" value=(APPROVE);
                    input type="hidden" name=(DIGEST) value=(digest);
                    p {
                        "Elle prend la place de la publication en vigueur, qui reste lisible avec le motif. "
                        strong { "C’est sans retour\u{a0}: une publication ne se retire pas." }
                    }
                    button type="submit" { "Approuver la correction nº\u{a0}" (waiting.number) }
                }
            }
            form.card method="post" action=(action) {
                input type="hidden" name="acte" value=(WITHDRAW);
                input type="hidden" name=(DIGEST) value=(digest);
                p { "Retirée, elle n’attend plus\u{a0}; le journal garde qu’elle a été proposée. Une autre pourra l’être." }
                button.second type="submit" { "Retirer la correction" }
            }
        }
    }
}
