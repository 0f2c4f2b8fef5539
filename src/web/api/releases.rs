//! Releases: frozen bytes with their digest as ETag. Before the embargo, a wave answers like one that does not exist.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::domain::id::{QuestionId, WaveSlug};
use crate::domain::release::ReleasedTable;
use crate::web::api::paging::{Asked, Paging, part};
use crate::web::api::shapes::WaveOut;
use crate::web::error::Refusal;
use crate::web::identity::Visitor;
use crate::web::problem::{Problem, ProblemItem};
use crate::web::reply::{self, Reply};
use crate::web::results::frozen::{Frozen, frozen};
use crate::web::results::{neutral, reader};

#[derive(Serialize, ToSchema)]
pub struct ReleaseList {
    releases: Vec<WaveOut>,
    paging: Paging,
}

#[derive(Serialize, ToSchema)]
pub struct Tables<'a> {
    is_simulated: bool,
    /// One a row, for a grid.
    #[schema(value_type = Vec<Object>)]
    tables: Vec<&'a ReleasedTable>,
}

/// Waves whose results anybody may read now.
#[utoipa::path(get, path = "/api/v1/releases", tag = "releases", params(Asked),
    responses((status = 200, body = ReleaseList)))]
pub async fn list(app: web::Data<App>, asked: web::Query<Asked>) -> Reply {
    let (waves, paging) = part(app.public_releases().await?, &asked)?;
    let releases = waves.iter().map(WaveOut::of).collect();
    reply::json(StatusCode::OK, &ReleaseList { releases, paging })
}

/// The whole release: its frozen canonical JSON.
#[utoipa::path(get, path = "/api/v1/releases/{wave}", tag = "releases", params(("wave" = String, Path)),
    security((), ("bearer" = [])),
    responses((status = 200, body = Object), (status = 304), (status = 404, body = Problem)))]
pub async fn show(app: web::Data<App>, visitor: Visitor, slug: web::Path<WaveSlug>, request: HttpRequest) -> Reply {
    let stored = app.read_release(reader(visitor.0.as_ref()), &slug).await.map_err(neutral)?;
    let kind = Frozen { part: "", media_type: "application/json", file_name: None };
    Ok(frozen(&request, &stored, &kind, || stored.json.clone()))
}

/// The release as CSV: UTF-8, comma, decimal point, one line a figure.
#[utoipa::path(get, path = "/api/v1/releases/{wave}.csv", tag = "releases", params(("wave" = String, Path)),
    security((), ("bearer" = [])),
    responses((status = 200, content_type = "text/csv", body = String), (status = 304), (status = 404, body = Problem)))]
pub async fn csv(app: web::Data<App>, visitor: Visitor, slug: web::Path<WaveSlug>, request: HttpRequest) -> Reply {
    let (stored, text) = app.release_csv(reader(visitor.0.as_ref()), &slug).await.map_err(neutral)?;
    let name = [slug.as_str(), ".csv"].concat();
    let kind = Frozen { part: "csv", media_type: "text/csv; charset=utf-8", file_name: Some(&name) };
    Ok(frozen(&request, &stored, &kind, || text))
}

/// The tables of one question.
#[utoipa::path(get, path = "/api/v1/releases/{wave}/tables/{question}", tag = "releases",
    params(("wave" = String, Path), ("question" = String, Path)), security((), ("bearer" = [])),
    responses((status = 200, body = Tables), (status = 404, body = Problem)))]
pub async fn tables(app: web::Data<App>, visitor: Visitor, path: web::Path<(WaveSlug, QuestionId)>) -> Reply {
    let (slug, question) = path.into_inner();
    let stored = app.read_release(reader(visitor.0.as_ref()), &slug).await.map_err(neutral)?;
    let content = stored.released.content();
    let tables: Vec<_> = content.tables.iter().filter(|table| table.question == question).collect();
    if tables.is_empty() {
        let known = content.tables.iter().map(|table| table.question.as_str()).collect::<Vec<_>>().join(", ");
        let item =
            ProblemItem { accepted: Some(known), ..ProblemItem::at("question", "cette question n'a pas de tableau") };
        return Err(Refusal::AbsentItem(Box::new(item)));
    }
    reply::json(StatusCode::OK, &Tables { is_simulated: content.is_simulated, tables })
}
