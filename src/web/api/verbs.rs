//! The verbs of a wave's life. Each takes nothing (but `open`, which may say that the wave is a simulation), is refused
//! with the state it would need, and gives the wave as it now stands.

use actix_web::http::StatusCode;
use actix_web::web;
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use crate::app::App;
use crate::app::account::Actor;
use crate::app::run_wave::Opening;
use crate::app::wave_status::WaveSummary;
use crate::domain::id::WaveSlug;
use crate::web::api::shapes::{OneWave, WaveOut, Weighed};
use crate::web::body::{Accepted, Sent};
use crate::web::identity::Pollster;
use crate::web::problem::Problem;
use crate::web::reply::{self, Reply};

#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HowOpened {
    /// Simulated respondents, whatever the date; every page and file says so.
    #[serde(default)]
    simulated: bool,
}

impl Accepted for HowOpened {}

fn one_wave(summary: &WaveSummary) -> Reply {
    reply::json(StatusCode::OK, &OneWave { wave: WaveOut::of(summary) })
}

macro_rules! verb {
    ($(#[$doc:meta])* $name:ident, $path:literal, $deed:ident) => {
        $(#[$doc])*
        #[utoipa::path(post, path = $path, tag = "waves", params(("wave" = String, Path)), security(("bearer" = [])),
            responses((status = 200, body = OneWave), (status = 401, body = Problem), (status = 403, body = Problem),
                (status = 404, body = Problem), (status = 409, body = Problem)))]
        pub async fn $name(app: web::Data<App>, pollster: Pollster, slug: web::Path<WaveSlug>, sent: Sent) -> Reply {
            sent.nothing().await?;
            one_wave(&app.$deed(&Actor::Account(pollster.0), &slug).await?)
        }
    };
}

verb!(
    /// Stops the field. Can't be undone.
    close, "/api/v1/waves/{wave}/close", close_wave
);
verb!(
    /// Freezes the responses and destroys the link with invitations. Can't be undone.
    seal, "/api/v1/waves/{wave}/seal", seal_wave
);
verb!(
    /// Computes and freezes every table. Not by whoever weighed alone. A correction is approved where it is read: in the console or by
    /// the command line.
    approve, "/api/v1/waves/{wave}/approve", approve_wave
);
verb!(
    /// Records that the embargo has passed; refused before.
    publish, "/api/v1/waves/{wave}/publish", publish_wave
);

/// Opens the field: the questionnaire version is frozen.
#[utoipa::path(post, path = "/api/v1/waves/{wave}/open", tag = "waves", params(("wave" = String, Path)),
    request_body = HowOpened, security(("bearer" = [])),
    responses((status = 200, body = OneWave), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn open(app: web::Data<App>, pollster: Pollster, slug: web::Path<WaveSlug>, sent: Sent) -> Reply {
    let HowOpened { simulated } = sent.json_or_nothing(&app).await?;
    let opening = if simulated { Opening::Simulated } else { Opening::Field };
    one_wave(&app.open_wave(&Actor::Account(pollster.0), &slug, opening).await?)
}

/// Fits the weights to the declared margins, or says every reason why it can't.
#[utoipa::path(post, path = "/api/v1/waves/{wave}/weigh", tag = "waves", params(("wave" = String, Path)),
    security(("bearer" = [])),
    responses((status = 200, body = Weighed), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn weigh(app: web::Data<App>, pollster: Pollster, slug: web::Path<WaveSlug>, sent: Sent) -> Reply {
    sent.nothing().await?;
    let (summary, diagnostics) = app.weigh_wave(&Actor::Account(pollster.0), &slug).await?;
    reply::json(StatusCode::OK, &Weighed::of(&summary, &diagnostics))
}
