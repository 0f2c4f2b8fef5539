//! The columns of the files machines read, with one line a figure: the same names and the same order as CSV and as Parquet.
//! New columns come last, so that a reader by place goes on.

use chrono::NaiveDate;

use super::figures::{Figure, Number, Row, Status};
use super::words::origin;
use crate::domain::release::AgainstRest;

/// A column: its name, and what it says of a figure.
pub(super) struct Field {
    pub name: &'static str,
    pub of: Of,
}

/// What it says, by its type.
#[derive(Clone, Copy)]
pub(super) enum Of {
    Text(for<'a> fn(&Figure<'a>) -> Option<String>),
    Whole(fn(&Figure<'_>) -> Option<u32>),
    Number(fn(&Figure<'_>) -> Option<Number>),
    Real(fn(&Figure<'_>) -> Option<f64>),
    Day(fn(&Figure<'_>) -> Option<NaiveDate>),
    Truth(fn(&Figure<'_>) -> Option<bool>),
}

const fn text(name: &'static str, of: for<'a> fn(&Figure<'a>) -> Option<String>) -> Field {
    Field { name, of: Of::Text(of) }
}

const fn whole(name: &'static str, of: fn(&Figure<'_>) -> Option<u32>) -> Field {
    Field { name, of: Of::Whole(of) }
}

const fn number(name: &'static str, of: fn(&Figure<'_>) -> Option<Number>) -> Field {
    Field { name, of: Of::Number(of) }
}

const fn real(name: &'static str, of: fn(&Figure<'_>) -> Option<f64>) -> Field {
    Field { name, of: Of::Real(of) }
}

const fn day(name: &'static str, of: fn(&Figure<'_>) -> Option<NaiveDate>) -> Field {
    Field { name, of: Of::Day(of) }
}

/// Every line can stand alone: it says the wave, its dates, the wording, the bases, the version of weights, and whether
/// the data are simulated.
pub(super) const FIELDS: [Field; 36] = [
    text("origin", |figure| Some(origin(figure.content().is_simulated).to_owned())),
    text("wave", |figure| Some(figure.content().wave.slug.to_string())),
    text("study", |figure| Some(figure.content().wave.study.to_string())),
    text("audience", |figure| Some(figure.content().wave.audience.clone())),
    day("fieldwork_start", |figure| Some(figure.content().wave.fieldwork_start)),
    day("fieldwork_end", |figure| Some(figure.content().wave.fieldwork_end)),
    text("release", |figure| Some(figure.released.digest().hex())),
    whole("scheme_version", |figure| Some(figure.content().weighting.scheme_version)),
    text("question", |figure| Some(figure.table.question.to_string())),
    text("text", |figure| Some(figure.table.text.clone())),
    text("item", |figure| figure.table.item.as_ref().map(ToString::to_string)),
    text("item_label", |figure| figure.table.item_label.clone()),
    text("base_label", |figure| Some(figure.table.base_label.clone())),
    text("break", |figure| figure.column.variable.as_ref().map(ToString::to_string)),
    text("category", |figure| figure.column.category.as_ref().map(ToString::to_string)),
    text("category_label", |figure| Some(figure.column.label.clone())),
    text("row", |figure| Some(figure.row.code().to_owned())),
    text("row_kind", |figure| Some(figure.row.nature().as_str().to_owned())),
    text("row_label", |figure| Some(figure.row.label().to_owned())),
    whole("percent", percent),
    number("low", |figure| figure.row.low()),
    number("high", |figure| figure.row.high()),
    number("value", |figure| figure.row.value().filter(|_| !figure.is_percentage())),
    whole("base_n", |figure| figure.base_n()),
    whole("effective_n", |figure| figure.effective_n()),
    text("status", |figure| Some(status(figure.status()).to_owned())),
    real("se", |figure| figure.row.standard_error()),
    real("se_weights_only", |figure| figure.row.standard_error_weights_only()),
    text("letter", |figure| figure.letter().map(str::to_owned)),
    text("letters", |figure| Some(figure.row.letters().join(" ")).filter(|letters| !letters.is_empty())),
    text("against_rest", |figure| figure.row.against_rest().map(|rest| against(rest).to_owned())),
    real("test_f", |figure| figure.test().map(|test| test.f)),
    real("test_p_value", |figure| figure.test().map(|test| test.p_value)),
    Field { name: "base_is_rough", of: Of::Truth(|figure| figure.is_base_rough()) },
    text("unit", |figure| figure.unit().map(str::to_owned)),
    text("break_label", |figure| figure.column.variable_label.clone()),
];

fn percent(figure: &Figure<'_>) -> Option<u32> {
    match figure.row {
        Row::Answer(_, cell) => cell.map(|cell| cell.percent),
        Row::Measure(..) => None,
    }
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Shown => "shown",
        Status::SmallBase => "small_base",
        Status::Hidden => "hidden",
    }
}

pub(super) fn against(rest: AgainstRest) -> &'static str {
    match rest {
        AgainstRest::Above => "above",
        AgainstRest::Below => "below",
    }
}
