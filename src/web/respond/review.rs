//! Everything that was answered, page by page, to read again before sending: each page with a link to change it, one button to
//! send. A page changed from here leads back here.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use maud::{Markup, html};

use crate::app::App;
use crate::app::respondent::{PageView, Shown};
use crate::domain::id::WaveSlug;
use crate::domain::moderation;
use crate::domain::order;
use crate::domain::questionnaire::{Kind, Question, Section};
use crate::web::body::Sent;
use crate::web::html::{Nav, Shell, shell};
use crate::web::reply::{self, Reply};
use crate::web::respond::page;
use crate::web::respond::section::{interview, lost, onward};
use crate::web::respond::visit::Visit;
use crate::web::respond::wording::Wording;
use crate::web::words::Words;

/// Carried by a page that is changed from here.
pub const FROM_REVIEW_FIELD: &str = "_relecture";
/// The same, in the address of that page.
const FROM_REVIEW: &str = "relecture";

pub fn address(slug: &WaveSlug) -> String {
    ["/e/", slug.as_str(), "/relecture"].concat()
}

/// Whether this page was opened to change something.
pub fn is_change(request: &HttpRequest) -> bool {
    request.query_string().split('&').any(|pair| pair == FROM_REVIEW)
}

/// The same, once it is sent.
pub fn is_changed(form: &[(String, String)]) -> bool {
    form.iter().any(|(name, _)| name == FROM_REVIEW_FIELD)
}

pub async fn show(app: web::Data<App>, slug: web::Path<WaveSlug>, request: HttpRequest) -> Reply {
    let session = interview(&request, &slug)?;
    match app.view_review(&slug, &session).await.map_err(|error| lost(error, &slug))? {
        Shown::Page(asked) => {
            let visit = Visit::of(&app, &request, &slug).await?;
            Ok(visit.watched(&slug, false, reply::page(StatusCode::OK, view(&asked))))
        }
        Shown::GoTo(place) => Ok(reply::see_other(&super::address(&slug, &place))),
    }
}

pub async fn send(app: web::Data<App>, slug: web::Path<WaveSlug>, request: HttpRequest, sent: Sent) -> Reply {
    let session = interview(&request, &slug)?;
    sent.form(&app).await?;
    let place = app.send_reviewed(&slug, &session).await.map_err(|error| lost(error, &slug))?;
    Ok(onward(&request, &super::address(&slug, &place)))
}

fn view(view: &PageView) -> Markup {
    let words = Words::of(view.language);
    let spec = &view.wave.spec;
    let title = words.review_title();
    let (_, all) = page::steps(view);
    let named = words.page_title(title, all, all);
    let last = view.wave.questionnaire.sections.get(view.section).map(|section| &section.id);
    let content = html! {
        (page::progress(words, all.saturating_sub(1), all))
        h1 { (title) }
        p.lead { (words.review_lead()) }
        @for (at, section) in view.wave.questionnaire.sections.iter().enumerate().filter(|(at, _)| view.walk.is_open(*at)) {
            (part(view, at, section, words))
        }
        form method="post" action=(address(&spec.slug)) data-page data-waiting=(words.waiting()) data-again=(words.send_again())
            data-restored=(words.restored()) {
            div.actions {
                button type="submit" { (if spec.is_moderated() { words.form_finish() } else { words.finish() }) }
                @if let Some(last) = last { a href={ "/e/" (spec.slug) "/page/" (last) } { (words.back()) } }
            }
        }
    };
    let page = Shell {
        language: view.language,
        has_script: true,
        is_simulated: view.is_simulated,
        wave: Some(spec),
        ..Shell::new(&named, Nav::None)
    };
    shell(&page, &content)
}

/// One page: its questions in the order they were asked, and its link unless nothing on it may change any more.
fn part(view: &PageView, at: usize, section: &Section, words: Words) -> Markup {
    let q = &view.wave.questionnaire;
    let wording = Wording {
        questionnaire: q,
        texts: view.wave.spec.texts_in(view.language),
        answers: view.walk.counted(),
        language: view.language,
    };
    let slots = order::questions_in_order(q, view.answers.seed(), at, view.walk.shown(at));
    let asked = slots.into_iter().filter_map(|slot| Some((slot, q.question_at(slot)?)));
    let asked: Vec<_> = asked.filter(|(_, question)| !matches!(question.kind, Kind::Note)).collect();
    let is_open = asked.iter().any(|(slot, _)| !view.settled.contains(slot));
    let title = wording.say(&section.title);
    html! {
        @if !asked.is_empty() {
            section.card.recap {
                div.recap-head {
                    h2 { (title) }
                    @if is_open {
                        a href={ "/e/" (view.wave.spec.slug) "/page/" (section.id) "?" (FROM_REVIEW) } {
                            (words.change()) span.hidden-text { (words.colon()) " " (title) }
                        }
                    }
                }
                @if !is_open { p.muted.small { (words.settled()) } }
                dl {
                    @for (slot, question) in &asked {
                        dt { (wording.say(&question.text)) }
                        (said(wording, question, &moderation::lines(q, wording.answers, *slot, view.language)))
                    }
                }
            }
        }
    }
}

/// What somebody typed is said as it was typed; labels may repeat an earlier answer.
fn said(wording: Wording<'_>, question: &Question, lines: &[String]) -> Markup {
    let is_typed = matches!(question.kind, Kind::Text { .. });
    html! {
        @if lines.is_empty() { dd.muted { (wording.words().not_answered()) } }
        @for line in lines { dd { @if is_typed { (line) } @else { (wording.fill(line)) } } }
    }
}
