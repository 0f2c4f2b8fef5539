//! A figure as a line a person reads in French: heads, words instead of codes, values still typed. The CSV for Excel and the
//! sheet of data of the workbook are made from it.

use std::borrow::Cow;

use chrono::NaiveDate;

use super::figures::{Figure, Nature, Number, Status};
use super::words::{HIDDEN, origin};
use crate::domain::release::AgainstRest;

pub(super) const HEADS: [&str; 29] = [
    "Origine",
    "Étude",
    "Vague",
    "Public",
    "Début du terrain",
    "Fin du terrain",
    "Question",
    "Libellé exact",
    "Élément",
    "Base",
    "Croisement",
    "Catégorie",
    "Réponse ou mesure",
    "Nature",
    "Valeur",
    "Unité",
    "Borne basse à 95\u{a0}%",
    "Borne haute à 95\u{a0}%",
    "Lecture",
    "Base brute",
    "Base arrondie à vingt près",
    "Base effective",
    "Lettre de la colonne",
    "Supérieur aux colonnes",
    "Par rapport aux autres",
    "Erreur type",
    "Code de la catégorie",
    "Code de la réponse",
    "Empreinte de la publication",
];

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value<'a> {
    Nothing,
    Text(Cow<'a, str>),
    Number(Number),
    Real(f64),
    Day(NaiveDate),
}

/// In the order of `HEADS`.
pub(super) fn line<'a>(figure: &Figure<'a>) -> [Value<'a>; HEADS.len()] {
    let (content, table, column, row) = (figure.content(), figure.table, figure.column, figure.row);
    [
        text(origin(content.is_simulated)),
        text(&content.wave.title),
        text(content.wave.slug.as_str()),
        text(&content.wave.audience),
        Value::Day(content.wave.fieldwork_start),
        Value::Day(content.wave.fieldwork_end),
        text(table.question.as_str()),
        text(&table.text),
        some(table.item_label.as_deref()),
        text(&table.base_label),
        some(column.variable_label.as_deref()),
        text(&column.label),
        text(row.label()),
        text(nature(row.nature())),
        row.value().map_or(Value::Nothing, Value::Number),
        some(figure.unit()),
        row.low().map_or(Value::Nothing, Value::Number),
        row.high().map_or(Value::Nothing, Value::Number),
        text(status(figure.status())),
        whole(figure.base_n()),
        some(figure.is_base_rough().map(|is_rough| if is_rough { "oui" } else { "non" })),
        whole(figure.effective_n()),
        some(figure.letter()),
        if row.letters().is_empty() { Value::Nothing } else { Value::Text(row.letters().join(" ").into()) },
        some(row.against_rest().map(against)),
        row.standard_error().map_or(Value::Nothing, Value::Real),
        some(column.category.as_ref().map(|category| category.as_str())),
        text(row.code()),
        Value::Text(figure.released.digest().hex().into()),
    ]
}

fn text(text: &str) -> Value<'_> {
    Value::Text(text.into())
}

fn some(text: Option<&str>) -> Value<'_> {
    text.map_or(Value::Nothing, |text| Value::Text(text.into()))
}

fn whole(value: Option<u32>) -> Value<'static> {
    value.map_or(Value::Nothing, |value| Value::Number(Number { stored: value.into(), decimals: 0 }))
}

/// What a row is, in words.
fn nature(nature: Nature) -> &'static str {
    match nature {
        Nature::Option => "réponse",
        Nature::OfWhich => "réponse (dont)",
        Nature::Net => "sous-total",
        Nature::NoAnswer => "sans réponse",
        Nature::Mean => "moyenne",
        Nature::Median => "médiane",
    }
}

/// How a figure may be read, in words.
fn status(status: Status) -> &'static str {
    match status {
        Status::Shown => "lisible",
        Status::SmallBase => "base faible",
        Status::Hidden => HIDDEN,
    }
}

fn against(rest: AgainstRest) -> &'static str {
    match rest {
        AgainstRest::Above => "supérieur",
        AgainstRest::Below => "inférieur",
    }
}
