//! Percentages as whole numbers that add up: largest remainder (Hamilton; Balinski and Young 1982, *Fair Representation*),
//! and nets before their parts, so that published parts sum to the published net.

use serde_json::{Map, Value, json};

use crate::domain::analyse::answer::Refusal;
use crate::domain::analyse::request::{RoundingInput, RoundingProblem, input};

const WHOLE: u32 = 100;
/// What arithmetic may take from a whole number.
const SLACK: f64 = 1e-12;

pub(super) fn answer(text: &str) -> Result<Value, Refusal> {
    let asked: RoundingInput = input(text)?;
    let mut answer = Map::new();
    let mut integers = Map::new();
    for (name, values) in &asked.vectors.0 {
        let rounded = largest_remainder(values, WHOLE).ok_or_else(|| unsound(name))?;
        integers.insert(name.clone(), Value::from(rounded));
    }
    if !integers.is_empty() {
        answer.insert("integers".to_owned(), Value::Object(integers));
    }
    let mut solutions = Vec::new();
    for (at, RoundingProblem { values, groups }) in asked.problems.iter().enumerate() {
        let (parents, children) =
            nets_first(values, groups, WHOLE).ok_or_else(|| unsound(&format!("problems[{at}]")))?;
        solutions.push(json!({ "parents": parents, "children": children }));
    }
    if !solutions.is_empty() {
        answer.insert("solutions".to_owned(), Value::from(solutions));
    }
    Ok(Value::Object(answer))
}

fn unsound(name: &str) -> Refusal {
    Refusal::asked(format!("{name} : des nombres positifs ou nuls, pas tous nuls, chaque position dans un seul groupe"))
}

/// Whole numbers that sum to `total`, in proportion of the values: each is cut down, and what is missing goes to the
/// largest remainders; ties to the larger value, then to the first position. Every value moves by less than 1. `None` when
/// a value is negative or no number, or all are 0.
///
/// `q_i = T v_i/Σv`, `⌊q_i⌋` or `⌊q_i⌋ + 1` each: Hamilton's method (Balinski and Young 1982, *Fair Representation*,
/// ch. 2). `T` is `total`, 100 for percent and 10 000 at most. Not for answers of which several were possible, which
/// have no such sum; nor to be compared across tables: with another row the same value may round otherwise (their
/// Alabama paradox).
// Not `quota::largest_remainder`: a printed percentage must not depend on the order options are listed in, so ties go to
// the larger value here (the rule of reference case r01), and to the earlier cell of the plan there.
pub fn largest_remainder(values: &[f64], total: u32) -> Option<Vec<u32>> {
    let sum: f64 = values.iter().sum();
    let is_sound = sum > 0.0 && sum.is_finite() && values.iter().all(|value| *value >= 0.0);
    if !is_sound {
        return None;
    }
    let exact: Vec<f64> = values.iter().map(|value| value / sum * f64::from(total)).collect();
    let mut whole: Vec<u32> = exact.iter().map(|value| floor(value + SLACK)).collect();
    let given: u32 = whole.iter().sum();
    let mut order: Vec<usize> = (0..values.len()).collect();
    let left = |at: &usize| exact.get(*at).zip(whole.get(*at)).map_or(0.0, |(exact, whole)| exact - f64::from(*whole));
    let size = |at: &usize| exact.get(*at).copied().unwrap_or(0.0);
    order.sort_by(|a, b| left(b).total_cmp(&left(a)).then(size(b).total_cmp(&size(a))).then(a.cmp(b)));
    let missing = usize::try_from(total.saturating_sub(given)).ok()?;
    for at in order.into_iter().take(missing) {
        *whole.get_mut(at)? += 1;
    }
    Some(whole)
}

/// Nets rounded to the total, then each net's parts to the net. `groups` hold the positions of each net's parts. A part may
/// move by one from its nearest whole number; keep the unrounded value beside it.
///
/// `largest_remainder` twice (Hamilton; Balinski and Young 1982): of `Σ_{i∈g} v_i` to `total`, then of the `v_i` of `g`
/// to what `g` got; nets, then parts, in whole units of `total`. `None` when a position is in no group or in two: not
/// for nets that overlap.
pub fn nets_first(values: &[f64], groups: &[Vec<usize>], total: u32) -> Option<(Vec<u32>, Vec<u32>)> {
    let mut seen = vec![false; values.len()];
    for at in groups.iter().flatten() {
        let slot = seen.get_mut(*at)?;
        if *slot {
            return None;
        }
        *slot = true;
    }
    let parts = |group: &Vec<usize>| group.iter().filter_map(|at| values.get(*at)).copied().collect::<Vec<f64>>();
    let nets: Vec<f64> = groups.iter().map(|group| parts(group).iter().sum()).collect();
    let parents = largest_remainder(&nets, total)?;
    let mut children = vec![0; values.len()];
    for (group, parent) in groups.iter().zip(&parents) {
        if *parent == 0 {
            continue;
        }
        for (at, child) in group.iter().zip(largest_remainder(&parts(group), *parent)?) {
            *children.get_mut(*at)? = child;
        }
    }
    seen.iter().all(|seen| *seen).then_some((parents, children))
}

/// Values are between 0 and the total: counting up is exact and short.
fn floor(value: f64) -> u32 {
    (1..=WHOLE.saturating_mul(WHOLE)).take_while(|whole| f64::from(*whole) <= value).last().unwrap_or(0)
}

/// How far whole numbers are from the percentages they stand for.
#[cfg(test)]
pub(super) fn largest_move(values: &[f64], whole: &[u32]) -> f64 {
    let sum: f64 = values.iter().sum();
    values.iter().zip(whole).map(|(v, w)| (v / sum * 100.0 - f64::from(*w)).abs()).fold(0.0, f64::max)
}
