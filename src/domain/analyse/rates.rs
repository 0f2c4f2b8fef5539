//! Requests for multiple answers, design effects and margins of error.

use serde_json::{Map, Value, json};

use crate::domain::analyse::ReadFile;
use crate::domain::analyse::answer::{Refusal, put};
use crate::domain::analyse::frame::Wanted;
use crate::domain::analyse::request::{DesignEffectInput, Head, MarginOfErrorInput, MultipleInput, input};
use crate::domain::analyse::weighted::{
    Weighted, data, is_missing, kish, members, nobody, ordered, respondents, said_twice, want_design,
};
use crate::domain::arithmetic::normal;
use crate::domain::arithmetic::sum::exact_sum;
use crate::domain::estimate::{Estimate, Linearised};

const NSP: &str = "nsp";
const ESTIMATES: &str = "estimates";

/// Percent of respondents, of answers, and nets that count a respondent once.
pub(super) fn multiple(text: &str, head: &Head, read: &ReadFile) -> Result<Value, Refusal> {
    let asked: MultipleInput = input(text)?;
    let mut wanted = Wanted::default();
    asked.variables.iter().chain(&asked.nsp_variable).for_each(|name| wanted.number(name));
    want_design(&asked.design, &mut wanted);
    let weighted = Weighted::new(data(head)?, asked.weights.as_ref(), wanted, read)?;
    let design = weighted.design(&asked.design, asked.variance)?;
    let asked_of = asked_of(&asked, &weighted)?;
    let weight = |ticks: &[f64]| {
        let rows = weighted.weights.iter().zip(ticks).zip(&asked_of);
        exact_sum(rows.filter(|(_, is_in)| **is_in).map(|((weight, tick), _)| weight * tick))
    };
    let base = weight(&vec![1.0; weighted.sample.rows]);
    let estimate = |ticks: &[f64], variable: &str, item: &str| -> Result<(usize, Estimate), Refusal> {
        let share = Linearised::mean(&weighted.weights, ticks, &asked_of)
            .ok_or_else(|| nobody(variable, item))?
            .estimate(&design)?;
        let unweighted = ticks.iter().zip(&asked_of).filter(|(tick, is_in)| **is_in && **tick == 1.0).count();
        Ok((unweighted, share))
    };
    let told = |(unweighted, share): (usize, Estimate)| json!({ "share": share.value, "se": share.se, "unweighted": unweighted });
    let names = items(&asked.variables);
    let mut sums = Vec::new();
    for name in &asked.variables {
        sums.push(weight(weighted.number(name)?));
    }
    let answers: f64 = sums.iter().sum();
    let mut shown = Vec::new();
    for ((name, item), sum) in asked.variables.iter().zip(&names).zip(&sums) {
        let (unweighted, share) = estimate(weighted.number(name)?, name, item)?;
        shown.push(json!({
            "item": item, "unweighted": unweighted, "percent_of_respondents": share.value,
            "se": share.se, "percent_of_answers": sum / answers,
        }));
    }
    let mut answer = Map::new();
    answer.insert("base_unweighted".to_owned(), Value::from(respondents(&asked_of)));
    answer.insert("base_weighted".to_owned(), Value::from(base));
    answer.insert("answers_weighted".to_owned(), Value::from(answers));
    answer.insert("mean_answers_per_respondent".to_owned(), Value::from(answers / base));
    answer.insert("items".to_owned(), Value::from(shown));
    // Beside the bare shares, each with its own standard error: that of a net is not that of its parts.
    let mut estimates = Map::new();
    if let Some(nsp) = &asked.nsp_variable {
        let ticks = weighted.number(nsp)?;
        put(&mut answer, NSP, Value::from(weight(ticks) / base))?;
        estimates.insert(NSP.to_owned(), told(estimate(ticks, nsp, nsp)?));
    }
    for (net, parts) in &asked.nets.0 {
        let ticks = any(&asked, &weighted, &names, parts)?;
        put(&mut answer, net, Value::from(weight(&ticks) / base))?;
        estimates.insert(net.clone(), told(estimate(&ticks, net, net)?));
    }
    put(&mut answer, ESTIMATES, Value::Object(estimates))?;
    Ok(Value::Object(answer))
}

/// Who was asked: every box of a row filled with 0 or 1; none filled, not asked. A row filled in part is neither, and is
/// refused: left out, one empty box would take a respondent and their answers out of the base.
fn asked_of(asked: &MultipleInput, weighted: &Weighted) -> Result<Vec<bool>, Refusal> {
    let mut columns: Vec<(&String, &[f64])> = Vec::new();
    let names = || asked.variables.iter().chain(&asked.nsp_variable);
    if let Some(name) = said_twice(names()) {
        return Err(Refusal::asked(format!("variables : « {name} » y est deux fois")));
    }
    for name in names() {
        let ticks = weighted.number(name)?;
        if let Some(row) = ticks.iter().position(|tick| !(tick.is_nan() || *tick == 0.0 || *tick == 1.0)) {
            return Err(Refusal::asked(format!("{name}, ligne {} : une case est 0 ou 1", row + 1)));
        }
        columns.push((name, ticks));
    }
    if asked.variables.is_empty() {
        return Err(Refusal::asked("variables : il en faut au moins une"));
    }
    let is_empty = |row: usize| move |(_, ticks): &&(&String, &[f64])| ticks.get(row).is_none_or(|tick| tick.is_nan());
    let one = |row: usize| match columns.iter().filter(is_empty(row)).count() {
        0 => Ok(true),
        all if all == columns.len() => Ok(false),
        _ => {
            let name = columns.iter().find(is_empty(row)).map_or("", |(name, _)| name.as_str());
            Err(Refusal::asked(format!(
                "{name}, ligne {} : vide alors que d’autres cases de cette ligne sont remplies ; 0 ou 1 dans toutes, ou \
                 aucune pour qui n’a pas été interrogé",
                row + 1
            )))
        }
    };
    (0..weighted.sample.rows).map(one).collect()
}

/// What the names of items have beyond the beginning they share.
fn items(variables: &[String]) -> Vec<String> {
    let first = variables.first().map_or("", String::as_str);
    let shared = first
        .char_indices()
        .filter(|(_, c)| *c == '_' || *c == ':')
        .filter_map(|(at, c)| first.get(..at + c.len_utf8()))
        .rfind(|beginning| variables.iter().all(|name| name.starts_with(beginning)));
    variables.iter().map(|name| name.strip_prefix(shared.unwrap_or("")).unwrap_or(name).to_owned()).collect()
}

fn any(asked: &MultipleInput, weighted: &Weighted, names: &[String], parts: &[String]) -> Result<Vec<f64>, Refusal> {
    let mut any = vec![0.0f64; weighted.sample.rows];
    for part in parts {
        let found = asked.variables.iter().zip(names).find(|(variable, item)| *item == part || *variable == part);
        let Some((variable, _)) = found else {
            return Err(Refusal::asked(format!("nets : « {part} » n’est pas un des items {}", names.join(", "))));
        };
        for (any, tick) in any.iter_mut().zip(weighted.number(variable)?) {
            *any = any.max(*tick);
        }
    }
    Ok(any)
}

/// Kish's design effect and effective size, of all and by group.
pub(super) fn design_effect(text: &str, head: &Head, read: &ReadFile) -> Result<Value, Refusal> {
    let asked: DesignEffectInput = input(text)?;
    let mut wanted = Wanted::default();
    asked.by.iter().for_each(|by| wanted.category(by));
    let weighted = Weighted::new(data(head)?, asked.weights.as_ref(), wanted, read)?;
    let (n_eff, deff) = kish(&weighted.weights, &vec![true; weighted.sample.rows]);
    let mut groups = Vec::new();
    if let Some(by) = &asked.by {
        let coded = weighted.category(by)?;
        for code in ordered(by, coded, &asked.order)? {
            let domain = members(coded, std::slice::from_ref(&code));
            let (n_eff, deff) = kish(&weighted.weights, &domain);
            let n = respondents(&domain);
            let figure = |figure: f64| if n > 0 { Value::from(figure) } else { Value::Null };
            groups.push(json!({ "category": code, "n": n, "deff_kish": figure(deff), "n_eff": figure(n_eff) }));
        }
        let count = (0..weighted.sample.rows).filter(|row| is_missing(coded, *row)).count();
        return Ok(json!({ "deff_kish": deff, "n_eff": n_eff, "by": groups, "missing": count }));
    }
    Ok(json!({ "deff_kish": deff, "n_eff": n_eff }))
}

/// Half widths in points « par référence à la méthode aléatoire », one row a size and one column a share.
pub(super) fn margin_of_error(text: &str) -> Result<Value, Refusal> {
    let asked: MarginOfErrorInput = input(text)?;
    let is_wrong = asked.n.iter().any(|n| n.is_nan() || *n <= 0.0) || asked.p.iter().any(|p| !(0.0..=1.0).contains(p));
    if is_wrong {
        return Err(Refusal::asked("n : des tailles positives ; p : des fractions entre 0 et 1"));
    }
    if asked.z.is_some_and(|z| z <= 0.0) {
        return Err(Refusal::asked("z : un nombre positif, comme 1.96"));
    }
    let z = asked.z.unwrap_or_else(|| normal::quantile(f64::midpoint(1.0, asked.level.value())));
    let points = |n: &f64| asked.p.iter().map(|p| 100.0 * z * (p * (1.0 - p) / n).sqrt()).collect::<Vec<f64>>();
    let points: Vec<Vec<f64>> = asked.n.iter().map(points).collect();
    // Half up, with what arithmetic alone may have taken from a half.
    let tenth = |value: &f64| ((value + 1e-9) * 10.0).round() / 10.0;
    let rounded: Vec<Vec<f64>> = points.iter().map(|row| row.iter().map(tenth).collect()).collect();
    Ok(json!({ "points": points, "rounded_1": rounded }))
}
