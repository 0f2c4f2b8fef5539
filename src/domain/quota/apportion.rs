//! From shares to whole targets: largest remainder, so that they sum to the total exactly.

/// Whole numbers summing to `total`, nearest to `total × share`; ties go to the earlier share. Shares that are not
/// finite and positive, or sum to nothing, give nothing to share out: `None`.
// Not `analyse::largest_remainder`, where ties go to the larger value as printed percentages want: the order of a plan's
// cells is its author's, and a tie is theirs to settle; another rule would move the targets of waves already in the field.
pub fn largest_remainder(shares: &[f64], total: u32) -> Option<Vec<u32>> {
    let sum: f64 = shares.iter().sum();
    let sound = shares.iter().all(|share| share.is_finite() && *share >= 0.0) && sum.is_finite() && sum > 0.0;
    if !sound {
        return None;
    }
    let exact: Vec<f64> = shares.iter().map(|share| f64::from(total) * share / sum).collect();
    let mut whole: Vec<u32> = exact.iter().map(|value| floor(*value, total)).collect();
    let given: u64 = whole.iter().copied().map(u64::from).sum();
    let left = usize::try_from(u64::from(total).saturating_sub(given)).unwrap_or(usize::MAX);
    let mut order: Vec<usize> = (0..shares.len()).collect();
    let rest = |position: &usize| exact.get(*position).map_or(0.0, |value| value.fract());
    order.sort_by(|a, b| rest(b).total_cmp(&rest(a)));
    for position in order.into_iter().take(left) {
        if let Some(value) = whole.get_mut(position) {
            *value += 1;
        }
    }
    Some(whole)
}

/// The whole part of a value between 0 and `total`, found by halving: no lossy conversion is needed.
fn floor(value: f64, total: u32) -> u32 {
    let (mut low, mut high) = (0, total);
    while low < high {
        let middle = low + (high - low).div_ceil(2);
        if f64::from(middle) <= value {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_remainders_take_what_rounding_down_left() {
        assert_eq!(largest_remainder(&[0.455, 0.335, 0.21], 10), Some(vec![5, 3, 2]));
        assert_eq!(largest_remainder(&[1.0, 1.0, 1.0], 10), Some(vec![4, 3, 3]));
        assert_eq!(largest_remainder(&[0.5, 0.5], 0), Some(vec![0, 0]));
    }

    #[test]
    fn shares_that_mean_nothing_give_nothing() {
        assert_eq!(largest_remainder(&[0.0, 0.0], 10), None);
        assert_eq!(largest_remainder(&[f64::NAN, 1.0], 10), None);
        assert_eq!(largest_remainder(&[-1.0, 2.0], 10), None);
        assert_eq!(largest_remainder(&[], 10), None);
    }
}
