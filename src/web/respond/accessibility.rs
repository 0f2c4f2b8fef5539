//! The accessibility statement, for the service and not for one wave. It says what is checked at each version and what is not:
//! no person has audited these pages yet, and the statement declares that first.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use maud::{Markup, html};

use crate::app::loaded_wave::LoadedWave;
use crate::app::{App, AppError};
use crate::domain::id::WaveSlug;
use crate::domain::questionnaire::Language;
use crate::domain::wave::WaveSpec;
use crate::web::body;
use crate::web::html::{Nav, Shell, WAVE_PARAMETER, shell};
use crate::web::reply::{self, Reply};
use crate::web::respond::landing::Parameters;
use crate::web::respond::{landing_address, language};
use crate::web::words::Words;

const PATH: &str = "/accessibilite";
/// What a statement sends to when nobody answers: the public defender of rights.
const RECOURSE: &str = "https://formulaire.defenseurdesdroits.fr/";

pub async fn show(app: web::Data<App>, parameters: Parameters, request: HttpRequest) -> Reply {
    let words = Words::of(language::of_anybody(&request));
    let wave = opened_from(&app, &parameters).await?;
    let wave = wave.as_ref().map(|wave| &wave.spec);
    Ok(reply::page(StatusCode::OK, view(words, &app.settings().public_url, wave)))
}

/// The survey it was opened from, whose header it keeps; none where the address names none that there is.
async fn opened_from(app: &App, parameters: &Parameters) -> Result<Option<Arc<LoadedWave>>, AppError> {
    let named = body::first(parameters, WAVE_PARAMETER).and_then(|name| WaveSlug::parse(name).ok());
    let Some(slug) = named else { return Ok(None) };
    match app.landing(&slug).await {
        Ok(landing) => Ok(Some(landing.wave)),
        Err(AppError::WaveAbsent) => Ok(None),
        Err(error) => Err(error),
    }
}

fn view(words: Words, site: &str, wave: Option<&WaveSpec>) -> Markup {
    let title = words.statement_title();
    let content = html! {
        h1 { (title) }
        p.lead { (words.statement_lead(site)) }
        h2 { (words.statement_state_title()) }
        p { (words.statement_state()) }
        h2 { (words.statement_checked_title()) }
        ul {
            @for line in checked(words) { li { (line) } }
        }
        h2 { (words.statement_unchecked_title()) }
        ul {
            @for line in unchecked(words) { li { (line) } }
        }
        h2 { (words.statement_made_title()) }
        p { (words.statement_made(env!("CARGO_PKG_VERSION"))) }
        h2 { (words.statement_contact_title()) }
        p { (words.statement_contact()) }
        h2 { (words.statement_recourse_title()) }
        p { (words.statement_recourse()) " " a href=(RECOURSE) rel="noreferrer" { (words.statement_recourse_link()) } "." }
        @if let Some(wave) = wave { p { a href=(landing_address(&wave.slug)) { (words.back_to_survey()) } } }
    };
    let here =
        wave.map_or_else(|| PATH.to_owned(), |wave| [PATH, "?", WAVE_PARAMETER, "=", wave.slug.as_str()].concat());
    let languages = language::links(words, &Language::ALL, &here);
    let page = Shell { language: words.language(), languages: Some(&languages), wave, ..Shell::new(title, Nav::None) };
    shell(&page, &content)
}

/// What the tests of this version look at, each time; `tests/browser` is where.
fn checked(words: Words) -> [&'static str; 7] {
    [
        words.statement_axe(),
        words.statement_keyboard(),
        words.statement_narrow(),
        words.statement_plain(),
        words.statement_colours(),
        words.statement_forced(),
        words.statement_cases(),
    ]
}

fn unchecked(words: Words) -> [&'static str; 3] {
    [words.statement_no_audit(), words.statement_no_reader(), words.statement_texts()]
}
