//! Telephone entry: an interviewer with an account begins an interview here and enters the answers through the pages
//! respondents see. Each start is a new interview; only who began one, and when, is noted. How each call ended is noted
//! beside, by the number the sample gives the contact, and tied to no interview.

use actix_web::http::StatusCode;
use actix_web::web;
use maud::{Markup, html};
use serde::Deserialize;

use crate::app::account::Actor;
use crate::app::respondent::Landing;
use crate::app::telephone::CallSheet;
use crate::app::{App, AppError};
use crate::domain::id::WaveSlug;
use crate::domain::questionnaire::Language;
use crate::domain::telephone::{CallOutcome, OUTCOMES};
use crate::domain::wave::paris;
use crate::web::body::Sent;
use crate::web::html::{Concern, Nav, Shell, flash, shell};
use crate::web::identity::BrowsingPollster;
use crate::web::reply::{self, Reply};
use crate::web::respond::landing;

/// What the questionnaire reads of an address: the interviewer's may say it too.
type Parameters = web::Query<Vec<(String, String)>>;

/// Contacts listed to call; the others come as these are called.
const LISTED_MAX: usize = 50;

#[derive(Deserialize)]
pub struct After {
    /// Which attempt was just noted.
    appel: Option<u32>,
}

pub async fn show(
    app: web::Data<App>,
    slug: web::Path<WaveSlug>,
    after: web::Query<After>,
    pollster: BrowsingPollster,
) -> Reply {
    let BrowsingPollster(_) = pollster;
    let (landing, sheet) = (app.landing(&slug).await?, app.call_sheet(&slug).await?);
    Ok(reply::page(StatusCode::OK, view(&landing, &sheet, &Noted { attempt: after.appel, ..Noted::default() })))
}

pub async fn start(
    app: web::Data<App>,
    slug: web::Path<WaveSlug>,
    parameters: Parameters,
    pollster: BrowsingPollster,
) -> Reply {
    let actor = Actor::Account(pollster.0);
    let started = app.start_cati(&actor, &slug, &parameters).await?;
    Ok(landing::begun(&app, &started))
}

/// Notes how a call ended.
pub async fn note(app: web::Data<App>, slug: web::Path<WaveSlug>, pollster: BrowsingPollster, sent: Sent) -> Reply {
    let form = sent.form(&app).await?;
    let field = |name: &str| form.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.trim());
    let (contact, chosen, at) = (field("contact"), field("issue"), field("rendez_vous"));
    let actor = Actor::Account(pollster.0);
    match noted(&app, &actor, &slug, (contact, chosen, at)).await {
        Ok(attempt) => Ok(reply::see_other(&[&address(&slug), "?appel=", &attempt.to_string()].concat())),
        Err(AppError::BadField { field, why }) => {
            let (landing, sheet) = (app.landing(&slug).await?, app.call_sheet(&slug).await?);
            let noted = Noted { attempt: None, typed: (contact, chosen, at), fault: Some((field, &why)) };
            Ok(reply::page(StatusCode::UNPROCESSABLE_ENTITY, view(&landing, &sheet, &noted)))
        }
        Err(error) => Err(error.into()),
    }
}

async fn noted(
    app: &App,
    actor: &Actor,
    slug: &WaveSlug,
    (contact, chosen, at): (&str, &str, &str),
) -> Result<usize, AppError> {
    let missing = || AppError::BadField { field: "issue", why: "choisissez l’issue de l’appel".to_owned() };
    let outcome = CallOutcome::parse(chosen).ok_or_else(missing)?;
    let appointment = match at {
        "" => None,
        text => Some(paris::instant(text).map_err(|_| AppError::BadField {
            field: "rendez_vous",
            why: "une date et une heure de Paris, comme 2026-11-24T18:30".to_owned(),
        })?),
    };
    app.note_call(actor, slug, contact, outcome, appointment).await
}

/// What was just noted, or could not be.
#[derive(Default)]
struct Noted<'a> {
    attempt: Option<u32>,
    typed: (&'a str, &'a str, &'a str),
    /// Field and reason.
    fault: Option<(&'a str, &'a str)>,
}

impl Noted<'_> {
    fn is_wrong(&self, field: &str) -> bool {
        self.fault.is_some_and(|(wrong, _)| wrong == field)
    }
}

fn address(slug: &WaveSlug) -> String {
    ["/console/vagues/", slug.as_str(), "/entretien"].concat()
}

fn view(landing: &Landing, sheet: &CallSheet, noted: &Noted<'_>) -> Markup {
    let spec = &landing.wave.spec;
    let title = landing.wave.questionnaire.title.get(Language::Fr);
    let content = html! {
        p.muted { a href={ "/console/vagues/" (spec.slug) } { (spec.key) } }
        @if let Some((field, why)) = noted.fault {
            div.summary role="alert" tabindex="-1" autofocus aria-labelledby="fautes" {
                h2 #fautes { "L’appel n’est pas noté" }
                ul { li { a href={ "#" (field) } { (why) } } }
            }
        }
        @if let Some(attempt) = noted.attempt {
            (flash(&html! { "Appel noté\u{a0}: appel nº\u{a0}" (attempt) " à ce contact." }))
        }
        h1 { "Entretiens par téléphone" }
        p.lead { (title) }
        @if !spec.access.cati {
            p { "Cette vague ne reçoit pas de réponses par téléphone\u{a0}: son fichier ne le prévoit pas." }
        } @else if !landing.is_open {
            p { "Cette vague n’est pas ouverte." }
            (standing(sheet))
        } @else {
            ul {
                li { "Lisez chaque page telle qu’elle est écrite, dans l’ordre où les réponses s’affichent." }
                li { "Chaque page est enregistrée quand vous l’envoyez, comme pour un répondant." }
                li { "Interrompu, l’entretien se reprend par le code affiché au bas de ses pages." }
                li { "Un entretien commencé remplace, dans ce navigateur, celui qui ne serait pas terminé." }
            }
            div.actions {
                form.start method="post" action=(address(&spec.slug)) {
                    button type="submit" { "Commencer un entretien" }
                }
                a href={ "/e/" (spec.slug) } { "Reprendre l’entretien en cours" }
                a href={ "/e/" (spec.slug) "/reprendre" } { "Reprendre par un code" }
            }
            (call_form(&spec.slug, noted))
            (to_call(sheet))
            (standing(sheet))
        }
    };
    let page = Shell {
        concern: Concern::faults(noted.fault.is_some()),
        is_simulated: landing.is_simulated,
        ..Shell::new("Entretiens par téléphone", Nav::Console)
    };
    shell(&page, &content)
}

fn call_form(slug: &WaveSlug, noted: &Noted<'_>) -> Markup {
    let (contact, chosen, at) = noted.typed;
    let wrong = |field: &str| noted.is_wrong(field).then_some("true");
    html! {
        h2 { "Noter un appel" }
        form.card method="post" action={ "/console/vagues/" (slug) "/appels" } novalidate {
            div.question {
                label.question-text for="contact" { "Contact" }
                p.help #contact-aide { "Son numéro dans l’échantillon\u{a0}; ni nom, ni téléphone." }
                input #contact type="text" name="contact" value=(contact) maxlength="40" autocomplete="off"
                    aria-describedby="contact-aide" aria-invalid=[wrong("contact")];
            }
            div.question {
                label.question-text for="issue" { "Issue" }
                select #issue name="issue" aria-invalid=[wrong("issue")] {
                    option value="" { "Choisissez…" }
                    @for outcome in OUTCOMES {
                        option value=(outcome.as_str()) selected[outcome.as_str() == chosen] { (outcome.french()) }
                    }
                }
            }
            div.question {
                label.question-text for="rendez_vous" { "Rendez-vous" }
                p.help #rendez-vous-aide { "Facultatif\u{a0}; heure de Paris." }
                input #rendez_vous type="datetime-local" name="rendez_vous" value=(at)
                    aria-describedby="rendez-vous-aide" aria-invalid=[wrong("rendez_vous")];
            }
            button.second type="submit" { "Noter l’appel" }
        }
    }
}

fn to_call(sheet: &CallSheet) -> Markup {
    html! {
        @if !sheet.open.is_empty() {
            h2 { "À rappeler" }
            div.scroll { table {
                caption { "Les rendez-vous d’abord\u{a0}; heures de Paris" }
                thead { tr {
                    th scope="col" { "Contact" } th scope="col" { "Rendez-vous" } th scope="col" { "Dernier appel" } th.num scope="col" { "Appels" }
                } }
                tbody { @for contact in sheet.open.iter().take(LISTED_MAX) {
                    tr {
                        th scope="row" { (contact.number) }
                        td { @if let Some(at) = contact.appointment_at { (paris::moment_words(at)) } @else { "–" } }
                        td { (contact.last.french()) ", " (paris::moment_words(contact.called_at)) }
                        td.num { (contact.attempts) }
                    }
                } }
            } }
        }
    }
}

/// One line an issue, by contacts: what response rates are made of.
fn standing(sheet: &CallSheet) -> Markup {
    html! {
        @if sheet.outcomes.is_empty() {
            p.muted { "Aucun appel noté." }
        } @else {
            h2 { "Où en est l’échantillon" }
            div.scroll { table {
                caption { (sheet.calls) " appels\u{a0}; chaque contact par son dernier appel, avec le code AAPOR" }
                thead { tr { th scope="col" { "Issue" } th scope="col" { "Code" } th.num scope="col" { "Contacts" } } }
                tbody { @for (outcome, contacts) in &sheet.outcomes {
                    tr { th scope="row" { (outcome.french()) } td { (outcome.standard_code()) } td.num { (contacts) } }
                } }
            } }
        }
    }
}
