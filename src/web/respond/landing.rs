//! The first page of a wave, by its open address or by a personal link. Reading it has no effect, so that mail
//! scanners and link previews spend nothing; the button's POST begins, or takes up again.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use maud::{Markup, html};

use crate::app::respondent::{Ending, InvitationToken, Landing, Place, SessionToken, Started};
use crate::app::ticket::Ticket;
use crate::app::{App, AppError};
use crate::domain::id::WaveSlug;
use crate::domain::questionnaire::{HiddenSource, Language};
use crate::domain::wave::WaveState;
use crate::web::body::Sent;
use crate::web::error::Refusal;
use crate::web::html::{Nav, Shell, notice, shell};
use crate::web::limits::Limits;
use crate::web::reply::{self, Reply};
use crate::web::respond::offer::{self, Offer, TICKET_FIELD};
use crate::web::respond::{address, cookie, visit, words};

/// What the address says besides: hidden variables take theirs, the rest is nothing.
pub type Parameters = web::Query<Vec<(String, String)>>;

pub async fn show(
    app: web::Data<App>,
    slug: web::Path<WaveSlug>,
    parameters: Parameters,
    request: HttpRequest,
) -> Reply {
    let landing = app.landing(&slug).await?;
    let start = || Offer::start(with_parameters(&landing, super::landing_address(&slug), &parameters));
    if visit::is_kiosk(&app, &request, &slug).await? {
        // Whoever was here before is forgotten: the next person begins.
        let page = reply::page(StatusCode::OK, view(&landing, &start(), None));
        return Ok(with_cookie(page, &cookie::forget(app.settings(), &slug)));
    }
    let offer = match under_way(&app, &slug, &request).await? {
        // Whoever said no may change their mind: nothing of theirs was kept.
        None | Some((_, Place::Ended(Ending::Refused { .. }))) if landing.wave.spec.access.open_link => start(),
        None | Some((_, Place::Ended(Ending::Refused { .. }))) => Offer::ByLink,
        Some((_, place)) => Offer::of_browser(&slug, &place),
    };
    Ok(reply::page(StatusCode::OK, view(&landing, &offer, None)))
}

/// The interview of this browser, where it stands. A cookie of an interview that is no longer known is like none.
async fn under_way(
    app: &App,
    slug: &WaveSlug,
    request: &HttpRequest,
) -> Result<Option<(SessionToken, Place)>, AppError> {
    let Some(session) = cookie::read(request, slug) else { return Ok(None) };
    match app.whereabouts(slug, &session).await {
        Ok(place) => Ok(Some((session, place))),
        Err(AppError::NoInterview | AppError::WaveNotOpen) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Somebody who comes back is let in; somebody who begins is paced, and waits the moment a person takes to read.
pub async fn start(
    app: web::Data<App>,
    limits: web::Data<Limits>,
    slug: web::Path<WaveSlug>,
    parameters: Parameters,
    request: HttpRequest,
    sent: Sent,
) -> Reply {
    if visit::is_kiosk(&app, &request, &slug).await? {
        let started = app.start_kiosk(&slug, &parameters).await?;
        return Ok(begun_on(&app, &started, true));
    }
    let known = under_way(&app, &slug, &request).await?;
    let known = known.filter(|(_, place)| !matches!(place, Place::Ended(Ending::Refused { .. })));
    if let Some((session, _)) = &known {
        let started = app.start_open(&slug, Some(session), &parameters).await?;
        let code = cookie::code(&request, &slug);
        return Ok(begun(&app, &Started { code, ..started }));
    }
    limits.start(&request)?;
    let ticket = ticket(&app, &slug, sent).await?;
    let delay = app.settings().open_door.start_delay_seconds;
    match &ticket {
        Some(ticket) => tokio::time::sleep(ticket.wait(delay)).await,
        None if delay == 0 => {}
        None => {
            let landing = app.landing(&slug).await?;
            let again = Offer::start(with_parameters(&landing, super::landing_address(&slug), &parameters));
            let page = view(&landing, &again, Some(words::AGAIN));
            return Ok(reply::page(StatusCode::UNPROCESSABLE_ENTITY, page));
        }
    }
    let started = app.start_by_ticket(&slug, None, ticket.as_ref(), &parameters).await?;
    Ok(begun(&app, &started))
}

async fn ticket(app: &App, slug: &WaveSlug, sent: Sent) -> Result<Option<Ticket>, Refusal> {
    let form = sent.form_or_nothing(app).await?;
    match form.iter().find(|(name, _)| name == TICKET_FIELD) {
        Some((_, text)) => Ok(app.read_ticket(slug, text).await?),
        None => Ok(None),
    }
}

/// The address the button posts to: with what the questionnaire reads of this one, and nothing else.
fn with_parameters(landing: &Landing, address: String, given: &[(String, String)]) -> String {
    let mut address = address;
    for hidden in &landing.wave.questionnaire.hidden {
        let HiddenSource::Given { parameter, .. } = &hidden.source else { continue };
        let said = given.iter().find(|(name, _)| name == parameter).map(|(_, value)| value.as_str());
        let known = said.filter(|code| hidden.categories.iter().any(|category| category.code.as_str() == *code));
        if let Some(code) = known {
            let sign = if address.contains('?') { "&" } else { "?" };
            address = [&address, sign, parameter, "=", &encoded(code)].concat();
        }
    }
    address
}

/// A code holds no character an address would misread, but `+`.
pub fn encoded(code: &str) -> String {
    code.replace('+', "%2B")
}

pub async fn show_invited(app: web::Data<App>, token: web::Path<String>, parameters: Parameters) -> Reply {
    let token = InvitationToken::parse(&token).ok_or(AppError::LinkUnknown)?;
    let landing = app.invitation_landing(&token).await?;
    let at = app.invitation_whereabouts(&token).await?;
    let action = with_parameters(&landing, ["/i/", token.reveal()].concat(), &parameters);
    Ok(reply::page(StatusCode::OK, view(&landing, &Offer::known(action, at.as_ref()), None)))
}

/// The secret leaves the address here: from now on the cookie carries the interview.
pub async fn start_invited(app: web::Data<App>, token: web::Path<String>, parameters: Parameters) -> Reply {
    let token = InvitationToken::parse(&token).ok_or(AppError::LinkUnknown)?;
    let started = app.start_invited(&token, &parameters).await?;
    Ok(begun(&app, &started))
}

/// To where the interview stands, its secret in the cookie of this browser.
pub fn begun(app: &App, started: &Started) -> HttpResponse {
    begun_on(app, started, false)
}

fn begun_on(app: &App, started: &Started, is_kiosk: bool) -> HttpResponse {
    let slug = &started.wave.spec.slug;
    let known = (&started.session, started.code.as_ref());
    with_cookie(reply::see_other(&address(slug, &started.at)), &cookie::write(app.settings(), slug, known, is_kiosk))
}

/// A cookie made of a slug and a base32 secret always fits its header.
fn with_cookie(mut reply: HttpResponse, cookie: &actix_web::cookie::Cookie<'_>) -> HttpResponse {
    match reply.add_cookie(cookie) {
        Ok(()) => reply,
        Err(error) => HttpResponse::from_error(Refusal::Broken(error.to_string())),
    }
}

/// `concern`: why the page is shown again.
pub fn view(landing: &Landing, offer: &Offer, concern: Option<&str>) -> Markup {
    let is_form = landing.wave.spec.is_moderated();
    if !landing.is_open && !matches!(offer, Offer::Ended(_)) {
        let (title, text) = match landing.state {
            WaveState::Ready if is_form => (words::FORM_NOT_YET_TITLE, words::FORM_NOT_YET),
            WaveState::Ready => (words::NOT_YET_TITLE, words::NOT_YET),
            _ if is_form => (words::FORM_CLOSED_TITLE, words::FORM_CLOSED),
            _ => (words::CLOSED_TITLE, words::CLOSED),
        };
        return notice(title, landing.is_simulated, &landing.wave.spec.parties, &html! { p.lead { (text) } });
    }
    let spec = &landing.wave.spec;
    let title = landing.wave.questionnaire.title.get(Language::Fr);
    let content = html! {
        @if let Some(concern) = concern { div.flash role="status" { p { (concern) } } }
        h1 { (title) }
        p.lead { (words::FREE) }
        div.card {
            dl.facts {
                dt { "Qui demande" } dd { (spec.parties.sponsor) }
                dt { "Qui recueille" } dd { (spec.parties.fieldwork_institute) }
                dt { "Durée" } dd { "environ " (landing.wave.questionnaire.minutes) " minutes" }
                dt { "Où" } dd { (words::EFFORTLESS) }
            }
        }
        (offer::nature(landing))
        (offer::button(offer, landing))
        (offer::elsewhere(offer, &spec.slug))
        p.muted.small { (words::SAVED) }
    };
    let page =
        Shell { is_simulated: landing.is_simulated, parties: Some(&spec.parties), ..Shell::new(title, Nav::None) };
    shell(&page, &content)
}
