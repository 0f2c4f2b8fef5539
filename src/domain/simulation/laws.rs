//! The distributions of a simulation file, one a question: parts of a single choice or of a row sum to 100. A question
//! without one is answered evenly.

use std::sync::Arc;

use toml::Spanned;

use crate::domain::fault::Source;
use crate::domain::id::{OptionCode, QuestionId};
use crate::domain::questionnaire::{Kind, Question, Questionnaire};
use crate::domain::simulation::read::{codes, question};
use crate::domain::simulation::typed_laws::{around, dated, entries, ranked, spread, written};
use crate::domain::simulation::{Law, Opinion, Shares};
use crate::domain::wave::coverage::near_or_all;
use crate::domain::wave::file::{Fields, fields_of};

/// How far from 100 the parts of a question may sum.
pub(super) const SUM_GAP_MAX: f64 = 1e-6;

pub(super) fn opinions(source: &mut Source, file: &mut Fields, q: &Questionnaire) -> Option<Vec<Opinion>> {
    let table = file.table(source, "questions")?;
    let mut opinions = Vec::new();
    for (name, span, value) in table.entries() {
        let place = table.at(name);
        let id = QuestionId::parse(name).ok().map(|id| Spanned::new(span.clone(), id));
        let Some(question) = id.and_then(|id| question(source, &id, &place, q)) else { continue };
        let law = fields_of(source, place, value).and_then(|fields| law(source, fields, question));
        opinions.extend(law.map(|law| Opinion { question: question.id.clone(), law: Arc::new(law) }));
    }
    Some(opinions)
}

fn law(source: &mut Source, mut table: Fields, question: &Question) -> Option<Law> {
    let origin = table.text(source, "origin")?;
    if !["documented", "reconstructed"].contains(&origin.get_ref().as_str()) {
        source.fault(
            origin.span(),
            table.at("origin"),
            "origine inconnue",
            Some("documented, reconstructed".to_owned()),
        );
    }
    let codes = codes(question);
    let law = match &question.kind {
        Kind::Single { .. } | Kind::Grid { .. } if table.has("mean") => around(source, &mut table, question, &codes),
        Kind::Single { .. } => {
            table.table(source, "shares").and_then(|shares| whole(source, &shares, &codes)).map(Law::One)
        }
        Kind::Multiple { .. } => several(source, &mut table, question, &codes),
        Kind::Grid { .. } => rows(source, &mut table, question, &codes),
        Kind::Number { .. } => around(source, &mut table, question, &codes),
        Kind::Numbers { .. } => spread(source, &mut table, question, &codes),
        Kind::Ranking { ranks_max, .. } => ranked(source, &mut table, usize::from(*ranks_max), &codes),
        Kind::Text { .. } => written(source, &mut table, &codes),
        Kind::Date { .. } => dated(source, &mut table, &codes),
        Kind::Entry { .. } => entries(source, &mut table, &codes),
        Kind::Note => None,
    };
    let (span, place) = (table.span(), table.place().to_owned());
    table.finish(source);
    if law.is_none() && !source.has_faults() {
        source.fault(span, place, "cette question n'a pas de distribution lisible", None);
    }
    law
}

fn several(source: &mut Source, table: &mut Fields, question: &Question, codes: &[OptionCode]) -> Option<Law> {
    let ticks = table.numbers(source, "ticks");
    let fields = table.table(source, "shares")?;
    let shares = shares(source, &fields, codes)?;
    let ticks = ticks?;
    let options = question.kind.options();
    let closes = |code: &OptionCode| {
        options.iter().any(|option| &option.code == code && (option.exclusive || option.missing.is_some()))
    };
    let (alone, together): (Shares, Shares) = shares.into_iter().partition(|(code, _)| closes(code));
    let sum: f64 = alone.iter().map(|(_, share)| share).sum();
    let most = match &question.kind {
        Kind::Multiple { ticks_max, .. } => usize::from(*ticks_max),
        _ => 0,
    };
    if sum > 100.0 || ticks.len() > most || (ticks.iter().sum::<f64>() - 100.0).abs() > SUM_GAP_MAX {
        let expected = format!("ticks : {most} parts au plus, somme 100 ; réponses exclusives : 100 au plus");
        source.fault(fields.span(), fields.place(), "distribution impossible", Some(expected));
        return None;
    }
    Some(Law::Many { alone, together, ticks })
}

fn rows(source: &mut Source, table: &mut Fields, question: &Question, codes: &[OptionCode]) -> Option<Law> {
    let fields = table.table(source, "rows")?;
    let items: Vec<OptionCode> = question.kind.items().iter().map(|item| item.code.clone()).collect();
    let mut rows = Vec::new();
    for (name, span, value) in fields.entries() {
        let item = OptionCode::parse(name).ok().filter(|item| items.contains(item));
        if item.is_none() {
            let known: Vec<&str> = items.iter().map(OptionCode::as_str).collect();
            source.fault(
                span,
                fields.at(name),
                format!("ligne inconnue : « {name} »"),
                Some(near_or_all(name, &known)),
            );
        }
        let shares = fields_of(source, fields.at(name), value).and_then(|row| whole(source, &row, codes));
        rows.extend(item.zip(shares));
    }
    if rows.len() != items.len() {
        source.fault(fields.span(), fields.place(), "il manque des lignes", Some(format!("{} lignes", items.len())));
        return None;
    }
    Some(Law::Rows(rows))
}

/// Parts of everybody: they sum to 100.
fn whole(source: &mut Source, table: &Fields, codes: &[OptionCode]) -> Option<Shares> {
    let shares = shares(source, table, codes)?;
    let sum: f64 = shares.iter().map(|(_, share)| share).sum();
    if (sum - 100.0).abs() > SUM_GAP_MAX {
        source.fault(table.span(), table.place(), format!("la somme fait {sum}"), Some("100".to_owned()));
        return None;
    }
    Some(shares)
}

pub(super) fn shares(source: &mut Source, table: &Fields, codes: &[OptionCode]) -> Option<Shares> {
    let numbers = table.free_numbers(source);
    let count = numbers.len();
    let mut shares = Vec::new();
    for (name, share) in numbers {
        let code = codes.iter().find(|code| code.as_str() == name.get_ref());
        if code.is_none() {
            let known: Vec<&str> = codes.iter().map(OptionCode::as_str).collect();
            let expected = near_or_all(name.get_ref(), &known);
            source.fault(name.span(), table.place(), format!("code inconnu : « {} »", name.get_ref()), Some(expected));
        }
        shares.extend(code.cloned().map(|code| (code, share)));
    }
    (count > 0 && shares.len() == count).then_some(shares)
}
