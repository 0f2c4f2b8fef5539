//! The quality of a field, for programs: what is flagged, and the decisions of people. No answer, no profile.

use actix_web::http::StatusCode;
use actix_web::web;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::app::App;
use crate::app::account::Actor;
use crate::app::flag_interviews::{Review, ReviewLine};
use crate::domain::id::WaveSlug;
use crate::domain::quality::{Device, FieldNotes};
use crate::web::api::paging::{Asked, Paging, part};
use crate::web::body::{Accepted, Sent};
use crate::web::identity::Pollster;
use crate::web::problem::Problem;
use crate::web::reply::{self, Reply};

/// Why an interview is set aside.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WhyExcluded {
    /// `speed`, `straight_lines`, `duplicate`, `attention`, `open_text` or `other`.
    #[schema(example = "speed")]
    ground: String,
    /// 1 to 500 characters, kept with the decision.
    reason: String,
}

impl Accepted for WhyExcluded {}

/// Interviews flagged or set aside, and the counts of the method notice.
#[derive(Debug, Serialize, ToSchema)]
pub struct Quality {
    pub interviews: Vec<FlaggedOut>,
    pub notes: NotesOut,
    pub paging: Paging,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct FlaggedOut {
    pub id: String,
    pub flags: Vec<FlagOut>,
    pub seconds: Option<u32>,
    /// Of the usual time of its pages, in percent.
    pub pace_percent: Option<u32>,
    pub device: Option<&'static str>,
    pub pages_sent_again: u32,
    pub is_excluded: bool,
    pub ground: Option<&'static str>,
    pub reason: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct FlagOut {
    #[schema(example = "speed")]
    pub ground: &'static str,
    pub sentence: String,
    /// Other interviews the flag speaks of.
    pub others: Vec<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct NotesOut {
    pub counted: usize,
    pub flagged: std::collections::BTreeMap<String, usize>,
    pub excluded: std::collections::BTreeMap<String, usize>,
    pub withdrawn: usize,
    pub devices: std::collections::BTreeMap<String, usize>,
    pub seconds_median: Option<u32>,
    pub pages_sent_again: u64,
    pub pages: Vec<PageOut>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct PageOut {
    pub page: String,
    pub people: usize,
    pub seconds_median: u32,
    pub seconds_ninth_decile: u32,
}

impl FlaggedOut {
    fn of(line: &ReviewLine) -> Self {
        let flags = line.flags.iter().map(|flag| FlagOut {
            ground: flag.ground.as_str(),
            sentence: flag.sentence.clone(),
            others: flag.others.clone(),
        });
        Self {
            id: line.id.clone(),
            flags: flags.collect(),
            seconds: line.seconds,
            pace_percent: line.pace_percent,
            device: line.device.map(Device::as_str),
            pages_sent_again: line.sent_again,
            is_excluded: line.exclusion.is_some(),
            ground: line.exclusion.as_ref().map(|exclusion| exclusion.ground.as_str()),
            reason: line.exclusion.as_ref().map(|exclusion| exclusion.reason.clone()),
        }
    }
}

impl NotesOut {
    fn of(notes: FieldNotes) -> Self {
        let page = |page: crate::domain::quality::PageNote| PageOut {
            page: page.page,
            people: page.people,
            seconds_median: page.seconds_median,
            seconds_ninth_decile: page.seconds_ninth_decile,
        };
        Self {
            counted: notes.counted,
            flagged: notes.flagged,
            excluded: notes.excluded,
            withdrawn: notes.withdrawn,
            devices: notes.devices,
            seconds_median: notes.seconds_median,
            pages_sent_again: notes.pages_sent_again,
            pages: notes.pages.into_iter().map(page).collect(),
        }
    }
}

/// Interviews flagged or set aside, the most flagged first; after sealing, the counts alone. Flags exclude nobody.
#[utoipa::path(get, path = "/api/v1/waves/{wave}/quality", tag = "quality", params(("wave" = String, Path), Asked),
    security(("bearer" = [])),
    responses((status = 200, body = Quality), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem)))]
pub async fn show(
    app: web::Data<App>,
    pollster: Pollster,
    slug: web::Path<WaveSlug>,
    asked: web::Query<Asked>,
) -> Reply {
    let Pollster(_) = pollster;
    let Review { lines, notes, .. } = app.review(&slug).await?;
    let (lines, paging) = part(lines, &asked)?;
    let interviews = lines.iter().map(FlaggedOut::of).collect();
    reply::json(StatusCode::OK, &Quality { interviews, notes: NotesOut::of(notes), paging })
}

/// Sets a completed interview aside; its place goes back to its cells. Asked again, nothing changes. Until the wave is sealed.
#[utoipa::path(put, path = "/api/v1/waves/{wave}/exclusions/{interview}", tag = "quality",
    params(("wave" = String, Path), ("interview" = String, Path)), request_body = WhyExcluded, security(("bearer" = [])),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn exclude(
    app: web::Data<App>,
    pollster: Pollster,
    path: web::Path<(WaveSlug, String)>,
    sent: Sent,
) -> Reply {
    let why: WhyExcluded = sent.json(&app).await?;
    let (slug, interview) = path.into_inner();
    let decision = (why.ground.as_str(), why.reason.as_str());
    app.exclude_interview(&Actor::Account(pollster.0), &slug, &interview, decision).await?;
    Ok(reply::nothing())
}

/// Takes an interview back in, if each of its cells has a place; else 409 says which has none.
#[utoipa::path(delete, path = "/api/v1/waves/{wave}/exclusions/{interview}", tag = "quality",
    params(("wave" = String, Path), ("interview" = String, Path)), security(("bearer" = [])),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn readmit(
    app: web::Data<App>,
    pollster: Pollster,
    path: web::Path<(WaveSlug, String)>,
    sent: Sent,
) -> Reply {
    sent.nothing().await?;
    let (slug, interview) = path.into_inner();
    app.readmit_interview(&Actor::Account(pollster.0), &slug, &interview).await?;
    Ok(reply::nothing())
}
