//! Figures published before this service, as data: one object a printed number, and the few that are computed from two of
//! them, marked.

use actix_web::http::StatusCode;
use actix_web::web;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::domain::published::{Comparability, Labels, Line, LineValue, Metric};
use crate::web::reply::{self, Reply};

#[derive(Serialize, ToSchema)]
pub struct PublishedList<'a> {
    published: Vec<PublishedOut<'a>>,
}

#[derive(Serialize, ToSchema)]
pub struct PublishedOut<'a> {
    #[schema(example = "urgence-covid-citoyens")]
    study: &'a str,
    #[schema(example = "2020-05")]
    wave: &'a str,
    audience: &'a str,
    question: &'a str,
    question_label: &'a str,
    item: Option<&'a str>,
    /// The option or net.
    code: Option<&'a str>,
    code_label: Option<&'a str>,
    /// Whole percent of the base, as printed.
    percent: Option<u32>,
    #[schema(value_type = Option<String>, example = "mean_0_10")]
    metric: Option<Metric>,
    mean: Option<f64>,
    /// Computed from two printed numbers, never printed itself.
    is_derived: bool,
    base_n: Option<u32>,
    geo: &'a str,
    subpopulation: Option<&'a str>,
    /// `conflict`: sources disagree, none of them is the value.
    #[schema(value_type = String, example = "identical")]
    comparability: Comparability,
    source: &'a str,
    note: Option<&'a str>,
}

/// Every figure printed about the studies before this service, with its source.
#[utoipa::path(get, path = "/api/v1/published", tag = "published", responses((status = 200, body = PublishedList)))]
pub async fn list(app: web::Data<App>) -> Reply {
    let all = app.read_published()?;
    let studies = all.by_study();
    let questions = studies.iter().flat_map(|study| &study.waves).flat_map(|wave| &wave.questions);
    let published = questions.flat_map(|question| &question.lines).map(|line| out(line, &all.labels)).collect();
    reply::json(StatusCode::OK, &PublishedList { published })
}

fn out<'a>(line: &Line<'a>, labels: &'a Labels) -> PublishedOut<'a> {
    let printed = line.printed;
    let question = printed.question.as_str();
    let (percent, mean, is_derived) = match line.value {
        LineValue::Percent(percent) => (Some(percent), None, false),
        LineValue::DerivedPercent(percent) => (Some(percent), None, true),
        LineValue::Mean { metric, tenths } => (None, Some((metric, f64::from(tenths) / 10.0)), false),
    };
    PublishedOut {
        study: printed.study.as_str(),
        wave: &printed.wave,
        audience: &printed.audience,
        question,
        question_label: labels.question(question),
        item: printed.item.as_ref().map(|item| item.as_str()),
        code: line.code,
        code_label: line.code.map(|code| labels.code(question, code)),
        percent,
        metric: mean.map(|(metric, _)| metric),
        mean: mean.map(|(_, mean)| mean),
        is_derived,
        base_n: printed.base_n,
        geo: &printed.geo,
        subpopulation: printed.subpopulation.as_deref(),
        comparability: printed.comparability,
        source: &printed.source,
        note: printed.note.as_deref().filter(|_| !is_derived),
    }
}
