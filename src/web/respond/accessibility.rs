//! The accessibility statement, for the service and not for one wave. It says what is checked at each version and what is not:
//! no person has audited these pages yet, and the statement declares that first.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use maud::{Markup, html};

use crate::app::App;
use crate::domain::questionnaire::Language;
use crate::web::html::{Nav, Shell, shell};
use crate::web::reply::{self, Reply};
use crate::web::respond::language;
use crate::web::words::Words;

/// What a statement sends to when nobody answers: the public defender of rights.
const RECOURSE: &str = "https://formulaire.defenseurdesdroits.fr/";

pub async fn show(app: web::Data<App>, request: HttpRequest) -> Reply {
    let words = Words::of(language::of_anybody(&request));
    Ok(reply::page(StatusCode::OK, view(words, &app.settings().public_url)))
}

fn view(words: Words, site: &str) -> Markup {
    let title = words.statement_title();
    let content = html! {
        h1 { (title) }
        p.lead { (words.statement_lead(site)) }
        h2 { (words.statement_state_title()) }
        p { (words.statement_state()) }
        h2 { (words.statement_checked_title()) }
        ul {
            @for line in checked(words) { li { (line) } }
        }
        h2 { (words.statement_unchecked_title()) }
        ul {
            @for line in unchecked(words) { li { (line) } }
        }
        h2 { (words.statement_made_title()) }
        p { (words.statement_made(env!("CARGO_PKG_VERSION"))) }
        h2 { (words.statement_contact_title()) }
        p { (words.statement_contact()) }
        h2 { (words.statement_recourse_title()) }
        p { (words.statement_recourse()) " " a href=(RECOURSE) rel="noreferrer" { (words.statement_recourse_link()) } "." }
    };
    let languages = language::links(words, &Language::ALL, "/accessibilite");
    shell(&Shell { language: words.language(), languages: Some(&languages), ..Shell::new(title, Nav::None) }, &content)
}

/// What the tests of this version look at, each time; `tests/browser` is where.
fn checked(words: Words) -> [&'static str; 7] {
    [
        words.statement_axe(),
        words.statement_keyboard(),
        words.statement_narrow(),
        words.statement_plain(),
        words.statement_colours(),
        words.statement_forced(),
        words.statement_cases(),
    ]
}

fn unchecked(words: Words) -> [&'static str; 3] {
    [words.statement_no_audit(), words.statement_no_reader(), words.statement_texts()]
}
