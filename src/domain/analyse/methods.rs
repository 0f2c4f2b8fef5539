//! One net under every method of variance there is, to be compared: weights as given, residuals, jackknife, bootstrap.

use serde_json::{Map, Value, json};

use crate::domain::analyse::answer::Refusal;
use crate::domain::analyse::estimates::variable;
use crate::domain::analyse::request::{BootstrapInput, EstimateInput, VarianceInput};
use crate::domain::analyse::weighted::{Weighted, indicator, is_missing, known, members, nobody, valid};
use crate::domain::arithmetic::mixing::Stream;
use crate::domain::arithmetic::sum::exact_sum;
use crate::domain::estimate::{Linearised, ReplicateFault, bootstrap, jackknife};

/// One net under every method of variance there is for these weights.
pub(super) fn methods(asked: &EstimateInput, weighted: &Weighted) -> Result<Value, Refusal> {
    let name = variable(asked)?;
    let coded = weighted.category(name)?;
    let mut domain = weighted.domain(asked.domain.as_ref())?;
    valid(&mut domain, |row| is_missing(coded, row), name, asked.missing)?;
    known(name, &coded.codes, &asked.categories)?;
    let y = indicator(&members(coded, &asked.categories));
    let share =
        Linearised::mean(&weighted.weights, &y, &domain).ok_or_else(|| nobody(name, &asked.categories.join("+")))?;
    let plain = weighted.design(&asked.design, VarianceInput::WeightsOnly)?;
    let mut answer = json!({ "share": share.value, "se_weights_only": share.estimate(&plain)?.se });
    let Some(calibration) = weighted.calibration() else {
        return match asked.bootstrap {
            None => Ok(answer),
            Some(_) => Err(Refusal::asked("bootstrap : demande des poids calés ici (from_case ou calibration)")),
        };
    };
    let calibrated = weighted.design(&asked.design, VarianceInput::Calibrated)?;
    let is_simple = asked.design.strata.is_none() && asked.design.cluster.is_none() && asked.design.fpc.is_none();
    let inside: Vec<f64> = domain.iter().zip(&y).map(|(is_in, y)| if *is_in { *y } else { 0.0 }).collect();
    let base = indicator(&domain);
    let mut estimate = |weights: &[f64]| {
        let total = |y: &[f64]| exact_sum(weights.iter().zip(y).map(|(weight, y)| weight * y));
        vec![total(&inside) / total(&base)]
    };
    let bootstrapped = match asked.bootstrap {
        None => None,
        Some(_) if !is_simple => return Err(ReplicateFault::NotSimple.into()),
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
    let jackknifed = match is_simple {
        true => jackknife(calibration, weighted.base(), &mut estimate),
        false => Err(ReplicateFault::NotSimple),
    };
    if let Value::Object(fields) = &mut answer {
        fields.insert("se_residuals_design_weights".to_owned(), Value::from(share.estimate(&calibrated)?.se));
        insert_jackknife(fields, jackknifed);
        if let Some(se) = bootstrapped {
            fields.insert("se_bootstrap_recalibrated".to_owned(), Value::from(se));
        }
    }
    Ok(answer)
}

/// The jackknife comes unasked: where there is none its place says why, and the other methods stand.
fn insert_jackknife(fields: &mut Map<String, Value>, found: Result<Vec<f64>, ReplicateFault>) {
    let (se, why) = match found {
        Ok(variances) => (variances.first().map(|variance| variance.sqrt()), None),
        Err(fault) => (None, Some(Refusal::from(fault).reasons())),
    };
    fields.insert("se_jackknife_jk1_recalibrated".to_owned(), se.map_or(Value::Null, Value::from));
    if let Some(why) = why {
        fields.insert("no_jackknife".to_owned(), Value::from(why));
    }
}

/// Draws a bootstrap may have.
const DRAWS_MAX: u32 = 100_000;

/// Positions drawn from a seed, so that a figure can be had again.
fn draws_from(seed: u64) -> impl FnMut(usize) -> usize {
    let mut stream = Stream::of(seed);
    move |size| {
        let size = u64::try_from(size).unwrap_or(u64::MAX).max(1);
        usize::try_from(stream.draw() % size).unwrap_or(0)
    }
}
