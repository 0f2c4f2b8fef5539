//! One entry read over: every answer with its question, contacts marked, and what it may become.

use actix_web::http::StatusCode;
use actix_web::web;
use maud::{Markup, html};
use serde::Deserialize;

use crate::app::account::{Account, Actor, Role};
use crate::app::entries::{Decision, EntryView};
use crate::app::{App, AppError};
use crate::domain::id::WaveSlug;
use crate::domain::moderation::{EntryStatus, MoveRefused, REASON_CHARS_MAX, Readers};
use crate::domain::wave::paris;
use crate::web::body::{Sent, typed};
use crate::web::console::entries;
use crate::web::forms::fields::Written;
use crate::web::html::{Concern, Nav, Shell, flash, shell};
use crate::web::identity::BrowsingPollster;
use crate::web::reply::{self, Reply};

#[derive(Deserialize)]
pub struct After {
    /// Told after a decision.
    fait: Option<String>,
}

/// The name of a withdrawal's field on the page.
const REASON: &str = "motif";

pub async fn show(
    app: web::Data<App>,
    path: web::Path<(WaveSlug, String)>,
    after: web::Query<After>,
    pollster: BrowsingPollster,
) -> Reply {
    let (slug, id) = path.into_inner();
    let entry = app.entry(&slug, &id).await?;
    let is_done = after.fait.as_deref().and_then(EntryStatus::parse) == Some(entry.status);
    let told = Told { is_done, refused: None, reason: "" };
    Ok(reply::page(StatusCode::OK, view(&entry, &pollster.0, &told)))
}

pub async fn decide(
    app: web::Data<App>,
    path: web::Path<(WaveSlug, String)>,
    pollster: BrowsingPollster,
    sent: Sent,
) -> Reply {
    let (slug, id) = path.into_inner();
    let fields = sent.form(&app).await?;
    let field = |name: &str| typed(&fields, name);
    let accepted = || EntryStatus::ALL.map(EntryStatus::as_str).join(", ");
    let to =
        EntryStatus::parse(field("statut")).ok_or_else(|| AppError::BadField { field: "statut", why: accepted() })?;
    let actor = Actor::Account(pollster.0.clone());
    match app.moderate(&actor, &slug, &id, to, field(REASON)).await {
        Ok(()) => Ok(reply::see_other(&[&address(&slug, &id), "?fait=", to.as_str()].concat())),
        Err(AppError::EntryStays(refused @ (MoveRefused::ReasonMissing | MoveRefused::ReasonTooLong))) => {
            let entry = app.entry(&slug, &id).await?;
            let told = Told { is_done: false, refused: Some(&refused), reason: field(REASON) };
            Ok(reply::page(StatusCode::UNPROCESSABLE_ENTITY, view(&entry, &pollster.0, &told)))
        }
        Err(error) => Err(error.into()),
    }
}

fn address(slug: &WaveSlug, id: &str) -> String {
    [&entries::address(slug), "/", id].concat()
}

/// What stands on the page besides the entry.
struct Told<'t> {
    is_done: bool,
    refused: Option<&'t MoveRefused>,
    /// The reason as it was sent.
    reason: &'t str,
}

fn view(entry: &EntryView, account: &Account, told: &Told<'_>) -> Markup {
    let spec = &entry.wave.spec;
    let written = Written::of(&entry.wave, &entry.answers, Readers::Moderators);
    let title = written.title();
    let content = html! {
        p.muted {
            a href={ "/console/vagues/" (spec.slug) } { (spec.title) } " · "
            a href={ (entries::address(&spec.slug)) "?statut=" (entry.status.as_str()) } { "Fiches" }
        }
        @if let Some(refused) = told.refused {
            div.summary role="alert" tabindex="-1" autofocus { p { a href="#motif" { (refused) } } }
        }
        h1 { (title) }
        @if told.is_done { (flash(&html! { "La fiche est " (entry.status.french()) "." })) }
        p {
            span.tag { (entry.status.french()) }
            @if let Some(day) = entry.sent_on { span.muted { " reçue le " (paris::day_words(day.date_naive())) } }
        }
        @if let Some(decision) = &entry.decision { (decided(decision)) }
        @if let Some(public_id) = &entry.public_id {
            p { a href={ "/formulaires/" (spec.slug) "/" (public_id) } { "Voir la fiche publiée" } }
        }
        (written.list(Readers::Moderators))
        h2 { "Décider" }
        div.verbs { @for to in entry.status.next() { (form(entry, *to, account, told)) } }
    };
    let page = Shell {
        is_simulated: entry.is_simulated,
        concern: Concern::faults(told.refused.is_some()),
        ..Shell::new(&title, Nav::Console)
    };
    shell(&page, &content)
}

fn decided(decision: &Decision) -> Markup {
    html! {
        p.muted {
            "Dernière décision\u{a0}: " (decision.by) ", le " (paris::words(decision.at)) "."
            @if let Some(reason) = &decision.reason { " Motif\u{a0}: " (reason) }
        }
    }
}

/// One decision, with what it does. Only an administrator takes up again what was withdrawn.
fn form(entry: &EntryView, to: EntryStatus, account: &Account, told: &Told<'_>) -> Markup {
    let is_taken_up = entry.status == EntryStatus::Withdrawn;
    if is_taken_up && account.role != Role::Admin {
        return html! { p.muted { (MoveRefused::AdminOnly) } };
    }
    let (label, explains) = button(entry.status, to);
    let is_forward = to > entry.status && to != EntryStatus::Withdrawn;
    html! {
        form.card method="post" action=(address(&entry.wave.spec.slug, &entry.id)) {
            input type="hidden" name="statut" value=(to.as_str());
            p { (explains) }
            @if to == EntryStatus::Withdrawn { (reason(told)) }
            button.second[!is_forward] type="submit" { (label) }
        }
    }
}

fn reason(told: &Told<'_>) -> Markup {
    let fault = told.refused.map(|_| "e-motif");
    html! {
        div.reason {
            label.field for="motif" { "Pourquoi la retirer\u{a0}?" }
            p.help #a-motif { "Gardé avec la fiche, jamais publié. " (REASON_CHARS_MAX) " signes au plus." }
            @if let Some(refused) = told.refused { p.error #e-motif { "Erreur\u{a0}: " (refused) } }
            input #motif type="text" name=(REASON) maxlength=(REASON_CHARS_MAX) value=(told.reason) required
                aria-describedby=(["a-motif", fault.unwrap_or("")].join(" ").trim_end()) aria-invalid=[fault.map(|_| "true")];
        }
    }
}

fn button(from: EntryStatus, to: EntryStatus) -> (&'static str, &'static str) {
    match (from, to) {
        (EntryStatus::Withdrawn, _) => (
            "Reprendre la fiche",
            "Elle redevient une proposition à relire\u{a0}; elle ne reparaît qu’une fois publiée.",
        ),
        (_, EntryStatus::Proposed) => ("Remettre à relire", "Elle redevient une proposition, que quelqu’un relira."),
        (_, EntryStatus::Reviewed) => {
            ("Marquer comme relue", "Relue et prête à paraître\u{a0}; elle n’est pas encore publique.")
        }
        (_, EntryStatus::Published) => (
            "Publier",
            "Paraît aussitôt, pour tous, sans ce qui est marqué privé. Son adresse ne dit rien de qui l’a envoyée.",
        ),
        (_, EntryStatus::Withdrawn) => {
            ("Retirer la fiche", "N’est plus, ou ne sera pas, publique\u{a0}; son adresse dit qu’elle a été retirée.")
        }
    }
}
