//! Letters of a wave in the console: each as it would leave, how many left and what became of them.

use actix_web::http::StatusCode;
use actix_web::web;
use maud::{Markup, html};
use serde::Deserialize;

use crate::app::App;
use crate::app::letters::{LetterStatus, Sample, StepStatus};
use crate::app::wave_status::WaveSummary;
use crate::domain::id::WaveSlug;
use crate::domain::letter::{Block, Inline};
use crate::domain::questionnaire::Language;
use crate::domain::wave::{WaveState, paris};
use crate::web::html::{Nav, Shell, count, flash, shell};
use crate::web::identity::BrowsingPollster;
use crate::web::reply::{self, Reply};

/// While letters wait, the page is read again this often.
const REFRESH_SECONDS: u32 = 5;

#[derive(Deserialize)]
pub struct After {
    /// How many were just sent on their way.
    partis: Option<u64>,
}

pub async fn show(
    app: web::Data<App>,
    slug: web::Path<WaveSlug>,
    after: web::Query<After>,
    pollster: BrowsingPollster,
) -> Reply {
    let BrowsingPollster(_) = pollster;
    let summary = app.wave_status(&slug).await?.summary;
    let status = app.letter_status(&slug).await?;
    let samples = if status.has_plan { app.letter_samples(&slug).await? } else { Vec::new() };
    let under_way = app.letters_under_way(&slug).await?;
    Ok(reply::page(StatusCode::OK, view(&summary, &status, &samples, under_way, after.partis)))
}

fn view(
    summary: &WaveSummary,
    status: &LetterStatus,
    samples: &[Sample],
    (settled, all): (u64, u64),
    just_sent: Option<u64>,
) -> Markup {
    let title = "Courriers";
    let content = html! {
        p.muted { a href=(board(&summary.slug)) { (summary.title) } " · " a href={ (board(&summary.slug)) "/contacts" } { "Contacts" } }
        h1 { (title) }
        @if let Some(number) = just_sent {
            (flash(&html! { (count(number)) @if number < 2 { " courrier en partance." } @else { " courriers en partance." } }))
        }
        @if !status.has_plan {
            p.lead { "Les courriers de cette vague ne sont pas encore écrits." }
            p { "Ils tiennent dans un fichier à côté de celui de la vague. Quand il est prêt\u{a0}:" }
            p { code { "sonde wave letters " (summary.slug) " questionnaires/" (summary.study) "/letters/" (summary.key) ".toml" } }
        } @else {
            @if all > settled {
                p { label for="envois" { (count(settled)) " courriers traités sur " (count(all)) } }
                div.step { progress id="envois" value=(settled) max=(all) {} }
            }
            @for (rank, step) in status.steps.iter().enumerate() { (step_card(rank, step)) }
            (next(summary, status))
            h2 { "Tels qu’ils partent" }
            p.muted { "À une personne inventée\u{a0}; le lien et l’adresse pour ne plus rien recevoir sont propres à chacun." }
            @for sample in samples { (letter(sample)) }
        }
    };
    let refresh = (all > settled).then_some(REFRESH_SECONDS);
    shell(&Shell { is_simulated: summary.is_simulated, refresh, ..Shell::new(title, Nav::Console) }, &content)
}

fn step_card(rank: usize, step: &StepStatus) -> Markup {
    html! {
        article.card {
            h2 { @if rank == 0 { "Invitation" } @else { "Relance " (rank) } " " span.muted.small { "(" (step.id) ")" } @if step.after_days > 0 { " " span.muted.small { "après " (step.after_days) @if step.after_days == 1 { " jour" } @else { " jours" } } } }
            dl.facts {
                dt { "Envoyés" } dd { (count(step.sent)) }
                @if step.waiting > 0 { dt { "En attente" } dd { (count(step.waiting)) } }
                @if step.returned > 0 { dt { "Revenus" } dd { (count(step.returned)) } }
                @if step.failed > 0 { dt { "N’ont pas pu partir" } dd { (count(step.failed)) } }
                @for (fate, number) in &step.kept_back { dt { "Sans objet\u{a0}: " (fate.french()) } dd { (count(*number)) } }
            }
        }
    }
}

/// What can be done now, or what is lacking for it.
fn next(summary: &WaveSummary, status: &LetterStatus) -> Markup {
    let lacking = if status.contacts == 0 {
        Some("Importez d’abord des contacts.")
    } else if summary.state != WaveState::Open {
        Some("Les courriers partent quand le terrain est ouvert.")
    } else {
        None
    };
    html! {
        @if let Some(lacking) = lacking {
            p { (lacking) }
        } @else {
            div.actions {
                a.button href=(address(summary, "invitations")) { "Envoyer les invitations…" }
                a href=(address(summary, "relances")) { "Relancer maintenant…" }
                @if status.steps.iter().any(|step| step.failed > 0) {
                    a href=(address(summary, "renvois")) { "Renvoyer ce qui n’a pas pu partir…" }
                }
            }
        }
        @if !status.sends_mail {
            p { "Ce service n’a pas de serveur de courrier\u{a0}: rien ne partira avant que " code { "smtp_url" } " et " code { "mail_from" } " soient réglés." }
        }
        @if let Some(opening) = status.next_opening { p.muted { "Prochain instant où un courrier peut partir\u{a0}: " (paris::words(opening)) "." } }
    }
}

fn letter(sample: &Sample) -> Markup {
    let language = sample.language.code();
    html! {
        article.card lang=[(sample.language != Language::Fr).then_some(language)] {
            h3 { (sample.written.subject) }
            p.muted.small lang="fr" { (sample.step) " · " (language) }
            @for block in &sample.written.blocks {
                @match block {
                    Block::Paragraph(inlines) => p { (text(inlines)) },
                    // Not a link: nobody's.
                    Block::Button { label, .. } => p { span.button { (label) } },
                }
            }
            p.muted.small { (text(&sample.written.foot)) }
        }
    }
}

fn text(inlines: &[Inline]) -> Markup {
    html! {
        @for inline in inlines {
            @match inline {
                Inline::Text(text) => { (text) },
                Inline::Break => br;,
                Inline::Address(address) => code { (address) },
            }
        }
    }
}

fn board(slug: &WaveSlug) -> String {
    ["/console/vagues/", slug.as_str()].concat()
}

pub fn address(summary: &WaveSummary, sending: &str) -> String {
    [&board(&summary.slug), "/courriers/", sending].concat()
}
