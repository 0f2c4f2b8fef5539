//! Requests for estimates: shares, nets, means, quantiles, lists of means and totals.

use serde_json::{Map, Value, json};

use crate::domain::analyse::ReadFile;
use crate::domain::analyse::answer::Refusal;
use crate::domain::analyse::frame::Wanted;
use crate::domain::analyse::lists::requests;
use crate::domain::analyse::methods::methods;
use crate::domain::analyse::request::{Estimand, EstimateInput, Head, MissingInput, input};
use crate::domain::analyse::weighted::{
    Weighted, data, indicator, is_missing, kish, known, members, nobody, respondents, said_twice, valid, want_design,
};
use crate::domain::arithmetic::number;
use crate::domain::arithmetic::sum::exact_sum;
use crate::domain::estimate::{
    Critical, Design, Distribution, Estimate, Interval, IntervalKind, Linearised, QuantileRule, interval,
    normal_interval, spread_of_values,
};

/// Quartiles are what a Woodruff interval is given for.
const QUARTILES: [f64; 3] = [0.25, 0.5, 0.75];

pub(super) fn answer(text: &str, head: &Head, read: &ReadFile) -> Result<Value, Refusal> {
    let asked: EstimateInput = input(text)?;
    if let Some(key) = unused(&asked) {
        return Err(Refusal::asked(format!("input.{key} : sans effet sur cette estimation ; retirez cette clé")));
    }
    let weighted = Weighted::new(data(head)?, asked.weights.as_ref(), wanted(&asked), read)?;
    match asked.estimand {
        Some(Estimand::Proportion) => proportions(&asked, &weighted),
        Some(Estimand::Net) if asked.nets.0.is_empty() => methods(&asked, &weighted),
        Some(Estimand::Net) => nets(&asked, &weighted),
        Some(Estimand::Balance) => contrast(&asked, &weighted, &balance(&asked)?),
        Some(Estimand::Index) => contrast(&asked, &weighted, &asked.scores.0),
        Some(Estimand::Mean) => mean(&asked, &weighted),
        Some(Estimand::Quantile) => quantiles(&asked, &weighted),
        None if !asked.requests.is_empty() => requests(&asked, &weighted),
        None => Err(Refusal::asked(
            "estimand : proportion, net, mean, quantile, balance ou index, ou une liste « requests »",
        )),
    }
}

/// A key given that this estimation would not read.
fn unused(asked: &EstimateInput) -> Option<&'static str> {
    let given = [
        ("variable", asked.variable.is_some()),
        ("categories", !asked.categories.is_empty()),
        ("nets", !asked.nets.0.is_empty()),
        ("exclude_for_expressed", asked.exclude_for_expressed.is_some()),
        ("probs", !asked.probs.is_empty()),
        ("positive", !asked.positive.is_empty()),
        ("negative", !asked.negative.is_empty()),
        ("scores", !asked.scores.0.is_empty()),
        ("bootstrap", asked.bootstrap.is_some()),
        ("requests", !asked.requests.is_empty()),
    ];
    let used: &[&str] = match asked.estimand {
        Some(Estimand::Proportion) => &["variable", "categories"],
        Some(Estimand::Net) if asked.nets.0.is_empty() => &["variable", "categories", "bootstrap"],
        Some(Estimand::Net) => &["variable", "nets", "exclude_for_expressed"],
        Some(Estimand::Balance) => &["variable", "positive", "negative"],
        Some(Estimand::Index) => &["variable", "scores"],
        Some(Estimand::Mean) => &["variable"],
        Some(Estimand::Quantile) => &["variable", "probs"],
        None => &["requests"],
    };
    given.into_iter().find(|(key, is_given)| *is_given && !used.contains(key)).map(|(key, _)| key)
}

fn wanted(asked: &EstimateInput) -> Wanted {
    let mut wanted = Wanted::default();
    want_design(&asked.design, &mut wanted);
    let is_numeric = matches!(asked.estimand, Some(Estimand::Mean | Estimand::Quantile));
    if let Some(variable) = &asked.variable {
        if is_numeric { wanted.number(variable) } else { wanted.category(variable) }
    }
    if let Some(domain) = &asked.domain {
        wanted.category(&domain.variable);
    }
    for request in &asked.requests {
        wanted.number(&request.variable);
        request.by.iter().for_each(|by| wanted.category(by));
    }
    wanted
}

pub(super) fn variable(asked: &EstimateInput) -> Result<&str, Refusal> {
    asked.variable.as_deref().ok_or_else(|| Refusal::asked("variable : il en faut une"))
}

fn proportions(asked: &EstimateInput, weighted: &Weighted) -> Result<Value, Refusal> {
    let name = variable(asked)?;
    let coded = weighted.category(name)?;
    let mut domain = weighted.domain(asked.domain.as_ref())?;
    valid(&mut domain, |row| is_missing(coded, row), name, asked.missing)?;
    let design = weighted.design(&asked.design, asked.variance)?;
    let df = design.degrees_of_freedom(Some(&domain));
    let n = respondents(&domain);
    let critical = Critical::new(asked.level.value(), df, number(n));
    let categories = if asked.categories.is_empty() { coded.codes.to_vec() } else { asked.categories.clone() };
    let mut shown = Vec::new();
    for category in &categories {
        let y = indicator(&members(coded, std::slice::from_ref(category)));
        let share = Linearised::mean(&weighted.weights, &y, &domain).ok_or_else(|| nobody(name, category))?;
        let estimate = share.estimate(&design)?;
        let unweighted = y.iter().zip(&domain).filter(|(y, is_in)| **is_in && **y > 0.0).count();
        let (kish_n, _) = kish(&weighted.weights, &domain);
        shown.push(json!({
            "category": category, "share": estimate.value, "se": estimate.se, "unweighted": unweighted,
            "n_eff": effective(estimate, kish_n), "ci": intervals(estimate, kish_n, &critical),
        }));
    }
    Ok(json!({
        "base_unweighted": n,
        "sum_weights": sum(&weighted.weights, &domain),
        "df": df,
        "categories": shown,
    }))
}

/// The size of the simple sample as precise; Kish's when the share is 0 or 1.
fn effective(estimate: Estimate, kish_n: f64) -> f64 {
    if estimate.se > 0.0 { estimate.value * (1.0 - estimate.value) / estimate.se.powi(2) } else { kish_n }
}

fn intervals(estimate: Estimate, kish_n: f64, critical: &Critical) -> Value {
    let one = |kind: IntervalKind| {
        let Interval { low, high } = interval(kind, estimate.value, estimate.se, kish_n, critical)?;
        Some((kind.name().to_owned(), json!([low, high])))
    };
    Value::Object(IntervalKind::ALL.into_iter().filter_map(one).collect())
}

pub(super) fn sum(weights: &[f64], domain: &[bool]) -> f64 {
    exact_sum(weights.iter().zip(domain).filter(|(_, is_in)| **is_in).map(|(weight, _)| *weight))
}

fn nets(asked: &EstimateInput, weighted: &Weighted) -> Result<Value, Refusal> {
    let name = variable(asked)?;
    let coded = weighted.category(name)?;
    let design = weighted.design(&asked.design, asked.variance)?;
    let mut all = weighted.domain(asked.domain.as_ref())?;
    valid(&mut all, |row| is_missing(coded, row), name, asked.missing)?;
    let mut answer = Map::new();
    answer.insert("all".to_owned(), nets_on(asked, weighted, &design, &all)?);
    if let Some(excluded) = &asked.exclude_for_expressed {
        known(name, &coded.codes, std::slice::from_ref(excluded))?;
        let silent = members(coded, std::slice::from_ref(excluded));
        let expressed: Vec<bool> = all.iter().zip(silent).map(|(is_in, is_silent)| *is_in && !is_silent).collect();
        answer.insert("expressed".to_owned(), nets_on(asked, weighted, &design, &expressed)?);
    }
    Ok(Value::Object(answer))
}

fn nets_on(asked: &EstimateInput, weighted: &Weighted, design: &Design, domain: &[bool]) -> Result<Value, Refusal> {
    let name = variable(asked)?;
    let coded = weighted.category(name)?;
    let mut shown = Map::new();
    for (net, parts) in &asked.nets.0 {
        known(name, &coded.codes, parts)?;
        let y = indicator(&members(coded, parts));
        let share = Linearised::mean(&weighted.weights, &y, domain).ok_or_else(|| nobody(name, net))?;
        let estimate = share.estimate(design)?;
        let value = json!({
            "share": estimate.value, "se": estimate.se,
            "base_unweighted": respondents(domain), "base_weighted": sum(&weighted.weights, domain),
        });
        shown.insert(net.clone(), value);
    }
    Ok(Value::Object(shown))
}

/// What each category counts for; one on both sides, or twice on one, is a slip.
fn balance(asked: &EstimateInput) -> Result<Vec<(String, f64)>, Refusal> {
    let with = |codes: &[String], score: f64| codes.iter().map(|code| (code.clone(), score)).collect::<Vec<_>>();
    let scores = [with(&asked.positive, 1.0), with(&asked.negative, -1.0)].concat();
    match said_twice(scores.iter().map(|(code, _)| code)) {
        Some(code) => Err(Refusal::asked(format!("positive, negative : « {code} » y est deux fois"))),
        None => Ok(scores),
    }
}

/// The mean of what each category counts for, those without a score for 0: its own standard error, not that of the parts.
fn contrast(asked: &EstimateInput, weighted: &Weighted, scores: &[(String, f64)]) -> Result<Value, Refusal> {
    let name = variable(asked)?;
    let coded = weighted.category(name)?;
    known(name, &coded.codes, &scores.iter().map(|(code, _)| code.clone()).collect::<Vec<_>>())?;
    let mut domain = weighted.domain(asked.domain.as_ref())?;
    valid(&mut domain, |row| is_missing(coded, row), name, asked.missing)?;
    let score = |code: &String| scores.iter().filter(|(known, _)| known == code).map(|(_, score)| score).sum();
    let table: Vec<f64> = coded.codes.iter().map(score).collect();
    let at = |at: &u32| usize::try_from(*at).ok().and_then(|at| table.get(at)).copied().unwrap_or(0.0);
    let y: Vec<f64> = coded.of_row.iter().map(at).collect();
    let design = weighted.design(&asked.design, asked.variance)?;
    let mean = Linearised::mean(&weighted.weights, &y, &domain).ok_or_else(|| nobody(name, name))?;
    let estimate = mean.estimate(&design)?;
    let df = design.degrees_of_freedom(Some(&domain));
    let critical = Critical::new(asked.level.value(), df, df + 1.0);
    let Interval { low, high } = normal_interval(estimate.value, estimate.se, critical.t);
    Ok(json!({
        "base_unweighted": respondents(&domain), "value": estimate.value, "se": estimate.se, "ci_t": [low, high], "df": df,
    }))
}

/// The variable with its missing values as 0, out of the domain.
pub(super) fn values(
    asked: MissingInput,
    weighted: &Weighted,
    name: &str,
    domain: &mut [bool],
) -> Result<Vec<f64>, Refusal> {
    let raw = weighted.number(name)?;
    valid(domain, |row| raw.get(row).is_none_or(|value| value.is_nan()), name, asked)?;
    Ok(raw.iter().map(|value| if value.is_nan() { 0.0 } else { *value }).collect())
}

fn mean(asked: &EstimateInput, weighted: &Weighted) -> Result<Value, Refusal> {
    let name = variable(asked)?;
    let mut domain = weighted.domain(asked.domain.as_ref())?;
    let y = values(asked.missing, weighted, name, &mut domain)?;
    let design = weighted.design(&asked.design, asked.variance)?;
    let mean = Linearised::mean(&weighted.weights, &y, &domain).ok_or_else(|| nobody(name, name))?;
    let estimate = mean.estimate(&design)?;
    let df = design.degrees_of_freedom(Some(&domain));
    let critical = Critical::new(asked.level.value(), df, df + 1.0);
    let spread = spread_of_values(&weighted.weights, &y, &domain);
    let n = respondents(&domain);
    let pair = |critical: f64| {
        let Interval { low, high } = normal_interval(estimate.value, estimate.se, critical);
        json!([low, high])
    };
    Ok(json!({
        "base_unweighted": n,
        "mean": estimate.value,
        "se": estimate.se,
        "ci_normal": pair(critical.z),
        "ci_t": pair(critical.t),
        "df": df,
        "deff_replace": estimate.se.powi(2) / (spread / number(n)),
        "sd_weighted": spread.sqrt(),
    }))
}

fn quantiles(asked: &EstimateInput, weighted: &Weighted) -> Result<Value, Refusal> {
    let name = variable(asked)?;
    if asked.probs.iter().any(|p| !(0.0..=1.0).contains(p)) {
        return Err(Refusal::asked("probs : des fractions entre 0 et 1"));
    }
    let mut domain = weighted.domain(asked.domain.as_ref())?;
    let y = values(asked.missing, weighted, name, &mut domain)?;
    let design = weighted.design(&asked.design, asked.variance)?;
    let distribution = Distribution::new(&weighted.weights, &y, &domain).ok_or_else(|| nobody(name, name))?;
    let by = |rule: QuantileRule| asked.probs.iter().map(|p| distribution.quantile(*p, rule)).collect::<Vec<_>>();
    let df = design.degrees_of_freedom(Some(&domain));
    let critical = Critical::new(asked.level.value(), df, df + 1.0);
    let (mut lower, mut upper) = (Vec::new(), Vec::new());
    for p in QUARTILES {
        let (low, high) = distribution.woodruff(p, &y, &domain, &design, critical.t)?;
        lower.push(low);
        upper.push(high);
    }
    Ok(json!({
        "base_unweighted": respondents(&domain),
        "probs": asked.probs,
        "math": by(QuantileRule::Math),
        "school": by(QuantileRule::School),
        "hf7": by(QuantileRule::HyndmanFan7),
        "woodruff_ci": { "probs": QUARTILES, "lower": lower, "upper": upper },
    }))
}
