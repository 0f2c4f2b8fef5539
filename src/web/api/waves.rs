//! Waves: loaded from their files, listed, watched. Counts are for those who run waves.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::web;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::app::App;
use crate::app::account::Actor;
use crate::app::settings::Settings;
use crate::domain::id::WaveSlug;
use crate::domain::wave::WaveBundle;
use crate::web::api::paging::{Asked, part};
use crate::web::api::shapes::{OneWave, WaveBoard, WaveList, WaveOut};
use crate::web::body::{Accepted, Sent};
use crate::web::identity::{Pollster, SignedIn};
use crate::web::problem::Problem;
use crate::web::reply::{self, Reply};

/// A file as text, with the name its faults are told under.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NamedText {
    #[validate(length(min = 1, max = 200, message = "1 à 200 caractères"))]
    name: String,
    #[validate(length(min = 1, message = "un texte non vide"))]
    text: String,
}

/// The files a wave stands on, checked together.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewWave {
    #[validate(nested)]
    wave_file: NamedText,
    #[validate(nested)]
    questionnaire: NamedText,
    /// Margin files by the name the wave file gives them.
    #[validate(length(max = 100, message = "100 marges au plus"))]
    margins: BTreeMap<String, String>,
    /// Files of the bank and of the nomenclatures the questionnaire takes from, by their names: `bank/citoyens.toml`,
    /// `nomenclatures/communes.csv`.
    #[serde(default)]
    #[validate(length(max = 100, message = "100 fichiers au plus"))]
    neighbours: BTreeMap<String, String>,
}

impl Accepted for NewWave {
    fn bytes_max(settings: &Settings) -> usize {
        settings.bundle_bytes_max
    }
}

#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HowMany {
    #[validate(range(min = 1, max = 10_000, message = "1 à 10 000"))]
    count: u32,
}

#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EarlyReader {
    #[validate(length(min = 3, max = 320, message = "l'adresse d'un compte"))]
    email: String,
}

impl Accepted for HowMany {}
impl Accepted for EarlyReader {}

#[derive(Serialize, ToSchema)]
pub struct Links {
    /// Shown once: only keyed hashes are kept.
    invitations: Vec<String>,
}

/// Every wave with its state, for those who run them; for others those anybody may read, since a state tells whether a wave is
/// approved. No count.
#[utoipa::path(get, path = "/api/v1/waves", tag = "waves", params(Asked), security(("bearer" = [])),
    responses((status = 200, body = WaveList), (status = 401, body = Problem)))]
pub async fn list(app: web::Data<App>, signed_in: SignedIn, asked: web::Query<Asked>) -> Reply {
    let may_run = signed_in.0.role.may_run_waves();
    let waves = if may_run { app.list_waves().await? } else { app.public_releases().await? };
    let (waves, paging) = part(waves, &asked)?;
    let waves = waves.iter().map(WaveOut::of).collect();
    reply::json(StatusCode::OK, &WaveList { waves, paging })
}

/// Loads a wave. Everything wrong in its files is told at once, each with file, line and column.
#[utoipa::path(post, path = "/api/v1/waves", tag = "waves", request_body = NewWave, security(("bearer" = [])),
    responses((status = 201, body = OneWave), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 409, body = Problem), (status = 413, body = Problem), (status = 422, body = Problem)))]
pub async fn load(app: web::Data<App>, pollster: Pollster, sent: Sent) -> Reply {
    let new: NewWave = sent.json(&app).await?;
    let bundle = WaveBundle {
        wave: (new.wave_file.name, new.wave_file.text),
        questionnaire: (new.questionnaire.name, new.questionnaire.text),
        margins: new.margins,
        neighbours: new.neighbours,
    };
    let summary = app.load_wave(&Actor::Account(pollster.0), bundle).await?;
    reply::json(StatusCode::CREATED, &OneWave { wave: WaveOut::of(&summary) })
}

/// The live board of a wave: quota cells and dispositions.
#[utoipa::path(get, path = "/api/v1/waves/{wave}", tag = "waves", params(("wave" = String, Path)),
    security(("bearer" = [])),
    responses((status = 200, body = WaveBoard), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem)))]
pub async fn show(app: web::Data<App>, _pollster: Pollster, slug: web::Path<WaveSlug>) -> Reply {
    let status = app.wave_status(&slug).await?;
    reply::json(StatusCode::OK, &WaveBoard::of(&status))
}

/// Makes personal links, shown this once.
#[utoipa::path(post, path = "/api/v1/waves/{wave}/invitations", tag = "waves", params(("wave" = String, Path)),
    request_body = HowMany, security(("bearer" = [])),
    responses((status = 201, body = Links), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn invite(app: web::Data<App>, pollster: Pollster, slug: web::Path<WaveSlug>, sent: Sent) -> Reply {
    let HowMany { count } = sent.json(&app).await?;
    let invitations = app.make_invitations(&Actor::Account(pollster.0), &slug, count).await?;
    reply::json(StatusCode::CREATED, &Links { invitations })
}

/// Lets an account read the release before the embargo; each reading is recorded.
#[utoipa::path(put, path = "/api/v1/waves/{wave}/early-readers", tag = "waves", params(("wave" = String, Path)),
    request_body = EarlyReader, security(("bearer" = [])),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn allow_early(app: web::Data<App>, pollster: Pollster, slug: web::Path<WaveSlug>, sent: Sent) -> Reply {
    let EarlyReader { email } = sent.json(&app).await?;
    app.allow_early_reading(&Actor::Account(pollster.0), &slug, email.trim()).await?;
    Ok(reply::nothing())
}
