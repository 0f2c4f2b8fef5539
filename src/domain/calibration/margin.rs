//! Margins against the sample: every reason why weighting is impossible that one margin alone shows, all at once; then
//! where each row stands.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::arithmetic::sum::exact_sum;
use crate::domain::calibration::coded::{CROSS, Coded, MISSING, Sample};
use crate::domain::calibration::recipe::{MarginTargets, Recipe, Unit};
use crate::domain::calibration::{Infeasible, cells};

/// How far from 1 the shares of a margin may be before they are scaled to 1, and from the total its counts.
const SUM_TOLERANCE: f64 = 1e-4;

/// One margin over the rows.
pub(super) struct Margin {
    pub label: String,
    pub categories: Vec<String>,
    /// Targets as weights: they sum to the total.
    pub targets: Vec<f64>,
    /// Position of each row's category; `categories.len()` is outside the margin.
    pub places: Vec<u32>,
    pub has_outside: bool,
}

/// Weighted and unweighted respondents of each place of a margin, its outside last.
struct Presence {
    respondents: Vec<usize>,
    weight: Vec<f64>,
}

/// The rows' places in each margin and the total, or every reason found.
pub(super) fn place(sample: &Sample, recipe: &Recipe, base_sum: f64) -> Result<(Vec<Margin>, f64), Vec<Infeasible>> {
    let total = total(recipe, base_sum);
    let mut reasons = Vec::new();
    if !(total.is_finite() && total > 0.0) {
        reasons.push(Infeasible::InvalidTotal { total });
    }
    let mut margins = Vec::new();
    for spec in &recipe.margins {
        check_targets(spec, recipe.unit, total, &mut reasons);
        if let Some(margin) = one(sample, spec, total, &mut reasons) {
            margins.push(margin);
        }
    }
    if reasons.is_empty() { Ok((margins, total)) } else { Err(reasons) }
}

fn total(recipe: &Recipe, base_sum: f64) -> f64 {
    let first = || recipe.margins.first().map(|margin| margin.targets.iter().map(|(_, target)| target).sum());
    match (recipe.total, recipe.unit) {
        (Some(total), _) => total,
        (None, Unit::Count) => first().unwrap_or(base_sum),
        (None, Unit::Share) => base_sum,
    }
}

fn check_targets(spec: &MarginTargets, unit: Unit, total: f64, reasons: &mut Vec<Infeasible>) {
    let before = reasons.len();
    let most = if unit == Unit::Share { 1.0 } else { f64::MAX };
    let mut seen = BTreeSet::new();
    for (codes, target) in &spec.targets {
        let is_sound = (0.0..=most).contains(target) && codes.len() == spec.variables.len();
        if !seen.insert(codes) || !is_sound {
            reasons.push(Infeasible::InvalidShare { margin: spec.label.clone(), category: codes.join(CROSS) });
        }
    }
    let sum: f64 = spec.targets.iter().map(|(_, target)| target).sum();
    let sum = if unit == Unit::Share { sum } else { sum / total };
    // Written so that a sum that is no number is refused too.
    let is_whole = (sum - 1.0).abs() <= SUM_TOLERANCE;
    if reasons.len() == before && !is_whole {
        reasons.push(Infeasible::InconsistentTotals { margin: spec.label.clone(), sum });
    }
}

/// Where each row stands in this margin; `None` when a variable is not there.
fn one(sample: &Sample, spec: &MarginTargets, total: f64, reasons: &mut Vec<Infeasible>) -> Option<Margin> {
    let mut variables = Vec::new();
    for variable in &spec.variables {
        match sample.categories.get(variable) {
            Some(coded) => variables.push(coded),
            None => {
                reasons.push(Infeasible::UnknownVariable { margin: spec.label.clone(), variable: variable.clone() })
            }
        }
    }
    if variables.len() < spec.variables.len() {
        return None;
    }
    let crossed;
    let coded = match variables.as_slice() {
        [one] => *one,
        several => {
            crossed = Coded::crossed(several)?;
            &crossed
        }
    };
    let sum: f64 = spec.targets.iter().map(|(_, target)| target).sum();
    let places = places(coded, spec, reasons);
    let outside = cells::narrow(spec.targets.len());
    let margin = Margin {
        label: spec.label.clone(),
        categories: spec.targets.iter().map(|(codes, _)| codes.join(CROSS)).collect(),
        targets: spec.targets.iter().map(|(_, target)| target / sum * total).collect(),
        has_outside: !spec.uncovered.is_empty() && places.contains(&outside),
        places,
    };
    check_presence(sample, spec, &margin, total, reasons);
    Some(margin)
}

/// The place of each row, read from a table of the codes; rows without a place are told, and stand outside.
fn places(coded: &Coded, spec: &MarginTargets, reasons: &mut Vec<Infeasible>) -> Vec<u32> {
    let outside = cells::narrow(spec.targets.len());
    let position = |(at, (codes, _)): (usize, &(Vec<String>, f64))| (codes.join(CROSS), cells::narrow(at));
    let targets: BTreeMap<String, u32> = spec.targets.iter().enumerate().map(position).collect();
    let uncovered: BTreeSet<String> = spec.uncovered.iter().map(|codes| codes.join(CROSS)).collect();
    let table: Vec<u32> = coded.codes.iter().map(|code| targets.get(code).copied().unwrap_or(outside)).collect();
    let at = |position: &u32| usize::try_from(*position).unwrap_or(usize::MAX);
    let places: Vec<u32> =
        coded.of_row.iter().map(|position| table.get(at(position)).copied().unwrap_or(outside)).collect();
    let missing = coded.of_row.iter().filter(|position| **position == MISSING).count();
    if missing > 0 {
        reasons.push(Infeasible::MissingValue { margin: spec.label.clone(), respondents: missing });
    }
    for (position, code) in coded.codes.iter().enumerate() {
        let is_known = targets.contains_key(code) || uncovered.contains(code);
        let position = cells::narrow(position);
        let respondents = if is_known { 0 } else { coded.of_row.iter().filter(|at| **at == position).count() };
        if respondents > 0 {
            let (margin, category) = (spec.label.clone(), code.clone());
            reasons.push(Infeasible::UnknownCategory { margin, category, respondents });
        }
    }
    places
}

fn check_presence(sample: &Sample, spec: &MarginTargets, margin: &Margin, total: f64, reasons: &mut Vec<Infeasible>) {
    if sample.rows == 0 {
        return;
    }
    let presence = presence(sample, margin);
    let columns = presence.respondents.iter().zip(&presence.weight);
    let targets = spec.targets.iter().zip(&margin.targets);
    for (((codes, target), whole), (respondents, weight)) in targets.zip(columns) {
        let (margin, category) = (margin.label.clone(), codes.join(CROSS));
        if *weight == 0.0 && *target > 0.0 {
            reasons.push(Infeasible::EmptyCategory { margin, category, target: whole / total });
        } else if *weight > 0.0 && *target == 0.0 {
            reasons.push(Infeasible::ZeroTargetWithRespondents { margin, category, respondents: *respondents });
        }
    }
}

/// Weights only say whether a place has any, so their order does not matter.
fn presence(sample: &Sample, margin: &Margin) -> Presence {
    let size = margin.categories.len() + 1;
    let mut presence = Presence { respondents: vec![0; size], weight: vec![0.0; size] };
    let mut base = sample.base.as_ref().map(|base| base.iter());
    for place in &margin.places {
        let weight = base.as_mut().and_then(Iterator::next).copied().unwrap_or(1.0);
        let at = usize::try_from(*place).unwrap_or(usize::MAX);
        if let (Some(respondents), Some(sum)) = (presence.respondents.get_mut(at), presence.weight.get_mut(at)) {
            *respondents += 1;
            *sum += weight;
        }
    }
    presence
}

/// The sum of base weights, or what is wrong with them.
pub(super) fn base_sum(sample: &Sample) -> Result<f64, Vec<Infeasible>> {
    if sample.rows == 0 {
        return Err(vec![Infeasible::NoRespondent]);
    }
    let Some(base) = &sample.base else { return Ok(crate::domain::arithmetic::number(sample.rows)) };
    let is_wrong = |weight: &f64| !(weight.is_finite() && *weight >= 0.0);
    if let Some(first) = base.iter().position(is_wrong) {
        let respondents = base.iter().filter(|weight| is_wrong(weight)).count();
        return Err(vec![Infeasible::InvalidWeight { row: first + 1, respondents }]);
    }
    let sum = exact_sum(base.iter().copied());
    if sum > 0.0 { Ok(sum) } else { Err(vec![Infeasible::ZeroSumWeights]) }
}
