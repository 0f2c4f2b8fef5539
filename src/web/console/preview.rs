//! A questionnaire shown page by page to pollsters, as respondents will see it. Nothing is stored and no interview is
//! begun: the handlers only read the loaded version, and the answers travel in the page.

use std::collections::BTreeMap;
use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web;
use maud::{Markup, html};

use super::preview_state::State;
use crate::app::App;
use crate::app::language::LANGUAGE_PARAMETER;
use crate::app::loaded_wave::LoadedWave;
use crate::app::respondent::{Ending, PageView};
use crate::domain::check;
use crate::domain::id::{SectionId, WaveSlug};
use crate::domain::questionnaire::Language;
use crate::domain::route::{Next, Walk};
use crate::web::body;
use crate::web::body::Sent;
use crate::web::error::Refusal;
use crate::web::html::{Nav, Shell, shell};
use crate::web::identity::BrowsingPollster;
use crate::web::problem::ProblemItem;
use crate::web::reply::{self, Reply};
use crate::web::respond::door::{BACK_FIELD, Carried, Door, SECTION_FIELD};
use crate::web::respond::{ending, language, page};
use crate::web::words::Words;

/// A receipt nobody is given.
const RECEIPT: &str = "APERÇU";

pub async fn show(
    app: web::Data<App>,
    slug: web::Path<WaveSlug>,
    query: web::Query<BTreeMap<String, String>>,
    pollster: BrowsingPollster,
) -> Reply {
    let BrowsingPollster(_) = pollster;
    let wave = app.landing(&slug).await?.wave;
    let state = State::begun(&wave.questionnaire, &query);
    let questionnaire = &wave.questionnaire;
    let walk = Walk::of(questionnaire, &state.answers);
    of_page(&wave, &state, walk.first().unwrap_or(0), None, StatusCode::OK)
}

pub async fn take(app: web::Data<App>, slug: web::Path<WaveSlug>, pollster: BrowsingPollster, sent: Sent) -> Reply {
    let BrowsingPollster(_) = pollster;
    let wave = app.landing(&slug).await?.wave;
    let form = sent.form(&app).await?;
    let questionnaire = &wave.questionnaire;
    let mut state = State::carried(questionnaire, &form)?;
    if let Some(language) = language::switched(&form).filter(|language| questionnaire.languages.contains(language)) {
        state.language = language;
    }
    if let Some(back) = section_named(&wave, &form, BACK_FIELD)? {
        return of_page(&wave, &state, back, None, StatusCode::OK);
    }
    let section = section_named(&wave, &form, SECTION_FIELD)?.unwrap_or(0);
    if let Some(unsent) = page::Faulty::unsent(&form) {
        return of_page(&wave, &state, section, Some(unsent), StatusCode::OK);
    }
    let (answers, faults) = check::read_section(questionnaire, section, &form, &state.answers, state.language);
    if !faults.is_empty() {
        let faulty = page::Faulty { form: &form, faults: &faults };
        return of_page(&wave, &state.with(answers), section, Some(faulty), StatusCode::UNPROCESSABLE_ENTITY);
    }
    let walk = Walk::of(questionnaire, &answers);
    let page = || walk.end_page(questionnaire).map(|page| page.id.clone());
    let ending = match walk.after(section) {
        Next::Section(next) => return of_page(&wave, &state.with(answers), next, None, StatusCode::OK),
        Next::Completed => Ending::Completed { receipt: RECEIPT.to_owned() },
        Next::ScreenedOut => Ending::ScreenedOut { page: page() },
        Next::Refused => Ending::Refused { page: page() },
    };
    Ok(reply::page(StatusCode::OK, of_end(&wave, &state.with(answers), &ending)))
}

/// The section a field names, by its id.
fn section_named(wave: &LoadedWave, form: &[(String, String)], field: &'static str) -> Result<Option<usize>, Refusal> {
    let Some(name) = body::first(form, field) else { return Ok(None) };
    let found = SectionId::parse(name).ok().and_then(|id| wave.questionnaire.section(&id).map(|(at, _)| at));
    let absent = || Refusal::BadFields(vec![ProblemItem::at(field, "n’est pas une page de ce questionnaire")]);
    found.map(Some).ok_or_else(absent)
}

fn of_page(
    wave: &Arc<LoadedWave>,
    state: &State,
    section: usize,
    faulty: Option<page::Faulty<'_>>,
    status: StatusCode,
) -> Result<HttpResponse, Refusal> {
    let door = Door::Preview(Carried { action: address(wave), fields: state.fields()?, banner: banner(wave, state) });
    Ok(reply::page(status, page::view(&view_of(wave, state, section), faulty, &door)))
}

fn view_of(wave: &Arc<LoadedWave>, state: &State, section: usize) -> PageView {
    let walk = Walk::of(&wave.questionnaire, &state.answers);
    let before = walk.before(section).and_then(|before| wave.questionnaire.sections.get(before));
    PageView {
        wave: Arc::clone(wave),
        is_simulated: false,
        language: state.language,
        section,
        settled: Vec::new(),
        back: before.map(|before| before.id.clone()),
        progress: walk.progress(&wave.questionnaire, section),
        stamp: None,
        is_read_aloud: false,
        answers: state.answers.clone(),
        walk,
    }
}

fn of_end(wave: &LoadedWave, state: &State, ending: &Ending) -> Markup {
    let again = state.query(&wave.questionnaire, None);
    let (title, said) = ending::told(wave, ending, Words::of(state.language));
    let content = html! {
        (marked(wave, &html! { p { a href={ (address(wave)) (again) } { "Recommencer" } } }))
        h1 { (title) }
        (said)
    };
    let page = Shell { language: state.language, wave: Some(&wave.spec), ..Shell::new(&title, Nav::None) };
    shell(&page, &content)
}

pub fn address(wave: &LoadedWave) -> String {
    ["/console/vagues/", wave.spec.slug.as_str(), "/apercu"].concat()
}

/// On every page of a preview: what it is, of what, and the ways out.
pub fn marked(wave: &LoadedWave, ways: &Markup) -> Markup {
    let questionnaire = &wave.questionnaire;
    html! {
        aside.preview lang="fr" aria-label="Aperçu" {
            p {
                strong { "Aperçu\u{a0}: rien n’est enregistré." }
                " " (questionnaire.title.get(Language::Fr)) ", version " (questionnaire.version) "."
            }
            (ways)
            p { a href={ "/console/vagues/" (wave.spec.slug) } { "Retour à la vague" } }
        }
    }
}

fn banner(wave: &LoadedWave, state: &State) -> Markup {
    let address = address(wave);
    let other = state.answers.seed().wrapping_add(1);
    let (same, drawn_again) = (state.query(&wave.questionnaire, None), state.query(&wave.questionnaire, Some(other)));
    let ways = html! {
        p {
            a href={ (address) (same) } { "Recommencer" }
            " · " a href={ (address) (drawn_again) } { "Autre ordre des réponses" }
            " · " a href={ (address) "/entier" (same) } { "Tout sur une page" }
        }
        (hidden_variables(wave, state, &address))
    };
    marked(wave, &ways)
}

/// What an interview would be given by its link, or drawn: chosen here.
fn hidden_variables(wave: &LoadedWave, state: &State, address: &str) -> Markup {
    let questionnaire = &wave.questionnaire;
    let chosen = |id: &str| questionnaire.hidden(id).and_then(|(slot, _)| state.answers.get(slot));
    html! {
        @if !questionnaire.hidden.is_empty() {
            form.hidden-variables method="get" action=(address) {
                input type="hidden" name="tirage" value=(state.answers.seed());
                input type="hidden" name=(LANGUAGE_PARAMETER) value=(state.language.code());
                @for hidden in &questionnaire.hidden {
                    @let id = hidden.id.as_str();
                    label for={ "v-" (id) } { (hidden.label.get(Language::Fr)) }
                    select id={ "v-" (id) } name=(id) {
                        @for (at, category) in hidden.categories.iter().enumerate() {
                            @let is_chosen = u16::try_from(at).is_ok_and(|at| chosen(id).is_some_and(|answer| answer.has(at)));
                            option value=(category.code) selected[is_chosen] { (category.label.get(Language::Fr)) }
                        }
                    }
                }
                button.second type="submit" { "Recommencer ainsi" }
            }
        }
    }
}
