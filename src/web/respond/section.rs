//! One page of an interview: shown from what is stored, taken, checked, and told what is wrong.

use actix_web::http::StatusCode;
use actix_web::http::header::{LOCATION, USER_AGENT};
use actix_web::{HttpRequest, HttpResponse, web};

use crate::app::answer_page;
use crate::app::page_time::Seen;
use crate::app::respondent::{Answered, Place, SessionToken, Shown};
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
use crate::web::respond::{address, cookie, landing, landing_address, language, review};

type PagePath = web::Path<(WaveSlug, SectionId)>;

pub async fn show(app: web::Data<App>, path: PagePath, request: HttpRequest) -> Reply {
    let (slug, section) = path.into_inner();
    let session = interview(&request, &slug)?;
    let visit = Visit::of(&app, &request, &slug).await?;
    shown(&app, &slug, &session, &section, None, door(visit, review::is_change(&request))).await
}

/// The page as it stands, with what was typed where it was not sent to be taken.
async fn shown(
    app: &App,
    slug: &WaveSlug,
    session: &SessionToken,
    section: &SectionId,
    typed: Option<Faulty<'_>>,
    door: Door,
) -> Reply {
    match app.view_page(slug, session, section).await.map_err(|error| lost(error, slug))? {
        Shown::Page(view) => {
            let status = if door.is_held_back() { StatusCode::TOO_MANY_REQUESTS } else { StatusCode::OK };
            let page = reply::page(status, page::view(&view, typed, &door));
            Ok(door.watched(slug, page))
        }
        Shown::GoTo(place) => Ok(reply::see_other(&address(slug, &place))),
    }
}

fn door(visit: Visit, from_review: bool) -> Door {
    if from_review { Door::Change(visit) } else { Door::Interview(visit) }
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
    let from_review = review::is_changed(&form);
    if let Some(unsent) = Faulty::unsent(&form) {
        return shown(&app, &slug, &session, &section, Some(unsent), door(visit, from_review)).await;
    }
    let source = Some(limits.address(&request));
    let seen = Seen::On(device(&request));
    let sent = answer_page::Sent { form: &form, seen, source };
    let answered = app.take_page(&slug, &session, &section, sent).await;
    if let Err(AppError::PlacesHeld) = answered {
        // Nothing was saved: the page comes back as it was filled.
        let typed = Some(Faulty { form: &form, faults: &[] });
        return shown(&app, &slug, &session, &section, typed, door(Visit { is_held_back: true, ..visit }, from_review))
            .await;
    }
    match answered.map_err(|error| lost(error, &slug))? {
        // Changed from the review, it leads back there: the review knows whether something else must be answered first.
        Answered::GoTo(Place::Section(_)) if from_review => Ok(onward(&request, &review::address(&slug))),
        Answered::GoTo(place) => Ok(onward(&request, &address(&slug, &place))),
        Answered::Faulty { page: view, faults } => {
            let faulty = Faulty { form: &form, faults: &faults };
            let door = door(visit, from_review);
            let page = page::view(&view, Some(faulty), &door);
            Ok(door.watched(&slug, reply::page(StatusCode::UNPROCESSABLE_ENTITY, page)))
        }
    }
}

/// Sent by the page's own script, which follows by itself so that a lost network is known before the page is left.
const SCRIPT_HEADER: &str = "sonde-script";

pub(super) fn onward(request: &HttpRequest, address: &str) -> HttpResponse {
    if request.headers().contains_key(SCRIPT_HEADER) {
        HttpResponse::NoContent().insert_header((LOCATION, address)).finish()
    } else {
        reply::see_other(address)
    }
}

/// The coarse class of what the page was filled in on: the rest of what the browser says of itself is not looked at.
fn device(request: &HttpRequest) -> Device {
    let name = request.headers().get(USER_AGENT).and_then(|value| value.to_str().ok());
    Device::of_browser(name.unwrap_or_default())
}

/// Without the cookie of an interview there is only the first page: at a kiosk the next person's, elsewhere the way back in.
pub(super) fn interview(request: &HttpRequest, slug: &WaveSlug) -> Result<SessionToken, Refusal> {
    let is_kiosk = cookie::kiosk_key(request, slug).is_some();
    let first = || if is_kiosk { landing_address(slug) } else { landing::lost_address(slug) };
    cookie::read(request, slug).ok_or_else(|| Refusal::GoTo(first().into()))
}

pub(super) fn lost(error: AppError, slug: &WaveSlug) -> Refusal {
    match error {
        AppError::NoInterview => Refusal::GoTo(landing_address(slug).into()),
        other => other.into(),
    }
}
