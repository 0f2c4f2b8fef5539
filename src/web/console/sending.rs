//! Sending the letters of a wave, asked once more: who would get what, how many would not and why, then the button.

use actix_web::http::StatusCode;
use actix_web::web;
use maud::{Markup, html};

use crate::app::account::Actor;
use crate::app::letters::{Planned, Rehearsal, Sending};
use crate::app::wave_status::WaveSummary;
use crate::app::{App, AppError};
use crate::domain::id::WaveSlug;
use crate::domain::wave::paris;
use crate::web::console::letters;
use crate::web::html::{Nav, Shell, count, shell};
use crate::web::identity::BrowsingPollster;
use crate::web::reply::{self, Reply};

/// Addresses shown on the page.
const SHOWN: usize = 200;

fn sending(name: &str) -> Result<Sending, AppError> {
    match name {
        "invitations" => Ok(Sending::Invitations),
        "relances" => Ok(Sending::Reminders),
        "renvois" => Ok(Sending::Failed),
        _ => Err(AppError::AddressAbsent),
    }
}

pub async fn show(app: web::Data<App>, path: web::Path<(WaveSlug, String)>, pollster: BrowsingPollster) -> Reply {
    let BrowsingPollster(_) = pollster;
    let (slug, name) = path.into_inner();
    let which = sending(&name)?;
    let summary = app.wave_status(&slug).await?.summary;
    let rehearsal = app.rehearse(&slug, which).await?;
    Ok(reply::page(StatusCode::OK, view(&summary, &rehearsal, which, &name)))
}

pub async fn send(app: web::Data<App>, path: web::Path<(WaveSlug, String)>, pollster: BrowsingPollster) -> Reply {
    let (slug, name) = path.into_inner();
    let actor = Actor::Account(pollster.0);
    let count = match sending(&name)? {
        Sending::Invitations => app.send_invitations(&actor, &slug).await?,
        Sending::Reminders => app.send_reminders(&actor, &slug).await?,
        Sending::Failed => app.retry_letters(&actor, &slug).await?,
    };
    let told = ["/console/vagues/", slug.as_str(), "/courriers?partis=", &count.to_string()].concat();
    Ok(reply::see_other(&told))
}

fn view(summary: &WaveSummary, rehearsal: &Rehearsal, which: Sending, name: &str) -> Markup {
    let title = match which {
        Sending::Invitations => "Envoyer les invitations\u{a0}?",
        Sending::Reminders => "Relancer maintenant\u{a0}?",
        Sending::Failed => "Renvoyer ce qui n’a pas pu partir\u{a0}?",
    };
    let back = ["/console/vagues/", summary.slug.as_str(), "/courriers"].concat();
    let content = html! {
        p.muted { a href=(back) { "Courriers" } }
        h1 { (title) }
        @if rehearsal.planned.is_empty() {
            p.lead { "Personne n’a de courrier à recevoir." }
        } @else {
            p.lead { strong { (count(number(rehearsal.planned.len()))) } @if rehearsal.planned.len() == 1 { " personne recevrait un courrier." } @else { " personnes recevraient un courrier." } }
            @if let Some(first) = rehearsal.planned.first() { p { "Départ à partir du " (paris::words(first.leaves_at)) "." } }
            p { "Chacune est revue au moment de l’envoi\u{a0}: qui a répondu, refusé, ou ne veut plus de courrier ne reçoit rien." }
        }
        @if !rehearsal.kept_back.is_empty() {
            h2 { "N’en recevraient pas" }
            dl.facts.card { @for (fate, number) in &rehearsal.kept_back { dt { (fate.french()) } dd { (number) } } }
        }
        @if !rehearsal.planned.is_empty() {
            form.actions method="post" action=(letters::address(summary, name)) {
                button type="submit" { @match which { Sending::Invitations => "Envoyer", Sending::Reminders => "Relancer", Sending::Failed => "Renvoyer" } }
                a href=(back) { "Ne rien envoyer" }
            }
            (list(&rehearsal.planned, which))
        }
    };
    shell(&Shell { is_simulated: summary.is_simulated, ..Shell::new(title, Nav::Console) }, &content)
}

fn list(planned: &[Planned], which: Sending) -> Markup {
    let command = match which {
        Sending::Invitations => "sonde wave invite VAGUE --send --dry-run",
        Sending::Reminders => "sonde wave remind VAGUE --dry-run",
        Sending::Failed => "sonde wave invite VAGUE --retry-failed --dry-run",
    };
    let untold = planned.len().saturating_sub(SHOWN);
    html! {
        h2 { "Qui recevrait quoi" }
        div.scroll { table.columns {
            caption.hidden-text { "Courriers qui partiraient" }
            thead { tr { th scope="col" { "Adresse" } th scope="col" { "Courrier" } th scope="col" { "Langue" } } }
            tbody { @for one in planned.iter().take(SHOWN) {
                tr { td { (one.email) } td { (one.step) } td { (one.language.code()) } }
            } }
        } }
        @if untold > 0 { p { "… et " (count(number(untold))) " autres\u{a0}; la liste entière\u{a0}: " code { (command) } "." } }
    }
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
