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
use crate::web::html::{notice, paragraphs};
use crate::web::reply::{self, Reply};
use crate::web::respond::visit::Visit;
use crate::web::respond::wording::Wording;
use crate::web::respond::{address, cookie, landing_address, words};

pub async fn show(app: web::Data<App>, slug: web::Path<WaveSlug>, request: HttpRequest) -> Reply {
    let Some(session) = cookie::read(&request, &slug) else {
        return Ok(reply::see_other(&landing_address(&slug)));
    };
    match app.whereabouts(&slug, &session).await {
        Ok(Place::Ended(ending)) => {
            let landing = app.landing(&slug).await?;
            let visit = Visit::of(&app, &request, &slug).await?;
            let back = app.panel_return(&slug, &session).await?;
            let page = reply::page(StatusCode::OK, view(&landing, &ending, &leaving(&slug, &visit, back.as_ref())));
            Ok(visit.watched(&slug, true, page))
        }
        Ok(place @ Place::Section(_)) => Ok(reply::see_other(&address(&slug, &place))),
        Err(AppError::NoInterview) => Ok(reply::see_other(&landing_address(&slug))),
        Err(error) => Err(error.into()),
    }
}

fn view(landing: &Landing, ending: &Ending, leaving: &Markup) -> Markup {
    let (title, content) = told(&landing.wave, ending);
    let content = html! { (content) (leaving) };
    notice(&title, landing.is_simulated, &landing.wave.spec.parties, &content)
}

/// Where whoever has finished goes: back to the panel that sent them, or away from the kiosk.
fn leaving(slug: &WaveSlug, visit: &Visit, back: Option<&PanelReturn>) -> Markup {
    html! {
        @if let Some(back) = back { p { a.button href=(back.address) { (words::PANEL_BACK) " " (back.panel) } } }
        @if visit.is_kiosk { p { a.button href=(landing_address(slug)) { (words::KIOSK_NEXT) } } }
    }
}

/// The questionnaire's own words for this end where it has some, else the service's.
pub fn told<'w>(wave: &'w LoadedWave, ending: &Ending) -> (Cow<'w, str>, Markup) {
    let own = page_of(wave, ending).map(|page| {
        let answers = Answers::none(&wave.questionnaire);
        let wording = Wording { questionnaire: &wave.questionnaire, texts: &wave.spec.texts, answers: &answers };
        let title = wording.say(&page.title).into_owned();
        (Cow::Owned(title), html! { div.lead { (paragraphs(&wording.say(&page.text))) } })
    });
    let (title, said) = own.unwrap_or_else(|| {
        let (title, text) = usual(ending, wave.spec.is_moderated());
        (Cow::Borrowed(title), text.map_or_else(Markup::default, |text| html! { p.lead { (text) } }))
    });
    match ending {
        Ending::Completed { receipt } if wave.spec.is_moderated() => {
            (title, html! { (said) (receipt_card(receipt)) (form_next(&wave.spec.slug)) })
        }
        Ending::Completed { receipt } => {
            let embargo = paris::words(wave.spec.embargo);
            (title, html! { (said) (thanks(receipt, &embargo)) })
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

fn usual(ending: &Ending, is_form: bool) -> (&'static str, Option<&'static str>) {
    match ending {
        Ending::Completed { .. } => (words::THANKS_TITLE, None),
        Ending::ScreenedOut { .. } => (words::SCREENED_TITLE, Some(words::SCREENED)),
        Ending::QuotaFull => (words::FULL_TITLE, Some(words::FULL)),
        Ending::Refused { .. } => (words::REFUSED_TITLE, Some(words::REFUSED)),
        Ending::Closed if is_form => (words::FORM_CLOSED_TITLE, Some(words::FORM_CLOSED_MIDWAY)),
        Ending::Closed => (words::CLOSED_TITLE, Some(words::CLOSED_MIDWAY)),
    }
}

fn receipt_card(receipt: &str) -> Markup {
    html! {
        div.card {
            h2 { (words::RECEIPT) }
            p.receipt { (receipt) }
            p.muted { (words::RECEIPT_WHY) }
        }
    }
}

/// What becomes of an entry: nothing is sealed, and each is published by itself.
fn form_next(slug: &WaveSlug) -> Markup {
    html! {
        h2 { (words::NEXT_TITLE) }
        p { (words::FORM_NEXT) }
        p { a href={ "/formulaires/" (slug) } { "Voir les fiches publiées" } }
    }
}

fn thanks(receipt: &str, embargo: &str) -> Markup {
    html! {
        (receipt_card(receipt))
        h2 { (words::NEXT_TITLE) }
        p { (words::NEXT) }
        p { "Les résultats seront publics à partir du " (embargo) ", sur la " a href="/resultats" { "page des résultats" } "." }
    }
}
