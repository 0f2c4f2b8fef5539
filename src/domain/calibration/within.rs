//! Weighting apart in each group (region, wave, firm size): every margin crossed with the group. The distance adds up over
//! respondents, so calibrating the groups together on crossed margins gives the weights each would have alone, and one
//! set of residuals for the variances.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::domain::arithmetic::number;
use crate::domain::arithmetic::sum::exact_sum;
use crate::domain::calibration::{Infeasible, MarginTargets, NumericTotal, Recipe, Sample, Unit, margin};

/// How far from 1 the shares of a margin within a group may be.
const SUM_TOLERANCE: f64 = 1e-4;

/// One group and its own targets.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    pub code: String,
    pub margins: Vec<MarginTargets>,
    pub totals: Vec<NumericTotal>,
    /// What the group's weights sum to; by default the part of the whole total its base weights are.
    pub total: Option<f64>,
}

/// The recipe over the whole sample that is this one within each group of a variable. Groups must have the same
/// margins; numeric totals get a column a group. `groups` empty: the recipe's own shares in every category of the
/// variable.
///
/// The target of category k in group h is `T_h t_hk / Σ_k t_hk`, in persons: `T_h` the group's total (by default
/// `T Σ_h d / Σ d`, `T` the recipe's), `t_hk` its targets as given. The distance `Σ G(w, d)` (Deville and Särndal 1992,
/// §2) adds up over respondents, so one solution for all is each group's own. Not for groups too small to fill their
/// categories, whose weights would spread: a margin on the group beside the others asks less of the sample.
///
/// What the recipe asks of everybody has no meaning once each group is weighted alone, and is refused rather than left
/// out: a numeric total without groups, whose part in each nobody said, and margins beside groups that have their own.
pub fn within(
    sample: &mut Sample,
    recipe: &Recipe,
    variable: &str,
    groups: &[Group],
) -> Result<Recipe, Vec<Infeasible>> {
    let base_sum = margin::base_sum(sample)?;
    let sizes = sizes(sample, variable)?;
    check_everybody(recipe, variable, groups)?;
    let everywhere: Vec<Group>;
    let groups = if groups.is_empty() {
        let group = |code: &String| Group {
            code: code.clone(),
            margins: recipe.margins.clone(),
            totals: Vec::new(),
            total: None,
        };
        everywhere = sizes.iter().filter(|(_, size)| **size > 0.0).map(|(code, _)| group(code)).collect();
        everywhere.as_slice()
    } else {
        groups
    };
    let whole = recipe.total.unwrap_or(base_sum);
    // Those without a group are told with the margins.
    let grouped: f64 = sizes.values().sum();
    let (mut margins, mut totals, mut total) = (Vec::new(), Vec::new(), 0.0);
    let (mut reasons, mut alone) = (Vec::new(), Vec::new());
    for group in groups {
        let size = sizes.get(&group.code).copied().unwrap_or(0.0);
        let group_total = group.total.unwrap_or(whole * size / grouped);
        total += group_total;
        alone.push((vec![group.code.clone()], group_total));
        if size <= 0.0 {
            let (margin, category) = (variable.to_owned(), group.code.clone());
            reasons.push(Infeasible::EmptyCategory { margin, category, target: group_total / whole });
            continue;
        }
        for margin in &group.margins {
            match crossed(margin, variable, &group.code, recipe.unit, group_total) {
                Ok(part) => merge(&mut margins, part),
                Err(reason) => reasons.push(reason),
            }
        }
        totals.extend(group.totals.iter().map(|total| numeric(sample, variable, &group.code, total)));
    }
    if recipe.total.is_some_and(|whole| whole > 0.0) && reasons.is_empty() {
        reasons.extend(disagreement(variable, total, whole));
    }
    if margins.is_empty() {
        // Numbers alone: margins would have held each group to its size.
        let (label, variables) = (variable.to_owned(), vec![variable.to_owned()]);
        margins.push(MarginTargets { label, variables, targets: alone, uncovered: Vec::new() });
    }
    if !reasons.is_empty() {
        return Err(reasons);
    }
    Ok(Recipe { margins, totals, total: Some(total), unit: Unit::Count, ..recipe.clone() })
}

/// What is asked of everybody and would be lost in the groups.
fn check_everybody(recipe: &Recipe, variable: &str, groups: &[Group]) -> Result<(), Vec<Infeasible>> {
    let lost = |what: &String| Infeasible::NotByGroup { variable: variable.to_owned(), margin: what.clone() };
    let mut reasons: Vec<Infeasible> = recipe.totals.iter().map(|total| lost(&total.variable)).collect();
    if !groups.is_empty() {
        reasons.extend(recipe.margins.iter().map(|margin| lost(&margin.label)));
    }
    if reasons.is_empty() { Ok(()) } else { Err(reasons) }
}

/// The groups' own totals and the whole one, when both are said and differ.
fn disagreement(variable: &str, total: f64, whole: f64) -> Option<Infeasible> {
    let sum = total / whole;
    // Written so that a sum that is no number is refused too.
    let is_whole = (sum - 1.0).abs() <= SUM_TOLERANCE;
    (!is_whole).then(|| Infeasible::InconsistentTotals { margin: variable.to_owned(), sum })
}

/// Base weight of each group.
fn sizes(sample: &Sample, variable: &str) -> Result<BTreeMap<String, f64>, Vec<Infeasible>> {
    let Some(coded) = sample.categories.get(variable) else {
        let name = variable.to_owned();
        return Err(vec![Infeasible::UnknownVariable { margin: name.clone(), variable: name }]);
    };
    let size = |(at, code): (usize, &String)| {
        let is_in = |place: &u32| usize::try_from(*place).is_ok_and(|place| place == at);
        let rows = coded.of_row.iter().enumerate().filter(|(_, place)| is_in(place)).map(|(row, _)| row);
        let size = match &sample.base {
            None => number(rows.count()),
            Some(base) => {
                let weights: Vec<f64> = rows.filter_map(|row| base.get(row)).copied().collect();
                exact_sum(weights.into_iter())
            }
        };
        (code.clone(), size)
    };
    Ok(coded.codes.iter().enumerate().map(size).collect())
}

fn crossed(
    margin: &MarginTargets,
    variable: &str,
    group: &str,
    unit: Unit,
    total: f64,
) -> Result<MarginTargets, Infeasible> {
    let sum: f64 = margin.targets.iter().map(|(_, target)| target).sum();
    let share = if unit == Unit::Share { sum } else { sum / total };
    // Written so that a sum that is no number is refused too.
    let is_whole = (share - 1.0).abs() <= SUM_TOLERANCE;
    if !is_whole {
        return Err(Infeasible::InconsistentTotals { margin: format!("{} ({group})", margin.label), sum: share });
    }
    let before = |codes: &[String]| std::iter::once(group.to_owned()).chain(codes.iter().cloned()).collect::<Vec<_>>();
    Ok(MarginTargets {
        label: margin.label.clone(),
        variables: before_name(variable, &margin.variables),
        targets: margin.targets.iter().map(|(codes, target)| (before(codes), target / sum * total)).collect(),
        uncovered: margin.uncovered.iter().map(|codes| before(codes)).collect(),
    })
}

fn before_name(variable: &str, variables: &[String]) -> Vec<String> {
    std::iter::once(variable.to_owned()).chain(variables.iter().cloned()).collect()
}

fn merge(margins: &mut Vec<MarginTargets>, part: MarginTargets) {
    match margins.iter_mut().find(|margin| margin.variables == part.variables) {
        Some(margin) => {
            margin.targets.extend(part.targets);
            margin.uncovered.extend(part.uncovered);
        }
        None => margins.push(part),
    }
}

/// The variable within the group and 0 outside, as a column of its own.
fn numeric(sample: &mut Sample, variable: &str, group: &str, total: &NumericTotal) -> NumericTotal {
    let name = format!("{} ({group})", total.variable);
    let place = sample.categories.get(variable).and_then(|coded| coded.codes.iter().position(|code| code == group));
    let values = sample.categories.get(variable).zip(sample.numbers.get(&total.variable)).map(|(coded, values)| {
        let one = |(at, value): (&u32, &f64)| {
            if usize::try_from(*at).ok().is_some_and(|at| Some(at) == place) { *value } else { 0.0 }
        };
        coded.of_row.iter().zip(values.iter()).map(one).collect::<Vec<f64>>()
    });
    if let Some(values) = values {
        sample.numbers.insert(name.clone(), Cow::Owned(values));
    }
    NumericTotal { variable: name, total: total.total }
}
