//! One page of an interview: shown from what is stored, taken, checked, and told what is wrong.

use actix_web::http::StatusCode;
use actix_web::http::header::USER_AGENT;
use actix_web::{HttpRequest, web};

use crate::app::answer_page;
use crate::app::page_time::Seen;
use crate::app::respondent::{Answered, SessionToken, Shown};
use crate::app::{App, AppError};
use crate::domain::id::{SectionId, WaveSlug};
use crate::domain::quality::Device;
use crate::web::body::Sent;
use crate::web::error::Refusal;
use crate::web::limits::Limits;
use crate::web::reply::{self, Reply};
use crate::web::respond::door::Door;
use crate::web::respond::page::{self, Faulty};
use crate::web::respond::visit::Visit;
use crate::web::respond::{address, cookie, landing_address, language};

type PagePath = web::Path<(WaveSlug, SectionId)>;

pub async fn show(app: web::Data<App>, path: PagePath, request: HttpRequest) -> Reply {
    let (slug, section) = path.into_inner();
    let session = interview(&request, &slug)?;
    let visit = Visit::of(&app, &request, &slug).await?;
    shown(&app, &slug, &session, &section, None, visit).await
}

/// The page as it stands, with what was typed where it was not sent to be taken.
async fn shown(
    app: &App,
    slug: &WaveSlug,
    session: &SessionToken,
    section: &SectionId,
    typed: Option<Faulty<'_>>,
    visit: Visit,
) -> Reply {
    match app.view_page(slug, session, section).await.map_err(|error| lost(error, slug))? {
        Shown::Page(view) => {
            let status = if visit.is_held_back { StatusCode::TOO_MANY_REQUESTS } else { StatusCode::OK };
            let page = reply::page(status, page::view(&view, typed, &Door::Interview(visit.clone())));
            Ok(visit.watched(slug, false, page))
        }
        Shown::GoTo(place) => Ok(reply::see_other(&address(slug, &place))),
    }
}

pub async fn take(
    app: web::Data<App>,
    limits: web::Data<Limits>,
    path: PagePath,
    request: HttpRequest,
    sent: Sent,
) -> Reply {
    let (slug, section) = path.into_inner();
    let session = interview(&request, &slug)?;
    let visit = Visit::of(&app, &request, &slug).await?;
    let form = sent.form(&app).await?;
    if let Some(language) = language::switched(&form) {
        app.speak(&slug, &session, language).await.map_err(|error| lost(error, &slug))?;
    }
    if let Some(unsent) = Faulty::unsent(&form) {
        return shown(&app, &slug, &session, &section, Some(unsent), visit).await;
    }
    let source = Some(limits.address(&request));
    let seen = Seen::On(device(&request));
    let sent = answer_page::Sent { form: &form, seen, source };
    let answered = app.take_page(&slug, &session, &section, sent).await;
    if let Err(AppError::PlacesHeld) = answered {
        // Nothing was saved: the page comes back as it was filled.
        let typed = Some(Faulty { form: &form, faults: &[] });
        return shown(&app, &slug, &session, &section, typed, Visit { is_held_back: true, ..visit }).await;
    }
    match answered.map_err(|error| lost(error, &slug))? {
        Answered::GoTo(place) => Ok(reply::see_other(&address(&slug, &place))),
        Answered::Faulty { page: view, faults } => {
            let faulty = Faulty { form: &form, faults: &faults };
            let page = page::view(&view, Some(faulty), &Door::Interview(visit.clone()));
            Ok(visit.watched(&slug, false, reply::page(StatusCode::UNPROCESSABLE_ENTITY, page)))
        }
    }
}

/// The coarse class of what the page was filled in on: the rest of what the browser says of itself is not looked at.
fn device(request: &HttpRequest) -> Device {
    let name = request.headers().get(USER_AGENT).and_then(|value| value.to_str().ok());
    Device::of_browser(name.unwrap_or_default())
}

/// Without the cookie of an interview there is only the first page.
fn interview(request: &HttpRequest, slug: &WaveSlug) -> Result<SessionToken, Refusal> {
    cookie::read(request, slug).ok_or_else(|| Refusal::GoTo(landing_address(slug).into()))
}

fn lost(error: AppError, slug: &WaveSlug) -> Refusal {
    match error {
        AppError::NoInterview => Refusal::GoTo(landing_address(slug).into()),
        other => other.into(),
    }
}
