//! Means and medians of scores and numbers, over those who gave one: declared non-answers are in the base of the shares
//! and in no mean.

use super::{Measure, MeasureKind, MeasureRow, Parts};
use crate::domain::data_set::{Entry, Values};
use crate::domain::estimate::{Distribution, Moments, QuantileRule, Z_95};
use crate::domain::questionnaire::{AnswerOption, Kind, Language, Text};

const TWO_POWER_32: f64 = 4_294_967_296.0;

/// The rows of measures of a question; none when its answers are not numbers.
pub(super) fn rows_of(kind: &Kind) -> Vec<MeasureRow> {
    match kind {
        Kind::Number { decimals, unit, .. } | Kind::Numbers { decimals, unit, .. } => {
            of_number(*decimals, unit.as_ref())
        }
        kind if kind.is_scored() => vec![row(MeasureKind::Mean, 1, None)],
        _ => Vec::new(),
    }
}

/// A number has a mean, one decimal finer than its answers, and a median.
pub(super) fn of_number(decimals: u8, unit: Option<&Text>) -> Vec<MeasureRow> {
    vec![row(MeasureKind::Mean, decimals.saturating_add(1), unit), row(MeasureKind::Median, decimals, unit)]
}

fn row(kind: MeasureKind, decimals: u8, unit: Option<&Text>) -> MeasureRow {
    let label = match kind {
        MeasureKind::Mean => "Moyenne",
        MeasureKind::Median => "Médiane",
    };
    MeasureRow { kind, label: label.to_owned(), decimals, unit: unit.map(|unit| unit.get(Language::Fr).to_owned()) }
}

/// What a response is worth; none for those who gave no number.
pub(super) fn worth(values: &Values, options: &[AnswerOption], response: usize) -> Option<f64> {
    match values {
        Values::Category { values, .. } => {
            let option = options.get(usize::from(*values.get(response)?.given()?))?;
            option.value.filter(|_| option.missing.is_none()).map(number)
        }
        Values::Number { decimals, values, .. } => {
            values.get(response).and_then(Entry::given).map(|value| number(*value) / 10f64.powi(i32::from(*decimals)))
        }
        _ => None,
    }
}

/// Two halves a double holds exactly.
fn number(value: i64) -> f64 {
    let high = i32::try_from(value >> 32).unwrap_or(i32::MAX);
    let low = u32::try_from(value & 0xffff_ffff).unwrap_or(u32::MAX);
    f64::from(high) * TWO_POWER_32 + f64::from(low)
}

/// The measures of a group, from the value and the weight of each; `None` for nobody.
pub(super) fn measures(rows: &[MeasureRow], worths: &mut [(f64, f64)], sample_n: u32) -> Vec<Option<Measure>> {
    worths.sort_unstable_by(|left, right| left.0.total_cmp(&right.0).then(left.1.total_cmp(&right.1)));
    let of = |row: &MeasureRow| match row.kind {
        MeasureKind::Mean => mean(worths, sample_n),
        MeasureKind::Median => median(worths),
    };
    rows.iter().map(of).collect()
}

/// Linearised variance of a mean in a domain, as for a share: `n/(n−1) Σ w² (y − m)² / W²`.
fn mean(worths: &[(f64, f64)], sample_n: u32) -> Option<Measure> {
    let base = Moments::of(worths.iter().map(|(_, weight)| *weight));
    if base.weight <= 0.0 || !base.weight.is_finite() {
        return None;
    }
    let value = worths.iter().map(|(worth, weight)| weight * worth).sum::<f64>() / base.weight;
    let spread: f64 = worths.iter().map(|(worth, weight)| (weight * (worth - value)).powi(2)).sum();
    let sample_n = f64::from(sample_n.max(2));
    let half = Z_95 * (sample_n / (sample_n - 1.0) * spread).sqrt() / base.weight;
    Some(Measure { value, low: value - half, high: value + half, n: base.n, parts: parts(worths) })
}

/// What the two largest respondents bring to the total.
fn parts(worths: &[(f64, f64)]) -> Parts {
    let mut found = Parts::default();
    for part in worths.iter().map(|(worth, weight)| (weight * worth).abs()) {
        found.total += part;
        if part > found.largest {
            (found.largest, found.second) = (part, found.largest);
        } else {
            found.second = found.second.max(part);
        }
    }
    found
}

/// The midpoint where half of the weight is reached exactly; its interval is that of the share at or under it, brought
/// back to values (Woodruff 1952, JASA 47).
fn median(worths: &[(f64, f64)]) -> Option<Measure> {
    let base = Moments::of(worths.iter().map(|(_, weight)| *weight));
    if base.weight <= 0.0 || !base.weight.is_finite() {
        return None;
    }
    let half = Z_95 * (0.25 / base.effective_n()).sqrt();
    let (values, weights): (Vec<f64>, Vec<f64>) = worths.iter().copied().unzip();
    let distribution = Distribution::new(&weights, &values, &vec![true; values.len()])?;
    let at = |share: f64| distribution.quantile(share.clamp(0.0, 1.0), QuantileRule::School);
    let (value, low, high) = (at(0.5), at(0.5 - half), at(0.5 + half));
    Some(Measure { value, low: low.min(value), high: high.max(value), n: base.n, parts: parts(worths) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mean_is_weighted_and_its_interval_is_that_of_the_linearised_variance() {
        // By hand: m = (2·0 + 1·3)/3 = 1; Σ w²(y−m)² = 4·1 + 1·4 = 8; n/(n−1) = 2; se = √16/3.
        let found = mean(&[(0.0, 2.0), (3.0, 1.0)], 2).unwrap();
        assert!((found.value - 1.0).abs() < 1e-12);
        assert!((found.high - 1.0 - Z_95 * 4.0 / 3.0).abs() < 1e-12, "{found:?}");
        assert_eq!(mean(&[], 10), None);
        // The mean of zeros and ones is a share.
        let share = crate::domain::estimate::share(&Moments::of([2.0]), &Moments::of([2.0, 1.0]), 2).unwrap();
        let ones = mean(&[(1.0, 2.0), (0.0, 1.0)], 2).unwrap();
        assert!((ones.high - ones.value - Z_95 * share.standard_error).abs() < 1e-12);
    }

    #[test]
    fn a_median_is_where_half_of_the_weight_is_reached() {
        let value = |worths: &[(f64, f64)]| median(worths).unwrap().value;
        assert_eq!(value(&[(1.0, 1.0), (2.0, 1.0), (10.0, 1.0)]), 2.0);
        assert_eq!(value(&[(1.0, 1.0), (2.0, 1.0)]), 1.5);
        assert_eq!(value(&[(1.0, 3.0), (2.0, 1.0), (9.0, 1.0)]), 1.0);
        assert_eq!(median(&[]), None);
        let many: Vec<(f64, f64)> = (0..101).map(|value| (f64::from(value), 1.0)).collect();
        let found = median(&many).unwrap();
        assert_eq!(found.value, 50.0);
        assert!(found.low < 45.0 && found.low > 35.0 && found.high > 55.0 && found.high < 65.0, "{found:?}");
    }

    #[test]
    fn whole_numbers_become_doubles_without_a_loss() {
        for value in [0, 1, -1, 42, -42, 1 << 40, -(1 << 40) - 3] {
            assert_eq!(format!("{:.0}", number(value)), value.to_string());
        }
    }
}
