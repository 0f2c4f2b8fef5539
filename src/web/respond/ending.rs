//! How an interview ended, each in its own polite words. A full quota is told in one neutral text, whatever the cell.

use std::borrow::Cow;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use maud::{Markup, html};

use crate::app::App;
use crate::app::AppError;
use crate::app::loaded_wave::LoadedWave;
use crate::app::panel::PanelReturn;
use crate::app::respondent::{Ending, Landing, Place};
use crate::domain::answer::Answers;
use crate::domain::id::WaveSlug;
use crate::domain::questionnaire::{EndKind, EndPage};
use crate::domain::wave::paris;
use crate::web::html::{Nav, Shell, notice, paragraphs};
use crate::web::reply::{self, Reply};
use crate::web::respond::visit::Visit;
use crate::web::respond::wording::Wording;
use crate::web::respond::{address, cookie, landing_address, language, rights_page};
use crate::web::words::Words;

pub async fn show(app: web::Data<App>, slug: web::Path<WaveSlug>, request: HttpRequest) -> Reply {
    let Some(session) = cookie::read(&request, &slug) else {
        return Ok(reply::see_other(&landing_address(&slug)));
    };
    match app.whereabouts(&slug, &session).await {
        Ok(Place::Ended(ending)) => {
            let landing = app.landing(&slug).await?;
            let kept = app.language_of(&slug, &session).await?;
            let language = language::of(&request, kept, &landing.wave.questionnaire.languages);
            let words = Words::of(language);
            let proof = match &ending {
                Ending::Completed { .. } => {
                    let witness = cookie::witnessed(&request, &slug);
                    let code = app.personal_code(&slug, &session, witness.as_deref()).await?;
                    code.map(|code| rights_page::proof(words, &slug, &code)).unwrap_or_default()
                }
                _ => Markup::default(),
            };
            let visit = Visit::of(&app, &request, &slug).await?;
            let back = app.panel_return(&slug, &session).await?;
            let leaving = match (&back, visit.is_kiosk) {
                (None, false) => nothing_more(words, &landing, &ending),
                _ => leaving(words, &slug, &visit, back.as_ref()),
            };
            let page = reply::page(StatusCode::OK, view(&landing, &ending, (&proof, &leaving), words));
            Ok(visit.watched(&slug, true, page))
        }
        Ok(place @ (Place::Section(_) | Place::Review)) => Ok(reply::see_other(&address(&slug, &place))),
        Err(AppError::NoInterview) => Ok(reply::see_other(&landing_address(&slug))),
        Err(error) => Err(error.into()),
    }
}

/// What goes beside the receipt, and after everything.
fn view(landing: &Landing, ending: &Ending, (proof, leaving): (&Markup, &Markup), words: Words) -> Markup {
    let (title, said) = told_with(&landing.wave, ending, words, proof);
    let spec = &landing.wave.spec;
    let here = [landing_address(&spec.slug).as_str(), "/fin"].concat();
    let languages = language::links(words, &landing.wave.questionnaire.languages, &here);
    let page = Shell {
        language: words.language(),
        languages: Some(&languages),
        is_simulated: landing.is_simulated,
        // The script only takes away what an unfinished page left in the tab.
        has_script: true,
        wave: Some(spec),
        ..Shell::new(&title, Nav::None)
    };
    notice(&page, &html! { (said) (leaving) })
}

/// Where whoever has finished goes: back to the panel that sent them, or away from the kiosk.
fn leaving(words: Words, slug: &WaveSlug, visit: &Visit, back: Option<&PanelReturn>) -> Markup {
    html! {
        @if let Some(back) = back { p { a.button href=(back.address) { (words.panel_back(back.panel.as_str())) } } }
        @if visit.is_kiosk { p { a.button href=(landing_address(slug)) { (words.kiosk_next()) } } }
    }
}

/// Nobody waits for whoever has finished; and whoever said no by mistake may begin again, by the door they came in by.
fn nothing_more(words: Words, landing: &Landing, ending: &Ending) -> Markup {
    let spec = &landing.wave.spec;
    let may_return = landing.is_open && matches!(ending, Ending::Refused { .. });
    html! {
        p { (words.may_close()) }
        @if may_return && spec.access.open_link { p { a href=(landing_address(&spec.slug)) { (words.refused_by_mistake()) } } }
        @else if may_return && spec.access.invitation { p { (words.refused_by_mistake_invited()) } }
    }
}

/// The questionnaire's own words for this end where it has some, else the service's.
pub fn told<'w>(wave: &'w LoadedWave, ending: &Ending, words: Words) -> (Cow<'w, str>, Markup) {
    told_with(wave, ending, words, &Markup::default())
}

/// The same, with what goes beside the receipt.
fn told_with<'w>(wave: &'w LoadedWave, ending: &Ending, words: Words, proof: &Markup) -> (Cow<'w, str>, Markup) {
    let own = page_of(wave, ending).map(|page| {
        let answers = Answers::none(&wave.questionnaire);
        let (questionnaire, texts) = (&wave.questionnaire, wave.spec.texts_in(words.language()));
        let wording = Wording { questionnaire, texts, answers: &answers, language: words.language() };
        let title = wording.say(&page.title).into_owned();
        (Cow::Owned(title), html! { div.lead { (paragraphs(&wording.say(&page.text))) } })
    });
    let (title, said) = own.unwrap_or_else(|| {
        let (title, text) = usual(words, ending, wave.spec.is_moderated());
        (Cow::Borrowed(title), text.map_or_else(Markup::default, |text| html! { p.lead { (text) } }))
    });
    match ending {
        Ending::Completed { receipt } if wave.spec.is_moderated() => (
            title,
            html! { (said) (receipt_card(words, receipt, words.form_receipt_why())) (proof) (form_next(words, &wave.spec.slug)) },
        ),
        Ending::Completed { receipt } => {
            let embargo = paris::words_in(words.language(), wave.spec.embargo);
            (
                title,
                html! { (said) (receipt_card(words, receipt, words.receipt_why())) (proof) (thanks(words, &embargo)) },
            )
        }
        _ => (title, said),
    }
}

/// The page the ending names, else the one of its kind.
fn page_of<'w>(wave: &'w LoadedWave, ending: &Ending) -> Option<&'w EndPage> {
    let (kind, named) = match ending {
        Ending::Completed { .. } => (EndKind::Completed, None),
        Ending::ScreenedOut { page } => (EndKind::ScreenedOut, page.as_ref()),
        Ending::Refused { page } => (EndKind::Refused, page.as_ref()),
        Ending::QuotaFull | Ending::Closed => return None,
    };
    let of_kind = || wave.questionnaire.ends.iter().filter(|page| page.on == kind);
    of_kind().find(|page| Some(&page.id) == named).or_else(|| of_kind().next())
}

fn usual(words: Words, ending: &Ending, is_form: bool) -> (&'static str, Option<&'static str>) {
    match ending {
        Ending::Completed { .. } if is_form => (words.form_thanks_title(), None),
        Ending::Completed { .. } => (words.thanks_title(), None),
        Ending::ScreenedOut { .. } => (words.screened_title(), Some(words.screened())),
        Ending::QuotaFull => (words.full_title(), Some(words.full())),
        Ending::Refused { .. } => (words.refused_title(), Some(words.refused())),
        Ending::Closed if is_form => (words.form_closed_title(), Some(words.form_closed_midway())),
        Ending::Closed => (words.closed_title(), Some(words.closed_midway())),
    }
}

fn receipt_card(words: Words, receipt: &str, why: &str) -> Markup {
    html! {
        div.card {
            h2 { (words.receipt()) }
            p.receipt { (receipt) }
            p.muted { (why) }
        }
    }
}

/// What becomes of an entry: nothing is sealed, and each is published by itself.
fn form_next(words: Words, slug: &WaveSlug) -> Markup {
    html! {
        h2 { (words.next_title()) }
        p { (words.form_next()) }
        p { a href={ "/formulaires/" (slug) } { (words.form_published()) } }
    }
}

fn thanks(words: Words, embargo: &str) -> Markup {
    html! {
        h2 { (words.next_title()) }
        p { (words.next_steps()) }
        p { (words.results_from(embargo)) " " a href="/resultats" { (words.results_page()) } }
    }
}
