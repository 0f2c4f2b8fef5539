//! Releases: frozen bytes with their digest as ETag, their files, the publications of a wave. Before the embargo, a wave answers like one that does not exist.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::app::read_release::{CSV, Publication, StoredFile, StoredRelease};
use crate::domain::id::{QuestionId, WaveSlug};
use crate::domain::release::ReleasedTable;
use crate::domain::wave::paris;
use crate::web::api::paging::{Asked, Paging, part};
use crate::web::api::shapes::WaveOut;
use crate::web::error::Refusal;
use crate::web::identity::Visitor;
use crate::web::problem::{Problem, ProblemItem};
use crate::web::reply::{self, Reply};
use crate::web::results::files::noted;
use crate::web::results::frozen::{Frozen, Keeping, frozen, frozen_for, if_kept};
use crate::web::results::{files, read, read_numbered};

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

#[derive(Serialize, ToSchema)]
pub struct Files {
    /// Of the publication they belong to.
    number: u32,
    files: Vec<FileOut>,
}

#[derive(Serialize, ToSchema)]
pub struct FileOut {
    name: String,
    media_type: String,
    /// Lines, or cells where there are no lines.
    rows: u64,
    bytes: u64,
    sha256: String,
    /// Where it stays, whatever is corrected later.
    address: String,
}

impl FileOut {
    fn of(file: &StoredFile, stored: &StoredRelease) -> Self {
        Self {
            name: file.name.clone(),
            media_type: file.media_type.clone(),
            rows: file.rows,
            bytes: file.bytes,
            sha256: file.digest.hex(),
            address: files::address(stored, &file.name),
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct Publications {
    /// The number of the one that counts.
    latest: u32,
    publications: Vec<PublicationOut>,
}

#[derive(Serialize, ToSchema)]
pub struct PublicationOut {
    number: u32,
    /// In UTC.
    public_at: String,
    /// Of a correction: what was corrected and why.
    reason: Option<String>,
}

impl PublicationOut {
    fn of(one: &Publication) -> Self {
        Self { number: one.number, public_at: paris::utc(one.public_at), reason: one.reason.clone() }
    }
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
    let stored = read(&app, &visitor, &slug).await?;
    let reply = frozen(&request, &stored, &WHOLE, || stored.json.clone());
    noted(&app, &visitor, &request, &stored, WHOLE_NAME, reply).await
}

/// The release as CSV: UTF-8, comma, decimal point, one line a figure.
#[utoipa::path(get, path = "/api/v1/releases/{wave}.csv", tag = "releases", params(("wave" = String, Path)),
    security((), ("bearer" = [])),
    responses((status = 200, content_type = "text/csv", body = String), (status = 304), (status = 404, body = Problem)))]
pub async fn csv(app: web::Data<App>, visitor: Visitor, slug: web::Path<WaveSlug>, request: HttpRequest) -> Reply {
    let stored = read(&app, &visitor, &slug).await?;
    let saved_as = [slug.as_str(), ".csv"].concat();
    let reply = files::reply(&app, &request, &stored, CSV, Some(&saved_as)).await?;
    noted(&app, &visitor, &request, &stored, CSV, reply).await
}

/// The files of the publication that counts.
#[utoipa::path(get, path = "/api/v1/releases/{wave}/files", tag = "releases", params(("wave" = String, Path)),
    security((), ("bearer" = [])), responses((status = 200, body = Files), (status = 404, body = Problem)))]
pub async fn list_files(
    app: web::Data<App>,
    visitor: Visitor,
    slug: web::Path<WaveSlug>,
    request: HttpRequest,
) -> Reply {
    let stored = read(&app, &visitor, &slug).await?;
    let list =
        Files { number: stored.number, files: stored.files.iter().map(|file| FileOut::of(file, &stored)).collect() };
    json(&request, &stored, "files", &list)
}

/// One of its files, whole or in part (`Range`).
#[utoipa::path(get, path = "/api/v1/releases/{wave}/files/{name}", tag = "releases",
    params(("wave" = String, Path), ("name" = String, Path)), security((), ("bearer" = [])),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream"), (status = 206), (status = 304),
        (status = 404, body = Problem)))]
pub async fn file(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(WaveSlug, String)>,
    request: HttpRequest,
) -> Reply {
    let (slug, name) = path.into_inner();
    let stored = read(&app, &visitor, &slug).await?;
    let reply = files::reply(&app, &request, &stored, &name, None).await?;
    noted(&app, &visitor, &request, &stored, &name, reply).await
}

/// Every publication of a wave: the first, then its corrections with their reasons.
#[utoipa::path(get, path = "/api/v1/releases/{wave}/publications", tag = "releases", params(("wave" = String, Path)),
    security((), ("bearer" = [])), responses((status = 200, body = Publications), (status = 404, body = Problem)))]
pub async fn publications(
    app: web::Data<App>,
    visitor: Visitor,
    slug: web::Path<WaveSlug>,
    request: HttpRequest,
) -> Reply {
    let stored = read(&app, &visitor, &slug).await?;
    let publications = stored.history.iter().map(PublicationOut::of).collect();
    json(&request, &stored, "publications", &Publications { latest: stored.latest, publications })
}

/// One publication, corrected since or not: its frozen canonical JSON, which never changes.
#[utoipa::path(get, path = "/api/v1/releases/{wave}/publications/{number}", tag = "releases",
    params(("wave" = String, Path), ("number" = u32, Path)), security((), ("bearer" = [])),
    responses((status = 200, body = Object), (status = 304), (status = 404, body = Problem)))]
pub async fn publication(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(WaveSlug, u32)>,
    request: HttpRequest,
) -> Reply {
    let (slug, number) = path.into_inner();
    let stored = read_numbered(&app, &visitor, &slug, number).await?;
    let reply = frozen_for(Keeping::ForGood, &request, &stored, &WHOLE, || stored.json.clone());
    noted(&app, &visitor, &request, &stored, WHOLE_NAME, reply).await
}

/// The tables of one question.
#[utoipa::path(get, path = "/api/v1/releases/{wave}/tables/{question}", tag = "releases",
    params(("wave" = String, Path), ("question" = String, Path)), security((), ("bearer" = [])),
    responses((status = 200, body = Tables), (status = 404, body = Problem)))]
pub async fn tables(
    app: web::Data<App>,
    visitor: Visitor,
    path: web::Path<(WaveSlug, QuestionId)>,
    request: HttpRequest,
) -> Reply {
    let (slug, question) = path.into_inner();
    let stored = read(&app, &visitor, &slug).await?;
    let content = stored.released.content();
    let tables: Vec<_> = content.tables.iter().filter(|table| table.question == question).collect();
    if tables.is_empty() {
        let known = content.tables.iter().map(|table| table.question.as_str()).collect::<Vec<_>>().join(", ");
        let item =
            ProblemItem { accepted: Some(known), ..ProblemItem::at("question", "cette question n'a pas de tableau") };
        return Err(Refusal::AbsentItem(Box::new(item)));
    }
    let part = ["tables/", question.as_str()].concat();
    json(&request, &stored, &part, &Tables { is_simulated: content.is_simulated, tables })
}

/// The file it is, among those frozen with it.
const WHOLE_NAME: &str = "publication.json";
const WHOLE: Frozen<'_> = Frozen { part: "", media_type: "application/json", file_name: None };

/// Made of the release alone, so frozen like it.
fn json<T: Serialize>(request: &HttpRequest, stored: &StoredRelease, part: &str, value: &T) -> Reply {
    let kind = Frozen { part, media_type: "application/json", file_name: None };
    if let Some(reply) = if_kept(Keeping::UntilCorrected, request, stored, &kind) {
        return Ok(reply);
    }
    let text = serde_json::to_string(value).map_err(|error| Refusal::Broken(error.to_string()))?;
    Ok(frozen(request, stored, &kind, || text))
}
