//! Letters of a wave: those that could not leave, asked for again.

use actix_web::http::StatusCode;
use actix_web::web;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::app::account::Actor;
use crate::domain::id::WaveSlug;
use crate::web::body::Sent;
use crate::web::identity::Pollster;
use crate::web::problem::Problem;
use crate::web::reply::{self, Reply};

#[derive(Debug, Serialize, ToSchema)]
pub struct PlannedLetters {
    letters: Planned,
}

#[derive(Debug, Serialize, ToSchema)]
struct Planned {
    /// How many leave again, each as itself.
    planned: usize,
}

/// Has the letters that could not leave tried again, once what kept them back is mended. Each keeps its Message-ID.
#[utoipa::path(post, path = "/api/v1/waves/{wave}/letters/retry", tag = "mail", operation_id = "retry_letters",
    params(("wave" = String, Path)), security(("bearer" = [])),
    responses((status = 200, body = PlannedLetters), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn retry(app: web::Data<App>, pollster: Pollster, slug: web::Path<WaveSlug>, sent: Sent) -> Reply {
    sent.nothing().await?;
    let planned = app.retry_letters(&Actor::Account(pollster.0), &slug).await?;
    reply::json(StatusCode::OK, &PlannedLetters { letters: Planned { planned } })
}
