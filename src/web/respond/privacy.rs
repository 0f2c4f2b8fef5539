//! The privacy notice of a wave, made from its file and its questionnaire: every sentence here is what the program does with
//! that wave, and nothing is typed twice.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use maud::{Markup, html};

use crate::app::App;
use crate::app::respondent::Landing;
use crate::domain::id::WaveSlug;
use crate::domain::questionnaire::{Language, Role};
use crate::domain::wave::{LegalBasis, WaveSpec, paris};
use crate::web::html::{Shell, notice};
use crate::web::reply::{self, Reply};
use crate::web::respond::{landing_address, language, rights, rights_page, visit};
use crate::web::words::Words;

pub async fn show(app: web::Data<App>, slug: web::Path<WaveSlug>, request: HttpRequest) -> Reply {
    let landing = app.landing(&slug).await?;
    let words = language::of_landing(&landing, &request);
    visit::watched(&app, &request, &slug, reply::page(StatusCode::OK, view(words, &landing))).await
}

fn view(words: Words, landing: &Landing) -> Markup {
    let spec = &landing.wave.spec;
    let is_form = spec.is_moderated();
    let here = [landing_address(&spec.slug).as_str(), "/vie-privee"].concat();
    let languages = language::links(words, &landing.wave.questionnaire.languages, &here);
    let content = html! {
        p.lead { (if is_form { words.privacy_lead_form() } else { words.privacy_lead() }) }
        h2 { (words.privacy_who()) }
        (who(words, spec))
        h2 { (words.privacy_why()) }
        (why(words, spec))
        h2 { (words.privacy_what()) }
        (what(words, landing))
        h2 { (words.privacy_long()) }
        (how_long(words, landing))
        h2 { (words.privacy_shared()) }
        (shared(words, spec))
        h2 { (words.privacy_rights()) }
        p { (if is_form { words.privacy_rights_form() } else { words.privacy_rights_poll() }) }
        p { a href=(rights::address(&spec.slug)) { (words.privacy_rights_link()) } }
        p { (words.privacy_authority()) }
        p { a href=(landing_address(&spec.slug)) { (words.privacy_back()) } }
    };
    notice(
        &Shell { languages: Some(&languages), ..rights_page::shell_of(words, landing, words.privacy_title()) },
        &content,
    )
}

fn who(words: Words, spec: &WaveSpec) -> Markup {
    let controller = spec.privacy.as_ref().map_or(&spec.parties.sponsor, |privacy| &privacy.controller);
    // A file without a notice of its own may still give an address, for the texts of its questionnaire.
    let usual = spec.texts.get("contact_donnees");
    let contact = spec.privacy.as_ref().map(|privacy| &privacy.contact).or(usual);
    html! {
        p { (words.privacy_controller(controller.as_str())) " " (words.privacy_collects(spec.parties.fieldwork_institute.as_str())) }
        @if let Some(contact) = contact { p { (words.privacy_contact(contact.as_str())) } }
        @if let Some(officer) = spec.privacy.as_ref().and_then(|privacy| privacy.data_protection_officer.as_ref()) {
            p { (words.privacy_officer(officer.as_str())) }
        }
    }
}

fn why(words: Words, spec: &WaveSpec) -> Markup {
    let french = words.unless(Language::Fr);
    html! {
        @match &spec.privacy {
            Some(privacy) => {
                p lang=[french] { (privacy.purpose) }
                p {
                    (match privacy.legal_basis {
                        LegalBasis::Consent => words.privacy_basis_consent(),
                        LegalBasis::PublicInterest => words.privacy_basis_public(),
                        LegalBasis::LegitimateInterest => words.privacy_basis_interest(),
                    })
                }
            }
            None => {
                p lang=[french] { (spec.title) }
                p { (words.free()) }
            }
        }
    }
}

/// Only what this wave really gathers.
fn what(words: Words, landing: &Landing) -> Markup {
    let spec = &landing.wave.spec;
    let asks = |role: Role| landing.wave.questionnaire.questions().any(|(_, question)| question.role == role);
    html! {
        ul {
            li { (words.privacy_answers()) }
            @if asks(Role::Consent) { li { (words.privacy_consent_kept()) } }
            li { (words.privacy_times()) }
            @if spec.access.invitation {
                li { (words.privacy_invited()) }
                li { (words.privacy_invited_answered()) }
                li { (words.privacy_refusing()) }
            }
            @if let Some(panel) = &spec.panel { li { (words.privacy_panel(panel.name.as_str())) } }
            @if spec.access.cati { li { (words.privacy_called()) } }
            @if asks(Role::Contact) { li { (words.privacy_contacts()) } }
            li { (words.privacy_cookie()) }
        }
        p { (words.privacy_not()) }
    }
}

fn how_long(words: Words, landing: &Landing) -> Markup {
    let spec = &landing.wave.spec;
    let end = paris::date_words_in(words.language(), spec.fieldwork.closes_at - chrono::TimeDelta::seconds(1));
    html! {
        ul {
            @match landing.closed_at {
                Some(at) => li { (words.privacy_ended(paris::date_words_in(words.language(), at))) },
                None => li { (words.privacy_ends(end)) },
            }
            li { (words.privacy_identities(spec.retention.identities_days)) }
            @if spec.access.invitation {
                li { (words.privacy_invited_long(spec.retention.identities_days)) }
                li { (words.privacy_refusing_long()) }
            }
            @if spec.panel.is_some() { li { (words.privacy_panel_long(spec.retention.identities_days)) } }
            @if spec.access.cati { li { (words.privacy_called_long(spec.retention.identities_days)) } }
            li { (words.privacy_responses(spec.retention.responses_days)) }
        }
        @if !spec.is_moderated() { p { (words.privacy_sealing()) } }
    }
}

fn shared(words: Words, spec: &WaveSpec) -> Markup {
    let recipients = spec.privacy.as_ref().and_then(|privacy| privacy.recipients.as_ref());
    html! {
        p {
            @if spec.is_moderated() { (words.privacy_shared_form()) }
            @else { (words.privacy_shared_poll(spec.disclosure.cell_base_min)) }
        }
        @if let Some(panel) = &spec.panel { p { (words.privacy_panel_told(panel.name.as_str())) } }
        @if let Some(recipients) = recipients { p { (words.privacy_recipients(recipients.as_str())) } }
    }
}
