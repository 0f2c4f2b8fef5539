//! The quality of a field: interviews flagged or set aside, for a pollster to look at. Blind: flags and times, no answer, no
//! profile, no day.

use actix_web::http::StatusCode;
use actix_web::web;
use maud::{Markup, html};

use crate::app::App;
use crate::app::flag_interviews::{Review, ReviewLine};
use crate::domain::id::WaveSlug;
use crate::domain::quality::{Device, FieldNotes, Ground, PACE_CASES_MIN};
use crate::domain::wave::WaveState;
use crate::web::html::{Nav, Shell, count, shell};
use crate::web::identity::BrowsingPollster;
use crate::web::reply::{self, Reply};

/// Lines of the list at most; the worst come first.
const LINES_MAX: usize = 200;
/// Characters an interview is called by on a page.
const NAME_CHARS: usize = 8;

pub async fn show(app: web::Data<App>, slug: web::Path<WaveSlug>, pollster: BrowsingPollster) -> Reply {
    let BrowsingPollster(_) = pollster;
    let review = app.review(&slug).await?;
    Ok(reply::page(StatusCode::OK, view(&review)))
}

/// Where the interviews of a wave are looked at.
pub fn address(slug: &WaveSlug) -> String {
    ["/console/vagues/", slug.as_str(), "/qualite"].concat()
}

/// An interview as people call it: enough of its name to tell it from the others.
pub fn short(id: &str) -> &str {
    id.get(..NAME_CHARS).unwrap_or(id)
}

/// Seconds as people say them.
pub fn duration(seconds: u32) -> String {
    match (seconds / 60, seconds % 60) {
        (0, seconds) => [&seconds.to_string(), "\u{a0}s"].concat(),
        (minutes, 0) => [&minutes.to_string(), "\u{a0}min"].concat(),
        (minutes, seconds) => [&minutes.to_string(), "\u{a0}min\u{a0}", &seconds.to_string(), "\u{a0}s"].concat(),
    }
}

fn view(review: &Review) -> Markup {
    let spec = &review.wave.spec;
    let is_sealed = review.state > WaveState::Closed;
    let content = html! {
        p.muted { a href={ "/console/vagues/" (spec.slug) } { (spec.title) } }
        h1 { "Qualité du terrain" }
        p {
            "Ces signes ne disent rien des opinions et n’écartent personne\u{a0}: quelqu’un regarde, puis décide, avec un motif. "
            "Écarté, un entretien rend sa place à ses cellules\u{a0}; il peut être repris jusqu’au scellement."
        }
        (counts(&review.notes))
        @if is_sealed {
            div.card { p.lead { "La vague est scellée\u{a0}: les temps et les signes de chacun ont disparu, il n’en reste que ces comptes." } }
        } @else {
            (lines(review))
        }
        (pages(&review.notes))
    };
    shell(&Shell { is_simulated: review.is_simulated, ..Shell::new("Qualité du terrain", Nav::Console) }, &content)
}

fn number(count_of: usize) -> String {
    count(u64::try_from(count_of).unwrap_or(u64::MAX))
}

fn counts(notes: &FieldNotes) -> Markup {
    let flagged = |ground: Ground| notes.flagged.get(ground.as_str()).copied().unwrap_or(0);
    let excluded: usize = notes.excluded.values().sum();
    html! {
        dl.facts.card {
            dt { "Comptent" } dd { (number(notes.counted)) }
            dt { "Écartés" } dd {
                (number(excluded))
                @for ground in Ground::ALL {
                    @if let Some(of_ground) = notes.excluded.get(ground.as_str()) {
                        " · " (ground.french()) "\u{a0}: " (number(*of_ground))
                    }
                }
            }
            dt { "Retirés par les personnes" } dd { (number(notes.withdrawn)) }
            @for ground in Ground::ALL.into_iter().filter(|ground| flagged(*ground) > 0) {
                dt { "Signe\u{a0}: " (ground.french()) } dd { (number(flagged(ground))) }
            }
            @if let Some(seconds) = notes.seconds_median { dt { "Durée médiane" } dd { (duration(seconds)) } }
            @if !notes.devices.is_empty() {
                dt { "Appareils" } dd {
                    @for (rank, (device, people)) in notes.devices.iter().enumerate() {
                        @if rank > 0 { " · " }
                        (Device::parse(device).unwrap_or(Device::Unknown).french()) "\u{a0}: " (number(*people))
                    }
                }
            }
        }
    }
}

fn lines(review: &Review) -> Markup {
    let address = address(&review.wave.spec.slug);
    let left = review.lines.len().saturating_sub(LINES_MAX);
    html! {
        h2 { "À regarder" }
        @if review.lines.is_empty() {
            div.card {
                p.lead { "Aucun entretien n’est signalé." }
                p.muted {
                    "La vitesse se juge à partir de " (PACE_CASES_MIN)
                    " entretiens complets\u{a0}; les autres signes, dès les premiers."
                }
            }
        } @else {
            div.scroll {
                table.cells {
                    caption.hidden-text { "Entretiens signalés ou écartés" }
                    thead { tr {
                        th scope="col" { "Entretien" } th scope="col" { "Signes" } th.num scope="col" { "Durée" }
                        th.num scope="col" { "Du temps habituel" } th scope="col" { "Décision" }
                    } }
                    tbody { @for line in review.lines.iter().take(LINES_MAX) { (row(&address, line)) } }
                }
            }
            @if left > 0 { p.muted { "Et " (number(left)) " autres, moins signalés." } }
        }
    }
}

fn row(address: &str, line: &ReviewLine) -> Markup {
    html! {
        tr {
            th scope="row" { a href={ (address) "/" (line.id) } { (short(&line.id)) } }
            td { @for flag in &line.flags { span.tag { (flag.ground.french()) } " " } }
            td.num { @if let Some(seconds) = line.seconds { (duration(seconds)) } @else { "–" } }
            td.num { @if let Some(percent) = line.pace_percent { (percent) "\u{a0}%" } @else { "–" } }
            td { @if line.exclusion.is_some() { span.tag.sim { "écarté" } } @else { span.muted { "compte" } } }
        }
    }
}

/// The usual times, page by page: what a page costs, and where people go back.
fn pages(notes: &FieldNotes) -> Markup {
    html! {
        @if !notes.pages.is_empty() {
            h2 { "Temps par page" }
            div.scroll {
                table.cells {
                    caption.hidden-text { "Temps passé sur chaque page du questionnaire" }
                    thead { tr {
                        th scope="col" { "Page" } th.num scope="col" { "Personnes" } th.num scope="col" { "Médiane" }
                        th.num scope="col" { "Neuf sur dix, au plus" }
                    } }
                    tbody {
                        @for page in &notes.pages {
                            tr {
                                th scope="row" { (page.page) }
                                td.num { (number(page.people)) }
                                td.num { (duration(page.seconds_median)) }
                                td.num { (duration(page.seconds_ninth_decile)) }
                            }
                        }
                    }
                }
            }
            p.muted { "Pages renvoyées après un retour\u{a0}: " (count(notes.pages_sent_again)) "." }
        }
    }
}
