//! The distributions of questions that do not ask for a choice, in a simulation file:
//!
//! | kind | fields |
//! | --- | --- |
//! | number, scores | `mean`, `deviation` |
//! | several numbers | `means` (one a row), `deviation` (part of the mean) |
//! | ranking | `shares` (how attractive), `ranks` (percent who rank one, two…; all ranks without it) |
//! | text | `texts` |
//! | date | `from`, `to` |
//! | entry | `entries` (weight by key) |
//!
//! `apart` gives the declared non-answers, in percent of everybody.

use crate::domain::answer::Date;
use crate::domain::fault::Source;
use crate::domain::id::OptionCode;
use crate::domain::questionnaire::Question;
use crate::domain::simulation::laws::{SUM_GAP_MAX, shares};
use crate::domain::simulation::{Law, Shares};
use crate::domain::wave::file::Fields;

/// How wide the bell of each of several numbers is when nothing is said: this part of its mean.
const DEVIATION: f64 = 0.3;

pub(super) fn around(
    source: &mut Source,
    table: &mut Fields,
    question: &Question,
    codes: &[OptionCode],
) -> Option<Law> {
    let kind = &question.kind;
    let is_choice = matches!(
        kind,
        crate::domain::questionnaire::Kind::Single { .. } | crate::domain::questionnaire::Kind::Grid { .. }
    );
    if is_choice && !kind.is_scored() {
        let what = "une moyenne demande des modalités qui ont toutes une valeur";
        source.fault(table.span(), table.at("mean"), what, Some("shares = { code = part }".to_owned()));
        return None;
    }
    let mean = table.float(source, "mean");
    let deviation = width(source, table, None);
    let apart = apart(source, table, codes);
    Some(Law::Around { mean: mean?.into_inner(), deviation: deviation?, apart: apart? })
}

pub(super) fn spread(
    source: &mut Source,
    table: &mut Fields,
    question: &Question,
    codes: &[OptionCode],
) -> Option<Law> {
    let items: Vec<OptionCode> = question.kind.items().iter().map(|item| item.code.clone()).collect();
    let means = table.table(source, "means").and_then(|means| shares(source, &means, &items));
    let deviation = width(source, table, Some(DEVIATION));
    let apart = apart(source, table, codes);
    Some(Law::Spread { means: means?, deviation: deviation?, apart: apart? })
}

pub(super) fn ranked(source: &mut Source, table: &mut Fields, ranks_max: usize, codes: &[OptionCode]) -> Option<Law> {
    let shares = table.table(source, "shares").and_then(|fields| shares(source, &fields, codes));
    let ranks = table.optional(source, "ranks", Fields::numbers)?.unwrap_or_default();
    let is_whole = ranks.is_empty() || (ranks.iter().sum::<f64>() - 100.0).abs() <= SUM_GAP_MAX;
    if ranks.len() > ranks_max || !is_whole {
        let expected = format!("{ranks_max} parts au plus, somme 100");
        source.fault(table.span(), table.at("ranks"), "distribution impossible", Some(expected));
        return None;
    }
    let apart = apart(source, table, codes);
    Some(Law::Ranked { shares: shares?, ranks, apart: apart? })
}

pub(super) fn written(source: &mut Source, table: &mut Fields, codes: &[OptionCode]) -> Option<Law> {
    let texts = table.texts(source, "texts");
    let apart = apart(source, table, codes);
    let texts: Vec<String> = texts?.into_iter().map(toml::Spanned::into_inner).collect();
    if texts.is_empty() {
        source.fault(table.span(), table.at("texts"), "aucun texte", Some("texts = [\"…\"]".to_owned()));
        return None;
    }
    Some(Law::Written { texts, apart: apart? })
}

pub(super) fn dated(source: &mut Source, table: &mut Fields, codes: &[OptionCode]) -> Option<Law> {
    let [from, to] = ["from", "to"].map(|key| date(source, table, key));
    let apart = apart(source, table, codes);
    let (from, to) = (from?, to?);
    if to < from {
        source.fault(table.span(), table.at("to"), format!("{to} vient avant {from}"), None);
        return None;
    }
    Some(Law::Dated { from, to, apart: apart? })
}

fn date(source: &mut Source, table: &mut Fields, key: &'static str) -> Option<Date> {
    let text = table.text(source, key)?;
    match Date::parse(text.get_ref()) {
        Ok(date) => Some(date),
        Err(error) => {
            source.fault(text.span(), table.at(key), error.to_string(), None);
            None
        }
    }
}

pub(super) fn entries(source: &mut Source, table: &mut Fields, codes: &[OptionCode]) -> Option<Law> {
    let entries = table.table(source, "entries")?.free_numbers(source);
    let shares = entries.into_iter().map(|(key, weight)| (key.into_inner(), weight)).collect();
    let apart = apart(source, table, codes);
    Some(Law::Entries { shares, apart: apart? })
}

/// A width, that of everybody when there is one; never below nothing.
fn width(source: &mut Source, table: &mut Fields, usual: Option<f64>) -> Option<f64> {
    if let Some(usual) = usual.filter(|_| !table.has("deviation")) {
        return Some(usual);
    }
    let deviation = table.float(source, "deviation")?;
    if *deviation.get_ref() < 0.0 {
        source.fault(deviation.span(), table.at("deviation"), "écart type négatif", Some("0 ou plus".to_owned()));
        return None;
    }
    Some(deviation.into_inner())
}

/// Declared non-answers; nobody when nothing is said.
fn apart(source: &mut Source, table: &mut Fields, codes: &[OptionCode]) -> Option<Shares> {
    let Some(fields) = table.optional(source, "apart", Fields::table)? else { return Some(Vec::new()) };
    let apart = shares(source, &fields, codes)?;
    if apart.iter().map(|(_, share)| share).sum::<f64>() > 100.0 {
        source.fault(fields.span(), fields.place(), "plus de 100 %", Some("100 au plus en tout".to_owned()));
        return None;
    }
    Some(apart)
}
