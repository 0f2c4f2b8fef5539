//! Draws from weights, by numbers between 0 and 1 (1 excluded).

use crate::domain::arithmetic::mixing::Stream;

/// One of the choices, in proportion to its weight; none when no weight is positive.
pub(super) fn pick<'c, T>(choices: &'c [(T, f64)], rng: &mut impl FnMut() -> f64) -> Option<&'c T> {
    let total: f64 = choices.iter().map(|(_, weight)| weight.max(0.0)).sum();
    let mut left = rng() * total;
    let mut last = None;
    for (choice, weight) in choices.iter().filter(|(_, weight)| *weight > 0.0) {
        last = Some(choice);
        left -= weight;
        if left < 0.0 {
            break;
        }
    }
    // Rounding may leave a hair of `left` after the last choice: it is the last one's.
    last
}

/// One of the items, all alike.
pub(super) fn pick_even<T: Clone>(items: &[T], rng: &mut impl FnMut() -> f64) -> Option<T> {
    let choices: Vec<(T, f64)> = items.iter().map(|item| (item.clone(), 1.0)).collect();
    pick(&choices, rng).cloned()
}

/// Several different choices, each next one in proportion to the weights of those that are left.
pub(super) fn pick_many<T: Clone + PartialEq>(
    choices: &[(T, f64)],
    count: usize,
    rng: &mut impl FnMut() -> f64,
) -> Vec<T> {
    let mut left = choices.to_vec();
    let mut picked = Vec::new();
    while picked.len() < count {
        let Some(choice) = pick(&left, rng).cloned() else { break };
        left.retain(|(other, _)| *other != choice);
        picked.push(choice);
    }
    picked
}

/// A whole number from `least` to `most`, all alike.
pub(super) fn between(least: i64, most: i64, rng: &mut impl FnMut() -> f64) -> i64 {
    let count = most.saturating_sub(least).max(0).saturating_add(1);
    let count = f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    // The text of a whole double below 2³² has digits only.
    let step = format!("{:.0}", (rng() * count).floor()).parse::<i64>().unwrap_or(0);
    least.saturating_add(step).min(most.max(least))
}

/// Twelve draws sum to a mean of 6 and a variance of 1, near enough to the bell (Irwin and Hall 1927).
pub(super) fn bell(mean: f64, deviation: f64, rng: &mut impl FnMut() -> f64) -> f64 {
    let sum: f64 = (0..12).map(|_| rng()).sum();
    mean + deviation * (sum - 6.0)
}

/// Draws of their own from one draw: what is drawn later does not change what others draw.
pub(super) fn stream(draw: f64) -> impl FnMut() -> f64 {
    let mut stream = Stream::of(draw.to_bits());
    // The high 32 bits are a double without rounding.
    move || f64::from(u32::try_from(stream.draw() >> 32).unwrap_or(0)) / 4_294_967_296.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draw_falls_where_the_weights_put_it() {
        let choices = [("a", 1.0), ("nobody", 0.0), ("b", 3.0)];
        let at = |draw: f64| pick(&choices, &mut || draw).copied();
        assert_eq!([at(0.0), at(0.2499), at(0.25), at(0.9999)], [Some("a"), Some("a"), Some("b"), Some("b")]);
        assert_eq!(pick(&[("a", 0.0)], &mut || 0.5), None);
        assert_eq!(pick::<u8>(&[], &mut || 0.5), None);
    }

    #[test]
    fn whole_numbers_fall_between_their_bounds_both_included() {
        let at = |draw: f64| between(-1, 2, &mut || draw);
        assert_eq!([at(0.0), at(0.26), at(0.51), at(0.9999)], [-1, 0, 1, 2]);
        assert_eq!(between(5, 5, &mut || 0.9999), 5);
    }

    #[test]
    fn a_stream_is_that_of_its_draw_and_looks_like_draws() {
        let of = |draw| {
            let mut next = stream(draw);
            (0..1000).map(|_| next()).collect::<Vec<_>>()
        };
        assert_eq!(of(0.25), of(0.25));
        assert_ne!(of(0.25), of(0.5));
        let mean = of(0.25).iter().sum::<f64>() / 1000.0;
        assert!((mean - 0.5).abs() < 0.05 && of(0.25).iter().all(|draw| (0.0..1.0).contains(draw)), "{mean}");
        let mut next = stream(0.25);
        let bells: Vec<f64> = (0..1000).map(|_| bell(10.0, 2.0, &mut next)).collect();
        let mean = bells.iter().sum::<f64>() / 1000.0;
        let variance = bells.iter().map(|drawn| (drawn - mean).powi(2)).sum::<f64>() / 1000.0;
        assert!((mean - 10.0).abs() < 0.3 && (variance - 4.0).abs() < 0.8, "{mean} {variance}");
    }

    #[test]
    fn several_draws_never_repeat_and_stop_when_nothing_is_left() {
        let picked = pick_many(&[("a", 1.0), ("b", 1.0), ("c", 0.0)], 3, &mut || 0.0);
        assert_eq!(picked, ["a", "b"]);
    }
}
