//! The door of a panel's members: like a personal link, reading it has no effect, and one member has one interview. Where the
//! wave asks for no signature, anybody can write such an address: it then begins as the open link does, paced and not at once.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use crate::app::App;
use crate::app::panel::{EntryAddress, without_language};
use crate::domain::id::WaveSlug;
use crate::web::body::Sent;
use crate::web::error::Refusal;
use crate::web::limits::Limits;
use crate::web::reply::{self, Reply};
use crate::web::respond::landing::{self, Parameters, Pressed};
use crate::web::respond::language;
use crate::web::respond::offer::Offer;

pub async fn show(
    app: web::Data<App>,
    slug: web::Path<WaveSlug>,
    parameters: Parameters,
    request: HttpRequest,
) -> Reply {
    first_page(&app, &slug, &parameters, &request, StatusCode::OK).await
}

async fn first_page(
    app: &App,
    slug: &WaveSlug,
    parameters: &Parameters,
    request: &HttpRequest,
    status: StatusCode,
) -> Result<HttpResponse, Refusal> {
    let landing = app.panel_landing(slug, EntryAddress { written: request.query_string(), parameters }).await?;
    let words = language::of_landing(&landing, request);
    // The address as it came: what is signed is what is written.
    let here = ["/e/", slug.as_str(), "/panel?", without_language(request.query_string())].concat();
    let offer = Offer::Start(landing::in_language(&landing, &here, words.language()));
    let concern = (status != StatusCode::OK).then(|| words.once_more());
    Ok(reply::page(status, landing::view(&landing, &offer, &here, concern, words)))
}

pub async fn start(
    app: web::Data<App>,
    limits: web::Data<Limits>,
    slug: web::Path<WaveSlug>,
    parameters: Parameters,
    request: HttpRequest,
    sent: Sent,
) -> Reply {
    let entry = EntryAddress { written: request.query_string(), parameters: &parameters };
    if app.begins_unsigned(&slug, entry).await? {
        limits.start(&request)?;
        if let Pressed::Nowhere = landing::pressed(&app, &slug, sent).await? {
            return first_page(&app, &slug, &parameters, &request, StatusCode::UNPROCESSABLE_ENTITY).await;
        }
    }
    Ok(landing::begun(&app, &app.start_panel(&slug, entry).await?))
}
