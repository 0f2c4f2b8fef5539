//! Requests for changes between waves, of independent samples or with common respondents.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::domain::analyse::ReadFile;
use crate::domain::analyse::answer::{Refusal, put};
use crate::domain::analyse::frame::Wanted;
use crate::domain::analyse::request::{DataFile, DesignInput, OneOrMore, TrendInput, VarianceInput, WaveInput, input};
use crate::domain::analyse::weighted::{Weighted, indicator, is_missing, known, members, nobody};
use crate::domain::arithmetic::beta::student_two_sided;
use crate::domain::arithmetic::matrix::Matrix;
use crate::domain::arithmetic::{normal, number};
use crate::domain::compare::{WaveValue, linear_trend};
use crate::domain::estimate::{Design, Linearised};

/// The waves one after the other, as one sample.
struct Stacked {
    weights: Vec<f64>,
    /// Wave of each row, its stratum when samples are independent.
    wave: Vec<u32>,
    /// Respondent of each row over all waves, when there is a key.
    respondent: Option<Vec<u32>>,
    /// Where each wave begins; one more than waves.
    starts: Vec<usize>,
}

pub(super) fn answer(text: &str, read: &ReadFile) -> Result<Value, Refusal> {
    let asked: TrendInput = input(text)?;
    if asked.waves.len() < 2 {
        return Err(Refusal::asked("waves : il en faut au moins deux"));
    }
    let waves = asked.waves.iter().map(|wave| weighted(&asked, wave, read)).collect::<Result<Vec<_>, _>>()?;
    let stacked = stack(&asked, &waves)?;
    let mut answer = Map::new();
    if let Some(respondent) = &stacked.respondent {
        answer.insert("overlap".to_owned(), Value::from(overlap(respondent, &stacked.starts)));
    }
    let there = categories(&asked, &waves)?;
    for (name, row) in &asked.rows.0 {
        known(&asked.variable, &there, &row.codes())?;
        put(&mut answer, name, changes(&asked, &waves, &stacked, row)?)?;
    }
    Ok(Value::Object(answer))
}

/// Categories somebody has in one wave at least: an option may be chosen by nobody in the others.
fn categories(asked: &TrendInput, waves: &[Weighted]) -> Result<Vec<String>, Refusal> {
    let mut there = BTreeSet::new();
    for wave in waves {
        there.extend(wave.category(&asked.variable)?.codes.iter().cloned());
    }
    Ok(there.into_iter().collect())
}

fn weighted(asked: &TrendInput, wave: &WaveInput, read: &ReadFile) -> Result<Weighted, Refusal> {
    let mut wanted = Wanted::default();
    wanted.category(&asked.variable);
    asked.respondent_key.iter().for_each(|key| wanted.category(key));
    Weighted::new(&DataFile::of(&wave.file), wave.weights.as_ref(), wanted, read)
}

fn stack(asked: &TrendInput, waves: &[Weighted]) -> Result<Stacked, Refusal> {
    let mut stacked = Stacked { weights: Vec::new(), wave: Vec::new(), respondent: None, starts: vec![0] };
    let mut known: BTreeMap<String, u32> = BTreeMap::new();
    let mut respondents = Vec::new();
    for (at, weighted) in waves.iter().enumerate() {
        stacked.weights.extend(&weighted.weights);
        stacked.wave.extend(std::iter::repeat_n(u32::try_from(at).unwrap_or(u32::MAX), weighted.weights.len()));
        stacked.starts.push(stacked.weights.len());
        if let Some(key) = &asked.respondent_key {
            let coded = weighted.category(key)?;
            let count = (0..weighted.sample.rows).filter(|row| is_missing(coded, *row)).count();
            if count > 0 {
                return Err(Refusal::Missing { variable: key.clone(), count });
            }
            let place = |code: &String| {
                let next = u32::try_from(known.len()).unwrap_or(u32::MAX);
                *known.entry(code.clone()).or_insert(next)
            };
            let table: Vec<u32> = coded.codes.iter().map(place).collect();
            let of_row = coded.of_row.iter().filter_map(|at| table.get(usize::try_from(*at).ok()?)).copied();
            respondents.extend(of_row);
        }
    }
    stacked.respondent = asked.respondent_key.as_ref().map(|_| respondents);
    Ok(stacked)
}

/// Respondents that are in more than one wave.
fn overlap(respondent: &[u32], starts: &[usize]) -> usize {
    let waves = starts.windows(2).filter_map(|ends| match ends {
        [from, to] => respondent.get(*from..*to),
        _ => None,
    });
    let mut times: BTreeMap<u32, usize> = BTreeMap::new();
    for wave in waves {
        for one in wave.iter().collect::<BTreeSet<_>>() {
            *times.entry(*one).or_default() += 1;
        }
    }
    times.values().filter(|times| **times > 1).count()
}

/// Estimates of each wave with the linearised variables over the stacked rows.
fn changes(asked: &TrendInput, waves: &[Weighted], stacked: &Stacked, row: &OneOrMore) -> Result<Value, Refusal> {
    let (mut values, mut z) = (Vec::new(), Vec::new());
    for (at, weighted) in waves.iter().enumerate() {
        let linearised = share(asked, weighted, row)?;
        let mut whole = vec![0.0; stacked.weights.len()];
        let start = stacked.starts.get(at).copied().unwrap_or(0);
        for (slot, z) in whole.iter_mut().skip(start).zip(&linearised.z) {
            *slot = *z;
        }
        values.push(linearised.value);
        z.push(whole);
    }
    let strata = Design { strata: Some(&stacked.wave), ..Design::simple(&stacked.weights) };
    let mut answer = Map::new();
    let names = ["independent", "overlapping"];
    let clusters = stacked
        .respondent
        .as_deref()
        .map(|respondent| Design { clusters: Some(respondent), ..Design::simple(&stacked.weights) });
    for (name, design) in names.into_iter().zip([Some(strata), clusters]) {
        if let Some(design) = design {
            let covariance = design.covariance(&z)?;
            answer.insert(name.to_owned(), change(asked, &values, &covariance, design.degrees_of_freedom(None)));
        }
    }
    Ok(Value::Object(answer))
}

/// The share with its linearised variable, or the residual of it after calibration.
fn share(asked: &TrendInput, weighted: &Weighted, row: &OneOrMore) -> Result<Linearised, Refusal> {
    let coded = weighted.category(&asked.variable)?;
    let domain: Vec<bool> = (0..weighted.sample.rows).map(|row| !is_missing(coded, row)).collect();
    let y = indicator(&members(coded, &row.codes()));
    let mut linearised = Linearised::mean(&weighted.weights, &y, &domain)
        .ok_or_else(|| nobody(&asked.variable, &row.codes().join("+")))?;
    let design = weighted.design(&DesignInput::default(), asked.variance)?;
    if let (VarianceInput::Calibrated, Some((calibration, base))) = (asked.variance, design.calibration) {
        calibration.residuals(base, &mut linearised.z).ok_or(crate::domain::estimate::DesignFault::NoResiduals)?;
    }
    Ok(linearised)
}

/// From the first wave to the last; and the line through all when there are more than two.
fn change(asked: &TrendInput, values: &[f64], covariance: &Matrix, df: f64) -> Value {
    let last = values.len() - 1;
    let (from, to) = (values.first().copied().unwrap_or(f64::NAN), values.last().copied().unwrap_or(f64::NAN));
    let variance = covariance.at(0, 0) + covariance.at(last, last) - 2.0 * covariance.at(0, last);
    let (difference, se) = (to - from, variance.max(0.0).sqrt());
    let z = if difference == 0.0 { 0.0 } else { difference / se };
    let mut value = json!({
        "share_from": from, "share_to": to, "difference": difference, "se": se,
        "covariance": covariance.at(0, last), "df": df, "z": z,
        "p_value_t": student_two_sided(z, df), "p_value_normal": normal::two_sided(z),
        // What may be said when the 95 % interval of the change holds 0.
        "is_stable": student_two_sided(z, df) >= 0.05,
    });
    let wave = |(at, (wave, value)): (usize, (&WaveInput, &f64))| WaveValue {
        time: wave.time.unwrap_or_else(|| number(at)),
        value: *value,
    };
    let points: Vec<WaveValue> = asked.waves.iter().zip(values).enumerate().map(wave).collect();
    if let (Some(trend), Value::Object(fields)) = (linear_trend(&points, covariance), &mut value) {
        let labels: Vec<&String> = asked.waves.iter().map(|wave| &wave.label).collect();
        fields.insert(
            "linear_trend".to_owned(),
            json!({ "waves": labels, "shares": values, "slope": trend.slope, "se": trend.se, "p_value": trend.p_value }),
        );
    }
    value
}
