//! Means and medians of scores and numbers, over those who gave one: declared non-answers are in the base of the shares
//! and in no mean.

use super::count::Counting;
use super::{Errors, Measure, MeasureKind, MeasureRow, Parts};
use crate::domain::data_set::{Entry, Values};
use crate::domain::estimate::{Distribution, Influences, Interval, QuantileRule, Score, normal_interval};
use crate::domain::questionnaire::{AnswerOption, Computed, ComputedRule, Gives, Kind, Language, Text};

const TWO_POWER_32: f64 = 4_294_967_296.0;

/// The rows of measures of a question; none when its answers are not numbers.
pub(crate) fn rows_of(kind: &Kind) -> Vec<MeasureRow> {
    match kind {
        Kind::Number { decimals, unit, .. } | Kind::Numbers { decimals, unit, .. } => {
            of_number(*decimals, unit.as_ref())
        }
        kind if kind.is_scored() => vec![row(MeasureKind::Mean, 1, None)],
        _ => Vec::new(),
    }
}

/// The same of a computed variable.
pub(crate) fn of_computed(computed: &Computed) -> Vec<MeasureRow> {
    match computed.rule {
        ComputedRule::Formula { gives: Gives::Number { decimals }, .. } => of_number(decimals, None),
        _ => Vec::new(),
    }
}

/// A number has a mean, one decimal finer than its answers, and a median.
fn of_number(decimals: u8, unit: Option<&Text>) -> Vec<MeasureRow> {
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

/// The measures of a group, from the row and the value of each who gave one, with the score of a mean; `None` for nobody.
pub(super) fn measures(
    counting: &Counting<'_>,
    rows: &[MeasureRow],
    mut worths: Vec<(usize, f64)>,
) -> Vec<(Option<Measure>, Option<Score>)> {
    let weight = |row: usize| counting.influences.weights().get(row).copied().unwrap_or(0.0);
    worths.sort_unstable_by(|left, right| {
        left.1.total_cmp(&right.1).then_with(|| weight(left.0).total_cmp(&weight(right.0))).then(left.0.cmp(&right.0))
    });
    let n = u32::try_from(worths.len()).unwrap_or(u32::MAX);
    let t = counting.critical(n).t;
    let of = |row: &MeasureRow| match row.kind {
        MeasureKind::Mean => counting.influences.mean(&worths).map(|score| (mean(&score, n, t), Some(score))),
        MeasureKind::Median => median(counting.influences, &worths, t).map(|median| (median, None)),
    };
    let parts = parts(worths.iter().map(|(row, worth)| weight(*row) * worth));
    let told = |(measure, score)| (Some(Measure { parts, ..measure }), score);
    rows.iter().map(|row| of(row).map_or((None, None), told)).collect()
}

/// What the two largest respondents bring to the total.
fn parts(contributions: impl Iterator<Item = f64>) -> Parts {
    let mut found = Parts::default();
    for part in contributions.map(f64::abs) {
        found.total += part;
        if part > found.largest {
            (found.largest, found.second) = (part, found.largest);
        } else {
            found.second = found.second.max(part);
        }
    }
    found
}

/// `m ± t se`.
fn mean(score: &Score, n: u32, t: f64) -> Measure {
    let errors = Errors { calibrated: score.standard_error(), weights_only: score.weights_only_error() };
    let Interval { low, high } = normal_interval(score.value, errors.calibrated, t);
    Measure { value: score.value, low, high, errors: Some(errors), n, parts: Parts::default() }
}

/// The midpoint where half of the weight is reached exactly; its interval is that of the share at or under it, brought
/// back to values (Woodruff 1952, JASA 47).
fn median(influences: &Influences<'_>, worths: &[(usize, f64)], t: f64) -> Option<Measure> {
    let weight = |row: usize| influences.weights().get(row).copied().unwrap_or(0.0);
    let (values, weights): (Vec<f64>, Vec<f64>) = worths.iter().map(|(row, worth)| (*worth, weight(*row))).unzip();
    let distribution = Distribution::new(&weights, &values, &vec![true; values.len()])?;
    let value = distribution.quantile(0.5, QuantileRule::School);
    let under: Vec<(usize, f64)> =
        worths.iter().map(|(row, worth)| (*row, f64::from(u8::from(*worth <= value)))).collect();
    let share = influences.mean(&under)?;
    let Interval { low, high } = normal_interval(share.value, share.standard_error(), t);
    let back = |share: f64| distribution.quantile(share.clamp(0.0, 1.0), QuantileRule::Math);
    let n = u32::try_from(worths.len()).unwrap_or(u32::MAX);
    Some(Measure {
        value,
        low: back(low).min(value),
        high: back(high).max(value),
        errors: None,
        n,
        parts: Parts::default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::estimate::{Moments, share};

    /// The values with weights that repeat 1, or these.
    fn worths(values: &[f64]) -> Vec<(usize, f64)> {
        values.iter().copied().enumerate().collect()
    }

    #[test]
    fn a_mean_is_weighted_and_its_interval_is_that_of_the_linearised_variance() {
        // By hand: m = (2·0 + 1·3)/3 = 1; Σ w²(y−m)² = 4·1 + 1·4 = 8; n/(n−1) = 2; se = √16/3.
        let influences = Influences::simple(&[2.0, 1.0]);
        let score = influences.mean(&worths(&[0.0, 3.0])).unwrap();
        let found = mean(&score, 2, 2.0);
        assert!((found.value - 1.0).abs() < 1e-12);
        assert!((found.high - 1.0 - 2.0 * 4.0 / 3.0).abs() < 1e-12, "{found:?}");
        assert!((found.errors.unwrap().calibrated - 4.0 / 3.0).abs() < 1e-12);
        assert_eq!(influences.mean(&[]), None);
        // The mean of zeros and ones is a share.
        let share = share(&Moments::of([2.0]), &Moments::of([2.0, 1.0]), 2).unwrap();
        let ones = influences.mean(&worths(&[1.0, 0.0])).unwrap();
        assert!((ones.standard_error() - share.standard_error).abs() < 1e-12);
    }

    #[test]
    fn a_median_is_where_half_of_the_weight_is_reached() {
        let of = |values: &[f64], weights: &[f64]| median(&Influences::simple(weights), &worths(values), 1.96);
        assert_eq!(of(&[1.0, 2.0, 10.0], &[1.0; 3]).unwrap().value, 2.0);
        assert_eq!(of(&[1.0, 2.0], &[1.0; 2]).unwrap().value, 1.5);
        assert_eq!(of(&[1.0, 2.0, 9.0], &[3.0, 1.0, 1.0]).unwrap().value, 1.0);
        assert_eq!(of(&[], &[]), None);
        let many: Vec<f64> = (0..101).map(f64::from).collect();
        let found = of(&many, &[1.0; 101]).unwrap();
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
