//! One published figure at its own address: as a page, as data, as a drawing and as a picture. The address is made of permanent
//! codes, and shows the same figure whatever is released later.

use actix_web::{HttpRequest, web};
use serde::Serialize;

use crate::app::App;
use crate::app::AppError;
use crate::app::read_release::StoredRelease;
use crate::domain::id::WaveSlug;
use crate::domain::questionnaire::Language;
use crate::domain::release::{FigureName, FigureRow, FigureValue, ReleaseContent, ReleasedFigure, ReleasedRowKind};
use crate::web::identity::Visitor;
use crate::web::reply::Reply;
use crate::web::results::frozen::{Frozen, Keeping, frozen, if_kept};
use crate::web::results::links::Links;
use crate::web::results::release::picture;
use crate::web::results::{card, figure_page, read_numbered, share};

/// What an address ends with, and what it then gives.
const SHAPES: [(&str, Shape); 3] = [(".json", Shape::Data), (".svg", Shape::Drawing), (".png", Shape::Picture)];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Page,
    Data,
    Drawing,
    Picture,
}

pub async fn show(
    app: web::Data<App>,
    path: web::Path<(WaveSlug, u32, String, String)>,
    visitor: Visitor,
    request: HttpRequest,
) -> Reply {
    let (slug, number, question, row) = path.into_inner();
    reply(&app, (slug, number), &visitor, &request, |text| FigureName::parse(&question, text, None), &row).await
}

/// Of one category.
pub async fn show_category(
    app: web::Data<App>,
    path: web::Path<(WaveSlug, u32, String, String, String)>,
    visitor: Visitor,
    request: HttpRequest,
) -> Reply {
    let (slug, number, question, row, category) = path.into_inner();
    let named = |text: &str| FigureName::parse(&question, &row, Some(text));
    reply(&app, (slug, number), &visitor, &request, named, &category).await
}

/// `last` is the end of the address: a code, and maybe the shape asked for. A code may itself end like one: the whole is tried too.
async fn reply(
    app: &App,
    (slug, number): (WaveSlug, u32),
    visitor: &Visitor,
    request: &HttpRequest,
    named: impl Fn(&str) -> Option<FigureName>,
    last: &str,
) -> Reply {
    let stored = read_numbered(app, visitor, &slug, number).await?;
    let content = stored.released.content();
    let found = |text: &str| named(text).filter(|name| content.figure(name).is_some());
    let shaped = SHAPES.iter().find_map(|(end, shape)| Some((found(last.strip_suffix(end)?)?, *shape)));
    let (name, shape) = shaped.or_else(|| Some((found(last)?, Shape::Page))).ok_or(AppError::AddressAbsent)?;
    let figure = content.figure(&name).ok_or(AppError::AddressAbsent)?;
    let figure = ReleasedFigure { is_consultation: stored.is_consultation, ..figure };
    let part = |shape: &str| [&name.path(), ".", shape].concat();
    let origin = &app.settings().public_url;
    match shape {
        Shape::Page => {
            let part = part("page");
            let kind = Frozen { part: &part, media_type: share::HTML, file_name: None };
            Ok(frozen(request, &stored, &kind, || figure_page::view(&stored, &figure, origin).into_string()))
        }
        Shape::Data => {
            let part = part("json");
            let kind = Frozen { part: &part, media_type: "application/json", file_name: None };
            let reply = match if_kept(Keeping::UntilCorrected, request, &stored, &kind) {
                Some(reply) => reply,
                None => {
                    let data = serde_json::to_string(&data(&stored, &figure, origin))
                        .map_err(|error| AppError::Internal(error.to_string()))?;
                    frozen(request, &stored, &kind, || data)
                }
            };
            Ok(share::embeddable(reply, &stored))
        }
        Shape::Drawing => {
            let part = part("svg");
            let kind = Frozen { part: &part, media_type: "image/svg+xml", file_name: None };
            let drawn = || card::of_figure(&figure, stored.number).into_string();
            Ok(share::embeddable(frozen(request, &stored, &kind, drawn), &stored))
        }
        Shape::Picture => {
            let part = part("png");
            picture(app, request, &stored, &part, || card::of_figure(&figure, stored.number)).await
        }
    }
}

/// All that makes a figure citable, as data. Only grows.
#[derive(Serialize)]
struct Data<'a> {
    figure: FigureOut<'a>,
}

#[derive(Serialize)]
struct FigureOut<'a> {
    address: String,
    publication: PublicationOut<'a>,
    question: &'a str,
    item: Option<&'a str>,
    wording: &'a str,
    item_wording: Option<&'a str>,
    row: String,
    label: &'a str,
    kind: &'static str,
    category: Option<CategoryOut<'a>>,
    asked_to: &'a str,
    is_hidden: bool,
    /// In percent, or in the unit of a mean.
    value: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    unit: &'a str,
    base_n: Option<u32>,
    base_is_rough: bool,
    effective_n: Option<u32>,
    is_small_base: bool,
    letters: &'a [String],
    sentence_fr: Option<String>,
    sentence_en: Option<String>,
}

#[derive(Serialize)]
struct CategoryOut<'a> {
    variable: &'a str,
    code: &'a str,
    label: &'a str,
}

#[derive(Serialize)]
struct PublicationOut<'a> {
    wave: &'a str,
    key: &'a str,
    title: &'a str,
    number: u32,
    digest: String,
    published_on: chrono::NaiveDate,
    /// A later publication of the same wave took its place.
    is_corrected: bool,
    audience: &'a str,
    universe: &'a str,
    fieldwork_start: chrono::NaiveDate,
    fieldwork_end: chrono::NaiveDate,
    mode: &'a str,
    institute: &'a str,
    sponsor: &'a str,
    weighting: &'a str,
    weighting_version: u32,
    is_simulated: bool,
    is_consultation: bool,
    mention: String,
}

fn data<'a>(stored: &'a StoredRelease, figure: &ReleasedFigure<'a>, origin: &str) -> Data<'a> {
    let (table, shown, name) = (figure.table, figure.shown(), figure.name());
    let [value, low, high] = numbers(figure);
    let column = figure.column;
    let category = column.variable.as_ref().zip(column.category.as_ref());
    let is_shown = figure.value.is_some();
    Data {
        figure: FigureOut {
            address: [origin, Links::of(stored).figure(&name).as_str()].concat(),
            publication: publication(stored, figure.content),
            question: table.question.as_str(),
            item: table.item.as_ref().map(|item| item.as_str()),
            wording: &table.text,
            item_wording: table.item_label.as_deref(),
            row: name.row,
            label: figure.label(),
            kind: kind(figure.row),
            category: category.map(|(variable, code)| CategoryOut {
                variable: variable.as_str(),
                code: code.as_str(),
                label: &column.label,
            }),
            asked_to: &table.base_label,
            is_hidden: !is_shown,
            value,
            low,
            high,
            unit: unit(figure.row),
            base_n: figure.base_n(),
            base_is_rough: shown.is_some_and(|shown| is_shown && shown.base_is_rough),
            effective_n: shown.filter(|_| is_shown).map(|shown| shown.effective_n),
            is_small_base: shown.is_some_and(|shown| is_shown && shown.is_small_base),
            letters: letters(figure),
            sentence_fr: figure.sentence(Language::Fr),
            sentence_en: figure.sentence(Language::En),
        },
    }
}

fn publication<'a>(stored: &'a StoredRelease, content: &'a ReleaseContent) -> PublicationOut<'a> {
    let wave = &content.wave;
    PublicationOut {
        wave: wave.slug.as_str(),
        key: &wave.key,
        title: &wave.title,
        number: stored.number,
        digest: stored.digest.hex(),
        published_on: share::published_on(stored),
        is_corrected: !stored.is_latest(),
        audience: &wave.audience,
        universe: &wave.universe,
        fieldwork_start: wave.fieldwork_start,
        fieldwork_end: wave.fieldwork_end,
        mode: &wave.mode,
        institute: &content.parties.fieldwork_institute,
        sponsor: &content.parties.sponsor,
        weighting: &content.weighting.method,
        weighting_version: content.weighting.scheme_version,
        is_simulated: content.is_simulated,
        is_consultation: stored.is_consultation,
        mention: content.mention(stored.is_consultation),
    }
}

fn numbers(figure: &ReleasedFigure<'_>) -> [Option<f64>; 3] {
    match figure.value {
        Some(FigureValue::Share(cell)) => [cell.percent, cell.low, cell.high].map(|number| Some(f64::from(number))),
        Some(FigureValue::Measure(row, measure)) => {
            [measure.value, measure.low, measure.high].map(|number| Some(row.number(number)))
        }
        None => [None; 3],
    }
}

fn letters<'a>(figure: &ReleasedFigure<'a>) -> &'a [String] {
    match figure.value {
        Some(FigureValue::Share(cell)) => &cell.letters,
        Some(FigureValue::Measure(_, measure)) => &measure.letters,
        None => &[],
    }
}

fn kind(row: FigureRow<'_>) -> &'static str {
    match row {
        FigureRow::Answer(row) => match row.kind {
            ReleasedRowKind::Option => "option",
            ReleasedRowKind::Net => "net",
            ReleasedRowKind::NoAnswer => "no_answer",
        },
        FigureRow::Measure(row) => row.kind.address(),
    }
}

fn unit(row: FigureRow<'_>) -> &str {
    match row {
        FigureRow::Answer(_) => "percent",
        FigureRow::Measure(row) => row.unit.as_deref().unwrap_or_default(),
    }
}
