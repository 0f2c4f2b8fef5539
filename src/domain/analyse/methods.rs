//! One net under every method of variance there is, to be compared: weights as given, residuals, jackknife, bootstrap.

use serde_json::{Value, json};

use crate::domain::analyse::answer::Refusal;
use crate::domain::analyse::estimates::variable;
use crate::domain::analyse::request::{BootstrapInput, EstimateInput, VarianceInput};
use crate::domain::analyse::weighted::{Weighted, indicator, is_missing, members, nobody, valid};
use crate::domain::arithmetic::mixing::Stream;
use crate::domain::arithmetic::sum::exact_sum;
use crate::domain::estimate::{Linearised, bootstrap, jackknife};

/// One net under every method of variance there is for these weights.
pub(super) fn methods(asked: &EstimateInput, weighted: &Weighted) -> Result<Value, Refusal> {
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
        let total = |y: &[f64]| exact_sum(weights.iter().zip(y).map(|(weight, y)| weight * y));
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

/// Positions drawn from a seed, so that a figure can be had again.
fn draws_from(seed: u64) -> impl FnMut(usize) -> usize {
    let mut stream = Stream::of(seed);
    move |size| {
        let size = u64::try_from(size).unwrap_or(u64::MAX).max(1);
        usize::try_from(stream.draw() % size).unwrap_or(0)
    }
}
