//! A whole questionnaire on one page, for whoever reads it over: every page, question, option and row, with the conditions
//! that open them. There is no form: nothing can be sent from it.

use actix_web::http::StatusCode;
use actix_web::web;
use maud::{Markup, html};

use super::preview::{address, marked};
use crate::app::App;
use crate::app::loaded_wave::LoadedWave;
use crate::domain::answer::Answers;
use crate::domain::expression::Expr;
use crate::domain::id::WaveSlug;
use crate::domain::questionnaire::{Questionnaire, Section};
use crate::web::html::{Nav, Shell, paragraphs, shell};
use crate::web::identity::BrowsingPollster;
use crate::web::reply::{self, Reply};
use crate::web::respond::fields::{self, Scope, Shown};
use crate::web::respond::filling::Filling;
use crate::web::respond::wording::Wording;

pub async fn show(app: web::Data<App>, slug: web::Path<WaveSlug>, pollster: BrowsingPollster) -> Reply {
    let BrowsingPollster(_) = pollster;
    let wave = app.landing(&slug).await?.wave;
    Ok(reply::page(StatusCode::OK, view(&wave)))
}

fn view(wave: &LoadedWave) -> Markup {
    let questionnaire = &wave.questionnaire;
    let answers = Answers::none(questionnaire);
    let wording = Wording { questionnaire, texts: &wave.spec.texts, answers: &answers };
    let title = wording.say(&questionnaire.title);
    let ways = html! { p { a href=(address(wave)) { "Page par page" } } };
    let content = html! {
        (marked(wave, &ways))
        h1 { (title) }
        (paragraphs(&wording.say(&questionnaire.notice)))
        nav aria-label="Pages" {
            ol { @for section in &questionnaire.sections { li { a href={ "#s-" (section.id) } { (wording.say(&section.title)) } } } }
        }
        @for (at, section) in questionnaire.sections.iter().enumerate() { (section_of(wording, at, section)) }
    };
    shell(&Shell::new(&title, Nav::None), &content)
}

fn section_of(wording: Wording<'_>, at: usize, section: &Section) -> Markup {
    let first = wording.questionnaire.first_slot(at);
    let filling = Filling::default();
    html! {
        section.whole id={ "s-" (section.id) } {
            h2 { (at + 1) ". " (wording.say(&section.title)) }
            (condition(wording.questionnaire, section.show_if.as_ref()))
            @if let Some(intro) = &section.intro { (paragraphs(&wording.say(intro))) }
            @for (position, question) in section.questions.iter().enumerate() {
                p.muted.small { code { (question.id) } (condition(wording.questionnaire, question.show_if.as_ref())) }
                (fields::question(&Shown {
                    slot: first + position,
                    question,
                    filling: &filling,
                    faults: &[],
                    wording,
                    scope: Scope::Everything,
                    is_settled: false,
                }))
            }
        }
    }
}

fn condition(questionnaire: &Questionnaire, condition: Option<&Expr>) -> Markup {
    html! { @if let Some(condition) = condition { span.condition { " " (condition.prose(questionnaire)) } } }
}
