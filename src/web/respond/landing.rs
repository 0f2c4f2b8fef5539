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
use crate::domain::wave::{WaveSpec, WaveState};
use crate::web::body::{self, Sent};
use crate::web::error::Refusal;
use crate::web::html::{Nav, Shell, flash, notice, shell, typeset};
use crate::web::limits::Limits;
use crate::web::reply::{self, Reply};
use crate::web::respond::offer::{self, Offer, TICKET_FIELD};
use crate::web::respond::{address, cookie, language, visit};
use crate::web::words::Words;

/// In the address of whoever sent a page this browser has no interview for: their script keeps what they wrote.
const LOST: &str = "perdu";

/// Where they are led.
pub fn lost_address(slug: &WaveSlug) -> String {
    [&super::landing_address(slug), "?", LOST].concat()
}

/// What the address says besides: hidden variables take theirs, the rest is nothing.
pub type Parameters = web::Query<Vec<(String, String)>>;

pub async fn show(
    app: web::Data<App>,
    slug: web::Path<WaveSlug>,
    parameters: Parameters,
    request: HttpRequest,
) -> Reply {
    let landing = app.landing(&slug).await?;
    let here = with_parameters(&landing, super::landing_address(&slug), &parameters);
    if visit::is_kiosk(&app, &request, &slug).await? {
        // Whoever was here before is forgotten: the next person begins.
        let language = language::of(&request, None, &landing.wave.questionnaire.languages);
        let offer = Offer::Next(in_language(&landing, &here, language));
        let page = reply::page(StatusCode::OK, view(&landing, &offer, &here, None, Words::of(language)));
        return Ok(cookie::set(page, &cookie::forget(app.settings(), &landing.wave.spec)));
    }
    let (started, kept) = match under_way(&app, &slug, &request).await? {
        Some((session, place)) => (Some(place), app.language_of(&slug, &session).await?),
        None => (None, None),
    };
    let language = language::of(&request, kept, &landing.wave.questionnaire.languages);
    let begin = || in_language(&landing, &here, language);
    let offer = match started {
        // Whoever said no may change their mind: nothing of theirs was kept.
        None | Some(Place::Ended(Ending::Refused { .. })) if landing.wave.spec.access.open_link => {
            Offer::Start(begin())
        }
        None | Some(Place::Ended(Ending::Refused { .. })) => Offer::ByLink,
        Some(Place::Section(_) | Place::Review) if kept != Some(language) => Offer::ResumeBy(begin()),
        Some(place @ (Place::Section(_) | Place::Review)) => Offer::Resume(address(&slug, &place)),
        Some(place @ Place::Ended(_)) => Offer::Ended(in_language(&landing, &address(&slug, &place), language)),
    };
    Ok(reply::page(StatusCode::OK, view(&landing, &offer, &here, None, Words::of(language))))
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
    let ticket = match pressed(&app, &slug, sent).await? {
        Pressed::On(ticket) => Some(ticket),
        Pressed::Anywhere => None,
        Pressed::Nowhere => return once_more(&app, &slug, &parameters, &request).await,
    };
    let started = app.start_by_ticket(&slug, None, ticket.as_ref(), &parameters).await?;
    Ok(begun(&app, &started))
}

/// Where the button that begins was pressed.
pub enum Pressed {
    /// On a page of ours; the moment a person takes to read it has passed.
    On(Ticket),
    /// No page is asked for.
    Anywhere,
    /// On none of ours, or on one that is too old.
    Nowhere,
}

pub async fn pressed(app: &App, slug: &WaveSlug, sent: Sent) -> Result<Pressed, Refusal> {
    let delay = app.settings().open_door.start_delay_seconds;
    match ticket(app, slug, sent).await? {
        Some(ticket) => {
            tokio::time::sleep(ticket.wait(delay)).await;
            Ok(Pressed::On(ticket))
        }
        None if delay == 0 => Ok(Pressed::Anywhere),
        None => Ok(Pressed::Nowhere),
    }
}

async fn ticket(app: &App, slug: &WaveSlug, sent: Sent) -> Result<Option<Ticket>, Refusal> {
    let form = sent.form_or_nothing(app).await?;
    match body::first(&form, TICKET_FIELD) {
        Some(text) => Ok(app.read_ticket(slug, text).await?),
        None => Ok(None),
    }
}

/// The first page again, with a new ticket: the one that came was none of ours, or too old.
async fn once_more(app: &App, slug: &WaveSlug, parameters: &[(String, String)], request: &HttpRequest) -> Reply {
    let landing = app.landing(slug).await?;
    let language = language::of(request, None, &landing.wave.questionnaire.languages);
    let here = with_parameters(&landing, super::landing_address(slug), parameters);
    let (words, offer) = (Words::of(language), Offer::Start(in_language(&landing, &here, language)));
    let page = view(&landing, &offer, &here, Some(words.once_more()), words);
    Ok(reply::page(StatusCode::UNPROCESSABLE_ENTITY, page))
}

/// Whether somebody came here because this browser no longer knows their interview.
fn is_lost(here: &str) -> bool {
    here.split(['?', '&']).any(|pair| pair == LOST)
}

fn is_known(offer: &Offer) -> bool {
    !matches!(offer, Offer::Start(_) | Offer::ByLink)
}

/// The address the button posts to: with what the questionnaire reads of this one, and that the interview was lost.
fn with_parameters(landing: &Landing, address: String, given: &[(String, String)]) -> String {
    let mut address = address;
    for hidden in &landing.wave.questionnaire.hidden {
        let HiddenSource::Given { parameter, .. } = &hidden.source else { continue };
        let said = body::first(given, parameter);
        let known = said.filter(|code| hidden.categories.iter().any(|category| category.code.as_str() == *code));
        if let Some(code) = known {
            let sign = if address.contains('?') { "&" } else { "?" };
            address = [&address, sign, parameter, "=", &encoded(code)].concat();
        }
    }
    if given.iter().any(|(name, _)| name == LOST) {
        let sign = if address.contains('?') { "&" } else { "?" };
        address = [&address, sign, LOST].concat();
    }
    address
}

/// The address with the language of the page it is on, where there is a choice.
pub fn in_language(landing: &Landing, address: &str, language: Language) -> String {
    let has_choice = landing.wave.questionnaire.languages.len() > 1;
    if has_choice { language::addressed(address, language) } else { address.to_owned() }
}

/// A code holds no character an address would misread, but `+`.
pub fn encoded(code: &str) -> String {
    code.replace('+', "%2B")
}

pub async fn show_invited(
    app: web::Data<App>,
    token: web::Path<String>,
    parameters: Parameters,
    request: HttpRequest,
) -> Reply {
    let token = InvitationToken::parse(&token).ok_or(AppError::LinkUnknown)?;
    let landing = app.invitation_landing(&token).await?;
    let at = app.invitation_whereabouts(&token).await?;
    let language = language::of(&request, None, &landing.wave.questionnaire.languages);
    let here = with_parameters(&landing, ["/i/", token.reveal()].concat(), &parameters);
    let offer = Offer::known(in_language(&landing, &here, language), at.as_ref());
    Ok(reply::page(StatusCode::OK, view(&landing, &offer, &here, None, Words::of(language))))
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

/// The same, on a device of one person or of many.
pub fn begun_on(app: &App, started: &Started, is_kiosk: bool) -> HttpResponse {
    let spec = &started.wave.spec;
    let known = (&started.session, started.code.as_ref());
    let reply = reply::see_other(&address(&spec.slug, &started.at));
    let reply = cookie::set(reply, &cookie::write(app.settings(), spec, known, is_kiosk));
    if is_kiosk || matches!(started.at, Place::Ended(_)) {
        return reply;
    }
    let witness = app.witness(&started.wave, &started.session);
    cookie::set(reply, &cookie::witness(app.settings(), spec, &witness))
}

/// `here`: the address of this page, without its language; `concern`: why it is shown again.
pub fn view(landing: &Landing, offer: &Offer, here: &str, concern: Option<&str>, words: Words) -> Markup {
    let spec = &landing.wave.spec;
    let questionnaire = &landing.wave.questionnaire;
    let languages = language::links(words, &questionnaire.languages, here);
    let page = |title| Shell {
        language: words.language(),
        languages: Some(&languages),
        is_simulated: landing.is_simulated,
        // The script only takes away what an unfinished page left in the tab.
        has_script: true,
        wave: Some(spec),
        ..Shell::new(title, Nav::None)
    };
    // Whoever answered finds their receipt again, closed or not.
    if !landing.is_open && !matches!(offer, Offer::Ended(_) | Offer::EndedBy(_)) {
        let (title, text) = not_open(landing, words);
        let is_over = landing.state != WaveState::Ready && !spec.is_moderated();
        let content = html! {
            p.lead { (text) }
            @if is_over { p { a href="/resultats" { (words.public_results()) } } }
        };
        return notice(&page(title), &content);
    }
    let title = questionnaire.title.get(words.language());
    let french = words.unless(Language::Fr);
    let content = html! {
        @if !is_known(offer) && is_lost(here) {
            div.flash role="status" tabindex="-1" autofocus data-lost=(words.lost_kept()) { p { (words.lost()) } }
        }
        @if let Some(concern) = concern { (flash(&html! { (concern) })) }
        h1 { (title) }
        @if let Some(purpose) = why(spec) { p.lead lang=[french] { (typeset(purpose.into())) } }
        div.card {
            dl.facts.stands {
                dt { (words.who_asks()) } dd lang=[french] { (spec.parties.sponsor) }
                dt { (words.who_gathers()) } dd lang=[french] { (spec.parties.fieldwork_institute) }
                dt { (words.duration()) } dd { (words.minutes(questionnaire.minutes)) }
                dt { (words.where_label()) } dd { (words.effortless()) }
                dt { (words.your_rights()) } dd { (words.free()) }
            }
        }
        (offer::nature(landing, words))
        (offer::button(offer, landing, words))
        (offer::elsewhere(offer, &spec.slug, words))
        p.muted.small { (offer::kept(offer, words)) }
    };
    shell(&page(title), &content)
}

/// Why people are asked, in the wave's own words: those of its privacy notice where its pages have none.
pub fn why(spec: &WaveSpec) -> Option<&str> {
    let of_notice = || spec.privacy.as_ref().map(|privacy| privacy.purpose.as_str());
    spec.pages.purpose.as_deref().or_else(of_notice)
}

/// Why nobody can begin, and what to do.
fn not_open(landing: &Landing, words: Words) -> (&'static str, &'static str) {
    let is_form = landing.wave.spec.is_moderated();
    match landing.state {
        WaveState::Ready if is_form => (words.form_not_yet_title(), words.form_not_yet()),
        WaveState::Ready => (words.not_yet_title(), words.not_yet()),
        _ if is_form => (words.form_closed_title(), words.form_closed()),
        _ => (words.closed_title(), words.closed()),
    }
}
