//! Requests for weights.

use std::borrow::Cow;

use serde_json::{Map, Value, json};

use crate::domain::analyse::ReadFile;
use crate::domain::analyse::answer::Refusal;
use crate::domain::analyse::frame::Wanted;
use crate::domain::analyse::request::{GroupInput, Head, MarginInput, NumericInput, WeightingInput, input};
use crate::domain::analyse::weighted;
use crate::domain::calibration::{
    Bounds, Calibration, Group, MarginTargets, Method, NumericTotal, ROUNDS_MAX_DEFAULT, Recipe, Sample,
    TOLERANCE_DEFAULT, Unit, calibrate, within,
};

/// `g` beyond which a person is to look, and the design effect.
const G_MAX_USUAL: f64 = 5.0;
const G_MIN_USUAL: f64 = 0.2;
const DESIGN_EFFECT_USUAL: f64 = 2.0;

pub(super) fn answer(text: &str, head: &Head, read: &ReadFile) -> Result<Value, Refusal> {
    let asked: WeightingInput = input(text)?;
    let mut wanted = Wanted::default();
    want(&asked, &mut wanted);
    let mut sample = weighted::sample(weighted::data(head)?, &wanted, read)?;
    let calibration = calibrated(&asked, &mut sample)?;
    let mut fields = report(&calibration);
    fields.insert("weights".to_owned(), Value::from(calibration.weights));
    Ok(Value::Object(fields))
}

/// The columns a weighting needs.
pub(super) fn want(asked: &WeightingInput, wanted: &mut Wanted) {
    let groups = asked.within.iter().flat_map(|within| within.groups.0.iter().map(|(_, group)| group));
    let margins = asked.margins.iter().chain(groups.clone().flat_map(|group| &group.margins));
    margins.for_each(|margin| wanted.category(&margin.variable));
    let cells = asked.cells.iter().flat_map(|cells| &cells.variables);
    cells.chain(asked.within.iter().map(|within| &within.variable)).for_each(|variable| wanted.category(variable));
    let totals = asked.numeric_totals.iter().chain(groups.flat_map(|group| &group.numeric_totals));
    totals.for_each(|total| wanted.number(&total.variable));
    if let Some(base) = &asked.base_weight {
        wanted.lenient.insert(base.clone());
    }
}

/// Calibrates a sample that has the columns wanted; its base weights become those of the request.
pub(super) fn calibrated(asked: &WeightingInput, sample: &mut Sample<'static>) -> Result<Calibration, Refusal> {
    sample.base = match &asked.base_weight {
        None => None,
        Some(name) => sample.numbers.get(name).map(|values| Cow::Owned(values.to_vec())),
    };
    let mut recipe = recipe(asked)?;
    if let Some(groups) = &asked.within {
        let group = |(code, group): &(String, GroupInput)| Group {
            code: code.clone(),
            margins: group.margins.iter().map(margin).collect(),
            totals: group.numeric_totals.iter().map(numeric).collect(),
            total: group.total,
        };
        let groups_asked: Vec<Group> = groups.groups.0.iter().map(group).collect();
        recipe = within(sample, &recipe, &groups.variable, &groups_asked)?;
    }
    Ok(calibrate(sample, &recipe)?)
}

fn recipe(asked: &WeightingInput) -> Result<Recipe, Refusal> {
    let mut margins: Vec<MarginTargets> = asked.margins.iter().map(margin).collect();
    if let Some(cells) = &asked.cells {
        let codes = |key: &str| key.split(cells.separator.as_str()).map(str::to_owned).collect::<Vec<_>>();
        margins.push(MarginTargets {
            label: cells.variables.join(&cells.separator),
            variables: cells.variables.clone(),
            targets: cells.targets.0.iter().map(|(key, target)| (codes(key), *target)).collect(),
            uncovered: Vec::new(),
        });
    }
    let unit = match asked.target_unit.as_deref() {
        None | Some("share") => Unit::Share,
        Some("count") => Unit::Count,
        Some(other) => return Err(Refusal::asked(format!("target_unit : « {other} » ; share ou count"))),
    };
    Ok(Recipe {
        method: method(asked)?,
        margins,
        unit,
        totals: asked.numeric_totals.iter().map(numeric).collect(),
        total: asked.total,
        rescale_base: asked.rescale_base,
        rounds_max: ROUNDS_MAX_DEFAULT,
        tolerance: TOLERANCE_DEFAULT,
    })
}

fn method(asked: &WeightingInput) -> Result<Method, Refusal> {
    let bounds = asked.bounds_on_g.map(|(low, high)| Bounds { low, high });
    let bounded = |method: fn(Bounds) -> Method| {
        bounds
            .map(method)
            .ok_or_else(|| Refusal::asked(format!("bounds_on_g : la méthode {} veut des bornes", asked.method)))
    };
    match asked.method.as_str() {
        "poststratification" if bounds.is_some() => Err(Refusal::asked(
            "bounds_on_g : la post-stratification n’a pas de bornes ; retirez-les, ou prenez truncated_raking",
        )),
        "poststratification" => Ok(Method::PostStratification),
        // Bounds on a method that has none by itself make it the truncated one, as R's `calibrate` does.
        "raking" => Ok(bounds.map_or(Method::Raking, Method::TruncatedRaking)),
        "linear" => Ok(bounds.map_or(Method::Linear, Method::TruncatedLinear)),
        "logit" => bounded(Method::Logit),
        "truncated_linear" => bounded(Method::TruncatedLinear),
        "truncated_raking" => bounded(Method::TruncatedRaking),
        other => Err(Refusal::asked(format!(
            "method : « {other} » ; raking, linear, logit, truncated_linear, truncated_raking ou poststratification"
        ))),
    }
}

fn margin(asked: &MarginInput) -> MarginTargets {
    MarginTargets {
        uncovered: asked.uncovered.iter().map(|code| vec![code.clone()]).collect(),
        ..MarginTargets::one(&asked.variable, asked.targets.0.iter().cloned())
    }
}

fn numeric(asked: &NumericInput) -> NumericTotal {
    NumericTotal { variable: asked.variable.clone(), total: asked.total }
}

/// Everything told of a calibration but the weights themselves.
///
/// Shares and `max_margin_share_error` (largest `|after − target|` over categories) are fractions of those a margin
/// covers; `largest_deviation` is relative to the target; `efficiency = n_eff/n` (Kish 1965, §11.7). Warnings are usual
/// bounds, not tests: `g` apart from the common scale beyond 0.2–5, a design effect above 2. Not a measure of the bias
/// that remains.
pub fn report(calibration: &Calibration) -> Map<String, Value> {
    let spread = calibration.spread();
    let fits = calibration.fits();
    let error = fits.iter().map(|fit| (fit.after - fit.target).abs()).fold(0.0, f64::max);
    let fit = |fit: &crate::domain::calibration::CategoryFit| {
        json!({
            "variable": fit.margin, "category": fit.category, "target": fit.target,
            "before": fit.before, "after": fit.after,
        })
    };
    let report = json!({
        "status": "converged",
        "method": calibration.method.name(),
        "iterations": calibration.rounds,
        "largest_deviation": calibration.largest_deviation,
        "max_margin_share_error": error,
        "redundant_constraints": calibration.redundant,
        "sum_weights": spread.sum,
        "g_min": spread.g_min,
        "g_max": spread.g_max,
        "weight_min": spread.weight_min,
        "weight_max": spread.weight_max,
        "weight_ratio": if spread.weight_min > 0.0 { Value::from(spread.weight_max / spread.weight_min) } else { Value::Null },
        "deff_kish": spread.design_effect,
        "n_eff_kish": spread.effective_n,
        "efficiency": 1.0 / spread.design_effect,
        "negative_weights": spread.negative,
        "warnings": warnings(calibration),
        "margins": fits.iter().map(fit).collect::<Vec<_>>(),
    });
    match report {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

fn warnings(calibration: &Calibration) -> Vec<&'static str> {
    let spread = calibration.spread();
    // What moves a weight is `g` apart from the scale all share.
    let scale = spread.sum / calibration.base_sum;
    let mut warnings = Vec::new();
    if spread.g_max / scale > G_MAX_USUAL || spread.g_min / scale < G_MIN_USUAL {
        warnings.push("extreme_g");
    }
    if spread.design_effect > DESIGN_EFFECT_USUAL {
        warnings.push("high_design_effect");
    }
    if spread.negative > 0 {
        warnings.push("negative_weights");
    }
    warnings
}
