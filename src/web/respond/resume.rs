//! Taking up an interview again by its code. Wrong codes are counted by address; a slip of the pen is told as such, since the
//! check of a code says nothing of which codes exist.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use maud::{Markup, html};

use crate::app::respondent::Landing;
use crate::app::{App, AppError};
use crate::domain::hand_code::{BadCode, HandCode};
use crate::domain::id::WaveSlug;
use crate::web::body::{self, Sent};
use crate::web::html::{Concern, Nav, Shell, shell};
use crate::web::limits::Limits;
use crate::web::reply::{self, Reply};
use crate::web::respond::visit::{self, Visit};
use crate::web::respond::{landing, landing_address, language, summary};
use crate::web::words::Words;

const FIELD: &str = "code";

/// What was typed, and what is wrong with it.
struct Tried<'a> {
    typed: &'a str,
    fault: &'static str,
}

pub async fn show(app: web::Data<App>, slug: web::Path<WaveSlug>, request: HttpRequest) -> Reply {
    let landing = app.landing(&slug).await?;
    let words = language::of_landing(&landing, &request);
    visit::watched(&app, &request, &slug, reply::page(StatusCode::OK, view(&landing, None, words))).await
}

pub async fn take(
    app: web::Data<App>,
    limits: web::Data<Limits>,
    slug: web::Path<WaveSlug>,
    request: HttpRequest,
    sent: Sent,
) -> Reply {
    let landing = app.landing(&slug).await?;
    let words = language::of_landing(&landing, &request);
    let form = sent.form_or_nothing(&app).await?;
    let typed = body::typed(&form, FIELD);
    let visit = Visit::of(&app, &request, &slug).await?;
    let refused = |fault| {
        let page = view(&landing, Some(Tried { typed, fault }), words);
        Ok(visit.watched(&slug, false, reply::page(StatusCode::UNPROCESSABLE_ENTITY, page)))
    };
    let code = match HandCode::parse(typed) {
        Ok(code) => code,
        Err(BadCode::Length(0)) => return refused(words.code_missing()),
        Err(BadCode::Length(_)) => return refused(words.code_length()),
        Err(BadCode::Character(_) | BadCode::Mistyped) => return refused(words.code_mistyped()),
    };
    let attempt = limits.code(&request)?;
    match attempt.judge(app.resume_by_code(&slug, &code).await) {
        Ok(started) => Ok(landing::begun_on(&app, &started, visit.is_kiosk)),
        Err(AppError::CodeUnknown) => refused(words.code_unknown()),
        Err(error) => Err(error.into()),
    }
}

fn view(landing: &Landing, tried: Option<Tried<'_>>, words: Words) -> Markup {
    let spec = &landing.wave.spec;
    let described = if tried.is_some() { "code-erreur code-aide" } else { "code-aide" };
    let here = [landing_address(&spec.slug).as_str(), "/reprendre"].concat();
    let languages = language::links(words, &landing.wave.questionnaire.languages, &here);
    let content = html! {
        @if let Some(tried) = &tried { (summary::one(words, "#code", tried.fault)) }
        h1 { (words.resume_title()) }
        form method="post" action={ "/e/" (spec.slug) "/reprendre" } novalidate data-lost="" {
            div class=(if tried.is_some() { "question faulty" } else { "question" }) {
                label.question-text for="code" { (words.resume_code()) }
                p.help #code-aide { (words.resume_help()) }
                @if let Some(tried) = &tried { p.error #code-erreur { (words.wrong()) " " (tried.fault) } }
                input #code type="text" name=(FIELD) value=(tried.as_ref().map_or("", |tried| tried.typed)) maxlength="40"
                    autocomplete="off" autocapitalize="characters" spellcheck="false" aria-describedby=(described)
                    aria-invalid=[tried.is_some().then_some("true")];
            }
            div.actions {
                button type="submit" { (words.resume_go()) }
                a href=(landing_address(&spec.slug)) { (words.back_to_start()) }
            }
        }
    };
    let page = Shell {
        language: words.language(),
        languages: Some(&languages),
        concern: Concern::faults(tried.is_some()),
        is_simulated: landing.is_simulated,
        has_script: true,
        wave: Some(spec),
        ..Shell::new(words.resume_title(), Nav::None)
    };
    shell(&page, &content)
}
