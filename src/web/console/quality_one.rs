//! One interview, blind, and the decision: its flags, its time page by page, and why it is set aside or taken back in.

use actix_web::http::StatusCode;
use actix_web::web;
use maud::{Markup, html};
use serde::Deserialize;

use crate::app::account::Actor;
use crate::app::flag_interviews::{Exclusion, Review, ReviewLine};
use crate::app::{App, AppError};
use crate::domain::id::WaveSlug;
use crate::domain::quality::{BadDecision, Ground, REASON_CHARS_MAX};
use crate::domain::wave::paris;
use crate::web::body::{Sent, typed};
use crate::web::console::quality::{self, duration, short};
use crate::web::html::{Concern, Nav, Shell, flash, shell};
use crate::web::identity::BrowsingPollster;
use crate::web::reply::{self, Reply};

#[derive(Deserialize)]
pub struct After {
    /// Told after a decision.
    fait: Option<String>,
}

/// What the buttons ask.
const ACT: &str = "acte";
const READMIT: &str = "reprendre";
const EXCLUDE: &str = "ecarter";

pub async fn show(
    app: web::Data<App>,
    path: web::Path<(WaveSlug, String)>,
    after: web::Query<After>,
    pollster: BrowsingPollster,
) -> Reply {
    let BrowsingPollster(_) = pollster;
    let (slug, id) = path.into_inner();
    let (review, line) = app.review_one(&slug, &id).await?;
    let is_excluded = line.exclusion.is_some();
    let done = after.fait.as_deref().filter(|done| *done == if is_excluded { EXCLUDE } else { READMIT });
    let told = Told { is_done: done.is_some(), refused: None, ground: "", reason: "" };
    Ok(reply::page(StatusCode::OK, view(&review, &line, &told)))
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
    let actor = Actor::Account(pollster.0.clone());
    let (done, outcome) = match field(ACT) {
        READMIT => (READMIT, app.readmit_interview(&actor, &slug, &id).await),
        EXCLUDE => (EXCLUDE, app.exclude_interview(&actor, &slug, &id, (field("motif"), field("explication"))).await),
        _ => {
            let why = [EXCLUDE, READMIT].join(", ");
            return Err(AppError::BadField { field: "acte", why }.into());
        }
    };
    let refused = match outcome {
        Ok(()) => return Ok(reply::see_other(&[&quality::address(&slug), "/", &id, "?fait=", done].concat())),
        Err(error @ (AppError::BadDecision(_) | AppError::NoPlaceLeft { .. } | AppError::NotExcluded)) => error,
        Err(error) => return Err(error.into()),
    };
    let status = match refused {
        AppError::BadDecision(_) => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::CONFLICT,
    };
    let (review, line) = app.review_one(&slug, &id).await?;
    let told = Told { is_done: false, refused: Some(&refused), ground: field("motif"), reason: field("explication") };
    Ok(reply::page(status, view(&review, &line, &told)))
}

/// What stands on the page besides the interview.
struct Told<'t> {
    is_done: bool,
    refused: Option<&'t AppError>,
    ground: &'t str,
    reason: &'t str,
}

fn view(review: &Review, line: &ReviewLine, told: &Told<'_>) -> Markup {
    let spec = &review.wave.spec;
    let title = ["Entretien ", short(&line.id)].concat();
    let content = html! {
        p.muted {
            a href={ "/console/vagues/" (spec.slug) } { (spec.title) } " · "
            a href=(quality::address(&spec.slug)) { "Qualité du terrain" }
        }
        @if let Some(refused) = told.refused {
            div.summary role="alert" tabindex="-1" autofocus { p { a href="#decider" { (refused) } } }
        }
        h1 { (title) }
        @if told.is_done {
            (flash(&html! {
                @if line.exclusion.is_some() { "L’entretien est écarté, sa place est rendue." } @else { "L’entretien compte à nouveau." }
            }))
        }
        p.muted { "Ni réponse, ni profil, ni jour\u{a0}: seulement comment il a été rempli." }
        (signs(&spec.slug, line))
        (times(line))
        h2 #decider { "Décider" }
        div.verbs {
            @match &line.exclusion {
                Some(exclusion) => (readmit(&spec.slug, line, exclusion)),
                None => (exclude(&spec.slug, line, told)),
            }
        }
    };
    let page = Shell {
        is_simulated: review.is_simulated,
        concern: Concern::faults(told.refused.is_some()),
        ..Shell::new(&title, Nav::Console)
    };
    shell(&page, &content)
}

fn signs(slug: &WaveSlug, line: &ReviewLine) -> Markup {
    let address = quality::address(slug);
    html! {
        h2 { "Signes" }
        @if line.flags.is_empty() {
            div.card { p { "Aucun signe\u{a0}: cet entretien n’a rien de particulier." } }
        } @else {
            ul.list {
                @for flag in &line.flags {
                    li.card {
                        h3 { (flag.ground.french()) }
                        p { (flag.sentence) }
                        @if !flag.others.is_empty() {
                            p.muted {
                                "Voir aussi\u{a0}:"
                                @for other in &flag.others { " " a href={ (address) "/" (other) } { (short(other)) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn times(line: &ReviewLine) -> Markup {
    html! {
        h2 { "Temps" }
        @if line.pages.is_empty() {
            div.card { p { "Aucun temps connu\u{a0}: cet entretien n’est pas passé par les pages, ou est venu sans elles." } }
        } @else {
            dl.facts.card {
                dt { "Durée" } dd { (duration(line.seconds.unwrap_or(0))) }
                @if let Some(percent) = line.pace_percent { dt { "Du temps habituel" } dd { (percent) "\u{a0}%" } }
                @if let Some(device) = line.device { dt { "Appareil" } dd { (device.french()) } }
                dt { "Pages renvoyées" } dd { (line.sent_again) }
            }
            div.scroll {
                table.cells {
                    caption.hidden-text { "Temps passé sur chaque page" }
                    thead { tr {
                        th scope="col" { "Page" } th.num scope="col" { "Temps" } th.num scope="col" { "Habituel" }
                        th.num scope="col" { "Envois" }
                    } }
                    tbody {
                        @for page in &line.pages {
                            tr {
                                th scope="row" { (page.number) }
                                td.num.big { (duration(page.seconds)) }
                                td.num.muted { @if let Some(usual) = page.usual { (duration(usual)) } @else { "–" } }
                                td.num { (page.visits) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn readmit(slug: &WaveSlug, line: &ReviewLine, exclusion: &Exclusion) -> Markup {
    html! {
        form.card method="post" action={ (quality::address(slug)) "/" (line.id) } {
            p {
                "Écarté par " (exclusion.by) ", le " (paris::words(exclusion.at)) "\u{a0}: "
                (exclusion.ground.french()) ". « " (exclusion.reason) " »"
            }
            p.muted { "Repris, il compte à nouveau s’il reste une place dans ses cellules." }
            input type="hidden" name=(ACT) value=(READMIT);
            button.second type="submit" { "Reprendre l’entretien" }
        }
    }
}

fn exclude(slug: &WaveSlug, line: &ReviewLine, told: &Told<'_>) -> Markup {
    let has_no_reason =
        matches!(told.refused, Some(AppError::BadDecision(BadDecision::ReasonMissing | BadDecision::ReasonTooLong)));
    let has_no_ground = matches!(told.refused, Some(AppError::BadDecision(BadDecision::UnknownGround { .. })));
    let likely = line.flags.first().map(|flag| flag.ground.as_str()).unwrap_or_default();
    let chosen = if told.ground.is_empty() { likely } else { told.ground };
    html! {
        form.card method="post" action={ (quality::address(slug)) "/" (line.id) } {
            input type="hidden" name=(ACT) value=(EXCLUDE);
            fieldset {
                legend { "Pour quel motif\u{a0}?" }
                @if has_no_ground { p.error #e-motif { "Erreur\u{a0}: choisissez un motif." } }
                div.options {
                    @for ground in Ground::ALL {
                        label.option {
                            input type="radio" name="motif" value=(ground.as_str()) checked[chosen == ground.as_str()];
                            span.option-text { (ground.french()) }
                        }
                    }
                }
            }
            div.reason {
                label.field for="explication" { "Expliquez en une phrase" }
                p.help #a-explication { "Gardé avec la décision, jamais publié. " (REASON_CHARS_MAX) " signes au plus." }
                @if has_no_reason {
                    p.error #e-explication { "Erreur\u{a0}: " @if let Some(refused) = told.refused { (refused) } }
                }
                input #explication type="text" name="explication" maxlength=(REASON_CHARS_MAX) value=(told.reason) required
                    aria-describedby="a-explication" aria-invalid=[has_no_reason.then_some("true")];
            }
            p { "Sa place retourne à ses cellules. Réversible jusqu’au scellement." }
            button.second type="submit" { "Écarter l’entretien" }
        }
    }
}
