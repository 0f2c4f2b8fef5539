//! Margins against the sample: every reason why weighting is impossible that one margin alone shows, all at once; then
//! where each row stands.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::domain::arithmetic::number;
use crate::domain::arithmetic::sum::exact_sum;
use crate::domain::calibration::coded::{CROSS, Coded, Sample};
use crate::domain::calibration::recipe::{MarginTargets, Recipe, Unit};
use crate::domain::calibration::{Infeasible, cells};

/// How far from 1 the shares of a margin may be before they are scaled to 1, and from the total its counts.
const SUM_TOLERANCE: f64 = 1e-4;

/// One margin over the rows.
pub(super) struct Margin<'a> {
    pub label: String,
    pub categories: Vec<String>,
    /// Targets as weights: they sum to the total.
    pub targets: Vec<f64>,
    /// Position of each row's code.
    pub codes: Cow<'a, [u32]>,
    /// Place of each code: a category, or `categories.len()` outside the margin.
    pub place_of_code: Vec<u32>,
    pub has_outside: bool,
}

/// Unweighted and weighted rows of each code; the last are rows without one.
struct Presence {
    rows: Vec<usize>,
    weight: Vec<f64>,
}

/// The rows' places in each margin and the total, or every reason found.
pub(super) fn place<'a>(
    sample: &'a Sample,
    base: Option<&[f64]>,
    recipe: &Recipe,
    base_sum: f64,
) -> Result<(Vec<Margin<'a>>, f64), Vec<Infeasible>> {
    let total = total(recipe, base_sum);
    let mut reasons = Vec::new();
    if !(total.is_finite() && total > 0.0) {
        reasons.push(Infeasible::InvalidTotal { total });
    }
    let mut margins = Vec::new();
    for spec in &recipe.margins {
        check_targets(spec, recipe.unit, total, &mut reasons);
        if let Some(margin) = one(sample, base, spec, total, &mut reasons) {
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
fn one<'a>(
    sample: &'a Sample,
    base: Option<&[f64]>,
    spec: &MarginTargets,
    total: f64,
    reasons: &mut Vec<Infeasible>,
) -> Option<Margin<'a>> {
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
    let coded = match variables.as_slice() {
        [one] => Coded { codes: Cow::Borrowed(&one.codes), of_row: Cow::Borrowed(&one.of_row) },
        several => Coded::crossed(several)?,
    };
    let presence = presence(&coded, base);
    let place_of_code = places(&coded.codes, spec, &presence, reasons);
    let sum: f64 = spec.targets.iter().map(|(_, target)| target).sum();
    let outside = cells::narrow(spec.targets.len());
    let margin = Margin {
        label: spec.label.clone(),
        categories: spec.targets.iter().map(|(codes, _)| codes.join(CROSS)).collect(),
        targets: spec.targets.iter().map(|(_, target)| target / sum * total).collect(),
        has_outside: place_of_code.iter().zip(&presence.rows).any(|(place, rows)| *place == outside && *rows > 0),
        codes: coded.of_row,
        place_of_code,
    };
    check_presence(spec, &margin, &presence, total, reasons);
    Some(margin)
}

/// The place of each code; rows without a code, or whose code has no place, are told.
fn places(codes: &[String], spec: &MarginTargets, presence: &Presence, reasons: &mut Vec<Infeasible>) -> Vec<u32> {
    let outside = cells::narrow(spec.targets.len());
    let position = |(at, (codes, _)): (usize, &(Vec<String>, f64))| (codes.join(CROSS), cells::narrow(at));
    let targets: BTreeMap<String, u32> = spec.targets.iter().enumerate().map(position).collect();
    let uncovered: BTreeSet<String> = spec.uncovered.iter().map(|codes| codes.join(CROSS)).collect();
    let missing = presence.rows.last().copied().unwrap_or(0);
    if missing > 0 {
        reasons.push(Infeasible::MissingValue { margin: spec.label.clone(), respondents: missing });
    }
    for (code, respondents) in codes.iter().zip(&presence.rows) {
        let is_known = targets.contains_key(code) || uncovered.contains(code);
        if !is_known && *respondents > 0 {
            let (margin, category) = (spec.label.clone(), code.clone());
            reasons.push(Infeasible::UnknownCategory { margin, category, respondents: *respondents });
        }
    }
    codes.iter().map(|code| targets.get(code).copied().unwrap_or(outside)).collect()
}

fn check_presence(
    spec: &MarginTargets,
    margin: &Margin,
    presence: &Presence,
    total: f64,
    reasons: &mut Vec<Infeasible>,
) {
    let mut found = vec![(0usize, 0.0f64); margin.categories.len()];
    let codes = margin.place_of_code.iter().zip(presence.rows.iter().zip(&presence.weight));
    for (place, (rows, weight)) in codes {
        if let Some(slot) = usize::try_from(*place).ok().and_then(|place| found.get_mut(place)) {
            *slot = (slot.0 + rows, slot.1 + weight);
        }
    }
    let targets = spec.targets.iter().zip(&margin.targets);
    for (((codes, target), whole), (respondents, weight)) in targets.zip(found) {
        let (margin, category) = (margin.label.clone(), codes.join(CROSS));
        if weight == 0.0 && *target > 0.0 {
            reasons.push(Infeasible::EmptyCategory { margin, category, target: whole / total });
        } else if weight > 0.0 && *target == 0.0 {
            reasons.push(Infeasible::ZeroTargetWithRespondents { margin, category, respondents });
        }
    }
}

/// Weights only say whether a code has any, so their order does not matter.
fn presence(coded: &Coded, base: Option<&[f64]>) -> Presence {
    let last = coded.codes.len();
    let mut rows = vec![0usize; last + 1];
    let place = |code: &u32| usize::try_from(*code).map_or(last, |code| code.min(last));
    for code in coded.of_row.iter() {
        if let Some(rows) = rows.get_mut(place(code)) {
            *rows += 1;
        }
    }
    let Some(base) = base else {
        let weight = rows.iter().map(|rows| number(*rows)).collect();
        return Presence { rows, weight };
    };
    let mut weight = vec![0.0; last + 1];
    for (code, base) in coded.of_row.iter().zip(base) {
        if let Some(weight) = weight.get_mut(place(code)) {
            *weight += base;
        }
    }
    Presence { rows, weight }
}

/// The sum of base weights, or what is wrong with them.
pub(super) fn base_sum(sample: &Sample) -> Result<f64, Vec<Infeasible>> {
    let Some(base) = &sample.base else { return Ok(number(sample.rows)) };
    let is_wrong = |weight: &f64| !(weight.is_finite() && *weight >= 0.0);
    if let Some(first) = base.iter().position(is_wrong) {
        let respondents = base.iter().filter(|weight| is_wrong(weight)).count();
        return Err(vec![Infeasible::InvalidWeight { row: first + 1, respondents }]);
    }
    let sum = exact_sum(base.iter().copied());
    if sum > 0.0 { Ok(sum) } else { Err(vec![Infeasible::ZeroSumWeights]) }
}
