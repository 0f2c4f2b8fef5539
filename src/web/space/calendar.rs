//! When results came out and will: a page, and the same as iCalendar. What is to come is told by its announced date alone.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use chrono::{DateTime, Utc};
use maud::{Markup, html};

use crate::app::calendar::{Announced, Publication};
use crate::app::settings::host_of;
use crate::app::wave_status::WaveSummary;
use crate::app::{App, AppError};
use crate::domain::wave::paris;
use crate::web::feeds::{clean, fresh};
use crate::web::html::{Nav, Shell, shell, typeset};
use crate::web::reply::{self, Reply};

const PAST_MAX: usize = 100;
/// Longest line of an iCalendar file, in bytes (RFC 5545, 3.1); those that go on begin with a space, which counts.
const LINE_BYTES_MAX: usize = 75;

pub async fn show(app: web::Data<App>) -> Reply {
    let (ahead, past) = both(&app).await?;
    Ok(reply::page(StatusCode::OK, view(&ahead, &past)))
}

pub async fn ics(app: web::Data<App>, request: HttpRequest) -> Reply {
    let (ahead, past) = both(&app).await?;
    let text = written(&app.settings().public_url, &ahead, &past);
    Ok(fresh(&request, text, "text/calendar; charset=utf-8"))
}

async fn both(app: &App) -> Result<(Vec<Announced>, Vec<Publication>), AppError> {
    let mut past = app.publications(None).await?;
    past.truncate(PAST_MAX);
    Ok((app.announced().await?, past))
}

fn view(ahead: &[Announced], past: &[Publication]) -> Markup {
    let content = html! {
        h1 { "Calendrier des publications" }
        p.lead { "Une date est annoncée le jour où le terrain de sa vague commence. À l’heure annoncée, pages, fichiers, flux et courriels paraissent en même temps, pour tous." }
        section aria-labelledby="a-venir" {
            h2 #a-venir { "À venir" }
            @if ahead.is_empty() { p.muted { "Aucune date n’est annoncée pour le moment." } }
            @else { ul.dates { @for one in ahead { li { (coming(&one.wave)) } } } }
        }
        section aria-labelledby="parues" {
            h2 #parues { "Parues" }
            @if past.is_empty() { p.muted { "Rien n’est encore paru. Les chiffres d’études antérieures sont " a href="/resultats/historique" { "ici" } "." } }
            @else { ul.dates { @for one in past { li { (came_out(one)) } } } }
        }
        section aria-labelledby="suivre" {
            h2 #suivre { "Être averti" }
            ul {
                li { a href="/resultats/calendrier.ics" { "Ajouter ce calendrier à votre agenda" } " (iCalendar)" }
                li { a href="/resultats/abonnement" { "Recevoir un courrier à chaque publication" } }
                li { "Suivre le flux " a href="/resultats/flux.atom" { "Atom" } " ou " a href="/resultats/flux.json" { "JSON" } }
            }
        }
    };
    shell(&Shell::new("Calendrier des publications", Nav::Public), &content)
}

fn coming(wave: &WaveSummary) -> Markup {
    html! {
        time datetime=(paris::utc(wave.embargo_at)) { (paris::moment_words(wave.embargo_at)) }
        span {
            (typeset(wave.title.as_str().into())) span.muted { " · vague " (wave.key) }
            @if wave.is_simulated { " " span.tag.sim { "données simulées" } }
        }
    }
}

fn came_out(one: &Publication) -> Markup {
    html! {
        time datetime=(paris::utc(one.released_at)) { (paris::date_words(one.released_at)) }
        span {
            a href={ "/resultats/" (one.wave.slug) } { (typeset(one.wave.title.as_str().into())) } span.muted { " · vague " (one.wave.key) }
            @if one.number > 1 { " " span.tag { "correction, publication nº\u{a0}" (one.number) } }
            @if one.wave.is_simulated { " " span.tag.sim { "données simulées" } }
        }
    }
}

/// One event a wave; corrections are in the feeds.
fn written(base: &str, ahead: &[Announced], past: &[Publication]) -> String {
    let mut text = String::new();
    let mut line = |content: &str| text.push_str(&folded(content));
    for content in [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Sonde//Publications//FR",
        "X-WR-CALNAME:Publications de résultats",
    ] {
        line(content);
    }
    for one in ahead {
        let address = [base, "/resultats/calendrier"].concat();
        event(&mut line, base, &one.wave, one.wave.embargo_at, one.since.unwrap_or(one.wave.embargo_at), &address);
    }
    for one in past.iter().filter(|one| one.number == 1) {
        let address = [base, "/resultats/", one.wave.slug.as_str()].concat();
        event(&mut line, base, &one.wave, one.released_at, one.released_at, &address);
    }
    line("END:VCALENDAR");
    text
}

fn event(
    line: &mut impl FnMut(&str),
    base: &str,
    wave: &WaveSummary,
    at: DateTime<Utc>,
    stamp: DateTime<Utc>,
    address: &str,
) {
    let simulated = if wave.is_simulated { " (données simulées)" } else { "" };
    line("BEGIN:VEVENT");
    line(&["UID:", wave.slug.as_str(), "@", host_of(base)].concat());
    line(&["DTSTAMP:", &instant(stamp)].concat());
    line(&["DTSTART:", &instant(at)].concat());
    line(&["SUMMARY:", &escaped(&["Résultats : ", &wave.title, ", vague ", &wave.key, simulated].concat())].concat());
    line(&["URL:", address].concat());
    line("TRANSP:TRANSPARENT");
    line("END:VEVENT");
}

fn instant(at: DateTime<Utc>) -> String {
    at.format("%Y%m%dT%H%M%SZ").to_string()
}

/// A text as RFC 5545 writes one.
fn escaped(text: &str) -> String {
    clean(&text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,"))
}

/// A line, cut between characters where it is too long.
fn folded(content: &str) -> String {
    let (mut text, mut bytes) = (String::new(), 0);
    for c in content.chars() {
        if bytes + c.len_utf8() > LINE_BYTES_MAX {
            text.push_str("\r\n ");
            bytes = 1;
        }
        text.push(c);
        bytes += c.len_utf8();
    }
    text.push_str("\r\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_goes_on_after_a_space_and_no_letter_is_cut() {
        let folded = folded(&"é".repeat(80));
        let lines: Vec<&str> = folded.split("\r\n").collect();
        assert!(lines.iter().all(|line| line.len() <= 75), "{lines:?}");
        assert!(lines[1].starts_with(" é"));
        assert_eq!(folded.replace("\r\n ", "").trim_end(), "é".repeat(80));
    }

    #[test]
    fn signs_of_the_format_are_escaped_in_a_title() {
        assert_eq!(escaped("a, b; c\\d\ne"), "a\\, b\\; c\\\\d e");
    }
}
