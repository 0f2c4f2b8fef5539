//! Requests for estimates: shares, nets, means, quantiles, lists of means and totals.

use serde_json::{Map, Value, json};

use crate::domain::analyse::ReadFile;
use crate::domain::analyse::answer::Refusal;
use crate::domain::analyse::frame::Wanted;
use crate::domain::analyse::request::{
    BootstrapInput, DeffInput, Estimand, EstimateInput, EstimateRequest, EstimateType, Head, MissingInput,
    VarianceInput, input,
};
use crate::domain::analyse::weighted::{
    Weighted, data, indicator, is_missing, kish, members, nobody, respondents, valid, want_design,
};
use crate::domain::arithmetic::number;
use crate::domain::arithmetic::sum::exact_sum;
use crate::domain::estimate::{
    Critical, Design, Distribution, Estimate, Interval, IntervalKind, Linearised, QuantileRule, bootstrap, interval,
    jackknife, normal_interval, spread_of_values,
};

/// Quartiles are what a Woodruff interval is given for.
const QUARTILES: [f64; 3] = [0.25, 0.5, 0.75];

pub(super) fn answer(text: &str, head: &Head, read: &ReadFile) -> Result<Value, Refusal> {
    let asked: EstimateInput = input(text)?;
    if !(asked.level > 0.0 && asked.level < 1.0) {
        return Err(Refusal::asked("level : une fraction entre 0 et 1, comme 0.95"));
    }
    let weighted = Weighted::new(data(head)?, asked.weights.as_ref(), wanted(&asked), read)?;
    match asked.estimand {
        Some(Estimand::Proportion) => proportions(&asked, &weighted),
        Some(Estimand::Net) if asked.nets.0.is_empty() => methods(&asked, &weighted),
        Some(Estimand::Net) => nets(&asked, &weighted),
        Some(Estimand::Balance) => contrast(&asked, &weighted, &balance(&asked)),
        Some(Estimand::Index) => contrast(&asked, &weighted, &asked.scores.0),
        Some(Estimand::Mean) => mean(&asked, &weighted),
        Some(Estimand::Quantile) => quantiles(&asked, &weighted),
        None if !asked.requests.is_empty() => requests(&asked, &weighted),
        None => Err(Refusal::asked(
            "estimand : proportion, net, mean, quantile, balance ou index, ou une liste « requests »",
        )),
    }
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

fn variable(asked: &EstimateInput) -> Result<&str, Refusal> {
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
    let critical = Critical::new(asked.level, df, number(n));
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

fn sum(weights: &[f64], domain: &[bool]) -> f64 {
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

/// One net under every method of variance there is for these weights.
fn methods(asked: &EstimateInput, weighted: &Weighted) -> Result<Value, Refusal> {
    let name = variable(asked)?;
    let coded = weighted.category(name)?;
    let mut domain = weighted.domain(asked.domain.as_ref())?;
    valid(&mut domain, |row| is_missing(coded, row), name, asked.missing)?;
    let y = indicator(&members(coded, &asked.categories));
    let share =
        Linearised::mean(&weighted.weights, &y, &domain).ok_or_else(|| nobody(name, &asked.categories.join("+")))?;
    let plain = weighted.design(&asked.design, VarianceInput::WeightsOnly)?;
    let mut answer = json!({ "share": share.value, "se_weights_only": share.estimate(&plain)?.se });
    let Some(calibration) = weighted.calibration() else { return Ok(answer) };
    let calibrated = weighted.design(&asked.design, VarianceInput::Calibrated)?;
    let inside: Vec<f64> = domain.iter().zip(&y).map(|(is_in, y)| if *is_in { *y } else { 0.0 }).collect();
    let base = indicator(&domain);
    let mut estimate = |weights: &[f64]| {
        let total = |y: &[f64]| weights.iter().zip(y).map(|(weight, y)| weight * y).sum::<f64>();
        vec![total(&inside) / total(&base)]
    };
    let bootstrapped = match asked.bootstrap {
        None => None,
        Some(BootstrapInput { draws, .. }) if !(2..=DRAWS_MAX).contains(&draws) => {
            return Err(Refusal::asked(format!("bootstrap.draws : de 2 à {DRAWS_MAX}")));
        }
        Some(BootstrapInput { draws, seed }) => {
            let mut draw = draws_from(seed);
            bootstrap(calibration, weighted.base(), draws, &mut draw, &mut estimate)?
                .first()
                .map(|variance| variance.sqrt())
        }
    };
    let jackknife = jackknife(calibration, weighted.base(), &mut estimate)?;
    if let Value::Object(fields) = &mut answer {
        fields.insert("se_residuals_design_weights".to_owned(), Value::from(share.estimate(&calibrated)?.se));
        let variance = jackknife.first().copied().unwrap_or(f64::NAN);
        fields.insert("se_jackknife_jk1_recalibrated".to_owned(), Value::from(variance.sqrt()));
        if let Some(se) = bootstrapped {
            fields.insert("se_bootstrap_recalibrated".to_owned(), Value::from(se));
        }
    }
    Ok(answer)
}

/// Draws a bootstrap may have.
const DRAWS_MAX: u32 = 100_000;

/// Positions drawn by SplitMix64 (Steele, Lea and Flood, OOPSLA 2014), written out so that a figure can be had again.
fn draws_from(seed: u64) -> impl FnMut(usize) -> usize {
    let mut state = seed;
    move |size| {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let size = u64::try_from(size).unwrap_or(u64::MAX).max(1);
        usize::try_from((z ^ (z >> 31)) % size).unwrap_or(0)
    }
}

fn balance(asked: &EstimateInput) -> Vec<(String, f64)> {
    let with = |codes: &[String], score: f64| codes.iter().map(|code| (code.clone(), score)).collect::<Vec<_>>();
    [with(&asked.positive, 1.0), with(&asked.negative, -1.0)].concat()
}

/// The mean of what each category counts for, those without a score for 0: its own standard error, not that of the parts.
fn contrast(asked: &EstimateInput, weighted: &Weighted, scores: &[(String, f64)]) -> Result<Value, Refusal> {
    let name = variable(asked)?;
    let coded = weighted.category(name)?;
    if let Some((code, _)) = scores.iter().find(|(code, _)| !coded.codes.contains(code)) {
        return Err(nobody(name, code));
    }
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
    let critical = Critical::new(asked.level, df, df + 1.0);
    let Interval { low, high } = normal_interval(estimate.value, estimate.se, critical.t);
    Ok(json!({
        "base_unweighted": respondents(&domain), "value": estimate.value, "se": estimate.se, "ci_t": [low, high], "df": df,
    }))
}

/// The variable with its missing values as 0, out of the domain.
fn values(asked: MissingInput, weighted: &Weighted, name: &str, domain: &mut [bool]) -> Result<Vec<f64>, Refusal> {
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
    let critical = Critical::new(asked.level, df, df + 1.0);
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
    let critical = Critical::new(asked.level, df, df + 1.0);
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

fn requests(asked: &EstimateInput, weighted: &Weighted) -> Result<Value, Refusal> {
    let design = weighted.design(&asked.design, asked.variance)?;
    let whole = weighted.domain(asked.domain.as_ref())?;
    let mut answer = Map::new();
    for request in &asked.requests {
        let mut domain = whole.clone();
        let y = values(request.missing, weighted, &request.variable, &mut domain)?;
        let value = match &request.by {
            None => one(request, weighted, &design, &y, &domain)?,
            Some(by) => each(request, weighted, &design, &y, &domain, by)?,
        };
        answer.insert(request.name.clone(), value);
    }
    Ok(Value::Object(answer))
}

fn linearised(
    request: &EstimateRequest,
    weighted: &Weighted,
    y: &[f64],
    domain: &[bool],
) -> Result<Linearised, Refusal> {
    match request.what {
        EstimateType::Total => Ok(Linearised::total(&weighted.weights, y, domain)),
        EstimateType::Mean => {
            Linearised::mean(&weighted.weights, y, domain).ok_or_else(|| nobody(&request.variable, &request.variable))
        }
    }
}

fn one(
    request: &EstimateRequest,
    weighted: &Weighted,
    design: &Design,
    y: &[f64],
    domain: &[bool],
) -> Result<Value, Refusal> {
    let estimate = linearised(request, weighted, y, domain)?.estimate(design)?;
    let mut value = json!({
        "value": estimate.value, "se": estimate.se,
        "df": design.degrees_of_freedom(Some(domain)), "base_unweighted": respondents(domain),
    });
    if let (Some(kind), EstimateType::Mean, Value::Object(fields)) = (request.deff, request.what, &mut value) {
        let (n, population) = (number(respondents(domain)), sum(&weighted.weights, domain));
        let simple = spread_of_values(&weighted.weights, y, domain) / n;
        let simple = match kind {
            DeffInput::Replace => simple,
            DeffInput::WithoutReplacement => simple * (population - n) / population,
        };
        fields.insert("deff".to_owned(), Value::from(estimate.se.powi(2) / simple));
    }
    Ok(value)
}

fn each(
    request: &EstimateRequest,
    weighted: &Weighted,
    design: &Design,
    y: &[f64],
    domain: &[bool],
    by: &str,
) -> Result<Value, Refusal> {
    let coded = weighted.category(by)?;
    let mut shown = Vec::new();
    for code in coded.codes.iter() {
        let group = members(coded, std::slice::from_ref(code));
        let group: Vec<bool> = group.iter().zip(domain).map(|(is_in, domain)| *is_in && *domain).collect();
        if respondents(&group) == 0 {
            continue;
        }
        let estimate = linearised(request, weighted, y, &group)?.estimate(design)?;
        let key = if request.what == EstimateType::Mean { "share" } else { "value" };
        let mut value = json!({
            "category": code, "value": estimate.value, "se": estimate.se,
            "df": design.degrees_of_freedom(Some(&group)), "base_unweighted": respondents(&group),
        });
        if let Value::Object(fields) = &mut value {
            fields.insert(key.to_owned(), Value::from(estimate.value));
        }
        shown.push(value);
    }
    Ok(Value::from(shown))
}
