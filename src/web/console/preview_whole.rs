//! A whole questionnaire on one page, for whoever reads it over: every page, question, option and row, with the conditions
//! that open them. There is no form: nothing can be sent from it.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::web;
use maud::{Markup, html};

use super::preview::{address, marked};
use super::preview_state::State;
use crate::app::App;
use crate::app::loaded_wave::LoadedWave;
use crate::domain::expression::Expr;
use crate::domain::id::WaveSlug;
use crate::domain::questionnaire::{Questionnaire, Section};
use crate::web::html::{Nav, Shell, paragraphs, shell};
use crate::web::identity::BrowsingPollster;
use crate::web::reply::{self, Reply};
use crate::web::respond::fields::{self, Scope, Shown};
use crate::web::respond::filling::Filling;
use crate::web::respond::language;
use crate::web::respond::wording::Wording;
use crate::web::words::Words;

pub async fn show(
    app: web::Data<App>,
    slug: web::Path<WaveSlug>,
    query: web::Query<BTreeMap<String, String>>,
    pollster: BrowsingPollster,
) -> Reply {
    let BrowsingPollster(_) = pollster;
    let wave = app.landing(&slug).await?.wave;
    let state = State::begun(&wave.questionnaire, &query);
    Ok(reply::page(StatusCode::OK, view(&wave, &state)))
}

fn view(wave: &LoadedWave, state: &State) -> Markup {
    let questionnaire = &wave.questionnaire;
    let (texts, language) = (wave.spec.texts_in(state.language), state.language);
    let wording = Wording { questionnaire, texts, answers: &state.answers, language };
    let title = wording.say(&questionnaire.title);
    let here = [&address(wave), "/entier", &state.query(questionnaire, None)].concat();
    let ways = html! {
        p { a href={ (address(wave)) (state.query(questionnaire, None)) } { "Page par page" } }
        p {
            "Cette page montre les textes et ce qui ouvre chaque question. Les sorties, les contrôles, les bornes, les ordres \
             tirés et les pages de fin se lisent dans le questionnaire imprimé, par la commande "
            code { "sonde questionnaire print" } "."
        }
    };
    let content = html! {
        (marked(wave, &ways))
        h1 { (title) }
        (paragraphs(&wording.say(&questionnaire.notice)))
        nav aria-label="Pages" {
            ol { @for section in &questionnaire.sections { li { a href={ "#s-" (section.id) } { (wording.say(&section.title)) } } } }
        }
        @for (at, section) in questionnaire.sections.iter().enumerate() { (section_of(wording, at, section)) }
    };
    let languages = language::links(Words::of(state.language), &questionnaire.languages, &here);
    let page = Shell {
        language: state.language,
        languages: Some(&languages),
        wave: Some(&wave.spec),
        ..Shell::new(&title, Nav::None)
    };
    shell(&page, &content)
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
                    rule: OnceCell::new(),
                }))
            }
        }
    }
}

fn condition(questionnaire: &Questionnaire, condition: Option<&Expr>) -> Markup {
    html! { @if let Some(condition) = condition { span.condition lang="fr" { " " (condition.prose(questionnaire)) } } }
}
