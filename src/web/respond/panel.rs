//! The door of a panel's members: like a personal link, reading it has no effect, and one member has one interview.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};

use crate::app::App;
use crate::app::panel::{EntryAddress, without_language};
use crate::domain::id::WaveSlug;
use crate::web::reply::{self, Reply};
use crate::web::respond::landing::{self, Parameters};
use crate::web::respond::language;
use crate::web::respond::offer::Offer;
use crate::web::words::Words;

pub async fn show(
    app: web::Data<App>,
    slug: web::Path<WaveSlug>,
    parameters: Parameters,
    request: HttpRequest,
) -> Reply {
    let entry = EntryAddress { written: request.query_string(), parameters: &parameters };
    let landing = app.panel_landing(&slug, entry).await?;
    let language = language::of(&request, None, &landing.wave.questionnaire.languages);
    // The address as it came: what is signed is what is written.
    let here = ["/e/", slug.as_str(), "/panel?", without_language(request.query_string())].concat();
    let offer = Offer::Start(landing::in_language(&landing, &here, language));
    Ok(reply::page(StatusCode::OK, landing::view(&landing, &offer, &here, None, Words::of(language))))
}

pub async fn start(
    app: web::Data<App>,
    slug: web::Path<WaveSlug>,
    parameters: Parameters,
    request: HttpRequest,
) -> Reply {
    let entry = EntryAddress { written: request.query_string(), parameters: &parameters };
    Ok(landing::begun(&app, &app.start_panel(&slug, entry).await?))
}
