//! The first page of a wave, by its open address or by a personal link. Reading it has no effect, so that mail
//! scanners and link previews spend nothing; the button's POST begins, or takes up again.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use maud::{Markup, html};

use crate::app::respondent::{Ending, InvitationToken, Landing, Place, Started};
use crate::app::{App, AppError};
use crate::domain::id::WaveSlug;
use crate::domain::questionnaire::{HiddenSource, Language};
use crate::domain::wave::WaveState;
use crate::web::html::{Nav, Shell, notice, shell};
use crate::web::limits::Limits;
use crate::web::reply::{self, Reply};
use crate::web::respond::{address, cookie, language};
use crate::web::words::Words;

/// What the button does.
enum Offer {
    Start(String),
    Resume(String),
    /// In another language than so far.
    ResumeIn(String),
    /// This browser has already been to the end.
    Ended(String),
}

/// What the address says besides: hidden variables take theirs, the rest is nothing.
type Parameters = web::Query<Vec<(String, String)>>;

pub async fn show(
    app: web::Data<App>,
    slug: web::Path<WaveSlug>,
    parameters: Parameters,
    request: HttpRequest,
) -> Reply {
    let landing = app.landing(&slug).await?;
    let (started, kept) = match cookie::read(&request, &slug) {
        Some(session) => (whereabouts(&app, &slug, &session).await?, app.language_of(&slug, &session).await?),
        None => (None, None),
    };
    let language = language::of(&request, kept, &landing.wave.questionnaire.languages);
    let here = with_parameters(&landing, super::landing_address(&slug), &parameters);
    let begin = || in_language(&landing, &here, language);
    let offer = match started {
        None => Offer::Start(begin()),
        // Whoever said no may change their mind: nothing of theirs was kept.
        Some(Place::Ended(Ending::Refused { .. })) => Offer::Start(begin()),
        Some(Place::Section(_)) if kept != Some(language) => Offer::ResumeIn(begin()),
        Some(place @ Place::Section(_)) => Offer::Resume(address(&slug, &place)),
        Some(place @ Place::Ended(_)) => Offer::Ended(in_language(&landing, &address(&slug, &place), language)),
    };
    Ok(reply::page(StatusCode::OK, view(&landing, &offer, &here, Words::of(language))))
}

/// A cookie of an interview that is no longer known is like none.
async fn whereabouts(
    app: &App,
    slug: &WaveSlug,
    session: &crate::app::respondent::SessionToken,
) -> Result<Option<Place>, AppError> {
    match app.whereabouts(slug, session).await {
        Ok(place) => Ok(Some(place)),
        Err(AppError::NoInterview | AppError::WaveNotOpen) => Ok(None),
        Err(error) => Err(error),
    }
}

pub async fn start(
    app: web::Data<App>,
    limits: web::Data<Limits>,
    slug: web::Path<WaveSlug>,
    parameters: Parameters,
    request: HttpRequest,
) -> Reply {
    limits.start(&request)?;
    let mut session = cookie::read(&request, &slug);
    if let Some(known) = &session {
        let at = whereabouts(&app, &slug, known).await?;
        let has_refused = matches!(at, Some(Place::Ended(Ending::Refused { .. })));
        session = session.filter(|_| !has_refused);
    }
    let started = app.start_open(&slug, session.as_ref(), &parameters).await?;
    Ok(begun(&app, &started))
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

/// The address with the language of the page it is on, where there is a choice.
fn in_language(landing: &Landing, address: &str, language: Language) -> String {
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
    let language = language::of(&request, None, &landing.wave.questionnaire.languages);
    let here = with_parameters(&landing, ["/i/", token.reveal()].concat(), &parameters);
    let offer = Offer::Start(in_language(&landing, &here, language));
    Ok(reply::page(StatusCode::OK, view(&landing, &offer, &here, Words::of(language))))
}

/// The secret leaves the address here: from now on the cookie carries the interview.
pub async fn start_invited(app: web::Data<App>, token: web::Path<String>, parameters: Parameters) -> Reply {
    let token = InvitationToken::parse(&token).ok_or(AppError::LinkUnknown)?;
    let started = app.start_invited(&token, &parameters).await?;
    Ok(begun(&app, &started))
}

/// To where the interview stands, its secret in the cookie of this browser.
pub fn begun(app: &App, started: &Started) -> HttpResponse {
    let slug = &started.wave.spec.slug;
    let mut reply = reply::see_other(&address(slug, &started.at));
    // A cookie made of a slug and a base32 secret always fits its header.
    if let Err(error) = reply.add_cookie(&cookie::write(app.settings(), slug, &started.session)) {
        return HttpResponse::from_error(crate::web::error::Refusal::Broken(error.to_string()));
    }
    reply
}

/// `here`: the address of this page, without its language.
fn view(landing: &Landing, offer: &Offer, here: &str, words: Words) -> Markup {
    let spec = &landing.wave.spec;
    let questionnaire = &landing.wave.questionnaire;
    let languages = language::links(words, &questionnaire.languages, here);
    let page = |title| Shell {
        language: words.language(),
        languages: Some(&languages),
        is_simulated: landing.is_simulated,
        parties: Some(&spec.parties),
        wave: Some(&spec.slug),
        ..Shell::new(title, Nav::None)
    };
    if !landing.is_open && !matches!(offer, Offer::Ended(_)) {
        let (title, text) = not_open(landing, words);
        return notice(&page(title), &html! { p.lead { (text) } });
    }
    let title = questionnaire.title.get(words.language());
    let french = words.unless(Language::Fr);
    let content = html! {
        h1 { (title) }
        p.lead { (words.free()) }
        div.card {
            dl.facts {
                dt { (words.who_asks()) } dd lang=[french] { (spec.parties.sponsor) }
                dt { (words.who_gathers()) } dd lang=[french] { (spec.parties.fieldwork_institute) }
                dt { (words.duration()) } dd { (words.minutes(questionnaire.minutes)) }
                dt { (words.where_label()) } dd { (words.effortless()) }
            }
        }
        (button(offer, words))
        p.muted.small { (words.saved()) }
    };
    shell(&page(title), &content)
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

fn button(offer: &Offer, words: Words) -> Markup {
    html! {
        @match offer {
            Offer::Start(address) => form.start method="post" action=(address) {
                p { button type="submit" { (words.start()) } }
            },
            Offer::ResumeIn(address) => form.start method="post" action=(address) {
                p { button type="submit" { (words.resume()) } }
            },
            Offer::Resume(address) => p { a.button href=(address) { (words.resume()) } },
            Offer::Ended(address) => p { a.button href=(address) { (words.see_ending()) } },
        }
    }
}
